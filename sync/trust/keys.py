"""A station's own Ed25519 key: made on the machine, sealed on its disk, never shown or sent."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.domain.trouble import CallTechnician
from sync.trust.keeping import keep_private, kept_private

OWN_KEY = "own-key.pem"
KEY_ID_LENGTH = 32
"""Hex digits of the SHA-256 of the raw public key that name a key in requests, lists and logs."""


class StationKey:
    """The key that signs for one station. `key_id` may be shown, `public` is 32 raw bytes."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key_id = key_id_of(self.public)

    def sign(self, data: bytes) -> bytes:
        """The 64-byte Ed25519 signature over `data`."""
        return self._private.sign(data)

    def keep(self, folder: Path) -> None:
        """Puts this key in place of any before."""
        keep_private(folder, OWN_KEY, self._private)


def key_id_of(public: bytes) -> str:
    """How a raw public key is named."""
    return hashlib.sha256(public).hexdigest()[:KEY_ID_LENGTH]


def own_key(folder: Path) -> StationKey | None:
    """The key of the station whose data lie in `folder`; None before it has joined. Raises CallTechnician for a key
    that cannot be read."""
    private = kept_private(folder, OWN_KEY)
    if private is None:
        return None
    if not isinstance(private, Ed25519PrivateKey):
        raise CallTechnician(
            "key-foreign", f"Khóa của máy trong {folder} không đúng loại.", "Cho máy này gia nhập lại."
        )
    return StationKey(private)


def new_key() -> StationKey:
    """A key that is nowhere but in memory: it replaces the one on the disk only when it was let in."""
    return StationKey(Ed25519PrivateKey.generate())


def make_key(folder: Path) -> StationKey:
    """A new key in place of any before; the caller has it let in."""
    key = new_key()
    key.keep(folder)
    return key
