"""The rehearsal for people: real windows side by side, and a strip that breaks and mends what an office can lose."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from kiosk.app.rehearsal.line import CutLine
from kiosk.app.rehearsal.options import DemoOptions
from kiosk.app.rehearsal.stage import BOARD, Say, Stage
from printing.virtual.control import send
from ui.theme import install_fonts, stylesheet
from ui.theme.tokens import LIGHT


def run_with_display(options: DemoOptions, say: Say) -> int:
    """One kiosk, one counter, one board and the strip; ends when the strip is closed."""
    app = QApplication(sys.argv[:1])
    install_fonts()
    stylesheet.apply(app, LIGHT)
    stage = Stage(replace(options, kiosks=1, counters=1), say)
    try:
        stage.open()
        strip = Strip(stage)
        strip.show()
        _side_by_side(stage, strip)
        return app.exec()
    finally:
        stage.close()


FRAME = 32
"""Pixels left for each window's own frame."""


def _side_by_side(stage: Stage, strip: QWidget) -> None:
    """The kiosk at the left as high as the screen, counter above board at its right, the strip below."""
    room = strip.screen().availableGeometry()
    low = strip.sizeHint().height() + 2 * FRAME
    height = room.height() - low - FRAME
    upper = max(height * 3 // 5, 720)
    width = height * 9 // 16
    left, rest = room.x() + width + 8, room.width() - width - 8
    top = room.y() + FRAME
    stage.faces["kiosk-1"].place(room.x(), top, width, height)
    stage.faces["counter-1"].place(left, top, rest, upper)
    stage.faces[BOARD].place(left, top + upper + FRAME, rest, height - upper - FRAME)
    strip.move(room.x(), room.bottom() - low)


class Strip(QWidget):
    """Each button says what it will do next; the state stands beside it in words."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self.setWindowTitle("Diễn tập Một Cửa")
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(12)
        box.addWidget(QLabel("Thử làm hỏng:"))
        assert stage.line is not None
        box.addWidget(self._line_button("đường lên tỉnh", [stage.line]))
        box.addWidget(self._line_button("mạng nội bộ", list(stage.lans.values())))
        box.addWidget(self._switch("Lấy giấy máy in", "Nạp giấy máy in", self._paper))
        tickets = QPushButton("Mở thư mục phiếu đã in")
        tickets.clicked.connect(lambda: _open_folder(str(stage.printers[0].tickets)))
        box.addWidget(tickets)
        end = QPushButton("Kết thúc")
        end.clicked.connect(self.close)
        box.addWidget(end)
        self._watch = QTimer(self)
        self._watch.timeout.connect(self._leave_when_alone)
        self._watch.start(1000)

    def _line_button(self, name: str, lines: list[CutLine]) -> QPushButton:
        def turn(broken: bool) -> None:
            for line in lines:
                line.cut() if broken else line.restore()

        return self._switch(f"Cắt {name}", f"Nối lại {name}", turn)

    @staticmethod
    def _switch(whole: str, broken: str, turn: Callable[[bool], None]) -> QPushButton:
        button = QPushButton(whole)
        button.setCheckable(True)

        def toggled(on: bool) -> None:
            turn(on)
            button.setText(broken if on else whole)

        button.toggled.connect(toggled)
        return button

    def _paper(self, gone: bool) -> None:
        send("127.0.0.1", self._stage.printers[0].control, "paper_out" if gone else "paper_in")

    def _leave_when_alone(self) -> None:
        """When every window was closed by hand, the strip has nothing left to break."""
        if all(hand.process.poll() is not None for hand in self._stage.faces.values()):
            self.close()


def _open_folder(path: str) -> None:
    opener = {"win32": "explorer", "darwin": "open"}.get(sys.platform, "xdg-open")
    subprocess.Popen([opener, path])
