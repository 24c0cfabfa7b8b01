"""Every word is there in both languages, and QML asks for none that is not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields

from ui.qml_scene import QML
from ui.strings.kiosk import EN, VI, KioskWords, qml_words


def test_both_languages_say_everything_with_the_same_places():
    for field in fields(KioskWords):
        here, there = getattr(VI, field.name), getattr(EN, field.name)
        if field.name != "months":
            assert here, field.name
        assert there, field.name
        if isinstance(here, str):
            assert here.count("{}") == there.count("{}"), field.name
            assert here == unicodedata.normalize("NFC", here)


def test_qml_asks_for_no_word_that_is_missing():
    known = set(qml_words("vi"))
    asked = {
        (file.name, name)
        for file in sorted((QML / "kiosk").glob("*.qml"))
        for name in re.findall(r"\bwords\.(\w+)", file.read_text(encoding="utf-8"))
    }
    assert len(asked) > 40
    assert {(file, name) for file, name in asked if name not in known} == set()
