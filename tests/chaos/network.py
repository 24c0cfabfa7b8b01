"""A fake network under the product's `Line` and servers: lost questions, lost answers, late and repeated ones, splits.

`Wire` takes the place of `sync.transport.Transport`; what it carries is answered by the real FastAPI application of the
machine it is meant for, in the same thread: the whole way, or straight to its routes (`straight.py`).
"""

from __future__ import annotations

import json as json_
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

from disk import Crash
from fastapi import FastAPI
from requests.structures import CaseInsensitiveDict

from sync.transport import Broken, Reply


@dataclass(frozen=True, slots=True)
class Question:
    """One HTTP request."""

    host: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]


App = Callable[[Question], Reply]
"""A server: one question, one answer."""


UNJUDGED = nullcontext()


@dataclass
class Network:
    """Who reaches whom, and what becomes of each question."""

    random: Random
    island: dict[str, int] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    mute: set[str] = field(default_factory=set)
    wandering: list[tuple[str, Question]] = field(default_factory=list)
    asking: list[str] = field(default_factory=list)
    apps: dict[str, App] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)
    calm: bool = False
    fallen: Callable[[str], None] = lambda _name: None
    judging: Callable[[Question], AbstractContextManager[None]] = lambda _question: UNJUDGED

    def address(self, name: str) -> str:
        """Where a machine listens: on this PC, since nothing is encrypted here."""
        known = {of: where for where, of in self.names.items()}
        where = known.get(name) or f"127.0.0.1:{8461 + len(known)}"
        self.names[where] = name
        return f"http://{where}"

    def reaches(self, one: str, other: str) -> bool:
        """Whether both stand on the same side of every cut."""
        return other not in self.down and self.island.get(one, 0) == self.island.get(other, 0)

    def ask(self, question: Question) -> Reply:
        """The answer, if question and answer arrive. Raises Broken."""
        asker = self.asking[-1]
        fate = 1.0 if self.calm else self.random.random()
        if not self.reaches(asker, question.host):
            raise Broken("cut")
        if fate < 0.06:
            self.tally["lost questions"] += 1
            if fate < 0.03:
                self.wandering.append((asker, question))
            raise Broken("lost")
        if fate < 0.08:
            self.tally["repeated"] += 1
            self.answer(question)
        reply = self.answer(question)
        if 0.08 <= fate < 0.15:
            self.tally["lost answers"] += 1
            raise Broken("lost answer")
        return reply

    def deliver_late(self) -> None:
        """A question that its asker gave up arrives after all; nobody hears the answer."""
        asker, question = self.wandering.pop(self.random.randrange(len(self.wandering)))
        if self.reaches(asker, question.host):
            self.tally["late"] += 1
            try:
                self.answer(question)
            except Broken:
                return

    def answer(self, question: Question) -> Reply:
        """What the machine at `host` says. Raises Broken when nothing serves there, or it falls over this question."""
        app = self.apps.get(question.host)
        if app is None or question.host in self.down | self.mute:
            raise Broken("nobody listens")
        self.asking.append(question.host)
        try:
            with self.judging(question):
                return app(question)
        except Crash as crash:
            self.fallen(crash.name)
            raise Broken("it fell") from crash
        finally:
            self.asking.pop()


class Wire:
    """`sync.transport.Transport` for a machine of the simulation: the one whose turn it is asks."""

    network: Network

    def __init__(self, *_times: float, **_options: Any) -> None:
        pass

    def exchange(
        self,
        method: str,
        url: str,
        *,
        extra_s: float = 0.0,
        params: dict[str, str] | None = None,
        data: bytes | None = None,
        json: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """One question. A long poll is answered at once: nothing happens while one waits in a single thread."""
        place = urlsplit(url)
        wish = {**params, "wait": "0"} if params and "wait" in params else params or {}
        body = data if data is not None else b"" if json is None else json_.dumps(json).encode()
        given = {"content-type": "application/json", **(headers or {})}
        packed = tuple((name.lower().encode(), value.encode()) for name, value in given.items())
        host = self.network.names.get(place.netloc, "")
        return self.network.ask(Question(host, method, place.path, tuple(wish.items()), body, packed))

    def close(self) -> None:
        """Nothing is kept."""


def whole_way(app: FastAPI) -> App:
    """Answers through the whole ASGI application."""

    def answer(question: Question) -> Reply:
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": question.body, "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        at_once(app(scope_of(question), receive, send), question)
        return heard(said)

    return answer


def scope_of(question: Question) -> dict[str, Any]:
    """The question in the words of ASGI."""
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": "",
        "method": question.method, "path": question.path, "raw_path": question.path.encode(),
        "query_string": urlencode(question.query).encode(), "headers": list(question.headers),
        "client": ("127.0.0.1", 1), "server": (question.host, 80),
    }  # fmt: skip


def at_once(turn: Coroutine[Any, Any, None], question: Question) -> None:
    """Runs what never has to wait to its end."""
    try:
        turn.send(None)
    except StopIteration:
        return
    turn.close()
    raise RuntimeError(f"{question.method} {question.path} waits for something that a single thread cannot bring")


def heard(said: list[dict[str, Any]]) -> Reply:
    """The answer in the words of ASGI, as its asker sees it."""
    headers = CaseInsensitiveDict((n.decode(), v.decode()) for n, v in said[0]["headers"])
    return Reply(said[0]["status"], headers, b"".join(m.get("body", b"") for m in said[1:]))
