"""What a counter does with its citizen, what other counters may not, counters' places, and signing in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.domain.ticket import Ticket
from kiosk.domain.trouble import Refused
from kiosk.services import counters, passwords, serving
from kiosk.services.calling import ClaimRequest, accept_handovers, claim
from kiosk.services.issuing import issue
from kiosk.services.staff import Staff, add_staff, has_accounts, sign_in
from kiosk.services.tries import PAUSE_MS, TRIES
from kiosk.store.store import Store

HANH = Staff("hanh", "Hạnh", "clerk")
PASSWORD = "mưa rào Quy Nhơn"


def _code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as trouble:
        act()
    assert trouble.value.remedy
    return trouble.value.code


@pytest.fixture
def called(hub: Store, commune) -> Callable[[], Ticket]:
    def act() -> Ticket:
        ticket = issue(hub, commune, field="land", hub="hub")
        won = claim(hub, commune, ClaimRequest(f"for-{ticket.id}", "hub", 1, ("land",), "hanh"))
        assert won is not None
        assert won.id == ticket.id
        return won

    return act


def test_a_visit_from_call_to_end(hub: Store, called, clock) -> None:
    ticket = called()
    now = serving.current_ticket(hub)
    assert now is not None
    assert (now.id, now.state) == (ticket.id, "called")
    clock.forward(minutes=1)
    assert serving.recall(hub, ticket.id, "hanh").recalls == 1
    assert serving.start(hub, ticket.id, "hanh").state == "serving"
    assert _code(lambda: serving.recall(hub, ticket.id, "hanh")) == "not-here"
    done = serving.finish(hub, ticket.id, "hanh")
    assert (done.state, done.ended_at) == ("served", clock.now_ms())
    assert serving.current_ticket(hub) is None
    assert _code(lambda: serving.finish(hub, ticket.id, "hanh")) == "not-here"


def test_a_ticket_put_aside_waits_until_the_counter_is_free(hub: Store, called) -> None:
    first = called()
    serving.hold(hub, first.id, "hanh", "chụp ảnh")
    second = called()
    assert [t.id for t in serving.held_tickets(hub)] == [first.id]
    assert _code(lambda: serving.resume(hub, first.id, "hanh")) == "counter-busy"
    assert _code(lambda: serving.finish(hub, first.id, "hanh")) == "not-here"
    assert serving.absent(hub, second.id, "hanh").state == "absent"
    assert serving.resume(hub, first.id, "hanh").state == "serving"
    assert _code(lambda: serving.absent(hub, first.id, "hanh")) == "not-here"


def test_another_counters_ticket_is_out_of_reach(make_store: Callable[..., Store], hub: Store, called, carry) -> None:
    ticket = called()
    desk = make_store("counter-2", kind="counter")
    carry(hub, desk)
    steps = [serving.recall, serving.start, serving.finish, serving.absent, serving.hold, serving.resume]
    for step in steps:
        assert _code(lambda step=step: step(desk, ticket.id, "x")) == "not-here"
    assert _code(lambda: serving.transfer(desk, ticket.id, "x", hub="hub", to_counter=3)) == "not-here"


def test_a_transfer_waits_for_its_field_or_for_one_counter_alone(hub: Store, commune, called) -> None:
    def wish(claim_id: str, counter: int, field: str) -> Ticket | None:
        return claim(hub, commune, ClaimRequest(claim_id, "hub", counter, (field,), "a"))

    ticket = called()
    assert _code(lambda: serving.transfer(hub, ticket.id, "a", hub="hub")) == "target-missing"
    assert _code(lambda: serving.transfer(hub, ticket.id, "a", hub="", to_counter=2)) == "hub-unknown"
    serving.transfer(hub, ticket.id, "a", hub="hub", to_field="certification", reason="sai quầy")
    assert wish("t0", 1, "certification") is None, "in transit nobody may call it"
    hub.write(accept_handovers)
    assert wish("t1", 1, "land") is None
    again = wish("t2", 1, "certification")
    assert again is not None
    serving.transfer(hub, again.id, "a", hub="hub", to_counter=3)
    hub.write(accept_handovers)
    assert wish("t3", 1, "certification") is None
    last = wish("t4", 3, "land")
    assert last is not None
    assert (last.id, last.queued_at, last.transfers) == (ticket.id, ticket.queued_at, 2)


def test_a_counter_opens_pauses_resumes_and_closes(hub: Store, called) -> None:
    assert _code(lambda: counters.open_counter(hub, 1, HANH, ())) == "fields-missing"
    assert counters.open_counter(hub, 1, HANH, ("land",)).state == "open"
    assert _code(lambda: counters.resume(hub, 1, "hanh")) == "counter-state"
    assert _code(lambda: counters.pause(hub, 1, "  ", "hanh")) == "reason-missing"
    assert counters.pause(hub, 1, "họp", "hanh").reason == "họp"
    assert counters.resume(hub, 1, "hanh").state == "open"
    ticket = called()
    assert _code(lambda: counters.close_counter(hub, 1, "hanh")) == "counter-busy"
    serving.finish(hub, ticket.id, "hanh")
    assert counters.close_counter(hub, 1, "hanh").state == "closed"
    assert _code(lambda: counters.pause(hub, 1, "x", "hanh")) == "counter-state"


def test_a_counter_taken_by_another_station_is_free_on_the_next_day(
    make_store: Callable[..., Store], hub: Store, carry, clock
) -> None:
    desk = make_store("counter-1", kind="counter")
    counters.open_counter(desk, 1, HANH, ("land",))
    carry(hub, desk)
    binh = Staff("binh", "Bình", "clerk")
    assert _code(lambda: counters.open_counter(hub, 1, binh, ("land",))) == "counter-taken"
    assert _code(lambda: counters.close_counter(hub, 1, "binh")) == "counter-state"
    clock.forward(minutes=24 * 60)
    assert counters.open_counter(hub, 1, binh, ("land",)).staff == "binh"


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real Argon2id with the smallest cost."""
    from argon2 import PasswordHasher

    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "_nobody_secret", "")


@pytest.mark.usefixtures("fast")
def test_accounts_are_made_by_rule_and_their_secrets_stay_out_of_the_journal(hub: Store) -> None:
    assert not has_accounts(hub)
    assert add_staff(hub, " Hanh ", "Nguyễn  Thị Hạnh", "lead", PASSWORD, "setup") == Staff(
        "hanh", "Nguyễn Thị Hạnh", "lead"
    )
    assert has_accounts(hub)
    assert _code(lambda: add_staff(hub, "hanh", "Khác", "clerk", PASSWORD, "a")) == "login-taken"
    assert _code(lambda: add_staff(hub, "hạnh", "Hạnh", "clerk", PASSWORD, "a")) == "login-malformed"
    assert _code(lambda: add_staff(hub, "binh", " ", "clerk", PASSWORD, "a")) == "person-malformed"
    assert _code(lambda: add_staff(hub, "binh", "Bình", "king", PASSWORD, "a")) == "person-malformed"
    for weak in ("short", "aaaaaaaaaa", "binh.nguyen"):
        assert _code(lambda weak=weak: add_staff(hub, "binh.nguyen", "Bình", "clerk", weak, "a")) == "password-weak"
    bodies = hub.read(lambda c: c.exec_driver_sql("SELECT group_concat(body) FROM event").scalar())
    assert "hanh" in bodies
    assert "argon2" not in bodies


@pytest.mark.usefixtures("fast")
def test_wrong_login_and_wrong_password_look_alike_and_the_right_one_opens(hub: Store) -> None:
    person = add_staff(hub, "hanh", "Hạnh", "clerk", PASSWORD, "setup")
    assert sign_in(hub, " HANH ", PASSWORD) == person
    wrong = []
    for login in ("hanh", "nobody"):
        with pytest.raises(Refused) as trouble:
            sign_in(hub, login, "sai mật khẩu")
        wrong.append(str(trouble.value))
    assert wrong[0] == wrong[1]


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("back", [False, True])
def test_after_five_wrong_tries_even_the_right_password_rests_a_minute(hub: Store, clock, back: bool) -> None:
    add_staff(hub, "hanh", "Hạnh", "clerk", PASSWORD, "setup")
    for _ in range(TRIES):
        assert _code(lambda: sign_in(hub, "hanh", "sai mật khẩu")) == "sign-in-wrong"
    if back:
        clock.forward(minutes=-60 * 24 * 365)
    assert _code(lambda: sign_in(hub, "hanh", PASSWORD)) == "too-many-tries"
    clock.forward(ms=PAUSE_MS - 1)
    assert _code(lambda: sign_in(hub, "hanh", PASSWORD)) == "too-many-tries"
    clock.forward(ms=1)
    assert sign_in(hub, "hanh", PASSWORD).login == "hanh"


@pytest.mark.usefixtures("fast")
def test_a_right_password_forgets_the_wrong_ones(hub: Store) -> None:
    add_staff(hub, "hanh", "Hạnh", "clerk", PASSWORD, "setup")
    for _ in range(3):
        for _ in range(TRIES - 1):
            assert _code(lambda: sign_in(hub, "hanh", "sai mật khẩu")) == "sign-in-wrong"
        assert sign_in(hub, "hanh", PASSWORD).login == "hanh"
