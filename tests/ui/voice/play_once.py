"""Plays one announcement on the default loudspeaker and prints what happened. Run by path, with PULSE_SERVER set."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QCoreApplication
from PySide6.QtMultimedia import QAudioSink

from ui.voice.player import Loudspeaker
from ui.voice.sound import VoicePack

app = QCoreApplication(sys.argv)
sound = VoicePack().announce("A012", 3, 1)
speaker = Loudspeaker(volume=100)
speaker.finished.connect(app.quit)
speaker.play(sound)
sink = speaker.findChild(QAudioSink)
emptied: list[float] = []
sink.stateChanged.connect(lambda state: emptied.append(time.monotonic()) if state.name == "IdleState" else None)
since = time.monotonic()
app.exec()
ended = time.monotonic()
result = {"took_ms": 1000 * (ended - since), "sound_ms": sound.ms, "status": speaker.status}
sys.stdout.write(json.dumps({**result, "after_last_sample_ms": 1000 * (ended - emptied[0])}))
