"""What people read about a procedure's time and fees. The unknown is said, never shown as 0 or nothing."""

from __future__ import annotations

from decimal import Decimal

from kiosk.domain.catalogue import CHANNELS, Duration, FeeLine, Procedure

UNKNOWN = "chưa rõ, hỏi cán bộ"
_UNITS = {
    "working_hour": "giờ làm việc",
    "working_day": "ngày làm việc",
    "calendar_day": "ngày",
    "hour": "giờ",
    "month": "tháng",
}
_CHANNELS = {"direct": "nộp trực tiếp", "online": "trực tuyến", "post": "qua bưu chính"}
_ELSEWHERE = {
    "ministry or other level only": "do bộ hoặc cấp khác giải quyết",
    "ministry level only": "do bộ giải quyết",
    "level not stated in the source table": "chưa rõ cấp giải quyết",
    "customs/bank/court: not received at one-stop centres": "hải quan, ngân hàng, tòa án: không nhận tại một cửa",
    "code outside the pattern of domain.md (internal or other kinds)": "thủ tục nội bộ hoặc loại khác",
    "in the official export; the details page kept in the source belongs to another code": "chưa có nội dung chi tiết",
    "name not found": "có trong danh mục của tỉnh nhưng chưa rõ tên",
}
_SAYS_NOTHING = {"", "không", "không có", "không quy định", "không thu phí"}


def time_text(procedure: Procedure) -> str:
    """The limit in words: "17,5 ngày làm việc", "Trong ngày làm việc", with what else must be known."""
    time = procedure.time
    if time is None:
        return _capital(UNKNOWN)
    said = _duration(time.usual)
    if procedure.after_15h_next_day and time.usual.unit == "same_day":
        said += ", nhận sau 15 giờ thì ngày làm việc tiếp theo"
    if time.others:
        said += "; trường hợp khác: " + ", ".join(dict.fromkeys(map(_duration, time.others)))
    if time.excludes:
        said += "; chưa kể thời gian " + ", ".join(time.excludes)
    return _capital(said + " (nên hỏi lại cán bộ)" if time.unconfirmed else said)


def fee_text(procedure: Procedure) -> str:
    """All fee lines in words; "Không thu phí, lệ phí" only where every line says 0."""
    fees = procedure.fees
    if not fees:
        return _capital(UNKNOWN)
    if all(line.amount == 0 for line in fees):
        return "Không thu phí, lệ phí"
    return _capital("; ".join(dict.fromkeys(_line(line) for line in fees)))


def elsewhere_text(reason: str) -> str:
    """Why a known procedure is not received here, in Vietnamese; a reason of a newer snapshot stays as it is."""
    return _ELSEWHERE.get(reason, reason)


def _line(line: FeeLine) -> str:
    said = f"{line.name}: {_amount(line)}" if line.name else _amount(line)
    if line.channels and set(line.channels) != set(CHANNELS):
        said += " (" + ", ".join(_CHANNELS[c] for c in CHANNELS if c in line.channels) + ")"
    condition = (line.condition or "").strip()
    if condition.rstrip(".").lower() not in _SAYS_NOTHING:
        said += f" ({condition})"
    return said


def _amount(line: FeeLine) -> str:
    if line.amount is None:
        return "do tỉnh quy định, hỏi cán bộ" if line.set_by_province else UNKNOWN
    if line.amount == 0:
        return "không thu"
    money = f"{line.amount:,}".replace(",", ".") + (" đ" if line.currency == "VND" else f" {line.currency}")
    return f"{money}/{line.per}" if line.per else money


def _duration(duration: Duration) -> str:
    if duration.unit == "same_day":
        return "trong ngày làm việc"
    return f"{_number(duration.value)} {_UNITS[duration.unit]}"


def _number(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".").replace(".", ",") if "." in text else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
