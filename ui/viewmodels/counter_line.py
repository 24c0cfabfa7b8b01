"""What the clerk is told of the lines to the hub and to the province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ui.viewmodels.counter_wording import clock_text

GOOD, SENDING, CUT, UNKNOWN = "good", "sending", "cut", "unknown"


class LinkLike(Protocol):
    """What `sync.link.LinkState` says. Times are milliseconds since 1970."""

    @property
    def up(self) -> bool: ...
    @property
    def since(self) -> int: ...
    @property
    def unsent(self) -> int: ...
    @property
    def trouble(self) -> str: ...
    @property
    def hub(self) -> str: ...


@dataclass(frozen=True, slots=True)
class LineProps:
    """One line as text with a tone; `hint` says more (a tool tip and what a screen reader adds)."""

    text: str
    tone: str
    hint: str = ""


def derive_line(name: str, link: LinkLike | None) -> LineProps | None:
    """The text of a line called `name`; None where the station has no such line."""
    if link is None:
        return None
    waiting = f", {link.unsent} việc chờ gửi" if link.unsent else ""
    if not link.up:
        when = f"mất kết nối từ {clock_text(link.since)}" if link.since else "chưa kết nối được"
        hint = f"{link.trouble} Cứ làm việc bình thường: mọi việc đã lưu tại máy này và sẽ tự gửi đi.".strip()
        return LineProps(f"{name}: {when}{waiting}", CUT, hint)
    if link.trouble:
        return LineProps(f"{name}: cần kỹ thuật xem{waiting}", CUT, link.trouble)
    if link.unsent:
        text = f"{name}: đang gửi {link.unsent} việc"
        return LineProps(text, SENDING, "Đang gửi nốt những việc đã lưu tại máy này.")
    return LineProps(f"{name}: đã kết nối", GOOD, f"{name} đã nhận mọi việc của máy này.")
