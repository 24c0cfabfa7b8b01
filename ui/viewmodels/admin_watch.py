"""The office, watched: the store at every change of it and every 5 s, the stations every 5 s by asking the hub."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.domain.trouble import Trouble
from kiosk.services import overview
from kiosk.services.heartbeats import StationSeen
from ui.viewmodels.admin_asking import Asking
from ui.viewmodels.admin_desk import AdminDesk
from ui.viewmodels.admin_facts import DayFacts, TodayInputs
from ui.viewmodels.admin_stations import StationFacts
from ui.viewmodels.admin_today import TodayProps, derive_today

EVERY_MS = 5_000
_TOPICS = frozenset({"ticket", "counter", "staff", "series"})


class AdminWatch(QObject):
    """`changed(TodayProps)` whenever what is shown differs; `troubled(Trouble)` when the store cannot be read;
    `stations_changed(StationFacts)` after every answer of the hub."""

    changed = Signal(object)
    stations_changed = Signal(object)
    troubled = Signal(object)

    def __init__(self, desk: AdminDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        asked = StationFacts(asked=desk.stations is not None)
        self.inputs = TodayInputs(desk.office, desk.clock.now_ms(), stations=asked)
        self.props: TodayProps = derive_today(self.inputs)
        self._reading = Asking(desk.jobs, lambda: _read(desk), self._read, self.troubled.emit, self)
        self._roll = Asking(desk.jobs, self._ask_hub, self._heard, self._unheard, self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)
        desk.pulse.changed.connect(self._store_changed)

    def start(self) -> None:
        """Look now and from now on."""
        self._timer.start(EVERY_MS)
        self.tick()

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()
        self.desk.pulse.changed.disconnect(self._store_changed)
        self._reading.close()
        self._roll.close()

    def tick(self) -> None:
        """Waiting alone changes the day, and a silent station says nothing: ask both. While the hub is away the
        figures stand still, as the page says: who was waiting then may have been called long ago."""
        self._show()
        if self.inputs.facts is None or self.inputs.hub is None or self.inputs.hub.up:
            self._reading.ask()
        if self.desk.stations:
            self._roll.ask()

    def _ask_hub(self) -> tuple[StationSeen, ...]:
        return self.desk.stations() if self.desk.stations else ()

    def _read(self, facts: DayFacts) -> None:
        self._show(facts=facts)

    def _heard(self, seen: tuple[StationSeen, ...]) -> None:
        self._tell_stations(StationFacts(seen, self.desk.clock.now_ms()))

    def _unheard(self, why: Trouble) -> None:
        self._tell_stations(replace(self.inputs.stations, trouble=why.message))

    def _tell_stations(self, facts: StationFacts) -> None:
        self._show(stations=facts)
        self.stations_changed.emit(facts)

    def _show(self, **news: object) -> None:
        desk = self.desk
        now, hub, province = desk.clock.now_ms(), desk.hub_link(), desk.province_link()
        self.inputs = replace(self.inputs, now=now, hub=hub, province=province, **news)  # type: ignore[arg-type]
        props = derive_today(self.inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)

    def _store_changed(self, topics: frozenset[str]) -> None:
        if topics & _TOPICS:
            self._reading.ask()


def _read(desk: AdminDesk) -> DayFacts:
    office, store = desk.office, desk.store
    codes = tuple(field.code for field in office.fields)
    return DayFacts(
        overview.today(store, office), overview.waiting_line(store, office, codes), overview.field_queues(store, office)
    )
