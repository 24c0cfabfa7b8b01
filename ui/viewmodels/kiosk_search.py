"""Looking up a procedure: what was typed, what was found, and one procedure whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.domain.office import Office
from kiosk.domain.telex import type_key
from ui.jobs import Jobs
from ui.models.rows import Rows
from ui.strings.kiosk import VI, KioskWords

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Paper, Procedure, ProcedureSummary
    from ui.viewmodels.kiosk_desk import KioskDesk

QML_IMPORT_NAME = "MotCua.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

LONGEST = 60


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A procedure in the list."""

    code: str
    name: str
    field: str
    mark: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper to bring."""

    name: str
    copies: str


@dataclass(frozen=True, slots=True)
class ProcedureProps:
    """One procedure; what the catalogue does not know is said to be unknown."""

    code: str
    name: str
    time: str
    fee: str
    results: str
    papers: tuple[PaperRow, ...]
    papers_note: str


NO_PROCEDURE = ProcedureProps("", "", "", "", "", (), "")


def derive_found(rows: tuple[ProcedureSummary, ...] | None, words: KioskWords) -> tuple[FoundRow, ...]:
    """The list under what was typed."""
    return tuple(
        FoundRow(row.code, row.name, row.field_name or "", words.most_used if row.most_used else "")
        for row in rows or ()
    )


def derive_note(text: str, rows: tuple[ProcedureSummary, ...] | None, words: KioskWords) -> tuple[str, str]:
    """What stands where the list is empty: title and hint."""
    if rows is None:
        return words.search_preparing, ""
    if not rows and text.strip():
        return words.search_nothing, words.search_nothing_hint
    return "", ""


def derive_procedure(found: Procedure | None, words: KioskWords) -> ProcedureProps:
    """One procedure as a citizen reads it."""
    if found is None:
        return NO_PROCEDURE
    from kiosk.domain.catalogue_text import fee_text, time_text

    named = [outcome.name for outcome in found.results or () if outcome.name]
    papers = tuple(PaperRow(paper.name, _copies(paper, words)) for paper in found.papers or ())
    return ProcedureProps(
        code=found.code,
        name=found.name,
        time=words.unknown if found.time is None and words is not VI else time_text(found),
        fee=words.unknown if found.fees is None and words is not VI else fee_text(found),
        results="\n".join(named) or words.unknown,
        papers=papers,
        papers_note="" if papers else words.unknown,
    )


def _copies(paper: Paper, words: KioskWords) -> str:
    parts = [words.original.format(paper.originals) if paper.originals else "",
             words.copies.format(paper.copies) if paper.copies else ""]  # fmt: skip
    return " · ".join(part for part in parts if part)


def field_of(office: Office, found: Procedure | None) -> str:
    """The code of the office's field that receives this procedure, "" when the profile does not say."""
    if found is None or not found.field_name:
        return ""
    return next((f.code for f in office.fields if found.field_name in f.catalogue_fields), "")


@QmlElement
@QmlUncreatable("made by KioskFlow")
class KioskSearch(QObject):
    """The page of the keypad and the page of one procedure."""

    changed = Signal()

    def __init__(self, jobs: Jobs, words: Callable[[], KioskWords], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._words = jobs, words
        self._desk: KioskDesk | None = None
        self._found = Rows(FoundRow, self)
        self._papers = Rows(PaperRow, self)
        self._rows: tuple[ProcedureSummary, ...] | None = ()
        self._text = ""
        self._note = ("", "")
        self._shown = NO_PROCEDURE
        self.chosen: Procedure | None = None

    def attach(self, desk: KioskDesk) -> None:
        """The catalogue can be asked from now on."""
        self._desk = desk

    def forget(self) -> None:
        """Nothing of the last person stays."""
        self._text, self._rows, self.chosen = "", (), None
        self.refresh()

    def open(self) -> None:
        """An empty field and the most used procedures."""
        self._text = ""
        self._search()

    def refresh(self) -> None:
        """Say everything again, perhaps in another language."""
        words = self._words()
        self._found.show(derive_found(self._rows, words))
        self._note = derive_note(self._text, self._rows, words)
        self._shown = derive_procedure(self.chosen, words)
        self._papers.show(self._shown.papers)
        self.changed.emit()

    def read(self, code: str, done: Callable[[], None]) -> None:
        """Fetch one procedure, then call `done`; nothing happens for a code that is not in the catalogue."""
        if (desk := self._desk) is None:
            return

        def show(found: Procedure | None) -> None:
            if found is not None:
                self.chosen = found
                self.refresh()
                done()

        self._jobs.run(lambda: desk.procedure(code), show)

    @Slot(str)
    def type(self, key: str) -> None:
        """A key of the keypad: one letter, digit or blank."""
        if len(self._text) < LONGEST:
            self._text = type_key(self._text, key).lstrip()
            self._search()

    @Slot()
    def erase(self) -> None:
        """Take the last letter back."""
        self._text = self._text[:-1]
        self._search()

    @Slot()
    def clear(self) -> None:
        """Take everything back."""
        self._text = ""
        self._search()

    def _search(self) -> None:
        self.changed.emit()
        if (desk := self._desk) is None:
            return
        text = self._text

        def show(rows: tuple[ProcedureSummary, ...] | None) -> None:
            if text == self._text:
                self._rows = rows
                self.refresh()

        self._jobs.run(lambda: desk.search(text), show)

    text = Property(str, lambda self: self._text, notify=changed)
    found = Property(QObject, lambda self: self._found, constant=True)
    noteTitle = Property(str, lambda self: self._note[0], notify=changed)
    noteHint = Property(str, lambda self: self._note[1], notify=changed)
    name = Property(str, lambda self: self._shown.name, notify=changed)
    time = Property(str, lambda self: self._shown.time, notify=changed)
    fee = Property(str, lambda self: self._shown.fee, notify=changed)
    results = Property(str, lambda self: self._shown.results, notify=changed)
    papers = Property(QObject, lambda self: self._papers, constant=True)
    papersNote = Property(str, lambda self: self._shown.papers_note, notify=changed)
