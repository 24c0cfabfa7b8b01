"""The technician's corner: behind a PIN, what the machine is and does, and the tickets whose paper did not come out."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.domain.service_day import local_time
from kiosk.domain.trouble import Trouble
from ui.jobs import Jobs
from ui.models.rows import Rows
from ui.viewmodels.kiosk_visit import OUT
from ui.viewmodels.kiosk_world import NO_PRINTER, PrinterNow

if TYPE_CHECKING:
    from kiosk.domain.ticket import Ticket
    from ui.viewmodels.kiosk_desk import KioskDesk

QML_IMPORT_NAME = "MotCua.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

TRIES = 3
LOCKED_FOR = 60.0
VOID_REASON = "Giấy không in ra, kỹ thuật viên hủy tại máy"


@dataclass(frozen=True, slots=True)
class FactRow:
    """One thing a technician wants to know."""

    label: str
    value: str
    tone: str


@dataclass(frozen=True, slots=True)
class UnprintedRow:
    """A number whose paper did not come out."""

    ticket_id: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Machine:
    """What does not change while the program runs."""

    station: str = ""
    version: str = ""


def derive_facts(machine: Machine, printer: PrinterNow, online: bool, unsent: int) -> tuple[FactRow, ...]:
    """Version, station, printer, line."""
    detail = "Chưa cấu hình máy in" if printer.code == NO_PRINTER and not printer.detail else printer.detail
    sending = f"còn {unsent} việc chờ gửi" if unsent else "đã gửi hết"
    return (
        FactRow("Máy trạm", machine.station, "plain"),
        FactRow("Phiên bản", machine.version, "plain"),
        FactRow("Máy in", detail or "Chưa hỏi được máy in", "good" if printer.can_print else "bad"),
        FactRow("Máy chủ hàng đợi", f"{'Đã kết nối' if online else 'Mất kết nối'}, {sending}",
                "good" if online else "bad"),
    )  # fmt: skip


def derive_unprinted(tickets: tuple[Ticket, ...], names: Callable[[str], str]) -> tuple[UnprintedRow, ...]:
    """The tickets that are still owed their paper, oldest first."""
    line = sorted(tickets, key=lambda t: t.issued_at)
    return tuple(UnprintedRow(t.id, t.number, f"{names(t.field)} · {local_time(t.issued_at):%H:%M}") for t in line)


def _as_written(day: str) -> str:
    return "/".join(reversed(day.split("-"))) if day else ""


@QmlElement
@QmlUncreatable("made by the kiosk window")
class KioskTechnician(QObject):
    """PIN and page of the technician. `left` asks the flow to go home; `on_exit` ends the program."""

    changed = Signal()
    left = Signal()

    def __init__(self, jobs: Jobs, monotonic: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._monotonic = jobs, monotonic
        self._pin, self._machine = "", Machine()
        self._exit: Callable[[], None] = lambda: None
        self._desk: KioskDesk | None = None
        self._printer, self._online = PrinterNow(), True
        self._typed, self._note, self._busy = "", "", False
        self._doubt = ""
        self._wrong, self._locked_until, self._judging = 0, 0.0, False
        jobs.failed.connect(self._failed)
        self._enter: Callable[[], None] = lambda: None
        self._facts, self._unprinted = Rows(FactRow, self), Rows(UnprintedRow, self)

    def allow(self, pin: str, machine: Machine, on_exit: Callable[[], None]) -> None:
        """Who may enter (an empty PIN: nobody), and how the program ends."""
        self._pin, self._machine, self._exit = pin, machine, on_exit

    def attach(self, desk: KioskDesk) -> None:
        """Printer and numbers can be reached from now on."""
        self._desk = desk

    @property
    def has_pin(self) -> bool:
        """Whether there is a corner at all."""
        return bool(self._pin)

    def ask_pin(self, enter: Callable[[], None]) -> None:
        """Five touches were made; `enter` opens the page once the PIN is right."""
        self._typed, self._enter = "", enter
        self._say("")

    def forget(self) -> None:
        """The technician has gone."""
        self._typed = ""
        self._say("")

    def watch(self, printer: PrinterNow, online: bool) -> None:
        """What is known of printer and line."""
        self._printer, self._online = printer, online
        self._refresh_facts()

    @Slot(str)
    def type(self, digit: str) -> None:
        """A digit of the PIN; the last one decides."""
        if self._judging:
            return
        if self._monotonic() < self._locked_until:
            self._say("Nhập sai nhiều lần. Xin chờ một phút rồi thử lại.")
            return
        self._typed += digit
        self._say("")
        if len(self._typed) < len(self._pin):
            return
        typed, self._typed = self._typed, ""
        if desk := self._desk:
            self._judging = True
            self._jobs.run(lambda: desk.try_pin(typed, self._pin), self._let_in, self._not_let_in)
        else:
            self._judge_alone(typed)

    def _let_in(self, _none: object) -> None:
        self._judging = False
        self.reload()
        self._enter()

    def _not_let_in(self, why: Trouble) -> None:
        self._judging = False
        self._say(str(why))

    def _judge_alone(self, typed: str) -> None:
        """Before the store is open nothing can be noted, and a technician may be needed all the more."""
        if hmac.compare_digest(typed.encode(), self._pin.encode()):
            self._wrong = 0
            self.reload()
            self._enter()
        else:
            self._refuse()

    @Slot()
    def erase(self) -> None:
        """Take the last digit back."""
        self._typed = self._typed[:-1]
        self._say("")

    @Slot()
    def reload(self) -> None:
        """Read everything again."""
        self._refresh_facts()
        if desk := self._desk:
            self._jobs.run(desk.unprinted, lambda found: self._owed(desk, found), self._troubled)
            self._jobs.run(desk.doubtful_day, self._doubted, self._troubled)

    @Slot(str)
    def reprint(self, ticket_id: str) -> None:
        """Print this number again, the same number."""
        desk = self._desk
        if desk is None or self._busy:
            return

        def work() -> tuple[str, str]:
            ticket = next((t for t in desk.unprinted() if t.id == ticket_id), None)
            return ("", "") if ticket is None else (ticket.number, desk.put_on_paper(ticket, None, reprint=True))

        def done(outcome: tuple[str, str]) -> None:
            number, paper = outcome
            self._ended(f"Đã in lại số {number}." if paper == OUT else "Giấy chưa ra. Kiểm tra máy in rồi thử lại.")

        self._begin("Đang in lại…")
        self._jobs.run(work, done, self._troubled)

    @Slot(str)
    def withdraw(self, ticket_id: str) -> None:
        """Void this number, with the reason recorded."""
        if (desk := self._desk) and not self._busy:
            self._begin("Đang hủy số…")
            self._jobs.run(
                lambda: desk.void(ticket_id, VOID_REASON), lambda _: self._ended("Đã hủy số."), self._troubled
            )

    @Slot()
    def confirmDay(self) -> None:
        """The machine's date is right although nobody else can vouch for it (queue-rules R8)."""
        if (desk := self._desk) and not self._busy:
            self._begin("Đang ghi…")
            self._jobs.run(
                desk.confirm_day, lambda day: self._ended(f"Đã xác nhận ngày {_as_written(day)}."), self._troubled
            )

    @Slot()
    def testPrint(self) -> None:
        """Print a ticket that is no number."""
        if (desk := self._desk) and not self._busy:
            self._begin("Đang in thử…")
            self._jobs.run(desk.test_print, self._tested, self._troubled)

    @Slot()
    def goHome(self) -> None:
        """Back to the citizens."""
        self.left.emit()

    @Slot()
    def exit(self) -> None:
        """End the program."""
        self._exit()

    def _tested(self, printed: bool) -> None:
        self._ended("Đã in phiếu thử." if printed else "Phiếu thử không ra. Xem dòng Máy in ở trên.")

    def _doubted(self, day: str) -> None:
        self._doubt = _as_written(day)
        self.changed.emit()

    def _failed(self, _text: str) -> None:
        self._judging = False

    def _refuse(self) -> None:
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong, self._locked_until = 0, self._monotonic() + LOCKED_FOR
        self._say("Mã PIN chưa đúng.")

    def _begin(self, note: str) -> None:
        self._busy = True
        self._say(note)

    def _ended(self, note: str) -> None:
        self._busy = False
        self._say(note)
        self.reload()

    def _troubled(self, why: Trouble) -> None:
        self._ended(str(why))

    def _owed(self, desk: KioskDesk, found: tuple[Ticket, ...]) -> None:
        def name(code: str) -> str:
            place = desk.office.field(code)
            return place.name if place else code

        self._unprinted.show(derive_unprinted(found, name))
        self.changed.emit()

    def _refresh_facts(self) -> None:
        link = self._desk.link() if self._desk else None
        self._facts.show(derive_facts(self._machine, self._printer, self._online, link.unsent if link else 0))

    def _say(self, note: str) -> None:
        self._note = note
        self.changed.emit()

    doubtfulDay = Property(str, lambda self: self._doubt, notify=changed)
    typed = Property(int, lambda self: len(self._typed), notify=changed)
    digits = Property(int, lambda self: len(self._pin), notify=changed)
    note = Property(str, lambda self: self._note, notify=changed)
    busy = Property(bool, lambda self: self._busy, notify=changed)
    facts = Property(QObject, lambda self: self._facts, constant=True)
    unprinted = Property(QObject, lambda self: self._unprinted, constant=True)
    owed = Property(int, lambda self: self._unprinted.rowCount(), notify=changed)
