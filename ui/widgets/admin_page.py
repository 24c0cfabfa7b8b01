"""What every page of the admin is: a heading with its buttons, and cards that scroll on small screens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.labels import column, label, row

WIDEST = 1616
"""Lines longer than this are hard to follow: on a wide screen the page keeps its measure."""


class AdminPage(QScrollArea):
    """Subclasses add their cards to `body` and their buttons to the head."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(title)
        self.subtitle = label(role="name", wrap=True)
        self._tools = row(gap=8)
        page = QWidget()
        page.setProperty("role", "page")
        self.sheet = QWidget()
        self.sheet.setMaximumWidth(WIDEST)
        self.body: QVBoxLayout = column(self.sheet, gap=16)
        self.body.addLayout(self._head(title))
        outer = row(page)
        outer.setContentsMargins(32, 24, 32, 32)
        outer.addWidget(self.sheet, 1)
        outer.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setWidget(page)

    def tool(self, words: str, keys: str, role: str = "") -> QPushButton:
        """A button of the whole page, with its key."""
        button = QPushButton(f"{words}  {keys}")
        if role:
            button.setProperty("role", role)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(f"{words}, phím {keys}")
        self._tools.addWidget(button)
        return button

    def begin(self) -> None:
        """The page is looked at from now on."""

    def refresh(self) -> None:
        """F5: ask anew."""

    def act(self) -> None:
        """Ctrl+P or Ctrl+N: what the page is for, where it has one such thing."""

    def _head(self, title: str) -> QVBoxLayout:
        words = column(gap=0)
        words.addWidget(label(title, "heading"))
        words.addWidget(self.subtitle)
        line = row(gap=16)
        line.addLayout(words, 1)
        line.addLayout(self._tools)
        line.setAlignment(self._tools, Qt.AlignmentFlag.AlignVCenter)
        box = column(gap=0)
        box.addLayout(line)
        return box
