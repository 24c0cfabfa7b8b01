"""Files at rest: named by the SHA-256 of their bytes, encrypted under a key derived from the station's.

A file is in place only whole and with the hash that names it; `incoming` holds what is not whole yet. Nothing is
deleted but what does not match its name.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from kiosk.domain.file import is_hash
from kiosk.domain.trouble import CallTechnician, TryLater
from kiosk.store.keys import station_key
from kiosk.store.sealed_file import PIECE, Reader, Spoilt, Writer

log = logging.getLogger(__name__)
LEAST_FREE = 256 * 1024 * 1024
"""Bytes that files leave free on the disk: the journal needs them more."""
FOLDER = "files"


class Shelf:
    """The files of one station, hub or province. Processes may share one: a file is written by one at a time."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder = folder
        self._key = key
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    def has(self, sha256: str) -> bool:
        """Whether the whole file is here."""
        return self._place(sha256).is_file()

    def has_begun(self, sha256: str) -> bool:
        """Whether a part of the file is here, perhaps all of it, but not in place."""
        return self._part(sha256).is_file()

    def open(self, sha256: str) -> Reader:
        """The file's plain bytes, seekable. Raises FileNotFoundError, and Spoilt when reading meets damage."""
        return Reader(self._place(sha256), sha256, self._key)

    def put(self, source: BinaryIO, sha256: str, size: int) -> None:
        """Keeps a whole file durably; nothing to do when it is here. Raises Spoilt unless the bytes have this hash
        and size, TryLater, and CallTechnician `disk-full`."""
        try:
            self._fill(source, sha256, size)
        except Spoilt:  # what an earlier try had left was torn; from the start, the source alone decides
            self._fill(source, sha256, size)

    @contextmanager
    def part(self, sha256: str, size: int) -> Iterator[Part]:
        """What is here of a file of `size` bytes, for this caller alone. Raises TryLater while another one writes it,
        and CallTechnician `disk-full` when there is no room for the rest."""
        place = self._place(sha256)
        lock = FileLock(self._incoming / f"{sha256}.lock", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout as held:
            raise TryLater("file-busy", "Tệp này đang được nhận.", "Chương trình sẽ tự thử lại.") from held
        try:
            with _on_disk_trouble():
                part = Part(self._part(sha256), place, sha256, size, self._key)
            try:
                yield part
            finally:
                part.close()
                if part.is_whole:
                    Path(lock.lock_file).unlink(missing_ok=True)
        finally:
            lock.release()

    def incoming(self) -> list[tuple[str, int]]:
        """(name, bytes on disk) of the files that are not whole."""
        return [(p.stem, p.stat().st_size) for p in sorted(self._incoming.glob("*.part"))]

    def throw_away(self, sha256: str) -> None:
        """Takes a damaged file out of its place, kept beside it as `.spoilt`: it can be fetched again."""
        place = self._place(sha256)
        log.error("file %s is damaged on this disk; kept as %s.spoilt", sha256, place.name)
        place.replace(place.with_suffix(".spoilt"))

    def _fill(self, source: BinaryIO, sha256: str, size: int) -> None:
        with self.part(sha256, size) as part:
            source.seek(part.offset)
            while part.offset < size and (piece := source.read(PIECE)):
                part.append(piece)
            part.finish()

    def _part(self, sha256: str) -> Path:
        return self._incoming / f"{self._place(sha256).name}.part"

    def _place(self, sha256: str) -> Path:
        if not is_hash(sha256):
            raise ValueError(f"not a file's name: {sha256!r}")
        return self.folder / sha256[:2] / sha256


class Part:
    """A file on its way in. `offset` plain bytes of it are here."""

    def __init__(self, path: Path, place: Path, sha256: str, size: int, key: bytes) -> None:
        self._path, self._place, self._sha256, self._size, self._key = path, place, sha256, size, key
        self._writer: Writer | None = None
        self.is_whole = place.is_file()
        if not self.is_whole:
            if shutil.disk_usage(path.parent).free < size + LEAST_FREE:
                raise OSError(errno.ENOSPC, "no room for the file")
            self._writer = Writer(path, sha256, key)

    @property
    def offset(self) -> int:
        """Plain bytes that are here."""
        return self._writer.offset if self._writer else self._size

    def append(self, piece: bytes) -> None:
        """Adds bytes after `offset`. Raises CallTechnician `disk-full`; then nothing of the piece is kept."""
        if self._writer is None or self.offset + len(piece) > self._size:
            raise ValueError("more bytes than the file has")
        with _on_disk_trouble():
            self._writer.append(piece)

    def sync(self) -> None:
        """Makes what was appended durable."""
        if self._writer:
            with _on_disk_trouble():
                self._writer.sync()

    def finish(self) -> None:
        """Puts the whole file in its place, durably. Raises Spoilt unless its bytes have the hash that names it; what
        is spoilt is thrown away."""
        if self.is_whole:
            return
        self.sync()
        self.close()
        self._judge()
        with _on_disk_trouble():
            self._place.parent.mkdir(exist_ok=True)
            self._path.replace(self._place)
            for folder in (self._place.parent, self._place.parent.parent):
                _sync_folder(folder)
        self.is_whole = True

    def close(self) -> None:
        """Lets the file go; what was appended stays for the next time."""
        if self._writer:
            self._writer.file.close()

    def _judge(self) -> None:
        try:
            with Reader(self._path, self._sha256, self._key) as reader:
                if reader.length != self._size or digest(reader) != self._sha256:
                    raise Spoilt(self._sha256, reader.length)
        except Spoilt:
            log.error("%s has not the bytes that its name says; thrown away", self._sha256)
            self._path.unlink()
            raise


def digest(source: BinaryIO | Reader) -> str:
    """SHA-256 (hex) of everything from where `source` stands."""
    return hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]


def open_shelf(folder: Path) -> Shelf:
    """The shelf of the store in `folder`, under the store's key. Raises CallTechnician."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "key.lock"):
        key = station_key(folder)
    return Shelf(folder / FOLDER, key)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _on_disk_trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CallTechnician(
                "disk-full",
                "Ổ đĩa không còn chỗ cho tệp quét; những gì đã ghi vẫn còn nguyên.",
                "Mời cán bộ kỹ thuật giải phóng ổ đĩa; tệp sẽ tự gửi tiếp.",
            ) from error
        raise CallTechnician(
            "disk-failing", "Không ghi được tệp quét.", "Kiểm tra ổ đĩa và quyền ghi, rồi mở lại."
        ) from error
