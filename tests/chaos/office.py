"""A whole office in one thread: real stores, services, servers and workers on fake disks, clocks and lines.

Everything that happens comes from one seeded `Random`, so a history repeats.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from disk import Crash, Disk
from fastapi import FastAPI
from machine import COUNTER, HUB, KIOSK, PROVINCE, Machine
from network import Network, Wire, whole_way
from straight import Straight
from timekeeping import IDS, MORNING, TIME

import sync.server.app
import sync.server.hub
import sync.server.kiosk
import sync.uplink
from kiosk.domain.office import Office
from kiosk.domain.ticket import Ticket
from kiosk.services import promotion
from kiosk.services.receiving import feed_page

FIELDS = ("land", "certification")
AT_HOME, GONE = "hand", "gone"
"""Where a paper is while no counter has it, and once its citizen was served."""

WHOLE = 10
"""One seed of so many plays what a night does, too: digests of everything, compared at each meeting of a day. Its
questions go the whole way through the web framework."""
_WHOLE_BATCHES = (500,) * 9
CLONE = "-clone"
SELDOM = ("roll", "circle")
"""Workers that no commit wakes."""
_DUTY = """
SELECT duty, EXISTS (SELECT 1 FROM promotion JOIN identity USING (office) WHERE promotion.epoch > duty.epoch
    AND (promotion.station, promotion.incarnation) != (identity.station, identity.incarnation)
    AND promotion.epoch = (SELECT max(epoch) FROM promotion)) FROM duty
"""
_WAITING = "SELECT id FROM ticket WHERE owner = ? AND state = 'waiting'"
_FIRST = {"serving": 2, "waiting": 1}
"""Of two hubs of one epoch; one that waits may have been replaced without having acted on it yet."""


@dataclass
class Paper:
    """What a citizen holds: in one place only: `at` the counter where it was laid down, in the hand, or gone."""

    id: str
    day: str
    number: str
    kiosk: str
    field: str
    at: str = AT_HOME


@dataclass
class World:
    """One history."""

    office: Office
    random: Random
    slow: bool = False
    machines: dict[str, Machine] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)
    declared_off: set[str] = field(default_factory=set)
    came_back: dict[str, set[str]] = field(default_factory=dict)
    blind: set[str] = field(default_factory=set)
    one_file: set[str] = field(default_factory=set)
    contested: set[tuple[str, str]] = field(default_factory=set)
    forgetful: set[str] = field(default_factory=set)
    sent_again: dict[str, str] = field(default_factory=dict)
    lost: set[tuple[str, str]] = field(default_factory=set)
    tally: Counter[str] = field(default_factory=Counter)
    fallen: list[str] = field(default_factory=list)
    heard: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.network = Wire.network = Network(self.random, tally=self.tally, fallen=self.fallen.append, mute=self.blind)

    # -- the machines

    def begin(self, seed: int) -> None:
        """Sets up the office while the network still works: files, first meeting, number series."""
        TIME.at = MORNING + self.random.randrange(0, 3_600_000)
        IDS.begin(seed)
        TIME.nightly = seed % WHOLE == 0
        self.vary()
        for name in self._roll():
            self.machines[name] = _machine(name, self._act, self.slow)
            self.machines[name].install()
        self.network.calm = True
        for machine in self.machines.values():
            self.start(machine)
            if machine.kind == HUB:
                machine.register(m.name for m in self.all_of(COUNTER))
        for machine in self.stations(KIOSK, COUNTER):
            self.step(machine, "sync-up")
        self.network.calm = False

    def _roll(self) -> list[str]:
        counters = self.random.choice((2, 3, 3))
        kiosks = self.random.choice((1, 2, 2))
        return [
            *([PROVINCE] if self.random.random() < 0.25 else []),
            HUB,
            *(f"{HUB}-{n + 2}" for n in range(self.random.choice((0, 0, 1, 1, 2)))),
            *(f"{KIOSK}-{n + 1}" for n in range(kiosks)),
            *(f"{COUNTER}-{n + 1}" for n in range(counters)),
        ]

    def start(self, machine: Machine, *, renew: str = "") -> None:
        """Switches a machine on."""
        self.network.down.discard(machine.name)
        machine.open_store(renew=renew)
        if machine.kind == HUB and any(epoch_of(hub) > epoch_of(machine) for hub in self.all_of(HUB)):
            self.came_back[machine.name] = waiting_at(machine)
        if machine.kind in (HUB, PROVINCE):
            above = self.network.address(PROVINCE) if machine.kind == HUB and PROVINCE in self.machines else ""
            others = [self.network.address(m.name) for m in self.all_of(HUB) if m is not machine]
            self._listen(machine, machine.start_server(self.office, above, others))
        else:
            standbys = [self.network.address(m.name) for m in self.all_of(HUB)[1:]]
            answers = self.network.address(machine.name) if machine.kind == KIOSK else ""
            hub = self.network.address(HUB)
            if app := machine.start_station(self.office, hub, standbys, answers):
                self._listen(machine, app)

    def _listen(self, machine: Machine, app: FastAPI) -> None:
        self.network.apps[machine.name] = whole_way(app) if self.slow or TIME.nightly else Straight(app)

    def _part(self) -> None:
        """Machines with one file that have noticed it write two chains from now on."""
        twins = [self.machines[name] for name in sorted(self.one_file)]
        if twins and len({m.noted().incarnation for m in twins}) > 1:
            self.one_file.clear()
            self.tally["twins parted"] += 1
            for one in twins:
                one.disk.born += 1

    def unread(self, name: str) -> bool:
        """Whether what a machine writes is not to be believed yet: another history of its chain may be known."""
        return name in self.blind or name in self.one_file

    def add_clone(self, of: Machine, *, silent: bool) -> Machine:
        """Another PC with a copy of a machine's disk, and so its name, its key and the note beside its file. A `silent`
        one cannot be told from its original there: it has the same card and id."""
        clone = _machine(f"{of.name}{CLONE}", self._act, self.slow)
        clone.install()
        clone.disk.put(of.disk.image())
        clone.station, clone.note = of.station, of.noted()
        if silent:
            clone.note = None
            self.contested.add((of.station, of.noted().incarnation))
            self.one_file |= {of.name, clone.name}
            self.blind |= self.one_file
        self.machines[clone.name] = clone
        return clone

    def switch_off(self, name: str) -> None:
        """A machine without power."""
        self.machines[name].off()
        self.network.down.add(name)

    def stations(self, *kinds: str) -> list[Machine]:
        """The machines of these kinds that are on."""
        return [m for m in self.machines.values() if m.kind in kinds and m.store]

    def all_of(self, kind: str) -> list[Machine]:
        """The machines of this kind, on or off."""
        return [m for m in self.machines.values() if m.kind == kind]

    def hub(self) -> Machine:
        """Who holds the queue, or would if it ran: the one that serves under the highest epoch."""
        return max(self.all_of(HUB), key=lambda m: (epoch_of(m), _FIRST.get(duty_of(m), 0)))

    def _act(self, machine: Machine) -> None:
        IDS.now = machine.now_ms()
        if not self.network.asking:
            self.network.asking.append(machine.name)

    def step(self, machine: Machine, loop: str) -> bool:
        """One step of one of a machine's workers."""
        with self.turn(machine):
            went = loop in machine.loops and machine.loops[loop].step()
        machine.gather()
        self._part()
        if machine.name in self.blind - self.one_file and machine.sync and machine.sync.state().up:
            self.blind.discard(machine.name)
            machine.disk.born += 1
        return went

    def turn(self, machine: Machine) -> Turn:
        """What is asked within, this machine asks."""
        return Turn(self.network.asking, machine.name)

    def wake(self) -> None:
        """A commit wakes its machine's own workers, as in the product, and the long polls of others: mostly they are
        quick. What only looks around from time to time comes seldom."""
        for machine in [*self.machines.values()]:
            if machine.store and machine.disk.commits != self.heard.get(machine.name):
                for loop in [*machine.loops]:
                    if self.random.random() < (0.06 if loop in SELDOM else 0.5):
                        self.step(machine, loop)
                self.heard[machine.name] = machine.disk.commits

    # -- one step of the history

    def pick(self, machines: list[Machine]) -> Machine | None:
        """One of them by lot."""
        return self.random.choice(machines) if machines else None

    def vary(self) -> None:
        """How long a batch and a page may be from now on: uploads are cut anew, feeds come in pieces."""
        sync.uplink.wire.MAX_EVENTS = self.random.choice((1, 2, 7, *_WHOLE_BATCHES))
        sync.server.kiosk.PAGE = self.random.choice((1, 3, 20, *_WHOLE_BATCHES))
        feed_page.__kwdefaults__["limit"] = self.random.choice((1, 3, 20, *_WHOLE_BATCHES))

    def survive(self, crash: Crash) -> None:
        """The machine whose power went comes back at once, later, or with the next healing."""
        self.tally["crashes"] += 1
        self.switch_off(crash.name)
        if self.random.random() < 0.6:
            self.start(self.machines[crash.name])

    def known(self) -> set[tuple[str, str]]:
        """(day, number) of every ticket that stands on any disk: what died with a disk is lost to all."""
        rows = [m.disk.look("SELECT service_day, number FROM ticket") for m in self.machines.values()]
        return {(day, number) for some in rows for day, number in some}

    def raise_the_fallen(self) -> None:
        """Machines that fell while they answered others."""
        while self.fallen:
            self.survive(Crash(self.fallen.pop()))

    def issued(self, given: Ticket, machine: Machine) -> None:
        """A citizen holds a paper."""
        self.told.append((given.service_day, given.number))
        self.papers[given.id] = Paper(given.id, given.service_day, given.number, machine.name, given.field)
        self.tally["issued"] += 1


def epoch_of(machine: Machine) -> int:
    """The highest epoch that a machine has seen."""
    seen = "SELECT max(e) FROM (SELECT epoch AS e FROM duty UNION ALL SELECT epoch FROM promotion)"
    return machine.disk.look(seen)[0][0] or 0


def duty_of(machine: Machine) -> str:
    """What a hub holds itself for; one that has read of another's promotion leads no more."""
    for duty, outranked in machine.disk.look(_DUTY):
        return promotion.RETIRED if outranked and duty in (promotion.SERVING, promotion.WAITING) else duty
    return ""


def waiting_at(machine: Machine) -> set[str]:
    """Whom a hub had waiting before it was switched on."""
    return {row[0] for row in machine.disk.look(_WAITING, (machine.name,))}


def hub_of(machine: Machine) -> str:
    """The hub that a machine obeys; "" before it was told of another than the first."""
    return next((row[0] for row in machine.disk.look("SELECT hub FROM duty")), "")


class Turn:
    """Whose turn it is to ask, for the length of a `with`."""

    __slots__ = ("_asking", "_name")

    def __init__(self, asking: list[str], name: str) -> None:
        self._asking = asking
        self._name = name

    def __enter__(self) -> None:
        self._asking.append(self._name)

    def __exit__(self, *_: object) -> None:
        self._asking.pop()


_DISKS: dict[str, Disk] = {}


def _machine(name: str, acting: object, slow: bool) -> Machine:
    if name not in _DISKS:
        _DISKS[name] = Disk(name)
    return Machine(name, name.partition("-")[0], _DISKS[name], TIME.now_ms, acting, slow)  # type: ignore[arg-type]
