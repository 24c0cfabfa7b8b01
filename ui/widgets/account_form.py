"""The form that changes an account which is there."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QLineEdit, QPushButton

from ui.viewmodels.admin_accounts import AccountsDesk, AccountsProps
from ui.widgets.labels import column, label, row, tall


class AccountForm(QFrame):
    """Whom, which role, and what else may happen to the account."""

    def __init__(self, view_model: AccountsDesk, roles: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._vm = view_model
        self.who, self.reason = QComboBox(), QLineEdit()
        self.roles: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.save, self.reset, self.switch = (
            QPushButton("Lưu vai trò"),
            QPushButton("Cấp mật khẩu một lần"),
            QPushButton(),
        )
        self.message = label(role="value-warning", wrap=True)
        self._lay_out(roles)
        self.who.activated.connect(lambda place: view_model.choose(str(self.who.itemData(place))))
        self.save.clicked.connect(lambda: view_model.give_role(self.role))
        self.reset.clicked.connect(view_model.reset)
        self.switch.clicked.connect(lambda: view_model.switch(self.reason.text()))
        view_model.changed.connect(self.show_props)
        self.show_props(view_model.props)

    @property
    def role(self) -> str:
        """The role that is chosen."""
        return next((code for code, button in self.roles.items() if button.isChecked()), "")

    def show_props(self, props: AccountsProps) -> None:
        """Show whom it is about, and what may be done."""
        shown = [(str(self.who.itemData(n)), self.who.itemText(n)) for n in range(self.who.count())]
        with QSignalBlocker(self.who):
            if shown != list(props.people):
                self.who.clear()
                for login, words in props.people:
                    self.who.addItem(words, login)
            self.who.setCurrentIndex(self.who.findData(props.chosen))
        if props.role in self.roles and not props.message:
            self.roles[props.role].setChecked(True)
        self.switch.setText(props.switch)
        self.reason.setVisible(props.switches_off)
        for button in (self.save, self.reset, self.switch):
            button.setEnabled(not props.busy)
        self.message.setText(f"{props.message} {props.remedy}".strip())
        self.message.setVisible(bool(props.message))

    def _lay_out(self, roles: tuple[tuple[str, str, str], ...]) -> None:
        box = column(self, gap=8)
        box.setContentsMargins(20, 14, 20, 20)
        box.addWidget(label("Thay đổi tài khoản", "card-title"))
        self.who.setAccessibleName("Cán bộ")
        tall(self.who)
        box.addWidget(self.who)
        choices = row(gap=8)
        for code, words, right in roles:
            button = QPushButton(words)
            button.setCheckable(True)
            button.setProperty("role", "option")
            button.setAccessibleDescription(right)
            self._group.addButton(button)
            self.roles[code] = button
            choices.addWidget(button, 1)
        box.addLayout(choices)
        self.reason.setPlaceholderText("Lý do ngừng, ví dụ: chuyển công tác")
        self.reason.setAccessibleName("Lý do ngừng")
        self.reason.setMaxLength(200)
        tall(self.reason)
        box.addWidget(self.reason)
        actions = row(gap=8)
        for button in (self.save, self.reset):
            tall(button)
            actions.addWidget(button, 1)
        box.addLayout(actions)
        tall(self.switch)
        box.addWidget(self.switch)
        box.addWidget(self.message)
