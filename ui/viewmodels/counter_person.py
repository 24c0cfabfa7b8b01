"""The person in front of the clerk: number, state line, and the actions that make sense now.

The places of the actions never move, so that a hand finds them; what cannot be done now is shown quiet.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import ticket as states
from kiosk.domain.counter import PAUSED
from kiosk.domain.ticket import Ticket
from ui.viewmodels.counter_facts import CounterInputs
from ui.viewmodels.counter_ticket import field_name
from ui.viewmodels.counter_wording import minutes_text, span_text
from ui.viewmodels.waiting import derive_waiting

FREE, CALLING, CALLED, SERVING, AWAY = "free", "calling", "called", "serving", "paused"

NEXT, START, FINISH, FINISH_NEXT = "next", "start", "finish", "finish_next"
RECALL, TRANSFER, HOLD, RESUME, ABSENT, UNPAUSE = "recall", "transfer", "hold", "resume", "absent", "unpause"


@dataclass(frozen=True, slots=True)
class ActionProps:
    """One button. `keys` is what the clerk may press instead; `tone` is "", "primary" or "danger"."""

    action: str
    label: str
    keys: str
    enabled: bool = True
    tone: str = ""


@dataclass(frozen=True, slots=True)
class PersonProps:
    """The zone's texts and its five buttons, always in the same places."""

    phase: str
    number: str
    line: str
    clock: str
    detail: str
    actions: tuple[ActionProps, ...]

    def enabled(self, action: str) -> bool:
        """Whether `action` is offered and can be taken now."""
        return any(a.action == action and a.enabled for a in self.actions)


def phase_of(inputs: CounterInputs) -> str:
    """Which of the five moods the counter is in."""
    current = inputs.facts.current
    if current:
        return SERVING if current.ticket.state == states.SERVING else CALLED
    if inputs.claiming:
        return CALLING
    state = inputs.facts.state
    return AWAY if state and state.state == PAUSED else FREE


def derive_person(inputs: CounterInputs) -> PersonProps:
    """The zone for these inputs."""
    phase = phase_of(inputs)
    view = inputs.facts.current
    ticket = view.ticket if view else None
    line, since = _line(inputs, phase, ticket)
    return PersonProps(
        phase=phase,
        number=ticket.number if ticket else "",
        line=line,
        clock=span_text(inputs.now - since) if since else "",
        detail=_detail(inputs, phase, ticket),
        actions=tuple(_quiet(a, inputs.busy or phase == CALLING) for a in _actions(inputs, phase)),
    )


def _quiet(action: ActionProps, quiet: bool) -> ActionProps:
    if not quiet:
        return action
    return ActionProps(action.action, action.label, action.keys, False, action.tone)


def _line(inputs: CounterInputs, phase: str, ticket: Ticket | None) -> tuple[str, int]:
    """The state in words, and since when its clock runs (ms, 0 = no clock)."""
    if phase == SERVING and ticket:
        return "Đang phục vụ", ticket.started_at
    if phase == CALLED and ticket:
        return ("Đã gọi lại" if ticket.recalls else "Đã gọi"), ticket.announced_at
    if phase == CALLING:
        return "Đang gọi…", 0
    if phase == AWAY and inputs.facts.state:
        return "Tạm nghỉ", inputs.facts.state.since
    return "Quầy trống", 0


def _detail(inputs: CounterInputs, phase: str, ticket: Ticket | None) -> str:
    if ticket:
        return " · ".join(_ticket_words(inputs, ticket))
    if phase == CALLING:
        return _calling_words(inputs)
    if phase == AWAY and inputs.facts.state:
        return inputs.facts.state.reason
    return _next_words(inputs)


def _next_words(inputs: CounterInputs) -> str:
    line = derive_waiting(inputs.office, inputs.facts.waiting, inputs.number, inputs.now)
    if not line.rows:
        return "Chưa có ai chờ ở các lĩnh vực của quầy"
    first = line.rows[0]
    return " · ".join(part for part in (f"Tiếp theo: {first.number}", first.field, first.why) if part)


def _calling_words(inputs: CounterInputs) -> str:
    if inputs.claiming == 1:
        wanted = f"số {inputs.claim_number}" if inputs.claim_number else "ai đến lượt"
        return f"Hỏi máy chủ hàng đợi {wanted}"
    return f"Chưa có trả lời, đang thử lần {inputs.claiming}"


def _ticket_words(inputs: CounterInputs, ticket: Ticket) -> list[str]:
    waited = minutes_text(ticket.called_at - ticket.queued_at)
    view = inputs.facts.current
    words = [field_name(inputs.office, ticket.field), f"đã chờ {waited}"]
    if view and view.procedure:
        words.insert(1, view.procedure.name)
    if priority := inputs.office.priority(ticket.priority):
        words.append(f"ưu tiên: {priority.name[0].lower()}{priority.name[1:]}")
    if ticket.recalls:
        words.append(f"gọi {ticket.recalls + 1} lần")
    return words


def _actions(inputs: CounterInputs, phase: str) -> tuple[ActionProps, ...]:
    serving, called = phase == SERVING, phase == CALLED
    here = serving or called
    second = (
        ActionProps(FINISH_NEXT, "Xong và gọi tiếp", "F2", True)
        if serving
        else ActionProps(RECALL, "Gọi lại", "R", called)
    )
    held = inputs.facts.held
    hold = (
        ActionProps(RESUME, f"Tiếp tục {held[0].number}", "H", phase == FREE)
        if held and not here
        else ActionProps(HOLD, "Giữ lại", "H", here)
    )
    return (
        _primary(phase),
        second,
        hold,
        ActionProps(TRANSFER, "Chuyển", "T", here),
        _absent(inputs, called),
    )


def _primary(phase: str) -> ActionProps:
    return {
        SERVING: ActionProps(FINISH, "Xong", "Enter", tone="primary"),
        CALLED: ActionProps(START, "Bắt đầu", "Enter", tone="primary"),
        AWAY: ActionProps(UNPAUSE, "Mở lại quầy", "Enter", tone="primary"),
        CALLING: ActionProps(NEXT, "Đang gọi…", "F2", False, tone="primary"),
    }.get(phase, ActionProps(NEXT, "Gọi tiếp", "F2 · Space", tone="primary"))


def _absent(inputs: CounterInputs, called: bool) -> ActionProps:
    current = inputs.facts.current
    if called and current and inputs.armed == current.ticket.id:
        return ActionProps(ABSENT, "Xác nhận vắng", "Del", tone="danger")
    return ActionProps(ABSENT, "Vắng mặt", "Del", called)
