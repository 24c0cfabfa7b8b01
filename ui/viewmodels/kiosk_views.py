"""The kiosk's pages as QML sees them: frozen props behind typed properties, one signal when something differs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from ui.models.rows import Rows
from ui.viewmodels import kiosk_pages as pages

QML_IMPORT_NAME = "MotCua.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Shown:
    """Holds frozen props and tells when they differ. Each view declares its own `changed`: PySide binds the
    notifications of inherited signals to nothing."""

    _props: Any = None
    changed: Signal

    def show(self, props: Any) -> None:
        """Have these props from now on."""
        if props != self._props:
            self._props = props
            self.changed.emit()


@QmlElement
@QmlUncreatable("made by KioskFlow")
class KioskFrame(Shown, QObject):
    """Head and foot of every page."""

    changed = Signal()

    officeName = Property(str, lambda self: self._props.office_name, notify=changed)
    place = Property(str, lambda self: self._props.place, notify=changed)
    clock = Property(str, lambda self: self._props.clock, notify=changed)
    date = Property(str, lambda self: self._props.date, notify=changed)
    offline = Property(str, lambda self: self._props.offline, notify=changed)
    status = Property(str, lambda self: self._props.status, notify=changed)
    serving = Property(bool, lambda self: self._props.serving, notify=changed)


@QmlElement
@QmlUncreatable("made by KioskFlow")
class KioskHome(Shown, QObject):
    """The first page."""

    changed = Signal()

    title = Property(str, lambda self: self._props.title, notify=changed)
    subtitle = Property(str, lambda self: self._props.subtitle, notify=changed)
    take = Property(str, lambda self: self._props.take, notify=changed)
    takeHint = Property(str, lambda self: self._props.take_hint, notify=changed)
    canTake = Property(bool, lambda self: self._props.can_take, notify=changed)
    canLookUp = Property(bool, lambda self: self._props.can_look_up, notify=changed)
    details = Property(str, lambda self: self._props.details, notify=changed)
    notice = Property(str, lambda self: self._props.notice, notify=changed)
    paperless = Property(bool, lambda self: self._props.paperless, notify=changed)


@QmlElement
@QmlUncreatable("made by KioskFlow")
class KioskFields(Shown, QObject):
    """The fields of service and the priority classes."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles = Rows(pages.FieldTile, self)
        self._priorities = Rows(pages.PriorityRow, self)

    def show(self, props: pages.FieldsProps) -> None:
        self._tiles.show(props.tiles)
        super().show(props)

    def show_priorities(self, rows: tuple[pages.PriorityRow, ...]) -> None:
        """Have these priority classes from now on."""
        self._priorities.show(rows)

    tiles = Property(QObject, lambda self: self._tiles, constant=True)
    priorities = Property(QObject, lambda self: self._priorities, constant=True)
    count = Property(int, lambda self: len(self._props.tiles), notify=changed)
    page = Property(int, lambda self: self._props.page, notify=changed)
    pages = Property(int, lambda self: self._props.pages, notify=changed)
    pageText = Property(str, lambda self: self._props.page_text, notify=changed)
    priority = Property(str, lambda self: self._props.priority, notify=changed)
    busy = Property(bool, lambda self: self._props.busy, notify=changed)
    notice = Property(str, lambda self: self._props.notice, notify=changed)


@QmlElement
@QmlUncreatable("made by KioskFlow")
class KioskTicket(Shown, QObject):
    """The number that was given."""

    changed = Signal()

    number = Property(str, lambda self: self._props.number, notify=changed)
    field = Property(str, lambda self: self._props.field, notify=changed)
    invitation = Property(str, lambda self: self._props.invitation, notify=changed)
    explanation = Property(str, lambda self: self._props.explanation, notify=changed)
    ahead = Property(str, lambda self: self._props.ahead, notify=changed)
    wait = Property(str, lambda self: self._props.wait, notify=changed)
    area = Property(str, lambda self: self._props.area, notify=changed)
    priority = Property(str, lambda self: self._props.priority, notify=changed)
    qr = Property(str, lambda self: self._props.qr, notify=changed)
    tone = Property(str, lambda self: self._props.tone, notify=changed)
    canClose = Property(bool, lambda self: self._props.can_close, notify=changed)


@QmlElement
@QmlUncreatable("made by KioskFlow")
class KioskAsking(Shown, QObject):
    """The question that may lie over a page; `kind` is "" for none."""

    changed = Signal()

    kind = Property(str, lambda self: self._props.kind, notify=changed)
    title = Property(str, lambda self: self._props.title, notify=changed)
    text = Property(str, lambda self: self._props.text, notify=changed)
    yes = Property(str, lambda self: self._props.yes, notify=changed)
    no = Property(str, lambda self: self._props.no, notify=changed)
