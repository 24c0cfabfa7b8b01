"""The log of opened records: who, when, what, where; a filter, and no way to change anything."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QFrame, QLineEdit, QPushButton

from ui.theme.tokens import Palette
from ui.viewmodels.admin_access import SPANS, AccessDesk, AccessProps
from ui.widgets.admin_page import AdminPage
from ui.widgets.admin_rows import ListCard
from ui.widgets.labels import frame, row, tall

TYPING_MS = 250
LEAD, SIDE = 110, 140
"""Pixels of the time at the left and the station at the right."""


class AccessPage(AdminPage):
    """Words typed into the filter act by themselves."""

    def __init__(self, view_model: AccessDesk, palette: Palette) -> None:
        super().__init__("Nhật ký xem hồ sơ")
        self._vm = view_model
        self.subtitle.setText("Ai đã mở phiếu hoặc hồ sơ của ai. Không ai sửa hoặc xóa được các dòng này.")
        self.text = QLineEdit()
        self.spans: dict[int, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.openings = ListCard(palette, lead=LEAD, side=SIDE)
        self.body.addWidget(self._filter())
        self.body.addWidget(self.openings)
        self.body.addStretch()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._narrow)
        self.text.textEdited.connect(lambda _text: self._typing.start())
        self.text.returnPressed.connect(self._narrow)
        view_model.changed.connect(self.show_props)
        self.show_props(view_model.props)

    def begin(self) -> None:
        self._vm.ask()

    def refresh(self) -> None:
        self._vm.ask()

    def act(self) -> None:
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_props(self, props: AccessProps) -> None:
        """Show the list and which span is chosen."""
        self.spans[props.days].setChecked(True)
        self.openings.show_listing(props.listing)

    def _filter(self) -> QFrame:
        line = frame("clear")
        box = row(line, gap=8)
        self.text.setPlaceholderText("Lọc theo tên đăng nhập, số phiếu, máy hoặc lý do")
        self.text.setAccessibleName("Lọc")
        tall(self.text)
        box.addWidget(self.text, 1)
        for days, words in SPANS:
            button = QPushButton(words)
            button.setCheckable(True)
            button.setProperty("role", "option")
            button.clicked.connect(self._narrow)
            self._group.addButton(button)
            self.spans[days] = button
            box.addWidget(button)
        return line

    def _narrow(self) -> None:
        self._typing.stop()
        days = next(days for days, button in self.spans.items() if button.isChecked())
        self._vm.narrow(days, self.text.text())
