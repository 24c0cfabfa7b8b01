"""The gate of a server that asks for signatures, from outside by HTTP: each way of not being let in has a code, and a
line in the log that names the station."""

from __future__ import annotations

import logging
import threading
from contextlib import closing
from typing import Any

import pytest
import requests

from kiosk.domain import facts
from kiosk.domain.trouble import TryLater
from kiosk.store.store import new_id
from kiosk.store.trust import put_keys
from sync.client import Away, Denied
from sync.loop import DENIED_S, Loop
from sync.server.app import create_app
from sync.server.replays import SeenHere
from sync.server.rules import OPEN, RULES, rule_for
from sync.trust.keys import StationKey
from sync.uplink import Uplink
from sync.wire import Gate, Problem

FEED = "/v1/offices/commune/feed?reader=r"


def beat(station: str, office: str = "commune") -> str:
    return f"/v1/offices/{office}/stations/{station}/heartbeat"


BEAT = {"kind": "kiosk", "report": {}}


def refusal(answer: requests.Response) -> tuple[int, str]:
    """Every refusal is words of this protocol, so that no portal's 401 passes for one."""
    problem = Problem.model_validate_json(answer.content)
    assert problem.message
    assert problem.remedy
    assert not (problem.message + problem.remedy).isascii()
    return answer.status_code, problem.code


@pytest.fixture
def kiosk(closed_hub: Any, signed: Any) -> Any:
    return signed(closed_hub, "kiosk-1", "kiosk")


def test_a_known_station_is_let_in_with_and_without_a_body(kiosk: Any) -> None:
    assert kiosk.ask("GET", FEED).status_code == 200
    assert kiosk.ask("POST", beat("kiosk-1"), json=BEAT).status_code == 200
    assert kiosk.ask("GET", "/v1/offices/commune/feed?reader=%C4%91&cursor=").status_code == 422, (
        "the route's own check"
    )


def test_what_carries_no_signature_is_turned_away_and_named_nowhere(closed_hub: Any, caplog: Any) -> None:
    with caplog.at_level(logging.WARNING, "sync.server.gate"):
        assert refusal(closed_hub.get(FEED)) == (401, "unsigned")
        assert refusal(closed_hub.post("/v1/claims", json={})) == (401, "unsigned")
    assert "refused GET /v1/offices/commune/feed: 401 unsigned" in caplog.text
    assert "reader" not in caplog.text


def test_hello_and_the_description_stay_open(closed_hub: Any) -> None:
    hello = closed_hub.get("/v1/hello").json()
    assert hello["gate"]["life"]
    assert closed_hub.get("/openapi.json").json()["paths"]


def test_an_open_server_asks_for_nothing(hub: Any) -> None:
    assert hub.get("/v1/hello").json()["gate"] is None
    assert hub.get(FEED).status_code == 200


def bent(request: requests.PreparedRequest, how: str) -> requests.PreparedRequest:
    changed = request.copy()
    if how == "path":
        changed.url = changed.url.replace("kiosk-1", "kiosk-2")
    elif how == "query":
        changed.url += "&more=1" if "?" in changed.url else "?more=1"
    elif how == "method":
        changed.method = "PUT"
    elif how == "signature":
        head, _, rest = changed.headers["Signature"].partition("=:")
        changed.headers["Signature"] = f"{head}=:{'B' if rest[0] == 'A' else 'A'}{rest[1:]}"
    elif how == "digest":
        changed.headers["Content-Digest"] = changed.headers["Content-Digest"].replace("sha-256=:", "sha-256=:A")
    elif how == "recipient":
        changed.headers["Motcua-To"] = "hub-2.commune.motcua"
    elif how == "epoch":
        changed.headers["Motcua-Epoch"] = "99"
    elif how == "session":
        changed.headers["Motcua-Session"] = "somebody's"
    elif how == "garbage":
        changed.headers["Signature-Input"] = "motcua=(((("
    elif how == "later":
        changed.headers["Signature-Input"] = changed.headers["Signature-Input"].replace("expires=1", "expires=2")
    return changed


WAYS = ["path", "query", "method", "signature", "digest", "recipient", "epoch", "session", "garbage", "later"]


@pytest.mark.parametrize("how", WAYS)
def test_whatever_is_changed_under_way_breaks_the_signature(kiosk: Any, how: str) -> None:
    request = kiosk.prepared("POST", beat("kiosk-1"), json=BEAT)
    assert refusal(kiosk.send(bent(request, how))) == (401, "bad-signature")
    assert kiosk.send(request).status_code == 200, "what came first was not taken, so the true one still is"


@pytest.mark.parametrize("body", [b'{"kind":"board","report":{}}', b""], ids=["another", "none"])
def test_a_body_that_was_not_signed_is_turned_away(kiosk: Any, caplog: Any, body: bytes) -> None:
    request = kiosk.prepared("POST", beat("kiosk-1"), json=BEAT)
    request.prepare_body(body, None)
    request.headers["Content-Length"] = str(len(body))
    assert refusal(kiosk.send(request)) == (401, "wrong-digest")
    assert f"401 wrong-digest kiosk-1/commune key {kiosk.key.key_id}" in caplog.text
    bare = kiosk.prepared("POST", beat("kiosk-1"))
    bare.prepare_body(b'{"kind":"board","report":{}}', None)
    assert refusal(kiosk.send(bare)) == (401, "wrong-digest")


def test_a_request_is_taken_once(kiosk: Any, caplog: Any) -> None:
    request = kiosk.prepared("POST", beat("kiosk-1"), json=BEAT)
    assert kiosk.send(request).status_code == 200
    assert refusal(kiosk.send(request)) == (401, "replayed")
    assert f"401 replayed kiosk-1/commune key {kiosk.key.key_id}" in caplog.text


def test_one_of_many_repeats_at_once_is_taken(kiosk: Any) -> None:
    request = kiosk.prepared("GET", FEED)
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(kiosk.send(request).status_code)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [401] * 7


@pytest.mark.parametrize("seconds", [-3 * 365 * 86400, -61, 45, 86400])
def test_a_signature_of_another_time_is_stale(kiosk: Any, seconds: int) -> None:
    request = kiosk.prepared("GET", FEED)
    gate = Gate.model_validate(kiosk.served.get("/v1/hello").json()["gate"])
    kiosk.signer.learn(Gate(life=gate.life, at=gate.at + seconds * 1000))
    late = requests.Session().prepare_request(requests.Request("GET", request.url, auth=kiosk.signer))
    assert refusal(kiosk.send(late)) == (401, "stale")


def test_what_was_signed_before_a_restart_is_stale(kiosk: Any, serve: Any, commune: Any) -> None:
    request = kiosk.prepared("GET", FEED)
    assert kiosk.send(request).status_code == 200
    again = serve(create_app(kiosk.served.store, "hub", trusted=True), kiosk.served.store)
    request.url = again.url + FEED
    assert refusal(kiosk.send(request)) == (401, "stale"), "its memory of nonces is empty"


def test_a_strangers_key(closed_hub: Any, signed: Any, caplog: Any) -> None:
    stranger = signed(closed_hub, "kiosk-1", "kiosk", known=False)
    assert refusal(stranger.ask("GET", FEED)) == (401, "stranger")
    assert f"401 stranger key {stranger.key.key_id}" in caplog.text


def test_a_known_name_with_another_key_is_no_help(kiosk: Any, signed: Any) -> None:
    thief = signed(kiosk.served, "kiosk-1", "kiosk", known=False)
    thief.key.key_id = kiosk.key.key_id
    assert refusal(thief.ask("GET", FEED)) == (401, "bad-signature")


def test_a_revoked_station_is_out_at_its_next_request(kiosk: Any, caplog: Any) -> None:
    assert kiosk.ask("GET", FEED).status_code == 200
    kiosk.revoke()
    assert refusal(kiosk.ask("GET", FEED)) == (403, "revoked")
    assert f"403 revoked kiosk-1/commune key {kiosk.key.key_id}" in caplog.text


def test_a_large_upload_of_a_revoked_station_is_answered_and_not_cut(kiosk: Any, chain: Any) -> None:
    kiosk.revoke()
    assert refusal(kiosk.upload(chain("kiosk-1").tickets(500))) == (403, "revoked")


def test_nobody_speaks_for_another_station_or_office(kiosk: Any, signed: Any, chain: Any) -> None:
    assert refusal(kiosk.ask("POST", beat("kiosk-2"), json=BEAT)) == (403, "not-yours")
    assert refusal(kiosk.upload(chain("kiosk-2").tickets(2))) == (403, "not-yours")
    assert refusal(kiosk.upload(chain("kiosk-1", "other-office").tickets(2))) == (403, "not-yours")
    assert refusal(kiosk.ask("POST", "/v1/series", json={"station": "kiosk-2", "incarnation": "x"})) == (
        403,
        "not-yours",
    )
    assert refusal(kiosk.ask("GET", "/v1/offices/other-office/feed?reader=r")) == (403, "not-yours")
    counter = signed(kiosk.served, "counter-1", "counter")
    wish = {"claim_id": new_id(), "station": "counter-2", "reader": "r", "counter": 2, "fields": []}
    assert refusal(counter.ask("POST", "/v1/claims", json=wish)) == (403, "not-yours")
    assert counter.ask("POST", "/v1/claims", json={**wish, "station": "counter-1"}).status_code == 200


def test_a_station_of_another_office_is_shut_out_everywhere(closed_hub: Any, signed: Any) -> None:
    guest = signed(closed_hub, "counter-1", "counter", office="other-office")
    assert refusal(guest.ask("GET", FEED)) == (403, "not-yours")
    wish = {"claim_id": new_id(), "station": "counter-1", "reader": "r", "counter": 1, "fields": []}
    assert refusal(guest.ask("POST", "/v1/claims", json=wish)) == (403, "not-yours")


def test_a_hub_may_relay_for_its_office_and_for_no_other(closed_province: Any, signed: Any, chain: Any) -> None:
    hub = signed(closed_province, "hub-1", "hub")
    assert hub.ask("POST", beat("kiosk-1"), json=BEAT).status_code == 200
    assert refusal(hub.ask("POST", beat("kiosk-1", "other"), json=BEAT)) == (403, "not-yours")
    assert refusal(hub.upload(chain("kiosk-1", "other").tickets(2))) == (403, "not-yours")


def test_the_province_takes_a_request_once_whichever_worker_it_meets(
    closed_province: Any, signed: Any, serve: Any, dialect: str
) -> None:
    if dialect == "sqlite":
        pytest.skip("one process per file")
    store = closed_province.store
    second = serve(create_app(store, "province", trusted=True), store)
    kiosk = signed(closed_province, "kiosk-1", "kiosk")
    request = kiosk.prepared("GET", FEED)
    assert kiosk.send(request).status_code == 200
    request.url = second.url + FEED
    assert refusal(kiosk.send(request)) == (401, "replayed")


KIOSK_MAY = {
    ("POST", "/v1/stations/{station}/events"),
    ("GET", "/v1/offices/{office}/stations/{station}/incarnations/{incarnation}"),
    ("GET", "/v1/offices/{office}/feed"),
    ("GET", "/v1/offices/{office}/snapshot"),
    ("GET", "/v1/offices/{office}/snapshot/{cursor}/{no}"),
    ("POST", "/v1/offices/{office}/stations/{station}/heartbeat"),
    ("POST", "/v1/offices/{office}/stations/{station}/digests"),
    ("POST", "/v1/series"),
}
"""All that a kiosk's key opens. Whoever widens this says why in a review."""


def test_a_kiosks_key_opens_nothing_of_staffs(closed_hub: Any, signed: Any) -> None:
    kiosk = signed(closed_hub, "kiosk-1", "kiosk")
    routes = list(described(closed_hub))
    assert len(routes) >= 8
    let_in = set()
    for method, path in routes:
        place = path.format_map(Anything(office="commune", station="kiosk-1"))
        answer = kiosk.ask(method, place, json={} if method in ("POST", "PUT", "PATCH") else None)
        if answer.status_code not in (401, 403):
            let_in.add((method, path))
    open_routes = {(rule.method, rule.path) for rule in RULES if rule.kinds == OPEN}
    assert let_in - open_routes == KIOSK_MAY


def test_every_route_has_its_rule(closed_hub: Any, closed_province: Any) -> None:
    for served in (closed_hub, closed_province):
        for method, path in described(served):
            match = rule_for(method, path)
            assert match, f"{method} {path}: say in sync/server/rules.py which stations may ask it"
            assert match.rule.path == path


def test_no_route_has_two_rules() -> None:
    assert len({(rule.method, rule.path) for rule in RULES}) == len(RULES)


def test_a_route_without_a_rule_does_not_exist(kiosk: Any, closed_hub: Any) -> None:
    answer = kiosk.ask("GET", "/v1/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "http-404")
    assert refusal(closed_hub.get("/v1/nowhere")) == (401, "unsigned")


def described(served: Any) -> list[tuple[str, str]]:
    paths = served.get("/openapi.json").json()["paths"]
    return [(verb.upper(), path) for path, verbs in paths.items() for verb in verbs]


class Anything(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "x"


def test_keys_are_looked_up_anew_when_a_station_joins_again(kiosk: Any) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    fresh = StationKey(Ed25519PrivateKey.generate())
    kiosk.revoke()
    old, kiosk.signer._key = kiosk.key, fresh
    assert refusal(kiosk.ask("GET", FEED)) == (401, "stranger")
    row = kiosk.row
    new = type(row)(row.office, row.station, row.kind, fresh.key_id, fresh.public, 3)
    kiosk.served.store.write(lambda tx: put_keys(tx.conn, [new]))
    assert kiosk.ask("GET", FEED).status_code == 200
    kiosk.signer._key = old
    assert refusal(kiosk.ask("GET", FEED)) == (403, "revoked")


def test_an_answer_without_a_body_says_why_too(kiosk: Any) -> None:
    answer = kiosk.ask("HEAD", "/v1/offices/commune/files/" + "0" * 64)
    assert (answer.status_code, answer.content, answer.headers["Motcua-Problem"]) == (403, b"", "role")


def test_a_line_learns_the_time_anew_and_tries_at_once(kiosk: Any) -> None:
    """A server that was started again, or a station that slept: one refusal, and nobody notices."""
    kiosk.signer.learn(Gate(life="another", at=1))
    with closing(kiosk.line()) as line:
        assert line.feed("commune", "r", "", 0).cursor
        kiosk.signer.learn(Gate(life="another", at=1))
        with pytest.raises(Denied) as denied:
            line.exchange("HEAD", "/v1/offices/commune/files/" + "0" * 64)
        assert denied.value.code == "role"


def test_a_server_whose_time_nobody_can_follow_bans_nobody(kiosk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = kiosk.served.get("/v1/hello").json()["gate"]
    monkeypatch.setattr(kiosk.signer, "learn", lambda _: None)
    kiosk.signer._gate, kiosk.signer.ready = Gate(life=gate["life"], at=1), True
    with closing(kiosk.line()) as line, pytest.raises(Away) as away:
        line.feed("commune", "r", "", 0)
    assert away.value.code == "stale"


def test_a_station_that_must_not_come_in_stops_for_minutes_and_loses_nothing(kiosk: Any, make_store: Any) -> None:
    store = make_store("kiosk-1")
    store.write(lambda tx: tx.append("staff:x", facts.StaffAdded("x", "X", "clerk"), "test"))
    kiosk.revoke()
    with closing(kiosk.line()) as line:
        with pytest.raises(Denied, match="thu hồi") as denied:
            Uplink(store, line, "hub", relay=False).run_once()
        assert "giữ nguyên" in denied.value.remedy
        assert Uplink(store, line, "hub", relay=False).backlog()[0] == 1
    loop = Loop("test", lambda: 0.0, failed=lambda _: None)
    assert loop._survive(denied.value) == DENIED_S == 300


def test_a_worker_that_was_turned_away_tries_again_as_soon_as_the_reason_is_gone() -> None:
    """A kiosk that has just joined: its hub learns of it by the other worker, not five minutes later."""
    asked, welcome = [threading.Event(), threading.Event()], iter([False])

    def step() -> float:
        if next(welcome, True):
            asked[1].set()
            return 60.0
        asked[0].set()
        raise Denied("stranger", "Máy chủ không biết khóa của máy này.")

    loop = Loop("test", step, failed=lambda _: None)
    loop.start()
    assert asked[0].wait(10)
    loop.wake()
    assert not asked[1].wait(0.3), "work alone is no reason"
    loop.resume()
    assert asked[1].wait(10)
    loop.stop()


def test_setting_the_servers_clock_opens_nothing_and_shuts_nobody_out(kiosk: Any, clock: Any) -> None:
    used = kiosk.prepared("POST", beat("kiosk-1"), json=BEAT)
    assert kiosk.send(used).status_code == 200
    for minutes in (-10, 3 * 525_600, -55 * 525_600):
        clock.forward(minutes=minutes)
        assert refusal(kiosk.send(used)) == (401, "replayed")
        assert kiosk.ask("GET", FEED).status_code == 200


def test_nonces_are_kept_until_they_expire_and_no_station_pushes_out_anothers() -> None:
    seen = SeenHere(most=3)
    assert [seen.is_first("a", n, 100, 0) for n in ("1", "2", "3", "1")] == [True, True, True, False]
    with pytest.raises(TryLater):
        seen.is_first("a", "4", 100, 0)
    assert seen.is_first("b", "1", 100, 0)
    assert not seen.is_first("a", "1", 100, 100), "still within its life"
    assert seen.is_first("a", "4", 300, 101)
