"""Keeping files (scans): bytes on the shelf first, then the fact; and how far each one was carried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Literal

from kiosk.domain import facts
from kiosk.domain.file import HUB, LARGEST, PROVINCE, FileState, stream_of
from kiosk.domain.folding import nfc
from kiosk.domain.trouble import Refused
from kiosk.store import files
from kiosk.store.shelf import Shelf, digest
from kiosk.store.store import Snapshot, Store, Transaction

Place = Literal["kept", "hub", "province", "missing"]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as a screen shows it. `place`: "province" and "hub": it arrived there; "kept": it is on this machine
    and waits to be sent; "missing": neither here nor, as far as known, there.
    `here`: it can be opened without a network."""

    sha256: str
    name: str
    media_type: str
    size: int
    place: Place
    here: bool


def keep(
    store: Store, shelf: Shelf, source: BinaryIO, *, name: str, media_type: str, belongs_to: str, actor: str
) -> FileView:
    """Keeps a file that documents the stream `belongs_to`; the same file for the same stream is kept once.

    Raises Refused for an empty file, one above 50 MB, or texts that no journal takes; CallTechnician `disk-full`.
    """
    size = source.seek(0, 2)
    if not 0 < size <= LARGEST:
        raise Refused(
            "file-size",
            f"Tệp {name} {'trống' if size == 0 else f'lớn {size / 1_048_576:.0f} MB'}, không nhận được.",
            f"Quét lại với độ phân giải thấp hơn hoặc chia nhỏ; mỗi tệp tối đa {LARGEST // 1_048_576} MB.",
        )
    source.seek(0)
    sha256 = digest(source)
    shelf.put(source, sha256, size)

    def work(tx: Transaction) -> FileState:
        known = files.get(tx.conn, tx.me.office, sha256)
        if known is None or all(b.stream_id != belongs_to for b in known.belongings):
            tx.append(stream_of(sha256), facts.FileKept(size, media_type, nfc(name), belongs_to), actor)
            tx.flush()
            known = files.get(tx.conn, tx.me.office, sha256)
        assert known is not None
        return known

    return _view(store.write(work), shelf, belongs_to)


def files_of(store: Store, shelf: Shelf, stream_id: str) -> tuple[FileView, ...]:
    """The files that document one stream, oldest first."""
    found = store.read(lambda conn: files.of_stream(conn, store.me.office, stream_id))
    return tuple(_view(state, shelf, stream_id) for state in found)


def announced(store: Store, office: str, sha256: str) -> FileState | None:
    """The file as its event told of it; None while no event has."""
    return store.read(lambda conn: files.get(conn, office, sha256))


def arrived(store: Store, sha256: str, place: str, target: str = "") -> None:
    """Notes once that the whole file lies at `place` ("hub" or "province"), and that `target` needs it no more."""

    def work(tx: Transaction) -> None:
        known = files.get(tx.conn, tx.me.office, sha256)
        if known and not {HUB: known.hub_at, PROVINCE: known.province_at}[place]:
            tx.append(stream_of(sha256), facts.FileArrived(place), "")
        if target:
            files.note_sent(tx.conn, target, tx.me.office, sha256, tx.now)

    store.write(work)


def arrived_here(store: Store, file: FileState) -> None:
    """Notes at the hub that it has the whole of `file`."""
    if not file.hub_at:
        arrived(store, file.sha256, HUB)


def note_sent(store: Store, sha256: str, target: str) -> None:
    """Keeps that `target` holds the file, without a word in the journal."""
    store.write(lambda tx: files.note_sent(tx.conn, target, tx.me.office, sha256, tx.now))


def waiting(store: Store, shelf: Shelf, target: str) -> tuple[FileState, ...]:
    """Files that lie here and that `target` has not said it holds, the oldest first. What the province has, no hub
    needs any more."""

    def work(conn: Snapshot) -> tuple[FileState, ...]:
        found: list[FileState] = []
        after = ("", "")
        while page := files.unsent(conn, target, after):
            needed = [state for state in page if target != HUB or not state.province_at]
            found += [state for state in needed if shelf.has(state.sha256)]
            after = (page[-1].office, page[-1].sha256)
        return tuple(sorted(found, key=lambda state: state.kept_at))

    return store.read(work)


def _view(state: FileState, shelf: Shelf, stream_id: str) -> FileView:
    here = shelf.has(state.sha256)
    place: Place = "province" if state.province_at else "hub" if state.hub_at else "kept" if here else "missing"
    name = next((b.name for b in state.belongings if b.stream_id == stream_id), "")
    return FileView(state.sha256, name, state.media_type, state.size, place, here)
