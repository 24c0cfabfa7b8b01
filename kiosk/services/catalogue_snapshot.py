"""Reading a snapshot of the catalogue from a folder: whole and sound, or refused with every fault named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.domain.catalogue import PROCEDURE_CODE, CatalogueFault, Procedure
from kiosk.domain.catalogue_parsing import parse_procedures
from kiosk.domain.trouble import CallTechnician

VERSION_FILE = "version.json"
_SHOWN = 10


class CatalogueRefused(CallTechnician):
    """The snapshot cannot be used and nothing was changed; `faults` names every error."""

    def __init__(self, faults: list[CatalogueFault]) -> None:
        shown = "; ".join(map(str, faults[:_SHOWN]))
        more = f"; và {len(faults) - _SHOWN} lỗi khác" if len(faults) > _SHOWN else ""
        super().__init__(
            "catalogue-refused",
            f"Danh mục thủ tục mới có {len(faults)} lỗi nên chưa dùng, danh mục cũ giữ nguyên: {shown}{more}.",
            "Hãy gửi danh sách lỗi cho nơi lập danh mục và nạp lại bản đã sửa.",
        )
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A sound snapshot: each procedure with its raw record, and the codes known to be received elsewhere."""

    version: str
    procedures: tuple[tuple[Procedure, Mapping[str, Any]], ...]
    elsewhere: tuple[Mapping[str, str | None], ...]


def version_of(folder: Path) -> str:
    """The version of the snapshot in `folder`: its date and a digest of its list of files. Cheap."""
    content = _read(folder / VERSION_FILE)
    return f"{_version_table(content)['version']}+{hashlib.sha256(content).hexdigest()[:12]}"


def read_snapshot(folder: Path) -> Snapshot:
    """The snapshot in `folder`. Raises `CatalogueRefused` with every fault of every file."""
    table = _version_table(_read(folder / VERSION_FILE))
    faults: list[CatalogueFault] = []
    files = {name: _rows(folder / name, listed, faults) for name, listed in sorted(table["files"].items())}
    raw = [row for name, rows in files.items() if name.startswith("procedures-") for row in rows]
    procedures, found = parse_procedures(raw)
    elsewhere = files.get("elsewhere.json", [])
    faults += found + _elsewhere_faults(elsewhere, {p.code for p in procedures})
    if len(raw) != table.get("procedures"):
        faults.append(CatalogueFault(VERSION_FILE, "procedures", f"ghi {table.get('procedures')}, có {len(raw)}"))
    if faults:
        raise CatalogueRefused(faults)
    return Snapshot(version_of(folder), tuple(zip(procedures, raw, strict=True)), tuple(elsewhere))


def _version_table(content: bytes) -> dict[str, Any]:
    try:
        table = json.loads(content)
        if isinstance(table["version"], str) and isinstance(table["files"], dict):
            return dict(table)
    except (ValueError, KeyError, TypeError):
        pass
    raise CatalogueRefused([CatalogueFault(VERSION_FILE, "", "không phải danh sách tệp của một bản danh mục")])


def _rows(file: Path, listed: Mapping[str, Any], faults: list[CatalogueFault]) -> list[Any]:
    try:
        content = _read(file)
    except CatalogueRefused as refused:
        faults += refused.faults
        return []
    if hashlib.sha256(content).hexdigest() != listed.get("sha256"):
        faults.append(CatalogueFault(file.name, "sha256", "nội dung khác với bản được công bố"))
    try:
        rows = json.loads(content)
    except ValueError as error:
        faults.append(CatalogueFault(file.name, "", f"không phải JSON ({error})"))
        return []
    if not isinstance(rows, list) or len(rows) != listed.get("rows"):
        faults.append(CatalogueFault(file.name, "rows", f"không phải danh sách gồm {listed.get('rows')} dòng"))
    return rows if isinstance(rows, list) else []


def _elsewhere_faults(rows: list[Any], received: set[str]) -> list[CatalogueFault]:
    faults: list[CatalogueFault] = []
    seen: set[str] = set()
    for place, row in enumerate(rows, 1):
        code = row.get("code") if isinstance(row, dict) else None
        name = f"elsewhere.json, dòng {place}"
        if not isinstance(code, str) or not PROCEDURE_CODE.fullmatch(code):
            faults.append(CatalogueFault(name, "code", f"{code!r} không phải mã thủ tục"))
            continue
        if code in received or code in seen:
            faults.append(CatalogueFault(name, "code", f"{code} đã có trong danh mục"))
        if not isinstance(row.get("reason"), str) or not isinstance(row.get("name"), str | None):
            faults.append(CatalogueFault(name, "reason", "thiếu lý do, hoặc tên không phải đoạn chữ"))
        seen.add(code)
    return faults


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fault = CatalogueFault(file.name, "", f"không đọc được tệp ({error.strerror})")
        raise CatalogueRefused([fault]) from error
