"""Typed reading of a TOML file that names every fault at once, each with file, line and key.

A wrong value is noted and replaced by a harmless one, so that reading goes on to the next fault; the caller
throws the result away when `faults` is not empty.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\s\"'-]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=\s*(\{?)")
_INLINE_KEY = re.compile(r"[{,]\s*([\w\"'-]+)\s*=")
_ERROR_LINE = re.compile(r"(.*?)\s*\((?:at line (\d+), column (\d+)|at end of document)\)$")
_COMMAND_LINE = "dòng lệnh"


class TomlFile:
    """One TOML file, its faults so far, and the line of each of its keys.

    `overrides` ("section.key" -> value, from the command line) replace what the file says and are checked with it;
    no file at all reads as an empty one.
    """

    def __init__(self, file: Path | None, overrides: Mapping[str, Any] | None = None) -> None:
        self.file = file
        self.faults: list[str] = []
        self._fault_lines: dict[str, int] = {}
        self._lines: dict[str, int] = {}
        self._overridden = dict(overrides or {})
        values = self._read(file) if file else {}
        for key, value in self._overridden.items():
            section, _, name = key.rpartition(".")
            place = values.setdefault(section, {}) if section else values
            if isinstance(place, dict):
                place[name] = value
        self.root = Table(self, "", values)

    def fault(self, key: str, what: str) -> None:
        """Note one fault: `what` says what is wrong and what to do, in Vietnamese."""
        self._fault_at(None if key in self._overridden else self._line(key), key, what)

    def faults_by_line(self) -> tuple[str, ...]:
        """Every fault once, from the top of the file down, those of the command line first."""
        return tuple(sorted(dict.fromkeys(self.faults), key=lambda fault: self._fault_lines[fault]))

    def _fault_at(self, line: int | None, key: str, what: str) -> None:
        name = self.file.name if self.file and key not in self._overridden else _COMMAND_LINE
        place = f"{name}, dòng {line}" if line else name
        fault = f"{place}, {key}: {what}" if key else f"{place}: {what}"
        self.faults.append(fault)
        self._fault_lines[fault] = line or 0

    def _read(self, file: Path) -> dict[str, Any]:
        try:
            text = file.read_bytes().decode("utf-8-sig")  # a decoder of streams lets half a mark pass
            values = tomllib.loads(text)
        except OSError as error:
            self.fault("", f"không đọc được tệp ({error.strerror}). Hãy kiểm tra đường dẫn và quyền đọc.")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self._fault_at(line, "", f"tệp không phải UTF-8 (byte {error.start}). Hãy lưu lại tệp bằng mã UTF-8.")
        except (ValueError, RecursionError) as error:
            self._fault_in_syntax(text, error)
        else:
            self._lines = _lines_of_keys(text)
            return values
        return {}

    def _fault_in_syntax(self, text: str, error: Exception) -> None:
        said = str(error).strip()
        found = _ERROR_LINE.match(said)
        if not found:
            self.fault("", f"sai cú pháp TOML ({said}). Hãy sửa hoặc tạo lại tệp.")
            return
        line = int(found[2]) if found[2] else text.count("\n") + (not text.endswith("\n"))
        self._fault_at(line, "", f"{_syntax_words(found[1])}. Hãy sửa dòng này hoặc dòng ngay trên nó.")

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

    def text(self, key: str, default: str | None = None, blank: bool = False) -> str:
        """A text that is not blank, unless `blank` allows it; `default` makes the key optional."""
        value = self._take(key, str, "một đoạn chữ trong ngoặc kép", default)
        if isinstance(value, str) and not value.strip() and value != default and not blank:
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

    def number(self, key: str, low: float, high: float, default: float) -> float:
        """A number from `low` to `high`, with or without a fraction."""
        value = self._values.get(key)
        kind = int if isinstance(value, int) else float
        given = float(self._take(key, kind, f"một số từ {low:g} đến {high:g}", default))
        if not low <= given <= high:
            self.fault(key, f"{given:g} nằm ngoài khoảng cho phép. Hãy ghi một số từ {low:g} đến {high:g}.")
        return given

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """One of the words `choices`."""
        word = self.text(key, default)
        if word not in choices:
            self.fault(key, f"{word!r} không dùng được. Hãy ghi một trong: {', '.join(choices)}.")
        return word

    def table(self, key: str, optional: bool = False) -> Table:
        """The sub-table; an empty one (with a fault, unless `optional`) when it is missing."""
        full = self._full(key)
        return Table(self.file, full, self._take(key, dict, f"một bảng [{full}]", {} if optional else None) or {})

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
            inside = _plain(header[2])
            if header[1] == "[[":
                counts[inside] = counts.get(inside, 0) + 1
                inside = f"{inside}[{counts[inside]}]"
            lines.setdefault(inside, number)
        elif key := _KEY.match(line):
            full = f"{inside}.{_plain(key[1])}" if inside else _plain(key[1])
            lines.setdefault(full, number)
            if key[2]:
                for inner in _INLINE_KEY.findall(line[key.start(2) :]):
                    lines.setdefault(f"{full}.{_plain(inner)}", number)
    return lines


def _plain(key: str) -> str:
    """A key as the values' path spells it: without quotes and blanks."""
    return re.sub(r"[\s\"']", "", key)


def _syntax_words(said: str) -> str:
    """What the parser said, for people; its own words stay beside it for a search."""
    if "overwrite a value" in said or "twice" in said or "mutate" in said:
        return f"khóa hoặc bảng bị ghi hai lần ({said})"
    return f"sai cú pháp TOML ({said})"
