"""What the papers of the person in front have proven: one priority class, or none (queue-rules R7)."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kiosk.domain.office import Office, PriorityClass
from ui.theme.tokens import DESK_SIZES, Palette
from ui.widgets.choice_list import ChoiceList
from ui.widgets.labels import label
from ui.widgets.panel import Panel
from ui.widgets.waiting_delegate import write

NOBODY = "Không thuộc diện ưu tiên"
_MOST_SHOWN, _HEIGHT = 6, 52
_MORE = int(Qt.ItemDataRole.UserRole) + 1


class PriorityPanel(Panel):
    """`chosen(class code, or "" for none)`."""

    chosen = Signal(str)

    def __init__(self, office: Office, palette: Palette) -> None:
        super().__init__("Xác nhận ưu tiên", "Xác nhận")
        self._rows = {p.code: (p.name, _basis(p)) for p in office.priorities}
        self._rows[""] = (NOBODY, "Xếp theo giờ lấy số như mọi người")
        self.classes = ChoiceList("Diện ưu tiên")
        self.classes.setItemDelegate(ClassDelegate(palette, self.classes))
        self.classes.show_rows(min(len(self._rows), _MOST_SHOWN), _HEIGHT)
        self.classes.taken.connect(self.submit)
        self.body.addWidget(label("Chọn diện mà giấy tờ đã chứng minh, dù người dân có tự nhận hay không.", "name"))
        self.body.addWidget(self.classes)

    def begin(self, number: str = "", priority: str = "") -> None:
        """Open for ticket `number`, with its class chosen; none is chosen where this office no longer knows it."""
        self.title.setText(f"Ưu tiên của {number}")
        self.classes.clear()
        for code, (name, more) in self._rows.items():
            item = self.classes.add(name, code)
            item.setData(_MORE, more)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}. {more}")
        codes = [*self._rows]
        self.classes.setCurrentRow(codes.index(priority) if priority in codes else -1)
        self.classes.setFocus()

    def submit(self) -> None:
        code = self.classes.chosen_value()
        if isinstance(code, str):
            self.chosen.emit(code)
        else:
            self.classes.setFocus()


class ClassDelegate(QStyledItemDelegate):
    """A mark for the one that is chosen, the class, and in small type who belongs to it by which law."""

    def __init__(self, palette: Palette, parent: ChoiceList) -> None:
        super().__init__(parent)
        self._palette = palette

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(240, _HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        p, s = self._palette, DESK_SIZES
        box: QRect = option.rect  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(box, QColor(p.soft if chosen else p.card))
        self._mark(painter, QPointF(box.left() + 24, box.center().y()), chosen)
        words = box.adjusted(48, 6, -16, -6)
        above, below = words.adjusted(0, 0, 0, -18), words.adjusted(0, 22, 0, 0)
        write(painter, above, index.data(), p.on_soft if chosen else p.ink, s.label)
        write(painter, below, index.data(_MORE), p.muted, s.small)
        painter.restore()

    def _mark(self, painter: QPainter, middle: QPointF, chosen: bool) -> None:
        colour = QColor(self._palette.primary if chosen else self._palette.edge)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 2 if chosen else 1.5))
        painter.drawEllipse(middle, 8, 8)
        if chosen:
            painter.setBrush(colour)
            painter.drawEllipse(middle, 4, 4)


def _basis(priority: PriorityClass) -> str:
    return " · ".join(part for part in (priority.hint, priority.legal_basis) if part)
