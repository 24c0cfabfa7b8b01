"""A full disk in every kind of transaction: said in clear words, nothing lost, and work goes on when room is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from judgement import raw_rows
from outcome import Outcome

FILLING = Path(__file__).parent / "filling.py"
KINDS = ("issue", "print", "hand-over", "receive", "claim", "serve", "backup", "open", "migrate")
MEGABYTES = 100


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """Each kind of transaction on a small disk of its own; the full form repeats it with five seeds."""
    outcome = Outcome("full disk", f"no room in {', '.join(KINDS)}")
    if os.geteuid() != 0:
        outcome.skipped = "needs root to mount a small disk"
        return outcome
    for n in range(1 if short else 5):
        for kind in KINDS:
            _fill(kind, f"{seed}/{n}", folder / f"{kind}-{n}", outcome)
            outcome.times += 1
    return outcome


def _fill(kind: str, seed: str, disk: Path, outcome: Outcome) -> None:
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "none", str(disk)]
    subprocess.run(mount, check=True, capture_output=True)
    try:
        command = [sys.executable, str(FILLING), str(disk), kind, seed]
        child = subprocess.run(command, capture_output=True, text=True, timeout=120)
        outcome.must(child.returncode == 0, f"{kind}: {child.stderr[-1500:]}")
        if child.returncode == 0:
            _judge(kind, json.loads(child.stdout), disk, outcome)
    finally:
        subprocess.run(["umount", str(disk)], check=True, capture_output=True)


def _judge(kind: str, told: dict[str, list[list[str]]], disk: Path, outcome: Outcome) -> None:
    codes = {code for code, _ in told["refused"]}
    outcome.must(codes == {"disk-full"}, f"{kind}: refused with {codes or 'nothing'}")
    outcome.must(all("Ổ đĩa" in words for _, words in told["refused"]), f"{kind}: {told['refused'][:1]}")
    outcome.must(told["after"], f"{kind}: nothing went on when there was room")
    outcome.said += len(told["before"]) + len(told["after"])
    kept = {(str(type_), str(stream)) for type_, stream in raw_rows(
        disk / "station", "SELECT type, stream_id FROM event")}  # fmt: skip
    lost = [deed for deed in (*told["before"], *told["after"]) if tuple(deed) not in kept]
    outcome.lost += len(lost)
    outcome.must(not lost, f"{kind}: lost {lost[:3]}")
    numbers = raw_rows(disk / "station", "SELECT service_day, number FROM ticket")
    outcome.double += len(numbers) - len(set(numbers))
    claims = raw_rows(disk / "station", "SELECT ticket_id FROM claim_won")
    outcome.double += len(claims) - len(set(claims))
    outcome.must(not told["chain"], f"{kind}: {told['chain']}")
