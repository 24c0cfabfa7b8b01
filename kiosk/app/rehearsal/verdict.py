"""The verdict over the evidence: what was lost, doubled or left unsent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.app.rehearsal.evidence import Row, Slip

_RELEASES = {"ticket.transferred", "ticket.absent", "ticket.served", "ticket.voided", "ticket.expired"}
_ENDS = {"ticket.served", "ticket.absent", "ticket.voided", "ticket.expired"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was read: per station its own file's rows, the province's rows, slips, and the numbers that visitors
    saw on the kiosks' screens."""

    stations: dict[str, list[Row]]
    province: list[Row]
    parked: int
    slips: list[Slip]
    seen: list[str]


@dataclass(slots=True)
class Verdict:
    """Counts, and in `faults` every finding in words."""

    issued: int = 0
    printed: int = 0
    called: int = 0
    served: int = 0
    absent: int = 0
    transferred: int = 0
    duplicate_numbers: int = 0
    double_calls: int = 0
    lost: int = 0
    unsynced: int = 0
    parked: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether the office kept its word."""
        return not (self.duplicate_numbers or self.double_calls or self.lost or self.unsynced)


def judge(evidence: Evidence) -> Verdict:
    """Compares slips, journals and province with each other."""
    own = [r for station, rows in evidence.stations.items() for r in rows if r.station == station]
    issued = [r for r in own if r.type == "ticket.issued"]
    streams: dict[str, list[Row]] = defaultdict(list)
    for row in {r.event_id: r for rows in evidence.stations.values() for r in rows}.values():
        streams[row.stream_id].append(row)
    verdict = Verdict(issued=len(issued), printed=len(evidence.slips), parked=evidence.parked)
    for kind in ("called", "served", "absent", "transferred"):
        having = sum(any(r.type == f"ticket.{kind}" for r in rows) for rows in streams.values())
        setattr(verdict, kind, having)
    _numbers(verdict, issued, evidence.slips)
    _calls(verdict, streams)
    _losses(verdict, issued, streams, evidence)
    _unsynced(verdict, own, evidence.province)
    return verdict


def _numbers(verdict: Verdict, issued: list[Row], slips: list[Slip]) -> None:
    labels = Counter((r.body["service_day"], r.body["number"]) for r in issued)
    papers: dict[str, set[str]] = defaultdict(set)
    for slip in slips:
        papers[slip.number].add(slip.ticket_id)
    twice = {number for (_, number), n in labels.items() if n > 1} | {n for n, ids in papers.items() if len(ids) > 1}
    verdict.duplicate_numbers = len(twice)
    verdict.faults += [f"number {number} stands on two tickets" for number in sorted(twice)]


def _calls(verdict: Verdict, streams: dict[str, list[Row]]) -> None:
    for stream, rows in streams.items():
        holder = ""
        serves = sum(r.type == "ticket.served" for r in rows)
        for row in sorted(rows, key=lambda r: (r.stream_ver, r.event_id)):
            if row.type == "ticket.called":
                if holder:
                    verdict.double_calls += 1
                    verdict.faults.append(f"{stream} called at {row.body['counter']} while {holder} had it")
                holder = f"counter {row.body['counter']}"
            elif row.type in _RELEASES:
                holder = ""
        if serves > 1:
            verdict.double_calls += 1
            verdict.faults.append(f"{stream} was served {serves} times")


def _losses(verdict: Verdict, issued: list[Row], streams: dict[str, list[Row]], evidence: Evidence) -> None:
    known = {r.stream_id.partition(":")[2]: r.body["number"] for r in issued}
    for slip in evidence.slips:
        if known.get(slip.ticket_id) != slip.number:
            verdict.faults.append(f"paper {slip.number} has no journal entry")
            verdict.lost += 1
    for number in set(evidence.seen) - set(known.values()):
        verdict.faults.append(f"number {number} was shown to a visitor and is in no journal")
        verdict.lost += 1
    for ticket_id, number in known.items():
        if not any(r.type in _ENDS for r in streams[f"ticket:{ticket_id}"]):
            verdict.faults.append(f"number {number} was never brought to an end")
            verdict.lost += 1


def _unsynced(verdict: Verdict, own: Iterable[Row], province: list[Row]) -> None:
    there = {r.place: r.chain_hash for r in province}
    missing = [r for r in own if there.get(r.place) != r.chain_hash]
    verdict.unsynced = len(missing)
    verdict.faults += [f"{r.station} #{r.seq} {r.type} is not in the province" for r in missing[:20]]
