"""What a server's refusal means to whoever asked: come later, call a person, look again at what was sent."""

from __future__ import annotations

from pydantic import ValidationError

from kiosk.domain.trouble import Refused, Trouble, TryLater
from sync import wire
from sync.transport import Reply


class Away(TryLater):
    """The other side cannot be reached or is not itself. `retry_after` in seconds, 0 = unknown."""

    def __init__(self, code: str, message: str, retry_after: float = 0) -> None:
        super().__init__(code, message, "Dữ liệu vẫn giữ trên máy này và sẽ tự gửi lại.")
        self.retry_after = retry_after


class Denied(Trouble):
    """The server does not let this machine in (401, 403): stop, keep everything, call a person."""


class Conflict(Trouble):
    """The server says the journal and it do not fit: `gap` (send from `acked_through` + 1), `fork`, `stale-cursor`."""

    def __init__(self, problem: wire.Problem) -> None:
        super().__init__(problem.code, problem.message, problem.remedy)
        self.acked_through = problem.acked_through


class Unacceptable(Trouble):
    """The server cannot read what was sent (400, 413, 415, 422): halve it until the bad record stands alone.
    `index` is the bad record's place in the batch where the server knows it."""

    def __init__(self, problem: wire.Problem) -> None:
        super().__init__(problem.code, problem.message, problem.remedy)
        self.index = problem.index


def refusal(url: str, reply: Reply) -> Trouble:
    """The trouble that an answer of 300 and above from `url` is."""
    problem = _problem(reply)
    if problem is None:
        return Away("foreign-answer", f"{url} trả lời lạ (HTTP {reply.status}).", _retry_after(reply))
    if reply.status in (401, 403):
        return Denied(problem.code, problem.message, problem.remedy or "Dữ liệu giữ nguyên; báo kỹ thuật của tỉnh.")
    if problem.code in ("gap", "fork", "stale-cursor"):
        return Conflict(problem)
    if reply.status == 409:
        return Refused(problem.code, problem.message, problem.remedy)
    if reply.status in (400, 413, 415, 422):
        return Unacceptable(problem)
    return Away(problem.code, f"{url}: {problem.message} (HTTP {reply.status})", _retry_after(reply))


def _problem(reply: Reply) -> wire.Problem | None:
    if not reply.content and (code := reply.headers.get(wire.PROBLEM_HEADER)):
        return wire.Problem(code=code, message=f"Máy chủ từ chối yêu cầu ({code}).")
    try:
        return wire.Problem.model_validate_json(reply.content)
    except ValidationError:
        return None


def _retry_after(reply: Reply) -> float:
    try:
        return min(600.0, max(0.0, float(reply.headers.get("Retry-After", "0"))))
    except ValueError:
        return 0.0
