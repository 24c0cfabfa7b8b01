"""What a journal takes, every server takes: a chain has no gaps, so one unreadable event would hold up all others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kiosk.domain import facts
from kiosk.domain.event import flaw
from kiosk.domain.trouble import Refused
from sync import wire

WORDS = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=["Cs", "Cc", "Co"]), min_size=1, max_size=5),
    st.sampled_from(["x" * 201, "đ" * 1999, "x" * 2001, "a\nb", "\0", "\ud83d", "Nguyễn Văn An", "💩"]),
)


def test_what_a_station_writes_the_wire_carries(make_store: Any) -> None:
    store, carried = make_store(), []

    @settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(WORDS, WORDS, st.integers(-(2**70), 2**70))
    def write(actor: str, reason: str, number: int) -> None:
        for fact in (facts.TicketVoided(reason), facts.TicketHandedOver(reason, number)):
            try:
                event = store.write(lambda tx, fact=fact: tx.append("ticket:one", fact, actor))
            except Refused:
                continue
            wire.EventForm.model_validate(wire.to_plain(event))
            assert flaw(event) is None
            carried.append(event)

    write()
    assert len(carried) > 20


@pytest.mark.parametrize(
    "body",
    [
        {"x": 1.5},
        {"x": float("nan")},
        {"x": 2**63},
        {"x": -(2**63) - 1},
        {"x": "\0"},
        {"x": "\ud800"},
        {"\ud800": 1},
        {"x": [[{"y": [0.0]}]]},
        {"x": [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]},
    ],
)
def test_bodies_that_other_languages_hash_otherwise_are_refused(chain: Any, body: dict[str, Any]) -> None:
    plain = wire.to_plain(chain().tickets(1)[0])
    with pytest.raises(ValidationError):
        wire.EventForm.model_validate({**plain, "body": body})


def test_whole_numbers_of_64_bits_and_every_letter_are_carried(chain: Any) -> None:
    plain = wire.to_plain(chain().tickets(1)[0])
    body = {"n": 2**63 - 1, "m": -(2**63), "t": "Đỗ Thị Hạnh 💩", "l": [True, None, {"deep": [[["enough"]]]}]}
    assert wire.EventForm.model_validate({**plain, "body": body}).body == body
