import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.folding import fold, nfc, sort_key, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("  Hộ \t TỊCH\n", "ho tich"),
        ("ƯỜNG, ươ", "uong, uo"),
        ("ĐẤT ĐAI", "dat dai"),
        (unicodedata.normalize("NFD", "Chứng thực"), "chung thuc"),
        ("", ""),
    ],
)
def test_folding_drops_marks_case_and_blanks(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_both_forms_of_a_letter_become_one() -> None:
    assert nfc("e\u0302\u0301") == "ế"


def test_words_are_letters_and_digits() -> None:
    assert words("Cấp bản sao (mẫu 01/HT), giấy_khai-sinh") == (
        "cap", "ban", "sao", "mau", "01", "ht", "giay", "khai", "sinh",
    )  # fmt: skip


@given(st.text())
def test_folding_twice_changes_nothing_and_the_form_does_not_matter(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert fold(unicodedata.normalize("NFD", text)) == fold(nfc(text)) == once


def test_the_order_is_letters_then_tone_syllable_by_syllable() -> None:
    ordered = [
        "An", "ăn", "ân", "Ba", "bà", "bả", "bã", "bá", "bạ", "Cư trú", "Dân", "Đất đai", "em", "êm",
        "Ha Bình", "Hà An", "Hộ kinh doanh", "Hộ tịch", "Ở", "Quy", "ư", "Y tế",
    ]  # fmt: skip
    shuffled = random.Random(1).sample(ordered, len(ordered))
    assert sorted(shuffled, key=sort_key) == ordered


def test_the_order_does_not_depend_on_the_form() -> None:
    assert sort_key(unicodedata.normalize("NFD", "Nguyễn Ước")) == sort_key("Nguyễn Ước")
