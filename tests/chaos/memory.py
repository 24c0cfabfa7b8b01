"""Pure functions remembered: six machines read, check and fold the same events, each time for the price of comparing.

Keys hold everything that the answer depends on, in the order given, so that a fold that minds the order of arrival is
not hidden. `run.py --slow` plays without a memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

from fastapi.responses import Response
from pydantic import BaseModel

from kiosk.domain import counter, facts, ticket_fold
from kiosk.domain.event import Event, canonical, flaw
from kiosk.store import journal
from kiosk.store.seals import Seal
from sync import wire
from sync.server.app import feed_response

MOST, MOST_PAGES = 5_000, 500
"""Many times what one history has."""


def _folding(fold: Callable[[Iterable[Event]], Any]) -> Callable[[Iterable[Event]], Any]:
    known: dict[tuple[str, ...], Any] = {}

    def remember(events: Iterable[Event]) -> Any:
        line = [*events]
        key = tuple([e.chain_hash for e in line])
        if key not in known:
            if len(known) > MOST:
                known.clear()
            known[key] = fold(line)
        return known[key]

    return remember


class Known:
    """Every event that was seen, once: whoever reads the same row or the same form gets the same one."""

    def __init__(self) -> None:
        self._by_row: dict[str, tuple[Any, Event]] = {}
        self._by_form: dict[str, tuple[Any, Event]] = {}
        self._once: dict[str, Event] = {}
        self._sound: dict[str, Event] = {}
        self._texts: dict[int, tuple[Mapping[str, Any], str]] = {}
        self._stated: dict[int, tuple[str, int, Mapping[str, Any], facts.Fact]] = {}

    def of_row(self, row: Any) -> Event:
        """`journal.to_event`."""
        whole, (cells, event) = row[:_CELLS], self._by_row.get(row.chain_hash, _NOTHING)
        if cells == whole:
            return event
        event = self._one(_of_row(row))
        self._by_row[event.chain_hash] = (whole, event)
        return event

    def of_form(self, form: wire.EventForm) -> Event:
        """`wire.to_event`."""
        whole, (cells, event) = form.__dict__, self._by_form.get(form.chain_hash, _NOTHING)
        if cells == whole:
            return event
        event = self._one(_of_form(form))
        self._by_form[event.chain_hash] = (whole, event)
        return event

    def flaw_of(self, event: Event) -> str | None:
        """`event.flaw`, of which only those without one are remembered."""
        if self._sound.get(event.chain_hash) is event:
            return None
        if not (found := flaw(event)):
            self._sound[event.chain_hash] = event
        return found

    def _one(self, event: Event) -> Event:
        if len(self._once) > MOST:
            for known in (self._by_row, self._by_form, self._once, self._sound, self._texts, self._stated):
                known.clear()  # type: ignore[attr-defined]
        kept = self._once.setdefault(event.chain_hash, event)
        return kept if kept == event else event

    def text_of(self, body: Mapping[str, Any]) -> str:
        """`event.canonical`, for bodies that go into a journal."""
        whole, text = self._texts.get(id(body), _NOTHING)
        if whole == body:
            return text
        text = canonical(body)
        self._texts[id(body)] = ({**body}, text)
        return text

    def stated(self, type: str, schema_ver: int, body: Mapping[str, Any]) -> facts.Fact:
        """`facts.from_body`."""
        of, version, whole, fact = self._stated.get(id(body), _NEVER)
        if of == type and version == schema_ver and whole == body:
            return fact
        fact = _of_body(type, schema_ver, body)
        self._stated[id(body)] = (type, schema_ver, {**body}, fact)
        return fact


def _reading() -> Callable[[type[Form], bytes], Form]:
    """`BaseModel.model_validate_json`: forms are frozen."""
    known: dict[tuple[type[BaseModel], bytes], Any] = {}
    read: Any = BaseModel.model_validate_json.__func__  # type: ignore[attr-defined]

    def remember(form: type[Form], content: bytes) -> Form:
        key = (form, content)
        if key not in known:
            if len(known) > MOST_PAGES:
                known.clear()
            known[key] = read(form, content)
        return known[key]  # type: ignore[no-any-return]

    return remember


def _answering() -> Callable[..., Response]:
    """`feed_response`: several machines read the same pages."""
    known: dict[tuple[Any, ...], tuple[tuple[Event, ...], Response]] = {}

    def remember(events: Iterable[Event], cursor: str, more: bool, seals: Iterable[Seal] = ()) -> Response:
        told, key = tuple(events), (cursor, more, *seals)
        for page, answer in (known[key],) if key in known else ():
            if page == told:
                return answer
        if len(known) > MOST_PAGES:
            known.clear()
        answer = feed_response(told, cursor, more, key[2:])
        known[key] = (told, answer)
        return answer

    return remember


Form = TypeVar("Form", bound=BaseModel)
_NOTHING: Any = (None, None)
_NEVER: Any = ("", 0, None, None)
_CELLS = len(wire.EventForm.model_fields)
_of_row, _of_form, _of_body = journal.to_event, wire.to_event, facts.from_body


@contextmanager
def remembering() -> Iterator[None]:
    """Events, their soundness and their folds with a memory."""
    known = Known()
    with (
        patch.object(ticket_fold, "fold", _folding(ticket_fold.fold)),
        patch.object(counter, "fold", _folding(counter.fold)),
        patch.object(journal, "to_event", known.of_row),
        patch.object(wire, "to_event", known.of_form),
        patch("kiosk.services.receiving.flaw", known.flaw_of),
        patch.object(facts, "from_body", known.stated),
        patch("kiosk.store.journal.from_body", known.stated),
        patch("kiosk.store.journal.canonical", known.text_of),
        patch("sync.server.app.feed_response", _answering()),
        patch("kiosk.store.parking.from_body", known.stated),
        patch.object(BaseModel, "model_validate_json", classmethod(_reading())),
    ):
        yield
