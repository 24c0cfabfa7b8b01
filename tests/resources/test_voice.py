"""Every clip that an announcement can name is there, in one format, and can be heard."""

import math
import string
import wave
from array import array

import pytest

import resources
from kiosk.domain.speech import CHIME, WORDS, announcement

FOLDER = "voice/vi-default"
NAMES = sorted({CHIME, *WORDS})


def samples(name: str) -> list[float]:
    with wave.open(str(resources.path(f"{FOLDER}/{name}.wav"))) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (22_050, 1, 2)
        return [value / 32768 for value in array("h", sound.readframes(sound.getnframes()))]


def test_announcements_name_only_known_clips_and_use_all_of_them() -> None:
    named = {clip for counter in range(1, 200) for clip in announcement("A001", counter)}
    named |= set(announcement(string.ascii_uppercase + string.digits, 1))
    assert named == set(WORDS)


def test_the_folder_holds_exactly_the_documented_clips() -> None:
    assert sorted(file.stem for file in resources.path(FOLDER).glob("*.wav")) == NAMES
    listed = resources.path("voice/words.tsv").read_text(encoding="utf-8").splitlines()
    assert dict(line.split("\t") for line in listed) == dict(WORDS)
    assert sum(file.stat().st_size for file in resources.path(FOLDER).iterdir()) < 3_000_000


@pytest.mark.parametrize("name", NAMES)
def test_a_clip_can_be_heard_and_joined(name: str) -> None:
    sound = samples(name)
    assert 0.15 < len(sound) / 22_050 < 2
    assert max(map(abs, sound)) > 0.3, "silent"
    assert max(abs(sound[0]), abs(sound[-1])) < 0.02, "clicks when joined"


def test_spoken_clips_have_one_loudness() -> None:
    levels = []
    for name in WORDS:
        loud = [value for value in samples(name) if abs(value) > 0.012]
        levels.append(20 * math.log10(math.sqrt(sum(v * v for v in loud) / len(loud))))
    assert max(levels) - min(levels) < 4, "decibels between the softest and the loudest clip"
