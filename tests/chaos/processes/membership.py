"""Who belongs to the cast: every machine joins by a one-time code, as `motcua demo` has it (ADR 0019, 0020).

`MOTCUA_CHAOS_OPEN` leaves trust out, as on one PC alone: http on loopback, unsigned.
"""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.app.rehearsal.letting_in import OBSERVER, found_province, let_in
from sync.client import Line
from sync.staff_line import StaffLine
from sync.trust.folder import Trust, load_trust

OPEN = "MOTCUA_CHAOS_OPEN"
PATIENCE_S = 60.0
"""A person waits until a busy machine has checked a password."""


def is_open() -> bool:
    """Whether this run is without trust."""
    return bool(os.environ.get(OPEN))


class Membership:
    """The office's trust, and this script's own part in it: an admin station that only looks on."""

    def __init__(self, office: str, province: Path) -> None:
        self.on = not is_open()
        self._office, self._province = office, province
        self._own: Trust | None = None

    def found(self, config: Path) -> None:
        """Makes the province of this configuration an authority, before it starts."""
        if self.on:
            found_province(config)

    def admit(self, url: str, station: str, kind: str, folder: Path) -> None:
        """Has a station join at the province that runs at `url`."""
        if self.on:
            let_in(self._province, url, self._office, station, kind, folder)

    def join_itself(self, url: str, folder: Path) -> None:
        """From now on this script's own questions are signed."""
        self.admit(url, OBSERVER, "admin", folder)
        self._own = load_trust(folder)

    def reached_by(self, url: str) -> str:
        """A rough line's address as a machine of this office wants it: the line carries TLS as it carries anything."""
        return url.replace("http://", "https://") if self.on else url

    def line(self, at: tuple[str, int], peer: str = "") -> Line:
        """To the office's hub, or to the bearer of the name `peer`."""
        return Line(self.reached_by(f"http://{at[0]}:{at[1]}"), self._own, peer=peer)

    def staff_line(self, at: tuple[str, int]) -> StaffLine:
        """To the office's hub, for a person who will sign in."""
        return StaffLine(self.reached_by(f"http://{at[0]}:{at[1]}"), self._own, stall_s=PATIENCE_S)
