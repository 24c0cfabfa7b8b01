"""A station's own key: sealed on its disk, and useless on another's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.domain.trouble import CallTechnician
from kiosk.store.trust import is_signed
from sync.trust.folder import load_trust
from sync.trust.keys import make_key, own_key


def test_a_key_is_kept_and_signs(tmp_path: Path) -> None:
    assert own_key(tmp_path) is None
    made = make_key(tmp_path)
    kept = own_key(tmp_path)
    assert kept is not None
    assert (kept.key_id, kept.public) == (made.key_id, made.public)
    assert is_signed(made.public, kept.sign(b"said"), b"said")
    assert not is_signed(made.public, kept.sign(b"said"), b"changed")
    assert not is_signed(b"short", b"", b"said")


def test_the_file_shows_no_key_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    make_key(tmp_path)
    file = tmp_path / "trust" / "own-key.pem"
    assert file.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(TypeError):
        load_pem_private_key(file.read_bytes(), None)


def test_a_key_copied_to_another_machine_cannot_be_read_there(tmp_path: Path) -> None:
    make_key(tmp_path / "here")
    shutil.copytree(tmp_path / "here" / "trust", tmp_path / "there" / "trust")
    with pytest.raises(CallTechnician, match="motcua join"):
        own_key(tmp_path / "there")


def test_before_joining_there_is_no_trust(tmp_path: Path) -> None:
    assert load_trust(tmp_path) is None


def test_with_the_systems_credential_the_disk_alone_shows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "motcua-key").write_text("ab" * 32)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    made = make_key(tmp_path / "station")
    again = own_key(tmp_path / "station")
    assert again is not None
    assert again.key_id == made.key_id
    assert not (tmp_path / "station" / "station.key").exists()
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    with pytest.raises(CallTechnician):
        own_key(tmp_path / "station")
