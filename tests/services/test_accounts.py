"""The master copy of accounts, and what follows from it: nobody is lost, nobody is let in twice, one lead stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher

from kiosk.domain.trouble import Refused
from kiosk.services import accounts, passwords, sessions
from kiosk.services.accounts_following import adopt, followed, pending, sent
from kiosk.services.staff import add_staff, sign_in, staff
from kiosk.store.store import Store

PASSWORD = "mưa rào Quy Nhơn"
Make = Callable[..., Store]


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real Argon2id with the smallest cost."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "_nobody_secret", "")


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as trouble:
        act()
    assert trouble.value.remedy
    return trouble.value.code


def make(master: Store, login: str, role: str = "clerk", name: str = "", password: str = PASSWORD) -> None:
    secret = passwords.hashed(password)
    accounts.make(master, "commune", login, name or f"Người {login}", role, secret, "setup")


def follow(master: Store, station: Store) -> None:
    adopt(station, followed(master, "commune").accounts)


@pytest.fixture
def master(make_store: Make) -> Store:
    store = make_store("hub-1", kind="hub")
    make(store, "hanh", "lead")
    make(store, "an")
    return store


def test_an_account_follows_and_works_without_any_line(master: Store, make_store: Make) -> None:
    counter = make_store("counter-2", kind="counter")
    follow(master, counter)
    assert sign_in(counter, "an", PASSWORD).name == "Người an"
    assert not pending(counter)


def test_one_switched_off_is_out_after_the_next_pull_and_back_when_on(master: Store, make_store: Make) -> None:
    counter = make_store("counter-2", kind="counter")
    follow(master, counter)
    accounts.disable(master, "commune", "an", "nghỉ việc", "hanh")
    follow(master, counter)
    assert code(lambda: sign_in(counter, "an", PASSWORD)) == "account-off"
    assert code(lambda: sign_in(counter, "an", "sai")) == "sign-in-wrong", "who guesses learns nothing"
    assert [p.login for p in staff(counter)] == ["hanh"]
    accounts.enable(master, "commune", "an", "hanh")
    follow(master, counter)
    assert sign_in(counter, "an", PASSWORD).login == "an"


def test_a_hub_that_has_not_heard_yet_brings_nobody_back(master: Store, make_store: Make) -> None:
    counter = make_store("counter-2", kind="counter")
    old = followed(master, "commune").accounts
    accounts.disable(master, "commune", "an", "nghỉ việc", "hanh")
    follow(master, counter)
    adopt(counter, old)
    assert code(lambda: sign_in(counter, "an", PASSWORD)) == "account-off"


def test_the_newer_of_two_copies_is_seen_where_the_clock_was_set_back(
    master: Store, make_store: Make, clock: Any
) -> None:
    counter = make_store("counter-2", kind="counter")
    follow(master, counter)
    clock.forward(minutes=-60 * 24 * 400)
    accounts.disable(master, "commune", "an", "nghỉ việc", "hanh")
    follow(master, counter)
    assert code(lambda: sign_in(counter, "an", PASSWORD)) == "account-off"


def test_what_was_made_here_waits_and_is_never_lost(master: Store, make_store: Make) -> None:
    admin = make_store("admin-1", kind="admin")
    add_staff(admin, "moi", "Người mới", "clerk", PASSWORD, "hanh")
    follow(master, admin)
    assert [a.login for a in pending(admin)] == ["moi"]
    assert sign_in(admin, "moi", PASSWORD).login == "moi"
    waiting = pending(admin)[0]
    accounts.make(master, "commune", waiting.login, waiting.name, waiting.role, waiting.secret, "hanh")
    sent(admin, waiting)
    assert not pending(admin)
    follow(master, admin)
    assert {p.login for p in staff(admin)} == {"hanh", "an", "moi"}


def test_a_master_that_lost_an_account_gets_it_back(master: Store, make_store: Make, tmp_path: Any) -> None:
    admin = make_store("admin-1", kind="admin")
    follow(master, admin)
    empty = make_store("hub-2", kind="hub")
    follow(empty, admin)
    assert {a.login for a in pending(admin)} == {"hanh", "an"}, "they work here and go up again"
    assert sign_in(admin, "hanh", PASSWORD).role == "lead"


def test_one_login_for_two_persons_is_seen_and_both_get_in(master: Store, make_store: Make) -> None:
    counter = make_store("counter-2", kind="counter")
    add_staff(counter, "an", "Võ Thành An", "clerk", "mật khẩu của tôi", "an")
    follow(master, counter)
    assert code(lambda: sign_in(counter, "an", "mật khẩu của tôi")) == "login-renamed"
    assert sign_in(counter, "an.counter-2", "mật khẩu của tôi").name == "Võ Thành An"
    assert sign_in(counter, "an", PASSWORD).name == "Người an"
    assert [(a.login, a.pending) for a in pending(counter)] == [("an.counter-2", "renamed")]


def test_the_same_person_made_twice_is_one_with_the_masters_password(master: Store, make_store: Make) -> None:
    counter = make_store("counter-2", kind="counter")
    add_staff(counter, "an", "NGƯỜI  AN", "clerk", "mật khẩu của tôi", "an")
    follow(master, counter)
    assert sign_in(counter, "an", PASSWORD).login == "an"
    assert not pending(counter)


def test_an_office_keeps_a_lead_and_a_technician_once_it_has_one(master: Store) -> None:
    make(master, "minh", "technician")
    assert code(lambda: accounts.change(master, "commune", "hanh", "Hạnh", "clerk", "minh")) == "last-of-role"
    assert code(lambda: accounts.disable(master, "commune", "hanh", "", "minh")) == "last-of-role"
    assert code(lambda: accounts.disable(master, "commune", "minh", "", "hanh")) == "last-of-role"
    make(master, "lan", "lead")
    assert accounts.change(master, "commune", "hanh", "Hạnh", "clerk", "lan").role == "clerk"
    assert code(lambda: accounts.disable(master, "commune", "lan", "", "hanh")) == "last-of-role"


def test_nobody_switches_off_the_own_account(master: Store) -> None:
    make(master, "lan", "lead")
    assert code(lambda: accounts.disable(master, "commune", "lan", "", "lan")) == "own-account"


def test_a_one_time_password_is_good_once_and_for_a_new_one_only(master: Store) -> None:
    given = accounts.reset(master, "commune", "an", "hanh")
    assert code(lambda: sign_in(master, "an", PASSWORD)) == "sign-in-wrong"
    assert sign_in(master, "an", given.password).must_change
    begin = lambda p: sessions.begin(master, "an", p, office="commune", key_id="")  # noqa: E731
    assert code(lambda: begin(given.password)) == "password-change"
    wrong = lambda new: accounts.change_password(master, "commune", "an", given.password, new)  # noqa: E731
    assert code(lambda: wrong("ngắn")) == "password-weak"
    assert code(lambda: wrong(given.password)) == "password-weak"
    accounts.change_password(master, "commune", "an", given.password, "mật khẩu mới 9")
    assert not sign_in(master, "an", "mật khẩu mới 9").must_change
    assert begin("mật khẩu mới 9").staff.login == "an"
    assert code(lambda: sign_in(master, "an", given.password)) == "sign-in-wrong"


@pytest.mark.parametrize("how", ["disable", "reset", "change_password"])
def test_sessions_end_with_what_they_stood_on(master: Store, how: str) -> None:
    token = sessions.begin(master, "an", PASSWORD, office="commune", key_id="k1").token
    assert sessions.staff_of(master, token, "k1").login == "an"
    if how == "disable":
        accounts.disable(master, "commune", "an", "", "hanh")
    elif how == "reset":
        accounts.reset(master, "commune", "an", "hanh")
    else:
        accounts.change_password(master, "commune", "an", PASSWORD, "mật khẩu mới 9")
    assert code(lambda: sessions.staff_of(master, token, "k1")) == "no-session"


def test_a_role_taken_away_counts_in_a_running_session(master: Store) -> None:
    make(master, "lan", "lead")
    token = sessions.begin(master, "hanh", PASSWORD, office="commune", key_id="").token
    accounts.change(master, "commune", "hanh", "Hạnh", "clerk", "lan")
    assert sessions.staff_of(master, token, "").role == "clerk"


@pytest.mark.parametrize(
    "secret",
    [
        "", "x", PASSWORD, "$2b$12$abcdefghijklmnopqrstuv", "$argon2id$", "$argon2id$v=19$m=x,t=1,p=1$YWJj$YWJj",
        "$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$MTIzNDU2Nzg5MDEyMzQ1Ng",
        "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$MTIzNDU2Nzg5MDEyMzQ1Ng",
        "$argon2id$v=19$m=8,t=99999,p=1$c29tZXNhbHQ$MTIzNDU2Nzg5MDEyMzQ1Ng", "$argon2id$" + "A" * 400,
    ],
)  # fmt: skip
def test_a_hash_that_is_none_or_eats_the_machine_is_refused(master: Store, secret: str) -> None:
    made = lambda: accounts.make(master, "commune", "moi", "Người mới", "clerk", secret, "hanh")  # noqa: E731
    assert code(made) == "secret-malformed"


def test_what_was_done_stands_in_the_journal_and_no_secret_does(master: Store) -> None:
    make(master, "lan", "lead")
    accounts.change(master, "commune", "an", "Võ Thành An", "technician", "hanh")
    given = accounts.reset(master, "commune", "an", "hanh")
    accounts.disable(master, "commune", "lan", "chuyển công tác", "hanh")
    accounts.enable(master, "commune", "lan", "hanh")
    rows = master.read(lambda c: c.exec_driver_sql("SELECT type, actor, body FROM event ORDER BY seq").all())
    assert [r.type for r in rows] == [
        "staff.added", "staff.added", "staff.added", "staff.changed", "staff.password_reset", "staff.disabled",
        "staff.enabled",
    ]  # fmt: skip
    assert {r.actor for r in rows[3:]} == {"hanh"}
    assert "argon2" not in str(rows)
    assert given.password not in str(rows)


def test_a_province_writes_down_what_it_did_for_an_office_in_its_own_journal(make_store: Make) -> None:
    province = make_store("province", kind="province", office="province")
    make(province, "hanh", "lead")
    accounts.make(province, "province", "hanh", "Hạnh ở tỉnh", "lead", passwords.hashed(PASSWORD), "setup")
    accounts.change(province, "commune", "hanh", "Hạnh ở xã", "lead", "it")
    rows = province.read(lambda c: c.exec_driver_sql("SELECT type, stream_id, body FROM event ORDER BY seq").all())
    assert [r.type for r in rows] == ["staff.taken_on", "staff.added", "staff.changed"]
    assert rows[0].stream_id == rows[2].stream_id != rows[1].stream_id
    assert {a.name for a in accounts.everyone(province, "commune")} == {"Hạnh ở xã"}
    assert {a.name for a in accounts.everyone(province)} == {"Hạnh ở tỉnh"}


def test_a_promoted_hub_hands_down_all_there_is(master: Store, make_store: Make) -> None:
    """What waited for a master that is gone is the master's now."""
    standby, counter = make_store("hub-2", kind="hub"), make_store("counter-2", kind="counter")
    add_staff(standby, "moi", "Người mới", "clerk", PASSWORD, "hanh")
    follow(master, standby)
    assert [a.login for a in followed(standby, "commune").accounts] == ["an", "hanh"]
    adopt(counter, followed(standby, "commune", is_master=True).accounts)
    assert {p.login for p in staff(counter)} == {"an", "hanh", "moi"}
    assert not pending(counter)
