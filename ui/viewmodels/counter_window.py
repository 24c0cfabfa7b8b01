"""The whole counter window as a pure function: frozen inputs in, frozen props out."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.ticket import Ticket
from ui.viewmodels.counter_facts import CounterInputs, Notice
from ui.viewmodels.counter_line import LineProps, derive_line
from ui.viewmodels.counter_person import AWAY, CALLING, FREE, PersonProps, derive_person
from ui.viewmodels.counter_ticket import SheetProps, derive_sheet, field_name
from ui.viewmodels.counter_wording import span_text
from ui.viewmodels.waiting import WaitingProps, derive_waiting


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A citizen put aside at this counter: for how long since the service began, and why."""

    ticket_id: str
    number: str
    field: str
    since: str
    reason: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class CounterProps:
    """Everything the window shows."""

    title: str
    subtitle: str
    staff_name: str
    hub: LineProps | None
    province: LineProps | None
    person: PersonProps
    waiting: WaitingProps
    held: tuple[HeldRow, ...]
    sheet: SheetProps | None
    empty_text: str
    notice: Notice | None
    can_pause: bool
    can_call: bool


def derive_counter(inputs: CounterInputs) -> CounterProps:
    """The window for these inputs."""
    facts = inputs.facts
    person = derive_person(inputs)
    viewed = facts.viewed is not None and (facts.current is None or facts.viewed.ticket.id != facts.current.ticket.id)
    free = person.phase == FREE and not inputs.busy
    return CounterProps(
        title=f"Quầy {inputs.number}",
        subtitle=", ".join(field_name(inputs.office, code) for code in inputs.fields),
        staff_name=inputs.staff_name,
        hub=derive_line("Trung tâm hàng đợi", inputs.hub),
        province=derive_line("Tỉnh", inputs.province),
        person=person,
        waiting=derive_waiting(inputs.office, facts.waiting, inputs.number, inputs.now),
        held=tuple(_held(inputs, ticket, free) for ticket in facts.held),
        sheet=derive_sheet(inputs.office, facts.viewed if viewed else facts.current, inputs.now, viewed),
        empty_text=_empty_text(person.phase, bool(facts.waiting)),
        notice=inputs.notice,
        can_pause=free,
        can_call=free,
    )


def _held(inputs: CounterInputs, ticket: Ticket, free: bool) -> HeldRow:
    return HeldRow(
        ticket_id=ticket.id,
        number=ticket.number,
        field=field_name(inputs.office, ticket.field),
        since=span_text(inputs.now - (ticket.started_at or ticket.called_at)),
        reason=ticket.reason,
        enabled=free,
    )


def _empty_text(phase: str, anyone: bool) -> str:
    if phase == AWAY:
        return "Quầy đang tạm nghỉ. Bấm Enter để mở lại và gọi người tiếp theo."
    if phase == CALLING:
        return "Đang hỏi máy chủ hàng đợi. Có thể tìm phiếu hoặc xem danh sách trong lúc chờ."
    if anyone:
        return "Bấm F2 hoặc phím cách để gọi người tiếp theo."
    return "Chưa có ai chờ. Người đến lấy số sẽ hiện ở danh sách bên trái."
