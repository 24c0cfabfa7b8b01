"""The hub's PC dies and another takes its place, over real sockets: by a person, by a roll call, without a loss."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import sync.circle
import sync.rollcall
import sync.station
from kiosk.domain.epoch import next_epoch
from kiosk.domain.office import Office
from kiosk.domain.ticket import Ticket
from kiosk.domain.trouble import Refused
from kiosk.services import counters, promotion, rollcall, serving, settings, surrender
from kiosk.services.issuing import issue, lease_series
from kiosk.services.staff import Staff, add_staff
from kiosk.store import duties, journal, numbers, tickets
from kiosk.store.store import Store
from sync.circle import Circle
from sync.client import Away, Denied, Line
from sync.hubs import ANSWERS_AT, HUBS
from sync.roll_forms import RollAnswer
from sync.server.hub import create_hub_app
from sync.server.kiosk import create_kiosk_app
from sync.staff_line import StaffLine
from sync.station import StationSync

FIELDS = ("land", "certification")
PASSWORD = "mot cau du dai 2026"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((sync.circle, "LOOK_S"), (sync.rollcall, "LISTEN_S"), (sync.station, "BEAT_S")):
        monkeypatch.setattr(module, name, 0.2)


@pytest.fixture
def start(
    make_store: Callable[..., Store],
) -> Iterator[Callable[..., tuple[Store, StationSync]]]:
    """A station with its workers; `urls` are the office's hubs."""
    running: list[StationSync] = []

    def begin(name: str, urls: list[str], report: dict[str, str] | None = None) -> tuple[Store, StationSync]:
        kind = name.partition("-")[0]
        store = make_store(name, kind=kind)
        if kind == "counter":
            serving.begin_anew(store)
        sync = StationSync(store, urls[0], issues=kind == "kiosk", others=urls[1:], report=lambda: {**(report or {})})
        sync.start()
        running.append(sync)
        return store, sync

    yield begin
    for one in running:
        one.stop()


@pytest.fixture
def hubs(make_store: Callable[..., Store], serve: Any, commune: Office) -> Iterator[list[Any]]:
    """Two hubs that know each other; the second stands by."""
    stores = [make_store(f"hub-{n}", kind="hub") for n in (1, 2)]
    for n, store in enumerate(stores):
        promotion.begin_duty(store, standby=n == 1, has_others=True)
    served = [serve(create_hub_app(store, commune, lambda: None), store) for store in stores]
    for one, other in ((0, 1), (1, 0)):
        served[one].app.state.others = (served[other].url,)
    circles = [Circle(stores[0], [served[1].url]), Circle(stores[1], [served[0].url])]
    for circle in circles:
        circle.start()
    yield served
    for circle in circles:
        circle.stop()


def _until(what: Callable[[], Any], seconds: float = 20.0) -> Any:
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return found


def _die(served: Any) -> None:
    """The process is gone: nobody listens there any more."""
    served.app.state.bell.close()
    served.stop()


def _seen(store: Store, ticket: Ticket) -> Ticket | None:
    return store.read(lambda c: tickets.get(c, "commune", ticket.id))


def _person(url: str) -> StaffLine:
    line = StaffLine(url)
    line.sign_in("commune", "lan", PASSWORD)
    return line


def test_a_standby_takes_over_when_the_hub_is_gone(hubs: Any, start: Any, commune: Office) -> None:
    old, new = hubs
    add_staff(new.store, "lan", "Lan", "lead", PASSWORD, "setup")
    urls = [old.url]  # the second they hear of from the first
    kiosk, kiosk_sync = start("kiosk-1", urls)
    one, one_sync = start("counter-1", urls)
    two, two_sync = start("counter-2", urls)
    _until(lambda: kiosk.read(lambda c: numbers.own_series(c, *kiosk.me.origin)) is not None)
    for number, store in ((1, one), (2, two)):
        counters.open_counter(store, number, Staff(f"clerk{number}", "Hạnh", "clerk"), FIELDS)
    first, second, third = (issue(kiosk, commune, field="land", hub="hub-1") for _ in range(3))
    held = _until(lambda: one_sync.claims.next(1, FIELDS, "hanh"))
    assert held.id == first.id
    _until(lambda: _seen(new.store, third))
    for store in (kiosk, one, two):
        _until(lambda s=store: new.url in settings.remembered(s, HUBS))
    _die(old)
    line = _person(new.url)
    forged = StaffLine(new.url)
    forged.session = "forged"
    with pytest.raises(Denied):
        forged.act_on_roll("roll/begin")
    line.act_on_roll("roll/begin")
    _until(lambda: {e.state for e in line.roll().entries} == {"answered"})
    with pytest.raises(Away):
        two_sync.claims.next(2, FIELDS, "b")
    with pytest.raises(Refused):
        line.act_on_roll("roll/cancel")
    assert line.act_on_roll("roll/promotion").duty == "serving"
    for sync_ in (one_sync, two_sync, kiosk_sync):
        _until(lambda: sync_.state().up and sync_.state().hub == "hub-2")
    assert _until(lambda: two_sync.claims.next(2, FIELDS, "b")).id == second.id
    fourth = issue(kiosk, commune, field="land", hub="hub-2")
    old_life = old.store.me.origin  # what only counter-1 had heard of the dead hub, the new one knows by now
    heard = one.read(lambda c: journal.head(c, old_life)[0])
    _until(lambda: new.store.read(lambda c: journal.head(c, old_life)[0]) >= heard)
    serving.finish(one, first.id, "hanh")
    assert _until(lambda: one_sync.claims.next(1, FIELDS, "hanh")).id == third.id
    _until(lambda: (found := _seen(new.store, fourth)) and found.owner == "hub-2")
    assert _seen(new.store, first).state == "served"


def test_the_old_hub_comes_back_and_follows(
    hubs: Any, start: Any, make_store: Callable[..., Store], commune: Office
) -> None:
    old, new = hubs
    add_staff(new.store, "lan", "Lan", "lead", PASSWORD, "setup")
    kiosk, _ = start("kiosk-1", [old.url, new.url])
    _until(lambda: kiosk.read(lambda c: numbers.own_series(c, *kiosk.me.origin)) is not None)
    ticket = issue(kiosk, commune, field="land", hub="hub-1")
    _until(lambda: _seen(new.store, ticket))
    line = _person(new.url)
    line.act_on_roll("roll/begin")
    line.act_on_roll("roll/promotion")
    _until(lambda: Line(old.url).hello().duty == "retired")
    _until(lambda: (found := _seen(old.store, ticket)) and found.owner == "hub-2")
    assert promotion.owned_after(*_place(old.store)) is None
    assert promotion.begin_duty(old.store, standby=False, has_others=True).duty == "retired"


def test_what_a_counter_was_before_its_file_was_put_back_is_declared_off_by_name(hubs: Any) -> None:
    _, new = hubs
    add_staff(new.store, "lan", "Lan", "lead", PASSWORD, "setup")
    line = _person(new.url)
    epoch = line.act_on_roll("roll/begin").epoch
    answer = RollAnswer(epoch=epoch, station="counter-1", incarnation="put-back", forgot=True)
    roll = Line(new.url).answer_roll(answer)
    assert [(e.station, e.state) for e in roll.entries] == [
        ("counter-1", "answered"),
        ("counter-1 (bản cũ)", "missing"),
    ]
    with pytest.raises(Refused):
        line.act_on_roll("roll/promotion")
    line.act_on_roll("roll/declarations", "counter-1 (bản cũ)")
    assert line.act_on_roll("roll/promotion").duty == "serving"


def _place(store: Store) -> Any:
    return store.database.engine.connect(), store.me


def test_a_restarted_hub_is_cleared_by_its_standby(hubs: Any, commune: Office) -> None:
    old, _ = hubs
    promotion.begin_duty(old.store, standby=False, has_others=True)
    _until(lambda: Line(old.url).hello().duty == "serving")


def test_a_counter_that_was_put_back_asks_no_hub_before_it_knows_who_leads(
    hubs: Any, start: Any, commune: Office
) -> None:
    leads, stands_by = hubs
    settled = stands_by.url
    stands_by.stop()
    one, one_sync = start("counter-1", [leads.url, settled])
    _until(lambda: one_sync.state().up)
    assert one_sync.claims.next(1, FIELDS, "hanh") is None
    surrender.renew(one, 0)  # its file came from a backup: a former life may have answered a roll call at the second
    for _ in range(3):
        with pytest.raises(Away) as doubtful:
            one_sync.claims.next(1, FIELDS, "hanh")
        assert (doubtful.value.code, "dự phòng" in doubtful.value.message) == ("hub-doubtful", True)
        time.sleep(0.3)
    said = rollcall.answer_roll(one, next_epoch(0, "hub-1", leads.store.me.incarnation), "hub-1", "")
    assert said.epoch
    assert not one.read(duties.is_doubtful), "who answers a new roll call knows whom to obey"


def test_it_is_sure_as_soon_as_all_have_told(hubs: Any, start: Any, commune: Office) -> None:
    leads, stands_by = hubs
    one, one_sync = start("counter-1", [leads.url, stands_by.url])
    _until(lambda: one_sync.state().up)
    lease_series(leads.store, "hub-1", leads.store.me.incarnation, plain_first=True)
    issue(leads.store, commune, field="land", hub="hub-1")
    called = one_sync.claims.next(1, FIELDS, "hanh")
    assert called
    surrender.renew(one, 0)
    assert serving.unsure(one) == (called.id,), "whoever leads by now may have had another counter call the same"
    _until(lambda: not one.read(duties.is_doubtful))
    _until(lambda: not serving.unsure(one))
    assert serving.start(one, called.id, "hanh").state == "serving"
    assert one_sync.claims.next(1, FIELDS, "hanh") is None


def test_a_counter_claims_from_a_kiosk_while_the_hub_is_away(
    hubs: Any, start: Any, serve: Any, make_store: Callable[..., Store], commune: Office
) -> None:
    old, _ = hubs
    kiosk = make_store("kiosk-1")
    answering = serve(create_kiosk_app(kiosk, commune), kiosk)
    sync = StationSync(kiosk, old.url, issues=True, report=lambda: {ANSWERS_AT: answering.url})
    sync.start()
    one, one_sync = start("counter-1", [old.url])
    _until(lambda: one_sync._stand_ins.all())
    _until(lambda: kiosk.read(lambda c: numbers.own_series(c, *kiosk.me.origin)) is not None)
    _die(old)
    _until(lambda: not one_sync.state().up and not sync.state().up)  # until then the kiosk hands over
    ticket = issue(kiosk, commune, field="land", hub="")
    won = one_sync.claims.next(1, FIELDS, "hanh")
    assert (won.id, won.holder, won.number) == (ticket.id, "counter-1", ticket.number)
    serving.finish(one, ticket.id, "hanh")
    with pytest.raises(Away):
        one_sync.claims.next(1, FIELDS, "hanh")
    sync.stop()
