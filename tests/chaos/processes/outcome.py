"""What a scenario brings home: counts, figures and every fault in words."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """One line of the table. `times` is how often the mishap happened, `said` how much was acknowledged on standard
    output, `healed` after how many seconds of peace all nodes were equal, `figures` what was measured, in words."""

    name: str
    mishap: str
    times: int = 0
    said: int = 0
    lost: int = 0
    double: int = 0
    healed: float = 0.0
    seconds: float = 0.0
    figures: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    skipped: str = ""

    @property
    def good(self) -> bool:
        """Whether the program kept its word."""
        return not (self.lost or self.double or self.faults)

    def must(self, holds: object, fault: str) -> None:
        """Notes `fault` unless `holds`."""
        if not holds:
            self.faults.append(fault)

    def row(self) -> str:
        """The line of the table."""
        state = "-" if self.skipped else "ok" if self.good else "FAIL"
        told = self.skipped or ", ".join(self.figures)
        counts = (
            f"{self.times:>6} {self.said:>8} {self.lost:>5} {self.double:>7} {self.healed:>7.1f} {self.seconds:>8.1f}"
        )
        return f"{self.name:<11} {state:<5} {counts}  {self.mishap}{': ' if told else ''}{told}"


HEAD = f"{'scenario':<11} {'':<5} {'times':>6} {'said':>8} {'lost':>5} {'double':>7} {'healed':>7} {'seconds':>8}  what"
