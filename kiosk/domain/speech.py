"""What the loudspeaker says when a number is called, as clips and as a sentence (domain.md 11).

"Mời số A không không một hai đến quầy số ba": the number letter by letter and digit by digit, the counter
as a Vietnamese number. The caller plays `CHIME` first and says the whole twice.
"""

from __future__ import annotations

from types import MappingProxyType

CHIME = "chime"
CALLING = "moi-so"
TO_COUNTER = "den-quay-so"
HIGHEST_COUNTER = 999

_LETTERS = {
    "A": "a", "B": "bê", "C": "xê", "D": "đê", "E": "e", "F": "ép", "G": "giê", "H": "hát", "I": "i",
    "J": "di", "K": "ca", "L": "e lờ", "M": "em mờ", "N": "en nờ", "O": "ô", "P": "pê", "Q": "quy",
    "R": "e rờ", "S": "ét sì", "T": "tê", "U": "u", "V": "vê", "W": "vê kép", "X": "ích xì",
    "Y": "i dài", "Z": "dét",
}  # fmt: skip
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_NUMBER_WORDS = {
    "muoi-10": "mười",
    "muoi": "mươi",
    "mot": "mốt",
    "tu": "tư",
    "lam": "lăm",
    "linh": "linh",
    "tram": "trăm",
}

WORDS = MappingProxyType(
    {CALLING: "mời số", TO_COUNTER: "đến quầy số"}
    | {f"letter-{letter.lower()}": said for letter, said in _LETTERS.items()}
    | {f"digit-{digit}": said for digit, said in enumerate(_DIGITS)}
    | _NUMBER_WORDS
)
"""Clip name -> what it says. Every clip that `announcement` can name, but for the chime."""


def announcement(number: str, counter: int) -> tuple[str, ...]:
    """The clips, in order, that call ticket `number` to `counter`, without the chime.

    Raises ValueError for a number that is empty or has anything but A-Z and 0-9, or a counter outside 1-999.
    """
    if not number:
        raise ValueError("a ticket without a number cannot be called")
    return CALLING, *map(_symbol, number), TO_COUNTER, *spoken_number(counter)


def sentence(number: str, counter: int) -> str:
    """The same call in words, for the screen reader and the log."""
    clips = announcement(number, counter)
    said = " ".join(clip[-1].upper() if clip.startswith("letter-") else WORDS[clip] for clip in clips)
    return said[0].upper() + said[1:]


def spoken_number(value: int) -> tuple[str, ...]:
    """Clips of 1-999 as Vietnamese reads it: mười lăm, hai mươi mốt, hai mươi tư, một trăm linh ba."""
    if not 1 <= value <= HIGHEST_COUNTER:
        raise ValueError(f"no counter is numbered {value}")
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return _below_hundred(rest)
    said = (_digit(hundreds), "tram")
    if not rest:
        return said
    return (*said, "linh", _digit(rest)) if rest < 10 else said + _below_hundred(rest)


def _below_hundred(value: int) -> tuple[str, ...]:
    tens, unit = divmod(value, 10)
    if not tens:
        return (_digit(unit),)
    said = ("muoi-10",) if tens == 1 else (_digit(tens), "muoi")
    return (*said, _unit(tens, unit)) if unit else said


def _unit(tens: int, unit: int) -> str:
    if unit == 5:
        return "lam"
    if tens > 1 and unit in (1, 4):
        return "mot" if unit == 1 else "tu"
    return _digit(unit)


def _digit(value: int) -> str:
    return f"digit-{value}"


def _symbol(symbol: str) -> str:
    name = f"digit-{symbol}" if symbol in "0123456789" else f"letter-{symbol.lower()}"
    if name not in WORDS or symbol != symbol.upper():
        raise ValueError(f"{symbol!r} has no place on a ticket")
    return name
