"""Joined clips: to the sample what the documented clips say."""

from __future__ import annotations

import array
import wave
from pathlib import Path

import pytest

import resources
from kiosk.domain.speech import announcement
from kiosk.domain.trouble import CallTechnician
from ui.voice.sound import AFTER_CHIME_MS, BETWEEN_SAYINGS_MS, RATE, VoicePack, silence


def clip_samples(name: str) -> int:
    with wave.open(str(resources.path(f"voice/vi-default/{name}.wav")), "rb") as clip:
        return clip.getnframes()


def write_clip(file: Path, samples: list[int], rate: int = RATE) -> None:
    with wave.open(str(file), "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(rate)
        clip.writeframes(array.array("h", samples).tobytes())


def longest_silence_ms(pcm: bytes) -> float:
    longest = run = 0
    for sample in array.array("h", pcm):
        run = run + 1 if sample == 0 else 0
        longest = max(longest, run)
    return longest * 1000 / RATE


@pytest.mark.parametrize("sayings", [1, 2, 3])
def test_the_length_is_the_chime_and_the_sentences_and_nothing_else(sayings: int) -> None:
    sound = VoicePack().announce("A012", 3, sayings)
    sentence = sum(clip_samples(name) for name in announcement("A012", 3))
    pauses = AFTER_CHIME_MS * RATE // 1000 + (sayings - 1) * (BETWEEN_SAYINGS_MS * RATE // 1000)
    assert sound.samples == clip_samples("chime") + sayings * sentence + pauses
    assert sound.ms == -(-sound.samples * 1000 // RATE)


def test_between_the_sayings_there_is_the_pause_and_nowhere_a_longer_one() -> None:
    twice = VoicePack().announce("A012", 3, 2)
    once = VoicePack().announce("A012", 3, 1)
    assert longest_silence_ms(twice.pcm) >= BETWEEN_SAYINGS_MS
    assert longest_silence_ms(once.pcm) < 500


def test_every_counter_and_letter_has_a_sound() -> None:
    pack = VoicePack()
    for counter in (1, 4, 10, 14, 15, 21, 24, 25, 32, 101, 115):
        assert pack.announce("AB0123", counter, 1).ms > 2_000


def test_an_office_s_own_clip_replaces_ours_and_the_rest_stays(tmp_path: Path) -> None:
    write_clip(tmp_path / "digit-1.wav", [7] * 100)
    own = VoicePack(tmp_path).announce("A012", 3, 1)
    ours = VoicePack().announce("A012", 3, 1)
    assert own.samples == ours.samples - clip_samples("digit-1") + 100
    assert own.trouble == ""


@pytest.mark.parametrize(("rate", "samples", "said"), [(44_100, [7] * 100, "44100 Hz"), (RATE, [], "tệp trống")])
def test_a_wrong_recording_is_named_and_ours_is_said(tmp_path: Path, rate: int, samples: list[int], said: str) -> None:
    write_clip(tmp_path / "chime.wav", samples, rate)
    (tmp_path / "moi-so.wav").write_bytes(b"no sound at all")
    sound = VoicePack(tmp_path).announce("A012", 3, 1)
    assert sound.pcm == VoicePack().announce("A012", 3, 1).pcm
    assert f"chime.wav không dùng được ({said}" in sound.trouble
    assert "moi-so.wav không dùng được" in sound.trouble


def test_a_number_that_cannot_be_said_is_trouble() -> None:
    with pytest.raises(CallTechnician, match="Không đọc được số A012 tại quầy 0"):
        VoicePack().announce("A012", 0, 2)


def test_silence_is_whole_samples() -> None:
    assert len(silence(1)) == 2 * 22
    assert set(silence(10)) == {0}
