"""One configuration file: sensible without any, typed, and every fault at once with its line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kiosk.app.config import Config, ConfigError, address
from kiosk.app.config_text import load_config

BROKEN = {
    "office.id": '"Phường 1"',
    "office.profile": '"missing.toml"',
    "station.name": '"kiosk 1"',
    "hub.url": '"ftp://hub"',
    "hub.listen": '"8460"',
    "province.database": '"mysql://db"',
    "printer.kind": '"laser"',
    "printer.width_mm": "81",
    "printer.connect_timeout": '"soon"',
    "kiosk.technician_pin": '"12a4"',
    "kiosk.idle_seconds": "3",
    "kiosk.windowed": "1",
    "kiosk.language": '"fr"',
    "counter.number": "-1",
    "board.volume": "101",
    "board.screen_inches": "0.5",
    "board.voice_dir": '"no-such-folder"',
    "log.level": '"LOUD"',
    "log.levle": '"INFO"',
    "nonsense": '"?"',
}
"""A value that cannot be, for every key that can be wrong."""


@pytest.fixture(autouse=True)
def no_file_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MOTCUA_CONFIG", raising=False)
    monkeypatch.setattr("kiosk.app.folders.usual_config_files", lambda: (tmp_path / "usual" / "motcua.toml",))


def _written(folder: Path, text: str | bytes) -> Path:
    file = folder / "motcua.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def _faults(file: Path, **overrides: object) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as wrong:
        load_config(file, overrides)
    return wrong.value.faults


def test_without_a_file_a_commune_works_on_this_machine() -> None:
    config = load_config()
    assert config == Config(station=config.station)
    assert (config.office.id, config.office.profile, config.station.name) == ("commune-demo", "commune", "kiosk-1")
    assert config.hub.url.endswith(config.hub.listen)
    assert config.station.folder == config.station.data_dir / "kiosk-1"
    assert config.kiosk.technician_pin == ""
    assert config.printer.kind == "none"


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "voice").mkdir()
    text = """\
        [office]
        id = "quy-nhon"
        profile = "province"
        name = "Trung tâm Phục vụ hành chính công phường Quy Nhơn"
        [station]
        name = "kiosk-2"
        data_dir = "data"
        [hub]
        url = "https://hub.local:8460/"
        [province]
        url = ""
        database = "postgresql://motcua:secret@db/motcua"
        [printer]
        kind = "tcp"
        host = "192.168.1.50"
        width_mm = 58
        connect_timeout = 2
        [kiosk]
        technician_pin = "482913"
        idle_seconds = 45
        [board]
        voice_dir = "voice"
        muted = true
        volume = 80
        screen_inches = 55
    """
    config = load_config(_written(tmp_path, text), {"station.data_dir": str(tmp_path / "d"), "log.level": None})
    assert config.office.name == "Trung tâm Phục vụ hành chính công phường Quy Nhơn"
    assert config.station.folder == tmp_path / "d" / "kiosk-2"
    assert config.hub.url == "https://hub.local:8460"
    assert (config.printer.host, config.printer.width_dots, config.printer.connect_timeout) == ("192.168.1.50", 384, 2)
    assert (config.board.voice_dir, config.board.volume, config.board.muted) == (tmp_path / "voice", 80, True)
    assert "482913" not in repr(config)
    assert "secret" not in repr(config)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("kiosk", "kiosk-7"), ("counter", "kiosk-7"), ("hub", "hub-1"), ("province", "province")],
)
def test_a_service_keeps_its_own_name_beside_the_face_of_its_machine(tmp_path: Path, kind: str, name: str) -> None:
    file = _written(tmp_path, '[station]\nname = "kiosk-7"\n')
    assert load_config(file, kind=kind).station.name == name


def test_two_surfaces_on_one_machine_have_names_of_their_own() -> None:
    assert load_config(None, {"counter.number": 3}, "counter").station.name == "counter-3"
    assert load_config(None, {}, "board").station.name == "board-1"
    assert load_config(None, {"hub.station": "hub-2"}, "hub").station.name == "hub-2"


def test_the_variable_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_CONFIG", str(_written(tmp_path, '[office]\nid = "from-variable"\n')))
    assert load_config().office.id == "from-variable"
    monkeypatch.setenv("MOTCUA_CONFIG", str(tmp_path / "gone.toml"))
    with pytest.raises(ConfigError, match=r"gone\.toml: không đọc được tệp"):
        load_config()


def test_the_usual_place_is_found(tmp_path: Path) -> None:
    (tmp_path / "usual").mkdir()
    _written(tmp_path / "usual", '[office]\nid = "usual"\n')
    assert load_config().office.id == "usual"


@given(
    wrong=st.lists(st.sampled_from(sorted(BROKEN)), min_size=10, max_size=10, unique=True),
    newline=st.sampled_from(["\n", "\r\n"]),
    mark=st.booleans(),
    blanks=st.lists(st.integers(0, 3), min_size=10, max_size=10),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ten_broken_values_are_ten_messages_with_their_lines(
    tmp_path: Path, wrong: list[str], newline: str, mark: bool, blanks: list[int]
) -> None:
    lines, expected = _broken_file(wrong, blanks)
    file = _written(tmp_path, (b"\xef\xbb\xbf" if mark else b"") + newline.join(lines).encode())
    faults = _faults(file)
    assert [_place(fault) for fault in faults] == sorted((line, key) for key, line in expected.items())
    assert all(re.search(r"Hãy|hãy", fault) for fault in faults)


def _broken_file(wrong: list[str], blanks: list[int]) -> tuple[list[str], dict[str, int]]:
    lines: list[str] = []
    expected = {}
    sections: dict[str, list[str]] = {}
    for key in wrong:
        section, _, name = key.rpartition(".")
        sections.setdefault(section, []).append(name)
    for section in sorted(sections, key=lambda name: (name != "", name)):
        lines += ["# a remark"] * blanks.pop() + ([f"[{section}]  # the section"] if section else [])
        for name in sections[section]:
            key = f"{section}.{name}" if section else name
            lines.append(f"{name} = {BROKEN[key]}")
            expected[key] = len(lines)
    return lines, expected


def _place(fault: str) -> tuple[int, str]:
    found = re.match(r"motcua\.toml, dòng (\d+), ([\w.]+): ", fault)
    assert found, fault
    return int(found[1]), found[2]


def test_inline_tables_and_dotted_keys_have_lines_too(tmp_path: Path) -> None:
    text = 'kiosk.idle_seconds = 1\nprinter = { kind = "tcp", host = "h", width_mm = 70 }\n"log" . "level" = "X"\n'
    assert [_place(fault) for fault in _faults(_written(tmp_path, text))] == [
        (1, "kiosk.idle_seconds"), (2, "printer.width_mm"), (3, "log.level"),
    ]  # fmt: skip


def test_what_a_printer_needs_is_asked_for(tmp_path: Path) -> None:
    (fault,) = _faults(_written(tmp_path, '[printer]\n\nkind = "tcp"\n'))
    assert fault.startswith("motcua.toml, dòng 1, printer.host: còn thiếu")


def test_a_wrong_command_line_names_itself_first(tmp_path: Path) -> None:
    faults = _faults(_written(tmp_path, '[log]\nlevel = "X"\n'), **{"counter.number": 500})
    assert faults[0].startswith("dòng lệnh, counter.number: 500")
    assert faults[1].startswith("motcua.toml, dòng 2")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"[office]\nid = \xff\xfe\n", 2, "không phải UTF-8"),
        (b'[office]\nid = "a"\nid = "b"\n', 3, "ghi hai lần"),
        (b'[office]\r\nid = "a"\r\n[office]\r\nname = "b"\r\n', 3, "ghi hai lần"),
        (b'[office]\nid = "a\n', 2, "sai cú pháp"),
        (b"[office\n", 1, "sai cú pháp"),
        (b"[printer]\nkind = [\n", 2, "sai cú pháp"),
        (b"\x00\x01\x02", 1, "sai cú pháp"),
    ],
)
def test_a_file_that_is_no_toml_says_where(tmp_path: Path, text: bytes, line: int, words: str) -> None:
    (fault,) = _faults(_written(tmp_path, text))
    assert fault.startswith(f"motcua.toml, dòng {line}: ")
    assert words in fault


@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
@example(b"\xef")
@example(b"a = " + b"9" * 5000)
@example(b"a = " + b"[" * 20_000)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbage_is_refused_and_never_crashes(tmp_path: Path, garbage: bytes) -> None:
    file = _written(tmp_path, garbage)
    config, faults = None, ()
    try:
        config = load_config(file)
    except ConfigError as wrong:
        faults = wrong.faults
    if config is None:
        assert faults
        assert all(fault.startswith("motcua.toml") for fault in faults)
    else:
        said = tomllib.loads(garbage.decode("utf-8-sig"))
        assert config.office.id == said.get("office", {}).get("id", "commune-demo")


@pytest.mark.parametrize(
    ("text", "parts"), [("127.0.0.1:0", ("127.0.0.1", 0)), ("[::1]:8460", ("::1", 8460)), ("hub:65535", ("hub", 65535))]
)
def test_addresses(text: str, parts: tuple[str, int]) -> None:
    assert address(text) == parts


@pytest.mark.parametrize("text", ["", ":1", "host", "host:", "host:65536", "host:-1", "host:٣"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        address(text)
