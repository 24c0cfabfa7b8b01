"""A trust folder that a dying disk has touched: the machine says so in words and is not taken for one without trust."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.app.clock import SystemClock
from kiosk.app.config_text import load_config
from kiosk.app.enrolling import make_authority
from kiosk.domain.trouble import CallTechnician
from kiosk.store.opening import open_station
from sync.trust.folder import CA, CERTIFICATE, KEYS, PLACE, TLS_KEY, load_trust
from sync.trust.following import Follower
from sync.trust.keeping import keep, trust_folder
from sync.trust.keys import OWN_KEY

BREAKS: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "garbled": lambda path: path.write_bytes(bytes(range(128, 256))),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a hub that is an authority."""
    config = tmp_path / "hub.toml"
    config.write_text(f'[office]\nid = "commune"\n[station]\ndata_dir = "{tmp_path.as_posix()}"\n', encoding="utf-8")
    make_authority(load_config(config, kind="hub"), "hub")
    return tmp_path / "hub-1"


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("name", [OWN_KEY, CA, CERTIFICATE, PLACE])
def test_a_broken_part_is_said_and_nothing_goes_on_unsigned(home: Path, name: str, how: str) -> None:
    assert load_trust(home)
    BREAKS[how](trust_folder(home) / name)
    with pytest.raises(CallTechnician, match="motcua join"):
        load_trust(home)


def test_a_missing_tls_key_is_said(home: Path) -> None:
    (trust_folder(home) / TLS_KEY).unlink()
    with pytest.raises(CallTechnician, match="motcua join"):
        load_trust(home)


@pytest.mark.parametrize("text", ["", '{"document": "{}", "signature": "00"}'])
def test_a_list_that_says_nothing_true_stops_nobody(
    home: Path, tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    trust = load_trust(home)
    keep(home, KEYS, text.encode())
    store = open_station(tmp_path / "kiosk-1", office="commune", station="kiosk-1", kind="kiosk", clock=SystemClock())
    try:
        Follower(store, trust)
    finally:
        store.close()
    assert "cannot be read" in caplog.text
    caplog.clear()
