"""What is kept how long. Nothing goes silently: a dry run says what would go, a log keeps what went, when and by whom.

The journal has no term: queue facts hold no person's data, dossiers are kept by the archive rules, and a chain with a
hole proves nothing. It leaves as a whole, when its office is closed: exported, verified, taken out, and only then, by
another command that verifies the file again, removed (domain §12).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.trouble import CallTechnician, Refused
from kiosk.services.exporting import Selection, export
from kiosk.services.verifying import IsFrom, verify_file
from kiosk.store import partitions, retention
from kiosk.store.retention import Cleared, Closed
from kiosk.store.store import Snapshot, Store, Transaction, new_id, renew_identity

DAY_MS = 24 * 3_600_000
QUIET_MS = 7 * DAY_MS
"""An office is closed when none of its stations was heard of for this long."""


@dataclass(frozen=True, slots=True)
class Term:
    """A kind of rows that goes after `days`."""

    what: str
    words: str
    days: int


TERMS = (
    Term("station_seen", "Dấu hiệu sống của máy không còn báo về", 400),
    Term("staff_session", "Phiên đăng nhập đã hết hạn", 30),
    Term("sign_in_try", "Lần đăng nhập sai đã cũ", 30),
    Term("parked_owner", "Phân công của bản ghi không còn chờ", 400),
)


@dataclass(frozen=True, slots=True)
class Due:
    """What has come to its term: rows older than `before` (ms)."""

    term: Term
    before: int
    rows: int


def due(store: Store) -> tuple[Due, ...]:
    """The dry run: what `clear` would take away now."""
    now = store.clock.now_ms()

    def work(conn: Snapshot) -> tuple[Due, ...]:
        befores = [(term, now - term.days * DAY_MS) for term in TERMS]
        return tuple(Due(term, before, retention.count(conn, term.what, before)) for term, before in befores)

    return store.read(work)


def clear(store: Store, by: str) -> tuple[Due, ...]:
    """Takes away what has come to its term and writes each kind down, all in one transaction."""

    def work(tx: Transaction) -> tuple[Due, ...]:
        gone = []
        for term in TERMS:
            before = tx.now - term.days * DAY_MS
            if rows := retention.clear(tx.conn, term.what, before):
                retention.note(tx.conn, Cleared(new_id(), tx.now, term.what, "", rows, before, by))
                gone.append(Due(term, before, rows))
        return tuple(gone)

    return store.write(work)


def log(store: Store) -> tuple[Cleared, ...]:
    """Everything that ever went away, newest first."""
    return tuple(store.read(retention.log))


def close_office(store: Store, office: str, target: Path, by: str, is_from: IsFrom, authority: str = "") -> Closed:
    """Takes a closed office's journal out of the database: nothing more is taken from it, its journal is exported to
    `target`, the file verified and counted, and only then its table taken out (it stays beside, see `drop_office`).
    Raises Refused, and CallTechnician when the file does not prove itself; the office is open again then."""
    _check_closable(store, office)
    mark = Closed(office, str(target), "", 0, by, store.clock.now_ms())
    store.write(lambda tx: retention.put_closed(tx.conn, mark))
    try:
        export(store, Selection(office), target, authority)
        here = store.read(lambda conn: retention.events_of(conn, office))
        whole = Closed(office, str(target), _proven(target, here, is_from), here, by, mark.at)
        store.write(lambda tx: _take_out(tx, whole))
    except BaseException:
        store.write(lambda tx: retention.open_again(tx.conn, office))
        raise
    return whole


def reopen_office(store: Store, office: str) -> None:
    """Puts the journal of a closed office back, as long as its table was not removed. Raises Refused."""

    def work(tx: Transaction) -> None:
        _closed(tx.conn, office)
        partitions.attach(tx.conn, office)
        retention.open_again(tx.conn, office)

    store.write(work)


def drop_office(store: Store, office: str, file: Path, by: str, is_from: IsFrom) -> None:
    """Removes a closed office's table for ever; `file` must still be the file of its closing, and prove itself.
    Raises Refused and CallTechnician."""
    known = store.read(lambda conn: _closed(conn, office))
    if _proven(file, known.events, is_from) != known.file_hash:
        raise Refused("other-file", f"{file} không phải tệp của lần đóng này.", f"Đưa đúng tệp {known.file}.")

    def work(tx: Transaction) -> None:
        retention.drop(tx.conn, office)
        retention.note(tx.conn, Cleared(new_id(), tx.now, "event", office, known.events, known.at, by))

    store.write(work)


def new_life(store: Store) -> None:
    """Gives a restored database a new incarnation (R6): every cursor into it is stale and every station compares what
    it sent, so that what the restore has lost comes back. Processes that have it open must start again."""
    store.write(lambda tx: renew_identity(tx.conn, tx.me, tx.now))


def _check_closable(store: Store, office: str) -> None:
    if not store.database.shared:
        raise Refused("one-file", "Kho dữ liệu một tệp không tách được từng đơn vị.", "Sao chép cả tệp làm lưu trữ.")

    def work(conn: Snapshot) -> tuple[list[str], int, Closed | None]:
        after = store.clock.now_ms() - QUIET_MS
        speaking, events = retention.heard_since(conn, office, after), retention.events_of(conn, office)
        return speaking, events, retention.closed(conn, office)

    speaking, events, closed = store.read(work)
    if closed:
        raise Refused("closed-already", f"Đơn vị {office} đã đóng rồi.", "")
    if not events:
        raise Refused("no-office", f"Không có nhật ký của đơn vị {office}.", "Kiểm tra lại mã đơn vị.")
    if speaking:
        raise Refused(
            "still-speaking",
            f"Máy {', '.join(speaking[:5])} của {office} còn báo về trong 7 ngày qua.",
            "Tắt hoặc thu hồi các máy đó, chờ 7 ngày rồi đóng đơn vị.",
        )


def _take_out(tx: Transaction, whole: Closed) -> None:
    partitions.detach(tx.conn, whole.office)
    retention.put_closed(tx.conn, whole)
    retention.note(tx.conn, Cleared(new_id(), tx.now, "office-closed", whole.office, whole.events, tx.now, whole.by))


def _closed(conn: Snapshot, office: str) -> Closed:
    if (known := retention.closed(conn, office)) is None:
        raise Refused("not-closed", f"Đơn vị {office} chưa đóng.", "Kiểm tra lại mã đơn vị.")
    return known


def _proven(file: Path, events: int, is_from: IsFrom) -> str:
    """The file's SHA-256. Raises CallTechnician for one that contradicts itself or holds another number of events."""
    report = verify_file(file, is_from)
    if not report.good or report.events != events:
        raise CallTechnician(
            "export-unproven",
            f"Tệp {file} không chứng minh được: {report.events}/{events} sự kiện.",
            "Dữ liệu vẫn nguyên trong kho. Chạy: motcua verify, rồi thử lại.",
        )
    return hashlib.sha256(file.read_bytes()).hexdigest()
