"""Makes the corpus of the version that runs it: `python tests/golden/make_corpus.py v1`. Never run for a version that
has one: the past is kept, not made again.

One small office day by the services themselves: every kind of fact, with wires of paper instead of HTTP. It uses only
what the version of its day offers; a later version may change this script freely, and adds what it has that is new.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from troubled_day import troubled_day

import kiosk
from kiosk.domain.event import seal
from kiosk.domain.facts import KNOWN, TicketPrinted, TicketPrinting, TicketUnprinted, TicketVoided
from kiosk.domain.service_day import VIETNAM
from kiosk.domain.ticket import stream_of
from kiosk.services import counters, issuing, serving
from kiosk.services import staff as people
from kiosk.services.calling import ClaimRequest, accept_handovers, claim
from kiosk.services.papers import join_typed
from kiosk.services.profile import load_office
from kiosk.services.receiving import feed_page, receive
from kiosk.store import journal
from kiosk.store.opening import open_station
from kiosk.store.schema import HEAD, PROJECTIONS
from kiosk.store.store import Store, new_id
from sync import wire

HERE = Path(__file__).parent
OFFICE = "commune"


class Clock:
    """Half a minute passes at each look."""

    at = int(datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM).timestamp() * 1000)

    def now_ms(self) -> int:
        self.at += 30_000
        return self.at


def main(version: str) -> None:
    """Writes `tests/golden/<version>/`."""
    target = HERE / version
    if target.exists():
        sys.exit(f"{target} stands already: a corpus is never made again")
    with tempfile.TemporaryDirectory() as folder:
        stores = office_day(Path(folder))
        whole = batches(stores["hub-1"])
        if missing := set(KNOWN) - {event["type"] for batch in whole for event in batch["events"]}:
            sys.exit(f"the day has nothing of {sorted(missing)}")
        for name in ("counter-2", "hub-2"):
            stores.pop(name).close()
        target.mkdir()
        (target / "batches.json").write_text(text_of(whole))
        (target / "picture.json").write_text(
            text_of({"program": kiosk.__version__, "schema": HEAD, **{name: picture(s) for name, s in stores.items()}})
        )
        for name, store in stores.items():
            keep(store, Path(folder) / name, target / name)
            store.close()


def office_day(folder: Path) -> dict[str, Store]:
    """A kiosk, two counters and a hub, and what they did."""
    clock, office = Clock(), load_office("commune")
    kinds = {"hub-1": "hub", "kiosk-1": "kiosk", "counter-1": "counter", "counter-2": "counter", "hub-2": "hub"}
    stores = {n: open_station(folder / n, office=OFFICE, station=n, kind=k, clock=clock) for n, k in kinds.items()}
    hub, kiosk_1, one, two, _ = stores.values()
    fields = tuple(f.code for f in office.fields)
    people.add_staff(one, "hanh.nt", "Nguyễn Thị Hạnh", "clerk", "mật khẩu ngày xưa", "setup")
    for number, store in ((1, one), (2, two)):
        counters.open_counter(store, number, people.Staff("hanh.nt", "Nguyễn Thị Hạnh", "clerk"), fields)
    issuing.lease_series(hub, "kiosk-1", kiosk_1.me.incarnation, plain_first=True)
    exchange(stores)
    given = [issuing.issue(kiosk_1, office, field=fields[n % len(fields)], hub="hub-1") for n in range(7)]
    given += [issuing.issue(kiosk_1, office, field=fields[0], hub="")]
    for n, t in enumerate(given):
        last = TicketUnprinted("paper-out") if n == 3 else TicketPrinted()
        for fact in (TicketPrinting(), last):
            kiosk_1.write(lambda tx, t=t, fact=fact: tx.append(stream_of(t.id), fact, "printer"))
    kiosk_1.write(lambda tx: tx.append(stream_of(given[7].id), TicketVoided("bấm nhầm"), "citizen"))
    exchange(stores)
    lives(stores, office, fields)
    counters.pause(two, 2, "họp giao ban", "hanh.nt")
    counters.resume(two, 2, "hanh.nt")
    counters.close_counter(two, 2, "hanh.nt")
    exchange(stores)
    odd(hub, clock)
    troubled_day(stores, office, clock, exchange, folder)
    return stores


def lives(stores: dict[str, Store], office: Any, fields: tuple[str, ...]) -> None:
    """What becomes of those who wait."""
    one, two = stores["counter-1"], stores["counter-2"]

    def call(store: Store, number: int, label: str = "") -> str:
        reason = "người già yếu" if label else ""
        wish = ClaimRequest(new_id(), store.me.station, number, fields, "hanh.nt", label, reason)
        won = claim(stores["hub-1"], office, wish)
        assert won
        exchange(stores)
        return won.id

    served = call(one, 1)
    serving.recall(one, served, "hanh.nt")
    serving.start(one, served, "hanh.nt")
    serving.finish(one, served, "hanh.nt")
    serving.absent(two, call(two, 2), "hanh.nt")
    held = call(one, 1)
    serving.hold(one, held, "hanh.nt", "chờ photo giấy tờ")
    serving.resume(one, held, "hanh.nt")
    serving.finish(one, held, "hanh.nt")
    moved = call(two, 2)
    serving.transfer(two, moved, "hanh.nt", hub="hub-1", to_counter=1, reason="nhầm lĩnh vực")
    exchange(stores)
    call(one, 1)


def odd(hub: Store, clock: Clock) -> None:
    """A type and a version of a day to come: stored and parked."""
    prev, events = "0" * 64, []
    for seq, (type_, version) in enumerate((("ticket.blessed", 1), ("ticket.printed", 99)), 1):
        events.append(
            seal(office=OFFICE, station="kiosk-future", incarnation="future", seq=seq, event_id=new_id(),
                 stream_id="ticket:future", stream_ver=seq, type=type_, schema_ver=version, at=clock.now_ms(),
                 actor="x", body={"wonder": "điều chưa biết"}, prev_hash=prev)
        )  # fmt: skip
        prev = events[-1].chain_hash
    receive(hub, events, via="kiosk-future")


def exchange(stores: dict[str, Store]) -> None:
    """Everything up to the hub, everything down from it."""
    hub = stores["hub-1"]
    others = [s for s in stores.values() if s is not hub]
    for store in others:
        receive(hub, store.read(lambda c, s=store: journal.chain(c, s.me.origin, 0, 9999)), via=store.me.incarnation,
                then=accept_handovers)  # fmt: skip
    for store in others:
        page = feed_page(hub, OFFICE, "", not_via=store.me.incarnation, limit=9999)
        receive(store, page.events, via="hub", then=join_typed)


def batches(hub: Store) -> list[dict[str, Any]]:
    """The bodies of uploads that carry the whole journal, chain by chain, as they would go over the wire."""
    found = []
    for origin, last in sorted(hub.read(journal.origins)):
        for after in range(0, last, 20):
            events = hub.read(lambda c, o=origin, a=after: journal.chain(c, o, a, 20))
            found.append({"events": wire.to_plain_list(events)})
    return found


def picture(store: Store) -> dict[str, Any]:
    """Chains, projections and what is parked, as rows."""

    def work(conn: Any) -> dict[str, Any]:
        tables = {t.name: [dict(r._mapping) for r in conn.execute(select(t))] for t in PROJECTIONS}
        parked = conn.execute(text("SELECT station, seq FROM parked ORDER BY station, seq"))
        chains = {"/".join(o): list(journal.head(conn, o)) for o, _ in journal.origins(conn)}
        return {"chains": chains, "parked": [list(r) for r in parked], "tables": tables}

    return store.read(work)


def keep(store: Store, source: Path, target: Path) -> None:
    """The file without its spare pages, and its key."""
    target.mkdir()
    raw = store.database.engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(target / "station.db"),))
    finally:
        raw.close()
    for name in ("station.key", "station.mark"):
        shutil.copy(source / name, target / name)


def text_of(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
