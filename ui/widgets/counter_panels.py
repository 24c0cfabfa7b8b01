"""The counter's small questions: which number, why a pause, which ticket, which keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit

from ui.widgets.labels import label
from ui.widgets.panel import Panel, QuickReasons

CALL_REASONS = ("Người dân đưa phiếu tại quầy", "Lỡ lượt gọi, đã quay lại", "Theo yêu cầu của lãnh đạo")
PAUSE_REASONS = ("Hội ý", "Lấy hồ sơ", "Việc riêng", "Nghỉ trưa")
KEYS = (
    ("F2 · Space", "Gọi người tiếp theo (khi quầy trống)"),
    ("F2", "Xong và gọi tiếp (khi đang phục vụ)"),
    ("Enter", "Bắt đầu, rồi Xong; mở lại quầy khi tạm nghỉ"),
    ("R", "Gọi lại số đang gọi"),
    ("Del, Del", "Ghi vắng mặt: bấm hai lần"),
    ("H", "Giữ người đang ở quầy; tiếp tục người đang giữ"),
    ("T", "Chuyển sang lĩnh vực hoặc quầy khác"),
    ("U", "Xác nhận diện ưu tiên của người đang ở quầy"),
    ("N", "Gọi riêng một số, có lý do"),
    ("G", "Phục vụ người cầm phiếu trước mặt, kể cả khi mất mạng"),
    ("P", "Tạm nghỉ, có lý do"),
    ("Ctrl+L", "Khóa màn hình; mở lại bằng mật khẩu"),
    ("Ctrl+F", "Tìm phiếu theo số, hoặc quét mã QR trên phiếu bất cứ lúc nào"),
    ("↑ ↓", "Xem phiếu trong danh sách chờ (không gọi)"),
    ("Esc", "Đóng bảng, đóng lời nhắn, thôi chờ"),
)


class NumberPanel(Panel):
    """`chosen(number, reason)`."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__("Gọi riêng một số", "Gọi số này")
        self.number, self.reason = QLineEdit(), QLineEdit()
        self.number.setPlaceholderText("Số trên phiếu, ví dụ A012")
        self.reason.setPlaceholderText("Bắt buộc: được ghi lại cùng lượt gọi")
        self.body.addLayout(self.field("Số phiếu", self.number))
        self.body.addLayout(self.field("Lý do", self.reason))
        self.reasons = QuickReasons(CALL_REASONS, self.reason)
        self.body.addWidget(self.reasons)

    def quick(self, place: int) -> None:
        self.reasons.fill(place)

    def begin(self, number: str = "") -> None:
        """Open, with the number that is already known."""
        self.number.setText(number)
        self.reason.clear()
        (self.reason if number else self.number).setFocus()

    def submit(self) -> None:
        if not self.number.text().strip():
            self.number.setFocus()
        elif not self.reason.text().strip():
            self.reason.setFocus()
        else:
            self.chosen.emit(self.number.text().strip(), self.reason.text().strip())


class PausePanel(Panel):
    """`chosen(reason)`."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Tạm nghỉ", "Tạm nghỉ")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Lý do, hiện trên máy của lãnh đạo bộ phận")
        self.body.addLayout(self.field("Lý do", self.reason))
        self.reasons = QuickReasons(PAUSE_REASONS, self.reason)
        self.body.addWidget(self.reasons)

    def quick(self, place: int) -> None:
        self.reasons.fill(place)

    def begin(self) -> None:
        self.reason.clear()
        self.reason.setFocus()

    def submit(self) -> None:
        if self.reason.text().strip():
            self.chosen.emit(self.reason.text().strip())
        else:
            self.reason.setFocus()


class FindPanel(Panel):
    """`chosen(text)`: a printed number, or whatever a scanner typed into the field."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Tìm phiếu", "Mở phiếu")
        self.text = QLineEdit()
        self.text.setPlaceholderText("Gõ số phiếu, ví dụ A012, hoặc quét mã QR trên phiếu")
        self.body.addLayout(self.field("Số phiếu", self.text))

    def begin(self, number: str = "") -> None:
        """Open, with a number that a garbled scan still told."""
        self.text.setText(number)
        self.text.setFocus()
        self.text.selectAll()

    def submit(self) -> None:
        if self.text.text().strip():
            self.chosen.emit(self.text.text())
        else:
            self.text.setFocus()


class PaperPanel(Panel):
    """`chosen(text)`: the QR of the paper that lies on the counter, or its number (queue-rules R3)."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Phục vụ theo phiếu giấy", "Phục vụ ngay")
        self.text = QLineEdit()
        self.text.setPlaceholderText("Quét mã QR trên phiếu, hoặc gõ số, ví dụ A012")
        self.body.addLayout(self.field("Phiếu", self.text))
        words = "Ai cầm phiếu đứng trước quầy thì phục vụ được ngay, không cần chờ máy chủ."
        self.body.addWidget(label(words, "name", wrap=True))

    def begin(self, text: str = "") -> None:
        """Open, with the ticket that is looked at."""
        self.text.setText(text)
        self.text.setFocus()
        self.text.selectAll()

    def submit(self) -> None:
        if self.text.text().strip():
            self.chosen.emit(self.text.text().strip())
        else:
            self.text.setFocus()


class KeysPanel(Panel):
    """Every key on one sheet."""

    def __init__(self) -> None:
        super().__init__("Phím tắt", "Đã rõ")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        half = (len(KEYS) + 1) // 2
        for place, (keys, words) in enumerate(KEYS):
            line, side = place % half, 2 * (place // half)
            grid.addWidget(label(keys, "cap"), line, side, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(words, "value", wrap=True), line, side + 1)
        self.body.addLayout(grid)

    def begin(self) -> None:
        self.do.setFocus()

    def submit(self) -> None:
        self.left.emit()
