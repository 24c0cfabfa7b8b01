"""The example in docs/protocol.md holds, computed as the page says and by nothing of the program."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from kiosk.domain.event import Event, flaw
from sync import wire

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
CHAIN = ["prev_hash", "office", "station", "incarnation", "seq", "event_id", "stream_id", "stream_ver", "type",
         "schema_ver", "at", "actor", "body_hash"]  # fmt: skip


def hashed(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def test_the_example_carries_the_hashes_that_the_page_describes() -> None:
    example = json.loads(PAGE.partition("```json\n")[2].partition("```")[0])
    assert f"[{', '.join(CHAIN)}]" in PAGE
    assert hashed(example["body"]) == example["body_hash"]
    assert hashed([example[name] for name in CHAIN]) == example["chain_hash"]
    assert flaw(Event(**example)) is None
    wire.EventForm.model_validate(example)


def test_the_page_names_every_route(hub: Any) -> None:
    paths = hub.get("/openapi.json").json()["paths"]
    assert len(paths) >= 8
    for path in paths:
        assert path in PAGE, path
