"""Start to first frame, memory and idle CPU of each surface, as real processes without a screen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

from benchmarks.table import Row
from kiosk.app.rehearsal.processes import command, write_config

FRAME_S, MEMORY_MB, IDLE_SHARE = 0.6, 150.0, 0.02


def measure(folder: Path, quick: bool) -> list[Row]:
    """The yardstick of the first frame is the bare interpreter with the Qt modules of the surface."""
    rows = []
    for kind in ("kiosk", "counter", "board"):
        frames, memory, idle = [], 0.0, 0.0
        for n in range(3 if quick else 5):
            frame, memory, idle = _one(folder / f"{kind}-{n}", kind, 3.0 if quick else 8.0)
            frames.append(frame)
        bare = min(_bare(kind) for _ in range(3))
        best = sorted(frames)[len(frames) // 2]
        ours = kind == "kiosk"
        rows += [
            Row(f"{kind}: start → first frame", f"{best:.2f} s", f"import of Qt alone {bare:.2f} s", f"{best / bare:.1f} ×",
                f"≤ {FRAME_S} s" if ours else "", best <= FRAME_S if ours else None),
            Row(f"{kind}: memory", f"{memory:.0f} MB", "", "", f"≤ {MEMORY_MB:.0f} MB" if ours else "",
                memory <= MEMORY_MB if ours else None),
            Row(f"{kind}: idle", f"{idle:.1%} of a core", "", "", f"≤ {IDLE_SHARE:.0%}" if ours else "",
                idle <= IDLE_SHARE if ours else None),
        ]  # fmt: skip
    return rows


def _one(folder: Path, kind: str, rest: float) -> tuple[float, float, float]:
    folder.mkdir(parents=True)
    config = write_config(folder / "c.toml", {
        "station": {"name": f"{kind}-1", "data_dir": str(folder)}, "hub": {"url": "http://127.0.0.1:9"},
    })  # fmt: skip
    words = [kind, "--config", str(config), "--hand", *([] if kind == "counter" else ["--windowed"])]
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    started = time.perf_counter()
    pipe = subprocess.PIPE
    process = subprocess.Popen(command(*words), env=env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    assert process.stdout
    assert process.stdin
    while b'"ready"' not in (line := process.stdout.readline()):
        assert line, "the surface ended"
    grab = folder / "frame.png"
    process.stdin.write(f'{{"id":1,"do":"grab","path":"{grab}"}}\n'.encode())
    process.stdin.flush()
    process.stdout.readline()
    frame = time.perf_counter() - started
    time.sleep(4.0)
    looked = psutil.Process(process.pid)
    before = looked.cpu_times()
    time.sleep(rest)
    after = looked.cpu_times()
    memory = looked.memory_full_info().uss / 1_048_576
    process.stdin.close()
    process.wait(20)
    return frame, memory, (after.user + after.system - before.user - before.system) / rest


def _bare(kind: str) -> float:
    modules = "PySide6.QtWidgets" if kind == "counter" else "PySide6.QtQuick"
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {modules}"], check=True)
    return time.perf_counter() - started
