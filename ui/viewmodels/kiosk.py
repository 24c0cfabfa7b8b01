"""The kiosk's flow: what touches do, wired to the desk through jobs. Every command asks first whether it may act,
so that fingers, however many and however fast, never take more than one number."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.domain.office import Office
from kiosk.domain.trouble import Trouble
from ui.jobs import Jobs
from ui.strings.kiosk import LANGUAGES, qml_words
from ui.viewmodels import kiosk_pages as pages
from ui.viewmodels import kiosk_visit as visits
from ui.viewmodels.kiosk_desk import KioskDesk, PaperRefused, surely
from ui.viewmodels.kiosk_search import KioskSearch, field_of
from ui.viewmodels.kiosk_technician import KioskTechnician
from ui.viewmodels.kiosk_views import KioskAsking, KioskFields, KioskFrame, KioskHome, KioskTicket
from ui.viewmodels.kiosk_visit import Given, Stop, Visit
from ui.viewmodels.kiosk_watch import KioskWatch

QML_IMPORT_NAME = "MotCua.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_log = logging.getLogger(__name__)


@QmlElement
@QmlUncreatable("made by the kiosk window")
class KioskFlow(QObject):
    """One person after another at one kiosk."""

    changed = Signal()
    wordsChanged = Signal()
    looksChanged = Signal()
    settledChanged = Signal()

    def __init__(
        self, office: Office, jobs: Jobs, watch: KioskWatch, technician: KioskTechnician, *,
        monotonic: Callable[[], float], language: str = "vi", parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.office, self._jobs, self._watch, self._monotonic = office, jobs, watch, monotonic
        self._desk: KioskDesk | None = None
        self._visit = visits.fresh(monotonic(), language)
        self._settled = True
        self._frame, self._home, self._fields = KioskFrame(self), KioskHome(self), KioskFields(self)
        self._ticket, self._asking = KioskTicket(self), KioskAsking(self)
        self._search = KioskSearch(jobs, lambda: pages.words_of(self._visit), self)
        self._technician = technician
        technician.left.connect(self._reset)
        watch.changed.connect(self._derive)
        self._settling = QTimer(self, singleShot=True)
        self._settling.timeout.connect(self._settle)
        self._derive()
        self._search.refresh()

    # what the window and the roof call

    def attach(self, desk: KioskDesk) -> None:
        """The store is open: numbers can be given."""
        self._desk = desk
        self._search.attach(desk)
        self._watch.attach(desk)
        self._technician.attach(desk)

    def touched(self) -> None:
        """A finger came down somewhere."""
        self._show(visits.touched(self._visit, self._monotonic()))

    def tick(self) -> None:
        """A second has passed."""
        self._watch.tick()
        self._show(visits.tick(self._visit, self._monotonic()))

    # touches

    @Slot()
    def takeNumber(self) -> None:
        """Home: on to the fields; where the page offered a number without paper, that was the consent."""
        if self._may(visits.HOME) and self._desk:
            self._go(visits.FIELDS, paperless=not self._watch.world.printer.can_print, from_home=True)

    @Slot(str)
    def chooseField(self, code: str) -> None:
        """Fields: take a number, once."""
        if self._may(visits.FIELDS):
            self._take(code)

    @Slot(int)
    def turnPage(self, step: int) -> None:
        """Fields: eight more, or eight back."""
        last = pages.page_count(self.office, self._visit) - 1
        if self._may(visits.FIELDS):
            self._go(visits.FIELDS, fields_page=min(last, max(0, self._visit.fields_page + step)))

    @Slot()
    def offerPriority(self) -> None:
        """Fields: on to the priority classes."""
        if self._may(visits.FIELDS):
            self._go(visits.PRIORITY)

    @Slot(str)
    def choosePriority(self, code: str) -> None:
        """Priority: back to the fields with this class, "" for none."""
        if self._may(visits.PRIORITY):
            self._go(visits.FIELDS, priority=code)

    @Slot()
    def lookUp(self) -> None:
        """Home or fields: search a procedure."""
        if self._may(visits.HOME, visits.CLOSED, visits.FIELDS) and self._desk:
            self._search.open()
            self._go(visits.SEARCH, from_home=self.page != visits.FIELDS)

    @Slot(str)
    def chooseProcedure(self, code: str) -> None:
        """Search: show this procedure."""
        if self._may(visits.SEARCH):
            self._search.read(code, lambda: self._go(visits.PROCEDURE, procedure=code))

    @Slot()
    def takeForProcedure(self) -> None:
        """Procedure: a number for it, or the fields when the profile does not say which one receives it."""
        if not self._may(visits.PROCEDURE) or not self._watch.world.open:
            return
        if code := field_of(self.office, self._search.chosen):
            self._take(code)
        else:
            self._go(visits.FIELDS)

    @Slot()
    def back(self) -> None:
        """One page back; from the first one home, with nothing kept."""
        if not self._may(visits.FIELDS, visits.PRIORITY, visits.SEARCH, visits.PROCEDURE, visits.PIN):
            return
        if self.page == visits.PRIORITY or (self.page == visits.SEARCH and not self._visit.from_home):
            self._go(visits.FIELDS)
        elif self.page == visits.PROCEDURE:
            self._go(visits.SEARCH, procedure="")
        else:
            self._reset()

    @Slot()
    def close(self) -> None:
        """Ticket or stop: seen."""
        if self._may(visits.TICKET, visits.STOPPED) and self._ticket.canClose:
            self._reset()

    @Slot(bool)
    def answer(self, yes: bool) -> None:
        """The question over the page."""
        visit = self._visit
        if visit.asked is not None:
            self._show(visits.extended(visit, self._monotonic())) if yes else self._reset()
        elif visit.paper_refused and yes and self._settled:
            self._show(replace(visit, paper_refused="", paperless=True))
            self._take(visit.paper_refused)
        elif visit.paper_refused and self._settled:
            self._reset()

    @Slot(str)
    def speak(self, language: str) -> None:
        """Another language, for this person."""
        if language in LANGUAGES and not self._visit.taking:
            self._show(replace(self._visit, language=language))

    @Slot(str)
    def comfort(self, what: str) -> None:
        """`open` or `close` the sheet, or turn `large`, `contrast`, `lowered` on or off, for this person."""
        visit = self._visit
        if what in ("open", "close"):
            self._show(replace(visit, comfort=what == "open"))
        elif what in ("large", "contrast", "lowered"):
            self._show(replace(visit, **{what: not getattr(visit, what)}))

    @Slot()
    def corner(self) -> None:
        """The technician's corner was touched."""
        if self._technician.has_pin and self.page in (visits.HOME, visits.CLOSED, visits.STARTING, visits.STOPPED):
            self._show(visits.corner_touched(self._visit, self._monotonic()))
            if self._visit.page == visits.PIN:
                self._technician.ask_pin(lambda: self._go(visits.TECHNICIAN))

    # taking a number

    def _take(self, field: str) -> None:
        desk, visit = self._desk, self._visit
        if desk is None or visit.taking:
            return
        self._show(replace(visit, taking=field, paper_refused=""))
        self._jobs.run(
            lambda: surely(lambda: desk.take(field, visit.priority, visit.procedure, visit.paperless)),
            lambda outcome: self._taken(desk, field, outcome),
            self.refuse,
        )

    def _taken(self, desk: KioskDesk, field: str, outcome: Given | PaperRefused) -> None:
        if isinstance(outcome, PaperRefused):
            self._watch.printer_said(outcome.printer)
            self._show(replace(self._visit, taking="", paper_refused=field))
            self._unsettle()
            return
        if outcome.paper == visits.ON_ITS_WAY:
            ticket = outcome.ticket
            self._jobs.run(
                lambda: surely(lambda: desk.put_on_paper(ticket, outcome.ahead)),
                lambda paper: self._papered(ticket.id, paper),
                lambda _why: self._papered(ticket.id, visits.FAILED),
            )
        self._go(visits.TICKET, taking="", given=outcome)

    def _papered(self, ticket_id: str, paper: str) -> None:
        given = self._visit.given
        if given and given.ticket.id == ticket_id:
            self._show(replace(self._visit, given=replace(given, paper=paper), touched=self._monotonic()))

    def refuse(self, why: Trouble) -> None:
        """Says why there is no number now, and what to do."""
        self._go(visits.STOPPED, taking="", stop=Stop(why.code, why.message, why.remedy))

    # the state

    def _may(self, *where: str) -> bool:
        visit = self._visit
        busy = visit.taking or visit.paper_refused or visit.asked is not None
        return self._settled and not busy and self.page in where

    def _go(self, page: str, **changes: object) -> None:
        self._show(visits.go(replace(self._visit, **changes), page, self._monotonic()))

    def _reset(self) -> None:
        self._show(visits.left(self._visit, self._monotonic()))

    def _show(self, visit: Visit) -> None:
        before, self._visit = self._visit, visit
        if visit == before:
            self.changed.emit()
            return
        if visit.is_fresh and not before.is_fresh:
            self._search.forget()
            self._technician.forget()
        self._derive()
        if (before.page, before.since) != (visit.page, visit.since):
            self._unsettle()
        if before.language != visit.language:
            self._search.refresh()
            self.wordsChanged.emit()
        if visits.looks(before) != visits.looks(visit):
            self.looksChanged.emit()

    def _derive(self) -> None:
        office, visit, world = self.office, self._visit, self._watch.world
        self._frame.show(pages.derive_frame(office, visit, world))
        self._home.show(pages.derive_home(visit, world))
        self._fields.show(pages.derive_fields(office, visit, world))
        self._fields.show_priorities(pages.derive_priorities(office, visit))
        self._ticket.show(pages.derive_ticket(office, visit))
        self._asking.show(pages.derive_asking(visit, world))
        self.changed.emit()

    def _unsettle(self) -> None:
        self._settled = False
        self.settledChanged.emit()
        self._settling.start(round(visits.settle_time(self._visit) * 1000))

    def _settle(self) -> None:
        self._settled = True
        self.settledChanged.emit()

    page = Property(str, lambda self: pages.page_shown(self._visit, self._watch.world), notify=changed)
    settled = Property(bool, lambda self: self._settled, notify=settledChanged)
    busy = Property(bool, lambda self: bool(self._visit.taking), notify=changed)
    secondsLeft = Property(int, lambda self: visits.seconds_left(self._visit, self._monotonic()), notify=changed)
    secondsShare = Property(float, lambda self: visits.share_left(self._visit, self._monotonic()), notify=changed)
    stopMessage = Property(str, lambda self: self._visit.stop.message if self._visit.stop else "", notify=changed)
    stopRemedy = Property(str, lambda self: self._visit.stop.remedy if self._visit.stop else "", notify=changed)
    comfortOpen = Property(bool, lambda self: self._visit.comfort, notify=changed)
    large = Property(bool, lambda self: self._visit.large, notify=looksChanged)
    contrast = Property(bool, lambda self: self._visit.contrast, notify=looksChanged)
    lowered = Property(bool, lambda self: self._visit.lowered, notify=looksChanged)
    language = Property(str, lambda self: self._visit.language, notify=wordsChanged)
    words = Property("QVariantMap", lambda self: qml_words(self._visit.language), notify=wordsChanged)
    frame = Property(KioskFrame, lambda self: self._frame, constant=True)
    home = Property(KioskHome, lambda self: self._home, constant=True)
    fields = Property(KioskFields, lambda self: self._fields, constant=True)
    ticket = Property(KioskTicket, lambda self: self._ticket, constant=True)
    asking = Property(KioskAsking, lambda self: self._asking, constant=True)
    search = Property(KioskSearch, lambda self: self._search, constant=True)
    technician = Property(KioskTechnician, lambda self: self._technician, constant=True)
