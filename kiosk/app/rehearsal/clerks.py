"""Scripted clerks: they sign in, call, serve, transfer and put aside by the keys that a clerk presses."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.app.rehearsal.options import DemoOptions
from kiosk.app.rehearsal.shift import Shift
from ui.hand.client import Hand, HandError

PASSWORD = "dien tap 2026"
PATIENCE_S = 90.0
"""Longest wait for a call's answer: the hub may be away for a while."""
LOOK_S = 0.03

FREE, CALLING, CALLED, SERVING = "Quầy trống", "Đang gọi…", "Đã gọi", "Đang phục vụ"
_PHASES = (FREE, CALLING, CALLED, "Đã gọi lại", SERVING)
_NUMBER = re.compile(r"[A-Z]{1,3}\d{3,4}")


class Clerk(threading.Thread):
    """One clerk at one counter, until the shift is over. `call_ms` are the waits after pressing next."""

    def __init__(self, name: str, hand: Hand, options: DemoOptions, shift: Shift, pictures: Path) -> None:
        super().__init__(name=name, daemon=True)
        self._hand = hand
        self._rng = random.Random(f"{options.seed}/{name}")
        self._shift = shift
        self._picture = pictures / f"{name}.png"
        self._others = [n for n in range(1, options.counters + 1) if not name.endswith(f"-{n}")]
        self.call_ms: list[float] = []
        self.fault = ""

    def sign_in(self) -> None:
        """Makes the first account of this machine, as a person does at set-up; that opens the counter."""
        self._hand.wait("Tạo tài khoản")
        for text in (self.name, f"Cán bộ quầy {self.name.rpartition('-')[2]}", PASSWORD, PASSWORD):
            self._hand.text(text)
            self._hand.key("Return")
        self._until(lambda phase, _: phase == FREE)

    def run(self) -> None:
        try:
            while not self._shift.over():
                if self._call():
                    self._shift.busy(self.name)
                    self._attend()
                else:
                    self._shift.idle(self.name)
                    time.sleep(0.3)
        except HandError as error:
            self.fault = f"{self.name}: {error}"

    def sign_out(self) -> None:
        """Leaves the counter, as at the end of a day."""
        if not self.fault:
            self._hand.tap("Đổi quầy, đăng xuất")

    def _call(self) -> bool:
        """Presses next; False when nobody waits."""
        started = time.monotonic()
        self._hand.key("F2")
        phase, _ = self._until(lambda phase, _: phase in (FREE, CALLED) and self._settled(phase, started))
        if phase == CALLED:
            self.call_ms.append((time.monotonic() - started) * 1000)
        return phase == CALLED

    @staticmethod
    def _settled(phase: str, started: float) -> bool:
        """The window needs a moment to leave "free" after the key."""
        return phase == CALLED or time.monotonic() - started > 0.5

    def _attend(self) -> None:
        fate = self._rng.random()
        if fate < 0.08:
            self._give_up()
            return
        if fate < 0.20:
            self._key("R")
        self._press_until("Return", lambda phase, _: phase == SERVING)
        time.sleep(self._rng.uniform(0.5, 2.5))
        if len(self.call_ms) == 4:
            self._hand.grab(self._picture)
        if fate > 0.92 and self._others:
            self._transfer()
        elif fate > 0.86:
            self._put_aside()
        else:
            self._press_until("Return", lambda phase, _: phase == FREE)

    def _give_up(self) -> None:
        self._key("R")
        self._press_until("Delete", lambda phase, _: phase == FREE)

    def _transfer(self) -> None:
        self._key("T")
        self._hand.wait("Nơi chuyển tới")
        self._hand.text(f"quay {self._rng.choice(self._others)}")
        self._hand.key("Return")
        self._until(lambda phase, _: phase == FREE)

    def _put_aside(self) -> None:
        self._press_until("H", lambda phase, _: phase == FREE)
        time.sleep(self._rng.uniform(0.2, 0.5))
        self._press_until("H", lambda phase, _: phase == SERVING)
        self._press_until("Return", lambda phase, _: phase == FREE)

    def _key(self, key: str) -> None:
        self._hand.key(key)
        time.sleep(0.2)

    def _press_until(self, key: str, fits: Callable[[str, str], bool]) -> None:
        """Presses as a person does: once, looks, and again when nothing came of it."""
        for _ in range(20):
            self._hand.key(key)
            if self._until(fits, 1.5, quiet=True)[0]:
                return
        raise HandError(f"{key} had no effect at {self.name}: {self.look()}")

    def _until(
        self, fits: Callable[[str, str], bool], seconds: float = PATIENCE_S, *, quiet: bool = False
    ) -> tuple[str, str]:
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            phase, number = self.look()
            if fits(phase, number):
                return phase, number
            time.sleep(LOOK_S)
        if quiet:
            return "", ""
        raise HandError(f"{self.name} waited in vain, it shows {self.look()}")

    def look(self) -> tuple[str, str]:
        """(state line, number of the person in front) as the window shows them."""
        texts = [e["text"] for e in self._hand.see()["elements"] if e["text"]]
        lines = (text.partition("  ·  ")[0] for text in texts)
        phase = next((line for line in lines if line in _PHASES), "")
        number = next((t for t in texts if _NUMBER.fullmatch(t)), "")
        return (CALLED if phase == "Đã gọi lại" else phase), number
