"""The machines that are let in: the list, the form for one more with its code, and the form that shuts one out."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from ui.theme.tokens import Palette
from ui.viewmodels.admin_desk import NewMachine
from ui.viewmodels.admin_machines import CodeProps, MachinesDesk, MachinesProps
from ui.widgets.admin_page import AdminPage
from ui.widgets.admin_rows import ListCard, side_by_side, stacked
from ui.widgets.fields import button, edit
from ui.widgets.labels import column, frame, label, row
from ui.widgets.qr_label import QrLabel

SECOND_MS = 1000
QR_SIDE = 240
IN_A_ROW = 3
_WHAT = "Máy mới gia nhập bằng mã dùng một lần; máy bị thu hồi không vào được nữa, dữ liệu trên đó vẫn còn."


class MachinesPage(AdminPage):
    """Ctrl+M goes to the form; Enter moves from field to field and then asks for the code."""

    def __init__(self, view_model: MachinesDesk, palette: Palette) -> None:
        super().__init__("Máy trạm")
        self._vm = view_model
        self.subtitle.setText(_WHAT)
        self.machines, self.codes = ListCard(palette), ListCard(palette)
        self.form, self.code, self.out = MachineForm(view_model.props.kinds), CodeCard(), OutForm()
        self.message = label(role="value-warning", wrap=True)
        self.body.addWidget(self.message)
        self.body.addWidget(self.code)
        self.body.addWidget(side_by_side(stacked(self.codes, self.machines), stacked(self.form, self.out), (5, 4)))
        self.body.addStretch()
        self._second = QTimer(self)
        self._second.setInterval(SECOND_MS)
        self._second.timeout.connect(view_model.tick)
        self.form.button.clicked.connect(self.offer)
        self.form.password.returnPressed.connect(self.offer)
        self.out.button.clicked.connect(self.revoke)
        self.out.withdraw.clicked.connect(self.withdraw)
        self.out.password.returnPressed.connect(self.revoke)
        view_model.changed.connect(self.show_props)
        view_model.offered.connect(self.form.clear)
        view_model.revoked.connect(self.out.clear)
        self.show_props(view_model.props)

    def show_props(self, props: MachinesProps) -> None:
        """Show the list, the forms and the code."""
        self.machines.show_listing(props.machines)
        self.codes.show_listing(props.codes)
        self.codes.setVisible(bool(props.codes.rows or props.codes.empty))
        self.message.setText(f"{props.message} {props.remedy}".strip())
        self.message.setVisible(bool(props.message))
        for form in (self.form, self.out):
            form.setEnabled(props.can)
        self.code.show_code(props.code)
        runs = props.code is not None or bool(props.codes.rows)
        if runs and not self._second.isActive():
            self._second.start()
        if not runs:
            self._second.stop()

    def begin(self) -> None:
        self._vm.start()

    def refresh(self) -> None:
        self._vm.start()

    def act(self) -> None:
        self.form.station.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def offer(self) -> None:
        """Ask for a code."""
        self._vm.offer(self.form.machine(), self.form.password.text())

    def revoke(self) -> None:
        """Shut the machine out whose name is written."""
        self._vm.revoke(self.out.station.text(), self.out.password.text())

    def withdraw(self) -> None:
        """Take back the code of the machine whose name is written."""
        self._vm.withdraw(self.out.station.text(), self.out.password.text())


class MachineForm(QFrame):
    """One new machine, and the password of who lets it in."""

    def __init__(self, kinds: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.station, self.password = edit("Ví dụ: kiosk-2"), edit("", secret=True)
        self.counter = edit("Ví dụ: 3")
        self.counter.setValidator(QIntValidator(0, 199, self.counter))
        self.kinds: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.button = button("Cấp mã  Enter", "primary")
        box = _card(self, "Thêm máy", "Ctrl+M")
        choices = QGridLayout()
        choices.setSpacing(8)
        for place, (code, words) in enumerate(kinds):
            choices.addWidget(self._kind(code, words), *divmod(place, IN_A_ROW))
        box.addLayout(choices)
        _add(box, "Tên máy", self.station)
        self._counter_part = frame("clear")
        _add(column(self._counter_part, gap=4), "Số quầy trên biển hiệu", self.counter)
        box.addWidget(self._counter_part)
        _add(box, "Mật khẩu của bạn", self.password)
        box.addSpacing(12)
        box.addWidget(self.button)
        self.station.returnPressed.connect(self._go_on)
        self.counter.returnPressed.connect(self.password.setFocus)
        for before, after in pairwise((*self.kinds.values(), self.station, self.counter, self.password, self.button)):
            QWidget.setTabOrder(before, after)
        self.kinds["kiosk"].click()

    def machine(self) -> NewMachine:
        """What is written here."""
        kind = next((code for code, button in self.kinds.items() if button.isChecked()), "")
        return NewMachine(self.station.text(), kind, int(self.counter.text() or 0) if kind == "counter" else 0)

    def clear(self) -> None:
        """Ready for the next machine; a password never outlives its use."""
        for field in (self.station, self.counter, self.password):
            field.clear()

    def _go_on(self) -> None:
        (self.password if self._counter_part.isHidden() else self.counter).setFocus()

    def _kind(self, code: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setCheckable(True)
        button.setProperty("role", "option")
        button.clicked.connect(lambda: self._counter_part.setVisible(code == "counter"))
        self._group.addButton(button)
        self.kinds[code] = button
        return button


class OutForm(QFrame):
    """Shutting a machine out, or taking its code back: its name is typed in full, so that none is hit by a slip."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.station, self.password = edit("Gõ đúng tên máy để xác nhận"), edit("", secret=True)
        self.button, self.withdraw = button("Thu hồi máy này", "danger"), button("Hủy mã chưa dùng")
        box = _card(self, "Thu hồi máy, hủy mã", "")
        for words, field in (("Tên máy", self.station), ("Mật khẩu của bạn", self.password)):
            _add(box, words, field)
        box.addSpacing(12)
        both = row(gap=8)
        both.addWidget(self.button, 1)
        both.addWidget(self.withdraw, 1)
        box.addLayout(both)
        self.station.returnPressed.connect(self.password.setFocus)

    def clear(self) -> None:
        """Ready for the next."""
        self.station.clear()
        self.password.clear()


class CodeCard(QFrame):
    """The code, large enough to be read across a table, its QR beside it, and the time that is left."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title, self.code, self.left = (
            label(role="card-title"),
            label(role="called-number"),
            label(role="value-strong"),
        )
        self._how, self._qr = label(role="value", wrap=True), QrLabel(QR_SIDE)
        self._how.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._shown = ""
        words = column(gap=8)
        for part in (self._title, self.code, self.left, self._how):
            words.addWidget(part)
        words.addStretch()
        box = row(self, gap=16)
        box.setContentsMargins(20, 16, 20, 16)
        box.addLayout(words, 1)
        box.addWidget(self._qr, alignment=Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_code(self, props: CodeProps | None) -> None:
        """Show a code, or nothing."""
        self.setVisible(props is not None)
        self.left.setText(props.left if props else "")
        if (props.qr if props else "") == self._shown:
            return
        self._shown = props.qr if props else ""
        self.code.setText(props.code if props else "")
        if props:
            self._title.setText(props.title)
            self._how.setText(props.how)
            self._qr.show_text(props.qr)
            self.code.setAccessibleName(" ".join(props.code))


def _card(frame: QFrame, title: str, keys: str) -> QVBoxLayout:
    box = column(frame, gap=4)
    box.setContentsMargins(20, 14, 20, 20)
    head = row(gap=8)
    head.addWidget(label(title, "card-title"), 1)
    if keys:
        head.addWidget(label(keys, "cap"))
    box.addLayout(head)
    box.addSpacing(4)
    return box


def _add(box: QVBoxLayout, words: str, field: QWidget) -> None:
    name = label(words, "name")
    name.setBuddy(field)
    field.setAccessibleName(words)
    box.addSpacing(8)
    box.addWidget(name)
    box.addWidget(field)
