"""People behind the real gate: a session is good with the key that began it, and a kiosk reaches nothing of staff's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher

from kiosk.services import accounts, passwords
from kiosk.services.staff import sign_in
from kiosk.store.store import Store
from sync.accounts_following import AccountsFollowing
from sync.people import HUB, MASTER, People, Servers
from sync.server.sessions import HEADER
from sync.staff_line import StaffLine

PASSWORD = "mưa rào Quy Nhơn"
SIGN_IN = {"login": "hanh", "password": PASSWORD}


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real Argon2id with the smallest cost."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "_nobody_secret", "")


def wish(login: str, role: str) -> dict[str, str]:
    return {"login": login, "name": f"Người {login}", "role": role, "secret": passwords.hashed(PASSWORD)}


@pytest.fixture
def lead(closed_hub: Any) -> Any:
    accounts.make(closed_hub.store, "commune", "hanh", "Người hanh", "lead", passwords.hashed(PASSWORD), "setup")
    return closed_hub


def test_a_token_that_another_station_of_the_office_steals_is_worth_nothing(lead: Any, signed: Any) -> None:
    admin, counter = signed(lead, "admin-1", "admin"), signed(lead, "counter-1", "counter")
    token = admin.ask("POST", "/v1/staff/sessions", json=SIGN_IN).json()["token"]
    for thief, code in ((counter, "no-session"), (signed(lead, "admin-2", "admin"), "no-session")):
        answer = thief.ask("POST", "/v1/staff/accounts", json=wish("an", "clerk"), headers={HEADER: token})
        assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert admin.ask("POST", "/v1/staff/accounts", json=wish("an", "clerk"), headers={HEADER: token}).status_code == 200


def test_a_token_swapped_under_a_signature_breaks_it(lead: Any, signed: Any) -> None:
    admin = signed(lead, "admin-1", "admin")
    token = admin.ask("POST", "/v1/staff/sessions", json=SIGN_IN).json()["token"]
    request = admin.prepared("POST", "/v1/staff/accounts", json=wish("an", "clerk"), headers={HEADER: "x" * 43})
    request.headers[HEADER] = token
    assert admin.send(request).json()["code"] == "bad-signature"


def test_no_face_of_the_hall_gets_a_session_or_a_hash(lead: Any, signed: Any) -> None:
    for kind in ("kiosk", "board"):
        face = signed(lead, f"{kind}-1", kind)
        for method, path, body in (
            ("POST", "/v1/staff/sessions", SIGN_IN), ("GET", "/v1/offices/commune/accounts", None),
            ("POST", "/v1/staff/accounts", wish("x9", "lead")),
            ("POST", "/v1/staff/accounts/changes", {"login": "hanh", "what": "reset"}),
            ("POST", "/v1/staff/password", {"login": "hanh", "old": PASSWORD, "new": "mật khẩu mới 9"}),
        ):  # fmt: skip
            answer = face.ask(method, path, **({"json": body} if body else {}))
            assert (answer.status_code, answer.json()["code"]) == (403, "role"), path


def test_an_office_without_accounts_begins_at_an_admin_station_only(closed_hub: Any, signed: Any) -> None:
    counter, admin = signed(closed_hub, "counter-1", "counter"), signed(closed_hub, "admin-1", "admin")
    assert counter.ask("POST", "/v1/staff/accounts", json=wish("hanh", "lead")).json()["code"] == "no-session"
    assert admin.ask("POST", "/v1/staff/accounts", json=wish("hanh", "clerk")).json()["code"] == "no-session"
    assert admin.ask("POST", "/v1/staff/accounts", json=wish("hanh", "lead")).status_code == 200
    assert admin.ask("POST", "/v1/staff/accounts", json=wish("zwei", "lead")).json()["code"] == "no-session"


def test_the_servers_own_administrator_needs_no_password(lead: Any, signed: Any) -> None:
    own = signed(lead, "hub-1", "hub")
    assert own.ask("POST", "/v1/staff/accounts", json=wish("an", "clerk")).json()["code"] == "no-session"
    lead.app.state.own_key = own.key.key_id
    assert own.ask("POST", "/v1/staff/accounts", json=wish("an", "clerk")).status_code == 200


def test_a_desk_over_signed_lines(lead: Any, signed: Any, make_store: Callable[..., Store]) -> None:
    station = signed(lead, "admin-1", "admin")

    def line() -> StaffLine:
        made = StaffLine(lead.url)
        made.trust, made._signer = station.line().trust, station.signer
        return made

    store = make_store("admin-1", kind="admin")
    AccountsFollowing(store, line()).pull()
    assert sign_in(store, "hanh", PASSWORD).role == "lead"
    people = People(store, Servers(line, line))
    assert people.connect("hanh", PASSWORD) == ()
    assert people.token(HUB) != people.token(MASTER)
    people.add("an", "Võ Thành An", "clerk", PASSWORD, "hanh")
    people.disable("an", "nghỉ", "hanh")
    assert {a.login: a.state for a in accounts.everyone(lead.store)} == {"hanh": "active", "an": "disabled"}
    station.revoke()
    with pytest.raises(Exception, match="thu hồi"):
        people.enable("an", "hanh")
