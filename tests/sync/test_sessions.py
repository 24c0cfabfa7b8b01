"""Staff sessions from outside, over HTTP: what opens, what a token is good for, and what is refused and logged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import Depends, FastAPI, Request

from kiosk.services import passwords, sessions, staff, tries
from kiosk.store.store import Store
from sync.server.admission import Caller
from sync.server.app import create_app
from sync.server.sessions import HEADER, require

PASSWORD = "mưa rào Quy Nhơn"


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real Argon2id with the smallest cost."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "_nobody_secret", "")


def with_gate(app: FastAPI) -> FastAPI:
    """A gate that believes a header, where the real one believes a signature."""

    @app.middleware("http")
    async def gate(request: Request, follow: Any) -> Any:
        if key := request.headers.get("test-key"):
            request.state.caller = Caller(request.headers.get("test-office", "commune"), "admin-1", "admin", key)
        return await follow(request)

    return app


@pytest.fixture
def server(make_store: Callable[..., Store], serve: Any) -> Any:
    store = make_store("hub-1", kind="hub")
    for login, role in (("hanh", "lead"), ("minh", "technician"), ("an", "clerk")):
        staff.add_staff(store, login, f"Người {login}", role, PASSWORD, "setup")
    app = with_gate(create_app(store, "hub"))

    @app.post("/test/privileged")
    def privileged(who: Any = Depends(require("lead", "technician"))) -> dict[str, str]:
        return {"login": who.login, "role": who.role}

    return serve(app, store)


def begin(server: Any, login: str = "hanh", password: str = PASSWORD, key: str = "", **more: Any) -> Any:
    headers = {"test-key": key} if key else {}
    return server.post("/v1/staff/sessions", json={"login": login, "password": password, **more}, headers=headers)


def ask(server: Any, token: str = "", key: str = "") -> Any:
    headers = ({HEADER: token} if token else {}) | ({"test-key": key} if key else {})
    return server.post("/test/privileged", headers=headers)


def test_a_password_opens_a_session_and_the_session_opens_the_door(server: Any) -> None:
    answer = begin(server)
    assert answer.status_code == 200, answer.text
    given = answer.json()
    assert (given["login"], given["name"], given["role"], given["office"]) == ("hanh", "Người hanh", "lead", "commune")
    assert given["expires_at"] - server.store.clock.now_ms() == 12 * 3_600_000
    assert len(given["token"]) >= 43  # 256 bits in base64
    assert ask(server, given["token"]).json() == {"login": "hanh", "role": "lead"}


def test_the_token_itself_lies_nowhere(server: Any) -> None:
    token = begin(server).json()["token"]
    rows = server.store.read(lambda c: c.exec_driver_sql("SELECT * FROM staff_session").all())
    assert len(rows) == 1
    assert token not in str(rows)


def test_no_token_and_a_forged_one_are_refused_and_logged(server: Any, caplog: pytest.LogCaptureFixture) -> None:
    token = begin(server).json()["token"]
    with caplog.at_level(logging.WARNING):
        for bad in ("", "x" * 43, token[:-1] + ("A" if token[-1] != "A" else "B"), "đ".encode().decode("latin-1")):
            answer = ask(server, bad)
            assert (answer.status_code, answer.json()["code"]) == (401, "no-session"), bad
            assert answer.json()["remedy"]
    assert caplog.text.count("session refused") == 4
    assert token not in caplog.text


def test_a_token_is_good_only_from_the_machine_that_signed_in(server: Any, caplog: pytest.LogCaptureFixture) -> None:
    token = begin(server, key="k1").json()["token"]
    assert ask(server, token, key="k1").status_code == 200
    with caplog.at_level(logging.WARNING):
        for thief in ("k2", ""):
            assert ask(server, token, key=thief).json()["code"] == "no-session"
    assert "belongs to key k1" in caplog.text
    assert ask(server, token, key="k1").status_code == 200, "the thief ends nothing"


def test_a_session_ends_after_twelve_hours_and_when_the_clock_was_set_back(server: Any, clock: Any) -> None:
    token = begin(server).json()["token"]
    clock.forward(minutes=12 * 60 - 1)
    assert ask(server, token).status_code == 200
    clock.forward(minutes=1)
    assert ask(server, token).json()["code"] == "session-over"
    other = begin(server).json()["token"]
    clock.forward(minutes=-10)
    assert ask(server, other).json()["code"] == "session-over"


def test_signing_out_ends_it(server: Any) -> None:
    token = begin(server).json()["token"]
    answer = server_delete(server, token)
    assert answer.status_code == 204
    assert ask(server, token).json()["code"] == "no-session"
    assert server_delete(server, token).status_code == 204, "twice is harmless"


def server_delete(server: Any, token: str) -> Any:
    import requests

    return requests.delete(server.url + "/v1/staff/sessions", headers={HEADER: token}, timeout=5)


def test_a_clerk_is_known_but_not_let_through(server: Any, caplog: pytest.LogCaptureFixture) -> None:
    token = begin(server, "an").json()["token"]
    with caplog.at_level(logging.WARNING):
        answer = ask(server, token)
    assert (answer.status_code, answer.json()["code"]) == (403, "role")
    assert "role refused: an (clerk)" in caplog.text


def test_wrong_passwords_pause_one_login_at_one_machine_only(server: Any, clock: Any) -> None:
    for _ in range(tries.TRIES):
        assert begin(server, password="sai", key="k1").json()["code"] == "sign-in-wrong"
    assert begin(server, key="k1").json()["code"] == "too-many-tries"
    assert begin(server, key="k2").status_code == 200, "nobody is locked out from elsewhere"
    assert begin(server, "minh", key="k1").status_code == 200
    clock.forward(minutes=1)
    assert begin(server, key="k1").status_code == 200


def test_one_who_tries_many_names_pauses_the_whole_machine(server: Any) -> None:
    for n in range(tries.MACHINE_TRIES):
        assert begin(server, f"nobody{n}", key="k1").json()["code"] == "sign-in-wrong"
    assert begin(server, key="k1").json()["code"] == "too-many-tries"
    assert begin(server, key="k2").status_code == 200


def test_a_machine_asks_for_its_own_office_or_for_the_servers(server: Any) -> None:
    assert begin(server, key="k1", office="elsewhere").json()["code"] == "sign-in-wrong"
    foreign = server.post("/v1/staff/sessions", json={"login": "hanh", "password": PASSWORD},
                          headers={"test-key": "k9", "test-office": "elsewhere"})  # fmt: skip
    assert foreign.json()["code"] == "sign-in-wrong"


def test_pauses_grow_and_outlive_a_restart(make_store: Callable[..., Store], clock: Any) -> None:
    store = make_store("admin-1", kind="admin")
    staff.add_staff(store, "hanh", "Hạnh", "lead", PASSWORD, "setup")
    paused = []
    for _ in range(7):
        for _ in range(tries.TRIES):
            with pytest.raises(staff.Refused, match="không đúng"):
                staff.sign_in(store, "hanh", "sai")
        store.close()
        store = make_store("admin-1", kind="admin")
        with pytest.raises(tries.Resting) as resting:
            staff.sign_in(store, "hanh", PASSWORD)
        paused.append(resting.value.rest_ms // 60_000)
        clock.forward(ms=resting.value.rest_ms)
    assert paused == [1, 2, 4, 8, 16, 30, 30]
    assert staff.sign_in(store, "hanh", PASSWORD).login == "hanh"


def test_a_one_time_password_begins_no_session(make_store: Callable[..., Store]) -> None:
    from dataclasses import replace

    from kiosk.store import accounts

    store = make_store("hub-1", kind="hub")
    staff.add_staff(store, "hanh", "Hạnh", "lead", PASSWORD, "setup")

    def make_it_one_time(tx: Any) -> None:
        account = accounts.account_of(tx.conn, "commune", "hanh")
        assert account
        accounts.put_accounts(tx.conn, [replace(account, must_change=1)])

    store.write(make_it_one_time)
    with pytest.raises(staff.Refused) as refused:
        sessions.begin(store, "hanh", PASSWORD, office="commune", key_id="")
    assert refused.value.code == "password-change"
