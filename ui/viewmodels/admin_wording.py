"""The admin's plain words for roles, kinds of station and states of a printer."""

from __future__ import annotations

from printing.messages import advice
from printing.trouble import PrintTrouble

ROLE_WORDS = {
    "clerk": "Cán bộ tiếp nhận",
    "lead": "Lãnh đạo bộ phận",
    "technician": "Kỹ thuật viên",
}

ROLE_RIGHTS = {
    "clerk": "Gọi số và phục vụ tại quầy.",
    "lead": "Làm việc tại quầy và vào trang quản trị, giữ tài khoản và nhật ký xem hồ sơ.",
    "technician": "Làm việc tại quầy và vào trang quản trị để lo máy móc.",
}
"""What a role may do, beside its name."""

KIND_WORDS = {
    "kiosk": "Máy lấy số",
    "counter": "Máy ở quầy",
    "board": "Bảng gọi số",
    "admin": "Máy quản trị",
    "hub": "Máy chủ hàng đợi",
}

READY, NONE = "ready", "none"
"""What a station reports of its printer when nothing is wrong, and when it has none."""

_PRINTER_WORDS = {
    READY: "sẵn sàng",
    NONE: "không có máy in",
    PrintTrouble.NO_PRINTER: "chưa cấu hình",
    PrintTrouble.UNREACHABLE: "không kết nối được",
    PrintTrouble.MUTE: "không trả lời",
    PrintTrouble.PAPER_OUT: "hết giấy",
    PrintTrouble.COVER_OPEN: "nắp đang mở",
    PrintTrouble.CUTTER: "dao cắt bị kẹt",
    PrintTrouble.FAULT: "lỗi phần cứng",
    PrintTrouble.OFFLINE: "đang ngoại tuyến",
    PrintTrouble.DROPPED: "đứt kết nối khi in",
    PrintTrouble.STALLED: "in quá chậm",
}


def role_text(role: str) -> str:
    """A role in words."""
    return ROLE_WORDS.get(role, role)


def kind_text(kind: str) -> str:
    """A kind of station in words."""
    return KIND_WORDS.get(kind, kind)


def printer_text(code: str) -> str:
    """A printer's state in two or three words; a state from a newer version is "chưa rõ"."""
    return _PRINTER_WORDS.get(code, "chưa rõ")


def printer_remedy(code: str) -> str:
    """What to do at that printer; "" where nothing is known to be wrong."""
    known = code in {trouble.value for trouble in PrintTrouble}
    return advice(PrintTrouble(code)).technician if known else ""
