"""What is known of one ticket: its facts, the procedure behind it, its history."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import ticket as states
from kiosk.domain.office import Office
from kiosk.domain.ticket import Ticket
from kiosk.services.telling import branch_text
from ui.viewmodels.counter_history import HistoryLine
from ui.viewmodels.counter_wording import (
    STATE_WORDS,
    clock_text,
    conflict_text,
    day_text,
    minutes_text,
)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper of a procedure: its name, how many originals or copies ("" when not said), whether it is asked of
    everybody, and the case that it belongs to."""

    name: str
    count: str
    condition: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureFacts:
    """A procedure of the catalogue in the words that people read. Unknown papers are not the same as none."""

    code: str
    name: str
    time: str
    fee: str
    papers: tuple[PaperLine, ...]
    papers_known: bool = True


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with what was read for it; no procedure when none was chosen or the catalogue lacks it."""

    ticket: Ticket
    history: tuple[HistoryLine, ...] = ()
    procedure: ProcedureFacts | None = None


@dataclass(frozen=True, slots=True)
class FactLine:
    """One labelled fact. `tone` is "", "quiet", "priority" or "warning"; `change` names the button beside a priority
    class that the clerk may settle now, "" for none; `due` says that it ought to be."""

    label: str
    value: str
    tone: str = ""
    change: str = ""
    due: bool = False


@dataclass(frozen=True, slots=True)
class SheetProps:
    """The work zone for one ticket. `viewed` is true when it is not the citizen in front."""

    ticket_id: str
    number: str
    title: str
    facts: tuple[FactLine, ...]
    procedure: ProcedureFacts | None
    procedure_note: str
    history: tuple[HistoryLine, ...]
    viewed: bool
    callable: bool


def derive_sheet(office: Office, view: TicketView | None, now: int, viewed: bool) -> SheetProps | None:
    """The sheet of a ticket at `now` (milliseconds), or None when there is nothing to show."""
    if view is None:
        return None
    t = view.ticket
    return SheetProps(
        ticket_id=t.id,
        number=t.number,
        title=f"Đang xem phiếu {t.number} ({state_text(t)})" if viewed else f"Phiếu {t.number}",
        facts=tuple(_facts(office, t, now, not viewed and t.state in (states.CALLED, states.SERVING))),
        procedure=view.procedure,
        procedure_note=_procedure_note(t, view.procedure),
        history=view.history,
        viewed=viewed,
        callable=viewed and t.state in (states.WAITING, states.ABSENT),
    )


def state_text(t: Ticket) -> str:
    """`đang phục vụ tại quầy 3`."""
    where = f" tại quầy {t.counter}" if t.state in states.AT_COUNTER and t.counter else ""
    return f"{STATE_WORDS.get(t.state, t.state)}{where}"


def field_name(office: Office, code: str) -> str:
    """A field's name, or its code where the profile no longer has it."""
    field = office.field(code)
    return field.name if field else code


def _procedure_note(t: Ticket, procedure: ProcedureFacts | None) -> str:
    if procedure:
        return ""
    if t.procedure:
        return f"Thủ tục {t.procedure} không có trong danh mục của máy này. Hãy hỏi người dân."
    return "Người dân chưa chọn thủ tục khi lấy số."


def _priority(office: Office, t: Ticket, here: bool) -> list[FactLine]:
    """What was stated, or what a clerk has seen; for the citizen who is `here`, with the way to settle it (R7)."""
    priority = office.priority(t.priority)
    name = priority.name if priority else t.priority
    if t.priority_by:
        seen = f"{name or 'Không thuộc diện'} · đã xem giấy tờ"
        return [FactLine("Ưu tiên", seen, "priority" if name else "", "Sửa" if here else "")]
    if name:
        return [FactLine("Ưu tiên tự nhận", f"{name} · cần xem giấy tờ", "priority", "Xác nhận" if here else "", here)]
    return [FactLine("Ưu tiên", "Không tự nhận", "quiet", "Ghi diện")] if here else []


def _facts(office: Office, t: Ticket, now: int, here: bool) -> list[FactLine]:
    lines = [FactLine("Lĩnh vực", field_name(office, t.field)), *_priority(office, t, here)]
    lines.append(FactLine("Lấy số", f"{clock_text(t.issued_at)} ngày {day_text(t.service_day)}"))
    if t.appointment_at:
        lines.append(FactLine("Hẹn", clock_text(t.appointment_at)))
    if t.called_at and t.state != states.WAITING:
        lines.append(FactLine("Đã chờ", minutes_text(t.called_at - t.queued_at)))
    else:
        lines.append(FactLine("Đang chờ", minutes_text(now - t.queued_at)))
    if t.calls:
        lines.append(FactLine("Gọi theo", _call_text(t)))
    if t.transfers:
        lines.append(FactLine("Chuyển", _transfer_text(t)))
    if t.state == states.HELD and t.reason:
        lines.append(FactLine("Giữ vì", t.reason))
    if t.paper == states.UNPRINTED:
        lines.append(FactLine("Phiếu giấy", "không in được, người dân giữ ảnh chụp số", "warning"))
    if t.conflict:
        text = f"{conflict_text(t.conflict)}. Báo lãnh đạo bộ phận."
        lines.append(FactLine("Cần kiểm tra", text, "warning"))
    return lines


def _call_text(t: Ticket) -> str:
    call = t.calls[-1]
    text = branch_text(call.branch)
    return f"{text}: {call.reason}" if call.reason else text


def _transfer_text(t: Ticket) -> str:
    times = "1 lần" if t.transfers == 1 else f"{t.transfers} lần"
    return f"{times}: {t.reason}" if t.reason and t.state == states.WAITING else times
