"""What goes wrong in an office: cables, power, clocks, and disks that die with a backup in their place."""

from __future__ import annotations

from disk import look_into
from machine import COUNTER, HUB, KIOSK, PROMISED, PROVINCE, Machine
from office import AT_HOME, CLONE, GONE, World

from kiosk.store import cursors
from kiosk.store.witness import RESTORED

DAY = 86_400_000
BY_HAND, WHOLE_DISK = "by hand", "whole disk"
_LIFE = "SELECT incarnation FROM identity"
_HELD = "SELECT last_seq FROM origin WHERE station = ? AND incarnation = ?"
_SITS = """
SELECT 1 FROM ticket WHERE service_day = ? AND number = ?
    AND (state = 'served' OR holder = ? AND state IN ('called', 'serving', 'held'))
"""
_TOLD = "SELECT incarnation, last_seq FROM origin WHERE station NOT LIKE 'kiosk%'"


def split(world: World) -> None:
    """The network falls into pieces along any line, or is whole again."""
    island = world.network.island
    parts = world.random.choice((2, 2, 3))
    island.update({name: world.random.randrange(parts) for name in world.machines})
    world.tally["splits"] += 1


def mend(world: World) -> None:
    """The network is whole again, and what was switched off runs."""
    world.network.island.clear()
    for machine in world.machines.values():
        if not machine.store:
            world.start(machine)


def cut(world: World) -> None:
    """One machine's cable comes off."""
    world.network.island[world.random.choice([*world.machines])] = world.random.randint(10, 99)
    world.tally["cuts"] += 1


def power(world: World) -> None:
    """A machine is switched off, or one that is off is switched on."""
    off = [m for m in world.machines.values() if not m.store]
    if off and world.random.random() < 0.8:
        world.start(world.random.choice(off))
    elif machine := world.pick(world.stations(HUB, KIOSK, COUNTER, PROVINCE)):
        world.switch_off(machine.name)
        world.tally["switched off"] += 1


def clock(world: World) -> None:
    """A machine's clock is set wrong, or right again."""
    machine = world.random.choice([*world.machines.values()])
    machine.skew = world.random.choice((0, 0, -600_000, 600_000, -3 * 3_600_000, -400 * DAY, 30_000))
    world.tally["clocks set"] += 1


def back_up(world: World) -> None:
    """A machine's file is copied."""
    if machine := world.pick(world.stations(KIOSK, KIOSK, COUNTER)):
        machine.backups.append(machine.disk.image())


def restore(world: World) -> None:
    """A disk dies and a backup takes its place (R6): by the program itself, which says so, by hand over the file, where
    the note beside it tells, or as an image of the whole disk with its note, which only a server can tell."""
    kept = [m for m in world.machines.values() if m.backups and (m.kind == KIOSK or carriers_know(world, m))]
    kept = [m for m in kept if not world.unread(m.name)]
    if not kept:
        return
    machine = world.random.choice(kept)
    ways = (RESTORED,) if machine.kind == HUB else (RESTORED, RESTORED, BY_HAND, BY_HAND, WHOLE_DISK)
    way = world.random.choice(ways)
    image, machine.note = world.random.choice(machine.backups), machine.noted()
    life = look_into(image, _LIFE)
    if way == WHOLE_DISK and life == machine.note.incarnation and _can_be_told(world, machine, image):
        world.blind.add(machine.name)
        world.contested.add((machine.station, life))
        machine.note = None
    put_back(world, machine, image, way)


def put_back(world: World, machine: Machine, image: bytes, way: str = RESTORED) -> None:
    """This machine's disk dies, and that image takes its place."""
    world.switch_off(machine.name)
    before = world.known()
    machine.disk.put(image)
    if machine.kind == COUNTER:
        world.forgetful.add(machine.name)
    _give_papers_back(world)
    world.lost |= before - world.known()
    world.start(machine, renew=RESTORED if way == RESTORED else "")
    world.tally["restored"] += 1
    world.tally["whole disks put back"] += machine.name in world.blind


def _give_papers_back(world: World) -> None:
    """Who sits at a counter, and no disk knows of it any more, takes the paper back and shows it anew."""
    for paper in [p for p in world.papers.values() if p.at not in (AT_HOME, GONE)]:
        sits = (paper.day, paper.number, paper.at)
        if not any(m.disk.raw.execute(_SITS, sits).fetchone() for m in world.machines.values()):
            paper.at = AT_HOME


def carriers_know(world: World, dead: Machine) -> bool:
    """Whether other hubs or counters have all that the kiosks have heard of any hub or counter, in any of its lives: a
    kiosk carries nobody's words on (ADR 38)."""

    def most(machines: list[Machine]) -> dict[str, int]:
        return dict(sorted(row for m in machines for row in m.disk.raw.execute(_TOLD)))

    known = most([m for m in world.all_of(HUB) + world.all_of(COUNTER) if m is not dead])
    return all(known.get(life, 0) >= told for life, told in most(world.all_of(KIOSK)).items())


def _can_be_told(world: World, machine: Machine, image: bytes) -> bool:
    """What no server has heard of a disk, nobody can miss when an older image of it goes on; nor can a counter's
    replaced hub know that it had turned away from it (ADR 32)."""
    if machine.kind == COUNTER and look_into(image, PROMISED) != machine.noted().epoch:
        return False
    place = (machine.station, machine.noted().incarnation)
    wrote = machine.disk.raw.execute(_HELD, place).fetchone()
    held = [m.disk.raw.execute(_HELD, place).fetchone() for m in world.all_of(HUB)]
    return all(row and row >= (wrote or (0,)) for row in held)


def clone(world: World) -> None:
    """A kiosk's disk is copied into another PC, which is switched on under the same name. Where nothing on it tells the
    copy, neither gives numbers or has anybody called until both have met the one hub: the gap that docs/adr/0032 names.
    """
    copied = [m for m in world.machines.values() if m.name.endswith(CLONE)]
    if (kiosk := world.pick(world.stations(KIOSK))) and not copied and kiosk.name not in world.blind:
        one_hub = len(world.all_of(HUB)) == 1
        world.start(world.add_clone(kiosk, silent=one_hub and world.random.random() < 0.6))
        world.tally["clones"] += 1


def send_again(world: World) -> None:
    """A station sends again what was acknowledged, cut otherwise."""
    machine = world.pick(world.stations(KIOSK, COUNTER))
    if not machine:
        return
    store = machine.open
    known = store.read(lambda c: cursors.acked(c, "hub", store.me.origin))
    world.sent_again[machine.name] = machine.station
    store.write(lambda tx: cursors.note_acked(tx.conn, "hub", store.me.origin, max(0, known - 3)))
    world.step(machine, "sync-up")


def late_question(world: World) -> None:
    """A question that its asker has given up arrives."""
    if world.network.wandering:
        world.network.deliver_late()
