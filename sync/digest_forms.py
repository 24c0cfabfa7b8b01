"""What the nightly comparison says over the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from kiosk.services.digests import SPAN, DayDigest
from kiosk.store.digests import DigestRow
from sync.wire_types import Answer, Hash, Model, Name, Positive, Whole

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Place = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$")]
MOST = 1000


class DayForm(Model):
    """One day of one chain between two seqs: how many events, and SHA-256 over their chain hashes."""

    station: Name
    incarnation: Name
    day: Day
    first_seq: Positive
    last_seq: Positive
    count: Whole
    hash: Hash

    @model_validator(mode="after")
    def _is_a_stretch(self) -> DayForm:
        if not 0 <= self.last_seq - self.first_seq < SPAN:
            raise ValueError("the stretch is empty or too long")
        return self


class DifferenceForm(DayForm):
    """A stretch that two places hold differently: the teller, and `place`."""

    place: Place
    their_count: Whole
    their_hash: Hash


class DigestForm(Model):
    """What a machine counted, and the differences that it knows of."""

    days: Annotated[list[DayForm], Field(max_length=MOST)]
    differences: Annotated[list[DifferenceForm], Field(max_length=MOST)] = []

    @model_validator(mode="after")
    def _is_bounded(self) -> DigestForm:
        if sum(d.last_seq - d.first_seq + 1 for d in self.days) > 10 * SPAN:
            raise ValueError("too much to count at once")
        return self


class DigestAnswer(Answer):
    """The same stretches as the server holds them, in the same order, and the differences that it knows of."""

    days: list[DayForm]
    differences: list[DifferenceForm] = []


def day_forms(days: list[DayDigest]) -> list[DayForm]:
    """As they travel."""
    return [DayForm(**{n: getattr(d, n) for n in DayForm.model_fields}) for d in days]


def days_of(forms: list[DayForm]) -> list[DayDigest]:
    """As the services take them."""
    return [DayDigest(**{n: getattr(f, n) for n in DayForm.model_fields}) for f in forms]


def difference_forms(rows: list[DigestRow]) -> list[DifferenceForm]:
    """As they travel."""
    return [DifferenceForm(**{n: getattr(r, n) for n in DifferenceForm.model_fields}) for r in rows[:MOST]]


def rows_of(forms: list[DifferenceForm], office: str) -> list[DigestRow]:
    """As the services take them."""
    return [DigestRow(office=office, differs=1, at=0, **f.model_dump()) for f in forms]


def is_from(place: str, teller: str) -> bool:
    """Whether `teller` itself is the place, or told of it: it need not hear of that again."""
    return place == teller or place.startswith(f"{teller}/")
