"""Every page on every shape of screen, plain and with every aid: nothing to touch leaves the screen or is too small,
no words are cut, and everything has a name and a role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem

from kiosk.services import catalogue
from printing.trouble import PrintTrouble

UPRIGHT, WIDE, SMALL, LARGE = (1080, 1920), (1920, 1080), (540, 960), (2160, 3840)
PIXELS_PER_MM = 1080 / (21.5 * 25.4 * 9 / (9**2 + 16**2) ** 0.5)
AIDS = [(), ("large",), ("large", "contrast", "lowered")]
ROLES = {QAccessible.Role.Button, QAccessible.Role.CheckBox}


def items(root: QQuickItem) -> Iterator[QQuickItem]:
    if root.isVisible():
        yield root
        for child in root.childItems():
            yield from items(child)


def flaws(kiosk: Any) -> list[str]:
    """What is wrong with what is on the screen now."""
    window = kiosk.window.window
    window.grabWindow()
    scale = min(window.width(), window.height()) / 1080
    found = []
    for item in items(window.contentItem()):
        kind = item.metaObject().className().split("_QML")[0]
        box = item.mapRectToScene(item.boundingRect())
        name = item.property("text") or item.objectName()
        scrolls = any(p.metaObject().className().startswith(("QQuickListView", "QQuickFlickable")) for p in above(item))
        if kind in ("Button", "Tile", "Toggle", "TakeNumberCard"):
            found += [f"{kind} {name!r} {what}" for what in touch_flaws(item, box, window, scale, scrolls)]
        elif kind == "Label" and item.property("text") and not scrolls:
            if box.left() < -1 or box.right() > window.width() + 1 or box.bottom() > window.height() + 1:
                found.append(f"Label {name!r} leaves the screen: {box}")
            if item.property("contentHeight") > item.height() + 2:
                found.append(f"Label {name!r} is cut: {item.property('contentHeight')} in {item.height()}")
    return [f"{kiosk.page}: {flaw}" for flaw in found]


def touch_flaws(item: QQuickItem, box: Any, window: Any, scale: float, scrolls: bool) -> Iterator[str]:
    face = QAccessible.queryAccessibleInterface(item)
    if not face or not face.text(QAccessible.Text.Name).strip():
        yield "has no name"
    elif face.role() not in ROLES:
        yield f"has the role {face.role()}"
    if min(item.width(), item.height()) < 20 * PIXELS_PER_MM * scale - 1:
        yield f"is too small: {item.width()} x {item.height()}"
    if not scrolls and (box.left() < 0 or box.right() > window.width() or box.bottom() > window.height()):
        yield f"leaves the screen: {box}"
    inside = item.property("contentItem")
    if inside is not None and inside.implicitHeight() > item.height() + 1:
        yield f"is too low for its words: {inside.implicitHeight()} in {item.height()}"


def above(item: QQuickItem) -> Iterator[QQuickItem]:
    while item := item.parentItem():
        yield item


def walk(kiosk: Any, aids: tuple[str, ...]) -> Iterator[str]:
    """Every page that a person can come to, one after another."""

    def person() -> None:
        kiosk.flow._reset()
        kiosk.settle()
        for aid in aids:
            kiosk.flow.comfort(aid)
        kiosk.settle()

    for step in (at_home, in_the_fields, with_paper, without_paper, at_procedures, in_trouble):
        person()
        yield from step(kiosk)


def at_home(kiosk: Any) -> Iterator[str]:
    yield "home"
    kiosk.flow.comfort("open")
    kiosk.settle()
    yield "comfort"
    kiosk.flow.comfort("close")
    kiosk.flow.speak("en")
    kiosk.settle()
    yield "english"


def in_the_fields(kiosk: Any) -> Iterator[str]:
    kiosk.tap("takeNumber")
    yield "fields"
    kiosk.tap("priority")
    yield "priority"
    kiosk.tap("priority-disability")
    yield "fields, chosen"
    kiosk.pass_time(31)
    kiosk.settle()
    yield "more time"


def with_paper(kiosk: Any) -> Iterator[str]:
    kiosk.take_one()
    yield "ticket"


def without_paper(kiosk: Any) -> Iterator[str]:
    kiosk.printer.trouble = PrintTrouble.PAPER_OUT
    kiosk.tap("takeNumber")
    kiosk.tap("field-land")
    yield "paper question"
    kiosk.tap("answerYes")
    yield "ticket on screen"
    kiosk.printer.trouble = None
    kiosk.look_at_printer()


def at_procedures(kiosk: Any) -> Iterator[str]:
    kiosk.tap("procedures")
    yield "search"
    kiosk.window.window.grabWindow()
    kiosk.tap("procedure-" + kiosk.flow.search.found.rows()[0].code)
    yield "procedure"


def in_trouble(kiosk: Any) -> Iterator[str]:
    kiosk.printer.fails = PrintTrouble.PAPER_OUT
    kiosk.take_one()
    yield "paper failed"
    kiosk.printer.fails = None
    kiosk.tap("ticketDone")
    for _ in range(5):
        kiosk.flow.corner()
    kiosk.settle()
    yield "pin"
    for digit in "2580":
        kiosk.window.technician.type(digit)
    kiosk.settle()
    yield "technician"


@pytest.mark.parametrize("aids", AIDS, ids=["plain", "large", "all"])
@pytest.mark.parametrize("size", [UPRIGHT, WIDE], ids=["upright", "wide"])
def test_every_page_fits_and_can_be_touched_and_heard(open_one: Any, size: tuple[int, int], aids: tuple[str, ...]):
    kiosk = open_one(size=size)
    catalogue.ensure_catalogue(kiosk.store)
    seen = {place: flaws(kiosk) for place in walk(kiosk, aids)}
    assert len(seen) == 15
    assert {place: found for place, found in seen.items() if found} == {}


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["half", "double"])
def test_a_smaller_and_a_larger_screen_show_the_same(open_one: Any, size: tuple[int, int]):
    kiosk = open_one(size=size)
    assert flaws(kiosk) == []
    kiosk.tap("takeNumber")
    assert flaws(kiosk) == []


def test_the_judge_sees_what_is_wrong(open_one: Any):
    kiosk = open_one()
    button = next(i for i in items(kiosk.window.window.contentItem()) if i.objectName() == "english")
    button.setProperty("spoken", "")
    button.setX(2000)
    button.setHeight(40)
    told = "\n".join(flaws(kiosk))
    assert "has no name" in told
    assert "leaves the screen" in told
    assert "is too small" in told
