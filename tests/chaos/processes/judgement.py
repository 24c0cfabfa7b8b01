"""Judging from outside: what was said on standard output against raw rows of every file (docs/adr/0029)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cast import OFFICE, PROVINCE, Office
from outcome import Outcome

from kiosk.app.rehearsal.evidence import Row, read_file
from kiosk.app.rehearsal.verdict import Evidence, judge

SHOWN = 12
"""Faults of one kind that are told in words."""


def judge_office(office: Office, outcome: Outcome) -> None:
    """Adds to `outcome` what was lost and doubled in an office whose processes have ended."""
    names = [*office.hubs, *office.stations]
    rows = {name: read_file(office.folder_of(name))[0] for name in names}
    above, parked = read_file(office.folder_of(PROVINCE))
    province = [row for row in above if row.office == OFFICE]
    said = {name: station.said for name, station in office.stations.items()}
    judge_rows(rows, province, parked, said, outcome)
    compare_states(office, outcome)


def judge_rows(
    rows: Mapping[str, list[Row]],
    province: list[Row],
    parked: int,
    said: Mapping[str, list[dict[str, Any]]],
    outcome: Outcome,
) -> None:
    """The rehearsal's verdict, and beyond it: each acknowledged deed is in a journal, no place has two contents, and
    every node holds the same events."""
    numbers = [one["number"] for lines in said.values() for one in lines if one["did"] == "issued"]
    verdict = judge(Evidence(dict(rows), province, parked, [], numbers))
    outcome.said += sum(one["did"] in _TYPES for lines in said.values() for one in lines)
    outcome.lost += verdict.lost + verdict.unsynced
    outcome.double += verdict.duplicate_numbers + verdict.double_calls
    outcome.faults += verdict.faults[:SHOWN]
    outcome.must(not parked, f"{parked} events are parked")
    everything = {**rows, "province": province}
    lost = missing_deeds(said, [row for one in everything.values() for row in one])
    outcome.lost += len(lost)
    outcome.faults += lost[:SHOWN]
    _same_place_same_hash(everything, outcome)
    union = {row.place for one in everything.values() for row in one}
    for name, one in everything.items():
        outcome.must(len(one) == len(union), f"{name} holds {len(one)} of {len(union)} events")


_TYPES = {
    "issued": ("ticket.issued",),
    "printed": ("ticket.printed",),
    "called": ("ticket.called",),
    "served": ("ticket.served",),
    "absent": ("ticket.absent",),
}


def missing_deeds(said: Mapping[str, list[dict[str, Any]]], rows: list[Row]) -> list[str]:
    """What was acknowledged and is in no journal; a number must stand there under its ticket and its day."""
    deeds = {(row.type, row.stream_id.partition(":")[2]) for row in rows}
    labels = {
        row.stream_id.partition(":")[2]: (row.body["service_day"], row.body["number"])
        for row in rows
        if row.type == "ticket.issued"
    }
    lost = []
    for name, lines in said.items():
        for one in lines:
            kinds = _TYPES.get(one["did"], ())
            if any((kind, one["ticket"]) not in deeds for kind in kinds):
                lost.append(f"{name} said {one['did']} {one['ticket']}, no journal knows it")
            elif one["did"] == "issued" and labels[one["ticket"]] != (one["day"], one["number"]):
                lost.append(f"{name} said {one['number']}, its journal says {labels[one['ticket']]}")
    return lost


def _same_place_same_hash(nodes: Mapping[str, list[Row]], outcome: Outcome) -> None:
    hashes: dict[tuple[str, str, str, int], set[str]] = defaultdict(set)
    for rows in nodes.values():
        for row in rows:
            hashes[row.place].add(row.chain_hash)
    forks = [place for place, found in hashes.items() if len(found) > 1]
    outcome.must(not forks, f"{len(forks)} places have two contents, first {forks[:1]}")


def compare_states(office: Office, outcome: Outcome) -> None:
    """Every node must have folded the same tickets to the same rows (I5)."""
    names = [*office.servers, *office.stations]
    states = {name: ticket_rows(office.folder_of(name)) for name in names}
    first = states[office.hubs[0]]
    for name, rows in states.items():
        unlike = [key for key in first.keys() | rows.keys() if first.get(key) != rows.get(key)]
        outcome.must(
            not unlike, f"{name} and {office.hubs[0]} see {len(unlike)} tickets differently, first {unlike[:1]}"
        )


def ticket_rows(folder: Path) -> dict[str, tuple[object, ...]]:
    """The tickets of a closed file as they lie there."""
    rows = raw_rows(folder, "SELECT id, * FROM ticket")
    return {str(row[0]): row[1:] for row in rows}


def raw_rows(folder: Path, question: str) -> list[tuple[object, ...]]:
    """Raw SQL on a closed file, under its own key."""
    import sqlcipher3

    key = (folder / "station.key").read_text().strip()
    conn = sqlcipher3.connect(str(folder / "station.db"))
    try:
        conn.execute(f"PRAGMA key = \"x'{key}'\"")
        return list(conn.execute(question))
    finally:
        conn.close()
