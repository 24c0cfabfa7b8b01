"""Every page of the kiosk as a pure function: (office, visit, world) in, frozen props out. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.office import Office, ServiceField
from kiosk.domain.qr import qr_text
from ui.strings.kiosk import LANGUAGES, VI, KioskWords
from ui.viewmodels import kiosk_visit as visits
from ui.viewmodels import kiosk_wording as say
from ui.viewmodels.kiosk_visit import Given, Visit
from ui.viewmodels.kiosk_world import NO_PRINTER, World

TILES = 8
TILES_LARGE = 6
"""With larger letters fewer tiles fit one above the other."""


@dataclass(frozen=True, slots=True)
class FrameProps:
    """What stands around every page. `page` names the QML page to show."""

    page: str
    office_name: str
    place: str
    clock: str
    date: str
    offline: str
    status: str
    serving: bool


@dataclass(frozen=True, slots=True)
class HomeProps:
    """Home, also while starting and outside office hours. `notice` is the printer's trouble, "" for none;
    `details` says more about a home that gives no numbers now."""

    title: str
    subtitle: str
    take: str
    take_hint: str
    can_take: bool
    can_look_up: bool
    details: str
    notice: str
    paperless: bool


@dataclass(frozen=True, slots=True)
class FieldTile:
    """One field of service on the fields page."""

    code: str
    name: str
    hint: str
    icon_name: str
    people: str
    wait: str
    taking: bool


@dataclass(frozen=True, slots=True)
class FieldsProps:
    """Which tiles, and the way to the other pages."""

    tiles: tuple[FieldTile, ...]
    page: int
    pages: int
    page_text: str
    priority: str
    busy: bool
    notice: str


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """One priority class."""

    code: str
    name: str
    hint: str
    icon_name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TicketProps:
    """The number. `qr` is "" while paper is expected: the paper carries it."""

    number: str
    field: str
    invitation: str
    explanation: str
    ahead: str
    wait: str
    area: str
    priority: str
    qr: str
    tone: str
    can_close: bool


@dataclass(frozen=True, slots=True)
class AskingProps:
    """What is asked over the page: "time", "paper" or "" for nothing."""

    kind: str
    title: str
    text: str
    yes: str
    no: str


def words_of(visit: Visit) -> KioskWords:
    """The words of the language that this person chose."""
    return LANGUAGES[visit.language]


def page_shown(visit: Visit, world: World) -> str:
    """The page to show: starting and closed stand in for home."""
    if visit.page in (visits.HOME, visits.ATTRACT) and not world.ready:
        return visits.STARTING
    if visit.page in (visits.HOME, visits.ATTRACT) and not world.open:
        return visits.CLOSED
    return visit.page


def derive_frame(office: Office, visit: Visit, world: World) -> FrameProps:
    """Head and foot."""
    words = words_of(visit)
    serving = world.ready and world.open and bool(world.counters_open)
    return FrameProps(
        page=page_shown(visit, world),
        office_name=say.office_lines(office),
        place=office.place,
        clock=say.clock_text(world.now),
        date=say.date_text(world.now, words),
        offline="" if world.online else words.offline,
        status=_status(words, world),
        serving=serving,
    )


def _status(words: KioskWords, world: World) -> str:
    if not world.ready:
        return words.starting
    if not world.open:
        return words.closed
    if world.counters_open is None:
        return ""
    return words.serving_counters.format(world.counters_open) if world.counters_open else words.no_counters


def derive_home(visit: Visit, world: World) -> HomeProps:
    """The first page. A printer that cannot print is said here, before any number is taken."""
    words = words_of(visit)
    page = page_shown(visit, world)
    paperless = not world.printer.can_print
    title, subtitle = {
        visits.STARTING: (words.starting, words.starting_hint),
        visits.CLOSED: (words.closed, say.opening_text(world.opens, world.now, words)),
    }.get(page, (words.greeting, ""))
    return HomeProps(
        title=title,
        subtitle=subtitle,
        take=words.take_on_screen if paperless else words.take_number,
        take_hint=words.take_on_screen_hint if paperless else words.take_number_hint,
        can_take=world.ready and world.open,
        can_look_up=world.ready,
        details=f"{say.hours_text(world.sessions, words)}\n{words.closed_hint}".strip()
        if page == visits.CLOSED
        else "",
        notice=_paper_notice(words, world),
        paperless=paperless,
    )


def _paper_notice(words: KioskWords, world: World) -> str:
    printer = world.printer
    if printer.can_print or printer.code == NO_PRINTER:
        return ""
    return f"{say.printer_text(printer.code, printer.message, words)} {words.take_on_screen_hint}."


def page_count(office: Office, visit: Visit) -> int:
    """Pages of fields."""
    return max(1, -(-len(office.fields) // _tiles(visit)))


def _tiles(visit: Visit) -> int:
    return TILES_LARGE if visit.large else TILES


def derive_fields(office: Office, visit: Visit, world: World) -> FieldsProps:
    """At most eight fields at a time, each with its queue as far as it is known."""
    words = words_of(visit)
    pages, tiles = page_count(office, visit), _tiles(visit)
    page = min(visit.fields_page, pages - 1)
    shown = office.fields[page * tiles : (page + 1) * tiles]
    priority = office.priority(visit.priority)
    return FieldsProps(
        tiles=tuple(_tile(place, visit, world, words) for place in shown),
        page=page,
        pages=pages,
        page_text=words.page_of.format(page + 1, pages) if pages > 1 else "",
        priority=words.priority_chosen.format(say.priority_name(priority, words)) if priority else "",
        busy=bool(visit.taking),
        notice=_paper_notice(words, world),
    )


def _tile(place: ServiceField, visit: Visit, world: World, words: KioskWords) -> FieldTile:
    queue = next((q for q in world.queues or () if q.field == place.code), None)
    taking = visit.taking == place.code
    return FieldTile(
        code=place.code,
        name=say.field_name(place, words),
        hint=say.field_hint(place, words),
        icon_name=place.icon,
        people=words.taking if taking else say.people_text(queue, words),
        wait="" if taking else say.queue_wait_text(queue, words),
        taking=taking,
    )


def derive_priorities(office: Office, visit: Visit) -> tuple[PriorityRow, ...]:
    """The office's priority classes."""
    words = words_of(visit)
    return tuple(
        PriorityRow(p.code, say.priority_name(p, words), p.hint if words is VI else "", p.icon,
                    p.code == visit.priority)
        for p in office.priorities
    )  # fmt: skip


def derive_ticket(office: Office, visit: Visit) -> TicketProps:
    """The number that was given, and what to do now."""
    words = words_of(visit)
    given = visit.given
    if given is None:
        return TicketProps("", "", "", "", "", "", "", "", "", "plain", True)
    ticket, ahead = given.ticket, given.ahead
    place, priority = office.field(ticket.field), office.priority(ticket.priority)
    on_screen = given.paper in (visits.NO_PAPER, visits.FAILED)
    invitation, explanation = _invitation(given, words)
    return TicketProps(
        number=ticket.number,
        field=say.field_name(place, words) if place else "",
        invitation=invitation,
        explanation=explanation,
        ahead=say.ahead_text(ahead, words),
        wait=say.wait_text(ahead.low, ahead.high, words),
        area=say.area_text(ahead, words),
        priority=words.priority_on_ticket.format(say.priority_name(priority, words)) if priority else "",
        qr=qr_text(ticket.office, ticket.service_day, ticket.number, ticket.id) if on_screen else "",
        tone="notice" if given.paper == visits.FAILED else "plain",
        can_close=given.paper != visits.ON_ITS_WAY,
    )


def _invitation(given: Given, words: KioskWords) -> tuple[str, str]:
    number = given.ticket.number
    return {
        visits.ON_ITS_WAY: (words.printing_now, words.printing_hint),
        visits.OUT: (words.take_paper, words.printing_hint),
        visits.NO_PAPER: (words.keep_number, words.photograph),
        visits.FAILED: (words.paper_failed, words.paper_failed_hint.format(number) + ". " + words.photograph + "."),
    }[given.paper]


def derive_asking(visit: Visit, world: World) -> AskingProps:
    """The one question that may lie over a page."""
    words = words_of(visit)
    if visit.asked is not None:
        return AskingProps("time", words.more_time, words.more_time_hint, words.more_time_yes, words.more_time_no)
    if visit.paper_refused:
        trouble = say.printer_text(world.printer.code, world.printer.message, words)
        text = f"{trouble} {words.take_on_screen_hint}.".strip()
        return AskingProps("paper", words.paper_question, text, words.paperless, words.no_number)
    return AskingProps("", "", "", "", "")
