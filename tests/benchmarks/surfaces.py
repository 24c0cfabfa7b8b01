"""Start to first frame, memory and idle CPU of each surface, as real processes without a screen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.table import Row
from kiosk.app.door import command
from kiosk.app.rehearsal.processes import write_config

FRAME_S, MEMORY_MB, IDLE_SHARE = 0.6, 150.0, 0.02


def measure(folder: Path, quick: bool) -> list[Row]:
    """The yardstick of the first frame is the bare interpreter with the Qt modules of the surface. Memory is what the
    process has for itself (USS) while it rests, after its first start brought the catalogue in."""
    rows = []
    for kind in ("kiosk", "counter", "board"):
        place = folder / kind
        place.mkdir()
        first = _rest(place, kind, 1.0)[0]
        frame = sorted(_first_frame(place, kind) for _ in range(3 if quick else 5))[1 if quick else 2]
        bare = sorted(_bare(kind) for _ in range(3))[1]
        memory, idle = _rest(place, kind, 3.0 if quick else 8.0)
        ours = kind == "kiosk"
        rows += [
            Row(
                f"{kind}: start → first frame",
                f"{frame:.2f} s",
                f"import of Qt alone {bare:.2f} s",
                f"{frame / bare:.1f} ×",
                f"≤ {FRAME_S} s" if ours else "",
                frame <= FRAME_S if ours else None,
            ),
            Row(
                f"{kind}: memory",
                f"{memory:.0f} MB ({first:.0f} MB after the very first start)",
                target=f"≤ {MEMORY_MB:.0f} MB" if ours else "",
                met=memory <= MEMORY_MB if ours else None,
            ),
            Row(
                f"{kind}: idle",
                f"{idle:.1%} of a core",
                target=f"≤ {IDLE_SHARE:.0%}" if ours else "",
                met=idle <= IDLE_SHARE if ours else None,
            ),
        ]
    return rows


def _open(folder: Path, kind: str) -> subprocess.Popen[bytes]:
    sections = {"station": {"name": f"{kind}-1", "data_dir": str(folder)}, "hub": {"url": "http://127.0.0.1:9"}}
    config = write_config(folder / "c.toml", sections)
    words = [kind, "--config", str(config), "--hand", *([] if kind == "counter" else ["--windowed"])]
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    pipe = subprocess.PIPE
    process = subprocess.Popen(command(*words), env=env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    assert process.stdout
    while b'"ready"' not in (line := process.stdout.readline()):
        assert line, "the surface ended"
    return process


def _first_frame(folder: Path, kind: str) -> float:
    """Seconds from the start of the process to a picture of its window."""
    started = time.perf_counter()
    process = _open(folder, kind)
    assert process.stdin
    assert process.stdout
    process.stdin.write(f'{{"id":1,"do":"grab","path":"{folder / "frame.png"}"}}\n'.encode())
    process.stdin.flush()
    process.stdout.readline()
    frame = time.perf_counter() - started
    _close(process)
    return frame


def _rest(folder: Path, kind: str, seconds: float) -> tuple[float, float]:
    """(MB of its own, share of a core) of a surface that nobody touches."""
    process = _open(folder, kind)
    time.sleep(6.0)
    before = _cpu_seconds(process.pid)
    time.sleep(seconds)
    spent = _cpu_seconds(process.pid) - before
    memory = _own_memory(process.pid) / 1_048_576
    _close(process)
    return memory, spent / seconds


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _own_memory(pid: int) -> int:
    """Bytes that only this process has (USS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


def _close(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin
    process.stdin.close()
    process.wait(20)


def _bare(kind: str) -> float:
    modules = "PySide6.QtWidgets" if kind == "counter" else "PySide6.QtQuick"
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {modules}"], check=True)
    return time.perf_counter() - started
