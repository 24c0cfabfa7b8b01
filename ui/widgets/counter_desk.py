"""A clerk's desk: the queue, the person in front, the work. Takes keys and clicks, shows props, decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QStackedWidget, QWidget

from kiosk.domain.ticket import Ticket
from ui.theme.tokens import Palette
from ui.viewmodels import counter_person as person
from ui.viewmodels.counter import CounterViewModel
from ui.viewmodels.counter_window import CounterProps
from ui.widgets.action_button import ToolButton
from ui.widgets.counter_panels import FindPanel, KeysPanel, NumberPanel, PaperPanel, PausePanel
from ui.widgets.header import Header
from ui.widgets.key_router import KeyMap, KeyRouter
from ui.widgets.labels import column, frame, row
from ui.widgets.notice_bar import NoticeBar
from ui.widgets.panel import Panel
from ui.widgets.person_zone import PersonZone
from ui.widgets.priority_panel import PriorityPanel
from ui.widgets.transfer_panel import TransferPanel
from ui.widgets.waiting_zone import WaitingZone
from ui.widgets.work_zone import WorkZone

QUEUE_WIDTH = 360
_NONE, _CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_DIGITS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)


class CounterDeskView(QWidget):
    """`left` when the clerk wants to sign out or change the counter."""

    left = Signal()

    def __init__(self, view_model: CounterViewModel, palette: Palette) -> None:
        super().__init__()
        self._vm = view_model
        desk = view_model.desk
        self.header = Header(palette, "Đổi quầy, đăng xuất")
        self.queue, self.person = WaitingZone(palette), PersonZone()
        self.notice, self.work = NoticeBar(), WorkZone()
        self.find, self.number, self.paper = FindPanel(), NumberPanel(), PaperPanel()
        self.pause, self.keys_sheet = PausePanel(), KeysPanel()
        self.transfer, self.priority = TransferPanel(desk.office, desk.number), PriorityPanel(desk.office, palette)
        self._asked_of = ""
        self.panels = QStackedWidget()
        self.panels.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        self._connect()
        self._show(view_model.props)

    def listen(self, window: QWidget) -> KeyRouter:
        """Read the keys of `window` from now on."""
        return KeyRouter(window, self._keys(), lambda focus: self.panels.isAncestorOf(focus))

    def _lay_out(self) -> None:
        for panel in self._panels():
            self.panels.addWidget(panel)
        self.queue.setFixedWidth(QUEUE_WIDTH)
        queue_box = self.queue.layout()
        assert queue_box is not None
        queue_box.addWidget(self._tools())
        messages = column(gap=12)
        messages.setContentsMargins(24, 12, 24, 0)
        messages.addWidget(self.notice)
        messages.addWidget(self.panels)
        right = column(gap=0)
        right.addWidget(self.person)
        right.addLayout(messages)
        right.addWidget(self.work, 1)
        middle = row(gap=0)
        middle.addWidget(self.queue)
        middle.addLayout(right, 1)
        box = column(self, gap=0)
        box.addWidget(self.header)
        box.addLayout(middle, 1)

    def _tools(self) -> QFrame:
        tools = frame("foot")
        grid = QGridLayout(tools)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setSpacing(8)
        self._call, self._pause = ToolButton("Gọi số", "N"), ToolButton("Tạm nghỉ", "P")
        self._find, self._help = ToolButton("Tìm phiếu", "Ctrl+F"), ToolButton("Phím tắt", "F1")
        for place, button in enumerate((self._call, self._find, self._pause, self._help)):
            grid.addWidget(button, place // 2, place % 2)
        self._paper = ToolButton("Phục vụ theo phiếu", "G")
        grid.addWidget(self._paper, 2, 0, 1, 2)
        return tools

    def _connect(self) -> None:
        vm = self._vm
        vm.changed.connect(self._show)
        vm.opening.number_doubtful.connect(lambda number: self.open_panel(self.find, number))
        self.header.left.connect(self.left)
        self.notice.put_away.connect(self._put_away)
        self.queue.looked_at.connect(vm.opening.look)
        self.person.acted.connect(self._act)
        self.work.facts.closed.connect(self._look_away)
        self.work.facts.priority_wanted.connect(self._priority)
        self.work.facts.call_wanted.connect(lambda number: self.open_panel(self.number, number))
        self.work.held.resumed.connect(vm.resume)
        self.work.held.absent.connect(vm.held_is_absent)
        for button, panel in ((self._call, self.number), (self._find, self.find),
                              (self._pause, self.pause), (self._help, self.keys_sheet)):  # fmt: skip
            button.clicked.connect(lambda _=False, p=panel: self.open_panel(p))
        self._paper.clicked.connect(self._serve_paper)
        for panel in self._panels():
            panel.left.connect(self.close_panel)
        self.number.chosen.connect(lambda number, why: self._answer(lambda: vm.call_number(number, why)))
        self.pause.chosen.connect(lambda why: self._answer(lambda: vm.pause(why)))
        self.paper.chosen.connect(lambda text: self._answer(lambda: vm.serve_paper(text)))
        self.find.chosen.connect(lambda text: self._answer(lambda: vm.opening.find(text)))
        self.transfer.chosen.connect(lambda field, number, why: self._answer(lambda: vm.transfer(field, number, why)))
        self.priority.chosen.connect(lambda code: self._answer(lambda: vm.confirm_priority(self._asked_of, code)))

    def _keys(self) -> KeyMap:
        vm = self._vm
        return KeyMap(
            scanned=vm.opening.scanned,
            enter=vm.primary,
            anywhere={
                (_NONE, Qt.Key.Key_Escape): self._escape,
                (_NONE, Qt.Key.Key_F1): lambda: self.open_panel(self.keys_sheet),
                (_NONE, Qt.Key.Key_F2): self._next,
                (_CONTROL, Qt.Key.Key_F): lambda: self.open_panel(self.find),
                **{(_ALT, key): partial(self._quick, place) for place, key in enumerate(_DIGITS, 1)},
            },
            named={
                Qt.Key.Key_Delete: vm.absent,
                Qt.Key.Key_Down: lambda: self.queue.step(1),
                Qt.Key.Key_Up: lambda: self.queue.step(-1),
            },
            letters={
                " ": self._space,
                "r": vm.recall,
                "s": vm.begin,
                "h": vm.hold_or_resume,
                "t": self._transfer,
                "u": self._priority,
                "n": self._call_number,
                "p": lambda: self.open_panel(self.pause),
                "g": self._serve_paper,
            },
        )

    def _show(self, props: CounterProps) -> None:
        self.header.show_words(props.title, props.subtitle, props.staff_name)
        self.header.hub.show_line(props.hub)
        self.header.province.show_line(props.province)
        self.queue.show_props(props.waiting)
        self.person.show_props(props.person)
        self.notice.show_notice(props.notice)
        self.work.show_props(props)
        self._call.setEnabled(props.can_call)
        self._pause.setEnabled(props.can_pause)
        if self.panels.isVisible() and self.panels.currentWidget() in (self.transfer, self.priority):
            self._close_if_gone()

    def _act(self, action: str) -> None:
        vm = self._vm
        commands: dict[str, Callable[[], None]] = {
            person.NEXT: vm.call_next, person.START: vm.begin, person.FINISH: vm.finish,
            person.FINISH_NEXT: vm.finish_and_next, person.RECALL: vm.recall, person.HOLD: vm.hold,
            person.RESUME: vm.hold_or_resume, person.ABSENT: vm.absent, person.UNPAUSE: vm.unpause,
            person.TRANSFER: self._transfer,
        }  # fmt: skip
        commands[action]()

    def _next(self) -> None:
        """F2 finishes first when somebody is being served, as its button says."""
        if self._vm.props.person.phase == person.SERVING:
            self._vm.finish_and_next()
        else:
            self._vm.call_next()

    def _space(self) -> None:
        """The space bar is struck by accident: it calls, but it ends nobody's service."""
        self._vm.call_next()

    def _transfer(self) -> None:
        if ticket := self._in_front():
            self._asked_of = ticket.id
            self.open_panel(self.transfer, ticket.number, ticket.field)

    def _priority(self) -> None:
        if ticket := self._in_front():
            self._asked_of = ticket.id
            self.open_panel(self.priority, ticket.number, ticket.priority)

    def _in_front(self) -> Ticket | None:
        """The citizen who is called or served here, while nothing is being written about them."""
        current = self._vm.inputs.facts.current
        return current.ticket if current and self._vm.props.person.enabled(person.TRANSFER) else None

    def _close_if_gone(self) -> None:
        """A question about a citizen ends when another one, or nobody, is in front."""
        current = self._vm.inputs.facts.current
        if current is None or current.ticket.id != self._asked_of:
            self.close_panel()

    def _call_number(self) -> None:
        sheet = self._vm.props.sheet
        self.open_panel(self.number, sheet.number if sheet and sheet.callable else "")

    def _serve_paper(self) -> None:
        sheet = self._vm.props.sheet
        self.open_panel(self.paper, sheet.number if sheet and sheet.viewed else self._vm.opening.scanned_number)

    def open_panel(self, panel: Panel, *known: str) -> None:
        """Open a panel with what is known already, unless it makes no sense now."""
        if panel is self.pause and not self._vm.props.can_pause:
            return
        if panel is self.number and not self._vm.props.can_call:
            return
        self.panels.setCurrentWidget(panel)
        self.panels.setFixedHeight(panel.sizeHint().height())
        self.panels.show()
        panel.begin(*known)

    def _quick(self, place: int) -> None:
        panel = self.panels.currentWidget()
        if self.panels.isVisible() and isinstance(panel, Panel):
            panel.quick(place)

    def _answer(self, command: Callable[[], None]) -> None:
        self.close_panel()
        command()

    def close_panel(self) -> None:
        """Close the panel; the keys belong to the counter again."""
        self.panels.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _escape(self) -> None:
        """One thing at a time: the panel, the message, the waiting, the ticket that was looked at."""
        vm = self._vm
        if self.panels.isVisible():
            self.close_panel()
        elif vm.props.notice or vm.props.person.phase == person.CALLING:
            self._put_away()
        elif vm.props.sheet and vm.props.sheet.viewed:
            self._look_away()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_away(self) -> None:
        if self._vm.props.person.phase == person.CALLING:
            self._vm.stop_waiting()
        else:
            self._vm.dismiss()

    def _look_away(self) -> None:
        self.queue.look_nowhere()
        self._vm.view("")

    def _panels(self) -> tuple[Panel, ...]:
        return (self.find, self.number, self.pause, self.transfer, self.priority, self.paper, self.keys_sheet)
