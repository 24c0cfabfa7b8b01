"""A kiosk answers claims in the hub's place (R2), over real sockets, however long its journal and its asker's cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

import sync.server.kiosk
from kiosk.domain.office import Office
from kiosk.services.issuing import issue, lease_own_series
from kiosk.services.receiving import receive
from kiosk.store import journal, tickets
from kiosk.store.store import Store
from sync.claiming import Claims, StandIn
from sync.client import Away, Line
from sync.downlink import Downlink

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def kiosk(make_store: Callable[..., Store], serve: Any, commune: Office) -> Any:
    """A kiosk that answers claims."""
    store = make_store("kiosk-1")
    lease_own_series(store)
    return serve(sync.server.kiosk.create_kiosk_app(store, commune), store)


@pytest.fixture
def counter(make_store: Callable[..., Store]) -> Store:
    return make_store("counter-1", kind="counter")


@pytest.fixture
def claims(counter: Store, kiosk: Any) -> Iterator[Claims]:
    """A counter's claims where no hub answers."""
    with closing(Line(NOBODY, connect_s=0.5)) as dead, closing(Line(kiosk.url)) as line:
        stand_in = StandIn("kiosk-1", line, Downlink(counter, line, "kiosk:kiosk-1"))
        yield Claims(counter, dead, Downlink(counter, dead, "hub"), lambda: [stand_in])


def test_a_long_journal_is_told_in_pieces(
    kiosk: Any, counter: Store, claims: Claims, commune: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync.server.kiosk, "PAGE", 3)
    first, *others = [issue(kiosk.store, commune, field="land") for _ in range(12)]
    won = claims.next(1, ("land",), "hanh")
    assert won
    assert (won.id, won.holder) == (first.id, "counter-1")
    second = claims.next(1, ("land",), "hanh")
    assert second
    assert second.id == others[0].id


def test_only_what_the_counter_lacks_is_told(kiosk: Any, counter: Store, claims: Claims, commune: Office) -> None:
    for _ in range(5):
        issue(kiosk.store, commune, field="land")
    known = kiosk.store.read(lambda conn: journal.chain(conn, kiosk.store.me.origin, 0, 99))
    receive(counter, known, via="hub")
    told: list[int] = []
    apply = Downlink.apply

    def noting(downlink: Downlink, page: Any, *place: Any) -> bool:
        told.append(len(page.events))
        return apply(downlink, page, *place)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Downlink, "apply", noting)
        assert claims.next(1, ("land",), "hanh")
    assert told == [1]


def test_an_old_copy_of_a_kiosk_has_nobody_called(
    kiosk: Any, counter: Store, claims: Claims, commune: Office, chain: Any
) -> None:
    issue(kiosk.store, commune, field="land")
    newer = chain("kiosk-1", incarnation=kiosk.store.me.incarnation).tickets(9)
    receive(counter, newer, via="hub")
    with pytest.raises(Away):
        claims.next(1, ("land",), "hanh")
    assert kiosk.store.read(lambda conn: tickets.counts(conn, "commune", "2026-11-23")) == {"waiting": 1}
