"""One person's visit to the kiosk as a value, and what touches and time make of it. No Qt, no clock.

All times are seconds of a monotonic clock that the caller reads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.ticket import Ticket
    from kiosk.services.overview import Ahead

ATTRACT, HOME, FIELDS, PRIORITY = "attract", "home", "fields", "priority"
SEARCH, PROCEDURE, TICKET, STOPPED = "search", "procedure", "ticket", "stopped"
PIN, TECHNICIAN = "pin", "technician"
STARTING, CLOSED = "starting", "closed"
"""The last two stand in for home while the store is not open yet, and outside office hours."""

SETTLE = 0.4
"""After a page came up no touch counts: the second half of a double tap belongs to the page before."""
SETTLE_TICKET = 1.0
ASK_AFTER = 30.0
ANSWER_WITHIN = 20.0
EXTENSIONS = 10
TICKET_SHOWN = 10.0
TICKET_ON_SCREEN_SHOWN = 60.0
"""A number without paper stays long enough for a photograph."""
STOPPED_SHOWN = 20.0
ATTRACT_AFTER = 60.0
TECHNICIAN_IDLE = 180.0
CORNER_TOUCHES = 5
CORNER_WITHIN = 5.0

ON_ITS_WAY, OUT, NO_PAPER, FAILED = "printing", "printed", "none", "unprinted"


@dataclass(frozen=True, slots=True)
class Stop:
    """What keeps a person from a number, in words for people."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Given:
    """A number that was given, and where its paper is."""

    ticket: Ticket
    ahead: Ahead
    paper: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything that must be forgotten when the person has gone."""

    page: str = HOME
    since: float = 0.0
    touched: float = 0.0
    asked: float | None = None
    extended: int = 0
    native: str = "vi"
    """The language to which the kiosk returns."""
    language: str = "vi"
    large: bool = False
    contrast: bool = False
    lowered: bool = False
    comfort: bool = False
    priority: str = ""
    procedure: str = ""
    keys: str = ""
    fields_page: int = 0
    taking: str = ""
    paperless: bool = False
    paper_refused: str = ""
    given: Given | None = None
    stop: Stop | None = None
    corner: tuple[float, ...] = ()
    from_home: bool = False

    @property
    def is_fresh(self) -> bool:
        """Nothing of a person is here."""
        nobody = fresh(self.since, self.native)
        return self == replace(nobody, page=self.page, touched=self.touched, corner=self.corner)


def fresh(now: float, native: str = "vi") -> Visit:
    """The visit of nobody."""
    return Visit(since=now, touched=now, native=native, language=native)


def left(visit: Visit, now: float) -> Visit:
    """The person has gone: home, with nothing kept."""
    return fresh(now, visit.native)


def go(visit: Visit, page: str, now: float) -> Visit:
    """Another page comes up; a touch led here."""
    return replace(visit, page=page, since=now, touched=now, asked=None, comfort=False)


def is_settled(visit: Visit, now: float) -> bool:
    """Whether touches count on this page yet."""
    return now - visit.since >= settle_time(visit)


def settle_time(visit: Visit) -> float:
    """Seconds for which a page that came up takes no touch."""
    return SETTLE_TICKET if visit.page == TICKET else SETTLE


def touched(visit: Visit, now: float) -> Visit:
    """Any touch anywhere: the person is here. It does not answer the question."""
    if visit.page == ATTRACT:
        return left(visit, now)
    return visit if visit.asked is not None else replace(visit, touched=now)


def extended(visit: Visit, now: float) -> Visit:
    """More time is wanted."""
    return replace(visit, asked=None, touched=now, since=now, extended=visit.extended + 1)


def tick(visit: Visit, now: float) -> Visit:
    """What the passing of time alone does."""
    if visit.taking or (visit.page == TICKET and visit.given and visit.given.paper == ON_ITS_WAY):
        return visit
    if visit.asked is not None:
        return left(visit, now) if now - visit.asked >= ANSWER_WITHIN else visit
    stays = leaves_after(visit)
    if stays is not None:
        return left(visit, now) if now - max(visit.since, visit.touched) >= stays else visit
    idle = now - visit.touched
    if visit.page == ATTRACT:
        return visit
    if visit.page == HOME and visit.is_fresh:
        return replace(left(visit, now), page=ATTRACT, touched=visit.touched) if idle >= ATTRACT_AFTER else visit
    if idle < ASK_AFTER:
        return visit
    return left(visit, now) if visit.extended >= EXTENSIONS else replace(visit, asked=now, comfort=False)


def leaves_after(visit: Visit) -> float | None:
    """Seconds after which a page goes home by itself, without asking; None for pages that ask."""
    if visit.page == TICKET:
        paper = visit.given.paper if visit.given else OUT
        return TICKET_SHOWN if paper == OUT else TICKET_ON_SCREEN_SHOWN
    return {STOPPED: STOPPED_SHOWN, PIN: ASK_AFTER, TECHNICIAN: TECHNICIAN_IDLE}.get(visit.page)


def seconds_left(visit: Visit, now: float) -> int:
    """Whole seconds until this page goes, or until the question counts as a no; 0 when nothing runs."""
    if visit.asked is not None:
        return _whole(ANSWER_WITHIN - (now - visit.asked))
    stays = leaves_after(visit)
    return 0 if stays is None else _whole(stays - (now - max(visit.since, visit.touched)))


def share_left(visit: Visit, now: float) -> float:
    """How much of the running time is left, from 1 to 0; 0 when nothing runs."""
    whole = ANSWER_WITHIN if visit.asked is not None else leaves_after(visit) or 0.0
    return seconds_left(visit, now) / whole if whole else 0.0


def corner_touched(visit: Visit, now: float) -> Visit:
    """One touch in the technician's corner; five of them within five seconds ask for the PIN."""
    recent = (*(at for at in visit.corner if now - at < CORNER_WITHIN), now)
    if len(recent) < CORNER_TOUCHES:
        return replace(visit, corner=recent)
    return go(left(visit, now), PIN, now)


def _whole(seconds: float) -> int:
    return max(0, -int(-seconds // 1))


def looks(visit: Visit) -> tuple[bool, bool, bool]:
    """What changes the picture as a whole: large text, contrast, lowered."""
    return visit.large, visit.contrast, visit.lowered
