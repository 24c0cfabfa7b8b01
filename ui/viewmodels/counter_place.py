"""Taking a place: which counter, which fields. Both are remembered on this machine."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from kiosk.domain.counter import CLOSED, CounterState
from kiosk.domain.office import Office
from kiosk.domain.trouble import Trouble
from kiosk.services import counters, settings
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from ui.jobs import Jobs

NUMBER, FIELDS = "counter.number", "counter.fields"


@dataclass(frozen=True, slots=True)
class Place:
    """A counter's number and the codes of the fields served there."""

    number: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CounterChoice:
    """A counter to choose: its sign, and who sits there now ("" = free)."""

    number: int
    name: str
    area: str
    taken_by: str


@dataclass(frozen=True, slots=True)
class PlaceInputs:
    """`states` are the counters as this station knows them; `number` 0 = none chosen yet."""

    office: Office
    station: str
    number: int = 0
    fields: tuple[str, ...] = ()
    states: tuple[CounterState, ...] = ()
    fixed: bool = False
    busy: bool = False
    message: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class PlaceProps:
    """The page: the counters, the fields with a tick, and whether it can be opened."""

    counters: tuple[CounterChoice, ...]
    number: int
    fields: tuple[tuple[str, str, bool], ...]
    button: str
    ready: bool
    fixed: bool
    message: str
    remedy: str


def derive_place(inputs: PlaceInputs) -> PlaceProps:
    """The page for these inputs. `fields` are (code, name, served)."""
    taken = {s.number: s.staff_name for s in inputs.states if s.state != CLOSED and s.station != inputs.station}
    choices = tuple(CounterChoice(c.number, c.name, c.area, taken.get(c.number, "")) for c in inputs.office.counters)
    ready = inputs.number > 0 and bool(inputs.fields) and inputs.number not in taken and not inputs.busy
    return PlaceProps(
        counters=choices,
        number=inputs.number,
        fields=tuple((f.code, f.name, f.code in inputs.fields) for f in inputs.office.fields),
        button="Đang mở…" if inputs.busy else f"Mở quầy {inputs.number}" if inputs.number else "Chọn một quầy",
        ready=ready,
        fixed=inputs.fixed,
        message=inputs.message,
        remedy=inputs.remedy,
    )


class PlaceViewModel(QObject):
    """`changed(PlaceProps)`; `opened(Place)` once the counter is open."""

    changed = Signal(object)
    opened = Signal(object)

    def __init__(self, store: Store, jobs: Jobs, office: Office, staff: Staff, preset: int | None) -> None:
        super().__init__()
        self._store, self._jobs, self._staff = store, jobs, staff
        self._inputs = PlaceInputs(office, store.me.station, fixed=preset is not None)
        self._preset = preset or 0
        self.props = derive_place(self._inputs)

    def start(self, straight_in: bool) -> None:
        """Read what is remembered; with `straight_in` a remembered place is opened without asking."""

        def shown(got: tuple[Place, tuple[CounterState, ...]]) -> None:
            place, states = got
            self._show(number=place.number, fields=place.fields, states=states)
            if straight_in and self.props.ready:
                self.open()

        self._jobs.run(lambda: (self._remembered(), self._states()), shown, self._troubled)

    def choose(self, number: int) -> None:
        """Choose a counter and, with it, the fields that it usually serves."""
        counter = self._inputs.office.counter(number)
        if counter and number != self._inputs.number:
            self._show(number=number, fields=counter.fields, message="", remedy="")

    def serve(self, code: str, yes: bool) -> None:
        """Serve a field, or no longer."""
        chosen = {*self._inputs.fields, code} if yes else {*self._inputs.fields} - {code}
        order = tuple(f.code for f in self._inputs.office.fields if f.code in chosen)
        self._show(fields=order, message="", remedy="")

    def open(self) -> None:
        """Open the counter and remember it."""
        if not self.props.ready:
            return
        place = Place(self._inputs.number, self._inputs.fields)
        self._show(busy=True, message="", remedy="")
        self._jobs.run(lambda: self._open(place), self._opened, self._troubled)

    def _open(self, place: Place) -> Place:
        counters.open_counter(self._store, place.number, self._staff, place.fields)
        settings.remember(self._store, NUMBER, str(place.number))
        settings.remember(self._store, FIELDS, ",".join(place.fields))
        return place

    def _opened(self, place: Place) -> None:
        self._show(busy=False)
        self.opened.emit(place)

    def _remembered(self) -> Place:
        office = self._inputs.office
        text = settings.remembered(self._store, NUMBER)
        last = int(text) if text.isdecimal() else 0
        counter = office.counter(self._preset or last)
        if counter is None:
            return Place(0, ())
        codes = settings.remembered(self._store, FIELDS).split(",") if counter.number == last else []
        return Place(counter.number, tuple(c for c in codes if office.field(c)) or counter.fields)

    def _states(self) -> tuple[CounterState, ...]:
        numbers = [c.number for c in self._inputs.office.counters]
        states = [counters.counter_state(self._store, number) for number in numbers]
        return tuple(state for state in states if state)

    def _troubled(self, trouble: Trouble) -> None:
        self._show(busy=False, message=trouble.message, remedy=trouble.remedy)

    def _show(self, **news: object) -> None:
        self._inputs = replace(self._inputs, **news)  # type: ignore[arg-type]
        props = derive_place(self._inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)
