"""Players: each plays one sound and says when it has ended, to within a tenth of a second.

Qt's own players report the end late (QSoundEffect by 1.5-2 s, QMediaPlayer by 0.4 s), so the end is taken
from the number of samples and from what the sink says it has processed. Where there is no loudspeaker, or
the office wants quiet, a silent player takes the same time: screens and order stay the same.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QBuffer, QByteArray, QElapsedTimer, QIODevice, QObject, Qt, QTimer, Signal
from PySide6.QtMultimedia import QAudio, QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices

from ui.voice.sound import RATE, Sound

MUTED, NO_DEVICE = "Loa đang tắt", "Không có loa"
DEVICE_FAILED = "Loa không phát được"
DRAIN_MS = 80
PATIENCE_MS = 3_000
_log = logging.getLogger(__name__)


class Player(QObject):
    """Plays one sound at a time. `finished` comes once for each `play`."""

    finished = Signal()

    def play(self, sound: Sound) -> None:
        """Begin; the last sound has finished."""
        raise NotImplementedError

    def stop(self) -> None:
        """Fall silent and do not say that it finished."""
        raise NotImplementedError


class SilentPlayer(Player):
    """Makes no sound and takes as long."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.finished)

    def play(self, sound: Sound) -> None:
        self._timer.start(sound.ms)

    def stop(self) -> None:
        self._timer.stop()


class SinkPlayer(Player):
    """Plays on a device. `broken` is true when the device gave up before the end of the last sound."""

    def __init__(self, device: QAudioDevice, volume: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sink = QAudioSink(device, pcm_format(), self)
        linear = QAudio.convertVolume(
            volume, QAudio.VolumeScale.LogarithmicVolumeScale, QAudio.VolumeScale.LinearVolumeScale
        )
        self._sink.setVolume(linear)
        self._sink.stateChanged.connect(self._state_changed)
        self._buffer = QBuffer(self)
        self._since = QElapsedTimer()
        self._length = 0
        self._live = False
        self.broken = False
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setTimerType(Qt.TimerType.PreciseTimer)
        self._end.timeout.connect(self._perhaps_over)

    def play(self, sound: Sound) -> None:
        self._length = sound.ms
        self._buffer.close()
        self._buffer.setData(QByteArray(sound.pcm))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._live, self.broken = True, False
        self._since.start()
        self._end.start(self._length + DRAIN_MS)
        self._sink.start(self._buffer)

    def stop(self) -> None:
        self._live = False
        self._end.stop()
        self._sink.reset()  # stop() would block until the device has played what it holds
        self._buffer.close()

    def _perhaps_over(self) -> None:
        if self._live and self._playing() and self._since.elapsed() < self._length + PATIENCE_MS:
            left = self._length - self._sink.processedUSecs() // 1000
            self._end.start(max(0, left) + DRAIN_MS)
            return
        self.stop()
        self.finished.emit()

    def _playing(self) -> bool:
        return self._sink.state().name == "ActiveState"

    def _state_changed(self, state: QAudio.State) -> None:
        """PySide hands over `QAudio.State` here and `QtAudio.State` elsewhere, which are never equal: names are."""
        if self._live and state.name == "IdleState":
            self._end.start(DRAIN_MS)
        elif self._live and state.name == "StoppedState" and self._sink.error().name != "NoError":
            _log.warning("the loudspeaker failed: %s", self._sink.error())
            self._live, self.broken = False, True  # the timer still runs: the place in the queue keeps its length


class Loudspeaker(Player):
    """Chooses for each sound: the device of this moment, or silence. `status` is "" or says why nothing is
    heard."""

    status_changed = Signal()

    def __init__(self, *, volume: int = 100, muted: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._volume = min(100, max(0, volume)) / 100
        self._muted = muted
        self._silent = SilentPlayer(self)
        self._silent.finished.connect(self.finished)
        self._sink: SinkPlayer | None = None
        self._device = ""
        self.status = self._why_silent()

    def play(self, sound: Sound) -> None:
        why = self._why_silent()
        self._say(why)
        player = self._silent if why else self._sink_player()
        player.play(sound)

    def stop(self) -> None:
        for player in (self._silent, self._sink):
            if player:
                player.stop()

    def _why_silent(self) -> str:
        if self._muted:
            return MUTED
        return NO_DEVICE if QMediaDevices.defaultAudioOutput().isNull() else ""

    def _sink_player(self) -> SinkPlayer:
        device = QMediaDevices.defaultAudioOutput()
        if self._sink is None or _name(device) != self._device:
            if self._sink:
                self._sink.deleteLater()
            self._device = _name(device)
            self._sink = SinkPlayer(device, self._volume, self)
            self._sink.finished.connect(self._sink_finished)
        return self._sink

    def _sink_finished(self) -> None:
        if self._sink and self._sink.broken:
            self._say(DEVICE_FAILED)
        self.finished.emit()

    def _say(self, status: str) -> None:
        if status != self.status:
            self.status = status
            self.status_changed.emit()


def pcm_format() -> QAudioFormat:
    """What a `Sound` holds, in Qt's words."""
    form = QAudioFormat()
    form.setSampleRate(RATE)
    form.setChannelCount(1)
    form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    return form


def _name(device: QAudioDevice) -> str:
    return bytes(device.id().data()).decode(errors="replace")
