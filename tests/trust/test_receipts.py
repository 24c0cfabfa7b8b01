"""The province signs how far it holds a station's chain; the hub passes it on, and is seen when it withholds."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from kiosk.app.config import Config
from kiosk.app.doctor.finding import Patient
from kiosk.app.doctor.trusted import receipt as examined
from kiosk.domain import facts
from kiosk.domain.health import Known, findings
from kiosk.domain.trouble import Refused
from kiosk.services import heartbeats, receipts
from kiosk.services.receipts import Receipt
from kiosk.store import cursors, journal
from kiosk.store.reading import read_station
from kiosk.store.store import Store
from kiosk.store.trust import keys_of_station, put_keys
from sync.client import Away, Line
from sync.link import LinkState
from sync.receipts import EVERY_S, LATE_MS, Receipts
from sync.relay import PROVINCE_PEER
from sync.trust.folder import Trust
from sync.trust.following import Follower
from sync.trust.keys import new_key

pytestmark = pytest.mark.usefixtures("fast_codes")
WELL = LinkState(up=True)


class Desk:
    """A kiosk that joined; nothing carries its chain but the test."""

    def __init__(self, branch: Any) -> None:
        self.branch = branch
        self.trust: Trust = branch.joined("kiosk-1")
        self.store: Store = branch.make_store("kiosk-1")
        Follower(self.store, self.trust)
        self.receipts = Receipts(self.store, lambda: branch.url, self.trust)

    def issue(self, count: int = 1) -> None:
        for n in range(count):
            fact = facts.TicketIssued("2026-11-23", f"A{n:03d}", "A", "", n, "civil-status")
            self.store.write(lambda tx, n=n, fact=fact: tx.append(f"ticket:{tx.now}-{n}", fact, ""))  # type: ignore[misc]

    def carry(self, *, to_province: bool = True) -> None:
        """The hub takes what the station has, and passes it to the province, or says so."""
        events = self.store.read(lambda c: journal.chain(c, self.store.me.origin, 0, 999))
        if to_province:
            held = self.branch.province.store
            done = held.read(lambda c: journal.head(c, self.store.me.origin))[0]
            held.write(lambda tx: tx.record(events[done:], "hub-1"))
        self.store.write(lambda tx: cursors.note_acked(tx.conn, "hub", self.store.me.origin, events[-1].seq))

    def ask(self) -> None:
        self.receipts._next = 0.0
        self.receipts.step(WELL)

    @property
    def through(self) -> int:
        kept = receipts.last(self.store)
        return kept.through if kept else -1


@pytest.fixture
def desk(branch: Any) -> Desk:
    return Desk(branch)


def test_the_provinces_word_comes_through_the_hub_and_is_kept(desk: Desk) -> None:
    desk.issue(3)
    desk.carry()
    desk.ask()
    assert desk.through == 3
    assert desk.receipts.report() == {"proven": 3, "unproven-since": 0}
    assert desk.receipts.alarm(WELL) == ""
    desk.issue()
    assert desk.receipts.report()["unproven-since"] == desk.store.clock.now_ms()


def test_a_hub_that_withholds_the_end_of_a_chain_is_seen_within_minutes(desk: Desk, clock: Any) -> None:
    desk.issue(2)
    desk.carry()
    desk.ask()
    desk.issue(3)
    desk.carry(to_province=False)
    clock.at += LATE_MS
    desk.ask()
    assert desk.through == 2
    assert "chưa ký nhận 3 việc của máy này, cũ nhất từ 08:00 23/11" in desk.receipts.alarm(WELL)
    for honest in (None, LinkState(up=False), LinkState(up=True, unsent=3)):
        assert desk.receipts.alarm(honest) == "", "a hub that says that its line is away withholds nothing"
    desk.carry()
    desk.ask()
    assert desk.receipts.alarm(WELL) == ""


def test_a_running_station_shows_it_on_its_line(branch: Any, until: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.receipts.FIRST_S", 0.0)
    monkeypatch.setattr("sync.receipts.EVERY_S", 0.2)
    station = branch.station()
    branch.begin(branch.relay)
    fact = facts.TicketIssued("2026-11-23", "A001", "A", "", 1, "civil-status")
    station._store.write(lambda tx: tx.append("ticket:one", fact, ""))
    until(lambda: (kept := receipts.last(station._store)) and kept.through >= 1)

    def beaten() -> Any:
        seen = heartbeats.stations(branch.hub, "commune")
        return [s for s in seen if s.station == "kiosk-1" and s.report.get("proven")]

    until(beaten)


def forged(desk: Desk, **change: Any) -> Receipt:
    with closing(Line(desk.branch.url, desk.trust, beyond=PROVINCE_PEER)) as line:
        return replace(line.receipt(desk.store.me.incarnation), **change)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"through": 2}, "receipt-forged"),
        ({"at": 1}, "receipt-forged"),
        ({"chain_hash": "0" * 64}, "receipt-forged"),
        ({"signature": "00" * 64}, "receipt-forged"),
        ({"station": "kiosk-2"}, "receipt-foreign"),
    ],
)
def test_what_the_province_did_not_sign_is_not_believed(desk: Desk, change: dict[str, Any], code: str) -> None:
    desk.issue(3)
    desk.carry()
    with pytest.raises(Refused) as caught:
        receipts.believe(desk.store, forged(desk, **change))
    assert caught.value.code == code
    assert desk.through == -1


def test_a_hubs_own_key_signs_for_no_province(desk: Desk) -> None:
    desk.issue()
    desk.carry()
    thief = new_key()
    put = [replace(desk.branch.province.store.read(_hub), key_id=thief.key_id, public=thief.public)]
    desk.store.write(lambda tx: put_keys(tx.conn, put))
    made = forged(desk, key_id=thief.key_id)
    with pytest.raises(Refused) as caught:
        receipts.believe(desk.store, made.signed(thief.sign(made.text())))
    assert caught.value.code == "receipt-forged"


def _hub(conn: Any) -> Any:
    return keys_of_station(conn, "commune", "hub-1")[0]


def test_a_province_that_holds_other_events_is_told_of_and_stays_told(desk: Desk) -> None:
    desk.issue(2)
    other = desk.branch.province
    me = desk.store.me
    made = Receipt(*me.origin, 2, "ab" * 32, 5, other.trust.key.key_id)
    with pytest.raises(Refused) as caught:
        receipts.believe(desk.store, made.signed(other.trust.key.sign(made.text())))
    assert caught.value.code == "receipt-differs"


def test_an_older_word_takes_nothing_back(desk: Desk) -> None:
    desk.issue(2)
    desk.carry()
    early = forged(desk)
    desk.issue(2)
    desk.carry()
    desk.ask()
    receipts.believe(desk.store, early)
    assert desk.through == 4


def test_nobody_is_signed_for_another_and_no_one_is_asked_without_need(desk: Desk, monkeypatch: Any) -> None:
    desk.issue(2)
    desk.carry()
    desk.ask()
    with closing(Line(desk.branch.province.url, desk.branch.joined("kiosk-2"), peer=PROVINCE_PEER)) as line:
        theirs = line.receipt(desk.store.me.incarnation)
    assert (theirs.station, theirs.through) == ("kiosk-2", 0)
    asked: list[Any] = []
    monkeypatch.setattr(Line, "receipt", lambda *told: asked.append(told))
    desk.ask()
    desk.receipts.step(WELL)
    assert asked == []
    assert EVERY_S >= 60


def test_a_hub_of_its_own_asks_nobody(authority: Any, make_store: Any) -> None:
    with closing(Line(authority.url, authority.trust)) as line, pytest.raises(Away):
        line.receipt("life")
    alone = Receipts(make_store("kiosk-1"), lambda: authority.url, authority.trust)
    alone._next = 0.0
    alone.step(WELL)
    assert (alone.report(), alone.alarm(WELL)) == ({}, "")


def test_the_doctor_says_what_is_not_at_the_province(desk: Desk, clock: Any) -> None:
    folder = desk.branch.folder / "kiosk-1"

    def said() -> tuple[str, str]:
        with closing(read_station(folder, clock)) as store:
            (found,) = examined(Patient(store, folder, Config(), clock))
        return found.level, found.what

    desk.issue(2)
    assert said()[0] == "warn"
    desk.carry()
    desk.ask()
    assert said() == ("ok", "kiosk-1: tỉnh đã ký nhận đến việc số 2, lúc 08:00 23/11/2026.")
    desk.issue()
    clock.forward(minutes=15)
    assert said() == ("warn", "kiosk-1: tỉnh mới ký nhận đến việc số 2; còn 1 việc, cũ nhất từ 08:00 23/11/2026.")


def test_monitoring_counts_from_the_oldest() -> None:
    known = Known("commune", "kiosk-1", "kiosk", 10**9, {"unproven-since": 10**9 - 2 * 3_600_000})
    (found,) = findings(known, 10**9, "")
    assert (found.level, found.code) == ("warn", "unproven")
    assert "2 giờ" in found.words
