"""What is wrong with a station, judged from what is known of it: one list for the JSON, the page and the doctor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BAD, WARN = "bad", "warn"
SILENT_MS, LONG_SILENT_MS = 3 * 60_000, 24 * 3_600_000
WAITING_MS, LONG_WAITING_MS = 10 * 60_000, 3_600_000
OLD_FILE_MS, VERY_OLD_FILE_MS = 2 * 3_600_000, 24 * 3_600_000
OFF_MS, FAR_OFF_MS = 30_000, 120_000
UNPROVEN_MS, LONG_UNPROVEN_MS = 3_600_000, 24 * 3_600_000
LOW_MB, FULL_MB = 2_000, 500
"""From where on a thing is a warning, and from where on it is bad."""
PRINTER_WELL = ("", "none", "ready")


@dataclass(frozen=True, slots=True)
class Known:
    """A station as a server knows it. Times in ms, 0 = never; `report` is its own last report; `differing` days of its
    chains differ here from elsewhere by the nightly digest; `rivals` other hubs of the office say that they serve."""

    office: str
    station: str
    kind: str
    last_seen: int
    report: Mapping[str, str | int | bool]
    lives: int = 0
    events: int = 0
    parked: int = 0
    revoked_at: int = 0
    differing: int = 0
    rivals: int = 0

    def number(self, key: str) -> int:
        """A whole number of the report; 0 where it says none."""
        value = self.report.get(key, 0)
        return value if isinstance(value, int) else 0

    def text(self, key: str) -> str:
        """A text of the report; "" where it says none."""
        value = self.report.get(key, "")
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: how bad, a stable code, and words for people."""

    level: str
    code: str
    words: str


def findings(known: Known, now: int, version: str) -> tuple[Finding, ...]:
    """Everything that somebody should look at, the worst first. A revoked station is out: nothing is expected of it."""
    if known.revoked_at:
        return ()
    found = [
        *_silence(known, now),
        *_waiting(known, now),
        *_unproven(known, now),
        *_files(known, now),
        *_clock(known),
        *_disk(known),
        *_said(known),
        *_version(known, version),
    ]
    return tuple(sorted(found, key=lambda f: (f.level != BAD, f.code)))


def serves(known: Known, now: int) -> bool:
    """Whether this hub said a moment ago that the office's queue is its own (R4)."""
    return known.text("duty") == "serving" and now - known.last_seen < SILENT_MS and not known.revoked_at


def ago(ms: int) -> str:
    """A length of time for people: "3 phút", "2 giờ", "5 ngày"."""
    minutes = max(0, ms) // 60_000
    if minutes < 1:
        return f"{max(0, ms) // 1000} giây"
    if minutes < 120:
        return f"{minutes} phút"
    return f"{minutes // 60} giờ" if minutes < 48 * 60 else f"{minutes // 1440} ngày"


def _graded(value: int, warn: int, bad: int, code: str, words: str) -> list[Finding]:
    if value < warn:
        return []
    return [Finding(BAD if value >= bad else WARN, code, words)]


def _silence(known: Known, now: int) -> list[Finding]:
    if known.kind == "province":  # nobody is above it to whom it could report
        return []
    if not known.last_seen:
        return [Finding(WARN, "never-seen", "Chưa từng báo về")]
    silent = now - known.last_seen
    return _graded(silent, SILENT_MS, LONG_SILENT_MS, "silent", f"Im lặng {ago(silent)}")


def _waiting(known: Known, now: int) -> list[Finding]:
    oldest, unsent = known.number("oldest"), known.number("unsent")
    if not unsent or not oldest:
        return []
    age = now - oldest
    return _graded(age, WAITING_MS, LONG_WAITING_MS, "unsent", f"{unsent} bản ghi chưa gửi, cũ nhất {ago(age)}")


def _unproven(known: Known, now: int) -> list[Finding]:
    """By the station's own word, which its hub may have carried."""
    if not (since := known.number("unproven-since")):
        return []
    words = f"Tỉnh chưa ký nhận những gì máy này ghi từ {ago(now - since)} trước"
    return _graded(now - since, UNPROVEN_MS, LONG_UNPROVEN_MS, "unproven", words)


def _files(known: Known, now: int) -> list[Finding]:
    oldest, count = known.number("files-oldest"), known.number("files")
    if not count or not oldest:
        return []
    age = now - oldest
    return _graded(age, OLD_FILE_MS, VERY_OLD_FILE_MS, "files", f"{count} tệp quét chưa gửi, cũ nhất {ago(age)}")


def _clock(known: Known) -> list[Finding]:
    off = known.number("offset")
    way = "nhanh" if off > 0 else "chậm"
    return _graded(abs(off), OFF_MS, FAR_OFF_MS, "clock", f"Đồng hồ {way} {ago(abs(off))}")


def _disk(known: Known) -> list[Finding]:
    if "disk-mb" not in known.report or (free := known.number("disk-mb")) > LOW_MB:
        return []
    return [Finding(BAD if free <= FULL_MB else WARN, "disk", f"Ổ đĩa còn {free} MB")]


def _said(known: Known) -> list[Finding]:
    found = []
    if alarm := known.text("alarm"):
        found.append(Finding(BAD, "alarm", alarm))
    if known.rivals:
        found.append(Finding(BAD, "two-hubs", "Hai máy cùng nhận là máy chủ của đơn vị"))
    if known.differing:
        found.append(Finding(BAD, "digest", f"Đối chiếu cuối ngày không khớp ở {known.differing} chỗ"))
    if (printer := known.text("printer")) not in PRINTER_WELL:
        found.append(Finding(WARN, "printer", f"Máy in: {_PRINTER.get(printer, printer)}"))
    if known.parked:
        found.append(Finding(WARN, "parked", f"{known.parked} bản ghi chưa hiểu"))
    if restarts := known.number("watchdog"):
        found.append(Finding(WARN, "watchdog", f"Luồng đồng bộ bị kẹt, đã mở lại {restarts} lần"))
    return found


def _version(known: Known, version: str) -> list[Finding]:
    theirs = known.text("version")
    if not theirs or theirs == version:
        return []
    return [Finding(WARN, "version", f"Phiên bản {theirs} (máy chủ: {version})")]


_PRINTER = {
    "unknown": "không rõ", "no_printer": "chưa khai báo", "unreachable": "không kết nối được", "mute": "không trả lời",
    "paper_out": "hết giấy", "cover_open": "nắp mở", "cutter_error": "dao cắt kẹt", "fault": "hỏng",
    "offline": "tắt hoặc bận", "dropped": "mất kết nối", "stalled": "in bị kẹt",
}  # fmt: skip
