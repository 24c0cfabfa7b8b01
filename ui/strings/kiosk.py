"""The languages that the kiosk speaks."""

from __future__ import annotations

import re
from dataclasses import asdict

from ui.strings.kiosk_en import EN
from ui.strings.kiosk_vi import VI
from ui.strings.kiosk_words import KioskWords

__all__ = ["EN", "LANGUAGES", "PRINTER_TROUBLE_EN", "VI", "KioskWords", "qml_words"]

LANGUAGES = {"vi": VI, "en": EN}


def qml_words(language: str) -> dict[str, object]:
    """The words as QML reads them: `words.takeNumber`."""
    table = asdict(LANGUAGES[language])
    return {re.sub(r"_(\w)", lambda m: m[1].upper(), name): word for name, word in table.items()}


PRINTER_TROUBLE_EN = {
    "no_printer": "This machine does not print.",
    "unreachable": "The printer is not ready.",
    "mute": "The printer does not answer.",
    "paper_out": "The printer is out of paper.",
    "cover_open": "The cover of the printer is open.",
    "cutter_error": "The printer is jammed.",
    "fault": "The printer has a fault.",
    "offline": "The printer is paused.",
    "dropped": "The connection to the printer was lost.",
    "stalled": "The printer does not go on.",
}
"""For a citizen who reads English; Vietnamese comes from `printing.messages`."""
