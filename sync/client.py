"""One line to one server: requests with time-outs, and every answer checked before it is believed.

A captive portal's 200, a proxy's HTML, half a message: all of it is TryLater, nothing of it is an answer.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any, TypeVar

import requests
from pydantic import BaseModel, ValidationError

from kiosk.domain.event import Event
from kiosk.domain.trouble import Refused, Trouble, TryLater
from sync import wire

Form = TypeVar("Form", bound=BaseModel)
CONNECT_S, STALL_S = 3.0, 8.0
"""Seconds to connect, and between two bytes: stalls end a request, length does not."""


class Away(TryLater):
    """The other side cannot be reached or is not itself. `retry_after` in seconds, 0 = unknown."""

    def __init__(self, code: str, message: str, retry_after: float = 0) -> None:
        super().__init__(code, message, "Dữ liệu vẫn giữ trên máy này và sẽ tự gửi lại.")
        self.retry_after = retry_after


class Conflict(Trouble):
    """The server says the journal and it do not fit: `gap` (send from `acked_through` + 1) or `fork`."""

    def __init__(self, problem: wire.Problem) -> None:
        super().__init__(problem.code, problem.message, problem.remedy)
        self.acked_through = problem.acked_through


class Unacceptable(Trouble):
    """The server cannot read what was sent (400, 413, 415, 422): halve it until the bad record stands alone."""


class Line:
    """HTTP to one base address. Not shared between threads: each worker has its own."""

    def __init__(self, url: str, *, connect_s: float = CONNECT_S, stall_s: float = STALL_S) -> None:
        self.url = url.rstrip("/")
        self._times = (connect_s, stall_s)
        self._session = requests.Session()
        self._session.trust_env = False

    def hello(self) -> wire.Hello:
        """Who answers at this address."""
        return self._ask(wire.Hello, "GET", "/v1/hello")

    def upload(self, events: list[Event], via: str) -> int:
        """Sends consecutive events of one chain; returns `acked_through`. Raises Away, Conflict or Unacceptable."""
        text = json.dumps({"events": wire.to_plain_list(events)}, ensure_ascii=False)
        answer = self._ask(
            wire.Acknowledgement, "POST", f"/v1/stations/{events[0].station}/events",
            params={"via": via}, data=gzip.compress(text.encode(), 3),
            headers={"Content-Encoding": "gzip", "Content-Type": "application/json"},
        )  # fmt: skip
        return answer.acked_through

    def feed(self, office: str, station: str, cursor: str, wait: float) -> wire.FeedPage:
        """The next page of the office's feed, waiting up to `wait` seconds for one. StaleCursor comes as Conflict."""
        params = {"station": station, "cursor": cursor, "wait": str(wait)}
        return self._ask(wire.FeedPage, "GET", f"/v1/offices/{office}/feed", params=params, extra_s=wait)

    def claim(self, wish: wire.Claim) -> wire.ClaimAnswer:
        """Asks the hub for a ticket. Raises Refused when a particular number cannot be called."""
        return self._ask(wire.ClaimAnswer, "POST", "/v1/claims", json=wish.model_dump())

    def series(self, station: str, incarnation: str) -> str:
        """The number series of this incarnation."""
        wish = {"station": station, "incarnation": incarnation}
        return self._ask(wire.SeriesAnswer, "POST", "/v1/series", json=wish).series

    def heartbeat(
        self, office: str, station: str, kind: str, report: Mapping[str, str | int | bool]
    ) -> wire.LineAbove | None:
        """Reports a sign of life; says how the server's own line up stands."""
        path = f"/v1/offices/{office}/stations/{station}/heartbeat"
        return self._ask(wire.HeartbeatAnswer, "POST", path, json={"kind": kind, "report": dict(report)}).above

    def close(self) -> None:
        """Drops kept connections."""
        self._session.close()

    def _ask(self, form: type[Form], method: str, path: str, **options: Any) -> Form:
        response = self._send(method, path, **options)
        try:
            return form.model_validate_json(response.content)
        except ValidationError as foreign:
            raise Away(
                "foreign-answer", f"{self.url} trả lời không đúng giao thức (có thể là trang đăng nhập Wi-Fi)."
            ) from foreign

    def _send(self, method: str, path: str, *, extra_s: float = 0, **options: Any) -> requests.Response:
        connect_s, stall_s = self._times
        try:
            response = self._session.request(
                method, self.url + path, timeout=(connect_s, stall_s + extra_s), allow_redirects=False, **options
            )
        except requests.RequestException as gone:
            raise Away("unreachable", f"Không kết nối được {self.url}.") from gone
        if response.status_code >= 300:
            raise self._refusal(response)
        return response

    def _refusal(self, response: requests.Response) -> Trouble:
        problem = _problem(response)
        status = response.status_code
        if problem is None or status >= 500 or status in (408, 425, 429) or status < 400:
            return Away(problem.code if problem else "foreign-answer",
                        problem.message if problem else f"{self.url} trả lời lạ (HTTP {status}).",
                        _retry_after(response))  # fmt: skip
        if problem.code in ("gap", "fork", "stale-cursor"):
            return Conflict(problem)
        if status == 409:
            return Refused(problem.code, problem.message, problem.remedy)
        return Unacceptable(problem.code, problem.message, problem.remedy)


def _problem(response: requests.Response) -> wire.Problem | None:
    try:
        return wire.Problem.model_validate_json(response.content)
    except ValidationError:
        return None


def _retry_after(response: requests.Response) -> float:
    try:
        return min(600.0, max(0.0, float(response.headers.get("Retry-After", "0"))))
    except ValueError:
        return 0.0
