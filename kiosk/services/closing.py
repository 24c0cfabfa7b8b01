"""The end of a service day (queue-rules R8): what is left is closed as expired, by an event of whoever decides."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.domain import facts
from kiosk.domain.office import Office
from kiosk.domain.opening import sessions_of
from kiosk.domain.service_day import local_time
from kiosk.domain.ticket import Ticket, stream_of
from kiosk.services import days, promotion
from kiosk.store import tickets
from kiosk.store.store import Snapshot, Store, Transaction

GRACE = timedelta(hours=2)
"""After closing time: an office that works late to serve who waits is left in peace."""


def expire_left(store: Store, office: Office) -> int:
    """Closes what this station decides about and what nobody can be called for any more: its own waiting tickets of
    former days, and today's when the office has long closed; and citizens of former days whom a counter never let go,
    or who waited for a life of this file that is over (R6).
    Returns how many. A doubtful clock closes nothing."""
    if not store.read(lambda conn: _left(conn, store, office, store.clock.now_ms())):
        return 0

    def work(tx: Transaction) -> int:
        left = _left(tx.conn, store, office, tx.now)
        for t in left:
            tx.append(stream_of(t.id), facts.TicketExpired(), "closing")
        return len(left)

    return store.write(work)


def _left(conn: Snapshot, store: Store, office: Office, now: int) -> list[Ticket]:
    me = store.me
    day = days.serving_day(conn, me.office, office, now)
    after = promotion.owned_after(conn, me)
    own = [t for t in tickets.owned(conn, me.origin) if after is not None and tickets.may_call(t, after)]
    ended = _has_ended(office, day, local_time(now))
    waiting = [t for t in own if t.service_day < day or (ended and t.service_day == day)]
    others = tickets.left_behind(conn, me.origin) + tickets.held_by(conn, me.office, me.station)
    return waiting + [t for t in others if t.service_day < day]


def _has_ended(office: Office, day: str, at: datetime) -> bool:
    """Whether the office closed on this very day more than `GRACE` ago."""
    sessions = sessions_of(office.hours, at.date())
    if at.date().isoformat() != day or not sessions:
        return False
    return at > datetime.combine(at.date(), sessions[-1][1], at.tzinfo) + GRACE
