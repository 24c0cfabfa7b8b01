"""Facts and their JSON bodies: there and back for every type, and nothing read by half."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import facts
from kiosk.domain.facts import KNOWN, Fact, NotUnderstood, check_place, from_body, to_body

_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
_VALUES = {int: st.integers(-(2**63), 2**63 - 1), str: _TEXT, tuple[str, ...]: st.lists(_TEXT, max_size=4).map(tuple)}


def _values(cls: type[Fact]) -> st.SearchStrategy[Fact]:
    hints = get_type_hints(cls)
    return st.builds(cls, **{f.name: _VALUES[hints[f.name]] for f in fields(cls)})


@given(fact=st.sampled_from(sorted(KNOWN)).flatmap(lambda name: _values(KNOWN[name])))
def test_every_fact_goes_there_and_back_through_json(fact: Fact) -> None:
    assert from_body(fact.type, fact.schema_ver, json.loads(json.dumps(to_body(fact)))) == fact


def test_no_shipped_type_is_lost() -> None:
    """Types that stand in journals of offices: one may be added here, none may ever go."""
    assert set(KNOWN) >= {
        *(f"ticket.{name}" for name in ("issued", "handed_over", "accepted", "called", "recalled", "started")),
        *(f"ticket.{name}" for name in ("served", "absent", "held", "resumed", "transferred", "voided", "expired")),
        *(f"ticket.{name}" for name in ("printing", "printed", "unprinted")),
        *(f"counter.{name}" for name in ("opened", "paused", "resumed", "closed")),
        "series.leased",
        "staff.added",
        "parked.passed",
        "file.kept",
        "file.arrived",
    }


@pytest.mark.parametrize(
    ("type_name", "version", "body"),
    [
        ("ticket.teleported", 1, {}),
        ("ticket.started", 2, {"counter": 1}),
        ("ticket.started", 1, {}),
        ("ticket.started", 1, {"counter": 1, "mood": "good"}),
        ("ticket.started", 1, {"counter": "1"}),
        ("ticket.started", 1, {"counter": True}),
        ("ticket.started", 1, {"counter": 1.0}),
        ("ticket.started", 1, {"counter": 2**63}),
        ("ticket.voided", 1, {"reason": None}),
        ("ticket.voided", 1, {"reason": "a\0b"}),
        ("ticket.voided", 1, {"reason": "x" * 2001}),
        ("counter.opened", 1, {"counter": 1, "staff": "a", "staff_name": "A", "fields": "land"}),
        ("counter.opened", 1, {"counter": 1, "staff": "a", "staff_name": "A", "fields": ["land", 7]}),
    ],
)
def test_what_cannot_be_read_whole_is_not_understood(type_name: str, version: int, body: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood):
        from_body(type_name, version, body)


def test_fields_with_a_default_may_be_missing_in_an_old_body() -> None:
    body = {"service_day": "2026-11-23", "number": "A001", "letter": "A", "series": "", "ordinal": 1, "field": "land"}
    assert from_body("ticket.issued", 1, body) == facts.TicketIssued("2026-11-23", "A001", "A", "", 1, "land")


@pytest.mark.parametrize(
    ("type_name", "stream"),
    [
        ("ticket.called", "counter:1"),
        ("ticket.called", "ticket:"),
        ("ticket.called", "ticket"),
        ("counter.opened", "counter:one"),
        ("counter.opened", "counter:٣"),
        ("counter.opened", "counter:12345"),
    ],
)
def test_a_fact_on_a_stream_of_another_kind_is_not_understood(type_name: str, stream: str) -> None:
    with pytest.raises(NotUnderstood):
        check_place(type_name, stream)


def test_facts_on_their_own_streams_are_understood() -> None:
    check_place("ticket.called", "ticket:0190")
    check_place("counter.opened", "counter:12")
