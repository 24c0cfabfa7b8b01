"""The sign-in page of a desk window, and the page that makes the first account."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from kiosk.domain.office import Office
from ui.viewmodels.signin import FIRST, SIGN_IN, SignInProps, SignInViewModel
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
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        tall(self.button)
        self.button.clicked.connect(self.submit)
        self._first_only: list[QWidget] = []
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
            line = self._field(words, edit)
            box.addWidget(line)
            if edit in (self.name, self.again):
                self._first_only.append(line)
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
        first = props.mode == FIRST
        self.title.setText(props.title)
        self._intro.setText(props.intro)
        self._intro.setVisible(bool(props.intro))
        for line in self._first_only:
            line.setVisible(first)
        if props.login and not self.login.text():
            self.login.setText(props.login)
            self.password.setFocus()
        self.message.setText(f"{props.message} {props.remedy}".strip())
        self.message.setVisible(bool(props.message))
        self.button.setText(props.button)
        self.button.setEnabled(not props.busy)
        if props.message and props.mode == SIGN_IN:
            self.password.selectAll()
            self.password.setFocus()

    def begin(self) -> None:
        """Be ready for the next person: no password stands in a field."""
        self.password.clear()
        self.again.clear()
        (self.password if self.login.text() else self.login).setFocus()

    def submit(self) -> None:
        """Sign in, or make the first account."""
        if self._vm.props.mode == FIRST:
            self._vm.create_first(self.login.text(), self.name.text(), self.password.text(), self.again.text())
        else:
            self._vm.sign_in(self.login.text(), self.password.text())

    def _onward(self, edit: QLineEdit) -> None:
        order = [self.login, self.password]
        if self._vm.props.mode == FIRST:
            order = [self.login, self.name, self.password, self.again]
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
