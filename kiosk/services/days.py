"""Which service day it is, and who vouches for it (queue-rules R8).

The day never goes back. A clock that leaps over a day on which the office was open may be wrong: then hub, province or
a person must say that the date is right, or numbers of a day that is not would be given.
"""

from __future__ import annotations

from datetime import date, timedelta

from kiosk.domain import facts
from kiosk.domain.office import Office
from kiosk.domain.opening import sessions_of
from kiosk.domain.service_day import local_time, service_day
from kiosk.domain.trouble import CallTechnician
from kiosk.store import accounts, tickets
from kiosk.store.store import Snapshot, Store, Transaction

VOUCHED = "queue.vouched-day"
FIRST_DAY = "2026-01-01"
"""No machine has ever run this program on an earlier day."""


def issuing_day(tx: Transaction, office: Office) -> str:
    """The day whose numbers are given now. Raises CallTechnician while the clock's date is doubtful."""
    last, day = _days(tx.conn, tx.me.office, tx.now)
    if _is_doubtful(tx.conn, office, last, day, tx.now):
        shown = local_time(tx.now)
        raise CallTechnician(
            "day-doubtful",
            f"Đồng hồ máy chỉ ngày {shown:%d/%m/%Y}, chưa có gì xác nhận.",
            "Mời cán bộ kiểm tra ngày giờ của máy, hoặc xác nhận ngày ở trang kỹ thuật.",
        )
    return day


def serving_day(conn: Snapshot, office_id: str, office: Office | None, now: int) -> str:
    """The day whose line is called now: a doubtful clock does not end the day that people wait in."""
    last, day = _days(conn, office_id, now)
    return last if last and _is_doubtful(conn, office, last, day, now) else day


def doubtful_day(store: Store, office: Office) -> str:
    """The clock's date (ISO) while a person must say whether it is right; "" while nobody needs to."""

    def work(conn: Snapshot) -> str:
        now = store.clock.now_ms()
        last, day = _days(conn, store.me.office, now)
        return local_time(now).date().isoformat() if _is_doubtful(conn, office, last, day, now) else ""

    return store.read(work)


def vouch(store: Store, at: int) -> None:
    """Hub or province says what time it is (ms): a day that the clock here agrees with is beyond doubt."""
    day = local_time(at).date().isoformat()
    if store.read(lambda conn: accounts.get_setting(conn, VOUCHED)) != day:
        store.write(lambda tx: accounts.put_setting(tx.conn, VOUCHED, day))


def confirm(store: Store, actor: str) -> str:
    """A person says that the machine's date is right; returns it."""

    def work(tx: Transaction) -> str:
        day = local_time(tx.now).date().isoformat()
        accounts.put_setting(tx.conn, VOUCHED, day)
        tx.append("day:office", facts.DayConfirmed(day), actor)
        return day

    return store.write(work)


def _days(conn: Snapshot, office_id: str, now: int) -> tuple[str | None, str]:
    last = tickets.last_day(conn, office_id)
    return last, service_day(last, now)


def _is_doubtful(conn: Snapshot, office: Office | None, last: str | None, day: str, now: int) -> bool:
    clock = local_time(now).date().isoformat()
    vouched = accounts.get_setting(conn, VOUCHED)
    if last is None:
        far = bool(vouched) and (day < str(vouched) or _leaps(office, str(vouched), day))
        return clock < FIRST_DAY or far
    return day != last and _leaps(office, last, day) and vouched != day


def _leaps(office: Office | None, last: str, day: str) -> bool:
    """Whether a day of work lies between: nobody doubts a Monday after a Friday. Without an office every day counts."""
    one, end = date.fromisoformat(last) + timedelta(days=1), date.fromisoformat(day)
    if (end - one).days > 31:
        return True
    while one < end:
        if office is None or sessions_of(office.hours, one):
            return True
        one += timedelta(days=1)
    return False
