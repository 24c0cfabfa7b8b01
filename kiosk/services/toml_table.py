"""Typed reading of a TOML file that names every fault at once, each with file, line and key.

A wrong value is noted and replaced by a harmless one, so that reading goes on to the next fault; the caller
throws the result away when `faults` is not empty.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w-]+)\s*=")


class TomlFile:
    """One TOML file, its faults so far, and the line of each of its keys."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.faults: list[str] = []
        self._lines: dict[str, int] = {}
        self.root = Table(self, "", self._read())

    def fault(self, key: str, what: str) -> None:
        """Note one fault: `what` says what is wrong and what to do, in Vietnamese."""
        line = self._line(key)
        place = f"{self.file.name}, dòng {line}" if line else self.file.name
        self.faults.append(f"{place}, {key}: {what}" if key else f"{place}: {what}")

    def _read(self) -> dict[str, Any]:
        try:
            text = self.file.read_text(encoding="utf-8-sig")
            values = tomllib.loads(text)
        except OSError as error:
            self.fault("", f"không đọc được tệp ({error.strerror}). Hãy kiểm tra đường dẫn và quyền đọc.")
        except UnicodeDecodeError as error:
            self.fault("", f"tệp không phải UTF-8 (byte {error.start}). Hãy lưu lại tệp bằng mã UTF-8.")
        except tomllib.TOMLDecodeError as error:
            self.fault("", f"sai cú pháp TOML ({error}). Hãy sửa tại dòng được nêu.")
        else:
            self._lines = _lines_of_keys(text)
            return values
        return {}

    def _line(self, key: str) -> int | None:
        while key:
            if key in self._lines:
                return self._lines[key]
            key = key.rpartition(".")[0]
        return None


class Table:
    """One table of a TOML file; each reader notes a fault for a value that is missing or wrong."""

    def __init__(self, file: TomlFile, key: str, values: dict[str, Any]) -> None:
        self.file, self.key, self._values = file, key, values
        self._asked: set[str] = set()

    def fault(self, key: str, what: str) -> None:
        """Note a fault of `key` in this table, or of the table itself for ''."""
        self.file.fault(self._full(key) if key else self.key, what)

    def has(self, key: str) -> bool:
        """Whether the key is there at all (a wrong value counts)."""
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not blank; `default` makes the key optional."""
        value = self._take(key, str, "một đoạn chữ trong ngoặc kép", default)
        if isinstance(value, str) and not value.strip() and value != default:
            self.fault(key, "đang để trống. Hãy ghi nội dung.")
        return value or ""

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`."""
        value = self._take(key, int, f"một số nguyên từ {low} đến {high}", default)
        if value is None:
            return low
        if not low <= value <= high:
            self.fault(key, f"{value} nằm ngoài khoảng cho phép. Hãy ghi một số nguyên từ {low} đến {high}.")
        return int(value)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        return bool(self._take(key, bool, "true hoặc false", default))

    def items(self, key: str, kind: type, default: tuple[Any, ...] | None = None) -> tuple[Any, ...]:
        """A list whose members are all of `kind` (str or int)."""
        value = self._take(key, list, "một danh sách trong ngoặc vuông", default)
        wrong = [item for item in value or () if not _is(item, kind)]
        if wrong:
            self.fault(key, f"có giá trị không đúng kiểu: {wrong[0]!r}. Hãy sửa hoặc xóa giá trị đó.")
        return tuple(item for item in value or () if _is(item, kind))

    def value(self, key: str, kind: type, wanted: str) -> Any:
        """A value of any other kind, or None after noting the fault; `wanted` describes it in Vietnamese."""
        return self._take(key, kind, wanted, None)

    def table(self, key: str) -> Table:
        """The sub-table; an empty one (with a fault) when it is missing."""
        full = self._full(key)
        return Table(self.file, full, self._take(key, dict, f"một bảng [{full}]", None) or {})

    def tables(self, key: str, optional: bool = False) -> list[Table]:
        """The array of tables `[[key]]`."""
        rows = self._take(key, list, f"các bảng [[{self._full(key)}]]", [] if optional else None) or []
        good = [(i, row) for i, row in enumerate(rows, 1) if isinstance(row, dict)]
        if len(good) < len(rows):
            self.fault(key, f"phải gồm các bảng [[{self._full(key)}]]. Hãy xóa giá trị khác loại.")
        return [Table(self.file, f"{self._full(key)}[{i}]", row) for i, row in good]

    def finish(self) -> None:
        """Note every key that nobody asked for: a typing error would otherwise pass in silence."""
        for key in self._values.keys() - self._asked:
            self.fault(key, "khóa lạ, chương trình không dùng. Hãy sửa chính tả hoặc xóa dòng này.")

    def _take(self, key: str, kind: type, wanted: str, default: Any) -> Any:
        self._asked.add(key)
        if key not in self._values:
            if default is None:
                self.fault(key, f"còn thiếu. Hãy thêm {wanted}.")
            return default
        value = self._values[key]
        if _is(value, kind):
            return value
        self.fault(key, f"{value!r} không đúng kiểu. Hãy ghi {wanted}.")
        return default

    def _full(self, key: str) -> str:
        return f"{self.key}.{key}" if self.key else key


def _is(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _lines_of_keys(text: str) -> dict[str, int]:
    """Line of each key and table, arrays of tables numbered from 1: `fields[2].letter`."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            inside = header[2]
            if header[1] == "[[":
                counts[inside] = counts.get(inside, 0) + 1
                inside = f"{inside}[{counts[inside]}]"
            lines.setdefault(inside, number)
        elif key := _KEY.match(line):
            lines.setdefault(f"{inside}.{key[1]}" if inside else key[1], number)
    return lines
