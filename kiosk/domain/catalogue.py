"""The catalogue of administrative procedures (thủ tục hành chính): frozen values.

What the sources do not say is None, never 0 or empty, so that a screen can say "chưa rõ, hỏi cán bộ".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

PROCEDURE_CODE = re.compile(r"[1-6]\.\d{6}(?:(?:\.\d{3}\.\d{2}\.\d{2})?\.[A-Z]\d{2})?(?:\.\d{2})?")
"""Code of a procedure (domain.md 3): `1.001193`, `2.000635.000.00.00.H21`, `1.012784.H21`, `1.000894.01`."""

RECEIVED_KINDS = "123"
"""First digits of codes that an office receives; 4-6 are internal and other kinds, recognised only."""

LEVELS = ("commune", "province")
CHANNELS = ("direct", "online", "post")
UNITS = ("working_hour", "working_day", "calendar_day", "hour", "month", "same_day")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in one of `UNITS`, and the case it is for ("" for the usual one)."""

    value: Decimal
    unit: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class ProcessingTime:
    """The limit for handling a dossier.

    `others` are limits of other cases or channels; `excludes` what the clock does not count; `unconfirmed` says that
    the unit or the value was inferred from the text of the source.
    """

    usual: Duration
    others: tuple[Duration, ...] = ()
    excludes: tuple[str, ...] = ()
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee (phí) or charge (lệ phí). `amount` in whole đồng (or dollars), None = unknown for `reason`.

    `reason`: "unclear" (a placeholder beside a legal reference), "suspect" (a typing error), "not-stated", or "" when
    the amount is known. Source: flags of the national catalogue, domain.md 7.
    """

    amount: int | None
    name: str | None = None
    currency: str = "VND"
    channels: tuple[str, ...] = ()
    condition: str | None = None
    per: str | None = None
    reason: str = ""
    set_by_province: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a dossier (thành phần hồ sơ), in originals and copies; `group` is the case it belongs to."""

    name: str
    originals: int
    copies: int
    group: str | None = None
    ordinal: str | None = None
    form_no: str | None = None
    conditional: bool = False
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One paper that a procedure gives (kết quả); the sources sometimes know only its code."""

    code: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure. None in `time`, `fees`, `papers`, `results`, `legal_basis` or `channels` means unknown."""

    code: str
    name: str
    levels: tuple[str, ...]
    completeness: str
    field_name: str | None = None
    field_code: str | None = None
    ministry_code: str | None = None
    ministry: str | None = None
    executing_agency: str | None = None
    channels: tuple[str, ...] | None = None
    applicants: tuple[str, ...] = ()
    time: ProcessingTime | None = None
    time_note: str | None = None
    after_15h_next_day: bool = False
    fees: tuple[FeeLine, ...] | None = None
    papers: tuple[Paper, ...] | None = None
    results: tuple[Outcome, ...] | None = None
    legal_basis: tuple[str, ...] | None = None
    online: str | None = None
    most_used: bool = False
    gaps: tuple[str, ...] = ()
    gia_lai_code: str | None = None
    national_equivalent: str | None = None
    status_note: str | None = None
    as_of: str = ""
    decision: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ProcedureSummary:
    """A procedure in a list of search results."""

    code: str
    name: str
    field_name: str | None
    most_used: bool


@dataclass(frozen=True, slots=True)
class CatalogueFault:
    """One error of a snapshot: which procedure (or file), which key, what is wrong."""

    code: str
    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.code}, {self.key}: {self.what}" if self.key else f"{self.code}: {self.what}"
