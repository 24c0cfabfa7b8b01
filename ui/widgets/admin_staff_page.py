"""Staff: who works here, and the form that adds one more."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.theme.tokens import Palette
from ui.viewmodels.admin_staff import NewAccount, StaffDesk, StaffProps
from ui.widgets.account_form import AccountForm
from ui.widgets.admin_page import AdminPage
from ui.widgets.admin_rows import ListCard, side_by_side, stacked
from ui.widgets.labels import column, label, row, tall

_NOTE = "Tài khoản theo về mọi máy quầy và máy quản trị của đơn vị, dùng được cả khi mất mạng."
_NOT_YOURS = "Chỉ lãnh đạo bộ phận thêm và thay đổi tài khoản."


class StaffPage(AdminPage):
    """Ctrl+N goes to the form; Enter moves from field to field and then adds."""

    def __init__(self, view_model: StaffDesk, palette: Palette) -> None:
        super().__init__("Nhân sự")
        self._vm = view_model
        allowed = view_model.accounts.is_allowed
        self.subtitle.setText(_NOTE if allowed else f"{_NOTE} {_NOT_YOURS}")
        self.people, self.form = ListCard(palette), StaffForm(view_model.props)
        self.account = AccountForm(view_model.accounts, view_model.props.roles)
        left = stacked(self.people, self.account)
        if not allowed:
            self.form.hide()
            self.account.hide()
        self.body.addWidget(side_by_side(left, self.form, (5, 4)))
        self.body.addStretch()
        self.form.button.clicked.connect(self.submit)
        self.form.last.returnPressed.connect(self.submit)
        view_model.changed.connect(self.show_props)
        view_model.added.connect(lambda _person: self.form.clear())
        self.show_props(view_model.props)

    def show_props(self, props: StaffProps) -> None:
        """Show the list and how the form stands."""
        self.people.show_listing(props.people)
        self.form.show_props(props)

    def act(self) -> None:
        self.form.name.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def submit(self) -> None:
        """Make the account."""
        self._vm.add(self.form.account())


class StaffForm(QFrame):
    """One new account. A password never outlives its saving."""

    def __init__(self, props: StaffProps) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.login, self.name = _edit("Ví dụ: hanh.nt"), _edit("Ví dụ: Nguyễn Thị Hạnh")
        self.password, self.last = _edit("Ít nhất 8 ký tự", secret=True), _edit("", secret=True)
        self.roles: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.right, self.message = label(role="name", wrap=True), label(role="value-warning", wrap=True)
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        tall(self.button)
        self._lay_out(props)
        order = [self.name, self.login, self.password, self.last]
        for edit, following in pairwise(order):
            edit.returnPressed.connect(following.setFocus)
        steps = (self.name, self.login, *self.roles.values(), self.password, self.last, self.button)
        for before, after in pairwise(steps):
            QWidget.setTabOrder(before, after)

    def show_props(self, props: StaffProps) -> None:
        """Show how the form stands."""
        self.message.setText(f"{props.message} {props.remedy}".strip())
        self.message.setVisible(bool(props.message))
        self.button.setText(f"{props.button}  Enter")
        self.button.setEnabled(not props.busy)

    def account(self) -> NewAccount:
        """What is written here."""
        role = next((code for code, button in self.roles.items() if button.isChecked()), "")
        return NewAccount(self.login.text(), self.name.text(), role, self.password.text(), self.last.text())

    def clear(self) -> None:
        """Ready for the next person."""
        for edit in (self.login, self.name, self.password, self.last):
            edit.clear()
        self.name.setFocus()

    def _lay_out(self, props: StaffProps) -> None:
        box = column(self, gap=4)
        box.setContentsMargins(20, 14, 20, 20)
        head = row(gap=8)
        head.addWidget(label("Thêm cán bộ", "card-title"), 1)
        head.addWidget(label("Ctrl+N", "cap"))
        box.addLayout(head)
        fields = (("Họ và tên", self.name), ("Tên đăng nhập", self.login))
        secrets = (("Mật khẩu", self.password), ("Gõ lại mật khẩu", self.last))
        for words, edit in fields:
            self._add(box, words, edit)
        box.addSpacing(8)
        box.addWidget(label("Vai trò", "name"))
        choices = row(gap=8)
        for code, words, right in props.roles:
            choices.addWidget(self._role(code, words, right), 1)
        box.addLayout(choices)
        box.addWidget(self.right)
        for words, edit in secrets:
            self._add(box, words, edit)
        box.addSpacing(8)
        box.addWidget(self.message)
        box.addSpacing(8)
        box.addWidget(self.button)
        self.roles[props.roles[0][0]].click()

    def _role(self, code: str, words: str, right: str) -> QPushButton:
        button = QPushButton(words)
        button.setCheckable(True)
        button.setProperty("role", "option")
        button.setAccessibleDescription(right)
        button.clicked.connect(lambda: self.right.setText(right))
        self._group.addButton(button)
        self.roles[code] = button
        return button

    def _add(self, box: QVBoxLayout, words: str, edit: QLineEdit) -> None:
        name = label(words, "name")
        name.setBuddy(edit)
        edit.setAccessibleName(words)
        box.addSpacing(8)
        box.addWidget(name)
        box.addWidget(edit)


def _edit(hint: str, secret: bool = False) -> QLineEdit:
    edit = QLineEdit()
    edit.setPlaceholderText(hint)
    tall(edit)
    if secret:
        edit.setEchoMode(QLineEdit.EchoMode.Password)
    return edit
