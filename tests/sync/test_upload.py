"""The journal's way up: only whole, fitting chains are taken, repeats are harmless, nothing makes a server stumble."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from kiosk.domain import facts
from kiosk.store.schema import PROJECTIONS, event, parked
from kiosk.store.store import Store
from sync import wire


def rows(store: Store) -> int:
    return store.read(lambda conn: conn.scalar(select(func.count()).select_from(event))) or 0


def projections(store: Store) -> dict[str, list[Any]]:
    return store.read(lambda conn: {t.name: sorted(map(tuple, conn.execute(select(t)))) for t in PROJECTIONS})


def test_a_batch_is_acknowledged_through_its_last_event(province: Any, chain: Any) -> None:
    events = chain().tickets(7)
    answer = province.upload(events)
    assert (answer.status_code, answer.json()) == (200, {"acked_through": 7})
    first = events[0]
    path = f"/v1/offices/{first.office}/stations/{first.station}/incarnations/{first.incarnation}"
    assert province.get(path).json() == {"acked_through": 7}


def test_compressed_batches_are_read(province: Any, chain: Any) -> None:
    body = gzip.compress(json.dumps({"events": wire.to_plain_list(chain().tickets(3))}).encode())
    answer = province.post("/v1/stations/kiosk-9/events", data=body, headers={"Content-Encoding": "gzip"})
    assert answer.json() == {"acked_through": 3}


def test_repeats_and_other_cuts_give_the_state_of_one_clean_upload(province: Any, chain: Any) -> None:
    """I8."""
    events = chain().tickets(9)
    for start, end in ((0, 4), (0, 4), (2, 6), (5, 9), (0, 9), (8, 9)):
        assert province.upload(events[start:end]).status_code == 200
    assert rows(province.store) == 9
    state = projections(province.store)
    clean = chain("kiosk-8", "other-office", "clean").tickets(9)
    province.upload(clean)
    assert len(state["ticket"]) == 5
    assert rows(province.store) == 18


def test_a_gap_is_refused_and_says_from_where_to_send(province: Any, chain: Any) -> None:
    events = chain().tickets(6)
    province.upload(events[:2])
    answer = province.upload(events[3:])
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["acked_through"]) == ("gap", 2)
    assert rows(province.store) == 2


@pytest.mark.parametrize("where", ["repeat", "continuation"])
def test_a_fork_is_refused_whole(province: Any, chain: Any, where: str) -> None:
    """I10: the same (station, incarnation, seq) never has two hashes."""
    one, two = chain(incarnation="same"), chain(incarnation="same")
    province.upload(one.tickets(3))
    other = two.tickets(5)
    answer = province.upload(other if where == "repeat" else other[3:])
    assert (answer.status_code, answer.json()["code"]) == (409, "fork")
    assert rows(province.store) == 3


def test_an_event_that_contradicts_its_hash_is_refused_with_its_place(province: Any, chain: Any) -> None:
    events = chain().tickets(4)
    events[2] = replace(events[2], body={**events[2].body, "number": "A999"})
    answer = province.upload(events)
    assert (answer.status_code, answer.json()["code"], answer.json()["index"]) == (422, "flawed", 2)
    assert rows(province.store) == 0


def test_unknown_types_are_stored_parked_with_what_follows_and_acknowledged(province: Any, chain: Any) -> None:
    writer = chain()
    stream = "ticket:from-the-future"
    issued = facts.TicketIssued("2026-11-23", "A001", "A", "", 1, "civil-status")
    events = [
        writer.add(stream, 1, issued),
        writer.add(stream, 2, type="ticket.teleported", body={"to": "moon"}),
        writer.add(stream, 3, facts.TicketServed(1)),
        writer.add("ticket:other", 1, replace(issued, number="A002", ordinal=2)),
    ]
    assert province.upload(events).json() == {"acked_through": 4}
    found = province.store.read(lambda conn: conn.execute(select(parked.c.seq).order_by(parked.c.seq)).scalars().all())
    assert list(found) == [2, 3]
    states = {row[1]: row for row in projections(province.store)["ticket"]}
    assert "served" not in states["from-the-future"]


def test_a_chain_of_another_station_or_office_is_not_taken(province: Any, chain: Any) -> None:
    events = chain().tickets(3)
    assert province.upload(events, station="kiosk-1").status_code == 422
    mixed = [*events, chain("kiosk-2").tickets(1)[0]]
    assert province.upload(mixed).status_code == 422
    assert rows(province.store) == 0


def _with(change: dict[str, Any]) -> Any:
    def make(chain: Any) -> bytes:
        plain = wire.to_plain(chain().tickets(1)[0]) | change
        return json.dumps({"events": [plain]}).encode()

    return make


GARBAGE = {
    "nothing": b"",
    "not JSON": b"<html>login</html>",
    "half a JSON": b'{"events": [{"office": "c',
    "wrong shape": b'{"events": "all"}',
    "no events": b'{"events": []}',
    "a number": b"5",
    "deep nesting": b'{"events": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "lone surrogate": b'{"events": [{"office": "\\ud800"}]}',
    "extra key": _with({"surprise": 1}),
    "NUL in a text": _with({"actor": "a\u0000b"}),
    "negative seq": _with({"seq": -1}),
    "huge seq": _with({"seq": 2**70}),
    "seq as text": _with({"seq": "one"}),
    "seq as a fraction": _with({"seq": 1.5}),
    "path as a station": _with({"station": "../../etc"}),
    "wrong hash form": _with({"body_hash": "zz"}),
    "NaN in the body": b'{"events": [{"body": {"x": NaN}}]}',
    "too many": _with({}),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_refused_in_words_and_never_stored(province: Any, chain: Any, name: str) -> None:
    body = GARBAGE[name]
    if name == "too many":
        body = json.dumps({"events": wire.to_plain_list(chain().tickets(501))}).encode()
    elif callable(body):
        body = body(chain)
    answer = province.post("/v1/stations/kiosk-9/events", data=body)
    assert 400 <= answer.status_code < 500, answer.text
    problem = answer.json()
    assert problem["code"]
    assert problem["message"]
    assert rows(province.store) == 0


def test_a_body_with_values_that_json_cannot_order_is_refused(province: Any, chain: Any) -> None:
    plain = wire.to_plain(chain().tickets(1)[0])
    text = json.dumps({"events": [plain | {"body": {"x": "PLACE"}}]}).replace('"PLACE"', "NaN")
    answer = province.post("/v1/stations/kiosk-9/events", data=text.encode())
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (gzip.compress(b" " * 50_000_000), {"Content-Encoding": "gzip"}, 413),
        (b"x" * 2_000_000, {}, 413),
        (gzip.compress(b'{"events": []}')[:-6], {"Content-Encoding": "gzip"}, 422),
        (b"not gzip", {"Content-Encoding": "gzip"}, 422),
        (b"{}", {"Content-Encoding": "br"}, 415),
    ],
    ids=["bomb", "too large", "cut gzip", "no gzip", "unknown encoding"],
)
def test_what_is_too_much_or_cannot_be_unpacked(
    province: Any, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert province.post("/v1/stations/kiosk-9/events", data=body, headers=headers).status_code == status


@pytest.mark.parametrize("spoil", [lambda whole: whole[:-4], lambda whole: whole + b"more"], ids=["cut", "longer"])
def test_a_compressed_batch_is_whole_or_nothing(province: Any, chain: Any, spoil: Any) -> None:
    whole = gzip.compress(json.dumps({"events": wire.to_plain_list(chain().tickets(3))}).encode())
    answer = province.post("/v1/stations/kiosk-9/events", data=spoil(whole), headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 422
    assert rows(province.store) == 0


def test_a_body_of_another_kind_is_not_guessed_at(province: Any, chain: Any) -> None:
    body = json.dumps({"events": wire.to_plain_list(chain().tickets(1))}).encode()
    answer = province.post("/v1/stations/kiosk-9/events", data=body, headers={"Content-Type": "text/csv"})
    assert (answer.status_code, rows(province.store)) == (415, 0)


def test_every_route_survives_what_it_was_not_made_for(province: Any, hub: Any) -> None:
    for served in (province, hub):
        paths = served.get("/openapi.json").json()["paths"]
        assert "/v1/stations/{station}/events" in paths
        for path, methods in paths.items():
            for method in methods:
                for word in ("x", "%00", "..%2f..", "a" * 300, "%F0%9F%92%A9"):
                    url = path.replace("{station}", word).replace("{office}", word).replace("{incarnation}", word)
                    for body in (b"", b"\xff\xfe", b'{"claim_id": {}}', b"[[[[", b'{"kind":"x","report":{"a":[1]}}'):
                        call = served.get if method == "get" else served.post
                        answer = call(url, data=body, params={"wait": "nan", "cursor": word, "reader": word})
                        assert answer.status_code < 500, (method, url, body, answer.text)
