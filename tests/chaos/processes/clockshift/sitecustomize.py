"""A machine whose clock is wrong: every process that finds this folder in PYTHONPATH lives so many seconds off.

The file named by MOTCUA_CHAOS_CLOCK holds the seconds and may change while the process runs. `time.time` and
`time.time_ns` are all that the program reads for its facts; monotonic time goes on as it does on a real machine.
(`faketime` shifts Python's monotonic sleeps, too, or breaks them.)
"""

import os
import time
from pathlib import Path

_FILE = Path(os.environ["MOTCUA_CHAOS_CLOCK"])
_time, _time_ns = time.time, time.time_ns


def _off() -> float:
    return float(_FILE.read_text() or 0)


time.time = lambda: _time() + _off()
time.time_ns = lambda: _time_ns() + int(_off() * 1_000_000_000)
