"""Refusals as HTTP answers: a stable code, Vietnamese words, never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kiosk.domain.trouble import CallTechnician, Refused, Trouble, TryLater
from kiosk.services.receiving import Flawed, Fork, Gap, StaleCursor
from sync.server.admission import NotLetIn
from sync.server.sealed import NotItsFact
from sync.trust.sealing import NotSealed
from sync.wire import PROBLEM_HEADER, Problem

log = logging.getLogger(__name__)
EXAMINE = "Giữ nguyên tệp; chạy: motcua doctor."
REFUSED = "Máy chủ không nhận yêu cầu này."
WORDS = {
    400: "Không đọc được nội dung yêu cầu.",
    404: "Máy chủ không có địa chỉ này.",
    405: "Máy chủ không nhận cách gọi này.",
    413: "Dữ liệu quá lớn.",
}
"""What the framework itself refuses, in English."""


def install(app: FastAPI) -> None:
    """Gives every kind of refusal its status."""
    for kind, make in _ANSWERS.items():
        app.add_exception_handler(kind, _handler(make))


def later(trouble: TryLater) -> JSONResponse:
    """503: the sender keeps everything and comes back after as many seconds as the trouble names."""
    return _of(503, trouble, {"Retry-After": str(getattr(trouble, "retry_after", 1))})


def answer_to(error: Trouble | HTTPException) -> JSONResponse:
    """The answer to a refusal outside of any route."""
    return next(_ANSWERS[kind](error) for kind in type(error).__mro__ if kind in _ANSWERS)


def _handler(make: Callable[[Any], JSONResponse]) -> Callable[[Request, Exception], JSONResponse]:
    def handle(_: Request, error: Exception) -> JSONResponse:
        return make(error)

    return handle


def _answer(status: int, problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    said = {PROBLEM_HEADER: problem.code, **(headers or {})}
    return JSONResponse(problem.model_dump(exclude_none=True), status, said)


def _of(status: int, trouble: Trouble, headers: Mapping[str, str] | None = None) -> JSONResponse:
    problem = Problem(code=trouble.code, message=trouble.message, remedy=trouble.remedy)
    return _answer(status, problem, headers)


def _gap(e: Gap) -> JSONResponse:
    remedy = "Gửi lại từ sự kiện sau acked_through."
    return _answer(
        409, Problem(code="gap", message="Thiếu sự kiện ở giữa.", remedy=remedy, acked_through=e.acked_through)
    )


def _fork(e: Fork) -> JSONResponse:
    log.error("fork: %s", e)
    words = f"Nhật ký của máy này đã rẽ nhánh ở số {e.seq}."
    return _answer(409, Problem(code="fork", message=words, remedy=EXAMINE, detail=str(e)))


def _flawed(e: Flawed) -> JSONResponse:
    words = "Sự kiện không khớp mã băm của nó."
    return _answer(422, Problem(code="flawed", message=words, remedy=EXAMINE, detail=e.reason, index=e.index))


def _not_sealed(e: NotSealed) -> JSONResponse:
    return _answer(422, Problem(code=e.code, message=e.message, remedy=e.remedy, detail=e.detail))


def _not_its_fact(e: NotItsFact) -> JSONResponse:
    words = "Loại máy này không được ghi dữ kiện loại này."
    return _answer(422, Problem(code="not-its-fact", message=words, remedy=EXAMINE, detail=str(e), index=e.index))


def _stale(_: StaleCursor) -> JSONResponse:
    return _answer(410, Problem(code="stale-cursor", message="Con trỏ cũ.", remedy="Đọc lại từ đầu."))


def _technician(e: CallTechnician) -> JSONResponse:
    log.error("%s: %s", e.code, e.message)
    return _of(507, e, {"Retry-After": "30"})


def _malformed(e: RequestValidationError) -> JSONResponse:
    first = e.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    words, remedy = f"Yêu cầu sai khuôn dạng ở {place}.", "Cập nhật chương trình ở máy gửi."
    index = _index(first["loc"])
    return _answer(422, Problem(code="malformed", message=words, remedy=remedy, detail=first["msg"], index=index))


def _http(e: HTTPException) -> JSONResponse:
    said = str(e.detail)
    words = WORDS.get(e.status_code, REFUSED) if said.isascii() else said
    return _answer(e.status_code, Problem(code=f"http-{e.status_code}", message=words, detail=str(e.detail)), e.headers)


def _ours(e: Exception) -> JSONResponse:
    log.error("error of ours", exc_info=e)
    return _answer(500, Problem(code="error", message="Lỗi của chương trình; đã ghi nhật ký."))


def _index(place: Sequence[str | int]) -> int | None:
    """Which event of a batch is meant."""
    at = list(place).index("events") + 1 if "events" in place else len(place)
    return found if at < len(place) and isinstance(found := place[at], int) else None


_ANSWERS: Mapping[type[Exception], Callable[[Any], JSONResponse]] = {
    Gap: _gap,
    Fork: _fork,
    Flawed: _flawed,
    StaleCursor: _stale,
    NotSealed: _not_sealed,
    NotItsFact: _not_its_fact,
    NotLetIn: lambda e: _of(e.status, e),
    Refused: lambda e: _of(409, e),
    TryLater: later,
    CallTechnician: _technician,
    RequestValidationError: _malformed,
    HTTPException: _http,
    Exception: _ours,
}
