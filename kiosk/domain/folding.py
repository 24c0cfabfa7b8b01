"""Vietnamese text made comparable: one composed form, search without marks, alphabetical order."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries
_RANK = {letter: chr(0x100 + place) for place, letter in enumerate(_ALPHABET)}


def nfc(text: str) -> str:
    """The composed form (NFC) that everything is stored, shown and printed in."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case without marks and with single blanks, for search: "Hộ  TỊCH" and "ho tich" are one.

    đ has no decomposition and is mapped by hand.
    """
    parts = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(c for c in parts if unicodedata.category(c) != "Mn").replace("đ", "d")
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", bare)).strip()


def words(text: str) -> tuple[str, ...]:
    """The folded words: runs of letters and digits."""
    return tuple(_WORD.findall(fold(text)))


def sort_key(text: str) -> tuple[tuple[str, str], ...]:
    """Key of Vietnamese alphabetical order: syllable by syllable, letters (a ă â … d đ …), then tone."""
    return tuple(_syllable(word) for word in nfc(text).casefold().split())


def _syllable(word: str) -> tuple[str, str]:
    letters, tones = [], []
    for letter in word:
        parts = unicodedata.normalize("NFD", letter)
        tone = next((mark for mark in parts if mark in _TONES), "")
        letter = nfc("".join(mark for mark in parts if mark not in _TONES))
        letters.append(_RANK.get(letter, letter))
        tones.append(str(_TONES.index(tone) + 1) if tone else "0")
    return "".join(letters), "".join(tones)
