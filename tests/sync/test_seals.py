"""A hub carries batches but cannot change them: what a station did not seal is refused, kept by the hub, and shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from kiosk.domain import facts
from kiosk.domain.event import Event, seal
from kiosk.services import issuing
from kiosk.services.receiving import receive
from kiosk.store import journal, seals
from kiosk.store.seals import Seal, put_seals
from kiosk.store.trust import put_keys
from sync import wire
from sync.downlink import Downlink
from sync.trust.sealing import make
from sync.uplink import Uplink


def sealed(events: list[Event], by: Any, **unlike: Any) -> dict[str, Any]:
    return {"seal": wire.seal_to_plain(replace(make(by.key, events[-1]), **unlike))}


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def hub(closed_province: Any, signed: Any) -> Any:
    """The hub's key at a province that knows it and kiosk-1."""
    return signed(closed_province, "hub-1", "hub")


@pytest.fixture
def kiosk(closed_province: Any, signed: Any) -> Any:
    return signed(closed_province, "kiosk-1", "kiosk")


def test_what_a_station_sealed_is_taken_and_its_seal_kept(hub: Any, kiosk: Any, chain: Any) -> None:
    events = chain("kiosk-1").tickets(5)
    assert hub.upload(events, **sealed(events, kiosk)).json() == {"acked_through": 5}
    kept = kiosk.served.store.read(lambda conn: seals.covering(conn, make(kiosk.key, events[-1]).origin, 3))
    assert kept is not None
    assert (kept.seq, kept.key_id) == (5, kiosk.key.key_id)
    assert kept.is_by(kiosk.key.public)


def rebuilt(events: list[Event], bodies: dict[int, dict[str, Any]]) -> list[Event]:
    """The chain as a clever carrier would write it: other bodies, every hash right again."""
    made: list[Event] = []
    for event in events:
        plain = {n: getattr(event, n) for n in wire.EventForm.model_fields if n not in ("body_hash", "chain_hash")}
        plain |= {
            "prev_hash": made[-1].chain_hash if made else event.prev_hash,
            "body": bodies.get(event.seq, event.body),
        }
        made.append(seal(**plain))
    return made


TAMPERINGS: dict[str, Callable[[list[Event]], list[Event]]] = {
    "a body, hashes mended": lambda events: rebuilt(events, {1: {**events[0].body, "number": "A999"}}),
    "the last one, hashes mended": lambda events: rebuilt(events, {5: {"reason": "x"}}),
    "an event left out, hashes mended": lambda events: [*events[:2], *rebuilt([replace(events[3], seq=3)], {})],
    "cut short": lambda events: events[:4],
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_a_carrier_that_changes_anything_is_refused(hub: Any, kiosk: Any, chain: Any, how: str, caplog: Any) -> None:
    events = chain("kiosk-1").tickets(5)
    answer = hub.upload(TAMPERINGS[how](events), **sealed(events, kiosk))
    assert refused(answer) == (422, "bad-seal")
    assert "refused the batch of kiosk-1 from hub-1: bad-seal" in caplog.text
    assert hub.upload(events, **sealed(events, kiosk)).status_code == 200, "the true batch is still welcome"


def test_hashes_still_count_for_themselves(hub: Any, kiosk: Any, chain: Any) -> None:
    events = chain("kiosk-1").tickets(5)
    swapped = [events[1], events[0], *events[2:]]
    assert refused(hub.upload(swapped, **sealed(events, kiosk))) == (409, "gap")
    bent = [replace(events[0], body={**events[0].body, "number": "A999"}), *events[1:]]
    assert refused(hub.upload(bent, **sealed(events, kiosk))) == (422, "flawed")


def test_seals_of_others_do_not_count(hub: Any, kiosk: Any, signed: Any, chain: Any) -> None:
    events, province = chain("kiosk-1").tickets(5), kiosk.served
    other = signed(province, "kiosk-2", "kiosk")
    namesake = signed(province, "kiosk-1", "kiosk", office="other-office")
    stranger = signed(province, "kiosk-1", "kiosk", known=False)
    assert refused(hub.upload(events)) == (422, "unsealed")
    assert refused(kiosk.upload(events)) == (422, "unsealed")
    for thief in (hub, other, namesake, stranger):
        assert refused(hub.upload(events, **sealed(events, thief))) == (422, "bad-seal")
    forged = sealed(events, hub, key_id=kiosk.key.key_id)
    assert refused(hub.upload(events, **forged)) == (422, "bad-seal")
    foreign = chain("kiosk-1").tickets(5)
    assert refused(hub.upload(events, **sealed(foreign, kiosk))) == (422, "bad-seal")
    assert province.store.read(journal.origins) == []


def test_what_was_taken_before_a_revocation_still_comes_through(hub: Any, kiosk: Any, chain: Any) -> None:
    events = chain("kiosk-1").tickets(5)
    kiosk.revoke()
    assert kiosk.upload(events, **sealed(events, kiosk)).status_code == 403
    assert hub.upload(events, **sealed(events, kiosk)).status_code == 200


def test_a_hub_vouches_only_for_those_who_never_had_a_key(hub: Any, kiosk: Any, chain: Any, caplog: Any) -> None:
    old, joined = chain("kiosk-0").tickets(3), chain("kiosk-1").tickets(3)
    assert hub.upload(old, **sealed(old, hub)).status_code == 200
    assert "hub-1 vouches for kiosk-0" in caplog.text
    assert refused(hub.upload(joined, **sealed(joined, hub))) == (422, "bad-seal")


def test_a_kiosk_makes_nobody_staff(hub: Any, kiosk: Any, chain: Any) -> None:
    writer = chain("kiosk-1")
    events = [*writer.tickets(2), writer.add("staff:eve", 1, facts.StaffAdded("eve", "Eve", "technician"))]
    for carrier in (kiosk, hub):
        answer = carrier.upload(events, **sealed(events, kiosk))
        assert refused(answer) == (422, "not-its-fact")
        assert answer.json()["index"] == 2


def test_a_board_issues_no_tickets(hub: Any, signed: Any, chain: Any) -> None:
    board = signed(hub.served, "board-1", "board")
    events = chain("board-1").tickets(2)
    assert refused(board.upload(events, **sealed(events, board))) == (422, "not-its-fact")


def test_in_open_mode_no_seal_is_asked_for(province: Any, chain: Any) -> None:
    assert province.upload(chain("kiosk-1").tickets(3)).status_code == 200


def drain(uplink: Uplink) -> None:
    for _ in range(200):
        if not uplink.run_once():
            return
    raise AssertionError("it sends without end")


@pytest.fixture
def office(make_store: Any) -> Any:
    """A hub's store, and how a station's sealed events come into it."""
    store = make_store("hub-1", kind="hub")

    def deliver(events: list[Event], by: Any = None) -> None:
        own = [make(by.key, events[-1])] if by else []
        receive(store, events, via="x", then=lambda tx: put_seals(tx.conn, own))

    store.deliver = deliver
    return store


def test_a_hub_carries_chains_cut_where_their_stations_sealed(office: Any, hub: Any, kiosk: Any, chain: Any) -> None:
    office.write(lambda tx: put_keys(tx.conn, [kiosk.row, hub.row]))
    writer = chain("kiosk-1")
    for count in (1, 1, 300, 2, 499):
        office.deliver(writer.tickets(count), kiosk)
    office.write(lambda tx: tx.append("staff:lead", facts.StaffAdded("lead", "Lan", "lead"), "set-up"))
    with closing(hub.line()) as line:
        line.hello()
        uplink = Uplink(office, line, "province", relay=True)
        drain(uplink)
        assert uplink.backlog()[0] == 0
        assert uplink.alarm() == ""
    reached = dict(kiosk.served.store.read(journal.origins))
    assert reached == dict(office.read(journal.origins))
    own = kiosk.served.store.read(lambda conn: seals.seals_of(conn, office.me.origin))
    assert [s.key_id for s in own] == [hub.key.key_id]


def test_a_chain_that_nobody_sealed_waits_with_an_alarm_and_holds_up_no_other(
    office: Any, hub: Any, kiosk: Any, signed: Any, chain: Any
) -> None:
    quiet = signed(hub.served, "kiosk-2", "kiosk")
    office.write(lambda tx: put_keys(tx.conn, [kiosk.row, hub.row, quiet.row]))
    unsealed, well = chain("kiosk-2").tickets(4), chain("kiosk-1").tickets(4)
    office.deliver(unsealed)
    office.deliver(well, kiosk)
    with closing(hub.line()) as line:
        line.hello()
        uplink = Uplink(office, line, "province", relay=True)
        drain(uplink)
        assert "dấu niêm" in uplink.alarm()
        assert "kiosk-2" in uplink.alarm()
    assert [o[1] for o, _ in hub.served.store.read(journal.origins)] == ["kiosk-1"]
    assert len(office.read(lambda conn: journal.chain(conn, make(quiet.key, unsealed[0]).origin, 0, 99))) == 4


def test_a_chain_that_lacked_a_seal_goes_as_soon_as_the_seal_has_come(
    office: Any, hub: Any, kiosk: Any, chain: Any
) -> None:
    """A hub that lost its file takes a snapshot, and sends on before the seals over it are fetched."""
    office.write(lambda tx: put_keys(tx.conn, [kiosk.row, hub.row]))
    first, more = (writer := chain("kiosk-1")).tickets(4), writer.tickets(3)
    office.deliver(first)
    with closing(hub.line()) as line:
        line.hello()
        uplink = Uplink(office, line, "province", relay=True)
        drain(uplink)
        assert "dấu niêm" in uplink.alarm()
        office.write(lambda tx: put_seals(tx.conn, [make(kiosk.key, first[-1])]))
        drain(uplink)
        assert uplink.alarm() == ""
        assert dict(hub.served.store.read(journal.origins)) == dict(office.read(journal.origins))
        office.deliver(more)
        drain(uplink)
        assert "số 5 của máy kiosk-1" in uplink.alarm(), "what comes without a seal waits anew"
        office.write(lambda tx: put_seals(tx.conn, [make(kiosk.key, more[-1])]))
        drain(uplink)
    assert dict(hub.served.store.read(journal.origins)) == dict(office.read(journal.origins))


def test_a_refused_seal_sets_its_chain_aside_whole(office: Any, hub: Any, kiosk: Any, signed: Any, chain: Any) -> None:
    """What a changed hub would meet: the province refuses, nothing is lost, the others go on, a person is told."""
    office.write(lambda tx: put_keys(tx.conn, [kiosk.row, hub.row]))
    events, well = chain("kiosk-1").tickets(6), chain("kiosk-0").tickets(2)
    office.deliver(events)
    forged = replace(make(hub.key, events[-1]), key_id=kiosk.key.key_id)
    office.write(lambda tx: put_seals(tx.conn, [forged]))
    office.deliver(well)
    with closing(hub.line()) as line:
        line.hello()
        uplink = Uplink(office, line, "province", relay=True)
        drain(uplink)
        assert "Dấu niêm" in uplink.alarm()
    assert [o[1] for o, _ in hub.served.store.read(journal.origins)] == ["kiosk-0"]


def test_what_was_written_before_there_was_a_key_is_sealed_later(make_store: Any, kiosk: Any, commune: Any) -> None:
    store = make_store("kiosk-1")
    issuing.lease_own_series(store)
    field = commune.fields[0].code
    for _ in range(3):
        issuing.issue(store, commune, field=field)
    head = store.read(lambda conn: journal.head(conn, store.me.origin))[0]
    store.write(
        lambda tx: __import__("kiosk.store.cursors").store.cursors.note_acked(tx.conn, "hub", store.me.origin, head)
    )
    with closing(kiosk.line()) as line:
        line.hello()
        drain(Uplink(store, line, "hub", relay=False))
    kept = kiosk.served.store.read(lambda conn: seals.seals_of(conn, store.me.origin))
    assert [s.seq for s in kept] == [head]
    assert store.read(lambda conn: seals.sealed_through(conn, store.me.origin)) == head


def test_a_hub_that_reads_the_feed_gets_the_seals_with_it(
    make_store: Any, hub: Any, kiosk: Any, signed: Any, chain: Any
) -> None:
    events = chain("kiosk-1").tickets(6)
    for stretch in (events[:2], events[2:]):
        assert kiosk.upload(stretch, **sealed(stretch, kiosk)).status_code == 200
    standby = make_store("hub-2", kind="hub")
    standby.write(lambda tx: put_keys(tx.conn, [kiosk.row]))
    with closing(hub.line()) as line:
        Downlink(standby, line, "hub").run_once(0)
    of = make(kiosk.key, events[-1]).origin
    assert [s.seq for s in standby.read(lambda conn: seals.seals_of(conn, of))] == [2, 6]
    page = kiosk.ask("GET", "/v1/offices/commune/feed?reader=r").json()
    assert "seals" not in page, "stations carry nobody's events"


def test_a_hub_fetches_seals_over_what_it_took_in_bulk(make_store: Any, hub: Any, kiosk: Any, chain: Any) -> None:
    events = chain("kiosk-1").tickets(700)
    for stretch in (events[:400], events[400:]):
        assert kiosk.upload(stretch, **sealed(stretch, kiosk)).status_code == 200
    standby = make_store("hub-2", kind="hub")
    standby.write(lambda tx: put_keys(tx.conn, [kiosk.row]))
    with closing(hub.line()) as line:
        down = Downlink(standby, line, "hub")
        while down.run_once(0):
            pass
    of = make(kiosk.key, events[-1]).origin
    assert standby.read(lambda conn: journal.head(conn, of))[0] == 700
    assert [s.seq for s in standby.read(lambda conn: seals.seals_of(conn, of))] == [400, 700]


def test_a_false_seal_in_the_feed_is_left_out(make_store: Any, kiosk: Any, chain: Any, caplog: Any) -> None:
    from sync.trust.sealing import sound

    store, events = make_store("hub-2", kind="hub"), chain("kiosk-1").tickets(3)
    store.write(lambda tx: put_keys(tx.conn, [kiosk.row]))
    receive(store, events, via="x")
    good = make(kiosk.key, events[-1])
    bad: list[Seal] = [replace(good, signature=bytes(64)), replace(good, chain_hash="0" * 64), replace(good, seq=2)]
    assert store.read(lambda conn: sound(conn, [*bad, good])) == [good]
    assert caplog.text.count("left out") == 3


def test_seals_near_each_other_are_thinned(make_store: Any, kiosk: Any, chain: Any) -> None:
    store, events = make_store("hub-2", kind="hub"), chain("kiosk-1").tickets(400)
    for event in events:
        store.write(lambda tx, event=event: put_seals(tx.conn, [make(kiosk.key, event)]))
    kept = [s.seq for s in store.read(lambda conn: seals.seals_of(conn, make(kiosk.key, events[0]).origin))]
    assert kept[-1] == 400
    assert len(kept) <= 400 / (seals.APART - 1) + 2
    assert max(b - a for a, b in pairwise(kept)) <= seals.APART


def test_nobody_hides_events_from_another_by_naming_its_database(closed_hub: Any, signed: Any, chain: Any) -> None:
    kiosk, counter = (signed(closed_hub, name, name.partition("-")[0]) for name in ("kiosk-1", "counter-1"))
    events = chain("kiosk-1").tickets(2)
    body = {"events": wire.to_plain_list(events), **sealed(events, kiosk)}
    path = "/v1/stations/kiosk-1/events"
    assert kiosk.ask("POST", path, json=body, params={"via": "life-of-counter"}).status_code == 200
    for asker, seen in ((counter, 2), (kiosk, 0)):
        page = asker.ask("GET", "/v1/offices/commune/feed", params={"reader": "life-of-counter"}).json()
        assert len(page["events"]) == seen


def test_a_desk_carries_anothers_sealed_words_and_nothing_unsealed(closed_hub: Any, signed: Any, chain: Any) -> None:
    kiosk, counter, board = (signed(closed_hub, n, n.partition("-")[0]) for n in ("kiosk-1", "counter-1", "board-1"))
    events = chain("kiosk-1").tickets(3)
    path, body = "/v1/stations/kiosk-1/events", {"events": wire.to_plain_list(events)}
    at = f"/v1/offices/commune/stations/kiosk-1/incarnations/{events[0].incarnation}"
    assert refused(counter.ask("POST", path, json=body)) == (403, "not-yours")
    assert refused(counter.ask("POST", path, json={**body, **sealed(events, counter)})) == (403, "not-yours")
    assert refused(board.ask("POST", path, json={**body, **sealed(events, kiosk)})) == (403, "not-yours")
    assert refused(board.ask("GET", at)) == (403, "not-yours")
    assert counter.ask("POST", path, json={**body, **sealed(events, kiosk)}).json() == {"acked_through": len(events)}
    assert counter.ask("GET", at).json() == {"acked_through": len(events)}
    forged = chain("kiosk-1").tickets(4)
    assert refused(counter.ask("POST", path, json={"events": wire.to_plain_list(forged), **sealed(events, kiosk)})) == (
        422,
        "bad-seal",
    )
