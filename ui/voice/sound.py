"""Clips of a voice pack joined into one PCM buffer. No Qt.

An announcement is the chime and the sentence said twice (resources/voice/README.md). Joined before it is
played, it has no gaps that a busy machine could stretch, and its length is known to the sample.
"""

from __future__ import annotations

import wave
from dataclasses import dataclass, replace
from pathlib import Path

import resources
from kiosk.domain.speech import CHIME, announcement
from kiosk.domain.trouble import CallTechnician

RATE = 22_050
"""Samples a second; one channel, 16 bit, little endian."""
BYTES_PER_SAMPLE = 2
AFTER_CHIME_MS = 150
BETWEEN_SAYINGS_MS = 900
DEFAULT_PACK = "voice/vi-default"


@dataclass(frozen=True, slots=True)
class Sound:
    """PCM of one announcement. `trouble` names clips of the office's own folder that could not be used."""

    pcm: bytes
    trouble: str = ""

    @property
    def samples(self) -> int:
        """Length in samples."""
        return len(self.pcm) // BYTES_PER_SAMPLE

    @property
    def ms(self) -> int:
        """Length in milliseconds, rounded up."""
        return -(-self.samples * 1000 // RATE)


class _WrongClip(ValueError):
    """A file that is no clip of the documented format."""


class VoicePack:
    """The clips of an office's own folder, and the program's own for those that are not there."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._clips: dict[str, Sound] = {}

    def announce(self, number: str, counter: int, sayings: int) -> Sound:
        """Chime, then the sentence `sayings` times. Reads files: not on the GUI thread. Raises
        CallTechnician."""
        try:
            names = announcement(number, counter)
        except ValueError as why:
            raise CallTechnician(
                "voice-number", f"Không đọc được số {number} tại quầy {counter}.",
                "Mời kiểm tra số quầy trong hồ sơ văn phòng.",
            ) from why  # fmt: skip
        sentence = [self._clip(name) for name in names]
        said = silence(BETWEEN_SAYINGS_MS).join([b"".join(clip.pcm for clip in sentence)] * sayings)
        chime = self._clip(CHIME)
        troubles = dict.fromkeys(clip.trouble for clip in (chime, *sentence) if clip.trouble)
        return Sound(chime.pcm + silence(AFTER_CHIME_MS) + said, " ".join(troubles))

    def _clip(self, name: str) -> Sound:
        if name not in self._clips:
            self._clips[name] = self._read(name)
        return self._clips[name]

    def _read(self, name: str) -> Sound:
        trouble = ""
        if self._folder is not None and (own := self._folder / f"{name}.wav").exists():
            try:
                return read_clip(own)
            except _WrongClip as why:
                trouble = f"Tệp âm thanh {own.name} không dùng được ({why}). Hãy ghi lại WAV 22.050 Hz, 1 kênh, 16 bit."
        try:
            return replace(read_clip(resources.path(f"{DEFAULT_PACK}/{name}.wav")), trouble=trouble)
        except (_WrongClip, resources.ResourceMissing) as why:
            raise CallTechnician(
                "voice-clip", f"Thiếu tệp âm thanh {name}.wav của chương trình.", "Mời cài lại chương trình."
            ) from why


def silence(ms: int) -> bytes:
    """That many milliseconds of nothing."""
    return bytes(BYTES_PER_SAMPLE * (ms * RATE // 1000))


def read_clip(file: Path) -> Sound:
    """The samples of a WAV file of the documented format; ValueError says what is wrong with another."""
    try:
        with wave.open(str(file), "rb") as clip:
            form = (clip.getframerate(), clip.getnchannels(), 8 * clip.getsampwidth())
            pcm = clip.readframes(clip.getnframes())
    except (wave.Error, EOFError, OSError) as why:
        raise _WrongClip(str(why)) from why
    if form != (RATE, 1, 8 * BYTES_PER_SAMPLE):
        raise _WrongClip(f"{form[0]} Hz, {form[1]} kênh, {form[2]} bit")
    if not pcm:
        raise _WrongClip("tệp trống")
    return Sound(pcm)
