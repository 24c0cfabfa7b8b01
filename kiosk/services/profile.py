"""Reading an office profile (`resources/profiles/*.toml` or an office's own copy) into an `Office`.

Cheap on purpose: no catalogue, no database, only the standard library, because a kiosk shows its first
picture within 0.6 s of its start.
"""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Sequence
from datetime import date, time, timedelta
from pathlib import Path

import resources
from kiosk.domain.office import Counter, Office, OpeningHours, PriorityClass, QueuePolicy, ServiceField
from kiosk.domain.trouble import CallTechnician
from kiosk.services.holiday_calendar import days_for, read_calendar
from kiosk.services.toml_table import Table, TomlFile

BUILT_IN = ("commune", "province")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SESSION = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_LETTER = re.compile(r"[A-HJ-NP-Z]")  # without I and O, which read like 1 and 0
_CODE = re.compile(r"[a-z][a-z0-9-]{0,31}")
_UNIT = re.compile(r"(?=.{3,35}$)[A-Y]\d{2}(\.[A-Z0-9]+)*")  # domain.md 3: at most 35 characters
_CODE_FORM = "chữ thường không dấu, số và gạch nối, ví dụ quy-nhon"
_LOOK_AHEAD = timedelta(days=60)


class ProfileError(CallTechnician):
    """The profile cannot be used; `faults` names every error (file, line, key, what to do), in Vietnamese."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("profile-wrong", "\n".join(faults))
        self.faults = faults


def load_office(
    profile: str | Path,
    *,
    office_id: str | None = None,
    name: str | None = None,
    place: str | None = None,
    today: date | None = None,
) -> Office:
    """The office of a built-in profile ("commune", "province") or of a TOML file.

    `office_id`, `name` and `place` replace those of the profile. `today` (default: the system's date) says
    for which years public holidays are needed. Raises `ProfileError` with every fault of every file read.
    """
    file = _opened(profile_file(profile))
    own = file.root.has("priorities")
    shared = file if own else _opened(resources.path("priorities.toml"))
    calendar = _opened(resources.path("calendar/holidays.toml"))
    table = file.root.table("office")
    fields, counters = _fields(file), _counters(file)
    _check_service(file, fields, counters)
    read_id, read_name = _matching(table, "id", _CODE, _CODE_FORM), table.text("name")
    read_place = table.text("place")
    office = Office(
        id=office_id or read_id,
        name=name or read_name,
        place=place or read_place,
        unit_code=_matching(table, "unit_code", _UNIT, "mã đơn vị như H21 hoặc H21.50.05"),
        kiosks=table.whole("kiosks", 1, 20),
        fields=fields,
        counters=counters,
        priorities=_priorities(shared),
        hours=_hours(file, calendar, today or date.today()),
        policy=_policy(file),
        notices=table.items("notices", str, default=()),
    )
    for read in (table, file.root, shared.root):
        read.finish()
    if faults := tuple(dict.fromkeys((*file.faults, *shared.faults, *calendar.faults))):
        raise ProfileError(faults)
    return office


def profile_file(profile: str | Path) -> Path:
    """The file of a built-in profile, or the one that is named."""
    if profile in BUILT_IN:
        return resources.path(f"profiles/{profile}.toml")
    return Path(profile)


def _opened(file: Path) -> TomlFile:
    opened = TomlFile(file)
    if opened.faults:
        raise ProfileError(tuple(opened.faults))
    return opened


def _fields(file: TomlFile) -> tuple[ServiceField, ...]:
    rows = file.root.tables("fields")
    fields = tuple(_field(row) for row in rows)
    _unique(rows, "code", [f.code for f in fields])
    _unique(rows, "letter", [f.letter for f in fields])
    return fields


def _field(row: Table) -> ServiceField:
    field = ServiceField(
        code=_matching(row, "code", _CODE, _CODE_FORM),
        letter=_matching(row, "letter", _LETTER, "một chữ cái in hoa A-Z, trừ I và O"),
        name=row.text("name"),
        hint=row.text("hint"),
        icon=_icon(row),
        minutes=row.whole("minutes", 1, 240),
        area=row.text("area"),
        name_en=row.text("name_en", default=""),
        hint_en=row.text("hint_en", default=""),
        catalogue_fields=row.items("catalogue_fields", str, default=()),
        collects_results=row.flag("collects_results", default=False),
    )
    row.finish()
    return field


def _counters(file: TomlFile) -> tuple[Counter, ...]:
    rows = file.root.tables("counters")
    counters = tuple(_counter(row) for row in rows)
    _unique(rows, "number", [c.number for c in counters])
    return counters


def _counter(row: Table) -> Counter:
    counter = Counter(
        number=row.whole("number", 1, 199),
        name=row.text("name"),
        fields=row.items("fields", str),
        area=row.text("area"),
    )
    if not counter.fields and row.has("fields"):
        row.fault("fields", "quầy chưa có lĩnh vực nào. Hãy ghi ít nhất một mã lĩnh vực.")
    row.finish()
    return counter


def _check_service(file: TomlFile, fields: Sequence[ServiceField], counters: Sequence[Counter]) -> None:
    known = {f.code for f in fields}
    for place, counter in enumerate(counters, 1):
        for code in counter.fields:
            if code not in known:
                what = f"không có lĩnh vực mang mã {code!r}. Hãy sửa mã hoặc thêm [[fields]]."
                file.fault(f"counters[{place}].fields", what)
    served = {code for counter in counters for code in counter.fields}
    for place, field in enumerate(fields, 1):
        if field.code and field.code not in served:
            what = f"không quầy nào phục vụ {field.code!r}. Hãy thêm mã này vào một quầy."
            file.fault(f"fields[{place}]", what)


def _priorities(file: TomlFile) -> tuple[PriorityClass, ...]:
    rows = file.root.tables("priorities")
    classes = tuple(_priority(row) for row in rows)
    _unique(rows, "code", [p.code for p in classes])
    return classes


def _priority(row: Table) -> PriorityClass:
    priority = PriorityClass(
        code=_matching(row, "code", _CODE, _CODE_FORM),
        name=row.text("name"),
        hint=row.text("hint"),
        icon=_icon(row),
        legal_basis=row.text("legal_basis"),
        name_en=row.text("name_en", default=""),
    )
    row.finish()
    return priority


def _policy(file: TomlFile) -> QueuePolicy:
    table = file.root.table("policy")
    usual = QueuePolicy()
    policy = QueuePolicy(
        max_wait_minutes=table.whole("max_wait_minutes", 1, 240, usual.max_wait_minutes),
        priority_in_a_row=table.whole("priority_in_a_row", 1, 20, usual.priority_in_a_row),
    )
    table.finish()
    return policy


def _hours(file: TomlFile, calendar: TomlFile, today: date) -> OpeningHours:
    table = file.root.table("hours")
    week = tuple(_sessions(table, day) for day in _DAYS)
    on_holidays = table.flag("public_holidays", False)
    table.finish()
    if not any(week):
        table.fault("", "cả tuần không có buổi làm việc nào. Hãy ghi giờ làm việc cho ít nhất một ngày.")
    years = {today.year, (today + _LOOK_AHEAD).year}
    days_off, working = days_for(read_calendar(calendar), years)
    return OpeningHours(week) if on_holidays else OpeningHours(week, days_off, working)


def _sessions(table: Table, day: str) -> tuple[tuple[time, time], ...]:
    sessions: list[tuple[time, time]] = []
    for text in table.items(day, str, default=()):
        form = _SESSION.fullmatch(text)
        if not form:
            table.fault(day, f"{text!r} không phải giờ làm việc. Hãy ghi như 07:00-11:30.")
            continue
        opens, closes = time(int(form[1]), int(form[2])), time(int(form[3]), int(form[4]))
        if opens >= closes or (sessions and opens < sessions[-1][1]):
            table.fault(day, f"{text!r} kết thúc trước khi bắt đầu hoặc chồng lên buổi trước. Hãy sửa giờ.")
        sessions.append((opens, closes))
    return tuple(sessions)


def _icon(row: Table) -> str:
    icon = row.text("icon")
    if icon:
        try:
            resources.path(f"icons/{icon}.svg")
        except resources.ResourceMissing:
            row.fault("icon", f"không có biểu tượng {icon!r}. Hãy chọn một tên trong resources/icons.")
    return icon


def _matching(row: Table, key: str, form: re.Pattern[str], wanted: str) -> str:
    text = row.text(key)
    if text and not form.fullmatch(text):
        row.fault(key, f"{text!r} không đúng dạng. Hãy ghi {wanted}.")
    return text


def _unique(rows: Sequence[Table], key: str, values: Sequence[str | int]) -> None:
    tally = Tally(values)
    seen: set[str | int] = set()
    for row, value in zip(rows, values, strict=True):
        if tally[value] > 1 and value in seen and row.has(key):
            row.fault(key, f"{value!r} đã dùng ở trên. Mỗi nơi phải một giá trị riêng, hãy đổi một chỗ.")
        seen.add(value)
