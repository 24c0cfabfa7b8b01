"""The catalogue that ships, in a real encrypted file, and what happens with a bad snapshot."""

import hashlib
import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import resources
from kiosk.domain.catalogue_text import elsewhere_text, fee_text, time_text
from kiosk.services.catalogue import ensure_catalogue, known_elsewhere, procedure, search
from kiosk.services.catalogue_snapshot import CatalogueRefused, read_snapshot, version_of
from kiosk.services.profile import load_office
from kiosk.store import catalogue
from kiosk.store.opening import open_station
from kiosk.store.store import Store

SHIPPED = resources.path("catalogue")


class StandingClock:
    def now_ms(self) -> int:
        return 1_795_000_000_000


def opened(folder: Path) -> Store:
    return open_station(folder, office="quy-nhon", station="kiosk-1", kind="kiosk", clock=StandingClock())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "station")
    yield store
    store.close()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = opened(tmp_path_factory.mktemp("station"))
    assert ensure_catalogue(store) is not None
    yield store
    store.close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A snapshot of one ministry, made from the one that ships."""
    folder = tmp_path / "snapshot"
    folder.mkdir()
    for name in ("procedures-G22.json", "elsewhere.json"):
        shutil.copy(SHIPPED / name, folder / name)
    publish(folder)
    return folder


def publish(folder: Path, version: str = "2027-01-01") -> None:
    """Write the list of files as it would be published."""
    files = {}
    for file in sorted(folder.glob("*.json")):
        if file.name != "version.json":
            content = file.read_bytes()
            files[file.name] = {"rows": len(json.loads(content)), "sha256": hashlib.sha256(content).hexdigest()}
    count = sum(listed["rows"] for name, listed in files.items() if name.startswith("procedures-"))
    table = {"version": version, "procedures": count, "files": files}
    (folder / "version.json").write_text(json.dumps(table), encoding="utf-8")


def edit(folder: Path, name: str, change: Callable[[list[Any]], None]) -> None:
    rows = json.loads((folder / name).read_text(encoding="utf-8"))
    change(rows)
    (folder / name).write_text(json.dumps(rows), encoding="utf-8")


def test_the_shipped_snapshot_is_sound_and_whole() -> None:
    snapshot = read_snapshot(SHIPPED)
    parsed = [p for p, _ in snapshot.procedures]
    assert len(parsed) == 2125
    assert len(snapshot.elsewhere) == 2039
    assert sum(p.completeness == "full" for p in parsed) == 1157
    assert sum(p.most_used for p in parsed) == 123
    assert sum(len(p.papers or ()) for p in parsed) == 7197
    assert sum(len(p.fees or ()) for p in parsed) == 1551
    assert max(file.stat().st_size for file in SHIPPED.iterdir()) < 2_000_000


def test_nothing_unknown_is_shown_as_nothing() -> None:
    for parsed, raw in read_snapshot(SHIPPED).procedures:
        time, fees = time_text(parsed), fee_text(parsed)
        assert time
        assert fees
        assert not time.startswith("0 ")
        unknown = any(line["amount"] is None for line in raw["fees"] or [{"amount": None}])
        assert unknown == ("hỏi cán bộ" in fees), (parsed.code, fees)


def test_every_field_that_a_profile_names_is_in_the_catalogue() -> None:
    known = {p.field_name for p, _ in read_snapshot(SHIPPED).procedures}
    named = {n for profile in ("commune", "province") for f in load_office(profile).fields for n in f.catalogue_fields}
    assert len(named) > 60
    assert named <= known


def test_every_reason_has_words_for_people() -> None:
    reasons = {str(row["reason"]) for row in read_snapshot(SHIPPED).elsewhere}
    assert not [reason for reason in reasons if elsewhere_text(reason) == reason]


def test_it_is_loaded_once(loaded: Store) -> None:
    assert ensure_catalogue(loaded) is None
    assert loaded.read(catalogue.version) == version_of(SHIPPED)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("lam giay khai sinh", "1.001193"),
        ("Đăng ký khai tử", "1.000656"),
        ("ket h", "1.000894"),
        ("tam tru", "1.004194"),
        ("ho kinh", "1.001612"),
        ("cong chung ban sao", "2.000815"),
        ("bằng lái xe", "3.000347"),
        ("cap lai so do", "1.012786"),
        ("1.001193", "1.001193"),
        ("2.000635.000.00.00.H21", "2.000635"),
    ],
)
def test_a_person_finds_the_procedure(loaded: Store, typed: str, code: str) -> None:
    assert search(loaded, typed)[0].code == code


def test_every_saying_leads_somewhere(loaded: Store) -> None:
    sayings = tomllib.loads(resources.path("catalogue/sayings.toml").read_text(encoding="utf-8"))["sayings"]
    assert len(sayings) > 10
    assert not [
        saying for saying, official in sayings.items() if not (search(loaded, saying) and search(loaded, official))
    ]


def test_a_search_stays_in_its_fields_and_its_limit(loaded: Store) -> None:
    assert {found.field_name for found in search(loaded, "cap giay", fields=("Hộ tịch",))} == {"Hộ tịch"}
    assert len(search(loaded, "dang ky", limit=7)) == 7
    assert search(loaded, "khai sinh", fields=("không có",)) == []


def test_nothing_typed_lists_the_most_used_first(loaded: Store) -> None:
    found = search(loaded, "  ", fields=("Hộ tịch",), limit=50)
    used = [p.most_used for p in found]
    assert used == sorted(used, reverse=True)
    assert used[0]
    assert len(found) == 41


@pytest.mark.parametrize("typed", ['"', "*", "a OR b", "NEAR(", "'; --", "%", "😀", "x" * 5000])
def test_whatever_is_typed_is_only_words(loaded: Store, typed: str) -> None:
    assert isinstance(search(loaded, typed), list)


def test_a_procedure_is_read_whole(loaded: Store) -> None:
    found = procedure(loaded, "1.001193")
    assert found is not None
    assert time_text(found) == "Trong ngày làm việc, nhận sau 15 giờ thì ngày làm việc tiếp theo (nên hỏi lại cán bộ)"
    assert fee_text(found) == "Không thu phí, lệ phí"
    assert [outcome.name for outcome in found.results or ()] == ["Giấy khai sinh"]
    assert procedure(loaded, "1.001193.000.00.00.H21") == found
    assert procedure(loaded, "9.999999") is None


def test_a_code_of_another_place_is_recognised(loaded: Store) -> None:
    assert known_elsewhere(loaded, "1.000005") == "hải quan, ngân hàng, tòa án: không nhận tại một cửa"
    assert known_elsewhere(loaded, "1.001193") is None


def test_words_are_found_alike_with_and_without_the_index(loaded: Store) -> None:
    def both(conn: Any) -> tuple[list[str], list[str]]:
        indexed = catalogue.candidates(conn, ("khai", "sinh"), ())
        scanned = [
            c
            for c in catalogue.everything(conn, ())
            if any(f" {w}" in f" {c.name} {c.field}" for w in ("khai", "sinh"))
        ]
        return sorted(c.code for c in indexed), sorted(c.code for c in scanned)

    indexed, scanned = loaded.read(both)
    assert indexed == scanned
    assert len(indexed) > 100


def test_a_new_snapshot_replaces_the_old_and_says_so(store: Store, small: Path) -> None:
    heard: list[frozenset[str]] = []
    store.subscribe(lambda changes: heard.append(changes.topics))
    ensure_catalogue(store)
    assert procedure(store, "1.001193") is not None
    ensure_catalogue(store, small)
    assert procedure(store, "1.001193") is None
    assert search(store, "ket hon") == []
    assert len(search(store, "ton giao")) == 2
    assert heard == [frozenset({"catalogue"})] * 2


def test_a_bad_snapshot_names_every_error_and_changes_nothing(store: Store, small: Path) -> None:
    ensure_catalogue(store, small)
    before = store.read(catalogue.version)

    def spoil(rows: list[Any]) -> None:
        rows[0]["level"] = ["quận"]
        rows[1]["name"] = ""
        rows.append(dict(rows[0], code="7.1"))

    edit(small, "procedures-G22.json", spoil)
    edit(small, "elsewhere.json", lambda rows: rows[0].update(code="?"))
    publish(small, "2027-02-01")
    with pytest.raises(CatalogueRefused) as caught:
        ensure_catalogue(store, small)
    named = [(fault.code, fault.key) for fault in caught.value.faults]
    assert ("7.1", "code") in named
    assert {key for _, key in named} == {"level", "name", "code"}
    assert ("elsewhere.json, dòng 1", "code") in named
    assert "danh mục cũ giữ nguyên" in str(caught.value)
    assert store.read(catalogue.version) == before
    assert len(search(store, "ton giao")) == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("procedures-G22.json", None, "không đọc được tệp"),
        ("procedures-G22.json", b"[]", "nội dung khác với bản được công bố"),
        ("procedures-G22.json", b"<html>", "không phải JSON"),
        ("version.json", b"<html>", "không phải danh sách tệp"),
        ("version.json", None, "không đọc được tệp"),
    ],
)
def test_a_torn_snapshot_is_refused(store: Store, small: Path, name: str, content: bytes | None, said: str) -> None:
    (small / name).unlink()
    if content is not None:
        (small / name).write_bytes(content)
    with pytest.raises(CatalogueRefused, match=said):
        ensure_catalogue(store, small)
    assert store.read(catalogue.version) is None


def test_a_snapshot_that_fails_half_way_is_rolled_back(
    store: Store, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_catalogue(store, small)
    (small / "version.json").unlink()
    publish(small, "2027-03-01")

    def fail(conn: Any) -> None:
        conn.execute(text("INSERT INTO procedure_words VALUES ('x', 'y', 'z')"))
        raise RuntimeError("power")

    monkeypatch.setattr(catalogue, "_index_words", fail)
    with pytest.raises(RuntimeError):
        ensure_catalogue(store, small)
    assert len(search(store, "ton giao")) == 2
    assert search(store, "y") == []
