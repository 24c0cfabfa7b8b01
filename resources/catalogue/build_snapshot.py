"""Make a catalogue snapshot for this folder from a folder of collected data. A developer's tool.

    python resources/catalogue/build_snapshot.py SOURCE [TARGET]

SOURCE holds `procedures.json`, `procedures-extra.json`, `fields.json` and `units.json` in the shape described in
`docs/data.md`. Procedures are split per ministry (no file above 2 MB), what nothing reads is left out, and
`version.json` is written last, with the date, the counts and the SHA-256 of every file.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LARGEST = 2_000_000  # bytes
_SEARCH_INDEX = re.compile(r"\bfs:\d+(?:; | (?=\())?")  # a collector's private reference


def main(source: Path, target: Path) -> None:
    """Write the snapshot of `source` into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.json"):
        old.unlink()
    collected = _load(source / "procedures.json")
    files = _procedures(collected["procedures"]) | {
        "elsewhere.json": _elsewhere(_load(source / "procedures-extra.json")),
        "fields.json": _load(source / "fields.json")["fields"],
        "units.json": _units(_load(source / "units.json")),
    }
    listed = {name: _write(target / name, rows) for name, rows in sorted(files.items())}
    version = {"version": collected["meta"]["compiled"], "procedures": len(collected["procedures"]), "files": listed}
    (target / "version.json").write_text(json.dumps(version, indent=1) + "\n", encoding="utf-8")


def _procedures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    files: dict[str, Any] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["code"]):
        ministry = (row.get("ministry") or {}).get("code", "other")
        files[f"procedures-{ministry}.json"].append(row)
    return dict(files)


def _elsewhere(extra: dict[str, Any]) -> list[dict[str, Any]]:
    named = [{key: row[key] for key in ("code", "name", "reason")} for row in extra["procedures"]]
    nameless = [{"code": row["code"], "name": None, "reason": "name not found"} for row in extra["codes_without_name"]]
    return sorted(named + nameless, key=lambda row: str(row["code"]))


def _units(units: dict[str, Any]) -> list[dict[str, Any]]:
    kept = ("code", "name", "type", "old_province", "merged_from")
    return [{key: row[key] for key in kept} for row in units["communes"]]


def _write(file: Path, rows: list[dict[str, Any]]) -> dict[str, Any]:
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"
    content = _SEARCH_INDEX.sub("", text).encode()
    if len(content) > LARGEST:
        raise SystemExit(f"{file.name}: {len(content)} bytes, more than {LARGEST}: split it further")
    file.write_bytes(content)
    return {"rows": len(rows), "sha256": hashlib.sha256(content).hexdigest()}


def _load(file: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else HERE)
