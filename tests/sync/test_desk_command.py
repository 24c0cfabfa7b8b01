"""`motcua desk`: the province's desk from the command line, and an office that is closed, opened again and removed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.commands.program import run
from kiosk.app.rehearsal.processes import write_config
from kiosk.domain import facts
from kiosk.domain.trouble import CallTechnician, Refused
from kiosk.services import retention
from kiosk.services.receiving import feed_page, receive
from kiosk.services.settings import remember
from kiosk.store import cursors, reports, sightings
from kiosk.store import retention as rows
from kiosk.store.opening import open_server
from kiosk.store.store import Store
from sync.client import Line
from sync.meeting import PROVINCE, meet
from sync.server.app import create_app
from sync.trust.authority import is_from
from sync.uplink import Uplink

needs_postgres = pytest.mark.skipif("MOTCUA_TEST_POSTGRES" not in os.environ, reason="needs MOTCUA_TEST_POSTGRES")
DAY_MS = 24 * 3_600_000


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path / "motcua.toml", {"station": {"data_dir": str(tmp_path)}})


def motcua(*words: str) -> int:
    return run(["desk", *words])


def test_the_desk_lists_minds_and_passes_over(
    make_store: Callable[..., Store], chain: Any, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = make_store("province", kind="province", office="province")
    writer = chain("kiosk-1", "xa-an")
    issued = writer.add("ticket:one", 1, facts.TicketIssued("2026-11-23", "A001", "A", "", 1, "land"))
    strange = writer.add("ticket:one", 2, None, type="ticket.teleported")
    receive(store, [issued, strange], via="hub")
    place = ("--config", str(config))
    assert motcua("parked", *place) == 0, "beside the province that has its file open"
    assert f"do bản ghi {strange.event_id} của kiosk-1" in capsys.readouterr().out
    assert motcua("watch", "--json", *place) == 0
    assert json.loads(capsys.readouterr().out)["parked"] == 1
    store.close()
    assert motcua("owner", "ticket:one", "--office", "xa-an", "--owner", "Lê B", *place) == 0
    assert motcua("pass", strange.event_id, "--office", "xa-an", "--reason", "ngắn", *place) == 2
    assert "lý do" in capsys.readouterr().err
    assert motcua("pass", strange.event_id, "--office", "xa-an", "--reason", "đã hỏi đơn vị rồi", *place) == 0
    assert motcua("parked", *place) == 0
    assert "Không có bản ghi nào chờ" in capsys.readouterr().out
    assert motcua("close", "--office", "xa-an", "--file", str(config.parent / "x.gz"), *place) == 2
    assert "một tệp" in capsys.readouterr().err


def test_what_has_come_to_its_term_is_shown_first_and_written_down(
    make_store: Callable[..., Store], clock: Any
) -> None:
    store = make_store("province", kind="province", office="province")
    old = clock.now_ms() - 401 * DAY_MS
    for station, at in (("kiosk-1", old), ("kiosk-2", clock.now_ms())):
        store.write(lambda tx, s=station, at=at: reports.note_station(tx.conn, "xa-an", s, "kiosk", "{}", at))
    assert [(d.term.what, d.rows) for d in retention.due(store) if d.rows] == [("station_seen", 1)]
    assert retention.log(store) == ()
    assert [(d.term.what, d.rows) for d in retention.clear(store, "it-1")] == [("station_seen", 1)]
    (line,) = retention.log(store)
    assert (line.what, line.rows, line.by, line.at) == ("station_seen", 1, "it-1", clock.now_ms())
    assert [d.rows for d in retention.due(store)] == [0, 0, 0, 0]
    assert {s for _, s in store.read(sightings.all_seen)} == {"kiosk-2"}


@pytest.fixture
def province(new_database: Callable[[], str], clock: Any) -> Any:
    store = open_server(new_database(), office="province", station="province", kind="province", clock=clock)
    yield store
    store.close()


@needs_postgres
def test_a_closed_office_leaves_as_a_file_that_proves_itself(province: Store, chain: Any, tmp_path: Path) -> None:
    writer, file = chain("kiosk-1", "xa-an"), tmp_path / "xa-an.jsonl.gz"
    events = writer.tickets(30)
    receive(province, events, via="hub")
    receive(province, chain("kiosk-1", "xa-binh").tickets(4), via="hub")
    done = retention.close_office(province, "xa-an", file, "it-1", is_from)
    assert (done.events, province.read(lambda c: rows.events_of(c, "xa-an"))) == (30, 0)
    with pytest.raises(Refused, match="đã đóng"):
        receive(province, writer.tickets(2), via="hub")
    receive(province, chain("kiosk-2", "xa-binh").tickets(4), via="hub")
    retention.reopen_office(province, "xa-an")
    assert list(feed_page(province, "xa-an", "", not_via="x").events) == events
    with pytest.raises(Refused, match="chưa đóng"):
        retention.drop_office(province, "xa-an", file, "it-1", is_from)


@needs_postgres
def test_only_the_file_of_the_closing_lets_the_table_go(province: Store, chain: Any, tmp_path: Path) -> None:
    file, other = tmp_path / "xa-an.jsonl.gz", tmp_path / "xa-binh.jsonl.gz"
    for office, target in (("xa-an", file), ("xa-binh", other)):
        receive(province, chain("kiosk-1", office).tickets(6), via="hub")
        retention.close_office(province, office, target, "it-1", is_from)
    with pytest.raises(Refused, match="không phải tệp"):
        retention.drop_office(province, "xa-an", other, "it-1", is_from)
    damaged = bytearray(file.read_bytes())
    file.write_bytes(damaged[: len(damaged) // 2])
    with pytest.raises((CallTechnician, Refused)):
        retention.drop_office(province, "xa-an", file, "it-1", is_from)
    file.write_bytes(bytes(damaged))
    retention.drop_office(province, "xa-an", file, "it-1", is_from)
    assert [(line.what, line.office) for line in retention.log(province)][:1] == [("event", "xa-an")]


@needs_postgres
def test_an_office_that_still_speaks_or_a_place_that_cannot_be_written_closes_nothing(
    province: Store, chain: Any, tmp_path: Path, clock: Any
) -> None:
    writer = chain("kiosk-1", "xa-an")
    receive(province, writer.tickets(6), via="hub")
    with pytest.raises(OSError):
        retention.close_office(province, "xa-an", tmp_path / "no" / "where.gz", "it-1", is_from)
    receive(province, writer.tickets(2), via="hub")
    yesterday = clock.now_ms() - DAY_MS
    province.write(lambda tx: reports.note_station(tx.conn, "xa-an", "kiosk-1", "kiosk", "{}", yesterday))
    with pytest.raises(Refused, match="còn báo về"):
        retention.close_office(province, "xa-an", tmp_path / "x.gz", "it-1", is_from)
    with pytest.raises(Refused, match="Không có nhật ký"):
        retention.close_office(province, "xa-xa", tmp_path / "x.gz", "it-1", is_from)


def test_a_restored_database_asks_everybody_again(
    make_store: Callable[..., Store], chain: Any, config: Path, serve: Any
) -> None:
    """A backup of yesterday behind the same address: the hub learns of it, compares, and sends what is missing."""
    store, hub = make_store("province", kind="province", office="province"), make_store("hub-1", "hub", "xa-an")
    events = chain("kiosk-1", "xa-an").tickets(6)
    receive(hub, events, via="x")
    receive(store, events[:2], via=hub.me.incarnation)
    hub.write(lambda tx: cursors.note_acked(tx.conn, PROVINCE, ("xa-an", "kiosk-1", events[0].incarnation), 6))
    remember(hub, f"sync.{PROVINCE}-incarnation", store.me.incarnation)
    before = store.me.incarnation
    store.close()
    assert motcua("restored", "--config", str(config)) == 0
    store = make_store("province", kind="province", office="province")
    assert store.me.incarnation != before
    served = serve(create_app(store, "province"), store)
    line = Line(served.url)
    meet(hub, line, PROVINCE)
    up = Uplink(hub, line, PROVINCE, relay=True)
    while up.run_once():
        pass
    assert list(feed_page(store, "xa-an", "", not_via="nobody").events) == events
    line.close()
