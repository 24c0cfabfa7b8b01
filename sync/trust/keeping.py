"""The trust folder's files: private keys as encrypted PKCS #8, everything replaced whole or not at all.

The pass phrase of a private key is derived from the station's key, which lies in the system's own store
(`kiosk.store.keys`): a copied disk shows no private key, and `openssl pkey` reads one for whoever has the store.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk.domain.trouble import CallTechnician
from kiosk.store.keys import subkey

FOLDER = "trust"


def trust_folder(folder: Path) -> Path:
    """Where the keys and certificates of the station with its data in `folder` lie."""
    return folder / FOLDER


def pass_phrase(folder: Path) -> bytes:
    """What encrypts this station's private keys."""
    return subkey(folder, "private keys").hex().encode()


def keep_private(folder: Path, name: str, private: PrivateKeyTypes) -> Path:
    """Writes a private key under the station's own seal."""
    sealed = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(pass_phrase(folder)))
    return keep(folder, name, sealed)


def kept_private(folder: Path, name: str) -> PrivateKeyTypes | None:
    """A private key that was kept; None where there is none. Raises CallTechnician for one that cannot be read."""
    path = trust_folder(folder) / name
    if not path.exists():
        return None
    try:
        return load_pem_private_key(path.read_bytes(), pass_phrase(folder))
    except (ValueError, TypeError, OSError) as broken:
        raise CallTechnician(
            "key-unreadable",
            f"Không đọc được khóa {path}: tệp hỏng, hoặc được chép từ máy khác.",
            "Xin mã mới ở máy quản trị rồi cho máy này gia nhập lại: motcua join.",
        ) from broken


def keep(folder: Path, name: str, content: bytes) -> Path:
    """Writes a file of the trust folder so that a cut leaves the old one; only its owner may read it."""
    place = trust_folder(folder)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place / name
    partial = path.with_name(f"{name}.new")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return path
