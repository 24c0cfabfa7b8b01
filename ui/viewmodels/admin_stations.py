"""The office's machines by their own reports: who is silent, whose printer needs a hand, what is unsent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain.service_day import local_time
from kiosk.services.heartbeats import StationSeen
from ui.viewmodels.admin_rows import GOOD, OFF, TROUBLE, WARNING, Listing, Row
from ui.viewmodels.admin_wording import NONE, READY, kind_text, printer_remedy, printer_text
from ui.viewmodels.counter_wording import clock_text, minutes_text

SILENT_MS = 15_000
"""A station that says nothing for so long is silent: three signs of life were missed."""
CLOCK_APART_MS = 120_000
"""A clock that is further from the hub's than this is a finding."""
_KINDS = ("hub", "kiosk", "counter", "board", "admin")


@dataclass(frozen=True, slots=True)
class StationFacts:
    """The hub's last answer. `at` is when it came (ms, 0 = never), `trouble` why the newest question had none;
    `asked` is False in an office without a hub."""

    seen: tuple[StationSeen, ...] = ()
    at: int = 0
    trouble: str = ""
    asked: bool = True

    @property
    def known(self) -> bool:
        """Whether the answer is one of now."""
        return self.asked and self.at > 0 and not self.trouble


@dataclass(frozen=True, slots=True)
class Machine:
    """One station today. `off`: not switched on today; `silent`: heard today, but not in the last moments."""

    seen: StationSeen
    off: bool
    silent: bool

    @property
    def printer(self) -> str:
        """The printer's code as reported, "" where the station says nothing of one."""
        return str(self.seen.report.get("printer", ""))

    @property
    def unsent(self) -> int:
        """Events that wait on that machine."""
        waiting = self.seen.report.get("unsent", 0)
        return waiting if isinstance(waiting, int) else 0

    @property
    def clock_apart_ms(self) -> int:
        """How far its clock is from the hub's; 0 where it does not say."""
        apart = self.seen.report.get("offset", 0)
        return apart if isinstance(apart, int) else 0

    @property
    def alarm(self) -> str:
        """What its own lines tell a technician, "" for nothing."""
        return str(self.seen.report.get("alarm", ""))


def machines(seen: Iterable[StationSeen], now: int) -> tuple[Machine, ...]:
    """Every station at `now` (ms), hub and kiosks first."""
    today = local_time(now).date()
    found = [Machine(s, local_time(s.last_seen).date() != today, now - s.last_seen > SILENT_MS) for s in seen]
    place = {kind: n for n, kind in enumerate(_KINDS)}
    return tuple(sorted(found, key=lambda m: (m.off, place.get(m.seen.kind, len(place)), m.seen.station)))


def missing_text(facts: StationFacts) -> str:
    """Why there is nothing to show of the stations; "" when there is."""
    if not facts.asked:
        return "Đơn vị không dùng máy chủ hàng đợi nên không thấy được các máy khác."
    if facts.known:
        return ""
    if not facts.at:
        return "Chưa có dữ liệu của các máy." if facts.trouble else "Đang hỏi máy chủ hàng đợi…"
    return f"Không có dữ liệu của các máy từ {clock_text(facts.at)}."


def derive_stations(facts: StationFacts, now: int) -> Listing:
    """Every station with how it stands."""
    if missing := missing_text(facts):
        return Listing("Các máy", (), f"{missing} {facts.trouble}".strip())
    rows = tuple(_station(machine, now) for machine in machines(facts.seen, now))
    return Listing("Các máy", rows, "Chưa máy nào báo về máy chủ hàng đợi.")


def derive_printers(facts: StationFacts, now: int) -> Listing:
    """The printers that stations report, with what to do there."""
    title = "Máy in ở các máy khác"
    if missing := missing_text(facts):
        return Listing(title, (), f"{missing} {facts.trouble}".strip())
    having = [m for m in machines(facts.seen, now) if m.printer not in ("", NONE) and m.seen.kind != "admin"]
    return Listing(title, tuple(_printer(m) for m in having), "Chưa máy nào báo có máy in.")


def needs_hand(machine: Machine) -> bool:
    """Whether somebody has to walk to that machine's printer."""
    return machine.printer not in ("", NONE, READY, "unknown") or (machine.silent and machine.printer not in ("", NONE))


def _station(machine: Machine, now: int) -> Row:
    seen = machine.seen
    details = [kind_text(seen.kind)]
    if machine.unsent:
        details.append(f"{machine.unsent} việc chờ gửi")
    if version := seen.report.get("version"):
        details.append(f"phiên bản {version}")
    if machine.alarm:
        details.append(machine.alarm)
    side, sign = _state(machine, now)
    return Row("", seen.station, " · ".join(details), side, sign)


def _state(machine: Machine, now: int) -> tuple[str, str]:
    if machine.off:
        return f"chưa bật hôm nay, tắt từ {local_time(machine.seen.last_seen):%d/%m}", OFF
    if machine.silent:
        return f"im lặng {_for(now - machine.seen.last_seen)}, từ {clock_text(machine.seen.last_seen)}", TROUBLE
    if needs_hand(machine):
        return f"máy in: {printer_text(machine.printer)}", WARNING
    if abs(machine.clock_apart_ms) > CLOCK_APART_MS:
        ahead = "nhanh" if machine.clock_apart_ms > 0 else "chậm"
        return f"đồng hồ {ahead} {_for(abs(machine.clock_apart_ms))}; bật đồng bộ giờ", WARNING
    if machine.alarm:
        return "cần kỹ thuật xem", WARNING
    return "đang chạy", GOOD


def _for(span_ms: int) -> str:
    return f"{span_ms // 1000} giây" if span_ms < 60_000 else minutes_text(span_ms)


def _printer(machine: Machine) -> Row:
    seen = machine.seen
    where = kind_text(seen.kind)
    if machine.off:
        return Row("", seen.station, where, "máy chưa bật hôm nay", OFF)
    if machine.silent:
        said = f"máy im lặng từ {clock_text(seen.last_seen)}; lúc đó {printer_text(machine.printer)}"
        return Row("", seen.station, where, said, TROUBLE)
    if needs_hand(machine):
        _, _, remedy = printer_remedy(machine.printer).partition(". ")
        return Row("", seen.station, remedy or where, printer_text(machine.printer), TROUBLE)
    return Row("", seen.station, where, printer_text(machine.printer), GOOD if machine.printer == READY else OFF)
