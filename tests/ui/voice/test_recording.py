"""What really came out of a loudspeaker: recorded from a null sink of a PulseAudio of our own."""

from __future__ import annotations

import array
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.voice.sound import RATE, VoicePack

HERE = Path(__file__).parent
LOUD = 300
FRAME = RATE // 50


@pytest.fixture
def room(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a process that plays into our null sink."""
    socket = tmp_path / "pulse.sock"
    environment = {
        **os.environ,
        "PULSE_SERVER": f"unix:{socket}",
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    daemon = subprocess.Popen(
        ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes",
         f"--load=module-native-protocol-unix socket={socket} auth-anonymous=1",
         "--load=module-null-sink sink_name=room rate=22050 channels=1"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        patience = time.monotonic() + 10
        while not answers(environment):
            assert time.monotonic() < patience, "pulseaudio did not start"
        yield environment
    finally:
        daemon.terminate()
        daemon.wait(10)


def answers(environment: dict[str, str]) -> bool:
    return subprocess.run(["pactl", "info"], env=environment, capture_output=True).returncode == 0


def loud_frames(pcm: bytes) -> list[bool]:
    samples = array.array("h", pcm[: len(pcm) // 2 * 2])
    return [max(map(abs, samples[i : i + FRAME])) > LOUD for i in range(0, len(samples) - FRAME, FRAME)]


def test_the_whole_announcement_is_heard_and_its_end_is_known(room: dict[str, str], tmp_path: Path) -> None:
    recording = tmp_path / "room.raw"
    with recording.open("wb") as tape:
        recorder = subprocess.Popen(
            ["parec", "-d", "room.monitor", "--format=s16le", "--rate=22050", "--channels=1", "--latency-msec=20"],
            env=room, stdout=tape,
        )  # fmt: skip
        try:
            played = subprocess.run(
                [sys.executable, str(HERE / "play_once.py")], env=room, capture_output=True, timeout=60, check=True
            )
        finally:
            recorder.terminate()
            recorder.wait(10)
    result = json.loads(played.stdout)
    assert result["status"] == ""
    assert result["took_ms"] >= result["sound_ms"]
    assert 0 <= result["after_last_sample_ms"] <= 400
    heard, meant = loud_frames(recording.read_bytes()), loud_frames(VoicePack().announce("A012", 3, 1).pcm)
    assert sum(heard) == pytest.approx(sum(meant), rel=0.1)
    first, last = heard.index(True), len(heard) - heard[::-1].index(True)
    assert last - first == pytest.approx(len(meant) - meant[::-1].index(True) - meant.index(True), abs=10)
