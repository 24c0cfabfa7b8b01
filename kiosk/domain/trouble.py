"""Trouble is shown and survived; every other exception is an error of ours (craft, habit 9).

Classes are named by what the caller must do. Messages are Vietnamese, for the person in front.
"""

from __future__ import annotations


class Trouble(Exception):
    """Something that can happen in any office. `code` is stable, `message` and `remedy` are for people."""

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        super().__init__(code, message, remedy)
        self.code = code
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class Refused(Trouble):
    """Not possible as asked: tell the person, do not repeat."""


class TryLater(Trouble):
    """The other side is away or busy: nothing is lost, repeat with the same id."""


class CallTechnician(Trouble):
    """The machine cannot go on by itself (disk, key, damaged file, configuration)."""
