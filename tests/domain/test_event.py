"""The journal's unit: one canonical text, hashes over everything, every tampering seen."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.event import GENESIS, Event, canonical, flaw, hash_link, seal


def _event(**changes: Any) -> Event:
    place: dict[str, Any] = {
        "office": "commune",
        "station": "kiosk-1",
        "incarnation": "c0ffee",
        "seq": 1,
        "event_id": "e-1",
        "stream_id": "ticket:t1",
        "stream_ver": 1,
        "type": "ticket.printed",
        "schema_ver": 1,
        "at": 1_795_000_000_000,
        "actor": "nguyễn",
        "body": {},
        "prev_hash": GENESIS,
    }
    return seal(**{**place, **changes})


def test_canonical_text_has_sorted_keys_no_blanks_and_plain_letters() -> None:
    assert canonical({"b": [1, "ế"], "a": None}) == '{"a":null,"b":[1,"ế"]}'
    with pytest.raises(ValueError):
        canonical({"a": float("nan")})


def test_a_sealed_event_has_no_flaw_and_links_to_its_hash() -> None:
    event = _event(body={"reason": "giấy kẹt"})
    assert flaw(event) is None
    assert hash_link(event) == event.chain_hash


def test_the_hash_of_one_known_event_never_changes() -> None:
    """A vector: a later program that hashes otherwise would refuse every journal of the past."""
    event = _event(body={"counter": 3, "reason": "đi vắng"})
    assert event.body_hash == "2140f5c68585fdbef117f61190305e7ff100384f9e0bf9f28aab3e5658b1642f"
    assert event.chain_hash == "af3d8daaafbb430e51b2a32050d00c614322147162112562d5771653be1aa796"


@pytest.mark.parametrize("name", [f.name for f in fields(Event)])
def test_a_change_of_any_part_is_seen(name: str) -> None:
    event = _event(body={"a": 1})
    old = getattr(event, name)
    new: Any = {"a": 2} if name == "body" else old + 1 if isinstance(old, int) else old[:-1] + "~"
    assert flaw(replace(event, **{name: new})) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 0},
        {"seq": -1},
        {"at": 2**63},
        {"stream_ver": -1},
        {"actor": "x" * 201},
        {"actor": "a\nb"},
        {"stream_id": "ticket:\x1b[2J"},
    ],
)
def test_an_envelope_that_no_journal_takes_is_flawed_though_its_hashes_fit(changes: dict[str, Any]) -> None:
    assert "envelope" in (flaw(_event(**changes)) or "")


@pytest.mark.parametrize("body", [{"a": float("inf")}, {"a": "\ud800"}])
def test_a_body_that_is_no_json_is_a_flaw_not_a_crash(body: dict[str, Any]) -> None:
    assert "JSON" in (flaw(replace(_event(), body=body)) or "")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(), part, max_size=3),
    max_leaves=8,
)


@given(body=st.dictionaries(st.text(max_size=9), _JSON, max_size=4))
def test_a_body_keeps_its_hash_through_json_whatever_its_order_of_keys(body: dict[str, Any]) -> None:
    import json

    turned = dict(reversed(json.loads(canonical(body)).items()))
    assert _event(body=turned).chain_hash == _event(body=body).chain_hash
