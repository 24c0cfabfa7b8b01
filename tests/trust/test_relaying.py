"""Kiosk, hub and province over TLS with real workers: what the kiosk sealed comes through, and a hub whose own file was
changed comes to nothing but an alarm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from kiosk.app.clock import SystemClock
from kiosk.domain import facts
from kiosk.domain.event import canonical, hash_link, hash_text
from kiosk.store import journal, seals
from kiosk.store.opening import open_station
from kiosk.store.schema import event
from kiosk.store.store import Store
from sync.relay import Relay

pytestmark = pytest.mark.usefixtures("fast_codes")


class Three:
    """A kiosk at work in an office of a province; the relay begins when it is asked for."""

    def __init__(self, branch: Any) -> None:
        self.branch, self.province, self.hub = branch, branch.province, branch.hub
        self.station = branch.station()
        self.kiosk: Store = self.station._store

    @property
    def relay(self) -> Relay:
        relay: Relay = self.branch.relay
        if relay not in self.branch.workers:
            self.branch.begin(relay)
        return relay

    def issue(self, number: str) -> None:
        fact = facts.TicketIssued("2026-11-23", number, "A", "", int(number[1:]), "civil-status")
        self.kiosk.write(lambda tx: tx.append(f"ticket:{number}", fact, ""))

    def at(self, store: Store) -> int:
        return store.read(lambda conn: journal.head(conn, self.kiosk.me.origin))[0]

    @property
    def written(self) -> int:
        return self.at(self.kiosk)


@pytest.fixture
def three(branch: Any, until: Any) -> Three:
    office = Three(branch)
    until(lambda: office.station.state().up)
    return office


def test_what_a_kiosk_sealed_reaches_the_province_with_its_seal(three: Three, until: Any) -> None:
    assert three.relay
    for n in range(1, 6):
        three.issue(f"A{n:03d}")
    until(lambda: three.at(three.province.store) == three.written)
    assert three.relay.state().trouble == ""
    kept = three.province.store.read(lambda conn: seals.covering(conn, three.kiosk.me.origin, three.written))
    assert kept is not None
    assert kept.key_id == three.station._line.trust.key.key_id  # type: ignore[union-attr]
    until(lambda: three.at(three.province.store) == three.written)
    hubs = until(lambda: three.province.store.read(lambda conn: seals.seals_of(conn, three.hub.me.origin)))
    assert hubs[-1].key_id != kept.key_id, "the hub seals what it writes itself"
    until(lambda: three.kiosk.read(lambda conn: journal.head(conn, three.hub.me.origin))[0])


def test_a_hub_that_lost_its_file_takes_every_seal_of_the_feed(
    three: Three, until: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert three.relay
    for n in range(1, 4):
        three.issue(f"A{n:03d}")
    until(lambda: three.at(three.province.store) == three.written == 6)
    monkeypatch.setattr("sync.relay.POLL_S", 0.0)
    fresh = open_station(tmp_path / "new", office="commune", station="hub-1", kind="hub", clock=SystemClock())
    lost = Relay(fresh, three.province.url, three.branch.trust)
    try:
        lost._downlink.met()
        lost._down_step()
        assert three.at(fresh) == three.written
        assert fresh.read(lambda conn: seals.sealed_through(conn, three.kiosk.me.origin)) == three.written
    finally:
        for line in (lost._line, lost._down_line, lost._accounts):
            line.close()
        fresh.close()


def forge(store: Store, number: str, chain: tuple[str, str, str]) -> None:
    """What a thief with the hub's file and key could do: another number, and every hash after it right again."""

    def work(tx: Any) -> None:
        prev = ""
        for row in tx.conn.execute(select(event).where(event.c.station == chain[1]).order_by(event.c.seq)).all():
            one = journal.to_event(row)
            body = {**one.body, "number": number} if one.seq == 2 else dict(one.body)
            values = {
                "body": canonical(body),
                "body_hash": hash_text(canonical(body)),
                "prev_hash": prev or one.prev_hash,
            }
            link = hash_link(type(one)(**{n: getattr(one, n) for n in one.__slots__} | values | {"body": body}))
            place = (event.c.station == chain[1]) & (event.c.seq == one.seq)
            tx.conn.execute(update(event).where(place).values(**values, chain_hash=link))
            prev = link

    store.write(work)


def test_a_hub_whose_file_was_changed_delivers_nothing_of_it(three: Three, until: Any, caplog: Any) -> None:
    for n in range(1, 6):
        three.issue(f"A{n:03d}")
    until(lambda: three.at(three.hub) == three.written == 10)  # five issued, five handed over
    forge(three.hub, "A999", three.kiosk.me.origin)
    assert three.relay
    trouble = until(lambda: "Dấu niêm" in three.relay.state().trouble and three.relay.state().trouble)
    assert "kiosk-1" in trouble
    assert three.at(three.province.store) == 0
    assert "refused the batch of kiosk-1 from hub-1: bad-seal" in caplog.text
    assert three.written == three.at(three.kiosk), "the kiosk has what it wrote"
    assert "A999" not in json.dumps([dict(e.body) for e in journal_of(three)])


def journal_of(three: Three) -> list[Any]:
    return three.kiosk.read(lambda conn: journal.chain(conn, three.kiosk.me.origin, 0, 99))
