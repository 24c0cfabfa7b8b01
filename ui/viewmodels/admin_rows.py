"""What the admin's cards are made of: rows with a sign, and tiles with one figure each."""

from __future__ import annotations

from dataclasses import dataclass

PLAIN, GOOD, WARNING, TROUBLE, OFF = "", "good", "warning", "trouble", "off"
"""The signs of a row. Its words always say the same: colour is never alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: `lead` is what the eye looks for, `side` stands at the right."""

    lead: str
    title: str
    detail: str = ""
    side: str = ""
    sign: str = PLAIN

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        return ", ".join(part for part in (self.lead, self.title, self.detail, self.side) if part)


@dataclass(frozen=True, slots=True)
class Listing:
    """A card of rows; `empty` says what no rows mean, `note` stands under the title."""

    title: str
    rows: tuple[Row, ...] = ()
    empty: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of the day, with its `unit` beside it where it has one. `tone`: plain, warning or trouble."""

    name: str
    figure: str
    hint: str
    tone: str = "plain"
    unit: str = ""
