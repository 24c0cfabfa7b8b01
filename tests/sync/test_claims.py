"""Claims over HTTP: all different, the same id always the same ticket, refusals in words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.domain.trouble import Refused
from kiosk.services import issuing, serving
from kiosk.store import intents
from kiosk.store.store import Store, new_id
from sync import wire
from sync.claiming import Claims
from sync.client import Away, Line, Unacceptable
from sync.downlink import Downlink


@pytest.fixture
def issue(hub: Any, commune: Any) -> Any:
    issuing.lease_own_series(hub.store)

    def make(count: int = 1, field: str = "") -> list[Any]:
        place = field or commune.fields[0].code
        return [issuing.issue(hub.store, commune, field=place, hub=hub.store.me.station) for _ in range(count)]

    return make


@pytest.fixture
def fields(commune: Any) -> tuple[str, ...]:
    return tuple(f.code for f in commune.fields)


def wish(fields: tuple[str, ...], **more: Any) -> dict[str, Any]:
    return {
        "claim_id": new_id(), "station": "counter-1", "reader": "life-1", "counter": 1, "fields": list(fields)
    } | more  # fmt: skip


@pytest.fixture
def counter() -> Iterator[Callable[[Store, str], Claims]]:
    lines: list[Line] = []

    def make(store: Store, url: str) -> Claims:
        lines.extend((Line(url), Line(url)))
        return Claims(store, lines[-1], Downlink(store, lines[-2], "hub"))

    yield make
    for line in lines:
        line.close()


def test_forty_counters_at_once_win_forty_tickets(hub: Any, issue: Any, fields: Any) -> None:
    issue(40)
    won: list[str] = []
    barrier = threading.Barrier(40)

    def press() -> None:
        barrier.wait()
        won.append(hub.post("/v1/claims", json=wish(fields)).json()["ticket_id"])

    threads = [threading.Thread(target=press) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == len(set(won)) == 40
    assert "" not in won


def test_the_same_claim_gets_the_same_ticket_for_ever(hub: Any, issue: Any, fields: Any) -> None:
    issue(3)
    question = wish(fields)
    first = hub.post("/v1/claims", json=question).json()
    hub.post("/v1/claims", json=wish(fields))
    again = hub.post("/v1/claims", json=question).json()
    assert (first["ticket_id"], first["number"], first["branch"]) == (again["ticket_id"], "A001", "oldest")


def test_the_answer_brings_what_the_counter_has_not_seen(hub: Any, issue: Any, fields: Any) -> None:
    issue(1)
    page = hub.post("/v1/claims", json=wish(fields)).json()["feed"]
    assert [e["type"] for e in page["events"]][-1] == "ticket.called"
    assert page["cursor"]


@pytest.mark.parametrize(
    ("number", "reason", "code"),
    [("A001", "", "reason-missing"), ("hello", "x", "number-malformed"), ("A777", "x", "ticket-unknown")],
)
def test_a_number_that_cannot_be_called_is_refused_in_words(
    hub: Any, issue: Any, fields: Any, number: str, reason: str, code: str
) -> None:
    issue(1)
    answer = hub.post("/v1/claims", json=wish(fields, number=number, reason=reason))
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer.json()["remedy"]


def test_a_number_out_of_order_with_a_reason(hub: Any, issue: Any, fields: Any) -> None:
    issue(3)
    answer = hub.post("/v1/claims", json=wish(fields, number="a 003", reason="Người già yếu")).json()
    assert (answer["number"], answer["branch"]) == ("A003", "by_number")
    twice = hub.post("/v1/claims", json=wish(fields, number="A003", reason="lại"))
    assert twice.json()["code"] == "not-waiting"


def test_the_counter_knows_its_ticket_when_the_claim_returns(
    hub: Any, issue: Any, fields: Any, make_store: Any, counter: Any
) -> None:
    issue(2)
    claims = counter(make_store("counter-1", kind="counter"), hub.url)
    won = claims.next(1, fields, "hanh")
    assert won is not None
    assert (won.number, won.state, won.holder) == ("A001", "called", "counter-1")
    assert not claims.pending()
    claims.next(1, fields, "hanh")
    assert claims.next(1, fields, "hanh") is None


def test_a_lost_answer_is_asked_for_again_and_wins_nothing_else(
    hub: Any, issue: Any, fields: Any, make_store: Any, counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(3)
    store = make_store("counter-1", kind="counter")
    claims = counter(store, hub.url)
    real = Line.claim

    def deaf(line: Line, question: Any) -> Any:
        real(line, question)
        raise Away("unreachable", "Không nghe được trả lời.")

    monkeypatch.setattr(Line, "claim", deaf)
    with pytest.raises(Away):
        claims.next(1, fields, "hanh")
    assert claims.pending()
    monkeypatch.undo()
    store.close()
    reopened = make_store("counter-1", kind="counter")
    won = counter(reopened, hub.url).next(1, fields, "hanh")
    assert won is not None
    assert won.number == "A001"
    assert reopened.read(intents.open_intent) is None
    assert sum(t.state == "called" for t in _line(hub)) == 1


def test_a_lost_answer_that_the_feed_has_told_is_not_asked_for_again(
    hub: Any, issue: Any, fields: Any, make_store: Any, counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, the next press got the one who was served already; and a new hub would have called again under the id."""
    issue(3)
    store = make_store("counter-1", kind="counter")
    claims, real = counter(store, hub.url), Line.claim

    def deaf(line: Line, question: Any) -> Any:
        real(line, question)
        raise Away("unreachable", "Không nghe được trả lời.")

    def pressed_in_vain() -> str:
        monkeypatch.setattr(Line, "claim", deaf)
        with pytest.raises(Away):
            claims.next(1, fields, "hanh")
        monkeypatch.undo()
        line = Line(hub.url)
        Downlink(store, line, "hub").run_once(0)
        line.close()
        return serving.current_ticket(store).id

    first = pressed_in_vain()
    serving.finish(store, first, "hanh")
    won = claims.next(1, fields, "hanh")
    assert won is not None
    assert won.number == "A002"
    serving.finish(store, won.id, "hanh")
    last = pressed_in_vain()
    assert claims.next(1, fields, "hanh").id == last, "still called here: one press, one ticket"
    assert not claims.pending()


def test_a_question_that_no_hub_could_read_is_refused_and_blocks_no_other(
    hub: Any, issue: Any, fields: Any, make_store: Any, counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(1)
    claims = counter(make_store("counter-1", kind="counter"), hub.url)
    for number, reason in (("A001" * 9, "x"), ("A001", "x" * 300)):
        with pytest.raises(Refused) as refused:
            claims.number(number, 1, fields, reason, "hanh")
        assert refused.value.remedy
        assert not claims.pending()

    def unread(line: Line, question: Any) -> Any:
        raise Unacceptable(wire.Problem(code="malformed", message="Yêu cầu sai khuôn dạng."))

    monkeypatch.setattr(Line, "claim", unread)
    with pytest.raises(Refused):
        claims.next(1, fields, "hanh")
    monkeypatch.undo()
    won = claims.next(1, fields, "hanh")
    assert won is not None
    assert won.number == "A001"


def test_a_question_left_open_carries_the_present_wish(
    hub: Any, issue: Any, fields: Any, make_store: Any, counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub never heard the first question: what the clerk wants now is what it answers."""
    issue(3)
    claims = counter(make_store("counter-1", kind="counter"), hub.url)
    away = Away("unreachable", "Không kết nối được.")

    def cut(line: Line, question: Any) -> Any:
        raise away

    monkeypatch.setattr(Line, "claim", cut)
    with pytest.raises(Away):
        claims.next(1, fields, "hanh")
    monkeypatch.undo()
    won = claims.number("A003", 2, fields, "Người già yếu", "hanh")
    assert (won.number, won.counter) == ("A003", 2)
    assert not claims.pending()


def test_all_fields_and_any_counter_that_a_sign_can_show(hub: Any, issue: Any, fields: Any) -> None:
    """A counter that the hub's profile does not list yet still calls: a new sign must not wait for a technician."""
    issue(2)
    many = (*fields, *(f"field-{n}" for n in range(64 - len(fields))))
    assert hub.post("/v1/claims", json=wish(many, counter=999)).json()["number"] == "A001"
    for bad in (wish((*many, "one-more")), wish(fields, counter=0), wish(fields, counter=1000)):
        answer = hub.post("/v1/claims", json=bad)
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert hub.post("/v1/claims", json=wish(())).json()["ticket_id"] == ""


def test_a_refused_question_is_closed(hub: Any, issue: Any, fields: Any, make_store: Any, counter: Any) -> None:
    issue(1)
    claims = counter(make_store("counter-1", kind="counter"), hub.url)
    with pytest.raises(Refused):
        claims.number("A555", 1, fields, "vì sao", "hanh")
    assert not claims.pending()


def test_a_series_is_leased_once_for_each_life(hub: Any) -> None:
    def lease(station: str, life: str) -> str:
        return str(hub.post("/v1/series", json={"station": station, "incarnation": life}).json()["series"])

    assert [lease("kiosk-1", "a"), lease("kiosk-1", "a")] == ["", ""]
    assert len({lease("kiosk-1", "a"), lease("kiosk-1", "restored"), lease("kiosk-2", "b")}) == 3


def test_a_kiosk_names_the_series_that_it_knows_of_and_the_hub_leases_none_of_them(hub: Any) -> None:
    told = {"station": "kiosk-1", "incarnation": "a", "taken": ["", "B", "D"]}
    assert hub.post("/v1/series", json=told).json()["series"] == "C"
    for flawed in (["b"], ["ABC"], ["B"] * 1001, "B"):
        assert hub.post("/v1/series", json=told | {"taken": flawed}).status_code == 422


def _line(hub: Any) -> list[Any]:
    from sqlalchemy import select

    from kiosk.store.schema import ticket

    return hub.store.read(lambda conn: list(conn.execute(select(ticket))))
