"""How one waiting citizen is drawn: a coloured edge for the rule, the number, the field and why, the time waited."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kiosk.domain.order import APPOINTMENT, OVERDUE, PRIORITY
from ui.models.waiting_model import ROW
from ui.theme.tokens import DESK_SIZES, FAMILY, Palette
from ui.viewmodels.waiting import WaitingRow

HEIGHT, EDGE, LEFT, NUMBER_WIDTH, TIME_WIDTH, RIGHT = 62, 4, 24, 88, 72, 16
_LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT_MIDDLE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class WaitingDelegate(QStyledItemDelegate):
    """Colours come from the palette of tokens; the words beside them say the same."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._edges = {OVERDUE: palette.danger, PRIORITY: palette.accent, APPOINTMENT: palette.primary}

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(240, HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(ROW)
        assert isinstance(row, WaitingRow)
        box: QRect = option.rect  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        self._ground(painter, box, row, chosen)
        self._words(painter, box, row)
        painter.restore()

    def _ground(self, painter: QPainter, box: QRect, row: WaitingRow, chosen: bool) -> None:
        p = self._palette
        ground = p.soft if chosen else p.danger_soft if row.tone == OVERDUE else p.card
        painter.fillRect(box, QColor(ground))
        edge = QColor(self._edges.get(row.tone, p.line))
        painter.fillRect(QRect(box.left(), box.top(), EDGE, box.height()), edge)
        painter.fillRect(QRect(box.left() + EDGE, box.bottom(), box.width(), 1), QColor(p.line))

    def _words(self, painter: QPainter, box: QRect, row: WaitingRow) -> None:
        p, s = self._palette, DESK_SIZES
        above = 9 if row.why else (HEIGHT - 24) // 2
        top = QRect(box.left() + LEFT, box.top() + above, box.width() - LEFT - RIGHT, 24)
        number = QRect(top.left(), top.top(), NUMBER_WIDTH, top.height())
        write(painter, number, row.number, p.ink, s.title + 2, QFont.Weight.Bold)
        time = QRect(top.right() - TIME_WIDTH + 1, top.top(), TIME_WIDTH, top.height())
        time_ink = p.danger if row.tone == OVERDUE else p.ink
        write(painter, time, row.waited, time_ink, s.label, QFont.Weight.Medium, _RIGHT_MIDDLE)
        field = QRect(number.right(), top.top(), time.left() - number.right(), top.height())
        write(painter, field, row.field, p.ink, s.label)
        why = QRect(number.right(), top.bottom() + 1, top.right() - number.right(), 20)
        why_ink = p.on_danger_soft if row.tone == OVERDUE else p.muted
        write(painter, why, row.why, why_ink, s.small)


def write(
    painter: QPainter,
    box: QRect,
    text: str,
    colour: str,
    size: int,
    weight: QFont.Weight = QFont.Weight.Normal,
    place: Qt.AlignmentFlag = _LEFT_MIDDLE,
) -> None:
    """One line of words within `box`, cut short by dots; `size` in pixels."""
    font = QFont(FAMILY)
    font.setPixelSize(size)
    font.setWeight(weight)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, place, shown)
