"""What people and faults do to the office: one act is one step of a history, drawn by its weight."""

from __future__ import annotations

from collections.abc import Callable

from disk import Crash
from faults import back_up, clock, clone, cut, late_question, mend, power, restore, send_again, split
from leading import call_roll, go_on_calling, vouch
from machine import COUNTER, HUB, KIOSK, OFFICE, PROVINCE, Machine
from office import AT_HOME, FIELDS, GONE, Paper, World
from timekeeping import TIME

from kiosk.domain.qr import qr_text
from kiosk.domain.ticket import CALLED, SERVING, Ticket
from kiosk.domain.trouble import Trouble
from kiosk.services import closing, counters, issuing, papers, serving
from kiosk.services.staff import Staff
from kiosk.store import tickets

Act = Callable[[World], None]
_SERVED = "SELECT 1 FROM ticket WHERE id = ? AND state = 'served'"
_LIES = "SELECT 1 FROM ticket WHERE holder = ? AND number = ? AND state = 'serving' AND by_paper = 1"


def step(world: World, told: Act | None = None) -> None:
    """Lets time pass and one thing happen, by lot if it is not `told`; a machine may lose power or room on its disk in
    the middle."""
    TIME.at += world.random.choice((0, 900, 45_000, 180_000))
    if world.random.random() < 0.02:
        world.vary()
    act = told or world.random.choices(_ACTS, _WEIGHTS)[0]
    unlucky = _unlucky(world)
    try:
        act(world)
        world.wake()
    except Crash as crash:
        world.survive(crash)
    except Trouble as trouble:
        world.tally[f"refused {trouble.code}"] += 1
    finally:
        if unlucky and unlucky.store:
            unlucky.disk.fuse.light(0)
        world.raise_the_fallen()


def _unlucky(world: World) -> Machine | None:
    fate = world.random.random()
    if fate > 0.06 or not (machine := world.pick(world.stations(HUB, HUB, KIOSK, COUNTER, PROVINCE))):
        return None
    machine.disk.fuse.light(world.random.randint(1, 40), full=fate < 0.01)
    return machine


# -- citizens


def issue(world: World) -> None:
    """A citizen takes a number; the paper comes out, does not, or nobody knows."""
    kiosk = world.pick(world.stations(KIOSK))
    if not kiosk or not kiosk.sync or world.unread(kiosk.name):
        return
    state, chance = kiosk.sync.state(), world.random
    priority = chance.choice(("", "", world.office.priorities[0].code, world.office.priorities[1].code))
    with world.turn(kiosk):
        given = issuing.issue(
            kiosk.open,
            world.office,
            field=chance.choice(FIELDS),
            priority=priority,
            procedure=chance.choice(("", "", "1.001193")),
            appointment_at=chance.choice((0, 0, 0, 0, kiosk.now_ms() + chance.randrange(-600_000, 1_200_000))),
            hub=state.hub if state.up else "",
            printing=True,
        )
        fate = chance.random()
        world.issued(given, kiosk)
        if fate < 0.8:
            issuing.printed(kiosk.open, given.id)
        elif fate < 0.9:
            issuing.unprinted(kiosk.open, given.id, "paper_out")


def print_again(world: World) -> None:
    """After a refill, what did not come out is offered again under its number; or it is withdrawn."""
    kiosk = world.pick(world.stations(KIOSK))
    owed = issuing.unprinted_tickets(kiosk.open) if kiosk else ()
    if not kiosk or not owed:
        return
    t = world.random.choice(owed)
    if world.random.random() < 0.3:
        issuing.void(kiosk.open, t.id, "khách đã về")
        return
    issuing.printing_started(kiosk.open, t.id)
    issuing.printed(kiosk.open, t.id)


# -- counters


def open_or_close(world: World) -> None:
    """A clerk comes, rests or leaves."""
    desk = world.pick(world.stations(COUNTER))
    if not desk:
        return
    number = _number(desk)
    state = counters.counter_state(desk.open, number)
    clerk = Staff(f"clerk-{number}", f"Cán bộ {number}", "clerk")
    match state.state if state else "closed":
        case "closed":
            counters.open_counter(desk.open, number, clerk, FIELDS)
        case "open":
            counters.pause(desk.open, number, "nghỉ", clerk.login)
        case _ if world.random.random() < 0.5:
            counters.resume(desk.open, number, clerk.login)
        case _:
            counters.close_counter(desk.open, number, clerk.login)


def call(world: World) -> None:
    """A counter that has nobody asks for the next."""
    desk = world.pick(world.stations(COUNTER))
    if not desk or not desk.sync or serving.current_ticket(desk.open):
        return
    world.tally["claims"] += 1
    fields = world.random.choice((FIELDS, FIELDS, FIELDS[:1]))
    with world.turn(desk):
        won = desk.sync.claims.next(_number(desk), fields, f"clerk-{_number(desk)}")
    if won:
        world.tally["won"] += 1


def call_by_number(world: World) -> None:
    """Out of order, with a reason: somebody who waits, or who did not come before."""
    desk, paper = world.pick(world.stations(COUNTER)), _somebody(world)
    if not desk or not desk.sync or not paper or serving.current_ticket(desk.open):
        return
    with world.turn(desk):
        desk.sync.claims.number(world.papers[paper].number, _number(desk), FIELDS, "người già yếu", desk.name)
    world.tally["by number"] += 1


def _somebody(world: World) -> str:
    return world.random.choice([*world.papers]) if world.papers else ""


def serve(world: World) -> None:
    """A counter goes on with the citizen it holds. Who has laid the paper down elsewhere does not come."""
    desks = world.stations(COUNTER)
    busy = [desk for desk in desks if serving.current_ticket(desk.open)]
    if not (desk := world.pick(busy or desks)):
        return
    now = serving.current_ticket(desk.open)
    if now:
        go_on(world, desk, now)
    elif held := serving.held_tickets(desk.open):
        serving.resume(desk.open, world.random.choice(held).id, desk.name)


def go_on(world: World, desk: Machine, now: Ticket) -> None:
    """One move with the ticket that a counter holds."""
    store, way = desk.open, world.random.random()
    if not comes(world, desk, now):
        nobody_comes(desk, now)
        return
    if world.random.random() < 0.1:
        confirm(world, desk, now)
    if way < 0.5:
        if now.state == CALLED and way < 0.3:
            serving.start(store, now.id, desk.name)
            _lay_down(world, now, desk.name)
            return
        serve_whole(world, desk, now)
    elif way < 0.6:
        serving.hold(store, now.id, desk.name)
        _lay_down(world, now, desk.name)
    elif way < 0.75:
        hub = desk.sync.state().hub if desk.sync else ""
        aim = (
            {"to_field": world.random.choice(FIELDS)}
            if way < 0.7
            else {"to_counter": _number(world.random.choice(world.all_of(COUNTER)))}
        )
        serving.transfer(store, now.id, desk.name, hub=hub, **aim)  # type: ignore[arg-type]
        _lay_down(world, now, AT_HOME)
        world.tally["transfers"] += 1
    elif now.state == CALLED:
        (serving.recall if way < 0.85 else serving.absent)(store, now.id, desk.name)
        _lay_down(world, now, AT_HOME)


def confirm(world: World, desk: Machine, now: Ticket) -> None:
    """The clerk looks at the proof of the class that the citizen stated, or states one now."""
    seen = world.random.choice((now.priority, "", world.office.priorities[0].code))
    serving.confirm_priority(desk.open, world.office, now.id, seen, desk.name)
    world.tally["priorities confirmed"] += 1


def comes(world: World, desk: Machine, now: Ticket) -> bool:
    """Whether the citizen of a ticket can be at this counter: nobody is who sits elsewhere or was served."""
    paper = world.papers.get(now.id)
    return paper is None or paper.at in (AT_HOME, desk.name)


def nobody_comes(desk: Machine, now: Ticket) -> None:
    """A clerk clears away a ticket whose citizen is not there, as a restored file may show one."""
    if now.state == SERVING:
        serving.hold(desk.open, now.id, desk.name)
    serving.absent(desk.open, now.id, desk.name)


def serve_whole(world: World, desk: Machine, now: Ticket) -> None:
    """The citizen comes, is served and goes home, whatever stops the program once that is written."""
    _lay_down(world, now, desk.name)
    try:
        serving.finish(desk.open, now.id, desk.name)
    finally:
        if desk.disk.raw.execute(_SERVED, (now.id,)).fetchone():
            goes_home(world, desk, now)
    world.tally["served"] += 1


def goes_home(world: World, desk: Machine, now: Ticket) -> None:
    """Served, with the paper; where its number was typed, only that tells whose it is."""
    for paper in world.papers.values():
        typed = not now.station and (paper.day, paper.number, paper.at) == (now.service_day, now.number, desk.name)
        if typed or paper.id == now.id:
            paper.at = GONE


def present(world: World) -> None:
    """A citizen lays the paper on a counter that is free, called or not, whatever the network does (R3)."""
    desk = world.pick([m for m in world.stations(COUNTER) if not serving.current_ticket(m.open)])
    waiting = [p for p in world.papers.values() if p.at == AT_HOME]
    if desk and waiting:
        lay_on(world, desk, world.random.choice(waiting))


def lay_on(world: World, desk: Machine, paper: Paper) -> None:
    """The paper lies on the counter: scanned, or its number typed. Where the program stops over it, it lies there if
    that was written down, whatever the clerk was told."""
    slip = qr_text(OFFICE, paper.day, paper.number, paper.id)
    text = slip if world.random.random() < 0.7 else paper.number
    try:
        papers.present(desk.open, world.office, text, _number(desk), desk.name)
    finally:
        if desk.disk.raw.execute(_LIES, (desk.name, paper.number)).fetchone():
            paper.at = desk.name
    world.tally["by paper"] += 1


def close_day(world: World) -> None:
    """A machine looks whether its day is over."""
    if machine := world.pick(world.stations(HUB, KIOSK, COUNTER)):
        world.tally["expired"] += closing.expire_left(machine.open, world.office)


def _lay_down(world: World, now: Ticket, where: str) -> None:
    """Whose kiosk stopped over the paper has none, and is known from the first counter on."""
    if now.station:
        without = Paper(now.id, now.service_day, now.number, now.station, now.field)
        world.papers.setdefault(now.id, without).at = where


def void(world: World) -> None:
    """A kiosk's technician withdraws a number that still waits there."""
    kiosk = world.pick(world.stations(KIOSK))
    mine = kiosk.open.read(lambda c, of=kiosk.open.me.origin: tickets.owned(c, of)) if kiosk else []
    if kiosk and mine:
        issuing.void(kiosk.open, world.random.choice(mine).id, "lấy nhầm")
        world.tally["voided"] += 1


# -- workers


def work(world: World) -> None:
    """A worker of some machine takes its step: sends, reads, relays, beats."""
    machine = world.pick(world.stations(HUB, KIOSK, COUNTER))
    if machine and machine.loops:
        world.step(machine, world.random.choice([*machine.loops]))


def _number(desk: Machine) -> int:
    return int(desk.name.rpartition("-")[2])


_TABLE: dict[Act, int] = {
    issue: 18,
    print_again: 2,
    open_or_close: 2,
    call: 20,
    call_by_number: 4,
    serve: 24,
    void: 1,
    present: 4,
    close_day: 1,
    call_roll: 2,
    go_on_calling: 4,
    vouch: 1,
    work: 16,
    send_again: 1,
    late_question: 3,
    split: 1,
    cut: 2,
    mend: 4,
    power: 1,
    clock: 1,
    back_up: 1,
    restore: 1,
    clone: 1,
}
_ACTS, _WEIGHTS = list(_TABLE), list(_TABLE.values())
