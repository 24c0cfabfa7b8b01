"""Who holds the queue: the hubs, the step at hand in plain words, the roll call, and conflicts to be looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from ui.theme.tokens import Palette
from ui.viewmodels.admin_hubs import HubsDesk, HubsProps, Step
from ui.widgets.admin_page import AdminPage
from ui.widgets.admin_rows import ListCard, side_by_side, stacked
from ui.widgets.fields import button, edit
from ui.widgets.labels import column, label, row

LOOK_MS = 2000
_WHAT = "Máy nào giữ hàng đợi, chuyển sang máy dự phòng khi cần, và những số có sự kiện trái nhau."


class HubsPage(AdminPage):
    """Looks again every two seconds while it is open. Every step asks for the password of who does it."""

    def __init__(self, view_model: HubsDesk, palette: Palette) -> None:
        super().__init__("Hàng đợi")
        self._vm = view_model
        self.subtitle.setText(_WHAT)
        self.message = label(role="value-warning", wrap=True)
        self.hubs, self.conflicts = ListCard(palette), ListCard(palette, lead=64)
        self.step, self.settling = StepCard(palette), SettleForm()
        self.body.addWidget(self.message)
        self.body.addWidget(side_by_side(stacked(self.hubs, self.conflicts, self.settling), self.step, (1, 1)))
        self.body.addStretch()
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)
        for choice in (self.step.main, self.step.other):
            choice.clicked.connect(lambda _=False, pressed=choice: self._act(pressed))
        self.step.declare.clicked.connect(self._declare)
        self.step.name.returnPressed.connect(self._declare)
        self.settling.button.clicked.connect(self._settle)
        self.settling.note.returnPressed.connect(self._settle)
        view_model.changed.connect(self.show_props)
        view_model.done.connect(self._empty)
        self.show_props(view_model.props)

    def begin(self) -> None:
        self._vm.look()
        self._looking.start()

    def refresh(self) -> None:
        self._vm.look()

    def act(self) -> None:
        self.step.password.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_props(self, props: HubsProps) -> None:
        """Show hubs, step and conflicts."""
        self.hubs.show_listing(props.hubs)
        self.conflicts.show_listing(props.conflicts)
        self.settling.setVisible(bool(props.conflicts.rows))
        self.message.setText(f"{props.message} {props.remedy}".strip())
        self.message.setVisible(bool(props.message))
        self.step.show_step(props.step)
        self.step.setEnabled(not props.busy)

    def _look(self) -> None:
        if self.isVisible():
            self._vm.look()
        else:
            self._looking.stop()

    def _act(self, pressed: QPushButton) -> None:
        step = self._vm.props.step
        if chosen := step.main if pressed is self.step.main else step.other:
            self._vm.act(chosen[1], chosen[2], self.step.password.text())

    def _declare(self) -> None:
        self._vm.declare(self.step.name.text(), self.step.password.text())

    def _settle(self) -> None:
        self._vm.settle(self.settling.number.text(), self.settling.note.text())

    def _empty(self) -> None:
        for field in (self.step.name, self.step.password, self.settling.number, self.settling.note):
            field.clear()


class StepCard(QFrame):
    """One step at a time: what is so, who has answered, and the one or two things that can be done."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title, self._words = label(role="card-title", wrap=True), label(role="value", wrap=True)
        self.roll = ListCard(palette)
        self.name, self.password = edit("Tên máy đã tắt, ví dụ counter-2"), edit("Mật khẩu của bạn", secret=True)
        self.declare, self.main, self.other = button("Xác nhận đã tắt"), button("", "primary"), button("")
        box: QVBoxLayout = column(self, gap=10)
        box.setContentsMargins(20, 16, 20, 20)
        for part in (self._title, self._words, self.roll, self.password):
            box.addWidget(part)
        box.addLayout(_line(self.name, self.declare))
        box.addWidget(self.main)
        box.addWidget(self.other)

    def show_step(self, step: Step) -> None:
        """Become this step."""
        self._title.setText(step.title)
        self._words.setText(step.words)
        self.roll.show_listing(step.roll)
        self.roll.setVisible(bool(step.roll.title))
        for part in (self.name, self.declare):
            part.setVisible(bool(step.declare))
        for shown, choice in ((self.main, step.main), (self.other, step.other)):
            shown.setVisible(choice is not None)
            shown.setText(choice[0] if choice else "")
        self.password.setVisible(bool(step.main or step.other or step.declare))


class SettleForm(QFrame):
    """How a conflict stands, in the lead's words."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.number, self.note = edit("Số, ví dụ A012"), edit("Đã kiểm tra gì, với ai")
        self.button = button("Ghi kết luận", "primary")
        box = column(self, gap=10)
        box.setContentsMargins(20, 14, 20, 20)
        box.addWidget(label("Kết luận về một số", "card-title"))
        for part in (self.number, self.note, self.button):
            box.addWidget(part)


def _line(field: QLineEdit, button: QPushButton) -> QHBoxLayout:
    line = row(gap=8)
    line.addWidget(field, 1)
    line.addWidget(button)
    return line
