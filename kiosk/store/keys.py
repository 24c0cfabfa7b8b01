"""Where the file's key lies: never in a URL, a log or the configuration (design §5).

Order: a systemd credential `motcua-key`, else a file that only its owner can read, made at the first start.
On Windows the file's bytes are sealed by DPAPI for the machine's user.
"""

from __future__ import annotations

import hmac
import os
import secrets
import sys
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.domain.trouble import CallTechnician

LENGTH = 32
MARK = "station.mark"


def station_key(folder: Path) -> bytes:
    """The 32-byte key of the store in `folder`. Raises CallTechnician when a key cannot be read or is damaged."""
    credential = os.environ.get("CREDENTIALS_DIRECTORY")
    if credential and (given := Path(credential) / "motcua-key").is_file():
        return _decoded(given.read_text(), given)
    path = folder / "station.key"
    if not path.exists():
        if (folder / "station.db").exists():
            raise CallTechnician(
                "key-missing",
                f"Thiếu khóa của kho dữ liệu: {path}.",
                "Chép lại tệp khóa từ bản lưu; không xóa tệp dữ liệu.",
            )
        _create(path)
    return _decoded(_unseal(path.read_bytes()).decode("ascii", "replace"), path)


def subkey(folder: Path, purpose: str) -> bytes:
    """32 bytes that only the holder of the station's key can derive, for one purpose. Raises CallTechnician."""
    folder.mkdir(parents=True, exist_ok=True)
    return HKDF(SHA256(), LENGTH, b"motcua", purpose.encode()).derive(station_key(folder))


def keep_mark(folder: Path, key: bytes) -> None:
    """Keeps what tells this key from another, without telling the key: a wrong key must not pass for a damaged file."""
    path = folder / MARK
    if not path.exists() or is_other_key(folder, key):
        _write(path, _mark(key).encode())


def is_other_key(folder: Path, key: bytes) -> bool:
    """True when the store in `folder` was written under another key."""
    path = folder / MARK
    return path.exists() and path.read_text("ascii", "replace").strip() != _mark(key)


def _mark(key: bytes) -> str:
    return hmac.new(key, b"motcua station key", "sha256").hexdigest()


def _create(path: Path) -> None:
    _write(path, _seal(secrets.token_bytes(LENGTH).hex().encode()))


def _write(path: Path, content: bytes) -> None:
    partial = path.with_suffix(".new")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _decoded(text: str, path: Path) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != LENGTH:
        raise CallTechnician(
            "key-damaged",
            f"Khóa của kho dữ liệu bị hỏng: {path}.",
            "Chép lại tệp khóa từ bản lưu; không xóa tệp dữ liệu.",
        )
    return key


if sys.platform == "win32":
    import win32crypt

    def _seal(data: bytes) -> bytes:
        return bytes(win32crypt.CryptProtectData(data, "motcua", None, None, None, 0))

    def _unseal(data: bytes) -> bytes:
        return bytes(win32crypt.CryptUnprotectData(data, None, None, None, 0)[1])

else:

    def _seal(data: bytes) -> bytes:
        return data

    def _unseal(data: bytes) -> bytes:
        return data
