"""Notes that another process leaves beside a store which it may only read (ADR 0035): whoever has the store open takes
them into the journal. A note is sealed under the station's key: nobody without it reads, forges or moves one."""

from __future__ import annotations

import json
import logging
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from uuid_utils import uuid7

from kiosk.domain.trouble import CallTechnician
from kiosk.store.keys import subkey

log = logging.getLogger(__name__)
FOLDER, ENDING, SPOILT = "notes", ".note", ".spoilt"
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Note:
    """What was left; `id` names it for ever."""

    id: str
    said: Mapping[str, Any]


def leave(folder: Path, said: Mapping[str, Any]) -> None:
    """Writes a note for the store in `folder`, on the disk when this returns. Raises CallTechnician when it cannot."""
    name = str(uuid7())
    place = folder / FOLDER
    nonce = secrets.token_bytes(_NONCE)
    content = nonce + _cipher(folder).encrypt(nonce, json.dumps(said).encode(), name.encode())
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        partial = place / f"{name}.partial"
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        for mine in (place, partial):
            _give(mine, folder)
        partial.replace(partial.with_suffix(ENDING))
        _sync(place)
    except OSError as failed:
        raise CallTechnician(
            "note-unwritten",
            f"Không ghi được lượt xem vào {place}: {failed.strerror}.",
            "Chạy lệnh bằng tài khoản của chương trình hoặc quản trị; kiểm tra ổ đĩa còn chỗ.",
        ) from failed


def waiting(folder: Path) -> Iterator[Note]:
    """The notes that wait, oldest first. One that was changed is put aside with an error in the log."""
    for path in sorted((folder / FOLDER).glob(f"*{ENDING}")):
        raw = path.read_bytes()
        try:
            plain = _cipher(folder).decrypt(raw[:_NONCE], raw[_NONCE:], path.stem.encode())
        except (InvalidTag, ValueError):
            _spoil(path, "it was not left by a program with this station's key")
            continue
        yield Note(path.stem, json.loads(plain))


def done(folder: Path, note: Note) -> None:
    """Removes a note that is in the journal."""
    (folder / FOLDER / f"{note.id}{ENDING}").unlink(missing_ok=True)


def put_aside(folder: Path, note: Note, why: str) -> None:
    """Keeps a note that no journal takes, with an error in the log."""
    _spoil(folder / FOLDER / f"{note.id}{ENDING}", why)


def _spoil(path: Path, why: str) -> None:
    log.error("the note %s is kept as %s: %s", path, SPOILT, why)
    path.replace(path.with_suffix(SPOILT))


def _cipher(folder: Path) -> AESGCM:
    return AESGCM(subkey(folder, "notes"))


def _give(path: Path, folder: Path) -> None:
    """What an administrator leaves belongs to whoever the folder belongs to, so that the program can take it."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        owner = folder.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _sync(place: Path) -> None:
    """The file's name on the disk, where the system lets a folder be synced."""
    if os.name == "posix":
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
