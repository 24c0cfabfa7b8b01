"""Projections are rebuilt in pieces: a cut goes on where it was, and nobody sees rows before all are right."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import text

from kiosk.domain import facts
from kiosk.domain.event import GENESIS, Event, seal
from kiosk.domain.trouble import TryLater
from kiosk.store import journal, projections, replaying
from kiosk.store.opening import open_server, open_station
from kiosk.store.reading import read_server, read_station
from kiosk.store.schema import HEAD
from kiosk.store.store import Store, new_id

POSTGRES = os.environ.get("MOTCUA_TEST_POSTGRES", "")
OFFICES, TICKETS = ("an-nhon", "commune", "quy-nhon"), 7


class PowerCut(Exception):
    """The process is gone."""


class Province:
    """A province's store with tickets of three offices; `open` again as a new process would."""

    def __init__(self, make: Callable[[], Store], look: Callable[[], Any]) -> None:
        self.open, self.look = make, look
        self.opened: list[Store] = []

    def store(self) -> Store:
        self.opened.append(self.open())
        return self.opened[-1]

    def leave(self) -> None:
        self.opened.pop().close()


@pytest.fixture(params=["sqlite", "postgres"])
def province(request: Any, tmp_path: Path, clock: Any) -> Iterator[Province]:
    who: dict[str, Any] = {"office": "province", "station": "province", "kind": "province", "clock": clock}
    if request.param == "sqlite":
        made = Province(lambda: open_station(tmp_path, **who), lambda: read_station(tmp_path, clock))
        yield made
    else:
        if not POSTGRES:
            pytest.skip("the province's database: MOTCUA_TEST_POSTGRES")
        import psycopg

        name = f"motcua_{uuid4().hex[:12]}"
        with psycopg.connect(POSTGRES, autocommit=True) as conn:
            conn.execute(f'CREATE DATABASE "{name}"')
        url = POSTGRES.rpartition("/")[0] + f"/{name}"
        made = Province(lambda: open_server(url, **who), lambda: read_server(url, clock))
        yield made
    for store in made.opened:
        store.close()
    if request.param == "postgres":
        with psycopg.connect(POSTGRES, autocommit=True) as conn:
            conn.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def fill(store: Store) -> None:
    for office in OFFICES:
        store.write(lambda tx, office=office: tx.record(chain(office), "hub-1"))  # type: ignore[misc]


def chain(office: str) -> list[Event]:
    events: list[Event] = []
    prev = GENESIS
    for n in range(1, TICKETS + 1):
        fact = facts.TicketIssued("2026-11-23", f"A{n:03d}", "A", "", n, "civil-status")
        events.append(
            seal(office=office, station="kiosk-1", incarnation="life", seq=n, event_id=new_id(),
                 stream_id=f"ticket:{office}-{n}", stream_ver=1, type=fact.type, schema_ver=fact.schema_ver, at=n,
                 actor="", body=facts.to_body(fact), prev_hash=prev)
        )  # fmt: skip
        prev = events[-1].chain_hash
    return events


def spoil(store: Store) -> None:
    """Rows as other rules folded them; a replay is due."""
    store.database.write(lambda c: c.execute(text("UPDATE ticket SET state = 'spoilt'")))
    store.database.write(replaying.order)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "CHUNK", 2)


@pytest.fixture
def cut_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[int]]:
    """`cut_after(3)`: the fourth piece never ends; counts the streams that were folded."""

    true = projections.project

    def cut(pieces: int) -> list[int]:
        folded: list[int] = []

        def project(conn: Any, streams: Any, load: Any) -> None:
            if len(folded) == pieces:
                raise PowerCut
            folded.extend([len(streams)] if streams else [])  # none are parked, which is asked first
            true(conn, streams, load)

        monkeypatch.setattr(replaying.projections, "project", project)
        return folded

    return cut


def test_a_cut_replay_goes_on_where_it_was_and_shows_nothing_meanwhile(
    province: Province, picture: Any, small: None, cut_after: Callable[[int], list[int]], monkeypatch: Any
) -> None:
    store = province.store()
    fill(store)
    before = picture(store)
    assert len(before["ticket"]) == len(OFFICES) * TICKETS
    spoil(store)
    province.leave()

    cut_after(5)
    with pytest.raises(PowerCut):
        province.store()
    with pytest.raises(TryLater, match="dựng lại"):
        province.look()
    folded = cut_after(10**6)
    after = province.store()
    assert picture(after) == before
    assert sum(folded) == len(OFFICES) * TICKETS - 9, "2 + 2 + 2 + 1 of the first office, 2 of the next"
    with closing(province.look()) as reading:
        assert not reading.read(replaying.is_pending)


def test_rules_that_fold_otherwise_rebuild_every_store_once(
    province: Province, picture: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = province.store()
    fill(store)
    before = picture(store)
    store.database.write(lambda c: c.execute(text("UPDATE ticket SET state = 'spoilt'")))
    province.leave()
    assert picture(province.store()) != before, "the same rules believe their rows"
    province.leave()
    monkeypatch.setattr(replaying, "FOLDS", replaying.FOLDS + 1)
    assert picture(province.store()) == before
    province.leave()
    asked: list[Any] = []
    monkeypatch.setattr(replaying, "_empty", asked.append)
    province.store()
    assert asked == [], "once"


def test_an_upgrade_and_its_replay_are_ordered_in_one_transaction(
    tmp_path: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cut between the two would leave a new schema over rows that nothing ever rebuilds."""

    def opened() -> Store:
        return open_station(tmp_path, office="commune", station="kiosk-1", kind="kiosk", clock=clock)

    with monkeypatch.context() as older:
        older.setattr("kiosk.store.migrating.HEAD", "0007")
        true = command.upgrade
        older.setattr(command, "upgrade", lambda config, _head: true(config, "0007"))
        opened().close()
    with monkeypatch.context() as cut:
        cut.setattr(replaying, "order", _power_cut)
        with pytest.raises(PowerCut):
            opened()
    monkeypatch.setattr(replaying, "go_on", _power_cut)
    with pytest.raises(PowerCut):
        opened()
    monkeypatch.undo()
    with pytest.raises(TryLater):
        read_station(tmp_path, clock)
    with closing(opened()) as store:
        version = store.read(lambda c: c.scalar(text("SELECT version_num FROM alembic_version")))
        assert (version, store.read(replaying.is_pending)) == (HEAD, False)


def _power_cut(_where: Any) -> None:
    raise PowerCut


def test_how_far_it_has_come_is_told_in_words_and_a_short_one_says_nothing(
    province: Province, small: None, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    store = province.store()
    fill(store)
    spoil(store)
    province.leave()
    province.store().database.write(replaying.order)
    assert "Đang dựng lại" not in caplog.text
    province.leave()
    monkeypatch.setattr(replaying, "TELL_S", 0.0)
    caplog.set_level(logging.WARNING)
    province.store()
    told = [r.getMessage() for r in caplog.records if r.name == "kiosk.store.replaying"]
    assert told[1].startswith("Đang dựng lại bảng tra cứu sau khi nâng cấp: 19% (4 trên 21 sự kiện), còn khoảng ")
    assert told[-1].startswith("Đã dựng lại xong")


def test_new_stores_are_of_todays_rules(province: Province, caplog: Any) -> None:
    store = province.store()
    fill(store)
    assert not store.read(replaying.is_pending)
    assert store.read(lambda c: journal.head(c, ("commune", "kiosk-1", "life")))[0] == TICKETS
