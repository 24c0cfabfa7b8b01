from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from kiosk.domain.telex import compose, type_key


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("tieesng vieejt", "tiếng việt"),
        ("tieengs vieetj", "tiếng việt"),
        ("ddawng kys khai sinh", "đăng ký khai sinh"),
        ("dangd kis", "đang kí"),
        ("giaays chuwngs nhaanj quyeenf suwr dungj ddaats", "giấy chứng nhận quyền sử dụng đất"),
        ("hooj kinh doanh", "hộ kinh doanh"),
        ("nuwowcs nuowcs ruouwj thuowr huuw muaw", "nước nước rượu thuở hưu mưa"),
        ("hoaf khoer thuys quys gif gia giaf", "hòa khỏe thúy quý gì gia già"),
        ("tosan ngoaif khuyur xoays khuya", "toán ngoài khuỷu xoáy khuya"),
        ("lam giay khai sinh", "lam giay khai sinh"),
        ("hoas hoasn hoanf", "hóa hoán hoàn"),
        ("ass aaa ddd oww", "as aa dd ow"),
        ("casz cafz", "ca ca"),
        ("Ddaats DDoongf", "Đất Đồng"),
        ("quoocs quaanr quawngs", "quốc quẩn quắng"),
        ("xyz 123 sss", "xyz 123 sss"),
    ],
)
def test_telex_gives(keys, text):
    assert compose(keys) == unicodedata.normalize("NFC", text)


def keys_of(word: str) -> str:
    """The Telex keys of a syllable, its tone last: the reverse of what is tested, written apart from it."""
    tones = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
    marks = {"\u0302": None, "\u0306": "w", "\u031b": "w"}
    out, tone = "", ""
    for mark in unicodedata.normalize("NFD", word.replace("đ", "dd").replace("Đ", "Dd")):
        if mark in tones:
            tone = tones[mark]
        elif mark in marks:
            out += marks[mark] or out[-1].lower()
        else:
            out += mark
    return out + tone


def toneless(word: str) -> tuple[str, str]:
    """(letters, tone): where the tone stands is a matter of style, hoà or hòa."""
    tones = "\u0301\u0300\u0309\u0303\u0323"
    split = unicodedata.normalize("NFD", word)
    return ("".join(c for c in split if c not in tones), "".join(c for c in split if c in tones))


def test_every_word_of_the_catalogue_can_be_typed():
    texts = [f.read_text(encoding="utf-8") for f in resources.path("catalogue").rglob("*.json")]
    words = set(re.findall(r"\b[a-zà-ỹđ]+\b", " ".join(json.dumps(json.loads(t), ensure_ascii=False) for t in texts)))
    syllables = {w for w in words if re.search(r"[à-ỹđ]", w) and w == unicodedata.normalize("NFC", w)}
    syllables = {w for w in syllables if len(w) <= 7 and sum(c in "\u0301\u0300\u0309\u0303\u0323"
                 for c in unicodedata.normalize("NFD", w)) <= 1}  # fmt: skip
    assert len(syllables) > 1000
    wrong = {w: compose(keys_of(w)) for w in syllables if toneless(compose(keys_of(w))) != toneless(w)}
    assert len(wrong) <= len(syllables) // 200, wrong


@given(st.text(alphabet="abcdeghiklmnopqrstuvxyw fjz", max_size=24))
def test_whatever_is_typed_is_nfc_and_only_the_last_word_changes(keys):
    text = compose(keys)
    assert text == unicodedata.normalize("NFC", text)
    head = text.rpartition(" ")[0]
    assert type_key(text, "s").startswith(head)
    assert type_key(text, " ") == text + " "
