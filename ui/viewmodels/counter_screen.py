"""What the counter's window shows and when it is read anew; the commands stand in `counter`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from kiosk.domain.trouble import Trouble
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from ui.jobs import Jobs
from ui.pulse import Pulse
from ui.viewmodels.counter_calling import Claims
from ui.viewmodels.counter_facts import DONE, INFO, TROUBLE, CounterFacts, CounterInputs, Notice
from ui.viewmodels.counter_line import LinkLike
from ui.viewmodels.counter_reading import read_counter
from ui.viewmodels.counter_window import CounterProps, derive_counter

BRIEF_MS, REREAD_MS = 6_000, 15_000
"""How long a good word stays; how often the order of the line is asked anew, since waiting alone changes it."""


@dataclass(frozen=True, slots=True)
class CounterDesk:
    """What the view model works with: one clerk at one counter of one station."""

    office: Office
    store: Store
    jobs: Jobs
    pulse: Pulse
    claims: Claims
    clock: Clock
    hub_link: Callable[[], LinkLike]
    province_link: Callable[[], LinkLike | None]
    staff: Staff
    number: int
    fields: tuple[str, ...]


class CounterScreen(QObject):
    """`changed(CounterProps)` whenever what is shown differs."""

    changed = Signal(object)

    def __init__(self, desk: CounterDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.inputs = CounterInputs(desk.office, desk.number, desk.fields, desk.staff.name, desk.clock.now_ms())
        self.props: CounterProps = derive_counter(self.inputs)
        self._reading = self._stale = False
        self._read_at = 0
        self._viewed = ""
        self._after: list[Callable[[], None]] = []
        desk.pulse.changed.connect(self._store_changed)

    def close(self) -> None:
        """Hear and show nothing more."""
        self.desk.pulse.changed.disconnect(self._store_changed)

    def tell(self, notice: Notice) -> None:
        """Show a message in the bar; good words leave by themselves."""
        if notice.tone in (DONE, INFO) and not notice.until:
            notice = replace(notice, until=self.desk.clock.now_ms() + BRIEF_MS)
        self.show(notice=notice)

    def say(self, tone: str, text: str, remedy: str = "") -> None:
        """`tell` in short."""
        self.tell(Notice(tone, text, remedy))

    def dismiss(self) -> None:
        """Put the message away; an absence that was not confirmed is forgotten."""
        self.show(notice=None, armed="")

    def view(self, text: str, after: Callable[[], None] | None = None) -> None:
        """Open the ticket of a printed number or a ticket's QR text in the work zone; "" closes it."""
        self._viewed = text
        self.read(after)

    def show(self, **news: object) -> None:
        """Take new inputs and emit what differs."""
        self.inputs = replace(self.inputs, **news)  # type: ignore[arg-type]
        props = derive_counter(self.inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)

    def read(self, after: Callable[[], None] | None = None) -> None:
        """Ask the store anew, then `after`. Readings never overlap; one asked for meanwhile follows at once."""
        if after:
            self._after.append(after)
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        desk, viewed, calls = self.desk, self._viewed, self._after
        self._after = []

        def done(facts: CounterFacts) -> None:
            self._has_read()
            self.show(facts=facts)
            for call in calls:
                call()
            if self._stale:
                self.read()

        desk.jobs.run(
            lambda: read_counter(desk.store, desk.office, desk.number, desk.fields, viewed), done, self._unread
        )

    def _read_if_old(self, now: int) -> None:
        if now - self._read_at >= REREAD_MS:
            self.read()

    def _has_read(self) -> None:
        self._reading = False
        self._read_at = self.desk.clock.now_ms()

    def _unread(self, trouble: Trouble) -> None:
        self._has_read()
        self.show(busy=False, notice=Notice(TROUBLE, trouble.message, trouble.remedy))

    def _store_changed(self, topics: frozenset[str]) -> None:
        if topics & {"ticket", "counter"}:
            self.read()
