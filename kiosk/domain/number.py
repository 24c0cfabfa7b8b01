"""The printed number: service group + series + ordinal (queue-rules R1).

`A001` in an office with one kiosk (series ""), `AB001` for the kiosk that leased series B. A series is letters only, so
a plain number can never equal one of a series. The label is read by people; it is never an identity.
"""

from __future__ import annotations

import re

from kiosk.domain.trouble import CallTechnician

LONGEST = 6
"""Characters a board can show (R1)."""

SERIES_LETTERS = "BCDEGHKLMNPQRSTUVXY"
"""Letters that Vietnamese names without doubt; A is left out so that no series reads like a plain group."""

ONE_LETTER = tuple(SERIES_LETTERS)
TWO_LETTERS = tuple(a + b for a in SERIES_LETTERS for b in SERIES_LETTERS)

_FORM = re.compile(r"^([A-Z])([A-Z]{0,2})([0-9]{3,5})$")


def format_number(letter: str, series: str, ordinal: int) -> str:
    """The label of the `ordinal`-th ticket (from 1). Raises CallTechnician when it would not fit a board."""
    text = f"{letter}{series}{ordinal:03d}"
    if len(text) > LONGEST:
        raise CallTechnician(
            "numbers-exhausted",
            "Dải số của nhóm dịch vụ này đã dùng hết trong ngày.",
            "Mời cán bộ kỹ thuật cấp dải số mới cho máy lấy số.",
        )
    return text


def parse_number(text: str) -> tuple[str, str, int] | None:
    """(letter, series, ordinal) of a typed or scanned label, forgiving case and blanks; None if it is none."""
    match = _FORM.match(re.sub(r"[\s\-.]", "", text).upper())
    return (match[1], match[2], int(match[3])) if match and int(match[3]) else None


def all_series(plain_first: bool) -> list[str]:
    """Every series in the order in which a hub leases them; "" first where one kiosk is alone."""
    return ([""] if plain_first else []) + [*ONE_LETTER, *TWO_LETTERS]
