"""Make the clips of `vi-default/` with espeak-ng. A developer's tool: the program never runs it.

    python resources/voice/make_clips.py [folder]

Needs `espeak-ng` (its engine is GPL-3; the sound it makes is not, and ships). Every clip is 22,050 Hz mono
16 bit, trimmed of silence, levelled to one loudness, faded at both ends and given the pause that follows it.
"""

from __future__ import annotations

import math
import subprocess
import sys
import wave
from array import array
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
RATE = 22_050
VOICE = ("-v", "vi", "-s", "108", "-p", "48", "-a", "120")
LOUDNESS = 0.13  # RMS of the spoken part, of full scale
PEAK = 0.89
SILENCE = 0.012  # of full scale: quieter than this at the ends is cut
PAUSE_BEFORE = {"den-quay-so": 0.22}  # seconds
PAUSE_AFTER = {"moi-so": 0.16, "den-quay-so": 0.12}
USUAL_PAUSE = 0.09
CHIME = ((659.26, 0.0), (523.25, 0.42))  # E5 then C5: frequency in Hz, start in seconds
CHIME_LENGTH = 1.5


def main(folder: Path) -> None:
    """Write every clip of words.tsv and the chime into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for line in (HERE / "words.tsv").read_text(encoding="utf-8").splitlines():
        name, text = line.split("\t")
        sound = level(trim(speak(text)))
        before, after = PAUSE_BEFORE.get(name, 0.0), PAUSE_AFTER.get(name, USUAL_PAUSE)
        write(folder / f"{name}.wav", quiet(before) + fade(sound) + quiet(after))
    write(folder / "chime.wav", chime())


def speak(text: str) -> list[float]:
    """Samples (-1 to 1) of the text as espeak-ng says it."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "said.wav")
        subprocess.run(["espeak-ng", *VOICE, "-w", str(file), text], check=True)
        with wave.open(str(file)) as sound:
            if (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) != (RATE, 1, 2):
                raise SystemExit(f"espeak-ng gave another format than {RATE} Hz mono 16 bit")
            return [value / 32768 for value in array("h", sound.readframes(sound.getnframes()))]


def trim(sound: list[float]) -> list[float]:
    """Without the silence at both ends."""
    loud = [place for place, value in enumerate(sound) if abs(value) > SILENCE]
    return sound[loud[0] : loud[-1] + 1]


def level(sound: list[float]) -> list[float]:
    """At the common loudness, but never above the peak."""
    rms = math.sqrt(sum(value * value for value in sound) / len(sound))
    gain = min(LOUDNESS / rms, PEAK / max(map(abs, sound)))
    return [value * gain for value in sound]


def fade(sound: list[float], seconds: float = 0.008) -> list[float]:
    """With soft ends, so that clips join without a click."""
    length = min(int(seconds * RATE), len(sound) // 2)
    ramp = [place / length for place in range(length)]
    return (
        [a * b for a, b in zip(ramp, sound[:length], strict=True)]
        + sound[length : len(sound) - length]
        + [a * b for a, b in zip(reversed(ramp), sound[len(sound) - length :], strict=True)]
    )


def quiet(seconds: float) -> list[float]:
    """Silence."""
    return [0.0] * int(seconds * RATE)


def chime() -> list[float]:
    """Two bell tones: a fundamental with two soft partials, each dying away."""
    sound = quiet(CHIME_LENGTH)
    for frequency, start in CHIME:
        for place in range(int(start * RATE), len(sound)):
            t = place / RATE - start
            attack = min(t / 0.006, 1.0)
            for partial, strength, decay in ((1, 1.0, 3.2), (2, 0.28, 5.5), (3, 0.10, 8.0)):
                wave_value = math.sin(2 * math.pi * frequency * partial * t)
                sound[place] += attack * strength * math.exp(-decay * t) * wave_value
    peak = max(map(abs, sound))
    return fade([value * 0.5 / peak for value in sound], 0.02)


def write(file: Path, sound: list[float]) -> None:
    """One WAV file."""
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        out.writeframes(array("h", [round(value * 32767) for value in sound]).tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "vi-default")
