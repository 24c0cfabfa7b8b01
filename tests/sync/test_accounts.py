"""Accounts over HTTP: who may have them, who may change them, and a desk that works on while the line is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher

from kiosk.domain.trouble import Refused, Trouble, TryLater
from kiosk.services import accounts, passwords
from kiosk.services.accounts_following import pending
from kiosk.services.staff import add_staff, has_accounts, sign_in
from kiosk.store.store import Store
from sync.accounts_following import AccountsFollowing
from sync.people import HUB, MASTER, People, Servers
from sync.relay import Relay
from sync.server.hub import create_hub_app
from sync.server.sessions import HEADER
from sync.staff_line import StaffLine

PASSWORD = "mưa rào Quy Nhơn"
Make = Callable[..., Store]


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real Argon2id with the smallest cost."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "_nobody_secret", "")


def make(store: Store, login: str, role: str, office: str = "commune") -> None:
    accounts.make(store, office, login, f"Người {login}", role, passwords.hashed(PASSWORD), "setup")


def desk(store: Store, hub: Any, master: Any = None) -> People:
    return People(store, Servers(lambda: StaffLine(hub.url), lambda: StaffLine((master or hub).url)))


def token(server: Any, login: str, office: str = "") -> str:
    wish = {"login": login, "password": PASSWORD, "office": office}
    return str(server.post("/v1/staff/sessions", json=wish).json()["token"])


def wish(login: str = "moi", role: str = "clerk") -> dict[str, str]:
    return {"login": login, "name": "Người mới", "role": role, "secret": passwords.hashed(PASSWORD)}


def test_accounts_are_handed_down_once_for_each_version(hub: Any) -> None:
    make(hub.store, "hanh", "lead")
    got = hub.get("/v1/offices/commune/accounts").json()
    assert [(a["login"], a["role"], a["state"]) for a in got["accounts"]] == [("hanh", "lead", "active")]
    again = hub.get("/v1/offices/commune/accounts", params={"known": got["version"]}).json()
    assert again == {"version": got["version"], "accounts": None}
    accounts.reset(hub.store, "commune", "hanh", "setup")
    assert hub.get("/v1/offices/commune/accounts", params={"known": got["version"]}).json()["accounts"]


def test_changing_needs_a_leads_session(hub: Any, caplog: pytest.LogCaptureFixture) -> None:
    for login, role in (("hanh", "lead"), ("minh", "technician"), ("an", "clerk")):
        make(hub.store, login, role)
    path = "/v1/staff/accounts"
    refused = {"": (401, "no-session"), token(hub, "an"): (403, "role"), token(hub, "minh"): (403, "role"),
               "forged" * 8: (401, "no-session")}  # fmt: skip
    with caplog.at_level(logging.WARNING):
        for given, (status, code) in refused.items():
            headers = {HEADER: given} if given else {}
            for where, body in ((path, wish()), (f"{path}/changes", {"login": "an", "what": "disable"})):
                answer = hub.post(where, json=body, headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert caplog.text.count("refused") == 8
    lead = {HEADER: token(hub, "hanh")}
    assert hub.post(path, json=wish(), headers=lead).json()["login"] == "moi"
    assert (
        hub.post(f"{path}/changes", json={"login": "an", "what": "disable", "reason": "nghỉ"}, headers=lead).status_code
        == 200
    )
    given = hub.post(f"{path}/changes", json={"login": "moi", "what": "reset"}, headers=lead).json()["one_time"]
    assert sign_in(hub.store, "moi", given).must_change


def test_the_very_first_account_of_an_office_must_be_a_leads(hub: Any) -> None:
    path = "/v1/staff/accounts"
    assert hub.post(path, json=wish(role="clerk")).json()["code"] == "no-session"
    assert hub.post(path, json=wish(role="lead")).status_code == 200
    assert hub.post(path, json=wish("zwei", role="lead")).json()["code"] == "no-session"


def test_a_hub_keeps_no_other_offices_accounts(hub: Any) -> None:
    make(hub.store, "hanh", "lead")
    theirs = {**wish(role="lead"), "office": "elsewhere"}
    assert hub.post("/v1/staff/accounts", json=theirs, headers={HEADER: token(hub, "hanh")}).status_code == 403
    assert hub.post("/v1/staff/accounts", json=theirs).status_code == 403


def test_a_lead_of_one_office_changes_nothing_in_another(province: Any) -> None:
    make(province.store, "hanh", "lead", office="commune")
    make(province.store, "an", "clerk", office="elsewhere")
    make(province.store, "it", "lead", office="province")
    path, theirs = "/v1/staff/accounts/changes", {"office": "elsewhere", "login": "an", "what": "reset"}
    lead = {HEADER: token(province, "hanh", "commune")}
    assert province.post(path, json=theirs, headers=lead).json()["code"] == "not-yours"
    it = {HEADER: token(province, "it")}
    assert province.post(path, json=theirs, headers=it).status_code == 200, "the province may"


def test_a_person_changes_the_own_password_and_guessing_it_pauses(hub: Any) -> None:
    make(hub.store, "an", "clerk")
    body = {"login": "an", "old": PASSWORD, "new": "mật khẩu mới 9"}
    assert hub.post("/v1/staff/password", json=body).status_code == 204
    codes = [hub.post("/v1/staff/password", json=body).json()["code"] for _ in range(6)]
    assert codes == ["sign-in-wrong"] * 5 + ["too-many-tries"]


def test_an_office_begins_at_its_admin_and_everything_else_follows(hub: Any, make_store: Make) -> None:
    admin, counter = make_store("admin-1", kind="admin"), make_store("counter-1", kind="counter")
    people = desk(admin, hub)
    add_staff(admin, "hanh", "Nguyễn Thị Hạnh", "lead", PASSWORD, "hanh")
    assert people.connect("hanh", PASSWORD) == ()
    assert not pending(admin)
    people.add("an", "Võ Thành An", "clerk", PASSWORD, "hanh")
    assert not pending(admin)
    AccountsFollowing(counter, StaffLine(hub.url)).pull()
    assert sign_in(counter, "an", PASSWORD).name == "Võ Thành An"
    people.disable("an", "nghỉ việc", "hanh")
    assert {a.login: a.state for a in people.everyone()}["an"] == "disabled", "seen at the admin at once"
    AccountsFollowing(counter, StaffLine(hub.url)).pull()
    with pytest.raises(Refused, match="ngừng dùng"):
        sign_in(counter, "an", PASSWORD)


def test_accounts_made_while_the_line_is_away_go_up_when_a_lead_signs_in_again(
    hub: Any, make_store: Make, free_url: str
) -> None:
    make(hub.store, "hanh", "lead")
    admin = make_store("admin-1", kind="admin")
    AccountsFollowing(admin, StaffLine(hub.url)).pull()
    away = People(admin, Servers(lambda: StaffLine(free_url), lambda: StaffLine(free_url)))
    said = away.connect("hanh", PASSWORD)
    assert said
    assert "Không kết nối được" in said[0]
    away.add("an", "Võ Thành An", "clerk", PASSWORD, "hanh")
    assert [a.login for a in pending(admin)] == ["an"]
    with pytest.raises(TryLater, match=r"Ctrl\+L"):
        away.disable("an", "", "hanh")
    assert desk(admin, hub).connect("hanh", PASSWORD) == ()
    assert not pending(admin)
    assert {a.login for a in accounts.everyone(hub.store)} == {"hanh", "an"}


def test_a_login_that_was_taken_meanwhile_is_said(hub: Any, make_store: Make) -> None:
    make(hub.store, "hanh", "lead")
    admin = make_store("admin-1", kind="admin")
    AccountsFollowing(admin, StaffLine(hub.url)).pull()
    make(hub.store, "an", "clerk")
    add_staff(admin, "an", "Võ Thành An", "clerk", "mật khẩu của tôi", "hanh")
    people = desk(admin, hub)
    said = people.connect("hanh", PASSWORD)
    assert "an đã là của Người an" in said[0]
    AccountsFollowing(admin, StaffLine(hub.url)).pull()
    assert people.send_pending() == ()
    assert {a.login for a in accounts.everyone(hub.store)} == {"hanh", "an", "an.admin-1"}


def test_a_clerk_gets_no_session_and_signing_out_ends_a_leads(hub: Any, make_store: Make) -> None:
    make(hub.store, "hanh", "lead")
    make(hub.store, "an", "clerk")
    store = make_store("admin-1", kind="admin")
    AccountsFollowing(store, StaffLine(hub.url)).pull()
    people = desk(store, hub)
    people.connect("an", PASSWORD)
    assert not people.token(HUB)
    people.connect("hanh", PASSWORD)
    given = people.token(HUB)
    assert given
    people.disconnect()
    assert not people.token(MASTER)
    assert hub.post("/v1/staff/accounts", json=wish(), headers={HEADER: given}).json()["code"] == "no-session"


def test_no_hash_of_a_password_lies_at_a_kiosk_or_a_board(hub: Any, make_store: Make) -> None:
    make(hub.store, "hanh", "lead")
    for name in ("kiosk", "board"):
        store = make_store(f"{name}-1", kind=name)
        AccountsFollowing(store, StaffLine(hub.url)).step()
        assert not has_accounts(store)


def test_a_following_that_fails_stops_nothing(
    make_store: Make, free_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    following = AccountsFollowing(make_store("admin-1", kind="admin"), StaffLine(free_url))
    with caplog.at_level(logging.WARNING):
        following.step()
    assert "accounts do not follow" in caplog.text


@pytest.fixture
def free_url() -> str:
    from kiosk.app.serving import listening

    sock = listening("127.0.0.1", 0)
    port = sock.getsockname()[1]
    sock.close()
    return f"http://127.0.0.1:{port}"


def test_from_the_province_through_the_hub_to_a_counter(
    province: Any, make_store: Make, serve: Any, commune: Any
) -> None:
    make(province.store, "hanh", "lead", office="commune")
    store = make_store("hub-7", kind="hub")
    relay = Relay(store, province.url)
    hub = serve(create_hub_app(store, commune, relay.state), store)
    relay.start()
    try:
        until = time.monotonic() + 10
        while not has_accounts(store) and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        relay.stop()
    counter = make_store("counter-1", kind="counter")
    AccountsFollowing(counter, StaffLine(hub.url)).pull()
    assert sign_in(counter, "hanh", PASSWORD).role == "lead"
    refused = hub.post("/v1/staff/accounts", json=wish(), headers={HEADER: token(hub, "hanh")})
    assert refused.json()["code"] == "not-master"
    people = desk(counter, hub, province)
    assert people.connect("hanh", PASSWORD) == ()
    people.change("hanh", "Nguyễn Thị Hạnh", "lead", "hanh")
    assert {a.name for a in people.everyone()} == {"Nguyễn Thị Hạnh"}
    AccountsFollowing(counter, StaffLine(hub.url)).pull()
    assert {a.name for a in people.everyone()} == {"Nguyễn Thị Hạnh"}, "a hub that has not heard changes nothing back"


def test_an_office_without_any_server_changes_its_own(make_store: Make) -> None:
    store = make_store("admin-1", kind="admin")
    people = People(store, Servers())
    for login, role in (("hanh", "lead"), ("an", "clerk")):
        people.add(login, f"Người {login}", role, PASSWORD, "hanh")
    people.change("an", "Võ Thành An", "lead", "hanh")
    given = people.reset("an", "hanh")
    people.change_password("an", given.password, "mật khẩu mới 9")
    people.disable("an", "nghỉ", "hanh")
    with pytest.raises(Trouble):
        sign_in(store, "an", "mật khẩu mới 9")
    people.enable("an", "hanh")
    assert sign_in(store, "an", "mật khẩu mới 9").name == "Võ Thành An"
