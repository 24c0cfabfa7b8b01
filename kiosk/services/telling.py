"""Events in plain words, for clerks, leads and auditors: one place for every screen, page and command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.domain import facts
from kiosk.domain.epoch import change_of
from kiosk.domain.event import Event
from kiosk.domain.office import Office
from kiosk.domain.order import APPOINTMENT, BY_NUMBER, OLDEST, OVERDUE, PRIORITY

_BRANCH_WORDS = {
    OVERDUE: "đã chờ quá giới hạn",
    APPOINTMENT: "đến giờ hẹn",
    PRIORITY: "đối tượng ưu tiên",
    OLDEST: "đến sớm nhất",
    BY_NUMBER: "gọi riêng số này",
}


def branch_text(branch: str) -> str:
    """Which branch of the order rule (R7) chose a ticket, in words."""
    return _BRANCH_WORDS.get(branch, branch)


def what_happened(event: Event, office: Office | None = None) -> str:
    """The event in words; `office` names fields and priorities. One that cannot be read is named by its type, never
    left out."""
    try:
        fact = facts.from_body(event.type, event.schema_ver, event.body)
    except facts.NotUnderstood:
        return f"Sự kiện chưa đọc được ({event.type})"
    if tell := _TELL_WITH_OFFICE.get(event.type):
        return tell(office, fact)
    told = _TELL.get(event.type, event.type)
    return told if isinstance(told, str) else told(fact)


def _field_name(office: Office | None, code: str) -> str:
    field = office.field(code) if office else None
    return field.name if field else code


def _with(text: str, reason: str) -> str:
    return f"{text}: {reason}" if reason else text


def _issued(office: Office | None, fact: Any) -> str:
    priority = office.priority(fact.priority) if office else None
    text = f"Lấy số {fact.number} · {_field_name(office, fact.field)}"
    return f"{text} · tự nhận ưu tiên: {priority.name.lower()}" if priority else text


def _transferred(office: Office | None, fact: Any) -> str:
    target = f"quầy {fact.to_counter}" if fact.to_counter else _field_name(office, fact.to_field)
    return _with(f"Chuyển đến {target}", fact.reason)


def _confirmed(office: Office | None, fact: Any) -> str:
    priority = office.priority(fact.priority) if office else None
    named = priority.name.lower() if priority else fact.priority
    return f"Xác nhận ưu tiên: {named}" if fact.priority else "Xác nhận không thuộc diện ưu tiên"


def _said(text: str) -> Callable[[Any], str]:
    return lambda fact: text.format(fact=fact)


def _reasoned(text: str, key: str = "reason") -> Callable[[Any], str]:
    return lambda fact: _with(text.format(fact=fact), getattr(fact, key))


def _called(fact: Any) -> str:
    return _with(f"Gọi đến quầy {fact.counter} ({branch_text(fact.branch)})", fact.reason)


def _arrived(fact: Any) -> str:
    return f"Tệp đã tới {'tỉnh' if fact.place == 'province' else 'máy chủ đơn vị'}, mã băm khớp"


def _change(fact: Any) -> str:
    return f"lần chuyển thứ {change_of(fact.epoch)}"


def _promoted(fact: Any) -> str:
    text = f"Máy {fact.station} thành máy chủ đơn vị ({_change(fact)})"
    return f"{text}; khai đã tắt: {', '.join(fact.declared_off)}" if fact.declared_off else text


def _presented(fact: Any) -> str:
    how = "quét phiếu" if fact.how == "scanned" else "gõ số"
    return f"Công dân đưa phiếu {fact.number} tại quầy {fact.counter} ({how})"


_TELL_WITH_OFFICE: dict[str, Callable[[Office | None, Any], str]] = {
    "ticket.issued": _issued,
    "ticket.transferred": _transferred,
    "ticket.priority_confirmed": _confirmed,
}
_TELL: dict[str, Callable[[Any], str] | str] = {
    "ticket.handed_over": "Giao phiếu cho máy chủ hàng đợi",
    "ticket.accepted": "Máy chủ hàng đợi đã nhận phiếu",
    "ticket.called": _called,
    "ticket.recalled": _said("Gọi lại đến quầy {fact.counter}"),
    "ticket.started": _said("Bắt đầu phục vụ tại quầy {fact.counter}"),
    "ticket.served": _said("Xong tại quầy {fact.counter}"),
    "ticket.absent": _said("Vắng mặt khi gọi đến quầy {fact.counter}"),
    "ticket.held": _reasoned("Giữ lại tại quầy {fact.counter}"),
    "ticket.resumed": _said("Tiếp tục tại quầy {fact.counter}"),
    "ticket.printing": "Đang in phiếu",
    "ticket.printed": "Đã in phiếu",
    "ticket.unprinted": _reasoned("Phiếu giấy không ra", "cause"),
    "ticket.voided": _reasoned("Hủy số"),
    "ticket.expired": "Hết hạn khi hết ngày làm việc",
    "ticket.presented": _presented,
    "ticket.joined": "Nối vào phiếu có thật của số đã gõ",
    "ticket.taken_over": lambda fact: f"Máy chủ mới nhận phiếu ({_change(fact)})",
    "ticket.surrendered": "Máy được khôi phục trả lại phiếu",
    "ticket.settled": _reasoned("Lãnh đạo đã giải quyết mâu thuẫn", "note"),
    "ticket.attested": _said("Quầy {fact.counter} báo khi điểm danh: đang giữ phiếu này"),
    "counter.opened": _said("Mở quầy {fact.counter}: {fact.staff_name}"),
    "counter.paused": "Tạm dừng quầy",
    "counter.resumed": "Quầy làm việc lại",
    "counter.closed": "Đóng quầy",
    "series.leased": _said("Cấp dải số {fact.series!r} cho máy {fact.station}"),
    "hub.promoted": _promoted,
    "hub.roll_called": lambda fact: f"Bắt đầu điểm danh để đổi máy chủ ({_change(fact)})",
    "hub.cleared": lambda fact: f"Máy chủ khởi động lại được xác nhận ({_change(fact)})",
    "station.renewed": _reasoned("Máy tiếp tục với đời dữ liệu mới", "cause"),
    "day.confirmed": _said("Xác nhận ngày làm việc {fact.service_day}"),
    "staff.added": _said("Thêm tài khoản {fact.login} ({fact.name})"),
    "staff.taken_on": _said("Tỉnh thêm tài khoản {fact.login} ({fact.name})"),
    "staff.changed": _said("Đổi tài khoản {fact.login}: {fact.name}"),
    "staff.disabled": _reasoned("Khóa tài khoản {fact.login}"),
    "staff.enabled": _said("Mở lại tài khoản {fact.login}"),
    "staff.password_reset": _said("Cấp mật khẩu dùng một lần cho {fact.login}"),
    "staff.password_changed": _said("{fact.login} đã đổi mật khẩu"),
    "staff.unlocked": _said("{fact.by} mở khóa màn hình của {fact.login}"),
    "access.opened": _reasoned("Mở xem {fact.label} ({fact.place})", "why"),
    "access.traced": _reasoned("Xem {fact.label} bằng lệnh {fact.command}", "why"),
    "access.corner": _said("Nhập mã ở góc kỹ thuật: {fact.outcome}"),
    "machine.admitted": _said("Cho máy {fact.station} ({fact.kind}) gia nhập"),
    "machine.revoked": _said("Thu hồi máy {fact.station}"),
    "machine.certified": _said("Cấp chứng thư cho máy {fact.station}"),
    "parked.passed": _reasoned("Bỏ qua một sự kiện chưa đọc được"),
    "file.kept": _said("Lưu tệp {fact.name}"),
    "file.arrived": _arrived,
}
