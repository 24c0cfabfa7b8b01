"""An office without a province pairs its PCs: real processes, TLS, signatures, the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.clock import SystemClock
from kiosk.app.config_text import load_config
from kiosk.app.doctor import lines
from kiosk.app.office import office_of
from kiosk.app.station import Station, open_up
from kiosk.domain import facts
from kiosk.store import trust as lists
from sync.trust.folder import load_trust


@pytest.fixture
def opened() -> Iterator[list[Station]]:
    stations: list[Station] = []
    yield stations
    for station in stations:
        station.close()


def free_port() -> int:
    from kiosk.app.serving import listening

    with listening("127.0.0.1", 0) as sock:
        return int(sock.getsockname()[1])


def test_an_office_founds_its_authority_pairs_a_kiosk_and_shuts_it_out(
    motcua: Any, serving: Any, opened: list[Station], until: Any, tmp_path: Path
) -> None:
    hub_file, kiosk_file = tmp_path / "hub.toml", tmp_path / "kiosk.toml"
    at_hub = ("--config", str(hub_file), "--data-dir", str(tmp_path / "hub"))
    hub_file.write_text(f'# ours\n[hub]\nlisten = "0.0.0.0:{free_port()}"\n')
    founded = motcua("trust", "init", "--office", *at_hub)
    assert founded.returncode == 0, founded.stderr
    assert hub_file.read_text().startswith("# ours\n")
    early = motcua("trust", "code", "--station", "kiosk-1", *at_hub)
    assert (early.returncode, "Mở motcua hub rồi chạy lại" in early.stderr) == (2, True)
    port = serving("hub", *at_hub).rpartition(":")[2]

    told = motcua("trust", "code", "--station", "kiosk-1", *at_hub)
    assert told.returncode == 0, told.stderr
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", told.stdout)
    assert code
    joining = ("join", "--server", f"https://127.0.0.1:{port}", "--code", code[0], "--config", str(kiosk_file),
               "--data-dir", str(tmp_path / "kiosk"))  # fmt: skip
    joined = motcua(*joining)
    assert joined.returncode == 0, joined.stderr
    assert "motcua kiosk" in joined.stdout
    again = motcua(*joining)
    assert (again.returncode, "đã được một máy khác dùng" in again.stderr) == (2, True)

    config = load_config(kiosk_file, {"hub.url": f"https://127.0.0.1:{port}"}, "kiosk")
    kiosk = open_up(config, "kiosk", office_of(config))
    opened.append(kiosk)
    until(lambda: kiosk.hub_link().up)
    kiosk.store.write(
        lambda tx: tx.append("ticket:one", facts.TicketIssued("2026-11-23", "A001", "A", "", 1, "civil-status"), "")
    )
    until(lambda: kiosk.hub_link().unsent == 0)

    assert {finding.level for finding in lines.hub(config, SystemClock())} == {"ok"}
    assert motcua("trust", "revoke", "--station", "kiosk-1", *at_hub).returncode == 0
    assert ["thu hồi" in finding.what for finding in lines.hub(config, SystemClock()) if finding.level == "error"] == [
        True
    ]
    until(lambda: "thu hồi" in kiosk.hub_link().trouble)
    assert kiosk.store.read(lambda conn: lists.known_key(conn, load_trust(config.station.folder).key.key_id))  # type: ignore[union-attr]


def test_who_is_let_in_and_which_codes_wait_is_listed_and_a_code_is_taken_back(
    motcua: Any, serving: Any, tmp_path: Path
) -> None:
    at = ("--config", str(tmp_path / "hub.toml"), "--data-dir", str(tmp_path / "hub"))
    (tmp_path / "hub.toml").write_text(f'[hub]\nlisten = "127.0.0.1:{free_port()}"\n')
    assert motcua("trust", "init", "--office", *at).returncode == 0
    hub = serving("hub", *at)
    told = motcua("trust", "code", "--station", "kiosk-2", *at)
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", told.stdout)
    assert code
    listed = motcua("trust", "list", *at).stdout
    assert re.search(r"hub-1 +hub +([0-9a-f]{4} ?){4}", listed), listed
    assert re.search(r"mã của kiosk-2 \(kiosk\) do administrator cấp lúc .*, còn 30 phút", listed), listed
    assert code[0] not in listed

    assert "Đã hủy mã của kiosk-2" in motcua("trust", "withdraw", "--station", "kiosk-2", *at).stdout
    assert "không có mã nào" in motcua("trust", "withdraw", "--station", "kiosk-2", *at).stdout
    assert "mã của kiosk-2" not in motcua("trust", "list", *at).stdout
    kiosk = ("--config", str(tmp_path / "kiosk.toml"), "--data-dir", str(tmp_path / "kiosk"))
    refused = motcua("join", "--server", hub, "--code", code[0], *kiosk)
    assert (refused.returncode, "đã bị hủy" in refused.stderr) == (2, True)


def test_machines_of_a_lan_that_reaches_its_hub_alone_join_through_it(
    motcua: Any, serving: Any, tmp_path: Path
) -> None:
    """The hub's own line works; the kiosk's configuration knows no address but the hub's."""
    at = {name: ("--config", str(tmp_path / f"{name}.toml"), "--data-dir", str(tmp_path / name))
          for name in ("province", "hub-1", "kiosk-1", "kiosk-2")}  # fmt: skip
    (tmp_path / "province.toml").write_text(f'[province]\nlisten = "127.0.0.1:{free_port()}"\n')
    (tmp_path / "hub-1.toml").write_text(f'[hub]\nlisten = "127.0.0.1:{free_port()}"\n')
    assert motcua("trust", "init", *at["province"]).returncode == 0
    province = serving("province", *at["province"])

    def code(name: str) -> str:
        told = motcua("trust", "code", "--station", name, "--office", "commune", "--profile", "commune",
                      "--hub", "https://127.0.0.1:1", *at["province"])  # fmt: skip
        letters = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", told.stdout)
        assert letters, told.stderr
        return letters[0]

    in_with = motcua("join", "--server", province, "--code", code("hub-1"), *at["hub-1"])
    assert in_with.returncode == 0, in_with.stderr
    hub = serving("hub", "--listen", f"127.0.0.1:{free_port()}", *at["hub-1"])
    joined = motcua("join", "--server", hub, "--code", code("kiosk-1"), *at["kiosk-1"])
    assert (joined.returncode, "kiosk-1" in joined.stdout) == (0, True), joined.stderr

    unused = code("kiosk-2")
    serving.end(province)
    later = motcua("join", "--server", hub, "--code", unused, *at["kiosk-2"])
    assert (later.returncode, "mất đường truyền lên tỉnh" in later.stderr) == (2, True), later.stderr
    assert not (tmp_path / "kiosk-2" / "kiosk-2").exists(), "a refused attempt leaves nothing behind"
    assert serving("province", *at["province"]) == province
    again = motcua("join", "--server", hub, "--code", unused, *at["kiosk-2"])
    assert again.returncode == 0, again.stderr


def test_a_server_opens_itself_to_no_network_without_keys(motcua: Any, tmp_path: Path) -> None:
    refused = motcua("hub", "--listen", "0.0.0.0:0", "--data-dir", str(tmp_path))
    assert refused.returncode == 2
    assert "motcua trust init" in refused.stderr
    assert "READY" not in refused.stdout


def test_a_code_is_asked_at_the_authority_alone(motcua: Any, tmp_path: Path) -> None:
    refused = motcua("trust", "code", "--station", "kiosk-1", "--data-dir", str(tmp_path))
    assert (refused.returncode, "motcua trust init" in refused.stderr) == (2, True)
