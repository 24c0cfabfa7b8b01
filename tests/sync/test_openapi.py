"""Requests made from /openapi.json itself, and bent: no route stumbles, none takes what its own description forbids,
and every refusal is words. `MOTCUA_STORM=n` tries n examples of each route instead of some."""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from typing import Any

import pytest
import schemathesis
from schemathesis.config import GenerationConfig
from schemathesis.engine import events, from_schema

from sync.server import province as province_routes

EXAMPLES = int(os.environ.get("MOTCUA_STORM", "2"))
BEYOND_THE_SCHEMA = {
    "positive_data_acceptance",  # hashes, cursors and rights are checked, too: a form alone lets nobody in
    "allow_header_conformance",  # `Allow` of a 405 names one method of a path, as the framework does
}


@pytest.fixture
def whole_province(province: Any) -> Any:
    province_routes.install(province.app, province.store)
    return province


def test_no_request_makes_the_hub_stumble(hub: Any) -> None:
    storm(hub, 12)


def test_no_request_makes_the_province_stumble(whole_province: Any) -> None:
    storm(whole_province, 15)


def storm(served: Any, least: int) -> None:
    logging.getLogger("sync").setLevel(logging.ERROR)  # hundreds of refusals are what is wanted here
    schema = schemathesis.openapi.from_url(served.url + "/openapi.json")
    schema.config.generation = GenerationConfig(max_examples=EXAMPLES, deterministic=True)
    schema.config.phases.stateful.enabled = False
    schema.config.parameters = {"wait": 0.01}  # a long poll is as long as it is asked to be
    faults: list[str] = []
    answers: dict[str, Counter[int]] = {}
    for event in from_schema(schema).execute():
        if isinstance(event, (events.FatalError, events.NonFatalError)):
            faults.append(str(event))
        elif isinstance(event, events.ScenarioFinished) and event.recorder.label:
            recorder, codes = event.recorder, answers.setdefault(event.recorder.label, Counter())
            for case, one in recorder.interactions.items():
                if one.response:
                    codes[one.response.status_code] += 1
                    faults += refusal_without_words(recorder.label, one.response)
                    faults += wrong(recorder.label, recorder.checks.get(case, []), one.response)
    logging.getLogger("sync").setLevel(logging.NOTSET)
    assert not faults, "\n\n".join(faults[:10])
    assert len(answers) >= least
    assert all(answers.values()), "every route was tried"
    assert sum(200 in codes for codes in answers.values()) > least // 2


def wrong(label: str, checks: list[Any], response: Any) -> list[str]:
    """What the tool found, but for "later": 503 with a time to come back is an answer of the protocol."""
    later = response.status_code == 503 and "retry-after" in response.headers
    unheard = BEYOND_THE_SCHEMA | ({"not_a_server_error", "status_code_conformance"} if later else set())
    failed = [check for check in checks if check.failure_info and check.name not in unheard]
    return [f"{label}: {check.name}: {check.failure_info.failure}" for check in failed]


def refusal_without_words(label: str, response: Any) -> list[str]:
    """A refusal that no person can read; none for an answer."""
    if response.status_code < 400:
        return []
    try:
        problem = json.loads(response.content)
        good = bool(problem["code"]) and not problem["message"].isascii()
    except (ValueError, KeyError):
        good = False
    return [] if good else [f"{label}: {response.status_code} {response.content[:200]!r}: people read Vietnamese"]
