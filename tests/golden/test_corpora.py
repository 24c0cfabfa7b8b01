"""Every version reads what every version before it wrote: its files, its batches, its kinds of facts."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import inspect, select, text

from kiosk.domain.event import seal
from kiosk.domain.facts import KNOWN, Fact, NotUnderstood, from_body
from kiosk.domain.facts.form import to_body
from kiosk.services.receiving import receive
from kiosk.store import journal, replaying
from kiosk.store.opening import open_station
from kiosk.store.schema import HEAD, metadata
from kiosk.store.store import Store
from sync import wire

HERE = Path(__file__).parent
VERSIONS = sorted(p.name for p in HERE.glob("v*") if p.is_dir())
STATIONS = [(v, p.name) for v in VERSIONS for p in sorted((HERE / v).iterdir()) if p.is_dir()]
KINDS = {"hub": "hub", "kiosk": "kiosk", "counter": "counter"}
MOVED = {"staff": "account"}
"""Tables that live on under another name."""


def picture_of(version: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / version / "picture.json").read_text())
    return found


def batches_of(version: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((HERE / version / "batches.json").read_text())
    return found


@pytest.fixture
def reopen(tmp_path: Path, clock: Any) -> Any:
    opened: list[Store] = []

    def act(version: str, station: str) -> Store:
        folder = tmp_path / station
        if not folder.exists():
            shutil.copytree(HERE / version / station, folder)
        kind = KINDS[station.partition("-")[0]]
        opened.append(open_station(folder, office="commune", station=station, kind=kind, clock=clock))
        return opened[-1]

    yield act
    for store in opened:
        store.close()


def rows(store: Store, table: str, like: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What stands in a table now, in the columns that the picture knows."""
    name = MOVED.get(table, table)
    have = {c["name"] for c in inspect(store.database.engine).get_columns(name)}
    columns = [metadata.tables[name].c[c] for c in (like[0] if like else {}) if c in have]
    assert columns or not like, f"nothing of {table} is left to compare"
    if not columns:
        return []
    return [dict(r._mapping) for r in store.read(lambda conn: conn.execute(select(*columns)).all())]


def in_order(found: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(r, sort_keys=True) for r in found)


def compare(store: Store, picture: dict[str, Any]) -> int:
    """Holds projections against the picture; returns how many rows were compared."""
    compared = 0
    for table, like in picture["tables"].items():
        if table in MOVED and not rows(store, table, like):
            continue
        now = rows(store, table, like)
        columns = set(now[0]) if now else set()
        then = [{k: v for k, v in r.items() if k in columns} for r in like]
        assert in_order(now) == in_order(then), table
        compared += len(now)
    return compared


def heads(store: Store) -> dict[str, list[Any]]:
    return {"/".join(o): list(store.read(lambda c, o=o: journal.head(c, o))) for o, _ in store.read(journal.origins)}


def test_there_is_a_past() -> None:
    assert VERSIONS[0] == "v0"
    assert len(STATIONS) >= 3


@pytest.mark.parametrize(("version", "station"), STATIONS)
def test_a_file_of_the_past_is_read_folded_and_written_on(reopen: Any, version: str, station: str) -> None:
    told, store = picture_of(version)[station], reopen(version, station)
    assert heads(store).items() >= told["chains"].items(), "no chain has changed"
    assert compare(store, told) > 10
    store.write(lambda tx: replaying.replay(tx.conn))
    assert compare(store, told) > 10
    parked = store.read(lambda c: [list(r) for r in c.execute(text("SELECT station, seq FROM parked ORDER BY 1, 2"))])
    assert parked == told["parked"]
    from kiosk.domain.facts import TicketPrinted

    event = store.write(lambda tx: tx.append("ticket:of-today", TicketPrinted(), "printer"))
    assert event.incarnation in {place.split("/")[2] for place in told["chains"]}, "an upgrade is no restore"
    copies = list((store_folder(store)).glob("backups/*before-*"))
    upgraded = picture_of(version).get("schema") != HEAD
    assert len(copies) == upgraded, "before an upgrade the file as it was is kept"


def store_folder(store: Store) -> Path:
    return Path(store._folder)  # type: ignore[attr-defined]


@pytest.mark.parametrize("version", VERSIONS)
def test_batches_of_the_past_give_the_picture_of_the_past(version: str, make_store: Any) -> None:
    told, store = picture_of(version)["hub-1"], make_store("province", kind="province", office="province")
    for batch in batches_of(version):
        receive(store, [wire.to_event(e) for e in wire.Batch.model_validate(batch).events], via="life")
    assert heads(store).items() >= told["chains"].items()
    assert compare(store, told) > 10


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_read_is_understood(version: str) -> None:
    kinds = set()
    for batch in batches_of(version):
        for plain in batch["events"]:
            event = wire.to_event(wire.EventForm.model_validate(plain))
            if event.station != "kiosk-future":
                from_body(event.type, event.schema_ver, event.body)
                kinds.add(event.type)
    assert len(kinds) >= 18


def test_a_changed_picture_would_be_seen(reopen: Any) -> None:
    told = picture_of("v0")["hub-1"]
    told["tables"]["ticket"][0]["number"] = "B999"
    with pytest.raises(AssertionError):
        compare(reopen("v0", "hub-1"), told)


@dataclass(frozen=True, slots=True)
class WeatherSeen(Fact):
    """Only for this test: version 2 measures in tenths, version 3 knows the wind."""

    type: ClassVar[str] = "weather.seen"
    schema_ver: ClassVar[int] = 3
    tenths: int
    wind: str = ""

    @classmethod
    def upcast(cls, body: Any, schema_ver: int) -> Any:
        return {"tenths": body["degrees"] * 10} if schema_ver == 1 else body


@pytest.fixture
def weather() -> Any:
    KNOWN[WeatherSeen.type] = WeatherSeen
    yield WeatherSeen
    del KNOWN[WeatherSeen.type]


def test_every_version_ever_shipped_stays_readable(weather: Any) -> None:
    assert from_body("weather.seen", 1, {"degrees": 21}) == WeatherSeen(210)
    assert from_body("weather.seen", 2, {"tenths": 215}) == WeatherSeen(215)
    assert from_body("weather.seen", 3, to_body(WeatherSeen(215, "nồm"))) == WeatherSeen(215, "nồm")
    for version, body in ((4, {"tenths": 1}), (0, {"degrees": 1}), (2, {"tenths": 1, "degrees": 1})):
        with pytest.raises(NotUnderstood):
            from_body("weather.seen", version, body)


def test_a_version_to_come_is_stored_and_parked_with_what_follows_it(weather: Any, make_store: Any) -> None:
    store, prev, line = make_store("hub-1", kind="hub"), "0" * 64, []
    for seq, (version, body) in enumerate([(1, {"degrees": 21}), (4, {"tenths": 1}), (2, {"tenths": 3})], 1):
        line.append(seal(office="commune", station="kiosk-7", incarnation="seven", seq=seq, event_id=f"e-{seq}",
                         stream_id="weather:north", stream_ver=seq, type="weather.seen", schema_ver=version, at=seq,
                         actor="x", body=body, prev_hash=prev))  # fmt: skip
        prev = line[-1].chain_hash
    assert receive(store, line, via="kiosk-7") == {("commune", "kiosk-7", "seven"): 3}
    parked = store.read(lambda c: [r.seq for r in c.execute(text("SELECT seq FROM parked ORDER BY seq"))])
    assert parked == [2, 3]
