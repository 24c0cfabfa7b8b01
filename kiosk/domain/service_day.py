"""The service day (queue-rules R8): max(last service day, clock), so a clock set back never reuses numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def local_time(at_ms: int) -> datetime:
    """Milliseconds since 1970 as Vietnamese wall time."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(VIETNAM)


def service_day(last: str | None, at_ms: int) -> str:
    """The ISO date whose numbers are being given."""
    today = local_time(at_ms).date().isoformat()
    return max(last, today) if last else today


def is_doubtful_jump(last: str | None, at_ms: int) -> bool:
    """True when the clock stands more than one day after the last service day: a person must confirm
    unless the hub or the province vouches for the date."""
    return last is not None and (local_time(at_ms).date() - date.fromisoformat(last)).days > 1
