"""The other end of the control port: tell a running virtual printer what happens to it."""

from __future__ import annotations

import json
import socket
from typing import Any


class ControlRefused(ValueError):
    """The printer did not understand the command; the text lists those it knows."""


def send(host: str, port: int, command: str | dict[str, Any], timeout: float = 5.0) -> dict[str, Any]:
    """Send one command (`"paper_out"`, `{"cmd": "slow", "ms": 300}`, `"slow ms=300"`) and return the state after it.

    Raises ControlRefused for an unknown command, OSError when nobody answers within `timeout` seconds.
    """
    request = command if isinstance(command, dict) else _parsed(command)
    with socket.create_connection((host, port), timeout=timeout) as line:
        line.sendall(json.dumps(request).encode() + b"\n")
        with line.makefile("rb") as answers:
            answer = json.loads(answers.readline() or b'{"ok": false, "error": "connection closed"}')
    if not answer["ok"]:
        raise ControlRefused(answer["error"])
    state: dict[str, Any] = answer["state"]
    return state


def _parsed(command: str) -> dict[str, Any]:
    name, *settings = command.split()
    request: dict[str, Any] = {"cmd": name}
    for setting in settings:
        key, _, value = setting.partition("=")
        if not value.isdigit():
            raise ControlRefused(f"{setting!r}: write name=number, for instance ms=300")
        request[key] = int(value)
    return request
