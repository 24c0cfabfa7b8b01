"""The counter's commands. Each is refused in words where it makes no sense, and none waits on the network."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from kiosk.domain.trouble import Trouble
from kiosk.services import counters, papers, serving
from kiosk.store.store import Store
from ui.viewmodels import counter_person as person
from ui.viewmodels.counter_calling import Calling
from ui.viewmodels.counter_facts import DONE, INFO, TROUBLE, WARNING, Notice
from ui.viewmodels.counter_opening import TicketOpening
from ui.viewmodels.counter_screen import CounterDesk, CounterScreen
from ui.viewmodels.counter_ticket import field_name

ARMED_MS = 6_000
"""How long absence waits for its confirmation."""

Work = Callable[[Store, str, str], object]
"""A service on (store, ticket id, actor)."""


class CounterViewModel(CounterScreen):
    """One clerk's working day, key by key."""

    def __init__(self, desk: CounterDesk, parent: QObject | None = None) -> None:
        super().__init__(desk, parent)
        self._armed_until = 0
        self.opening = TicketOpening(desk.store, desk.jobs, self)
        self._calling = Calling(desk.claims, desk.jobs, desk.clock.now_ms)
        self._calling.answered.connect(self._call_answered)
        self._calling.delayed.connect(self._call_delayed)
        self._calling.refused.connect(self._troubled)
        desk.jobs.failed.connect(self._failed)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)

    def start(self, every_ms: int = 1_000) -> None:
        """Read the store, take up a call that a restart left unanswered, and let the clocks run."""
        desk = self.desk
        self.read()
        self._calling.take_up(desk.number, desk.fields, desk.staff.login)
        self._timer.start(every_ms)
        self.tick()

    def close(self) -> None:
        super().close()
        self._timer.stop()
        self.desk.jobs.failed.disconnect(self._failed)

    def tick(self) -> None:
        """The clocks go on: durations, messages that leave, repeats that are due."""
        now, hub = self.desk.clock.now_ms(), self.desk.hub_link()
        was_up = self.inputs.hub is None or self.inputs.hub.up
        notice, armed = self.inputs.notice, self.inputs.armed
        if armed and now >= self._armed_until:
            notice, armed = None, ""
        if notice and notice.until and now >= notice.until:
            notice = None
        self.show(now=now, hub=hub, province=self.desk.province_link(), notice=notice, armed=armed)
        self._calling.tick(now, hub.up and not was_up)
        self._read_if_old(now)

    def call_next(self) -> None:
        """Call who comes next; refused in words while somebody is in front."""
        if current := self.inputs.facts.current:
            text = f"{current.ticket.number} đang ở quầy."
            self.say(INFO, text, "Enter: bắt đầu hoặc xong. Del: vắng mặt. Sau đó hãy gọi tiếp.")
        elif self.props.person.enabled(person.NEXT):
            self.dismiss()
            desk = self.desk
            self._calling.call_next(desk.number, desk.fields, desk.staff.login)
            self._show_calling()

    def call_number(self, text: str, reason: str) -> None:
        """Call one number out of order; the reason is recorded and must not be empty."""
        if not reason.strip():
            self.say(WARNING, "Chưa ghi lý do gọi riêng số này.", "Gọi ngoài thứ tự phải có lý do.")
        elif self.props.can_call:
            self.dismiss()
            desk = self.desk
            self._calling.call_number(text, desk.number, desk.fields, reason.strip(), desk.staff.login)
            self._show_calling()

    def serve_paper(self, text: str) -> None:
        """Serve whoever laid this paper on the counter, wherever the ticket stands and with or without a line (R3)."""
        desk, paper = self.desk, self.opening.paper_of(text)
        self._act(
            lambda: papers.present(desk.store, desk.office, paper, desk.number, desk.staff.login),
            "Đang phục vụ theo phiếu giấy.",
        )

    def stop_waiting(self) -> None:
        """The clerk no longer waits for the call to be answered."""
        if self._calling.stop_waiting():
            self._show_calling()
            remedy = "Nếu số đã được gọi, số đó sẽ tự hiện ở đây khi có mạng."
            self.say(INFO, "Đã thôi chờ máy chủ hàng đợi.", remedy)

    def recall(self) -> None:
        """Call the number once more."""
        self._on_current(person.RECALL, serving.recall, "Đã gọi lại {}.")

    def begin(self) -> None:
        """The citizen has come: service begins."""
        self._on_current(person.START, serving.start, "")

    def finish(self) -> None:
        """Service ends."""
        self._on_current(person.FINISH, serving.finish, "Đã xong {}.")

    def finish_and_next(self) -> None:
        """Service ends and the next citizen is called: one key for the most usual moment of the day."""
        self._on_current(person.FINISH_NEXT, serving.finish, "", self.call_next)

    def hold(self, reason: str = "") -> None:
        """Put the citizen aside at this counter."""

        def work(store: Store, ticket_id: str, actor: str) -> object:
            return serving.hold(store, ticket_id, actor, reason)

        self._on_current(person.HOLD, work, "Đang giữ {}. Bấm H khi quầy trống để tiếp tục.")

    def hold_or_resume(self) -> None:
        """What H means now: put aside, or take up the one who was put aside first."""
        held = self.inputs.facts.held
        if self.inputs.facts.current or not held:
            self.hold()
        else:
            self.resume(held[0].id)

    def resume(self, ticket_id: str) -> None:
        """Take up a citizen who was put aside."""
        if number := self._held_number(ticket_id):
            if self.props.person.phase == person.FREE:
                store, actor = self.desk.store, self.desk.staff.login
                self._act(lambda: serving.resume(store, ticket_id, actor), f"Tiếp tục {number}.")
            else:
                self.say(INFO, f"Chưa thể tiếp tục {number}.", "Quầy phải trống trước đã.")

    def held_is_absent(self, ticket_id: str) -> None:
        """A citizen who was put aside did not come back; asked twice, as `absent` is."""
        if number := self._held_number(ticket_id):
            self._confirmed_absence(ticket_id, number)

    def absent(self) -> None:
        """The citizen did not come. It hurts, so the first press asks and the second does it."""
        current = self.inputs.facts.current
        if current and self.props.person.enabled(person.ABSENT):
            self._confirmed_absence(current.ticket.id, current.ticket.number)

    def transfer(self, to_field: str, to_counter: int, reason: str) -> None:
        """Send the citizen on to a field (code) or a counter (number); exactly one of them."""
        hub = self.desk.hub_link().hub
        target = f"quầy {to_counter}" if to_counter else field_name(self.desk.office, to_field)

        def work(store: Store, ticket_id: str, actor: str) -> object:
            return serving.transfer(
                store, ticket_id, actor, hub=hub, to_field=to_field, to_counter=to_counter, reason=reason.strip()
            )

        self._on_current(person.TRANSFER, work, f"Đã chuyển {{}} đến {target}.")

    def confirm_priority(self, ticket_id: str, priority: str) -> None:
        """What the papers of the person in front have proven: a class (code), or none ("")."""
        desk, known = self.desk, self.desk.office.priority(priority)
        said = f"Đã ghi ưu tiên: {known.name}." if known else "Đã ghi: không thuộc diện ưu tiên."
        self._act(
            lambda: serving.confirm_priority(desk.store, desk.office, ticket_id, priority, desk.staff.login), said
        )

    def pause(self, reason: str) -> None:
        """The counter calls nobody for a while; the board and the hall are told."""
        desk = self.desk
        if self.props.can_pause:
            self._act(lambda: counters.pause(desk.store, desk.number, reason, desk.staff.login), "")

    def unpause(self) -> None:
        """The counter calls again."""
        desk = self.desk
        if self.props.person.enabled(person.UNPAUSE):
            self._act(lambda: counters.resume(desk.store, desk.number, desk.staff.login), "")

    def primary(self) -> None:
        """What Enter does now: the first action shown, except calling, which has keys of its own."""
        commands = {person.START: self.begin, person.FINISH: self.finish, person.UNPAUSE: self.unpause}
        first = self.props.person.actions[0]
        if first.enabled and first.action in commands:
            commands[first.action]()

    def _confirmed_absence(self, ticket_id: str, number: str) -> None:
        if self.inputs.armed == ticket_id:
            store, actor = self.desk.store, self.desk.staff.login
            self._act(lambda: serving.absent(store, ticket_id, actor), f"Đã ghi {number} vắng mặt.")
            return
        self._armed_until = self.desk.clock.now_ms() + ARMED_MS
        question = Notice(WARNING, f"Ghi {number} vắng mặt?", "Bấm lần nữa để xác nhận, Esc để thôi.")
        self.show(armed=ticket_id, notice=question)

    def _on_current(self, action: str, work: Work, said: str, then: Callable[[], None] | None = None) -> None:
        current = self.inputs.facts.current
        if current and self.props.person.enabled(action):
            ticket, desk = current.ticket, self.desk
            self._act(lambda: work(desk.store, ticket.id, desk.staff.login), said.format(ticket.number), then)

    def _act(self, work: Callable[[], object], said: str, then: Callable[[], None] | None = None) -> None:
        if self.inputs.busy:
            return

        def settled() -> None:
            self.show(busy=False)
            if then:
                then()

        def done(_result: object) -> None:
            if said:
                self.say(DONE, said)
            self.read(settled)

        self.show(busy=True, armed="", notice=None)
        self.desk.jobs.run(work, done, self._troubled)

    def _call_answered(self, ticket: object) -> None:
        self.show(notice=None)
        self.view("", self._show_calling)
        if ticket is None:
            self.say(INFO, "Không còn ai chờ ở các lĩnh vực của quầy.", "Số mới sẽ tự hiện ở danh sách chờ.")

    def _call_delayed(self, trouble: Trouble) -> None:
        self._show_calling()
        remedy = "Sẽ tự gọi lại khi có mạng, không mất số nào. Esc: thôi chờ."
        self.show(notice=Notice(WARNING, trouble.message, remedy))

    def _troubled(self, trouble: Trouble) -> None:
        self._show_calling()
        self.show(busy=False, notice=Notice(TROUBLE, trouble.message, trouble.remedy))
        self.read()

    def _failed(self, text: str) -> None:
        self._calling.forget()
        self._has_read()
        self._show_calling()
        self.show(busy=False, notice=Notice(TROUBLE, text, "Việc vừa làm có thể chưa lưu: hãy xem lại."))

    def _held_number(self, ticket_id: str) -> str:
        return next((t.number for t in self.inputs.facts.held if t.id == ticket_id), "")

    def _show_calling(self) -> None:
        self.show(claiming=self._calling.tries, claim_number=self._calling.wanted)
