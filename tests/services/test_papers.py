"""The paper is the token (R3): any counter serves whoever shows it, and an in-doubt ticket resolves itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.domain import facts
from kiosk.domain.qr import qr_text
from kiosk.domain.ticket import Ticket, stream_of
from kiosk.domain.trouble import Refused
from kiosk.services import calling, conflicts, papers, promotion, serving, surrender
from kiosk.services.calling import ClaimRequest
from kiosk.services.issuing import hand_over, issue, lease_series, void
from kiosk.services.papers import join_typed
from kiosk.services.receiving import receive
from kiosk.store import intents, journal, tickets, witness
from kiosk.store.store import Store

FIELDS = ("land", "certification")


@pytest.fixture
def one(make_store: Callable[..., Store]) -> Store:
    return _told(make_store("counter-1", kind="counter"))


@pytest.fixture
def two(make_store: Callable[..., Store]) -> Store:
    return _told(make_store("counter-2", kind="counter"))


def _told(counter: Store) -> Store:
    """A counter that a hub has told all there was."""
    serving.revalidated(counter)
    return counter


def _carry(giver: Store, taker: Store) -> None:
    for origin, last in giver.read(journal.origins):
        known = taker.read(lambda c, o=origin: journal.head(c, o)[0])
        if origin != taker.me.origin and known < last:
            events = giver.read(lambda c, o=origin, k=known: journal.chain(c, o, k, 9999))
            then = calling.accept_handovers if taker.me.kind == "hub" else join_typed
            receive(taker, events, via=giver.me.station, then=then)


def _slip(ticket: Ticket, office: str = "commune", day: str = "") -> str:
    return qr_text(office, day or ticket.service_day, ticket.number, ticket.id)


def _seen(store: Store, ticket_id: str) -> Ticket:
    found = store.read(lambda c: tickets.get(c, "commune", ticket_id))
    assert found is not None
    return found


def test_a_scanned_paper_is_served_by_a_counter_that_knows_nothing_of_it(hub: Store, one: Store, commune) -> None:
    ticket = issue(hub, commune, field="land", hub="hub")
    here = papers.present(one, commune, _slip(ticket), 1, "hanh")
    assert (here.state, here.number, here.holder) == ("serving", ticket.number, "counter-1")
    serving.finish(one, ticket.id, "hanh")
    _carry(one, hub)
    after = _seen(hub, ticket.id)
    assert (after.state, after.counter, after.conflict, after.field) == ("served", 1, "", "land")
    assert calling.claim(hub, commune, ClaimRequest("c", "counter-2", 2, FIELDS, "b")) is None


def test_a_call_made_in_ignorance_of_the_paper_is_no_conflict(hub: Store, one: Store, two: Store, commune) -> None:
    ticket = issue(hub, commune, field="land", hub="hub")
    papers.present(one, commune, _slip(ticket), 1, "hanh")
    assert calling.claim(hub, commune, ClaimRequest("c", "counter-2", 2, FIELDS, "b")) is not None
    _carry(hub, two)
    serving.absent(two, ticket.id, "b")
    serving.finish(one, ticket.id, "hanh")
    for giver in (one, two):
        _carry(giver, hub)
    _carry(hub, one)
    _carry(hub, two)
    for store in (hub, one, two):
        after = _seen(store, ticket.id)
        assert (after.state, after.counter, after.conflict) == ("served", 1, "")


def test_one_paper_served_at_two_counters_is_a_visible_conflict(hub: Store, one: Store, two: Store, commune) -> None:
    ticket = issue(hub, commune, field="land", hub="hub")
    for store, number in ((one, 1), (two, 2)):
        papers.present(store, commune, _slip(ticket), number, "hanh")
        serving.finish(store, ticket.id, "hanh")
        _carry(store, hub)
    (found,) = conflicts.conflicts(hub)
    assert [c.code for c in found.ticket.clashes] == ["served_twice"]
    assert found.parties == ("counter-1", "counter-2")
    assert conflicts.settle(hub, ticket.id, "Nhập nhầm số ở quầy 2.", "lead").conflict == ""


def test_a_typed_number_that_nobody_knows_goes_on_at_its_ticket_when_it_comes(hub: Store, one: Store, commune) -> None:
    ticket = issue(hub, commune, field="land", hub="hub")
    typed = papers.present(one, commune, ticket.number.lower(), 1, "hanh")
    assert typed.id != ticket.id
    assert serving.current_ticket(one).id == typed.id
    serving.finish(one, typed.id, "hanh")
    _carry(hub, one)
    assert (_seen(one, typed.id).state, _seen(one, typed.id).reason) == ("joined", ticket.id)
    assert _seen(one, ticket.id).state == "served"
    _carry(one, hub)
    assert _seen(hub, ticket.id).state == "served"
    assert one.write(join_typed) == 0


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
def test_a_counter_that_was_put_back_repeats_no_service_that_it_joined_before(
    hub: Store, one: Store, commune, make_store: Callable[..., Store], tmp_path: Path, lost: int
) -> None:
    """`lost` = how many events of the joining its dead disk had told nobody: presented, served, joined."""
    ticket = issue(hub, commune, field="land", hub="hub")
    serving.finish(one, papers.present(one, commune, ticket.number, 1, "hanh").id, "hanh")
    one.close()
    shutil.copytree(tmp_path / "counter-1", tmp_path / "old", ignore=shutil.ignore_patterns(witness.FILE))
    one = _told(make_store("counter-1", kind="counter"))
    _carry(hub, one)
    told = one.read(lambda c: journal.chain(c, one.me.origin, 0, 9999))
    receive(hub, told[: len(told) - lost], via="counter-1")
    one.close()
    shutil.copytree(tmp_path / "old", tmp_path / "counter-1", dirs_exist_ok=True)
    again = make_store("counter-1", kind="counter")
    assert again.me.incarnation != one.me.incarnation
    receive(again, hub.read(lambda c: journal.chain(c, hub.me.origin, 0, 9999)), via="hub", then=join_typed)
    _carry(hub, again)
    promotion.asked_all(again, 0)
    _told(again).write(join_typed)
    _carry(again, hub)
    after = _seen(hub, ticket.id)
    assert (after.state, after.holder, after.conflict) == ("served", "counter-1", "")


def test_a_typed_number_still_in_service_stays_at_the_counter_under_its_ticket(hub: Store, one: Store, commune) -> None:
    ticket = issue(hub, commune, field="land", hub="hub")
    papers.present(one, commune, ticket.number, 1, "hanh")
    _carry(hub, one)
    now = serving.current_ticket(one)
    assert (now.id, now.state) == (ticket.id, "serving")
    serving.finish(one, ticket.id, "hanh")


@pytest.mark.parametrize(
    ("text", "code"), [("52 vui", "number-malformed"), ("", "number-malformed"), ("A000", "number-malformed")]
)
def test_what_is_no_paper_is_said_so(one: Store, commune, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        papers.present(one, commune, text, 1, "hanh")
    assert refused.value.code == code


def test_papers_of_other_places_days_and_ends_are_refused(hub: Store, one: Store, commune) -> None:
    ticket, gone, done = (issue(hub, commune, field="land", hub="hub") for _ in range(3))
    void(hub, gone.id, "in nhầm")
    papers.present(hub, commune, _slip(done), 3, "hanh")
    serving.finish(hub, done.id, "hanh")
    _carry(hub, one)
    for text, code in (
        (_slip(ticket, office="elsewhere"), "office-other"),
        (_slip(ticket, day="2026-11-20"), "day-other"),
        (_slip(gone), "ticket-voided"),
        (_slip(done), "ticket-served"),
    ):
        with pytest.raises(Refused) as refused:
            papers.present(one, commune, text, 1, "hanh")
        assert refused.value.code == code
    papers.present(one, commune, _slip(ticket), 1, "hanh")
    other = issue(hub, commune, field="land", hub="hub")
    with pytest.raises(Refused) as busy:
        papers.present(one, commune, _slip(other), 1, "hanh")
    assert busy.value.code == "counter-busy"


def test_after_a_restart_a_called_ticket_waits_for_the_hub_or_for_the_paper(hub: Store, one: Store, commune) -> None:
    ticket = issue(hub, commune, field="land", hub="hub")
    calling.claim(hub, commune, ClaimRequest("c", "counter-1", 1, FIELDS, "hanh"))
    _carry(hub, one)
    assert serving.begin_anew(one) == (ticket.id,)
    with pytest.raises(Refused) as unsure:
        serving.start(one, ticket.id, "hanh")
    assert unsure.value.code == "revalidating"
    papers.present(one, commune, _slip(ticket), 1, "hanh")
    serving.finish(one, ticket.id, "hanh")
    again = issue(hub, commune, field="land", hub="hub")
    calling.claim(hub, commune, ClaimRequest("d", "counter-1", 1, FIELDS, "hanh"))
    _carry(hub, one)
    serving.begin_anew(one)
    serving.revalidated(one)
    assert serving.start(one, again.id, "hanh").state == "serving"


def test_a_typed_number_is_not_transferred_before_its_ticket_has_come(hub: Store, one: Store, commune) -> None:
    ticket = issue(hub, commune, field="land", hub="hub")
    typed = papers.present(one, commune, ticket.number, 1, "hanh")
    with pytest.raises(Refused) as unheard:
        serving.transfer(one, typed.id, "hanh", hub="hub", to_field="certification")
    assert unheard.value.code == "ticket-not-given-up"
    serving.hold(one, typed.id, "hanh")
    _carry(hub, one)
    (held,) = serving.held_tickets(one)
    assert held.id == ticket.id
    serving.transfer(one, held.id, "hanh", hub="hub", to_field="certification")
    _carry(one, hub)
    assert calling.claim(hub, commune, ClaimRequest("c", "counter-2", 2, FIELDS, "b")).id == ticket.id
    assert calling.claim(hub, commune, ClaimRequest("d", "counter-3", 3, FIELDS, "b")) is None


def test_whose_ticket_nobody_has_heard_of_is_not_passed_on_though_called(one: Store) -> None:
    vouched = facts.TicketAttested("c", 1, "oldest", 0, "2026-11-23", "C001", "land")
    one.write(lambda tx: tx.append(stream_of("unheard"), vouched, "station"))
    with pytest.raises(Refused) as unheard:
        serving.transfer(one, "unheard", "hanh", hub="hub", to_field="certification")
    assert unheard.value.code == "ticket-not-given-up"


def test_whom_the_issuer_may_still_have_called_is_not_passed_on(
    hub: Store, one: Store, two: Store, make_store: Callable[..., Store], commune
) -> None:
    kiosk = make_store("kiosk-1")
    lease_series(hub, "kiosk-1", kiosk.me.incarnation, plain_first=False)
    _carry(hub, kiosk)
    ticket = issue(kiosk, commune, field="land")  # the hub is away: the kiosk keeps it
    _carry(kiosk, one)  # with the answer to a claim that the kiosk decided in the hub's place
    papers.present(one, commune, _slip(ticket), 1, "hanh")
    with pytest.raises(Refused) as kept:
        serving.transfer(one, ticket.id, "hanh", hub="hub", to_field="certification")
    assert kept.value.code == "ticket-not-given-up"
    serving.hold(one, ticket.id, "hanh")
    _carry(one, kiosk)
    assert hand_over(kiosk, "hub") == 1
    assert hand_over(kiosk, "hub") == 0
    for giver, taker in ((kiosk, hub), (one, hub), (hub, one)):
        _carry(giver, taker)
    assert _seen(hub, ticket.id).state == "held"
    serving.transfer(one, ticket.id, "hanh", hub="hub", to_field="certification")
    _carry(one, hub)
    assert calling.claim(hub, commune, ClaimRequest("c", "counter-2", 2, FIELDS, "b")).id == ticket.id
    assert _seen(hub, ticket.id).conflict == ""


def test_nobody_decides_about_somebody_who_came_with_the_paper_alone_and_went(hub: Store, one: Store, commune) -> None:
    ticket = issue(hub, commune, field="land", hub="hub")
    _carry(hub, one)
    papers.present(one, commune, _slip(ticket), 1, "hanh")
    serving.hold(one, ticket.id, "hanh")
    serving.absent(one, ticket.id, "hanh")
    _carry(one, hub)
    with pytest.raises(Refused):
        calling.claim(hub, commune, ClaimRequest("c", "counter-2", 2, FIELDS, "b", ticket.number, "về muộn"))
    assert papers.present(one, commune, _slip(ticket), 1, "hanh").state == "serving"


def test_a_counter_that_was_put_back_joins_no_typed_number_twice(hub: Store, one: Store, commune) -> None:
    ticket = issue(hub, commune, field="land", hub="hub")
    typed = papers.present(one, commune, ticket.number, 1, "hanh")
    serving.finish(one, typed.id, "hanh")
    _carry(one, hub)
    surrender.renew(one, 2, "restored")  # its former life went on from here, joined, and told the hub
    _carry(hub, one)
    assert _seen(one, typed.id).state == "served", "not before a hub has told it what its former life did"
    promotion.asked_all(one, 0)
    serving.revalidated(one)
    assert one.write(join_typed) == 1
    assert (_seen(one, typed.id).state, _seen(one, ticket.id).state) == ("joined", "served")


def test_a_restored_counter_ends_nobody_whom_it_may_have_ended_before(hub: Store, one: Store, commune) -> None:
    ticket = issue(hub, commune, field="land", hub="hub")
    calling.claim(hub, commune, ClaimRequest("c", "counter-1", 1, FIELDS, "hanh"))
    _carry(hub, one)
    serving.begin_anew(one)
    serving.revalidated(one)
    serving.start(one, ticket.id, "hanh")
    assert serving.begin_anew(one) == ()  # a plain restart
    surrender.renew(one, 0, "restored")
    assert serving.begin_anew(one) == (ticket.id,)
    with pytest.raises(Refused) as unsure:
        serving.finish(one, ticket.id, "hanh")
    assert unsure.value.code == "revalidating"
    serving.revalidated(one)
    assert serving.unsure(one) == (ticket.id,), "the hub that said so may have been replaced since"
    promotion.asked_all(one, 0)
    assert serving.unsure(one) == (ticket.id,)
    serving.revalidated(one)
    assert serving.finish(one, ticket.id, "hanh").state == "served"


def test_a_restored_counter_is_not_sure_of_whom_its_former_life_had_called_before_a_hub_has_told_all(
    hub: Store, one: Store, commune
) -> None:
    serving.begin_anew(one)
    one.write(lambda tx: intents.ask(tx.conn, "c", {}, tx.now))
    surrender.renew(one, 0, "restored")  # the answer came to its former life, which passed the citizen on
    promotion.asked_all(one, 0)
    serving.begin_anew(one)
    assert one.read(intents.open_intent) is None, "a question of its former life"
    ticket = issue(hub, commune, field="land", hub="hub")
    calling.claim(hub, commune, ClaimRequest("c", "counter-1", 1, FIELDS, "hanh"))
    _carry(hub, one)  # the first page of the feed, and then the line is cut
    assert serving.unsure(one) == (ticket.id,)
    with pytest.raises(Refused) as unsure:
        serving.start(one, ticket.id, "hanh")
    assert unsure.value.code == "revalidating"
    serving.revalidated(one)
    assert serving.start(one, ticket.id, "hanh").state == "serving"


def test_whom_a_restored_counter_itself_has_called_it_is_sure_of(hub: Store, one: Store, commune) -> None:
    surrender.renew(one, 0, "restored")
    promotion.asked_all(one, 0)
    serving.begin_anew(one)
    ticket = issue(hub, commune, field="land", hub="hub")
    one.write(lambda tx: intents.ask(tx.conn, "c", {}, tx.now, "kiosk-1"))
    calling.claim(hub, commune, ClaimRequest("c", "counter-1", 1, FIELDS, "hanh"))
    _carry(hub, one)
    one.write(lambda tx: intents.answer(tx.conn, "c", ticket.id, tx.now))
    assert serving.start(one, ticket.id, "hanh").state == "serving"
