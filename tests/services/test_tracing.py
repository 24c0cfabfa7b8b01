"""A traced ticket: every event in words, and who has it, as each node can say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.domain import facts
from kiosk.domain.event import GENESIS, seal
from kiosk.domain.facts import KNOWN
from kiosk.domain.office import Office
from kiosk.domain.qr import qr_text
from kiosk.domain.trouble import Refused
from kiosk.services import telling, tracing
from kiosk.services.calling import ClaimRequest, claim
from kiosk.services.issuing import hand_over, issue, lease_series
from kiosk.services.receiving import feed_page, receive
from kiosk.services.tracing import streams_of, trace
from kiosk.store import cursors
from kiosk.store.store import Store, new_id


@pytest.fixture
def day(make_store: Callable[..., Store], carry: Any, commune: Office) -> tuple[Store, Store, str]:
    """A kiosk and a hub that have seen one ticket issued, handed over and called; and the ticket's id."""
    kiosk, hub = make_store("kiosk-1"), make_store("hub-1", kind="hub")
    lease_series(hub, "kiosk-1", kiosk.me.incarnation, plain_first=True)
    receive(kiosk, feed_page(hub, "commune", "", not_via="kiosk-1").events, via="hub")
    ticket = issue(kiosk, commune, field=commune.fields[0].code)
    hand_over(kiosk, "hub-1")
    carry(hub, kiosk)
    claim(hub, commune, ClaimRequest(new_id(), "counter-1", 1, (commune.fields[0].code,), "hanh"))
    carry(hub, kiosk)
    return kiosk, hub, ticket.id


def test_the_whole_story_in_order(day: Any, commune: Office) -> None:
    _, hub, ticket_id = day
    (stream,) = streams_of(hub, "commune", "a001")
    assert stream == f"ticket:{ticket_id}"
    told = trace(hub, "commune", stream, commune)
    assert (told.number, told.state, told.conflict) == ("A001", "called", "")
    words = [step.what for step in told.steps]
    assert words[0] == f"Lấy số A001 · {commune.fields[0].name}"
    assert "Máy chủ hàng đợi đã nhận phiếu" in words
    assert words[-1] == "Gọi đến quầy 1 (đến sớm nhất)"
    assert told.steps[-1].branch == "oldest"
    assert {step.at_hub for step in told.steps} == {True}
    assert {step.at_province for step in told.steps} == {False}


def test_both_acknowledgements(day: Any) -> None:
    kiosk, hub, ticket_id = day
    stream = f"ticket:{ticket_id}"
    own = [s for s in trace(kiosk, "commune", stream).steps if s.station == "kiosk-1"]
    assert {s.at_hub for s in own} == {False}
    assert {s.at_province for s in own} == {None}
    kiosk.write(lambda tx: cursors.note_acked(tx.conn, "hub", kiosk.me.origin, own[0].seq))
    own = [s for s in trace(kiosk, "commune", stream).steps if s.station == "kiosk-1"]
    assert [s.at_hub for s in own][:2] == [True, False]
    asked = trace(kiosk, "commune", stream, told={kiosk.me.origin: (own[-1].seq, own[0].seq)})
    assert {s.at_hub for s in asked.steps} == {True}
    assert [s.at_province for s in asked.steps if s.station == "kiosk-1"][:2] == [True, False]
    hub.write(lambda tx: cursors.note_acked(tx.conn, "province", kiosk.me.origin, own[-1].seq))
    seen = trace(hub, "commune", stream).steps
    assert {s.at_province for s in seen if s.station == "kiosk-1"} == {True}
    assert {s.at_province for s in seen if s.station == "hub-1"} == {False}


def test_a_ticket_is_found_by_whatever_a_person_has(day: Any) -> None:
    _, hub, ticket_id = day
    stream = (f"ticket:{ticket_id}",)
    found = trace(hub, "commune", stream[0])
    qr = qr_text("commune", found.service_day, "A001", ticket_id)
    for text in ("A001", " a-001 ", ticket_id, stream[0], qr):
        assert streams_of(hub, "commune", text) == stream
    assert streams_of(hub, "commune", "A001", found.service_day) == stream
    for nothing in ("A002", "x", "f" * 64, "ticket:x"):
        with pytest.raises(Refused, match="Không thấy"):
            streams_of(hub, "commune", nothing)
    with pytest.raises(Refused, match="Không thấy A001"):
        streams_of(hub, "commune", "A001", "2020-01-01")
    with pytest.raises(Refused, match="đơn vị khac"):
        streams_of(hub, "commune", qr_text("khac", found.service_day, "A001", ticket_id))


def test_what_this_program_cannot_read_is_told_and_not_left_out(day: Any) -> None:
    _, hub, ticket_id = day
    stream = f"ticket:{ticket_id}"
    later = seal(
        office="commune", station="counter-9", incarnation="i", seq=1, event_id="e", stream_id=stream, stream_ver=50,
        type="ticket.blessed", schema_ver=1, at=0, actor="", body={}, prev_hash=GENESIS,
    )  # fmt: skip
    receive(hub, [later], via="counter-9")
    last = trace(hub, "commune", stream).steps[-1]
    assert last.what == "Sự kiện chưa đọc được (ticket.blessed)"
    assert "not known here" in last.parked


def test_a_province_says_what_it_has(day: Any, make_store: Callable[..., Store]) -> None:
    _, hub, ticket_id = day
    top = make_store("province", kind="province", office="province")
    events = feed_page(hub, "commune", "", not_via="nobody").events
    receive(top, events, via=hub.me.incarnation)
    steps = trace(top, "commune", f"ticket:{ticket_id}").steps
    assert {s.at_province for s in steps} == {True}
    assert {s.at_hub for s in steps if s.station == "kiosk-1"} == {True}
    assert top.me.kind == tracing.PROVINCE


def test_every_kind_of_event_has_words() -> None:
    silent = [name for name in KNOWN if name not in telling._TELL and name not in telling._TELL_WITH_OFFICE]
    assert not silent, "say in kiosk/services/telling.py what they mean"


def test_an_event_is_told_without_an_office() -> None:
    issued = facts.TicketIssued("2026-11-23", "A001", "A", "", 1, "land", "elderly")
    event = seal(
        office="x", station="k", incarnation="i", seq=1, event_id="e", stream_id="ticket:1", stream_ver=1,
        type=issued.type, schema_ver=issued.schema_ver, at=0, actor="", body=facts.to_body(issued), prev_hash="",
    )  # fmt: skip
    assert telling.what_happened(event) == "Lấy số A001 · land"
