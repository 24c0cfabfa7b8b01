"""The one place where the program reads the system's clock for its facts."""

from __future__ import annotations

import time


class SystemClock:
    """Wall time of this machine, as `kiosk.domain.clock.Clock`."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000
