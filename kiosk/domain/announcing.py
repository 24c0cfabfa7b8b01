"""Which calls the voice says, and when: one after the other, none twice, none that came too late.

A pure queue. The board hands over what it sees (`hear`), the player asks what to say (`take`). Times are
milliseconds. Each call or recall is one announcement: a chime and its sentence, `SAYINGS` times (domain.md
§11, screens.md Board). A recall of a number that still waits in the queue does not queue it again: it makes
that announcement one sentence longer, up to `MOST_SAYINGS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

SAYINGS, MOST_SAYINGS = 2, 3
TOO_OLD_MS = 90_000


@dataclass(frozen=True, slots=True)
class HeardCall:
    """A call as the board sees it. `at` is the caller's wall time of the last announcement, `times` 1 +
    recalls; `open` is false as soon as the citizen came, or was marked absent, or went elsewhere."""

    ticket_id: str
    number: str
    counter: int
    at: int
    times: int
    open: bool = True

    @property
    def key(self) -> tuple[str, int, int]:
        """What makes this call or recall another one than the last."""
        return (self.ticket_id, self.counter, self.at)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the voice will say. `heard_at` is this board's own clock, `late` what the call had already
    waited by then."""

    call: HeardCall
    heard_at: int
    late: int = 0
    sayings: int = SAYINGS


@dataclass(frozen=True, slots=True)
class Announcing:
    """The queue as a value. `dropped` counts announcements that came too late, `skipped` those whose
    citizen came first.

    `behind` keeps, per counter, the smallest distance seen between a call's wall time and its arrival here:
    a counter whose clock is slow by five minutes is then not taken for a line that is.
    """

    waiting: tuple[Announcement, ...] = ()
    known: frozenset[tuple[str, int, int]] = frozenset()
    behind: Mapping[int, int] = field(default_factory=dict)
    dropped: int = 0
    skipped: int = 0
    joined: bool = False


def hear(queue: Announcing, calls: Iterable[HeardCall], now: int) -> Announcing:
    """The queue after a look at the calls of today, in any order. The first look only learns them: a board
    that joins late shows the last calls and says none of them."""
    seen = sorted(calls, key=lambda c: (c.at, c.ticket_id))
    fresh = [c for c in seen if c.key not in queue.known] if queue.joined else []
    queue = _forget_answered(queue, {c.ticket_id: c for c in seen})
    for call in fresh:
        queue = _add(queue, call, now)
    return replace(queue, known=frozenset(c.key for c in seen), joined=True)


def take(queue: Announcing, now: int) -> tuple[Announcement | None, Announcing]:
    """What to say now (None = nothing), and the queue without it. What waited too long is dropped and
    counted."""
    waiting = queue.waiting
    dropped = 0
    while waiting and now - waiting[0].heard_at + waiting[0].late > TOO_OLD_MS:
        waiting, dropped = waiting[1:], dropped + 1
    queue = replace(queue, waiting=waiting[1:], dropped=queue.dropped + dropped)
    return (waiting[0] if waiting else None), queue


def _forget_answered(queue: Announcing, now_seen: Mapping[str, HeardCall]) -> Announcing:
    def stands(announcement: Announcement) -> bool:
        seen = now_seen.get(announcement.call.ticket_id)
        return seen is None or (seen.open and seen.counter == announcement.call.counter)

    kept = tuple(a for a in queue.waiting if stands(a))
    return replace(queue, waiting=kept, skipped=queue.skipped + len(queue.waiting) - len(kept))


def _add(queue: Announcing, call: HeardCall, now: int) -> Announcing:
    distance = now - call.at
    usual = queue.behind.get(call.counter, 0)
    behind = {**queue.behind, call.counter: max(0, min(distance, queue.behind.get(call.counter, distance)))}
    queue = replace(queue, behind=behind)
    if not call.open:
        return replace(queue, skipped=queue.skipped + 1)
    for place, waiting in enumerate(queue.waiting):
        if waiting.call.ticket_id == call.ticket_id:
            longer = replace(waiting, call=call, sayings=min(waiting.sayings + 1, MOST_SAYINGS))
            return replace(queue, waiting=(*queue.waiting[:place], longer, *queue.waiting[place + 1 :]))
    late = max(0, distance - usual)
    if late > TOO_OLD_MS:
        return replace(queue, dropped=queue.dropped + 1)
    return replace(queue, waiting=(*queue.waiting, Announcement(call, now, late)))
