"""From the raw records of a snapshot to `Procedure`, strictly: every error is named, nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from kiosk.domain.catalogue import (
    CHANNELS,
    LEVELS,
    PROCEDURE_CODE,
    RECEIVED_KINDS,
    UNITS,
    CatalogueFault,
    Duration,
    FeeLine,
    Outcome,
    Paper,
    Procedure,
    ProcessingTime,
)
from kiosk.domain.raw_record import RawRecord

_COMPLETENESS = ("full", "partial", "name-only")
_ONLINE = ("full", "partial")
_CURRENCIES = ("VND", "USD")
_LEAST_DONG = 1000
"""Amounts below are typing errors of the national data (domain.md 7)."""


def parse_procedures(raw: Iterable[Any]) -> tuple[list[Procedure], list[CatalogueFault]]:
    """The procedures of a snapshot and all its faults; a snapshot with faults must not be used."""
    faults: list[CatalogueFault] = []
    procedures: list[Procedure] = []
    seen: set[str] = set()
    for place, values in enumerate(raw, 1):
        if not isinstance(values, dict):
            faults.append(CatalogueFault(f"bản ghi {place}", "", f"{values!r} không phải một bản ghi"))
            continue
        record = RawRecord(str(values.get("code") or f"bản ghi {place}"), values, faults)
        if record.code in seen:
            record.fault("code", "xuất hiện hai lần")
        seen.add(record.code)
        procedures.append(_procedure(record))
    return procedures, faults


def parse_procedure(values: dict[str, Any]) -> Procedure:
    """One record that was checked before (as kept in the database). Raises ValueError naming its faults."""
    (procedure,), faults = parse_procedures([values])
    if faults:
        raise ValueError("; ".join(map(str, faults)))
    return procedure


def _procedure(record: RawRecord) -> Procedure:
    if not PROCEDURE_CODE.fullmatch(record.code) or record.code[0] not in RECEIVED_KINDS:
        record.fault("code", "không phải mã của thủ tục được tiếp nhận tại một cửa")
    service, ministry = record.part("field"), record.part("ministry")
    time_part = record.part("processing_time")
    procedure = Procedure(
        code=record.code,
        name=record.text("name"),
        levels=_levels(record),
        completeness=record.choice("completeness", _COMPLETENESS) or "",
        field_name=service.optional_text("name") if service else None,
        field_code=service.optional_text("code") if service else None,
        ministry_code=ministry.text("code") if ministry else None,
        ministry=ministry.text("name") if ministry else None,
        executing_agency=record.optional_text("executing_agency"),
        channels=record.choices("channels", CHANNELS) or None,
        applicants=record.texts("applicants") or (),
        time=_time(time_part) if time_part else None,
        time_note=time_part.optional_text("note") if time_part else None,
        after_15h_next_day=record.flag("received_after_15h_next_day"),
        fees=record.each("fees", _fee),
        papers=record.each("papers", _paper),
        results=record.each("results", _outcome),
        legal_basis=record.texts("legal_basis") or None,
        online=record.choice("online", _ONLINE, required=False),
        most_used=record.flag("priority"),
        gaps=record.texts("gaps") or (),
        gia_lai_code=record.procedure_code("gia_lai_code"),
        national_equivalent=record.procedure_code("national_equivalent"),
        status_note=record.optional_text("status_note"),
        as_of=record.text("as_of"),
        decision=record.optional_text("decision"),
        url=record.optional_text("dvcqg_url"),
    )
    _check_whole(record, procedure)
    return procedure


def _levels(record: RawRecord) -> tuple[str, ...]:
    levels = record.choices("level", LEVELS)
    if not levels:
        record.fault("level", "còn thiếu")
    return levels or ()


def _check_whole(record: RawRecord, procedure: Procedure) -> None:
    known = {"processing_time": procedure.time, "papers": procedure.papers, "fees": procedure.fees}
    for key, value in known.items():
        if procedure.completeness == "full" and value is None and not record.values.get(key):
            record.fault(key, "còn thiếu dù bản ghi ghi là đầy đủ")


def _time(part: RawRecord) -> ProcessingTime | None:
    usual = _duration(part)
    if usual is None:
        return None
    others = [_duration(one) for key in ("alternatives", "by_channel") for one in part.parts(key)]
    return ProcessingTime(
        usual=usual,
        others=tuple(dict.fromkeys(d for d in others if d and (d.value, d.unit) != (usual.value, usual.unit))),
        excludes=part.texts("clock_excludes") or (),
        unconfirmed=part.flag("unit_inferred") or part.flag("derived_from_steps"),
    )


def _duration(part: RawRecord) -> Duration | None:
    """None where the source leaves value or unit open: a missing or zero value, the unit "unspecified"."""
    value, unit = part.values.get("value"), part.values.get("unit")
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
        part.fault("value", f"{value!r} không phải thời hạn")
        return None
    if unit is not None and unit not in (*UNITS, "unspecified"):
        part.fault("unit", f"{unit!r} là đơn vị không biết")
        return None
    if not value or unit in (None, "unspecified"):
        return None
    return Duration(Decimal(str(value)), unit, part.optional_text("case") or "")


def _fee(part: RawRecord) -> FeeLine:
    amount = part.values.get("amount")
    currency = part.choice("currency", _CURRENCIES) or "VND"
    reason = "suspect" if part.flag("suspect") else "unclear" if part.flag("amount_unclear") else ""
    if "amount" not in part.values:
        part.fault("amount", "còn thiếu (chưa biết thì ghi null)")
    elif amount is not None and (isinstance(amount, bool) or not isinstance(amount, int) or amount < 0):
        part.fault("amount", f"{amount!r} không phải số tiền nguyên")
        amount = None
    elif amount is not None and reason:
        part.fault("amount", f"có số tiền {amount} dù được đánh dấu {reason}")
    elif currency == "VND" and amount is not None and 0 < amount < _LEAST_DONG:
        part.fault("amount", f"{amount} đồng là lỗi nhập: dưới {_LEAST_DONG} đồng")
    return FeeLine(
        amount=amount,
        name=part.optional_text("name"),
        currency=currency,
        channels=part.choices("channels", CHANNELS) or (),
        condition=part.optional_text("condition"),
        per=part.optional_text("unit"),
        reason="" if amount is not None else reason or "not-stated",
        set_by_province=part.flag("set_by_province"),
    )


def _outcome(part: RawRecord) -> Outcome:
    outcome = Outcome(part.optional_text("code"), part.optional_text("name"))
    if not outcome.code and not outcome.name:
        part.fault("name", "còn thiếu, mã cũng thiếu")
    return outcome


def _paper(part: RawRecord) -> Paper:
    return Paper(
        name=part.text("name"),
        originals=part.count("original"),
        copies=part.count("copy"),
        group=part.optional_text("group"),
        ordinal=part.optional_text("no"),
        form_no=part.optional_text("form_no"),
        conditional=part.flag("conditional"),
        truncated=part.flag("truncated"),
    )
