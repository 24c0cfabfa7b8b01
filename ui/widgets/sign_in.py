"""The sign-in page of a desk window, and the page that makes the first account."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from kiosk.domain.office import Office
from ui.viewmodels.signin import CHANGE, FIRST, LOCKED, SIGN_IN, SignInProps, SignInViewModel
from ui.widgets.caps_lock import CapsLock
from ui.widgets.labels import column, frame, label, tall

CARD_WIDTH = 440
FIELD_HEIGHT = 72
"""Pixels of a field with its name; a nested layout does not learn of heights that come from the style sheet."""


class SignInPage(QWidget):
    """Enter moves from field to field and then signs in."""

    def __init__(self, view_model: SignInViewModel, office: Office, what: str) -> None:
        super().__init__()
        self._vm = view_model
        self.setProperty("role", "page")
        self.title, self._intro = label(role="heading", wrap=True), label(role="name", wrap=True)
        self.login, self.name = _edit("Ví dụ: hanh.nt"), _edit("Ví dụ: Nguyễn Thị Hạnh")
        self.password, self.again = _edit("", secret=True), _edit("", secret=True)
        self.message = label(role="value-warning", wrap=True)
        self.caps = CapsLock(self.password, self.again)
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        tall(self.button)
        self.button.clicked.connect(self.submit)
        self._lines: dict[QLineEdit, QFrame] = {}
        self._shown_mode = ""
        self._lay_out(office, what)
        for edit in (self.login, self.name, self.password, self.again):
            edit.returnPressed.connect(lambda e=edit: self._onward(e))
        view_model.changed.connect(self.show_props)
        self.show_props(view_model.props)

    def _lay_out(self, office: Office, what: str) -> None:
        card = frame("card")
        card.setFixedWidth(CARD_WIDTH)
        box = column(card, gap=8)
        box.setContentsMargins(32, 28, 32, 32)
        box.addWidget(self.title)
        box.addWidget(self._intro)
        box.addSpacing(8)
        fields = (
            ("Tên đăng nhập", self.login), ("Họ và tên", self.name), ("Mật khẩu", self.password),
            ("Gõ lại mật khẩu", self.again),
        )  # fmt: skip
        for words, edit in fields:
            self._lines[edit] = self._field(words, edit)
            box.addWidget(self._lines[edit])
        box.addWidget(self.caps)
        box.addWidget(self.message)
        box.addSpacing(8)
        box.addWidget(self.button)
        page = column(self, gap=8)
        page.addStretch(2)
        for text, role in ((office.name, "title"), (what, "name")):
            words = label(text, role)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            page.addWidget(words)
        page.addSpacing(16)
        page.addWidget(card, alignment=Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(3)

    def _field(self, words: str, edit: QLineEdit) -> QFrame:
        line = QFrame()
        box = column(line, gap=4)
        name = label(words, "name")
        name.setBuddy(edit)
        edit.setAccessibleName(words)
        tall(edit)
        box.addWidget(name)
        box.addWidget(edit)
        line.setFixedHeight(FIELD_HEIGHT)
        return line

    def show_props(self, props: SignInProps) -> None:
        """Show the page as the view model says; a password never survives a refusal."""
        self.title.setText(props.title)
        self._intro.setText(props.intro)
        self._intro.setVisible(bool(props.intro))
        asked = self._asked(props.mode)
        for edit, line in self._lines.items():
            line.setVisible(edit in asked)
        if props.mode != self._shown_mode:
            self._turn_to(props.mode)
        if props.login and not self.login.text():
            self.login.setText(props.login)
            self.password.setFocus()
        self.message.setText(f"{props.message} {props.remedy}".strip())
        self.message.setVisible(bool(props.message))
        self.button.setText(props.button)
        self.button.setEnabled(not props.busy)
        if props.message and props.mode in (SIGN_IN, LOCKED):
            self.password.selectAll()
            self.password.setFocus()

    def begin(self) -> None:
        """Be ready for the next person: no password stands in a field."""
        self.password.clear()
        self.again.clear()
        (self.password if self.login.text() else self.login).setFocus()

    def submit(self) -> None:
        """Sign in, open the lock, make the first account, or choose a new password."""
        mode = self._vm.props.mode
        if mode == FIRST:
            self._vm.create_first(self.login.text(), self.name.text(), self.password.text(), self.again.text())
        elif mode == CHANGE:
            self._vm.change(self.password.text(), self.again.text())
        else:
            self._vm.sign_in(self.login.text(), self.password.text())

    def _asked(self, mode: str) -> list[QLineEdit]:
        if mode == FIRST:
            return [self.login, self.name, self.password, self.again]
        return [self.password, self.again] if mode == CHANGE else [self.login, self.password]

    def _turn_to(self, mode: str) -> None:
        """Another form: the old form's password does not stand in it."""
        was, self._shown_mode = self._shown_mode, mode
        if CHANGE in (was, mode):
            self.password.clear()
            self.again.clear()
            self.password.setFocus()

    def _onward(self, edit: QLineEdit) -> None:
        order = self._asked(self._vm.props.mode)
        place = order.index(edit)
        if place + 1 < len(order) and edit.text():
            order[place + 1].setFocus()
        elif edit.text():
            self.submit()


def _edit(hint: str, secret: bool = False) -> QLineEdit:
    edit = QLineEdit()
    edit.setPlaceholderText(hint)
    if secret:
        edit.setEchoMode(QLineEdit.EchoMode.Password)
    return edit
