"""An office in one process: a hub, a kiosk that leases its series there, and a wire that carries events."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.domain.ticket import Ticket
from kiosk.services import calling, counters, owning_up, promotion, rollcall, serving
from kiosk.services.calling import ClaimRequest, accept_handovers
from kiosk.services.issuing import issue, lease_own_series, lease_series
from kiosk.services.owning_up import own_up
from kiosk.services.receiving import feed_page, receive
from kiosk.services.rollcall import RollAnswer
from kiosk.services.staff import Staff
from kiosk.store import journal, tickets
from kiosk.store.store import Store

FIELDS = ("land", "certification")


@pytest.fixture
def hub(make_store: Callable[..., Store]) -> Store:
    """A hub that also issues: the whole queue in one file."""
    store = make_store("hub", kind="hub")
    lease_own_series(store)
    return store


@pytest.fixture
def carry() -> Callable[[Store, Store], None]:
    """`carry(hub, station)`: everything the station wrote goes up, everything the hub knows comes down."""

    def act(hub: Store, station: Store) -> None:
        own = station.read(lambda c: journal.chain(c, station.me.origin, 0, 9999))
        receive(hub, own, via=station.me.station, then=accept_handovers)
        page = feed_page(hub, hub.me.office, "", not_via=station.me.station, limit=9999)
        receive(station, page.events, via="hub")

    return act


class Place:
    """An office of two hubs, a kiosk and two counters; `carry` moves what one has to another, everybody's chains."""

    def __init__(self, make_store: Callable[..., Store], office) -> None:
        self.office = office
        self.old, self.new = make_store("hub-1", kind="hub"), make_store("hub-2", kind="hub")
        self.kiosk = make_store("kiosk-1")
        self.one, self.two = make_store("counter-1", kind="counter"), make_store("counter-2", kind="counter")
        promotion.begin_duty(self.old, standby=False, has_others=True)
        promotion.begin_duty(self.new, standby=True, has_others=True)
        for store in (self.kiosk, self.one, self.two):
            assert promotion.adopt(store, 0, "hub-1", self.old.me.incarnation)
        lease_series(self.old, "kiosk-1", self.kiosk.me.incarnation, plain_first=True)
        self.carry(self.old, self.kiosk)
        for number, store in ((1, self.one), (2, self.two)):
            counters.open_counter(store, number, Staff(f"clerk{number}", "Hạnh", "clerk"), FIELDS)
            self.carry(store, self.old)
            serving.revalidated(store)
        self.carry(self.old, self.new)

    def carry(self, giver: Store, taker: Store) -> None:
        then = calling.accept_handovers if taker.me.kind == "hub" else None
        for origin, last in giver.read(journal.origins):
            known = taker.read(lambda c, o=origin: journal.head(c, o)[0])
            if origin != taker.me.origin and known < last:
                events = giver.read(lambda c, o=origin, k=known: journal.chain(c, o, k, 9999))
                before = owning_up.obeyed_calls(taker, events)
                receive(taker, events, via=giver.me.station, then=then or (lambda tx, of=before: own_up(tx, of)))

    def issue(self, *, hub: str = "hub-1") -> Ticket:
        return issue(self.kiosk, self.office, field="land", hub=hub)

    def call(self, hub: Store, counter: Store, claim_id: str) -> Ticket | None:
        number = 1 if counter is self.one else 2
        won = calling.claim(hub, self.office, ClaimRequest(claim_id, counter.me.station, number, FIELDS, "hanh"))
        self.carry(hub, counter)
        return won

    def answer(self, counter: Store, asker: Store | None = None) -> RollAnswer:
        """What the sync worker does with a roll call."""
        hub = asker or self.new
        roll = rollcall.roll(hub)
        said = rollcall.answer_roll(counter, roll.epoch, hub.me.station, hub.me.incarnation)
        self.carry_own(counter, hub)
        rollcall.take_answer(hub, said)
        return said

    def carry_own(self, giver: Store, taker: Store) -> None:
        own = giver.read(lambda c: journal.chain(c, giver.me.origin, 0, 9999))
        receive(taker, own, via=giver.me.station, then=calling.accept_handovers)

    def everywhere(self) -> None:
        stores = (self.old, self.new, self.kiosk, self.one, self.two)
        for _ in range(3):
            for giver in stores:
                for taker in stores:
                    if giver is not taker:
                        self.carry(giver, taker)

    def seen(self, store: Store, ticket: Ticket) -> Ticket:
        found = store.read(lambda c: tickets.get(c, "commune", ticket.id))
        assert found is not None
        return found

    def promote(self, hub: Store | None = None) -> None:
        """With everybody's answer."""
        rollcall.begin_roll_call(hub or self.new, "lead")
        self.answer(self.one, hub)
        self.answer(self.two, hub)
        rollcall.promote(hub or self.new, "lead")


@pytest.fixture
def place(make_store: Callable[..., Store], commune) -> Place:
    return Place(make_store, commune)
