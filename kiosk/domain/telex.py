"""Telex: Vietnamese from plain keys, for a keypad that has no input method (domain.md 6). Emits NFC.

`aa ee oo dd` → â ê ô đ; `w` → ă ơ ư; `s f r x j` → tones, `z` takes the tone away; a mark typed twice is taken back.
The tone stands where official texts have it (hòa, khỏe, thúy) and moves along as the syllable grows.
"""

from __future__ import annotations

import unicodedata

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONE_MARKS = frozenset(_TONES.values())
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"a": "ă", "o": "ơ", "u": "ư"}
_MARKED = frozenset("âăêôơư")
_VOWELS = frozenset("aeiouy") | _MARKED


def compose(keys: str) -> str:
    """What the keys give, typed one after another into an empty field."""
    text = ""
    for key in keys:
        text = type_key(text, key)
    return text


def type_key(text: str, key: str) -> str:
    """`text` after one more key. Only the last word can change; anything but a letter ends it."""
    start = _word_start(text)
    tone, letters = _split(text[start:])
    return text[:start] + _typed(letters, tone, key)


def _word_start(text: str) -> int:
    place = len(text)
    while place and text[place - 1].isalpha():
        place -= 1
    return place


def _typed(letters: str, tone: str, key: str) -> str:
    small = key.lower()
    if small in _TONES and _nucleus(letters):
        mark = _TONES[small]
        return _join(letters, "") + key if tone == mark else _join(letters, mark)
    if small == "z" and tone:
        return _join(letters, "")
    for rule in (_hatted, _horned, _barred):
        changed = rule(letters, small)
        if changed == letters:
            return _join(letters, tone) + key
        if changed:
            return _join(changed, tone)
    return _join(_grown(letters + key), tone) if key.isalpha() else _join(letters, tone) + key


def _hatted(letters: str, key: str) -> str:
    """The second a, e or o; "" when this key is not a hat here, the letters without it when it takes one back."""
    if key not in _CIRCUMFLEX:
        return ""
    for place in range(len(letters) - 1, -1, -1):
        letter = letters[place].lower()
        if letter == key:
            return _put(letters, place, _CIRCUMFLEX[key])
        if letter == _CIRCUMFLEX[key]:
            return _put(letters, place, key) + key if place == len(letters) - 1 else ""
        if letter in "aeoâăêôơư":
            return ""
    return ""


def _horned(letters: str, key: str) -> str:
    if key != "w":
        return ""
    plain = letters.lower()
    if plain.endswith(("ă", "ơ", "ư")):
        base = {"ă": "a", "ơ": "o", "ư": "u"}[plain[-1]]
        return _put(letters, len(letters) - 1, base) + key
    places = _horn_places(plain)
    for place in places:
        letters = _put(letters, place, _HORN[letters[place].lower()])
    return letters if places else letters + "ư"


def _horn_places(plain: str) -> list[int]:
    """Which letters a `w` changes: both of uo inside a syllable, the u of ua and uu, else the last a, o or u."""
    pair = plain.rfind("uo")
    if pair >= 0 and not plain[:pair].endswith("q"):
        return [pair, pair + 1] if pair + 2 < len(plain) else [pair + 1]
    for two in ("ua", "uu"):
        if plain.endswith(two) and not plain[:-2].endswith("q"):
            return [len(plain) - 2]
    found = [place for place, letter in enumerate(plain) if letter in _HORN]
    return found[-1:]


def _barred(letters: str, key: str) -> str:
    if key != "d":
        return ""
    head = letters[:1].lower()
    if head == "d" and not any(c == "d" for c in letters[1:].lower()):
        return _put(letters, 0, "đ")
    if letters.lower() == "đ":
        return _put(letters, 0, "d") + key
    return ""


def _grown(letters: str) -> str:
    """uơ becomes ươ as soon as the syllable goes on: nuơ + c, but thuở."""
    place = letters.lower().rfind("uơ")
    if place >= 0 and place + 2 < len(letters) and not letters[:place].lower().endswith("q"):
        return _put(letters, place, "ư")
    return letters


def _put(letters: str, place: int, letter: str) -> str:
    new = letter.upper() if letters[place].isupper() else letter
    return letters[:place] + new + letters[place + 1 :]


def _split(word: str) -> tuple[str, str]:
    """(tone mark, letters without it); hats and horns stay on their letters."""
    tone = ""
    kept = []
    for mark in unicodedata.normalize("NFD", word):
        if mark in _TONE_MARKS:
            tone = mark
        else:
            kept.append(mark)
    return tone, unicodedata.normalize("NFC", "".join(kept))


def _join(letters: str, tone: str) -> str:
    nucleus = _nucleus(letters)
    if not tone or not nucleus:
        return letters
    place = _tone_place(letters.lower(), nucleus)
    return unicodedata.normalize("NFC", letters[: place + 1] + tone + letters[place + 1 :])


def _nucleus(letters: str) -> range:
    """The vowels of the syllable, without the u of qu and the i of gi before another vowel."""
    plain = letters.lower()
    first = next((i for i, c in enumerate(plain) if c in _VOWELS), len(plain))
    last = first
    while last < len(plain) and plain[last] in _VOWELS:
        last += 1
    if last - first > 1 and (plain[:first], plain[first]) in (("q", "u"), ("g", "i")):
        first += 1
    return range(first, last)


def _tone_place(plain: str, nucleus: range) -> int:
    marked = [i for i in nucleus if plain[i] in _MARKED]
    if marked:
        return marked[-1]
    if len(nucleus) == 1:
        return nucleus[0]
    closed = nucleus.stop < len(plain)
    return nucleus[1] if closed or len(nucleus) > 2 else nucleus[0]
