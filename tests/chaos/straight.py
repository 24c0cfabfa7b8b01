"""A server's own routes without the web framework's work for each request.

FastAPI and Starlette take longer to bring a request to its route than the route takes to answer it. `Straight` keeps
what belongs to the product: the fence, the routes with their forms, refusals with their answers. Every tenth history
goes the whole way (`network.whole_way`), and `test_simulation.py` compares both by their hashes.
"""

from __future__ import annotations

import inspect
import json
from functools import lru_cache
from typing import Any

from fastapi import FastAPI, Request
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_body_to_args, request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from network import Question, at_once, heard, scope_of, whole_way
from requests.structures import CaseInsensitiveDict
from starlette.types import Receive, Scope, Send

from sync.server.fence import _Fence
from sync.transport import Reply

_MOST = 5_000
"""Addresses whose route is remembered."""
_JSON = CaseInsensitiveDict({"content-type": "application/json"})


class Straight:
    """Answers questions by the routes of `app`; made anew at each start of a machine, as its middleware is."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._routes = [route for route in app.router.routes if isinstance(route, APIRoute)]
        self._found: dict[tuple[str, str], tuple[APIRoute | None, dict[str, Any]]] = _FOUND.setdefault(id(app), {})
        self._way: Any = self._answer
        for middle in app.user_middleware:
            if middle.cls is _Fence:
                self._way = middle.cls(self._way, **middle.kwargs)

    def __call__(self, question: Question) -> Reply:
        """One question. Raises what is an error of ours."""
        route, _ = self._route(question)
        if route is None:
            return whole_way(self._app)(question)
        scope = scope_of(question)
        scope["question"] = question
        said: list[Any] = []

        async def send(message: Any) -> None:
            said.append(message)

        at_once(self._way(scope, _body_of(question), send), question)
        if isinstance(said[0], Reply):
            return said[0]
        if isinstance(said[0], Response):
            return Reply(said[0].status_code, CaseInsensitiveDict(said[0].headers), bytes(said[0].body))
        return heard(said)

    def _route(self, question: Question) -> tuple[APIRoute | None, dict[str, Any]]:
        key = (question.method, question.path)
        if key not in self._found:
            if len(self._found) > _MOST:
                self._found.clear()
            self._found[key] = self._search(question)
        return self._found[key]

    def _search(self, question: Question) -> tuple[APIRoute | None, dict[str, Any]]:
        """The first route that fits, and what its address names; None for what only the whole way knows to answer."""
        for route in self._routes:
            named = route.path_regex.match(question.path)
            if named and question.method in (route.methods or ()):
                needs = route.dependant
                plain = not (needs.dependencies or needs.header_params or needs.cookie_params)
                return (route if plain else None), named.groupdict()
        return None, {}

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        route, named = self._route(scope["question"])
        assert route is not None
        try:
            answer: Response | Reply = await _asked(route, named, scope, receive)
        except Exception as refused:
            answer = self._refusal(refused)
        await send(answer)  # type: ignore[arg-type]

    def _refusal(self, refused: Exception) -> Response:
        handlers = self._app.exception_handlers
        made = next((handlers[kind] for kind in type(refused).__mro__[:-3] if kind in handlers), None)
        if made is None:
            raise refused
        answer: Response = made(None, refused)  # type: ignore[arg-type,assignment]
        return answer


async def _asked(route: APIRoute, named: dict[str, Any], scope: Scope, receive: Receive) -> Response | Reply:
    needs, question = route.dependant, scope["question"]
    scope["path_params"] = named
    values, wrong = _by_address(needs, named, question)
    if needs.body_params:
        form, more = await request_body_to_args(
            body_fields=needs.body_params,
            received_body=json.loads(question.body),
            embed_body_fields=route._embed_body_fields,
        )
        values |= form
        wrong += more
    if wrong:
        raise RequestValidationError(wrong, body=question.body)
    if needs.request_param_name:
        values[needs.request_param_name] = Request(scope, receive)
    assert needs.call
    said = needs.call(**values)
    if inspect.iscoroutine(said):
        said = await said
    if isinstance(said, Response):
        return said
    assert route.response_field
    value, wrong = route.response_field.validate(said, {}, loc=("response",))
    assert not wrong, wrong
    return Reply(route.status_code or 200, _JSON, route.response_field.serialize_json(value))


def _by_address(needs: Dependant, named: dict[str, Any], question: Question) -> tuple[dict[str, Any], list[Any]]:
    """What path and query say, and what is wrong with it."""
    values: dict[str, Any] = {}
    wrong: list[Any] = []
    asked = dict(question.query) if needs.query_params else named
    for params, told in ((needs.path_params, named), (needs.query_params, asked)):
        for param in params:
            value, flaws = _said(param, told.get(param.alias))
            values |= value
            wrong += flaws
    return values, wrong


@lru_cache(maxsize=5_000)
def _said(param: ModelField, text: str | None) -> tuple[dict[str, Any], list[Any]]:
    """What one text says; a reader's place in a feed is new each time, its name is not."""
    return request_params_to_args([param], {} if text is None else {param.alias: text})


def _body_of(question: Question) -> Receive:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": question.body, "more_body": False}

    return receive


_FOUND: dict[int, dict[tuple[str, str], tuple[APIRoute | None, dict[str, Any]]]] = {}
"""By the application, which lives as long as the process."""
