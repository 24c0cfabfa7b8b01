"""One kind of transaction until the disk is full, then with room again; prints what happened as JSON.

Run by path: disk (a small one of its own), kind, seed. `before` and `after` are acknowledged deeds [type, stream].
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from kiosk.app.clock import SystemClock
from kiosk.domain.ticket import Ticket, stream_of
from kiosk.domain.trouble import Trouble
from kiosk.services import issuing, serving
from kiosk.services.auditing import recompute_chain
from kiosk.services.calling import ClaimRequest, claim
from kiosk.services.profile import load_office
from kiosk.services.receiving import receive
from kiosk.store import journal, opening
from kiosk.store.backup import back_up
from kiosk.store.database import sqlite_engine
from kiosk.store.keys import station_key
from kiosk.store.opening import open_station
from kiosk.store.store import Store, new_id

Deed = list[str]
disk, kind, chance = Path(sys.argv[1]), sys.argv[2], Random(sys.argv[3])
folder, office = disk / "station", load_office("commune")
STATION, MANY = "kiosk-1", 150


def opened(place: Path = folder, station: str = STATION) -> Store:
    return open_station(place, office="commune", station=station, kind="kiosk", clock=SystemClock())


def fill() -> None:
    """Takes all room but some pages, and the room that the log had."""
    engine = sqlite_engine(folder / "station.db", station_key(folder))
    with engine.connect() as conn:
        assert conn.connection.dbapi_connection is not None
        conn.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        try:
            while ballast.write(b"\0" * 4096):
                pass
        except OSError:
            ballast.truncate(max(0, ballast.tell() - chance.choice((0, 4096, 20_000, 60_000))))


def make_room() -> None:
    (disk / "ballast").unlink()


def give(store: Store, hub: str = "") -> Ticket:
    return issuing.issue(store, office, field=chance.choice(office.fields).code, hub=hub, printing=True)


def one(type_: str, ticket: Ticket | None) -> Deed:
    assert ticket is not None
    return [type_, stream_of(ticket.id)]


def issue_deeds(store: Store) -> Iterator[Callable[[], list[Deed]]]:
    yield from ((lambda: [one("ticket.issued", give(store))]) for _ in range(4 * MANY))


def print_deeds(store: Store) -> Iterator[Callable[[], list[Deed]]]:
    for ticket in [give(store) for _ in range(MANY)]:
        yield lambda t=ticket: [one("ticket.printed", issuing.printed(store, t.id))]  # type: ignore[misc]


def hand_over_deeds(store: Store) -> Iterator[Callable[[], list[Deed]]]:
    waiting = [give(store) for _ in range(MANY)]

    def all_at_once() -> list[Deed]:
        issuing.hand_over(store, "hub-1")
        return [one("ticket.handed_over", t) for t in waiting]

    yield all_at_once


def receive_deeds(store: Store) -> Iterator[Callable[[], list[Deed]]]:
    other = opened(disk.parent / f"{disk.name}-other", "kiosk-2")
    other.write(lambda tx: None)
    issuing.lease_series(other, "kiosk-2", other.me.incarnation, plain_first=False)
    for _ in range(MANY):
        give(other)
    events = other.read(lambda conn: journal.chain(conn, other.me.origin, 0, 10_000))
    other.close()
    for start in range(0, len(events), 50):
        batch = events[start : start + 50]

        def take(batch: list[Any] = batch) -> list[Deed]:
            receive(store, batch, via="x")
            return [[e.type, e.stream_id] for e in batch]

        yield take


def claim_deeds(store: Store) -> Iterator[Callable[[], list[Deed]]]:
    for _ in range(MANY):
        give(store, hub=STATION)
    fields = tuple(f.code for f in office.fields)
    for _ in range(MANY):
        wish = ClaimRequest(new_id(), STATION, 1, fields, "clerk")
        yield lambda w=wish: [one("ticket.called", claim(store, office, w))]  # type: ignore[misc]


def serve_deeds(store: Store) -> Iterator[Callable[[], list[Deed]]]:
    for call in list(claim_deeds(store)):
        ((_, stream),) = call()
        ticket_id = stream.partition(":")[2]
        yield lambda t=ticket_id: [one("ticket.served", serving.finish(store, t, "clerk"))]  # type: ignore[misc]


def backup_deeds(store: Store) -> Iterator[Callable[[], list[Deed]]]:
    made = [one("ticket.issued", give(store)) for _ in range(MANY)]

    def copy() -> list[Deed]:
        assert back_up(store.database.engine, folder).stat().st_size > 0
        return made

    yield copy


def open_deeds(store: Store) -> Iterator[Callable[[], list[Deed]]]:
    made = [one("ticket.issued", give(store)) for _ in range(MANY)]
    store.close()

    def again() -> list[Deed]:
        opened().close()
        return made

    yield again


def migrate_deeds(store: Store) -> Iterator[Callable[[], list[Deed]]]:
    """A file of an older program, and no room for its copy and its new tables."""
    made = [one("ticket.issued", give(store)) for _ in range(MANY)]
    store.close()
    make_old()
    opening.LEAST_FREE = 0

    def bring_up() -> list[Deed]:
        opened().close()
        return made

    yield bring_up


def make_old() -> None:
    """The same journal under the first schema."""
    from alembic import command
    from alembic.config import Config

    new = folder / "new.db"
    (folder / "station.db").replace(new)
    key = station_key(disk / "station")
    engine = sqlite_engine(folder / "station.db", key)
    config = Config()
    config.set_main_option("script_location", str(Path(opening.__file__).parent / "migrations"))
    with engine.connect().execution_options(motcua_write=True) as conn, conn.begin():
        config.attributes["connection"] = conn
        command.upgrade(config, "0001")
    with engine.connect() as conn:
        raw = conn.connection.dbapi_connection
        assert raw is not None
        raw.execute(f"ATTACH DATABASE '{new}' AS new KEY \"x'{key.hex()}'\"")
        for table in ("identity", "event", "origin", "office_head", "ticket", "series", "number_given"):
            names = [r[1] for r in raw.execute(f"PRAGMA main.table_info({table})")]
            known = {r[1] for r in raw.execute(f"PRAGMA new.table_info({table})")}
            columns = ", ".join(f'"{n}"' for n in names if n in known)
            raw.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
        raw.execute("DETACH DATABASE new")
    engine.dispose()
    new.unlink()


DEEDS: dict[str, Callable[[Store], Iterator[Callable[[], list[Deed]]]]] = {
    "issue": issue_deeds,
    "print": print_deeds,
    "hand-over": hand_over_deeds,
    "receive": receive_deeds,
    "claim": claim_deeds,
    "serve": serve_deeds,
    "backup": backup_deeds,
    "open": open_deeds,
    "migrate": migrate_deeds,
}


def main() -> None:
    """Works until refused, three times; then with room to the end."""
    store = opened()
    issuing.lease_own_series(store)
    plan = list(DEEDS[kind](store))
    before: list[Deed] = []
    after: list[Deed] = []
    refused: list[list[str]] = []
    fill()
    while plan:
        try:
            before += plan[0]()
        except Trouble as trouble:
            refused.append([trouble.code, str(trouble)])
            if len(refused) == 3:
                break
        else:
            plan.pop(0)
    make_room()
    for deed in plan[:20]:
        after += deed()
    store.close()
    store = opened()
    fault = recompute_chain(store).fault
    give(store)
    store.close()
    told = {"before": before, "after": after, "refused": refused, "chain": [fault] if fault else []}
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
