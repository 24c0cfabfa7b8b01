"""Finding a procedure by the words of everyday speech, typed without marks, the last ones half typed.

A query is a set of strong words, which should match, and weak ones ("làm", "giấy", "thủ tục", "đăng ký"), which are in
so many names that they only break ties. A word matches the beginning of a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kiosk.domain.folding import words

_WEAK_WORDS = frozenset(words("làm giấy xin cấp việc về cho của tôi muốn cần đi nộp đơn và"))
_WEAK_PAIRS = frozenset({("thu", "tuc"), ("dang", "ky"), ("ho", "so"), ("de", "nghi")})
_STRONG_PAIRS = frozenset({("tro", "cap"), ("cap", "lai"), ("cap", "doi")})
_FORGIVEN = 1
"""Words that an official saying may miss, when it has at least three."""


@dataclass(frozen=True, slots=True)
class Query:
    """Folded words of one way to put the question; `literal` when they must stand side by side."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A procedure that has at least one of the words: folded name and field, and whether it is asked for often."""

    code: str
    name: str
    field: str
    most_used: bool


def queries(text: str, sayings: Mapping[str, str]) -> tuple[Query, ...]:
    """The ways to put what was typed: an everyday saying turned into official words, then the words as they are."""
    typed = words(text)
    official = _official(typed, sayings)
    if not official:
        return (_query(typed),) if typed else ()
    return _query(official), _query(typed, literal=True)


def best(asked: Sequence[Query], candidates: Iterable[Candidate], limit: int) -> list[str]:
    """Codes of the candidates that miss the fewest strong words of each query, the most fitting first."""
    pool = list(candidates)
    codes = [code for query in asked for code in _answers(query, pool, last=len(asked) == 1)]
    return list(dict.fromkeys(codes))[:limit]


def _answers(query: Query, pool: list[Candidate], last: bool) -> list[str]:
    """The codes that answer one query; `last` when there is no other, so that a poor answer beats none."""
    missed = [(_missing(query, c), c) for c in pool]
    fewest = min((missing for missing, _ in missed), default=0)
    allowed = _FORGIVEN if len(query.strong) > 2 and not query.literal else 0
    if fewest == len(query.strong) or (fewest > allowed and not last):
        return []
    fitting = [c for missing, c in missed if missing == fewest]
    if query.literal:
        fitting = [c for c in fitting if _neighbours(query, f" {c.name}") == len(query.strong) - 1]
    return [c.code for c in sorted(fitting, key=lambda c: _rank(query, c))]


def _missing(query: Query, candidate: Candidate) -> int:
    everywhere = f" {candidate.name} {candidate.field}"
    return sum(f" {word}" not in everywhere for word in query.strong)


def _rank(query: Query, candidate: Candidate) -> tuple[int | str, ...]:
    """Lower comes first: words side by side, often asked for, in the name and whole, little else in the name."""
    name = f" {candidate.name} "
    others = [word for word in _query(tuple(candidate.name.split())).strong if not word.startswith(query.strong)]
    return (
        -_neighbours(query, name),
        -candidate.most_used,
        sum(f" {word}" not in name for word in query.strong),
        -sum(f" {word} " in name for word in query.strong),
        len(others),
        -sum(f" {word} " in name for word in query.weak),
        candidate.code,
    )


def _neighbours(query: Query, name: str) -> int:
    """How many words that were typed side by side stand side by side in the name."""
    return sum(f" {first} {second}" in name for first, second in pairwise(query.strong))


def _official(typed: tuple[str, ...], sayings: Mapping[str, str]) -> tuple[str, ...]:
    """The typed words with the first known saying in them replaced; nothing if there is none."""
    for saying, official in sayings.items():
        said = words(saying)
        for start in range(len(typed) - len(said) + 1):
            if typed[start : start + len(said)] == said:
                return typed[:start] + words(official) + typed[start + len(said) :]
    return ()


def _query(typed: tuple[str, ...], literal: bool = False) -> Query:
    pairs = list(pairwise(typed))
    weak_places = {i + k for i, pair in enumerate(pairs) if pair in _WEAK_PAIRS for k in (0, 1)}
    weak_places |= {i for i, word in enumerate(typed) if word in _WEAK_WORDS}
    weak_places -= {i + k for i, pair in enumerate(pairs) if pair in _STRONG_PAIRS for k in (0, 1)}
    strong = tuple(word for i, word in enumerate(typed) if i not in weak_places)
    weak = tuple(word for i, word in enumerate(typed) if i in weak_places)
    return Query(strong, weak, literal) if strong else Query(weak, (), literal)
