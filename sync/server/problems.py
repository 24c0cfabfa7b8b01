"""Refusals as HTTP answers: a stable code, Vietnamese words, never a stack trace."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kiosk.domain.trouble import CallTechnician, Refused, TryLater
from kiosk.services.receiving import Flawed, Fork, Gap, StaleCursor
from sync.wire import Problem

log = logging.getLogger(__name__)


def answer(status: int, problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """A problem as JSON."""
    return JSONResponse(problem.model_dump(exclude_none=True), status, headers)


def install(app: FastAPI) -> None:
    """Gives every kind of refusal its status."""

    def gap(_: Request, e: Gap) -> JSONResponse:
        return answer(409, Problem(code="gap", message="Thiếu sự kiện ở giữa.", acked_through=e.acked_through))

    def fork(_: Request, e: Fork) -> JSONResponse:
        log.error("fork: %s", e)
        return answer(409, Problem(code="fork", message="Nhật ký của máy này đã rẽ nhánh.", index=e.seq))

    def flawed(_: Request, e: Flawed) -> JSONResponse:
        return answer(422, Problem(code="flawed", message=f"Sự kiện sai mã băm: {e.reason}.", index=e.index))

    def stale(_: Request, _e: StaleCursor) -> JSONResponse:
        return answer(410, Problem(code="stale-cursor", message="Con trỏ cũ.", remedy="Đọc lại từ đầu."))

    def refused(_: Request, e: Refused) -> JSONResponse:
        return answer(409, Problem(code=e.code, message=e.message, remedy=e.remedy))

    def later(_: Request, e: TryLater) -> JSONResponse:
        return answer(503, Problem(code=e.code, message=e.message, remedy=e.remedy), {"Retry-After": "1"})

    def technician(_: Request, e: CallTechnician) -> JSONResponse:
        log.error("%s: %s", e.code, e.message)
        return answer(507, Problem(code=e.code, message=e.message, remedy=e.remedy), {"Retry-After": "30"})

    def malformed(_: Request, e: RequestValidationError) -> JSONResponse:
        first = e.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return answer(422, Problem(code="malformed", message=f"Yêu cầu sai ở {place}: {first['msg']}"))

    def http(_: Request, e: HTTPException) -> JSONResponse:
        return answer(
            e.status_code, Problem(code=f"http-{e.status_code}", message=str(e.detail)), dict(e.headers or {})
        )

    def ours(_: Request, e: Exception) -> JSONResponse:
        log.error("error of ours", exc_info=e)
        return answer(500, Problem(code="error", message="Lỗi của chương trình; đã ghi nhật ký."))

    for kind, handler in (
        (Gap, gap), (Fork, fork), (Flawed, flawed), (StaleCursor, stale), (Refused, refused), (TryLater, later),
        (CallTechnician, technician), (RequestValidationError, malformed), (HTTPException, http), (Exception, ours),
    ):  # fmt: skip
        app.add_exception_handler(kind, handler)  # type: ignore[arg-type]
