"""What the board shows, as one pure function of what it knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.domain.announcing import HeardCall
from kiosk.domain.office import Office
from kiosk.domain.ticket import CALLED
from kiosk.services.overview import BoardFacts, CallShown, FieldQueue
from ui.viewmodels import board_wording as words

FRESH_MS = 20_000
"""A called number stays highlighted this long (screens.md, Measures), by this board's own clock."""
GRACE_MS = 15_000
"""A line that was away for a moment is not shouted about."""
LAST_CALLS = 6
"""The last five of screens.md, and one more that fills their grid."""
MOST_CALLS = 11
PAGE_MS, NOTICE_MS = 10_000, 14_000

Key = tuple[str, int, int]


class Link(Protocol):
    """How the line to the hub stands (sync.link.LinkState)."""

    @property
    def up(self) -> bool: ...
    @property
    def since(self) -> int: ...
    @property
    def hub(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the board knows at `now`. `facts` is None until they have been read; `seen` says when this
    board first saw each call; `speaking` is the ticket the voice says; `sound` and `trouble` are signs for
    people, "" for none."""

    office: Office
    now: int
    link: Link
    facts: BoardFacts | None = None
    seen: Mapping[Key, int] | None = None
    per_page: int = 8
    speaking: str = ""
    sound: str = ""
    trouble: str = ""
    always_open: bool = False


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call as it is drawn. `fresh` = highlighted; `spoken` = the voice says it now."""

    number: str = ""
    counter: str = ""
    place: str = ""
    fresh: bool = False
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A field of service. `count` is a figure or a dash for what is not known."""

    letter: str
    name: str
    count: str
    note: str
    served: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """The wall clock."""

    time: str
    date: str


@dataclass(frozen=True, slots=True)
class Signs:
    """Everything that is said in words. `stale` and `advice` are "" while the line is up."""

    headline: str = ""
    hint: str = ""
    stale: str = ""
    advice: str = ""
    counters: str = ""
    notice: str = ""
    sound: str = ""


@dataclass(frozen=True, slots=True)
class BoardProps:
    """What the board shows."""

    now_calling: CallRow
    recent: tuple[CallRow, ...]
    waiting: tuple[WaitingRow, ...]
    page: int
    pages: int
    clock: Clock
    signs: Signs


def derive(known: Known) -> BoardProps:
    """The board's picture."""
    calls = _rows(known)
    waiting = _waiting(known)
    pages = max(1, -(-len(waiting) // known.per_page))
    page = known.now // PAGE_MS % pages
    return BoardProps(
        now_calling=calls[0] if calls else CallRow(),
        recent=calls[1:],
        waiting=waiting[page * known.per_page : (page + 1) * known.per_page],
        page=page,
        pages=pages,
        clock=Clock(words.clock_text(known.now), words.date_text(known.now)),
        signs=_signs(known, called=bool(calls)),
    )


def is_stale(link: Link, now: int) -> bool:
    """Whether what is shown may no longer be so."""
    return not link.up and now - link.since >= GRACE_MS


def first_seen(seen: Mapping[Key, int] | None, calls: Sequence[CallShown], now: int) -> Mapping[Key, int]:
    """When each of `calls` came to this board; calls of before the first look keep their own time. The
    callers' clocks decide nothing after that."""
    if seen is None:
        return {_key(c): min(c.at, now) for c in calls}
    return {_key(c): seen.get(_key(c), now) for c in calls}


def heard(calls: Sequence[CallShown]) -> tuple[HeardCall, ...]:
    """The same calls for the voice."""
    return tuple(
        HeardCall(c.ticket_id, c.number, c.counter, c.at, c.times, c.state == CALLED) for c in at_counter(calls)
    )


def at_counter(calls: Sequence[CallShown]) -> list[CallShown]:
    """Without those that were sent on and wait again."""
    return [c for c in calls if c.counter > 0]


def _key(call: CallShown) -> Key:
    return (call.ticket_id, call.counter, call.at)


def _rows(known: Known) -> tuple[CallRow, ...]:
    """Newest first: the last calls and whatever else is still fresh."""
    calls = at_counter(known.facts.calls) if known.facts else []
    seen = known.seen or {}
    line = sorted(calls, key=lambda c: (seen.get(_key(c), c.at), c.at), reverse=True)
    fresh = {_key(c) for c in line if known.now - seen.get(_key(c), c.at) < FRESH_MS}
    shown = max(LAST_CALLS + 1, min(len(fresh), MOST_CALLS))
    return tuple(_row(known, c, _key(c) in fresh) for c in line[:shown])


def _row(known: Known, call: CallShown, fresh: bool) -> CallRow:
    place = words.place_text(known.office, call.field, call.counter)
    return CallRow(call.number, str(call.counter), place, fresh, call.ticket_id == known.speaking)


def _waiting(known: Known) -> tuple[WaitingRow, ...]:
    queues = {q.field: q for q in known.facts.waiting} if known.facts else {}
    unknown = is_stale(known.link, known.now)
    rows = []
    at_work = any(q.counters_open for q in queues.values())
    for field in known.office.fields:
        queue = None if unknown else queues.get(field.code)
        rows.append(WaitingRow(field.letter, field.name, *_standing(queue, at_work=at_work)))
    return tuple(rows)


def _standing(queue: FieldQueue | None, *, at_work: bool) -> tuple[str, str, bool]:
    """(count, note, served). Before anyone works, one line below says so, and not every row."""
    if queue is None:
        return words.UNKNOWN, "", True
    if not at_work:
        return str(queue.waiting), "", True
    note = words.minutes_text(queue.low, queue.high, queue.counters_open)
    return str(queue.waiting), note, queue.counters_open > 0


def _signs(known: Known, *, called: bool) -> Signs:
    office, now = known.office, known.now
    headline, hint = ("", "") if called else words.idle_text(office, now, always_open=known.always_open)
    stale, advice = "", known.trouble
    if is_stale(known.link, now):
        stale, advice = words.stale_texts(known.link.since, now, bool(known.link.hub))
        headline, hint = ("", "") if called else ("Chưa có dữ liệu", "Xin nghe cán bộ gọi tại quầy")
    elif known.facts is None:
        headline, hint = "Đang đọc dữ liệu…", ""
    counters = words.counters_text(office, known.facts.counters) if known.facts and not stale else ""
    notice = office.notices[now // NOTICE_MS % len(office.notices)] if office.notices else ""
    return Signs(headline, hint, stale, advice, counters, notice, known.sound)
