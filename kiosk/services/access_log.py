"""Who opened which person's record: written by whatever opens one, read by the lead, edited by nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiosk.domain import facts
from kiosk.domain.event import hash_text
from kiosk.domain.folding import fold
from kiosk.store import access, journal
from kiosk.store.access import Opening
from kiosk.store.store import Store, Transaction

__all__ = ["MOST", "Opening", "Subject", "note", "note_corner", "opened", "openings", "traced"]

MOST = 500
"""Lines of one answer."""

_NAME = re.compile(r"[A-Za-z0-9._-]{1,60}\Z")


@dataclass(frozen=True, slots=True)
class Subject:
    """A record: its kind (`ticket`, `dossier`, letters alone), its id, and what people call it."""

    what: str
    id: str
    label: str


def note(tx: Transaction, actor: str, subject: Subject, place: str, why: str = "") -> None:
    """Notes one opening in the caller's own transaction: for a service that opens a record and does something else.
    `place` says where on the screen or by which command, `why` the reason that was given."""
    fact = facts.AccessOpened(subject.what, subject.id, subject.label, place, why)
    tx.append(f"access:{subject.what}.{_place_of(subject.id)}", fact, actor)


def opened(store: Store, actor: str, subject: Subject, place: str, why: str = "") -> None:
    """Notes one opening: once for each time a person opens it, never for a refresh of what stands open."""
    store.write(lambda tx: note(tx, actor, subject, place, why))


def traced(store: Store, note_id: str, *, actor: str, subject: Subject, command: str, why: str, at: int) -> None:
    """Writes down that a record was opened by a command at `at` (ms), under the note's id: taken twice, it stands
    once."""
    stream_id = f"access:note.{note_id}"
    fact = facts.AccessTraced(subject.what, subject.id, subject.label, command, why, at)

    def work(tx: Transaction) -> None:
        if not journal.stream(tx.conn, tx.me.office, stream_id):
            tx.append(stream_id, fact, actor)

    store.write(work)


def note_corner(tx: Transaction, outcome: str) -> None:
    """Notes what became of a PIN at this machine's technician's corner: opened or refused."""
    tx.append(f"access:corner.{tx.me.station}", facts.AccessCorner(outcome), "technician")


def openings(store: Store, since: int, until: int, text: str = "") -> tuple[Opening, ...]:
    """Openings of the office from `since` up to `until` (ms), newest first, at most `MOST`; `text` finds a login, a
    number, a station or a reason, with or without marks."""
    office, wanted = store.me.office, fold(text)
    found = store.read(lambda conn: access.openings(conn, office, since, until))
    hits = (o for o in found if wanted in fold(" ".join((o.actor, o.label, o.station, o.place, o.why))))
    return tuple(o for o, _ in zip(hits, range(MOST), strict=False))


def _place_of(subject_id: str) -> str:
    """A subject's id as a stream may carry it."""
    return subject_id if _NAME.match(subject_id) else hash_text(subject_id)[:32]
