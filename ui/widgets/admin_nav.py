"""The admin's pages as a list at the left, each with its key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton

from ui.theme.tokens import Palette
from ui.widgets.icons import pixmap
from ui.widgets.labels import column, label, row

WIDTH, ICON = 240, 20


class NavButton(QPushButton):
    """One page: sign, name, key."""

    def __init__(self, text: str, keys: str, icon: str, palette: Palette) -> None:
        super().__init__()
        self.setProperty("role", "nav")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{text}, phím {keys}")
        sign = QLabel()
        sign.setPixmap(pixmap(icon, palette.on_soft, ICON))
        box = row(self, gap=12)
        box.setContentsMargins(14, 0, 10, 0)
        for part in (sign, label(text, "nav-words"), label(keys, "cap")):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            box.addWidget(part, alignment=Qt.AlignmentFlag.AlignVCenter)
        box.insertStretch(2)


class AdminNav(QFrame):
    """`chosen(place)`, counted from 0."""

    chosen = Signal(int)

    def __init__(self, pages: tuple[tuple[str, str], ...], where: str, palette: Palette) -> None:
        super().__init__()
        self.setProperty("role", "zone")
        self.setFixedWidth(WIDTH)
        self._group = QButtonGroup(self)
        self.buttons: list[NavButton] = []
        box = column(self, gap=4)
        box.setContentsMargins(16, 20, 16, 16)
        for place, (text, icon) in enumerate(pages):
            button = NavButton(text, f"Ctrl+{place + 1}", icon, palette)
            button.clicked.connect(lambda _=False, p=place: self.chosen.emit(p))
            self._group.addButton(button)
            self.buttons.append(button)
            box.addWidget(button)
        box.addStretch()
        box.addWidget(label(where, "name", wrap=True))

    def show_chosen(self, place: int) -> None:
        """Mark the page that is open."""
        self.buttons[place].setChecked(True)
