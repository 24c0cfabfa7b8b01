"""What all forms on the wire are made of: names, texts and numbers that mean the same in every language."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Text = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Whole = Annotated[int, Field(ge=0, le=2**53, strict=True)]
Positive = Annotated[int, Field(ge=1, le=2**53, strict=True)]
DEEPEST = 16


def _plain(value: Any, depth: int = 0) -> Any:
    """Raises ValueError unless hashes of the value are the same in every language: no fractions, no NUL, no half
    characters, whole numbers of 64 bits, at most `DEEPEST` levels."""
    if isinstance(value, str):
        if "\0" in value or (not value.isascii() and _is_broken(value)):
            raise ValueError("a text holds NUL or half a character")
    elif isinstance(value, float):
        raise ValueError("numbers are whole")
    elif isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise ValueError("a number has more than 64 bits")
    elif isinstance(value, (dict, list)):
        if depth >= DEEPEST:
            raise ValueError("nested too deep")
        for key in value if isinstance(value, dict) else ():
            _plain(key)
        for inner in value.values() if isinstance(value, dict) else value:
            _plain(inner, depth + 1)
    return value


def _is_broken(text: str) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in text)


Body = Annotated[dict[str, Any], AfterValidator(_plain)]


class Model(BaseModel):
    """Base: frozen, and nothing unexpected gets in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(BaseModel):
    """Base of what a server says: a newer one may say more than is read here, so that one half of an office can be
    updated before the other."""

    model_config = ConfigDict(frozen=True, extra="ignore")
