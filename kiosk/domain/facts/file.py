"""What happens to a file (a scan). Its stream is `file:<sha256 of its bytes, hex>`: the name is the content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.facts.form import Fact


@dataclass(frozen=True, slots=True)
class FileKept(Fact):
    """A station keeps a file of `size` bytes; `name` is for people, `belongs_to` the stream that it documents. The
    event arrives first, the bytes travel in a lane of their own (design §6)."""

    type: ClassVar[str] = "file.kept"
    size: int
    media_type: str
    name: str
    belongs_to: str


@dataclass(frozen=True, slots=True)
class FileArrived(Fact):
    """The whole file, its hash checked, lies at `place`: "hub" or "province"."""

    type: ClassVar[str] = "file.arrived"
    place: str
