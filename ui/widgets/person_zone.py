"""The person in front: the number, large; what is happening and since when; five actions in fixed places."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy

from ui.viewmodels.counter_person import PersonProps
from ui.widgets.action_button import ActionButton
from ui.widgets.labels import column, label, row, set_role

TALL = 104
"""The height of the number's line in pixels: the buttons below never move."""


class PersonZone(QFrame):
    """`acted(action)` when a button is pressed; the actions are named in `ui.viewmodels.counter_person`."""

    acted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self.number = label(role="called-number")
        self.number.setMinimumWidth(230)
        self.state, self.detail = label(), label(role="value", wrap=True)
        self.detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.buttons = [ActionButton() for _ in range(5)]
        words = column(gap=4)
        words.addStretch()
        words.addWidget(self.state)
        words.addWidget(self.detail)
        words.addStretch()
        top = row(gap=24)
        top.addWidget(self.number, alignment=Qt.AlignmentFlag.AlignVCenter)
        top.addLayout(words, 1)
        top.addStrut(TALL)
        keys = row(gap=8)
        for place, button in enumerate(self.buttons):
            keys.addWidget(button, 3 if place == 0 else 2)
            button.clicked.connect(lambda _=False, b=button: self.acted.emit(b.action))
        box = column(self, gap=12)
        box.setContentsMargins(24, 12, 24, 16)
        box.addLayout(top)
        self.state.setMinimumHeight(40)
        box.addLayout(keys)

    def show_props(self, props: PersonProps) -> None:
        """Show the state and what can be done in it."""
        self.number.setText(props.number)
        self.number.setVisible(bool(props.number))
        self.state.setText(f"{props.line}  ·  {props.clock}" if props.clock else props.line)
        set_role(self.state, f"state-{props.phase}")
        self.detail.setText(props.detail)
        for button, action in zip(self.buttons, props.actions, strict=True):
            button.show_props(action)
        self.setAccessibleName(f"{props.number} {props.line} {props.detail}".strip())
