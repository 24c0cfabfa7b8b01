"""Numbers (R1): unique over all series, six characters at most, read back as they were printed."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.number import LONGEST, all_series, format_number, parse_number
from kiosk.domain.trouble import CallTechnician

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Service groups: a profile allows every capital but I and O."""

_series = st.sampled_from(all_series(True))
_issued = st.tuples(st.sampled_from(LETTERS), _series, st.integers(1, 99_999))


def _label(letter: str, series: str, ordinal: int) -> str | None:
    try:
        return format_number(letter, series, ordinal)
    except CallTechnician:
        return None


@given(one=_issued, other=_issued)
def test_two_different_places_never_print_alike(one: tuple[str, str, int], other: tuple[str, str, int]) -> None:
    label = _label(*one)
    assert label is None or one == other or label != _label(*other)


@pytest.mark.parametrize("ordinal", [1, 9, 10, 99, 100, 999, 1000, 9999])
def test_no_label_of_any_group_and_series_is_printed_twice(ordinal: int) -> None:
    places = [(letter, own) for letter, own in product(LETTERS, all_series(True))]
    labels = [label for letter, own in places if (label := _label(letter, own, ordinal))]
    assert len(labels) > len(LETTERS)
    assert len(set(labels)) == len(labels)


@given(place=_issued)
def test_a_label_is_read_back_as_it_was_printed_and_fits_a_board(place: tuple[str, str, int]) -> None:
    if label := _label(*place):
        assert len(label) <= LONGEST
        assert parse_number(label) == place
        assert parse_number(f" {label[:2].lower()} - {label[2:]}.") == place


def test_every_series_is_leased_once_and_the_plain_one_first() -> None:
    series = all_series(True)
    assert series[0] == ""
    assert len(set(series)) == len(series)
    assert "" not in all_series(False)
    assert not any("A" in own for own in series)


@pytest.mark.parametrize(("letter", "own", "last"), [("A", "", 99_999), ("A", "B", 9999), ("A", "BC", 999)])
def test_a_series_ends_before_its_labels_grow_too_long(letter: str, own: str, last: int) -> None:
    assert len(format_number(letter, own, last)) <= LONGEST
    with pytest.raises(CallTechnician) as full:
        format_number(letter, own, last + 1)
    assert full.value.code == "numbers-exhausted"


@pytest.mark.parametrize("text", ["", "001", "A", "A01", "A000", "ABCD001", "A1B2", "Ă001", "A001'; --", "A٠٠١"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None
