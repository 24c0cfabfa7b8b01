import pytest

from kiosk.domain.speech import WORDS, announcement, sentence, spoken_number


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (3, "ba"), (4, "bốn"), (5, "năm"), (10, "mười"), (11, "mười một"), (14, "mười bốn"), (15, "mười lăm"),
        (20, "hai mươi"), (21, "hai mươi mốt"), (24, "hai mươi tư"), (25, "hai mươi lăm"),
        (32, "ba mươi hai"),
        (100, "một trăm"), (101, "một trăm linh một"), (103, "một trăm linh ba"), (110, "một trăm mười"),
        (115, "một trăm mười lăm"), (121, "một trăm hai mươi mốt"), (555, "năm trăm năm mươi lăm"),
    ],
)  # fmt: skip
def test_a_counter_is_read_as_vietnamese_reads_numbers(value: int, read: str) -> None:
    assert " ".join(WORDS[clip] for clip in spoken_number(value)) == read


def test_a_number_is_read_letter_by_letter_and_digit_by_digit() -> None:
    assert announcement("A0012", 3) == (
        "moi-so", "letter-a", "digit-0", "digit-0", "digit-1", "digit-2", "den-quay-so", "digit-3",
    )  # fmt: skip
    assert sentence("A0012", 3) == "Mời số A không không một hai đến quầy số ba"
    assert sentence("GB105", 25) == "Mời số G B một không năm đến quầy số hai mươi lăm"


def test_different_counters_never_sound_the_same() -> None:
    assert len({spoken_number(value) for value in range(1, 1000)}) == 999


@pytest.mark.parametrize(
    ("number", "counter"),
    [("a001", 1), ("A-01", 1), ("Đ001", 1), ("A٣", 1), ("", 1), ("A001", 0), ("A001", 1000)],
)
def test_what_cannot_be_said_is_refused(number: str, counter: int) -> None:
    with pytest.raises(ValueError):
        announcement(number, counter)
