"""The lines between the hand and a surface: one JSON object a line, UTF-8. No Qt.

A request is `{"id": 1, "do": "tap", …}`. An answer is `HAND {"id": 1, "ok": true, …}` or `HAND {"id": 1,
"ok": false, "error": "…"}`; the prefix keeps it apart from logs on the same stream. When a surface is ready
to be driven it says `HAND {"id": 0, "ok": true, "ready": true}` by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

PREFIX = b"HAND "


class Garbled(ValueError):
    """A line that is no request."""


def request_line(request: Mapping[str, Any]) -> bytes:
    """The line that carries a request."""
    return json.dumps(request, ensure_ascii=False).encode() + b"\n"


def answer_line(answer: Mapping[str, Any]) -> bytes:
    """The line that carries an answer. What JSON cannot say is written as text."""
    return PREFIX + json.dumps(answer, ensure_ascii=False, default=str).encode() + b"\n"


def read_request(line: bytes) -> dict[str, Any]:
    """The request in a line. Raises Garbled with what is wrong."""
    try:
        request = json.loads(line)
    except ValueError as why:
        raise Garbled(f"not JSON: {why}") from why
    if not isinstance(request, dict) or not isinstance(request.get("do"), str):
        raise Garbled('a request is an object with "do": {"id": 1, "do": "tap", "name": "…"}')
    return request


def read_answer(line: bytes) -> dict[str, Any] | None:
    """The answer in a line of a surface's standard output; None for a line of its log."""
    if not line.startswith(PREFIX):
        return None
    answer = json.loads(line[len(PREFIX) :])
    return answer if isinstance(answer, dict) else None
