"""A ticket's events in plain words, for the clerk and the office lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from kiosk.domain import facts
from kiosk.domain.event import Event
from kiosk.domain.office import Office
from ui.viewmodels.counter_wording import branch_text, clock_text


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event: when (wall time, `08:02`), what happened, and on which station by whom."""

    at: str
    what: str
    where: str


def history_lines(office: Office, events: Iterable[Event]) -> tuple[HistoryLine, ...]:
    """The events in the order given; one that cannot be read is named by its type, never left out."""
    return tuple(HistoryLine(clock_text(e.at), _what(office, e), _where(e)) for e in events)


def _where(event: Event) -> str:
    nobody = event.actor in ("", "citizen", event.station)
    return event.station if nobody else f"{event.actor} · {event.station}"


def _what(office: Office, event: Event) -> str:
    try:
        fact = facts.from_body(event.type, event.schema_ver, event.body)
    except facts.NotUnderstood:
        return f"Sự kiện chưa đọc được ({event.type})"
    if tell := _TELL_WITH_OFFICE.get(event.type):
        return tell(office, fact)
    plain = _TELL.get(event.type)
    return plain(fact) if plain else event.type


def _field_name(office: Office, code: str) -> str:
    field = office.field(code)
    return field.name if field else code


def _with(text: str, reason: str) -> str:
    return f"{text}: {reason}" if reason else text


def _issued(office: Office, fact: Any) -> str:
    priority = office.priority(fact.priority)
    text = f"Lấy số {fact.number} · {_field_name(office, fact.field)}"
    return f"{text} · tự nhận ưu tiên: {priority.name.lower()}" if priority else text


def _called(fact: Any) -> str:
    return _with(f"Gọi đến quầy {fact.counter} ({branch_text(fact.branch)})", fact.reason)


def _transferred(office: Office, fact: Any) -> str:
    target = f"quầy {fact.to_counter}" if fact.to_counter else _field_name(office, fact.to_field)
    return _with(f"Chuyển đến {target}", fact.reason)


def _said(text: str) -> Callable[[Any], str]:
    return lambda fact: text.format(fact=fact)


_TELL_WITH_OFFICE: dict[str, Callable[[Office, Any], str]] = {
    facts.TicketIssued.type: _issued,
    facts.TicketTransferred.type: _transferred,
}
_TELL: dict[str, Callable[[Any], str]] = {
    facts.TicketHandedOver.type: _said("Giao phiếu cho máy chủ hàng đợi"),
    facts.TicketAccepted.type: _said("Máy chủ hàng đợi đã nhận phiếu"),
    facts.TicketCalled.type: _called,
    facts.TicketRecalled.type: _said("Gọi lại đến quầy {fact.counter}"),
    facts.TicketStarted.type: _said("Bắt đầu phục vụ tại quầy {fact.counter}"),
    facts.TicketServed.type: _said("Xong tại quầy {fact.counter}"),
    facts.TicketAbsent.type: _said("Vắng mặt khi gọi đến quầy {fact.counter}"),
    facts.TicketHeld.type: lambda fact: _with(f"Giữ lại tại quầy {fact.counter}", fact.reason),
    facts.TicketResumed.type: _said("Tiếp tục tại quầy {fact.counter}"),
    facts.TicketPrinting.type: _said("Đang in phiếu"),
    facts.TicketPrinted.type: _said("Đã in phiếu"),
    facts.TicketUnprinted.type: lambda fact: _with("Phiếu giấy không ra", fact.cause),
    facts.TicketVoided.type: lambda fact: _with("Hủy số", fact.reason),
    facts.TicketExpired.type: _said("Hết hạn khi hết ngày làm việc"),
}
