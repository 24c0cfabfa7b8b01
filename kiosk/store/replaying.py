"""Rebuilding the projections from the journal, piece by piece: each piece is a transaction that notes how far it came.

Whoever opens a store goes on where a replay ended and serves nobody before it is done; whoever reads one from outside
is refused until then (ADR 0036).
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Engine, bindparam, delete, func, select, text

from kiosk.domain.event import Event
from kiosk.store import journal, projections
from kiosk.store.accounts import get_setting, put_setting
from kiosk.store.schema import PROJECTIONS, event, office_head, origin, setting

log = logging.getLogger(__name__)
FOLDS = 5
"""Raise it whenever the same events give other rows: every store is then replayed at its next opening."""
CHUNK = 400
"""Streams of one piece."""
TELL_S = 5.0
"""Seconds between two words about how far it has come; a shorter replay says nothing."""
_PLACE, _FOLDS = "replay.place", "replay.folds"


@dataclass(frozen=True, slots=True)
class Place:
    """Everything up to this stream of this office is rebuilt, `done` events so far; at the start nothing is."""

    office: str = ""
    stream: str = ""
    done: int = 0


def born(conn: Connection) -> None:
    """A new store's rows are those of this program."""
    put_setting(conn, _FOLDS, str(FOLDS))


def order(conn: Connection) -> None:
    """From now on, in the caller's transaction, the rows are not to be believed before they are rebuilt."""
    put_setting(conn, _PLACE, json.dumps(asdict(Place())))
    born(conn)


def order_if_due(conn: Connection) -> None:
    """Orders a replay where the rows were folded by another program's rules."""
    if int(get_setting(conn, _FOLDS) or 1) != FOLDS:
        order(conn)


def is_pending(conn: Connection) -> bool:
    """Whether rows here are old or half rebuilt."""
    return get_setting(conn, _PLACE) is not None


def go_on(engine: Engine) -> None:
    """Rebuilds what is left, a transaction a piece, and tells people how far it has come."""
    watch = _Watch()
    going = True
    while going:
        with engine.connect().execution_options(motcua_write=True) as conn, conn.begin():
            going = _piece(conn)
            watch.tell(conn)
    watch.ended()


def replay(conn: Connection) -> None:
    """Rebuilds every projection in the caller's transaction."""
    order(conn)
    while _piece(conn):
        pass


def _piece(conn: Connection) -> bool:
    """One piece; False when nothing was left to do."""
    place = _place(conn)
    if place is None:
        return False
    if not place.office:
        _empty(conn)
    keys = _next_streams(conn, place)
    if not keys:
        conn.execute(delete(setting).where(setting.c.key == _PLACE))
        return False
    folded = 0

    def load(wanted: object) -> list[Event]:
        nonlocal folded
        events = list(journal.load_streams(conn, wanted))  # type: ignore[arg-type]
        folded += len(events)
        return events

    projections.project(conn, set(keys), load)
    office, stream = keys[-1]
    put_setting(conn, _PLACE, json.dumps(asdict(Place(office, stream, place.done + folded))))
    return True


def _place(conn: Connection) -> Place | None:
    said = get_setting(conn, _PLACE)
    return None if said is None else Place(**json.loads(said))


def _empty(conn: Connection) -> None:
    for table in PROJECTIONS:
        conn.execute(delete(table) if conn.dialect.name == "sqlite" else text(f'TRUNCATE "{table.name}"'))


def _next_streams(conn: Connection, place: Place) -> list[tuple[str, str]]:
    """The next streams, all of one office."""
    office, after = place.office, place.stream
    while True:
        if office:
            found = conn.execute(_STREAMS, {"office": office, "after": after, "most": CHUNK}).scalars().all()
            if found:
                return [(office, stream) for stream in found]
        office, after = conn.scalar(_NEXT_OFFICE, {"office": office}) or "", ""
        if not office:
            return []


class _Watch:
    """Says how far it has come, seldom and only where it takes long."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()
        self._total = self._first = 0
        self._told = False

    def tell(self, conn: Connection) -> None:
        now = time.monotonic()
        place = _place(conn)
        if place is None:
            return
        if not self._total:
            self._total, self._first = int(conn.scalar(select(func.sum(origin.c.last_seq))) or 1), place.done
        if now - self._last < TELL_S:
            return
        done, new = place.done, max(1, place.done - self._first)
        left = (self._total - done) * (now - self._began) / new
        log.warning(
            "Đang dựng lại bảng tra cứu sau khi nâng cấp: %d%% (%s trên %s sự kiện), còn khoảng %s. "
            "Xin đừng tắt; nếu bị tắt, lần mở sau sẽ làm tiếp.",
            min(99, 100 * done // self._total), _number(done), _number(self._total), _span(left),
        )  # fmt: skip
        self._last, self._told = now, True

    def ended(self) -> None:
        if self._told:
            log.warning("Đã dựng lại xong bảng tra cứu sau %s.", _span(time.monotonic() - self._began))


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _span(seconds: float) -> str:
    return f"{max(1, round(seconds))} giây" if seconds < 90 else f"{round(seconds / 60)} phút"


_STREAMS = (
    select(event.c.stream_id)
    .where(event.c.office == bindparam("office"), event.c.stream_id > bindparam("after"))
    .distinct()
    .order_by(event.c.stream_id)
    .limit(bindparam("most"))
)
_NEXT_OFFICE = (
    select(office_head.c.office)
    .where(office_head.c.office > bindparam("office"))
    .order_by(office_head.c.office)
    .limit(1)
)
