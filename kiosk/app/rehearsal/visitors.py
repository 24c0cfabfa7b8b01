"""Scripted visitors: each walks up to a kiosk and takes a number by touching what a person touches."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from kiosk.domain.office import Office
from ui.hand.client import Hand, HandError

REST_S = 0.4
PRIORITY_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Wish:
    """What one visitor came for. `priority` is a class or ""."""

    field: str
    priority: str


def crowd(office: Office, count: int, seed: int) -> list[Wish]:
    """The visitors of a rehearsal, the same for the same seed."""
    rng = random.Random(seed)
    classes = [p.code for p in office.priorities]
    return [
        Wish(rng.choice(office.fields).code, rng.choice(classes) if rng.random() < PRIORITY_SHARE else "")
        for _ in range(count)
    ]


class Kiosk(threading.Thread):
    """One kiosk and the people who come to it. `seen` are the numbers that its screen showed, `issue_ms` the times from
    the deciding touch to the number on the screen."""

    def __init__(self, name: str, hand: Hand, wishes: SimpleQueue[Wish], pictures: Path) -> None:
        super().__init__(name=name, daemon=True)
        self._hand = hand
        self._wishes = wishes
        self._pictures = pictures
        self.seen: list[str] = []
        self.issue_ms: list[float] = []
        self.fault = ""

    def run(self) -> None:
        try:
            while True:
                self.visit(self._wishes.get_nowait())
        except Empty:
            return
        except HandError as error:
            self.fault = f"{self.name}: {error}"

    def visit(self, wish: Wish) -> None:
        """One person from the first touch to the last."""
        hand = self._hand
        self._arrive()
        self._touch("takeNumber")
        self._turn_to("fields")
        if wish.priority:
            self._touch("priority")
            self._turn_to("priority")
            self._touch(f"priority-{wish.priority}")
            self._turn_to("fields")
        self._picture("fields")
        hand.wait(f"field-{wish.field}")
        started = time.monotonic()
        hand.tap(f"field-{wish.field}")
        self._await_number()
        self.issue_ms.append((time.monotonic() - started) * 1000)
        self.seen.append(str(hand.read("ticketCard", "number")))
        self._picture("ticket")
        hand.wait("ticketDone", timeout_s=30)
        self._press_until("ticketDone", "ticket")

    def _arrive(self) -> None:
        """A screen that rests is woken by a touch."""
        for _ in range(60):
            page = self._hand.page()
            if page == "home":
                return
            if page == "attract":
                self._hand.tap("Chạm vào màn hình để lấy số")
            time.sleep(REST_S)
        raise HandError(f"the kiosk stays at {self._hand.page()}")

    def _await_number(self) -> None:
        """The number comes, or first the question whether one without paper will do: yes."""
        for _ in range(20):
            try:
                self._hand.wait_page("ticket", timeout_s=2)
                return
            except HandError:
                if any(e["object"] == "answerYes" for e in self._hand.see()["elements"]):
                    self._hand.tap("answerYes")
        raise HandError(f"no number came, the kiosk shows {self._hand.page()}")

    def _turn_to(self, page: str) -> None:
        self._hand.wait_page(page)

    def _touch(self, name: str) -> None:
        self._hand.wait(name)
        self._hand.tap(name)

    def _press_until(self, name: str, page: str) -> None:
        """Touches until the page is left: a touch may meet the moment in which the page closes by itself."""
        for _ in range(40):
            if self._hand.page() != page:
                return
            try:
                self._hand.tap(name)
            except HandError:
                continue
            time.sleep(0.1)
        raise HandError(f"{page} does not close")

    def _picture(self, page: str) -> None:
        target = self._pictures / f"{self.name}-{page}.png"
        if not target.exists():
            self._hand.grab(target)
