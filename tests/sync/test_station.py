"""A station with a real hub over a line that can be cut: it works on, and everything arrives once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.app.rehearsal.line import CutLine
from kiosk.domain.event import seal
from kiosk.domain.facts import TicketPrinted
from kiosk.domain.ticket import stream_of
from kiosk.services import heartbeats, issuing
from kiosk.services.surrender import renew
from kiosk.store import duties, numbers
from kiosk.store.schema import event, ticket
from kiosk.store.store import new_id
from sync.link import LinkState
from sync.relay import Relay
from sync.server.hub import create_hub_app
from sync.station import StationSync


def until(fits: Callable[[], Any], seconds: float = 15.0) -> None:
    limit = time.monotonic() + seconds
    while not fits():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def line(hub: Any) -> Iterator[CutLine]:
    host, _, port = hub.url.removeprefix("http://").partition(":")
    cuttable = CutLine((host, int(port)))
    yield cuttable
    cuttable.close()


@pytest.fixture
def kiosk(make_store: Any, line: CutLine) -> Iterator[StationSync]:
    sync = StationSync(make_store("kiosk-1"), line.url, issues=True)
    sync.start()
    until(lambda: sync.state().up)
    yield sync
    sync.stop()


def states(store: Any) -> dict[str, tuple[str, str]]:
    found = store.read(lambda conn: list(conn.execute(select(ticket))))
    return {row.number: (row.owner, row.transit_to) for row in found}


def own_series(store: Any) -> Any:
    return store.read(lambda conn: numbers.own_series(conn, *store.me.origin))


def take(sync: StationSync, office: Any) -> Any:
    link = sync.state()
    return issuing.issue(sync._store, office, field=office.fields[0].code, hub=link.hub if link.up else "")


def test_a_ticket_is_handed_over_and_accepted(kiosk: StationSync, hub: Any, commune: Any) -> None:
    take(kiosk, commune)
    until(lambda: states(hub.store).get("A001") == ("hub-1", ""))
    until(lambda: states(kiosk._store).get("A001") == ("hub-1", ""))


def test_a_hub_that_was_put_back_between_two_words_gets_the_next_ticket(
    kiosk: StationSync, hub: Any, commune: Any
) -> None:
    """No line broke; handed over to its former life (ADR 15) the ticket would wait for ever."""
    take(kiosk, commune)
    until(lambda: states(hub.store).get("A001") == ("hub-1", ""))
    life = renew(hub.store, 0, "restored").incarnation
    until(lambda: kiosk._store.read(lambda conn: duties.incarnation_of(conn, "commune", "hub-1")) == life)
    take(kiosk, commune)
    until(lambda: states(hub.store).get("A002") == ("hub-1", ""))


def test_issuing_goes_on_while_cut_and_everything_is_handed_over_after(
    kiosk: StationSync, hub: Any, commune: Any, line: CutLine
) -> None:
    line.cut()
    at_the_cut = take(kiosk, commune)
    until(lambda: not kiosk.state().up)
    assert kiosk.state().trouble
    alone = [take(kiosk, commune) for _ in range(3)]
    assert (at_the_cut.owner, at_the_cut.transit_to) in (("", "hub-1"), ("kiosk-1", "")), "as the line was believed"
    assert all(t.owner == "kiosk-1" for t in alone)
    assert kiosk.state().hub == "hub-1"
    line.restore()
    until(lambda: len(states(hub.store)) == 4, 30)
    until(lambda: all(owner == "hub-1" for owner, _ in states(hub.store).values()))
    until(lambda: kiosk.state().up and kiosk.state().unsent == 0)
    accepted = hub.store.read(
        lambda conn: list(conn.execute(select(event.c.stream_id).where(event.c.type == "ticket.accepted")).scalars())
    )
    assert len(accepted) == len(set(accepted)) == 4


def test_a_cut_is_noticed_within_six_seconds_and_its_end_within_ten(
    kiosk: StationSync, commune: Any, line: CutLine
) -> None:
    line.cut()
    until(lambda: not kiosk.state().up, 6)
    since = kiosk.state().since
    take(kiosk, commune)
    until(lambda: kiosk.state().unsent > 0, 10)
    assert kiosk.state().oldest_unsent_at > 0
    assert kiosk.state().since == since
    line.restore()
    until(lambda: kiosk.state().up, 10)
    until(lambda: kiosk.state().unsent == 0, 5)
    assert kiosk.state().trouble == ""


def test_a_kiosk_whose_leases_the_hub_never_heard_of_gets_none_of_them_again(make_store: Any, hub: Any) -> None:
    """Its own file, renewed by now, has them from a hub that is dead; their tickets are on paper (I1)."""
    store = make_store("kiosk-1")
    issuing.lease_series(store, "kiosk-1", store.me.incarnation, plain_first=True)
    issuing.lease_series(store, "kiosk-2", "a life", plain_first=True)
    known = store.read(lambda conn: numbers.taken_series(conn, "commune"))
    renew(store, 0)
    sync = StationSync(store, hub.url, issues=True)
    sync.start()
    until(lambda: own_series(store))
    sync.stop()
    assert known == {"", "B"}
    assert own_series(store) == "C"


def test_the_hub_tells_how_its_own_line_to_the_province_stands(make_store: Any, commune: Any, serve: Any) -> None:
    above = LinkState(up=False, since=17, unsent=4, oldest_unsent_at=9, trouble="Tỉnh không trả lời.")
    store = make_store("hub-2", kind="hub")
    hub = serve(create_hub_app(store, commune, lambda: above), store)
    sync = StationSync(make_store("counter-1", kind="counter"), hub.url)
    sync.start()
    until(lambda: sync.province_state() is not None)
    sync.stop()
    assert sync.province_state() == above


def test_a_record_that_the_hub_cannot_read_is_said_while_the_line_is_up(make_store: Any, hub: Any) -> None:
    """Written by a program of another day: this one's own door would refuse it."""
    store = make_store("kiosk-1")
    before = store.write(lambda tx: tx.append("ticket:one", TicketPrinted(), "printer"))
    odd = seal(office="commune", station="kiosk-1", incarnation=before.incarnation, seq=2, event_id=new_id(),
               stream_id="ticket:not a name", stream_ver=1, type="ticket.printed", schema_ver=1, at=1, actor="x",
               body={}, prev_hash=before.chain_hash)  # fmt: skip
    store.write(lambda tx: tx.record([odd], "kiosk-1"))
    sync = StationSync(store, hub.url)
    sync.start()
    until(lambda: "số 2 của máy kiosk-1" in sync.state().trouble)
    until(lambda: sync.state().up and sync.state().unsent == 1)
    sync.stop()


def test_a_hub_that_speaks_another_language_is_said_and_loses_nothing(make_store: Any, commune: Any) -> None:
    import socket
    import threading

    portal = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                caller, _ = portal.accept()
            except OSError:
                return
            with caller:
                caller.recv(65536)
                caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 18\r\nConnection: close\r\n\r\n<html>Wi-Fi</html>")

    threading.Thread(target=serve, daemon=True).start()
    store = make_store("kiosk-1")
    issuing.lease_own_series(store)
    sync = StationSync(store, f"http://127.0.0.1:{portal.getsockname()[1]}", issues=True)
    sync.start()
    until(lambda: "Wi-Fi" in sync.state().trouble)
    given = take(sync, commune)
    sync.stop()
    portal.close()
    assert given.owner == "kiosk-1"
    assert not sync.state().up


@pytest.mark.parametrize("relays", [False, True])
def test_a_long_backlog_holds_no_beat_back(
    make_store: Any, hub: Any, province: Any, relays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("sync.station", "sync.relay"):
        monkeypatch.setattr(f"{place}.BEAT_S", 0.1)
    monkeypatch.setattr("sync.wire.MAX_EVENTS", 1)
    store = make_store("hub-2" if relays else "counter-1", kind="hub" if relays else "counter")
    stream = stream_of(new_id())
    store.write(lambda tx: [tx.append(stream, TicketPrinted(), "printer") for _ in range(40)])
    above = province if relays else hub
    sync = Relay(store, above.url) if relays else StationSync(store, above.url)
    left: set[Any] = set()

    def told() -> bool:
        left.update(s.report["unsent"] for s in heartbeats.stations(above.store, "commune"))
        return 0 in left

    sync.start()
    until(told, 60)
    sync.stop()
    assert len(left) > 2, "a beat was sent only when nothing was left"


def test_the_hub_relays_everybody_and_the_province_holds_it_all(
    kiosk: StationSync, hub: Any, commune: Any, province: Any
) -> None:
    relay = Relay(hub.store, province.url)
    relay.start()
    for _ in range(5):
        take(kiosk, commune)
    until(lambda: len(states(province.store)) == 5, 30)
    until(lambda: relay.state().up and relay.state().unsent == 0)
    relay.stop()

    def chains(store: Any) -> set[Any]:
        rows = store.read(lambda conn: list(conn.execute(select(event.c.station, event.c.seq, event.c.chain_hash))))
        return {tuple(row) for row in rows}

    assert chains(hub.store) <= chains(province.store)
