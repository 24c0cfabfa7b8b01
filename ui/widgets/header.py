"""The head of a desk window: which place, how the lines stand, who works here, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from ui.theme.tokens import Palette
from ui.viewmodels.counter_line import CUT, GOOD, SENDING, LineProps
from ui.widgets.icons import pixmap
from ui.widgets.labels import label, row, set_role

HEIGHT = 60


class LineLabel(QWidget):
    """One line's state: a sign and words; hidden where there is no such line."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        signs = {GOOD: ("wifi", palette.on_primary_dark_muted), SENDING: ("refresh-cw", palette.on_primary_dark)}
        signs[CUT] = ("wifi-off", palette.accent)
        self._signs = {tone: pixmap(name, colour, 18) for tone, (name, colour) in signs.items()}
        self._sign, self._words = QLabel(), label(role="line-good")
        box = row(self, gap=8)
        box.addWidget(self._sign)
        box.addWidget(self._words)
        self.hide()

    def show_line(self, props: LineProps | None) -> None:
        """Show the state of the line."""
        self.setVisible(props is not None)
        if props:
            self._sign.setPixmap(self._signs[props.tone])
            self._words.setText(props.text)
            set_role(self._words, f"line-{props.tone}")
            self.setToolTip(props.hint)
            self.setAccessibleName(f"{props.text}. {props.hint}")

    def words(self) -> str:
        """What it says."""
        return self._words.text()


class Header(QFrame):
    """`left` when the person signs out."""

    left = Signal()

    def __init__(self, palette: Palette, leave: str) -> None:
        super().__init__()
        self.setProperty("role", "header")
        self.setFixedHeight(HEIGHT)
        self._title, self._subtitle = label(role="title"), label(role="muted")
        self._staff = label()
        self.hub, self.province = LineLabel(palette), LineLabel(palette)
        self.leave = QPushButton(leave)
        self.leave.setProperty("role", "header")
        self.leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.leave.clicked.connect(self.left)
        box = row(self, gap=24)
        box.setContentsMargins(24, 0, 16, 0)
        box.addWidget(self._title)
        box.addWidget(self._subtitle, 1)
        for part in (self.hub, self.province, self._staff, self.leave):
            box.addWidget(part)

    def show_words(self, title: str, subtitle: str, staff_name: str) -> None:
        """Say where this is and who works here."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._staff.setText(staff_name)
