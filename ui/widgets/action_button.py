"""A button that shows what it does and the key that does it too."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui.viewmodels.counter_person import ActionProps
from ui.widgets.labels import column, label, row, set_role


class ActionButton(QPushButton):
    """One of the person zone's five places. Reached by Tab, never left with the focus by a click."""

    def __init__(self) -> None:
        super().__init__()
        self._label, self._key = label(), label()
        box = column(self, margin=8, gap=0)
        for part in (self._label, self._key):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            box.addWidget(part)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.action = ""

    def show_props(self, props: ActionProps) -> None:
        """Become this action."""
        self.action = props.action
        self._label.setText(props.label)
        self._key.setText(props.keys)
        self.setEnabled(props.enabled)
        self.setAccessibleName(f"{props.label}, phím {props.keys}")
        tone = (props.tone or "plain") if props.enabled else "quiet"
        set_role(self, f"act-{tone}")
        set_role(self._label, f"action-{tone}")
        set_role(self._key, f"key-{tone}")

    def texts(self) -> tuple[str, str]:
        """What is written on it: the label and the key."""
        return self._label.text(), self._key.text()


class ToolButton(QPushButton):
    """A quiet button of one line: words left, the key right."""

    def __init__(self, text: str, keys: str) -> None:
        super().__init__()
        box = row(self, gap=8)
        box.setContentsMargins(12, 0, 8, 0)
        for part in (label(text, "tool-words"), label(keys, "cap")):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            box.addWidget(part, alignment=Qt.AlignmentFlag.AlignVCenter)
        box.insertStretch(1)
        self.setProperty("role", "tool")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{text}, phím {keys}")
