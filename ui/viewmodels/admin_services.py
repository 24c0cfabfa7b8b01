"""What this office offers, as its profile says: fields, counters, priority classes, hours. Read-only here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from kiosk.domain.office import Counter, Office, OpeningHours, ServiceField
from kiosk.domain.opening import sessions_of
from ui.viewmodels.admin_desk import Papers
from ui.viewmodels.admin_rows import Listing, Row
from ui.viewmodels.admin_today import DAYS

RUNS = 4
"""So many of the next days that differ are shown."""


@dataclass(frozen=True, slots=True)
class ServicesProps:
    """The page. `file` is the path to edit, `how` what to do with it."""

    file: str
    how: str
    fields: Listing
    counters: Listing
    priorities: Listing
    hours: Listing
    rules: Listing


def derive_services(office: Office, papers: Papers, today: date) -> ServicesProps:
    """The page for this office; `today` says which days off lie ahead."""
    return ServicesProps(
        file=str(papers.profile),
        how=_how(papers),
        fields=Listing(f"Lĩnh vực  {len(office.fields)}", tuple(_field(office, f) for f in office.fields)),
        counters=Listing(f"Quầy  {len(office.counters)}", tuple(_counter(office, c) for c in office.counters)),
        priorities=Listing(
            "Đối tượng ưu tiên", tuple(Row("", p.name, p.legal_basis) for p in office.priorities),
            "Không có: mọi người theo thứ tự đến.",
        ),
        hours=Listing("Giờ tiếp nhận", (*_week(office.hours), *_days_ahead(office.hours, today))),
        rules=_rules(office),
    )  # fmt: skip


def _how(papers: Papers) -> str:
    again = "rồi mở lại chương trình ở từng máy."
    if not papers.built_in:
        return f"Sửa tệp này, chép cho mọi máy của đơn vị, {again}"
    where = str(papers.config) if papers.config else "cấu hình của từng máy"
    return (
        f"Đây là hồ sơ mẫu đi kèm chương trình. Sao chép tệp, sửa bản sao, ghi đường dẫn bản sao vào "
        f"mục [office] profile của {where}, {again}"
    )


def _field(office: Office, field: ServiceField) -> Row:
    numbers = [str(c.number) for c in office.counters if field.code in c.fields]
    where = f"quầy {', '.join(numbers)}" if numbers else "chưa có quầy"
    detail = " · ".join(part for part in (field.hint, where, field.area) if part)
    return Row(field.letter, field.name, detail, f"{field.minutes} phút")


def _counter(office: Office, counter: Counter) -> Row:
    names = [f.name for f in office.fields if f.code in counter.fields]
    return Row(str(counter.number), counter.name, ", ".join(names), counter.area)


def _week(hours: OpeningHours) -> tuple[Row, ...]:
    """Days in a row with the same hours stand in one line."""
    groups: list[list[int]] = []
    for day, sessions in enumerate(hours.week):
        if groups and hours.week[groups[-1][0]] == sessions:
            groups[-1].append(day)
        else:
            groups.append([day])
    return tuple(Row("", _span(g), "", _sessions(hours.week[g[0]])) for g in groups)


def _span(days: list[int]) -> str:
    return DAYS[days[0]] if len(days) == 1 else f"{DAYS[days[0]]} – {DAYS[days[-1]]}"


def _sessions(sessions: tuple[tuple[time, time], ...]) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in sessions) or "nghỉ"


def _days_ahead(hours: OpeningHours, today: date) -> tuple[Row, ...]:
    """The next days that differ from the week, neighbours in one line."""
    runs: list[list[date]] = []
    for day in sorted(day for day in hours.days_off | hours.make_up_days if day >= today):
        if runs and day - runs[-1][-1] == timedelta(1) and sessions_of(hours, day) == sessions_of(hours, runs[-1][-1]):
            runs[-1].append(day)
        else:
            runs.append([day])
    return tuple(_run(hours, run) for run in runs[:RUNS])


def _run(hours: OpeningHours, days: list[date]) -> Row:
    first, last = days[0], days[-1]
    title = f"{DAYS[first.weekday()]} {first:%d/%m/%Y}" if first == last else f"{first:%d/%m} – {last:%d/%m/%Y}"
    work = sessions_of(hours, first)
    return Row("", title, "ngày làm bù" if work else "nghỉ lễ" if first == last else f"nghỉ lễ {len(days)} ngày",
               _sessions(work))  # fmt: skip


def _rules(office: Office) -> Listing:
    policy = office.policy
    return Listing("Thứ tự gọi", (
        Row("", "Không ai chờ quá", "người chờ quá giới hạn được gọi trước", f"{policy.max_wait_minutes} phút"),
        Row("", "Ưu tiên liên tiếp nhiều nhất", "khi còn người thường đang chờ", f"{policy.priority_in_a_row} lượt"),
    ))  # fmt: skip
