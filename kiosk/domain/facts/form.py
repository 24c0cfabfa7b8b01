"""What a fact is: a frozen value of a type and version, with a plain JSON body.

Every type and schema version ever shipped stays readable; a type not listed here is stored and parked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, get_type_hints


class NotUnderstood(ValueError):
    """The body is not of its type's form, or the type or version is not known here: park it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of all facts. `type` names it in the journal, `schema_ver` the form of its body."""

    type: ClassVar[str] = ""
    schema_ver: ClassVar[int] = 1

    @classmethod
    def upcast(cls, body: Mapping[str, Any], schema_ver: int) -> Mapping[str, Any]:  # noqa: ARG003
        """A body of an older version in the present form. What a version added has a default, unless a fact says
        otherwise here."""
        return body


KNOWN: dict[str, type[Fact]] = {}
"""Every fact by its type; a class is known once its module is imported."""
LONGEST_TEXT = 2_000
"""Characters of one text in a body."""
_HEX = frozenset("0123456789abcdef")


def to_body(fact: Fact) -> dict[str, Any]:
    """The JSON body of a fact."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(fact).items()}


def from_body(type: str, schema_ver: int, body: Mapping[str, Any]) -> Fact:
    """The fact a body states. Raises NotUnderstood; unknown keys are refused so that nothing is read by half."""
    cls = KNOWN.get(type)
    if cls is None or not 1 <= schema_ver <= cls.schema_ver:
        raise NotUnderstood(f"{type} v{schema_ver} is not known here")
    if schema_ver < cls.schema_ver:
        body = cls.upcast(body, schema_ver)
    hints = _form(cls)
    if extra := body.keys() - hints:
        raise NotUnderstood(f"{type}: unexpected {', '.join(sorted(extra))}")
    try:
        return cls(**{k: _checked(type, k, hints[k], v) for k, v in body.items()})
    except TypeError as missing:
        raise NotUnderstood(f"{type}: {missing}") from missing


def check_place(type: str, stream_id: str) -> None:
    """Raises NotUnderstood unless a fact of this type belongs on this stream (`ticket.called` on `ticket:…`)."""
    kind, _, name = stream_id.partition(":")
    if kind != type.partition(".")[0] or not name:
        raise NotUnderstood(f"{type} does not belong on {stream_id}")
    if kind == "counter" and not (name.isascii() and name.isdigit() and len(name) <= 4):
        raise NotUnderstood(f"{stream_id} names no counter")
    if kind == "file" and not (len(name) == 64 and set(name) <= _HEX):
        raise NotUnderstood(f"{stream_id} names no file")


def _form(cls: type[Fact]) -> dict[str, Any]:
    """The type of each field, worked out once: a batch asks a thousand times."""
    if cls not in _FORMS:
        hints = get_type_hints(cls)
        _FORMS[cls] = {f.name: hints[f.name] for f in fields(cls)}
    return _FORMS[cls]


_FORMS: dict[type[Fact], dict[str, Any]] = {}


def _checked(type_name: str, key: str, hint: Any, value: Any) -> Any:
    if hint is int and isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
        return value
    if hint is str and _is_text(value):
        return value
    if hint == tuple[str, ...] and isinstance(value, (list, tuple)) and all(map(_is_text, value)):
        return tuple(value)
    raise NotUnderstood(f"{type_name}.{key} is not {hint}")


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character, as a garbled scan leaves it
        return False
    return True
