"""Today at a glance, as pure words: tiles, who passes the limit next, fields, counters, machines."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.counter import OPEN, PAUSED, CounterState
from kiosk.domain.office import Office
from kiosk.domain.service_day import local_time
from kiosk.services.overview import FieldQueue, Waiting
from ui.viewmodels.admin_facts import READING, TodayInputs
from ui.viewmodels.admin_rows import GOOD, OFF, PLAIN, TROUBLE, WARNING, Listing, Row, Tile
from ui.viewmodels.admin_stations import derive_stations
from ui.viewmodels.admin_tiles import derive_tiles
from ui.viewmodels.counter_line import LineProps, derive_line
from ui.viewmodels.counter_wording import clock_text, minutes_text

DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
SHOWN = 8
"""How many of the longest waiting are listed."""


@dataclass(frozen=True, slots=True)
class TodayProps:
    """The page and the lines in the window's head. `stale` says since when the figures stand still, "" = they live."""

    day: str
    stale: str
    tiles: tuple[Tile, ...]
    next_up: Listing
    fields: Listing
    counters: Listing
    stations: Listing
    hub: LineProps | None
    province: LineProps | None


def derive_today(inputs: TodayInputs) -> TodayProps:
    """The page for these inputs."""
    at = local_time(inputs.now)
    return TodayProps(
        day=f"{DAYS[at.weekday()]}, {at:%d/%m/%Y}",
        stale=_stale(inputs),
        tiles=derive_tiles(inputs),
        next_up=_next_up(inputs),
        fields=_fields(inputs),
        counters=_counters(inputs),
        stations=derive_stations(inputs.stations, inputs.now),
        hub=derive_line("Máy chủ hàng đợi", inputs.hub),
        province=derive_line("Tỉnh", inputs.province),
    )


def _stale(inputs: TodayInputs) -> str:
    hub = inputs.hub
    if hub is None or hub.up:
        return ""
    if not hub.hub:
        return "Chưa kết nối được máy chủ hàng đợi: chưa có số liệu của đơn vị."
    return f"Không có dữ liệu mới từ {clock_text(hub.since)}: mất kết nối với máy chủ hàng đợi. Số liệu dừng ở lúc đó."


def _next_up(inputs: TodayInputs) -> Listing:
    limit = inputs.office.policy.max_wait_minutes
    title = f"Chờ quá hoặc sắp quá {limit} phút"
    if inputs.facts is None:
        return Listing(title, (), READING)
    soon = {w.ticket.id for w in inputs.facts.today.overdue_soon}
    longest = sorted(inputs.facts.line, key=lambda w: -w.waited_ms)
    rows = [_waiting(inputs, w) for w in longest if w.waited_ms > limit * 60_000 or w.ticket.id in soon]
    more = len(rows) - SHOWN
    note = f"và {more} người nữa" if more > 0 else ""
    return Listing(title, tuple(rows[:SHOWN]), "Không ai sắp chạm giới hạn trong 5 phút tới.", note)


def _waiting(inputs: TodayInputs, waiting: Waiting) -> Row:
    limit = inputs.office.policy.max_wait_minutes * 60_000
    ticket = waiting.ticket
    left = limit - waiting.waited_ms
    past = "vừa quá" if left > -60_000 else f"quá {minutes_text(-left)}"
    side = f"còn {minutes_text(left)}" if left >= 0 else past
    priority = inputs.office.priority(ticket.priority)
    detail = f"đã chờ {minutes_text(waiting.waited_ms)}" + (f" · {_small(priority.name)}" if priority else "")
    return Row(ticket.number, _field(inputs.office, ticket.field), detail, side, TROUBLE if left < 0 else WARNING)


def _fields(inputs: TodayInputs) -> Listing:
    queues = inputs.facts.queues if inputs.facts else ()
    return Listing("Theo lĩnh vực", tuple(_queue(inputs.office, q) for q in queues), READING)


def _queue(office: Office, queue: FieldQueue) -> Row:
    unserved = queue.waiting and not queue.counters_open
    counters = f"{queue.counters_open} quầy đang nhận" if queue.counters_open else "không quầy nào nhận"
    wait = "" if not queue.waiting else " · chưa rõ chờ bao lâu" if queue.high is None else _spread(queue)
    side = f"{queue.waiting} chờ" if queue.waiting else "không ai chờ"
    return Row("", _field(office, queue.field), f"{counters}{wait}", side, WARNING if unserved else PLAIN)


def _spread(queue: FieldQueue) -> str:
    low, high = queue.low, queue.high
    return f" · người mới chờ {high} phút" if low == high else f" · người mới chờ {low}–{high} phút"


def _counters(inputs: TodayInputs) -> Listing:
    if inputs.facts is None:
        return Listing("Các quầy", (), READING)
    states = {c.number: c for c in inputs.facts.today.counters}
    numbers = [c.number for c in inputs.office.counters]
    return Listing("Các quầy", tuple(_counter(inputs, n, states.get(n)) for n in numbers))


def _counter(inputs: TodayInputs, number: int, state: CounterState | None) -> Row:
    lead = f"Quầy {number}"
    if state is None or state.state not in (OPEN, PAUSED):
        counter = inputs.office.counter(number)
        return Row(lead, counter.name if counter else "", "", "chưa mở", OFF)
    names = ", ".join(_field(inputs.office, code) for code in state.fields)
    if state.state == PAUSED:
        why = f"tạm nghỉ từ {clock_text(state.since)}"
        return Row(lead, state.staff_name, state.reason or names, why, WARNING)
    return Row(lead, state.staff_name, names, f"mở từ {clock_text(state.since)}", GOOD)


def _field(office: Office, code: str) -> str:
    field = office.field(code)
    return field.name if field else code


def _small(name: str) -> str:
    return name[0].lower() + name[1:]
