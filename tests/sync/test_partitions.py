"""One table of events per office on PostgreSQL: made with the first event, keys over the whole, old databases too."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import kiosk.store
from kiosk.domain.trouble import Refused
from kiosk.services.receiving import feed_page, receive
from kiosk.store.bulk import insert_rows
from kiosk.store.database import postgres_engine
from kiosk.store.journal import _row
from kiosk.store.opening import open_server
from kiosk.store.partitions import table_of
from kiosk.store.schema import event, metadata
from kiosk.store.store import Store

pytestmark = pytest.mark.skipif("MOTCUA_TEST_POSTGRES" not in os.environ, reason="needs MOTCUA_TEST_POSTGRES")


@pytest.fixture
def url(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def open_province(clock: Any) -> Any:
    opened: list[Store] = []

    def start(url: str) -> Store:
        opened.append(open_server(url, office="province", station="province", kind="province", clock=clock))
        return opened[-1]

    yield start
    for store in opened:
        store.close()


def tables(store: Store) -> dict[str, int]:
    rows = store.read(lambda c: c.execute(text("SELECT tableoid::regclass AS t, count(*) FROM event GROUP BY 1")).all())
    return {name.strip('"'): count for name, count in rows}


def test_each_office_has_its_table_and_the_keys_hold_over_all(url: str, open_province: Any, chain: Any) -> None:
    province = open_province(url)
    for office in ("xa-an", "xa-binh"):
        receive(province, chain("kiosk-1", office).tickets(4), via="x")
    assert tables(province) == {"event_of_xa-an": 4, "event_of_xa-binh": 4}
    copy = "INSERT INTO event SELECT * FROM event WHERE office = 'xa-an' LIMIT 1"
    with pytest.raises(IntegrityError, match="event_of_xa-an_pkey"):
        province.write(lambda tx: tx.conn.execute(text(copy)))


def test_many_rows_that_are_not_new_fail_like_few(url: str, open_province: Any, chain: Any) -> None:
    """A COPY's refusal is the store's own kind of error, and nothing of it stands."""
    province, events = open_province(url), chain("kiosk-1", "xa-an").tickets(40)
    receive(province, events, via="x")
    for some in (events[:3], events):
        with pytest.raises(IntegrityError):
            province.write(lambda tx, some=some: insert_rows(tx.conn, event, [_row(e, 900 + e.seq, "x") for e in some]))
    assert tables(province) == {"event_of_xa-an": 40}


def test_offices_that_come_at_once_all_get_a_table(url: str, open_province: Any, chain: Any) -> None:
    province, faults = open_province(url), []

    def send(number: int) -> None:
        try:
            receive(province, chain(f"kiosk-{number}", f"xa-{number % 6}").tickets(6), via="x")
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert tables(province) == {f"event_of_xa-{n}": 24 for n in range(6)}


def test_a_batch_that_falls_takes_its_new_table_with_it(url: str, open_province: Any, chain: Any) -> None:
    province = open_province(url)
    with pytest.raises(ZeroDivisionError):
        receive(province, chain("kiosk-1", "xa-an").tickets(2), via="x", then=lambda tx: 1 // 0)
    assert province.read(lambda c: c.scalar(text("SELECT to_regclass('\"event_of_xa-an\"')"))) is None
    receive(province, chain("kiosk-1", "xa-an").tickets(2), via="x")
    assert tables(province) == {"event_of_xa-an": 2}


def test_a_database_of_before_is_brought_up_with_every_event(url: str, open_province: Any, chain: Any) -> None:
    """What stood in one table at 0006 stands in the offices' tables, in the same feed order."""
    engine, config = postgres_engine(url), Config()
    config.set_main_option("script_location", str(Path(kiosk.store.__file__).parent / "migrations"))
    with engine.begin() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, "0007")
    province = open_province(url)
    events = {office: chain("kiosk-1", office).tickets(5) for office in ("xa-an", "X" * 64)}
    for batch in events.values():
        receive(province, batch, via="x")
    with engine.begin() as conn:
        _back_to_0006(conn)
        config.attributes["connection"] = conn
        command.upgrade(config, "0007")
    engine.dispose()
    assert tables(province) == {table_of(office): 5 for office in events}
    for office, batch in events.items():
        assert list(feed_page(province, office, "", not_via="nobody").events) == batch
    more = chain("kiosk-2", "X" * 64).tickets(3)
    receive(province, more, via="x")
    assert tables(province)[table_of("X" * 64)] == 8


def _back_to_0006(conn: Any) -> None:
    """The database as the migration before left it: one table with its keys, no desk."""
    conn.execute(text("CREATE TABLE whole AS SELECT * FROM event"))
    for table in ("event", "parked_exception", "parked_owner", "closed_office", "cleared"):
        conn.execute(text(f"DROP TABLE {table}"))
    conn.execute(text("DROP INDEX ix_station_seen_last"))
    conn.execute(text("ALTER TABLE whole RENAME TO event"))
    conn.execute(text("ALTER TABLE event ADD CONSTRAINT event_pkey PRIMARY KEY (office, station, incarnation, seq)"))
    conn.execute(text("ALTER TABLE event ADD CONSTRAINT uq_event_feed UNIQUE (office, feed_no)"))
    conn.execute(text("CREATE INDEX ix_event_stream ON event (office, stream_id)"))
    conn.execute(text("CREATE INDEX ix_event_id ON event (event_id)"))
    conn.execute(text("UPDATE alembic_version SET version_num = '0006'"))


def test_the_migrated_schema_is_that_of_the_models_here_too(url: str, open_province: Any, chain: Any) -> None:
    province = open_province(url)
    receive(province, chain("kiosk-1", "xa-an").tickets(2), via="x")

    def not_an_offices_table(_: Any, name: str | None, kind: str, *rest: Any) -> bool:
        return kind != "table" or not (name or "").startswith("event_of_")

    with province.database.engine.connect() as conn:
        options = {"include_object": not_an_offices_table}
        assert compare_metadata(MigrationContext.configure(conn, opts=options), metadata) == []


def test_a_closed_office_is_refused_in_words(url: str, open_province: Any, chain: Any) -> None:
    province, writer = open_province(url), chain("kiosk-1", "xa-an")
    receive(province, writer.tickets(2), via="x")
    closing = "INSERT INTO closed_office VALUES ('xa-an', 'f', 'h', 2, 'it', 1)"
    province.write(lambda tx: tx.conn.execute(text(closing)))
    with pytest.raises(Refused, match="đã đóng"):
        receive(province, writer.tickets(2), via="x")
