"""Taking a place: the counter on the left, the fields served there on the right, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QGridLayout, QPushButton, QScrollArea, QWidget

from ui.viewmodels.counter_place import CounterChoice, PlaceProps, PlaceViewModel
from ui.widgets.labels import column, frame, label, row, tall

COLUMNS, CARD_WIDTH, TALLEST, GAP = 2, 980, 480, 16


class PlacePage(QWidget):
    """`left` when the clerk signs out instead."""

    left = Signal()

    def __init__(self, view_model: PlaceViewModel, staff_name: str) -> None:
        super().__init__()
        self._vm = view_model
        self.setProperty("role", "page")
        self.counters: dict[int, QPushButton] = {}
        self.fields: dict[str, QCheckBox] = {}
        self._group = QButtonGroup(self)
        self.message = label(role="value-warning", wrap=True)
        self.open = QPushButton()
        self.open.setProperty("role", "primary")
        tall(self.open)
        self.open.setMinimumWidth(240)
        self.open.clicked.connect(view_model.open)
        self._lay_out(staff_name, view_model.props)
        view_model.changed.connect(self.show_props)
        self.show_props(view_model.props)

    def show_props(self, props: PlaceProps) -> None:
        """Show what is chosen."""
        for choice in props.counters:
            button = self.counters[choice.number]
            button.setChecked(choice.number == props.number)
            button.setEnabled(not choice.taken_by and not (props.fixed and choice.number != props.number))
            button.setText(_choice_text(choice))
        for code, _name, served in props.fields:
            self.fields[code].setChecked(served)
        self.message.setText(f"{props.message} {props.remedy}".strip())
        self.message.setVisible(bool(props.message))
        self.open.setText(f"{props.button}  Enter" if props.ready else props.button)
        self.open.setEnabled(props.ready)
        if props.ready and self.focusWidget() is None:
            self.open.setFocus()

    def _lay_out(self, staff_name: str, props: PlaceProps) -> None:
        card = frame("card")
        card.setMaximumWidth(CARD_WIDTH)
        box = column(card, gap=16)
        box.setContentsMargins(32, 24, 32, 24)
        box.addWidget(label(f"Chào {staff_name}. Hôm nay ngồi quầy nào?", "heading", wrap=True))
        columns = row(gap=32)
        areas = (self._counter_list(props), self._field_list(props))
        needed = max(area.widget().sizeHint().height() for area in areas) + GAP
        for area, share in zip(areas, (3, 2), strict=True):
            area.setFixedHeight(min(needed, TALLEST))
            columns.addWidget(area, share)
        box.addLayout(columns, 1)
        box.addWidget(self.message)
        foot = row(gap=8)
        leave = QPushButton("Đăng xuất")
        leave.clicked.connect(self.left)
        foot.addWidget(leave)
        foot.addStretch()
        foot.addWidget(self.open)
        box.addLayout(foot)
        page = row(self, margin=24)
        page.addStretch(1)
        page.addWidget(card, 12, Qt.AlignmentFlag.AlignVCenter)
        page.addStretch(1)

    def _counter_list(self, props: PlaceProps) -> QScrollArea:
        inside = _clear()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setSpacing(8)
        for place, choice in enumerate(props.counters):
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("role", "choice")
            button.clicked.connect(lambda _=False, n=choice.number: self._vm.choose(n))
            self._group.addButton(button)
            self.counters[choice.number] = button
            grid.addWidget(button, place // COLUMNS, place % COLUMNS)
        grid.setRowStretch(len(props.counters), 1)
        return _scrolled(inside)

    def _field_list(self, props: PlaceProps) -> QScrollArea:
        inside = _clear()
        box = column(inside, gap=4)
        box.addWidget(label("Lĩnh vực tiếp nhận", "card-title"))
        for code, name, _served in props.fields:
            tick = QCheckBox(name)
            tick.clicked.connect(lambda yes, c=code: self._vm.serve(c, yes))
            self.fields[code] = tick
            box.addWidget(tick)
        box.addStretch()
        return _scrolled(inside)


def _scrolled(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def _clear() -> QWidget:
    inside = QWidget()
    inside.setProperty("role", "clear")
    return inside


def _choice_text(choice: CounterChoice) -> str:
    state = f"đang do {choice.taken_by} mở" if choice.taken_by else choice.name
    return f"Quầy {choice.number}\n{state}"
