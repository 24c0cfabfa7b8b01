"""A forked or restored file (R6): a new incarnation, no series, no ticket; every fact told again, nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.app.keeping import keep
from kiosk.domain.trouble import TryLater
from kiosk.services import calling, closing, rollcall, serving, surrender
from kiosk.services.issuing import hand_over, issue, lease_own_series, lease_series
from kiosk.services.receiving import Fork, receive
from kiosk.store import duties, journal, numbers, replaying, tickets, witness
from kiosk.store.backup import back_up
from kiosk.store.store import Store
from sync.loop import Loop


@pytest.fixture
def kiosk(hub: Store, make_store: Callable[..., Store]) -> Store:
    store = make_store("kiosk-1")
    lease_series(hub, "kiosk-1", store.me.incarnation, plain_first=False)
    _down(hub, store)
    return store


def _up(station: Store, hub: Store) -> int:
    own = station.read(lambda c: journal.chain(c, station.me.origin, 0, 9999))
    return receive(hub, own, via=station.me.incarnation, then=calling.accept_handovers).get(station.me.origin, 0)


def _down(hub: Store, station: Store) -> None:
    for origin, last in hub.read(journal.origins):
        known = station.read(lambda c, o=origin: journal.head(c, o)[0])
        if origin != station.me.origin and known < last:
            receive(station, hub.read(lambda c, o=origin, k=known: journal.chain(c, o, k, 9999)), via="hub")


def _clone(tmp_path: Path, make_store: Callable[..., Store], kiosk: Store) -> tuple[Store, Store]:
    """The kiosk's file on two disks."""
    kiosk.close()
    shutil.copytree(tmp_path / "kiosk-1", tmp_path / "twin" / "kiosk-1")
    original = make_store("kiosk-1")
    from kiosk.store.opening import open_station

    twin = open_station(
        tmp_path / "twin" / "kiosk-1", office="commune", station="kiosk-1", kind="kiosk", clock=kiosk.clock
    )
    return original, twin


def test_the_second_of_two_clones_goes_on_under_a_new_life_and_loses_nothing(
    hub: Store, kiosk: Store, commune, tmp_path: Path, make_store: Callable[..., Store]
) -> None:
    shared = issue(kiosk, commune, field="land")
    _up(kiosk, hub)
    acked = kiosk.read(lambda c: journal.head(c, kiosk.me.origin)[0])
    original, twin = _clone(tmp_path, make_store, kiosk)
    one = issue(original, commune, field="land")
    other = issue(twin, commune, field="certification")
    _up(original, hub)
    with pytest.raises(Fork):
        _up(twin, hub)
    before = twin.me
    surrender.renew(twin, acked)
    assert twin.me.incarnation != before.incarnation
    assert twin.read(lambda c: numbers.own_series(c, *twin.me.origin)) is None
    assert twin.read(lambda c: tickets.owned(c, twin.me.origin)) == []
    with pytest.raises(TryLater):
        issue(twin, commune, field="land")
    _up(twin, hub)
    lease_series(hub, "kiosk-1", twin.me.incarnation, plain_first=False)
    _down(hub, twin)
    fresh = issue(twin, commune, field="land")
    _up(twin, hub)
    known = {t.id: t for t in hub.read(lambda c: tickets.line(c, "commune", "2026-11-23"))}
    assert {shared.id, one.id, other.id, fresh.id} <= set(known)
    assert len({t.number for t in known.values()}) == len(known)
    assert known[other.id].owner == ""
    assert hand_over(original, "hub") == 2  # its own, and nothing of the twin's
    assert hand_over(twin, "hub") == 1
    twin.close()


def test_what_was_told_again_is_one_fact_for_everybody(hub: Store, kiosk: Store, commune) -> None:
    issue(kiosk, commune, field="land")
    acked = _up(kiosk, hub)
    late = issue(kiosk, commune, field="land")
    first = kiosk.read(lambda c: journal.stream(c, "commune", f"ticket:{late.id}"))
    surrender.renew(kiosk, acked)
    again = kiosk.read(lambda c: journal.stream(c, "commune", f"ticket:{late.id}"))
    assert again[0].event_id == first[0].event_id
    assert (again[0].body, again[0].at) == (first[0].body, first[0].at)
    assert again[0].incarnation != first[0].incarnation
    _up(kiosk, hub)
    kiosk.write(lambda tx: replaying.replay(tx.conn))
    for store in (hub, kiosk):
        found = store.read(lambda c: tickets.get(c, "commune", late.id))
        assert (found.number, found.owner, found.conflict) == (late.number, "", "")


def test_a_backup_put_back_by_hand_is_noticed_before_it_gives_a_number(
    kiosk: Store, commune, tmp_path: Path, make_store: Callable[..., Store]
) -> None:
    issue(kiosk, commune, field="land")
    copy = back_up(kiosk.database.engine, tmp_path / "kiosk-1")
    issue(kiosk, commune, field="land")
    life = kiosk.me.incarnation
    kiosk.close()
    for end in ("-wal", "-shm"):
        (tmp_path / "kiosk-1" / f"station.db{end}").unlink(missing_ok=True)
    shutil.copyfile(copy, tmp_path / "kiosk-1" / "station.db")
    again = make_store("kiosk-1")
    assert again.me.incarnation != life
    with pytest.raises(TryLater):
        issue(again, commune, field="land")


def test_the_same_backup_put_back_twice_is_noticed_twice_and_both_lives_are_named(
    kiosk: Store, commune, tmp_path: Path, make_store: Callable[..., Store]
) -> None:
    issue(kiosk, commune, field="land")
    copy, lives, numbers_given = back_up(kiosk.database.engine, tmp_path / "kiosk-1"), [kiosk.me.incarnation], []
    issue(kiosk, commune, field="land")
    kiosk.close()
    for _ in range(2):
        for end in ("-wal", "-shm"):
            (tmp_path / "kiosk-1" / f"station.db{end}").unlink(missing_ok=True)
        shutil.copyfile(copy, tmp_path / "kiosk-1" / "station.db")
        again = make_store("kiosk-1")
        lives.append(again.me.incarnation)
        lease_own_series(again)
        numbers_given.append(issue(again, commune, field="land").number)
        lost = again.read(lambda conn: duties.lost_by(conn, "commune", "kiosk-1"))
        again.close()
    assert len({*lives}) == 3
    assert lost == {*lives[:2]}
    assert len({*numbers_given}) == 2


def test_who_waited_for_a_life_that_is_over_is_closed_when_the_day_is(
    kiosk: Store, commune, tmp_path: Path, make_store: Callable[..., Store], clock
) -> None:
    lost = issue(kiosk, commune, field="land")
    copy = back_up(kiosk.database.engine, tmp_path / "kiosk-1")
    issue(kiosk, commune, field="land")
    kiosk.close()
    shutil.copyfile(copy, tmp_path / "kiosk-1" / "station.db")
    for end in ("-wal", "-shm"):
        (tmp_path / "kiosk-1" / f"station.db{end}").unlink(missing_ok=True)
    again = make_store("kiosk-1")
    clock.forward(minutes=16 * 60 - 5)
    assert closing.expire_left(again, commune) == 0
    clock.forward(minutes=60)
    assert closing.expire_left(again, commune) == 1
    assert again.read(lambda c: tickets.get(c, "commune", lost.id)).state == "expired"


def test_a_disk_in_another_machine_is_noticed(
    kiosk: Store, tmp_path: Path, make_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    life = kiosk.me.incarnation
    kiosk.close()
    same = make_store("kiosk-1")
    assert same.me.incarnation == life
    same.close()
    other = tmp_path / "machine-id"
    other.write_text("another-machine")
    monkeypatch.setenv("MOTCUA_MACHINE_ID", str(other))
    clone = make_store("kiosk-1")
    assert clone.me.incarnation != life
    assert clone.read(lambda c: duties.lost_incarnations(c, "commune")) == set(), "the original may go on"


def test_a_cloned_disk_is_noticed_by_its_network_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def here(cards: str) -> None:
        monkeypatch.setattr(witness, "machine", lambda: f"one-image {cards}".strip())

    here("aa bb")
    witness.keep(tmp_path, "life", 3)
    for cards, why in (("aa bb", ""), ("bb", ""), ("cc bb", ""), ("", ""), ("cc", witness.CLONED)):
        here(cards)
        assert witness.doubt(tmp_path, "life", 3) == why, cards
    here("")
    witness.keep(tmp_path, "life", 3)
    here("aa")
    assert witness.doubt(tmp_path, "life", 3) == "", "an older program noted no cards"


@pytest.mark.parametrize("note", ["", "{", "[]", '{"incarnation": 1}', "\udcff"])
def test_a_note_that_cannot_be_read_raises_no_doubt(tmp_path: Path, note: str) -> None:
    (tmp_path / witness.FILE).write_bytes(note.encode("utf-8", "surrogateescape"))
    assert witness.doubt(tmp_path, "life", 3) == ""
    witness.keep(tmp_path, "life", 9)
    assert witness.doubt(tmp_path, "life", 9) == ""
    assert witness.doubt(tmp_path, "life", 8) == witness.RESTORED
    assert witness.doubt(tmp_path, "other", 8) == witness.RESTORED
    assert witness.doubt(tmp_path, "other", 8, 0, ["life"]) == "", "the note is of the life before"
    assert witness.doubt(tmp_path, "life", 8, 0, ["life"]) == witness.RESTORED, "a clone called it over; it is not"
    assert witness.doubt(tmp_path, "other", 8, 0, {"life"}) == ""


def test_a_file_that_lost_its_last_commits_is_noticed_before_it_gives_their_numbers_again(
    kiosk: Store, commune, tmp_path: Path, make_store: Callable[..., Store]
) -> None:
    keeper = keep(kiosk, tmp_path / "kiosk-1", kiosk.clock, commune)
    issue(kiosk, commune, field="land")
    torn = (tmp_path / "kiosk-1" / "station.db").read_bytes()
    wal = (tmp_path / "kiosk-1" / "station.db-wal").read_bytes()
    issue(kiosk, commune, field="land")
    note = (tmp_path / "kiosk-1" / witness.FILE).read_bytes()
    life = kiosk.me.incarnation
    keeper.stop()
    kiosk.close()
    (tmp_path / "kiosk-1" / "station.db").write_bytes(torn)
    (tmp_path / "kiosk-1" / "station.db-wal").write_bytes(wal)
    (tmp_path / "kiosk-1" / witness.FILE).write_bytes(note)  # as it stood when the power went
    again = make_store("kiosk-1")
    assert again.me.incarnation != life
    with pytest.raises(TryLater):
        issue(again, commune, field="land")


def _its_disk_dies(counter: Store, keeper: Loop, folder: Path, old: Path) -> None:
    """An old file takes the place of the counter's, beside the note as it stood then."""
    note = (folder / witness.FILE).read_bytes()
    keeper.stop()
    counter.close()
    for name in ("station.db-wal", "station.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "station.db").write_bytes(old.read_bytes())
    (folder / witness.FILE).write_bytes(note)


def test_a_counter_whose_file_was_put_back_is_another_though_it_had_said_nothing_itself(
    hub: Store, kiosk: Store, commune, tmp_path: Path, make_store: Callable[..., Store]
) -> None:
    folder = tmp_path / "counter-1"
    counter = make_store("counter-1", kind="counter")
    old = back_up(counter.database.engine, folder)
    keeper = keep(counter, folder, counter.clock, commune)
    life = counter.me.incarnation
    issue(kiosk, commune, field="land")
    _up(kiosk, hub)
    _down(hub, counter)
    _its_disk_dies(counter, keeper, folder, old)
    assert make_store("counter-1", kind="counter").me.incarnation != life, "whom it had called, it may have forgotten"


def test_a_counter_that_was_put_back_to_before_it_answered_a_roll_call_does_not_go_on_as_before(
    commune, tmp_path: Path, make_store: Callable[..., Store]
) -> None:
    folder = tmp_path / "counter-1"
    counter = make_store("counter-1", kind="counter")
    old, life = back_up(counter.database.engine, folder), counter.me.incarnation
    keeper = keep(counter, folder, counter.clock, commune)
    held = counter.read(lambda c: journal.feed_head(c, "commune"))
    rollcall.answer_roll(counter, 7, "hub-2", "its life")
    assert counter.read(lambda c: journal.feed_head(c, "commune")) == held, "nothing but the note tells of it"
    _its_disk_dies(counter, keeper, folder, old)
    again = make_store("counter-1", kind="counter")
    assert again.me.incarnation != life
    serving.begin_anew(again)
    assert again.read(duties.is_doubtful), "it asks no hub until it knows which leads"


def test_many_who_write_at_once_leave_a_note_of_the_last_of_them(
    kiosk: Store, commune, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = keep(kiosk, tmp_path / "kiosk-1", kiosk.clock, commune)
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: issue(kiosk, commune, field="land").number, range(60)))
    told = witness.read(tmp_path / "kiosk-1")
    assert told is not None
    assert told.held == kiosk.read(lambda c: journal.feed_head(c, "commune"))
    assert len(set(given)) == 60
    assert "no witness" not in caplog.text
    keeper.stop()
