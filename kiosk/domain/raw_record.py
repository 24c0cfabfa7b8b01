"""Typed, fault-collecting access to one raw (JSON) record of a snapshot; every text is normalised to NFC."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from kiosk.domain.catalogue import PROCEDURE_CODE, CatalogueFault
from kiosk.domain.folding import nfc

T = TypeVar("T")


class RawRecord:
    """One record, or a part of one: `code` names the record in faults, `path` leads to the part."""

    def __init__(self, code: str, values: dict[str, Any], faults: list[CatalogueFault], path: str = "") -> None:
        self.code, self.values = code, values
        self._faults, self._path = faults, path

    def fault(self, key: str, what: str) -> None:
        """Note an error of one key; `what` is Vietnamese, for whoever keeps the catalogue."""
        self._faults.append(CatalogueFault(self.code, self._path + key, what))

    def text(self, key: str) -> str:
        """A text that must be there."""
        return self.optional_text(key, required=True) or ""

    def optional_text(self, key: str, required: bool = False) -> str | None:
        """A text; None where the source has none."""
        value = self.values.get(key)
        if value is None and not required:
            return None
        if not isinstance(value, str) or not value.strip():
            self.fault(key, "còn thiếu" if value is None else f"{value!r} không phải đoạn chữ")
            return None
        return nfc(value)

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; None where the source has none."""
        values = self._list(key)
        if values is None:
            return None
        wrong = [value for value in values if not isinstance(value, str)]
        if wrong:
            self.fault(key, f"{wrong[0]!r} không phải đoạn chữ")
        return tuple(nfc(value) for value in values if isinstance(value, str))

    def choice(self, key: str, allowed: Sequence[str], required: bool = True) -> str | None:
        """One of `allowed`."""
        value = self.values.get(key)
        if value is None and not required:
            return None
        if value not in allowed:
            self.fault(key, f"{value!r} không thuộc {', '.join(allowed)}")
            return None
        return str(value)

    def choices(self, key: str, allowed: Sequence[str]) -> tuple[str, ...] | None:
        """Some of `allowed`, each once; None where the source has none."""
        values = self._list(key)
        wrong = [value for value in values or () if value not in allowed]
        if wrong:
            self.fault(key, f"{wrong[0]!r} không thuộc {', '.join(allowed)}")
        return None if values is None else tuple(dict.fromkeys(v for v in values if v in allowed))

    def flag(self, key: str) -> bool:
        """true, or false where it is not said."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.fault(key, f"{value!r} không phải true hoặc false")
            return False
        return value

    def count(self, key: str) -> int:
        """A whole number from 0."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.fault(key, f"{value!r} không phải số lượng")
            return 0
        return value

    def procedure_code(self, key: str) -> str | None:
        """The code of another procedure, if one is named."""
        value = self.optional_text(key)
        if value is not None and not PROCEDURE_CODE.fullmatch(value):
            self.fault(key, f"{value!r} không phải mã thủ tục")
        return value

    def part(self, key: str) -> RawRecord | None:
        """An object inside; None where the source has none."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, f"{value!r} không phải một bản ghi")
            return None
        return RawRecord(self.code, value, self._faults, f"{self._path}{key}.")

    def parts(self, key: str) -> list[RawRecord]:
        """The objects of a list inside, numbered from 1 in faults; none where the source has none."""
        found = []
        for place, value in enumerate(self._list(key) or (), 1):
            if isinstance(value, dict):
                found.append(RawRecord(self.code, value, self._faults, f"{self._path}{key}[{place}]."))
            else:
                self.fault(f"{key}[{place}]", f"{value!r} không phải một bản ghi")
        return found

    def each(self, key: str, read: Callable[[RawRecord], T]) -> tuple[T, ...] | None:
        """Every object of a list inside, read; None where the list is missing or empty: unknown."""
        return tuple(read(part) for part in self.parts(key)) or None

    def _list(self, key: str) -> list[Any] | None:
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            self.fault(key, f"{value!r} không phải danh sách")
            return None
        return value
