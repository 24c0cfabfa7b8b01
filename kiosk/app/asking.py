"""A person's line from the command line to a server of the office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.app.config import Config, address

if TYPE_CHECKING:
    from sync.staff_line import StaffLine


@contextmanager
def staff_line(config: Config, server: str = "") -> Iterator[StaffLine]:
    """To `server`, or to the hub of this machine; over its trust, if it has joined. Raises CallTechnician."""
    from kiosk.app.trusting import any_trust
    from sync.staff_line import StaffLine

    trust = any_trust(config)
    host, port = address(config.hub.listen)
    here = f"{'https' if trust else 'http'}://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"
    line = StaffLine(server or here, trust)
    try:
        yield line
    finally:
        line.close()
