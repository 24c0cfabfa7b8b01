"""The figures of the day, one tile each."""

from __future__ import annotations

from kiosk.domain.counter import OPEN, PAUSED
from kiosk.services.overview import Waiting
from ui.viewmodels.admin_facts import READING, UNKNOWN, DayFacts, TodayInputs
from ui.viewmodels.admin_rows import Tile
from ui.viewmodels.admin_stations import machines, missing_text, needs_hand
from ui.viewmodels.admin_wording import NONE, printer_text
from ui.viewmodels.counter_wording import clock_text


def derive_tiles(inputs: TodayInputs) -> tuple[Tile, ...]:
    """The eight figures of the day, people first, then machines."""
    if inputs.facts is None:
        names = ("Đang chờ", "Chờ lâu nhất", "Quầy đang mở", "Đã phục vụ")
        people = tuple(Tile(name, UNKNOWN, READING) for name in names)
    else:
        people = _people(inputs, inputs.facts)
    return (*people, _printers(inputs), _machines(inputs), _unsent(inputs), _doubts(inputs))


def _people(inputs: TodayInputs, facts: DayFacts) -> tuple[Tile, ...]:
    today, limit = facts.today, inputs.office.policy.max_wait_minutes
    longest = max(facts.line, key=lambda w: w.waited_ms, default=None)
    past = sum(w.waited_ms > limit * 60_000 for w in facts.line)
    states = {c.number: c.state for c in today.counters}
    open_, paused = (sum(s == wanted for s in states.values()) for wanted in (OPEN, PAUSED))
    served_hint = f"{today.serving} đang ở quầy · {today.absent} vắng mặt"
    return (
        Tile("Đang chờ", str(today.waiting), f"{today.issued} số đã cấp hôm nay"),
        Tile("Chờ lâu nhất", str(longest.waited_ms // 60_000) if longest else UNKNOWN, _longest(longest, past, limit),
             "trouble" if past else "plain", "phút" if longest else ""),
        Tile("Quầy đang mở", f"{open_}/{len(inputs.office.counters)}",
             f"{paused} quầy tạm nghỉ" if paused else "không quầy nào tạm nghỉ",
             "warning" if today.waiting and not open_ else "plain"),
        Tile("Đã phục vụ", str(today.served), served_hint),
    )  # fmt: skip


def _longest(longest: Waiting | None, past: int, limit: int) -> str:
    if longest is None:
        return "không có ai chờ"
    return f"{past} người quá {limit} phút" if past else f"{longest.ticket.number} · giới hạn {limit} phút"


def _unseen(name: str, inputs: TodayInputs) -> Tile:
    tone = "warning" if inputs.stations.trouble else "plain"
    return Tile(name, UNKNOWN, missing_text(inputs.stations), tone)


def _printers(inputs: TodayInputs) -> Tile:
    name = "Máy in"
    if not inputs.stations.known:
        return _unseen(name, inputs)
    having = [m for m in machines(inputs.stations.seen, inputs.now) if m.printer not in ("", NONE) and not m.off]
    bad = [m for m in having if needs_hand(m)]
    if not having:
        return Tile(name, UNKNOWN, "chưa máy nào báo có máy in")
    figure = f"{len(having) - len(bad)}/{len(having)}"
    if bad:
        first = bad[0]
        said = "máy im lặng" if first.silent else printer_text(first.printer)
        return Tile(name, figure, f"{first.seen.station}: {said}", "trouble")
    return Tile(name, figure, "in được")


def _machines(inputs: TodayInputs) -> Tile:
    name = "Máy đang chạy"
    if not inputs.stations.known:
        return _unseen(name, inputs)
    on = [m for m in machines(inputs.stations.seen, inputs.now) if not m.off]
    silent = [m.seen.station for m in on if m.silent]
    figure = f"{len(on) - len(silent)}/{len(on)}"
    return (
        Tile(name, figure, f"im lặng: {', '.join(silent)}", "trouble") if silent else Tile(name, figure, "đều báo về")
    )


def _unsent(inputs: TodayInputs) -> Tile:
    name, province = "Việc chờ gửi", inputs.province
    known = inputs.stations.known
    inside = sum(m.unsent for m in machines(inputs.stations.seen, inputs.now)) if known else 0
    own = inputs.facts.today.unsent if inputs.facts and inputs.hub and not inputs.hub.up else 0
    above = province.unsent if province else 0
    waiting = inside + own + above
    if not known and not waiting:
        return _unseen(name, inputs)
    cut = province is not None and not province.up
    since = f", mất kết nối từ {clock_text(province.since)}" if province and cut else ""
    parts = [f"{above} lên tỉnh{since}" if above or cut else "",
             f"{inside + own} lên máy chủ đơn vị" if inside + own else ""]  # fmt: skip
    hint = " · ".join(p for p in parts if p) or "đã gửi hết"
    return Tile(name, str(waiting), hint, "warning" if cut or own else "plain")


def _doubts(inputs: TodayInputs) -> Tile:
    name = "Phiếu cần xem"
    if inputs.facts is None:
        return Tile(name, UNKNOWN, READING)
    today = inputs.facts.today
    parts = [f"{today.conflicts} trái nhau" if today.conflicts else "",
             f"{today.unprinted} chưa in được" if today.unprinted else ""]  # fmt: skip
    doubts = today.conflicts + today.unprinted
    return Tile(name, str(doubts), " · ".join(p for p in parts if p) or "không có", "warning" if doubts else "plain")
