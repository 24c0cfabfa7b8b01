"""One file at rest: encrypted records, appended in order, readable at any place.

`MCFILE1\n`, a salt of 16 bytes, then records: length (4 bytes, big endian), nonce (12), AES-256-GCM ciphertext with
its tag. Each record is bound to the file's name and its own place, so none can be moved, swapped or taken from another
file. Records are only ever appended: a torn last one is cut off, what stands before it is good.
"""

from __future__ import annotations

import io
import os
import secrets
from bisect import bisect_right
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PIECE = 64 * 1024
"""Most plain bytes of one record."""
_MARK = b"MCFILE1\n"
_SALT, _NONCE, _TAG, _LENGTH = 16, 12, 16, 4
_HEAD = len(_MARK) + _SALT


class Spoilt(Exception):
    """The bytes are not what their name says; `offset` plain bytes before that were good."""

    def __init__(self, sha256: str, offset: int) -> None:
        super().__init__(f"{sha256} is spoilt after {offset} bytes")
        self.offset = offset


class Reader(io.RawIOBase):
    """Plain bytes of a file on the shelf, whole or not, at any place. Raises Spoilt where a record is damaged."""

    def __init__(self, path: Path, sha256: str, key: bytes) -> None:
        self._file = path.open("rb")
        self._sha256 = sha256
        self._starts: list[int] = []
        self._records: list[tuple[int, int]] = []
        self.length = self._at = 0
        self._held = (-1, b"")
        head = self._file.read(_HEAD)
        if head[: len(_MARK)] != _MARK:
            self._file.close()
            raise Spoilt(sha256, 0)
        self._cipher = _cipher(key, head[len(_MARK) :])
        self._index(path.stat().st_size)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview | bytearray) -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer) and self._at < self.length:
            which = bisect_right(self._starts, self._at) - 1
            within = self._at - self._starts[which]
            piece = self._record(which)[within : within + len(buffer) - filled]
            buffer[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._at += len(piece)
        return filled

    def good_end(self) -> tuple[int, int]:
        """(plain bytes, bytes of the file) that stand whole: a torn or damaged last record does not count."""
        while self._records:
            try:
                self._record(len(self._records) - 1)
            except Spoilt:
                self.length = self._starts.pop()
                self._records.pop()
            else:
                place, length = self._records[-1]
                return self.length, place + _NONCE + length + _TAG
        return 0, _HEAD

    def close(self) -> None:
        self._file.close()
        super().close()

    def _index(self, end: int) -> None:
        place = _HEAD
        while place + _LENGTH <= end:
            self._file.seek(place)
            length = int.from_bytes(self._file.read(_LENGTH), "big")
            after = place + _LENGTH + _NONCE + length + _TAG
            if not 0 < length <= PIECE or after > end:
                break
            self._starts.append(self.length)
            self._records.append((place + _LENGTH, length))
            self.length += length
            place = after

    def _record(self, which: int) -> bytes:
        if self._held[0] != which:
            place, length = self._records[which]
            self._file.seek(place)
            raw = self._file.read(_NONCE + length + _TAG)
            bound = _bound(self._sha256, self._starts[which])
            try:
                self._held = (which, self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], bound))
            except InvalidTag as damaged:
                raise Spoilt(self._sha256, self._starts[which]) from damaged
        return self._held[1]


class Writer:
    """Appends records to a file that is new, or was left anywhere. `offset` plain bytes of it stand."""

    def __init__(self, path: Path, sha256: str, key: bytes) -> None:
        self.offset = 0
        self._sha256 = sha256
        if path.exists() and path.stat().st_size >= _HEAD:
            with Reader(path, sha256, key) as reader:
                self.offset, end = reader.good_end()
            self.file: BinaryIO = path.open("r+b")
            salt = self.file.read(_HEAD)[len(_MARK) :]
            self.file.truncate(end)
            self.file.seek(end)
        else:
            salt = secrets.token_bytes(_SALT)
            self.file = path.open("wb")
            self.file.write(_MARK + salt)
            self.file.flush()
        self._cipher = _cipher(key, salt)

    def append(self, piece: bytes) -> None:
        """Adds bytes after `offset`. Raises OSError; then nothing of the piece is kept."""
        place = self.file.tell()
        try:
            for start in range(0, len(piece), PIECE):
                self.file.write(self._sealed(piece[start : start + PIECE], self.offset + start))
            self.file.flush()
        except OSError:
            self.file.truncate(place)
            self.file.seek(place)
            raise
        self.offset += len(piece)

    def sync(self) -> None:
        """Makes what was appended durable."""
        os.fsync(self.file.fileno())

    def _sealed(self, piece: bytes, offset: int) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._cipher.encrypt(nonce, piece, _bound(self._sha256, offset))
        return len(piece).to_bytes(_LENGTH, "big") + nonce + sealed


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"motcua file 1").derive(key))


def _bound(sha256: str, offset: int) -> bytes:
    return bytes.fromhex(sha256) + offset.to_bytes(8, "big")
