"""What crosses the network about a hub's role: the roll call and its answers (queue-rules R4)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sync.wire import Model, Name, Positive, Text, Whole


class RollAnswer(Model):
    """A counter's answer in a roll call: it obeys `epoch` from now on, and holds these tickets. A higher epoch than was
    asked for says that it obeys another hub; `forgot`, that its file was put back and no hub has told it yet whom it
    had."""

    epoch: Positive
    station: Name
    incarnation: Name
    held: Annotated[list[Name], Field(max_length=200)] = []
    forgot: bool = False


class RollEntry(Model):
    """One registered counter in a roll call: answered, declared-off, elsewhere or missing (`at` in ms)."""

    station: str
    state: str
    held: Whole = 0
    at: Whole = 0


class Roll(Model):
    """A hub's duty, and its roll call. `tickets` would come to it as things stand."""

    epoch: Whole
    duty: str
    entries: list[RollEntry] = []
    tickets: Whole = 0
    since: Whole = 0


class DeclaredOff(Model):
    """A person vouches that this station is switched off, or what it was before its file was put back: a name as the
    roll call gives it."""

    station: Text
