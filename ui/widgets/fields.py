"""Fields and buttons of a form: as tall as a page that is for them wants them."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPushButton

from ui.widgets.labels import tall


def edit(hint: str, *, secret: bool = False) -> QLineEdit:
    """A field that says what belongs in it; `secret` shows dots."""
    field = QLineEdit()
    field.setPlaceholderText(hint)
    field.setAccessibleName(hint)
    tall(field)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def button(words: str, role: str = "") -> QPushButton:
    """A button with these words; `role` as in the style sheet."""
    made = QPushButton(words)
    if role:
        made.setProperty("role", role)
    tall(made)
    return made
