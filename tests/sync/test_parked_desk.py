"""The desk of parked records over HTTP: by a person with a session, within their office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.domain import facts
from kiosk.services.staff import add_staff
from kiosk.store.store import Store
from sync.server import province as routes
from sync.server.app import create_app

PASSWORD, WHY = "Mot-cua 2026 Quy Nhon", "Bản thử nghiệm, đã hỏi đơn vị"


@pytest.fixture
def desk(make_store: Callable[..., Store], serve: Any) -> Any:
    store = make_store("province", kind="province", office="province")
    app = create_app(store, "province")
    routes.install(app, store)
    add_staff(store, "ky-thuat", "Lê B", "technician", PASSWORD, "test")
    add_staff(store, "can-bo", "Trần C", "clerk", PASSWORD, "test")
    return serve(app, store)


def session(desk: Any, login: str) -> dict[str, str]:
    asked = {"login": login, "password": PASSWORD, "office": "province"}
    return {"Motcua-Session": desk.post("/v1/staff/sessions", json=asked).json()["token"]}


def test_a_case_is_minded_and_passed_over_by_name(desk: Any, chain: Any) -> None:
    writer = chain("kiosk-1", "xa-an")
    issued = writer.add("ticket:one", 1, facts.TicketIssued("2026-11-23", "A001", "A", "", 1, "land"))
    strange = writer.add("ticket:one", 2, None, type="ticket.teleported")
    printed = writer.add("ticket:one", 3, facts.TicketPrinted())
    assert desk.upload([issued, strange, printed], via="hub").json() == {"acked_through": 3}
    (case,) = desk.get("/v1/parked").json()["cases"]
    assert [(e["event_id"], e["cause"]) for e in case["events"]] == [
        (strange.event_id, True), (printed.event_id, False)]  # fmt: skip
    it = session(desk, "ky-thuat")
    minds = {"office": "xa-an", "stream_id": "ticket:one", "owner": "Lê B", "note": "đang hỏi"}
    assert desk.post("/v1/parked/owner", json=minds, headers=it).json() == {"parked": 2}
    assert desk.get("/v1/parked").json()["cases"][0]["owner"]["owner"] == "Lê B"
    assert desk.post("/v1/parked/retry", headers=it).json() == {"parked": 2}
    wish = {"office": "xa-an", "event_id": strange.event_id, "reason": WHY}
    assert desk.post("/v1/parked/pass", json=wish, headers=it).json() == {"parked": 0}
    told = desk.get("/v1/parked").json()
    assert told["cases"] == []
    assert (told["passed"][0]["by"], told["passed"][0]["reason"]) == ("ky-thuat", WHY)
    feed = desk.get("/v1/offices/xa-an/feed", params={"reader": "hub"}).json()["events"]
    assert [e["type"] for e in feed] == ["parked.passed"]


@pytest.mark.parametrize("path", ["owner", "retry", "pass"])
def test_nobody_else_decides(desk: Any, path: str) -> None:
    wish = {"owner": {"office": "x", "stream_id": "ticket:one", "owner": "x"}, "retry": {},
            "pass": {"office": "x", "event_id": "e", "reason": WHY}}[path]  # fmt: skip
    none = desk.post(f"/v1/parked/{path}", json=wish)
    assert (none.status_code, none.json()["code"]) == (401, "no-session")
    clerk = desk.post(f"/v1/parked/{path}", json=wish, headers=session(desk, "can-bo"))
    assert (clerk.status_code, clerk.json()["code"]) == (403, "role")
