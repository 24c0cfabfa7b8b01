"""I8: whatever was lost, repeated and cut anew on the way, one clean upload and a replay give the same state."""

from __future__ import annotations

from disk import Disk, FakeDatabase
from invariants import picture
from machine import HUB, NOWHERE, OFFICE, Machine
from office import World
from timekeeping import TIME
from witnessed import Violation

from kiosk.services.receiving import receive
from kiosk.store import journal, opening, replaying
from kiosk.store.store import Store

_SPARE = Disk("spare")
FRESH = "clean"


def check_cleanly(world: World) -> None:
    """An empty machine is told every chain of the hub whole, once and in turn; then the hub's rows are built anew from
    its journal. Both must give what the hub shows. Raises Violation."""
    hub = world.hub()
    truth = picture(hub)
    if _differs(truth, picture(_told_whole(hub))):
        raise Violation("I8 one clean upload gives another state than this history")
    hub.open.write(lambda tx: replaying.replay(tx.conn))
    if found := _differs(truth, picture(hub)):
        raise Violation(f"I8 a replay of {hub.name} gives other rows: {found}")


def _told_whole(hub: Machine) -> Machine:
    spare = Machine(FRESH, HUB, _SPARE, TIME.now_ms, lambda _machine: None)
    spare.install()
    database = FakeDatabase(_SPARE, lambda: None)
    me = opening._settle(database, NOWHERE, OFFICE, FRESH, HUB, TIME.now_ms(), "")  # type: ignore[arg-type]
    store = Store(database, me, spare)  # type: ignore[arg-type]
    for origin, _ in hub.open.read(journal.origins):
        receive(store, hub.open.read(lambda conn, of=origin: journal.chain(conn, of, 0, 99_999)), via=hub.name)  # type: ignore[misc]
    return spare


def _differs(one: dict[str, list[tuple[object, ...]]], other: dict[str, list[tuple[object, ...]]]) -> str:
    return next((table for table in one if one[table] != other[table]), "")
