"""Uploads as an older program made them are taken by the servers of today, over HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CORPORA = sorted((Path(__file__).parents[1] / "golden").glob("v*/batches.json"))


@pytest.mark.parametrize("file", CORPORA, ids=lambda f: f.parent.name)
def test_they_are_acknowledged_whole_and_again(file: Path, province: Any, hub: Any) -> None:
    batches = json.loads(file.read_text())
    assert len(batches) > 4
    for server in (province, hub):
        for batch in batches * 2:
            last = batch["events"][-1]
            answer = server.post(f"/v1/stations/{last['station']}/events", json=batch, params={"via": "life"})
            assert answer.status_code == 200, answer.text
            assert answer.json()["acked_through"] >= last["seq"]
