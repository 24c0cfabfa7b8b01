"""A cloned file and yesterday's file put back by hand: noticed, gone on under a new life, nothing lost or twice."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.domain.facts import TicketPrinted
from kiosk.services import issuing
from kiosk.store import cursors, witness
from kiosk.store.opening import open_station
from kiosk.store.schema import event, ticket
from kiosk.store.store import Store
from sync import breaker
from sync.breaker import Breaker, Circling
from sync.client import Away, Line
from sync.downlink import Downlink
from sync.forking import Forking
from sync.meeting import HUB, PROVINCE
from sync.relay import Relay
from sync.server.hub import create_hub_app
from sync.station import StationSync
from sync.uplink import Uplink


def until(fits: Callable[[], Any], seconds: float = 20.0) -> None:
    limit = time.monotonic() + seconds
    while not fits():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.02)


def facts_of(store: Store, station: str = "kiosk-1") -> list[tuple[str, str]]:
    """(event id, incarnation) of the tickets that stand here."""
    rows = store.read(
        lambda conn: conn.execute(
            select(event.c.event_id, event.c.incarnation, event.c.stream_id)
            .where(event.c.station == station)
            .order_by(event.c.event_id)
        ).all()
    )
    return [(r.event_id, r.incarnation) for r in rows if r.stream_id.startswith("ticket:")]


def numbers_at(store: Store) -> list[str]:
    return store.read(lambda conn: sorted(conn.execute(select(ticket.c.number)).scalars()))


def mark(store: Store, name: str) -> str:
    return store.write(lambda tx: tx.append(f"ticket:{name}", TicketPrinted(), "printer")).event_id


def drain(uplink: Uplink) -> None:
    for _ in range(50):
        if not uplink.run_once():
            return
    raise AssertionError("the uplink never comes to rest")


@pytest.fixture
def copy(tmp_path: Path, clock: Any, make_store: Any) -> Iterator[Callable[[], Store]]:
    """The closed file of kiosk-1 as it stands, opened in another folder: a cloned disk."""
    opened: list[Store] = []

    def make() -> Store:
        target = tmp_path / f"clone-{len(opened)}"
        target.mkdir()
        for name in ("station.db", "station.key", "station.mark"):
            shutil.copy(tmp_path / "kiosk-1" / name, target / name)
        opened.append(open_station(target, office="commune", station="kiosk-1", kind="kiosk", clock=clock))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


def uplink_of(store: Store, url: str, forking: Forking | None = None) -> Uplink:
    return Uplink(store, Line(url), HUB, relay=False, forking=forking)


@pytest.fixture
def twins(hub: Any, make_store: Any, copy: Any) -> tuple[Store, Store]:
    """Two machines with one file, of which the hub has heard one event."""
    one = make_store("kiosk-1")
    mark(one, "before")
    drain(uplink_of(one, hub.url))
    one.close()
    clone = copy()
    return make_store("kiosk-1"), clone


def test_two_machines_on_one_cloned_file_both_arrive_whole(hub: Any, make_store: Any, copy: Any) -> None:
    one = make_store("kiosk-1")
    before = [mark(one, f"before-{n}") for n in range(3)]
    drain(uplink_of(one, hub.url))
    life = one.me.incarnation
    one.close()
    clone, one = copy(), make_store("kiosk-1")
    mine, theirs = mark(one, "mine"), [mark(clone, f"theirs-{n}") for n in range(2)]
    drain(uplink_of(one, hub.url))
    forking = Forking(clone)
    drain(uplink_of(clone, hub.url, forking))
    assert one.me.incarnation == life
    assert clone.me.incarnation != life
    assert "rẽ nhánh" in forking.alarm()
    held = facts_of(hub.store)
    assert sorted(e for e, _ in held) == sorted([*before, mine, *theirs])
    assert {i for e, i in held if e in theirs} == {clone.me.incarnation}, "the same facts under a new life"
    for store in (one, clone):
        down = Downlink(store, Line(hub.url), HUB)
        while down.run_once(0):
            pass
    assert facts_of(one) == facts_of(clone) == held


def test_a_twins_longer_chain_acknowledges_nothing_that_was_not_compared(
    hub: Any, make_store: Any, copy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = make_store("kiosk-1")
    before = [mark(one, f"before-{n}") for n in range(4)]
    one.close()
    clone, one = copy(), make_store("kiosk-1")
    mine, theirs = mark(one, "mine"), [mark(clone, f"theirs-{n}") for n in range(3)]
    drain(uplink_of(one, hub.url))
    monkeypatch.setattr("sync.wire.MAX_EVENTS", 2)
    drain(uplink_of(clone, hub.url))
    assert {e for e, _ in facts_of(hub.store)} == {*before, mine, *theirs}
    down = Downlink(clone, Line(hub.url), HUB)
    while down.run_once(0):
        pass
    assert {e for e, _ in facts_of(clone)} == {*before, mine, *theirs}


@pytest.mark.parametrize(("reads_first", "chunk"), [(False, 500), (True, 500), (True, 1)])
def test_a_twin_put_back_to_before_it_had_parted_tells_again_what_it_wrote_in_the_life_of_both(
    hub: Any, make_store: Any, copy: Any, tmp_path: Path, clock: Any, monkeypatch: Any, reads_first: bool, chunk: int
) -> None:
    """Its feed begins with a snapshot where one page (`chunk` events) does not tell it all."""
    monkeypatch.setattr("kiosk.services.snapshots.CHUNK", chunk)
    one = make_store("kiosk-1")
    before = mark(one, "before")
    drain(uplink_of(one, hub.url))
    one.close()
    clone, one = copy(), make_store("kiosk-1")
    mine, theirs = [mark(one, f"mine-{n}") for n in range(2)], [mark(clone, f"theirs-{n}") for n in range(2)]
    drain(uplink_of(one, hub.url))
    clone.close()
    both, folder = clone.me.incarnation, tmp_path / "clone-0"
    witness.keep(folder, "the life after they had parted", 9)
    clone = open_station(folder, office="commune", station="kiosk-1", kind="kiosk", clock=clock)
    forking, life = Forking(clone), clone.me.incarnation
    assert life != both
    later = mark(clone, "later")
    down = Downlink(clone, Line(hub.url), HUB, forking)
    for step in range(2):
        if reads_first == (step == 0):
            while down.run_once(0) or not down.cursor():
                pass
        else:
            drain(uplink_of(clone, hub.url, forking))
    assert {e for e, _ in facts_of(clone)} == {e for e, _ in facts_of(hub.store)} == {before, *mine, *theirs, later}
    assert clone.me.incarnation == life, "it is another already"
    assert "rẽ nhánh" in forking.alarm()
    clone.close()


def test_a_file_that_was_put_back_reads_what_a_twin_wrote_in_the_life_of_both(
    hub: Any, twins: tuple[Store, Store], make_store: Any, tmp_path: Path
) -> None:
    """The feed had left it out, as what came through the reader itself."""
    one, clone = twins
    mark(clone, "theirs")
    drain(uplink_of(clone, hub.url))
    issuing.lease_series(hub.store, "kiosk-2", "some life", plain_first=True)
    down = Downlink(one, Line(hub.url), HUB)
    down.run_once(0)
    assert one.read(lambda conn: cursors.cursor(conn, HUB)), "it has read past it"
    one.close()
    witness.keep(tmp_path / "kiosk-1", "the life after they had parted", 9)
    one = make_store("kiosk-1")
    Downlink(one, Line(hub.url), HUB).run_once(0)
    assert len(facts_of(one)) == 2


def test_a_twin_of_the_same_length_is_noticed_at_the_first_meeting(hub: Any, make_store: Any, copy: Any) -> None:
    one = make_store("kiosk-1")
    mark(one, "before")
    one.close()
    clone, one = copy(), make_store("kiosk-1")
    mark(one, "mine")
    mark(clone, "theirs")
    drain(uplink_of(one, hub.url))
    life = clone.me.incarnation
    uplink_of(clone, hub.url).compare()
    assert clone.me.incarnation != life


def test_yesterdays_file_put_back_by_hand_is_noticed_before_it_gives_a_number(
    hub: Any, make_store: Any, copy: Any, commune: Any
) -> None:
    one = make_store("kiosk-1")
    sync = StationSync(one, hub.url, issues=True)
    sync.start()
    until(lambda: sync.state().up)
    first = issuing.issue(one, commune, field=commune.fields[0].code, hub="hub-1")
    until(lambda: first.number in numbers_at(hub.store))
    sync.stop()
    one.close()
    yesterday, one = copy(), make_store("kiosk-1")
    sync = StationSync(one, hub.url, issues=True)
    sync.start()
    until(lambda: sync.state().up)
    lost = issuing.issue(one, commune, field=commune.fields[0].code, hub="hub-1")
    until(lambda: lost.number in numbers_at(hub.store))
    sync.stop()
    one.close()
    again = StationSync(yesterday, hub.url, issues=True)
    again.start()
    until(lambda: again.state().up and "rẽ nhánh" in again.state().trouble)
    until(lambda: yesterday.read(lambda conn: conn.scalar(select(ticket.c.number).where(ticket.c.id == lost.id))))
    new = issuing.issue(yesterday, commune, field=commune.fields[0].code, hub="hub-1")
    until(lambda: new.number in numbers_at(hub.store))
    again.stop()
    assert len({first.number, lost.number, new.number}) == 3, "a series of its own"
    assert numbers_at(hub.store) == sorted([first.number, lost.number, new.number])


@pytest.mark.parametrize("worker", [StationSync, partial(Relay, role=HUB)])
def test_no_feed_is_read_before_the_server_has_said_how_far_it_holds_the_own_chain(
    worker: Any, hub: Any, make_store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The feed leaves out what came through its reader: a file put back would pass over what it has lost."""
    store = make_store("kiosk-1")
    sync = worker(store, hub.url)

    def lost(_line: Line, _chain: object) -> int:
        raise Away("unreachable", "mất câu trả lời")

    with monkeypatch.context() as away:
        away.setattr(Line, "reached", lost)
        for step in (sync._up_step, sync._down_step):
            with pytest.raises(Away):
                step()
    assert store.read(lambda conn: cursors.cursor(conn, HUB)) == ""
    sync._up_step()
    monkeypatch.setattr("sync.station.POLL_S", 0.0)
    monkeypatch.setattr("sync.relay.POLL_S", 0.0)
    sync._down_step()
    assert store.read(lambda conn: cursors.cursor(conn, HUB))


@pytest.mark.parametrize("worker", [StationSync, partial(Relay, role=HUB)])
def test_a_hub_put_back_before_anybody_read_its_feed_is_told_everything_again(
    worker: Any, hub: Any, serve: Any, make_store: Any, commune: Any, clock: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    """No cursor tells that another database answers where none was given yet; the sign of life does."""
    for module in ("sync.station", "sync.relay"):
        monkeypatch.setattr(f"{module}.BEAT_S", 0.0)
    store = make_store("kiosk-1")
    sync = worker(store, hub.url)
    told = mark(store, "before")
    sync._up_step()
    assert [e for e, _ in facts_of(hub.store)] == [told]
    empty = open_station(tmp_path / "put-back", office="commune", station="hub-1", kind="hub", clock=clock)
    again = serve(create_hub_app(empty, commune, lambda: None), empty)
    for line in (sync._line, sync._down_line):
        line.turn_to(again.url)  # as if it had come up at the same address: no question found nobody there
    for _ in range(2):
        sync._up_step()
    assert [e for e, _ in facts_of(empty)] == [told]
    again.stop()
    empty.close()


def test_what_an_earlier_life_left_unsent_is_sent_too(hub: Any, tmp_path: Path, clock: Any) -> None:
    """A backup that was restored holds what the dead file never sent."""
    from kiosk.store.backup import back_up
    from kiosk.store.restoring import open_or_recover

    folder, names = tmp_path / "kiosk-1", {"office": "commune", "station": "kiosk-1", "kind": "kiosk"}
    store = open_station(folder, clock=clock, **names)
    left = [mark(store, f"unsent-{n}") for n in range(4)]
    back_up(store.database.engine, folder)
    store.close()
    (folder / "station.db").write_bytes(b"scratched" * 1000)
    store, recovery = open_or_recover(folder, clock=clock, **names)
    assert recovery
    drain(uplink_of(store, hub.url))
    store.close()
    assert [e for e, _ in facts_of(hub.store)] == sorted(left)


def test_events_of_the_own_chain_that_somebody_else_wrote_are_not_taken_as_own(
    hub: Any, twins: tuple[Store, Store]
) -> None:
    one, clone = twins
    life = clone.me.incarnation
    mark(one, "after")
    Uplink(one, Line(hub.url), HUB, relay=False).run_once()
    clone.write(lambda tx: cursors.move_cursor(tx.conn, HUB, ""))
    page = Line(hub.url).feed("commune", "somebody-else", "", 0)
    down = Downlink(clone, Line(hub.url), HUB)
    down.apply(page, "", down.obeyed())
    assert clone.me.incarnation != life
    assert len(facts_of(clone)) == 2


def test_each_server_keeps_its_own_acknowledgement(hub: Any, make_store: Any) -> None:
    one = make_store("kiosk-1")
    for n in range(4):
        mark(one, f"t-{n}")
    one.write(lambda tx: cursors.note_acked(tx.conn, PROVINCE, one.me.origin, 2))
    drain(uplink_of(one, hub.url))
    assert one.read(lambda conn: cursors.acked(conn, HUB, one.me.origin)) == 4
    assert one.read(lambda conn: cursors.acked(conn, PROVINCE, one.me.origin)) == 2


def test_fork_after_fork_is_an_alarm_with_growing_pauses(make_store: Any) -> None:
    store = make_store("kiosk-1")
    forking = Forking(store)
    for _ in range(breaker.MOST):
        forking.renew(store.me.origin, HUB)
    life, pauses = store.me.incarnation, []
    for _ in range(3):
        with pytest.raises(Circling) as often:
            forking.renew(store.me.origin, HUB)
        pauses.append(often.value.pause_s)
    assert store.me.incarnation == life
    assert pauses == [60, 120, 240]
    assert "tắt nó" in often.value.remedy


def test_the_breaker_forgets_after_a_quiet_time() -> None:
    now = [0.0]
    one = Breaker("code", "words", "remedy", lambda: now[0])
    for _ in range(20):
        one.again()
        now[0] += breaker.WITHIN_S / 2
    for _ in range(2):
        one.again()
    with pytest.raises(Circling):
        one.again()
    now[0] += breaker.LONGEST_S
    with pytest.raises(Circling) as still:
        one.again()
    assert still.value.pause_s == 120
    now[0] += breaker.WITHIN_S + still.value.pause_s
    one.again()


def test_nobody_writes_under_a_life_that_has_ended(make_store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number given between the renewal's commit and the moment when its caller hears of it."""
    from kiosk.services import surrender

    store = make_store("kiosk-1")
    mark(store, "before")
    old, honest = store.me.incarnation, store.database.write
    late: list[str] = []

    def commit_then_dawdle(*work: Any) -> Any:
        result = honest(*work)
        if not late:
            late.append("")
            late[0] = mark(store, "at once after the commit")
        return result

    monkeypatch.setattr(store.database, "write", commit_then_dawdle)
    surrender.renew(store, 0)
    lives = dict(facts_of(store))
    assert lives[late[0]] == store.me.incarnation != old


def test_a_renewal_that_is_not_committed_changes_nothing(make_store: Any) -> None:
    from kiosk.store.store import Identity

    store = make_store("kiosk-1")
    before = store.me

    def fail(tx: Any) -> None:
        tx.become(Identity(before.office, before.station, "another", before.kind))
        raise ValueError("no disk")

    with pytest.raises(ValueError):
        store.write(fail)
    assert store.me is before
    assert mark(store, "after")
