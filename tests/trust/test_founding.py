"""Founding an authority: once, finished when it was cut short, never over a membership."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.app.config import Config
from kiosk.app.config_text import load_config
from kiosk.app.enrolling import found_authority
from kiosk.domain.trouble import CallTechnician, Refused
from sync.trust.authority import CA_KEY
from sync.trust.folder import PLACE, TLS_KEY, Place, keep_place, load_trust
from sync.trust.keys import OWN_KEY


def config(tmp_path: Path) -> tuple[Config, Path]:
    file = tmp_path / "motcua.toml"
    file.write_text(f'[station]\ndata_dir = "{tmp_path / "data"}"\n[hub]\nlisten = "0.0.0.0:8460"\n')
    return load_config(file, kind="hub"), file


def test_founding_again_keeps_the_authority(tmp_path: Path) -> None:
    settings, file = config(tmp_path)
    first = found_authority(settings, file, office=True)
    key = (first.folder / CA_KEY).read_bytes()
    assert found_authority(settings, file, office=True).fingerprint == first.fingerprint
    assert (first.folder / CA_KEY).read_bytes() == key
    written = load_config(file, kind="hub").hub
    assert (written.url[:8], written.listen) == ("https://", "0.0.0.0:8460")


@pytest.mark.parametrize("lost", [PLACE, TLS_KEY, OWN_KEY])
def test_a_founding_that_was_cut_short_is_finished(tmp_path: Path, lost: str) -> None:
    settings, file = config(tmp_path)
    first = found_authority(settings, file, office=True)
    (first.folder / lost).unlink()
    assert found_authority(settings, file, office=True).fingerprint == first.fingerprint
    trust = load_trust(first.folder.parent)
    assert trust
    assert trust.is_authority


@pytest.mark.parametrize("lost", [TLS_KEY, OWN_KEY])
def test_a_missing_part_is_an_error_and_not_no_trust(tmp_path: Path, lost: str) -> None:
    settings, file = config(tmp_path)
    home = found_authority(settings, file, office=True).folder
    (home / lost).unlink()
    with pytest.raises(CallTechnician, match="motcua join"):
        load_trust(home.parent)


def test_the_authoritys_key_without_its_certificate_is_not_replaced(tmp_path: Path) -> None:
    settings, file = config(tmp_path)
    home = found_authority(settings, file, office=True).folder
    key = (home / CA_KEY).read_bytes()
    (home / "ca.pem").write_text("damaged")
    with pytest.raises(CallTechnician, match="bản lưu"):
        found_authority(settings, file, office=True)
    assert (home / CA_KEY).read_bytes() == key


def test_a_member_does_not_become_an_authority_by_a_slip(tmp_path: Path) -> None:
    settings, file = config(tmp_path)
    home = found_authority(settings, file, office=True).folder
    (home / CA_KEY).unlink()
    keep_place(home.parent, Place(office="commune-demo", station="hub-1", kind="hub", authority="https://192.0.2.8"))
    with pytest.raises(Refused) as caught:
        found_authority(settings, file, office=True)
    assert caught.value.code == "already-joined"
