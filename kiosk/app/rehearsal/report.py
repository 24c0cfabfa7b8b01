"""report.json and the words for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.app.rehearsal.verdict import Verdict


def quantiles(values: Sequence[float], digits: int = 1) -> dict[str, float | None]:
    """p50, p95 and p99 by the nearest rank; None without a value."""
    line = sorted(values)

    def at(share: float) -> float | None:
        return round(line[min(len(line) - 1, int(share * len(line)))], digits) if line else None

    return {"p50": at(0.50), "p95": at(0.95), "p99": at(0.99)}


def compose(
    verdict: Verdict,
    *,
    issue_ms: Sequence[float],
    call_ms: Sequence[float],
    lags_s: Sequence[float],
    about: dict[str, Any],
) -> dict[str, Any]:
    """Everything the rehearsal found, ready for JSON."""
    return {
        **asdict(verdict),
        "issue_ms": quantiles(issue_ms),
        "call_ms": quantiles(call_ms),
        "sync_lag_s": quantiles(lags_s, 3),
        "rehearsal": about,
    }


def write(report: dict[str, Any], target: Path) -> None:
    """Writes the report, whole or not at all."""
    partial = target.with_suffix(".part")
    partial.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    partial.replace(target)


_LINES = (
    ("issued", "số đã cấp"),
    ("printed", "phiếu đã in"),
    ("called", "số đã gọi"),
    ("served", "đã phục vụ"),
    ("absent", "vắng mặt"),
    ("transferred", "đã chuyển"),
    ("duplicate_numbers", "số trùng"),
    ("double_calls", "gọi hai nơi"),
    ("lost", "bị mất"),
    ("unsynced", "chưa về tỉnh"),
    ("parked", "chưa đọc được"),
)


def in_words(report: dict[str, Any]) -> str:
    """The report as a person reads it."""
    lines = [f"  {words:<16}{report[key]:>6}" for key, words in _LINES]
    for key, words in (("issue_ms", "lấy số (ms)"), ("call_ms", "gọi số (ms)"), ("sync_lag_s", "về tới tỉnh (s)")):
        found = "  ".join(f"{name} {value}" for name, value in report[key].items())
        lines.append(f"  {words:<16}{found}")
    return "\n".join([*lines, *(f"  ! {fault}" for fault in report["faults"])])
