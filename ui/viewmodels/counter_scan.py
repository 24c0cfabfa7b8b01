"""Telling a scanner from a person, and a ticket from anything else that may be scanned.

A USB scanner types like a keyboard, faster than anyone can; its letters must not fire the counter's
one-letter actions. And a Vietnamese input method may rewrite what it types (Telex turns `aa` into `â`, VNI
digits into tones): that is detected and said, and the number is kept when it can still be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiosk.domain.number import parse_number
from kiosk.domain.qr import MARK, parse_qr_text

GAP_MS = 60
"""The longest pause between two keys of one scan; people pause longer."""

SHORTEST_SCAN = 6
"""Characters: below this a burst is somebody rolling over two keys."""

TICKET, GARBLED, FOREIGN, KEYS = "ticket", "garbled", "foreign", "keys"
BACKSPACE = "\b"


@dataclass(frozen=True, slots=True)
class Scan:
    """What a burst of keys was. `number` is the printed number when one could be read."""

    kind: str
    text: str
    number: str = ""
    office: str = ""
    day: str = ""


class Burst:
    """Collects keys that come faster than `GAP_MS`. Times are milliseconds of any steady clock."""

    def __init__(self) -> None:
        self._text = ""
        self._rewritten = False
        self._last = 0

    @property
    def text(self) -> str:
        """What was typed so far, backspaces applied."""
        return self._text

    @property
    def rewritten(self) -> bool:
        """An input method took back letters within the burst: no scanner and no person does that."""
        return self._rewritten

    def running(self, now: int) -> bool:
        """Whether the next key at `now` would belong to the burst."""
        return bool(self._text) and now - self._last <= GAP_MS

    def feed(self, char: str, now: int) -> None:
        """One key: its character, or `BACKSPACE`."""
        if not self.running(now):
            self.clear()
        self._last = now
        if char == BACKSPACE:
            self._rewritten = bool(self._text)
            self._text = self._text[:-1]
        else:
            self._text += char

    def clear(self) -> None:
        """Forget the burst."""
        self._text, self._rewritten = "", False


def read_scan(text: str, rewritten: bool = False) -> Scan:
    """What a burst means: our ticket, a ticket an input method rewrote, something else, or stray keys."""
    clean = text.strip()
    if (ticket := parse_qr_text(clean)) and clean.isascii():
        return Scan(TICKET, clean, ticket.number, ticket.office_id, ticket.service_day)
    if _looks_like_ticket(clean) or (rewritten and clean.count("|") >= 2):
        return Scan(GARBLED, clean, _number_in(clean))
    if len(clean) < SHORTEST_SCAN:
        return Scan(KEYS, clean)
    return Scan(FOREIGN, clean)


def _looks_like_ticket(text: str) -> bool:
    """The mark, even as VNI leaves it (`MĆ`); or four bars around something that reads like a number."""
    if text.upper().startswith((MARK, "MĆ")):
        return True
    return text.count("|") == 4 and bool(_number_in(text))


def _number_in(text: str) -> str:
    for part in re.split(r"[|\s]+", text):
        if part.isascii() and (read := parse_number(part)) and len(part) <= 6:
            letter, series, ordinal = read
            return f"{letter}{series}{ordinal:03d}"
    return ""
