"""Opening a ticket by its number or by what a scanner read. Whatever is read, nothing that was there is lost."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from kiosk.domain.number import parse_number
from kiosk.domain.service_day import service_day
from kiosk.domain.ticket import Ticket
from kiosk.services import access_log, overview
from kiosk.store.store import Store
from ui.jobs import Jobs
from ui.viewmodels.counter_facts import INFO, TROUBLE, WARNING, Notice
from ui.viewmodels.counter_scan import FOREIGN, GARBLED, KEYS, TICKET, Scan, read_scan
from ui.viewmodels.counter_screen import CounterScreen
from ui.viewmodels.counter_wording import day_text

BY_NUMBER, BY_PAPER, IN_LINE = "tìm theo số", "quét phiếu", "danh sách chờ"
"""How a clerk came to a ticket, as the log of opened records says it."""


class TicketOpening(QObject):
    """`number_doubtful(number)`: a garbled scan still tells a number; the window offers it for a look."""

    number_doubtful = Signal(str)

    def __init__(self, store: Store, jobs: Jobs, screen: CounterScreen) -> None:
        super().__init__(screen)
        self._store, self._jobs, self._screen = store, jobs, screen
        self._seen: set[str] = set()
        self._paper, self.scanned_number = "", ""

    def look(self, text: str) -> None:
        """Open a ticket of the line; going up and down the line notes each ticket once."""
        self._open(text.strip(), place=IN_LINE)

    def find(self, text: str) -> None:
        """Open the ticket that a clerk typed or scanned into the search box."""
        scan = read_scan(text)
        if scan.kind in (TICKET, GARBLED):
            self.scanned(scan)
        elif parse_number(text) is None:
            self._tell(WARNING, f"“{text.strip()}” không phải số thứ tự.", "Gõ như trên phiếu, ví dụ A012.")
        else:
            self._open(text.strip())

    def scanned(self, scan: Scan) -> None:
        """Open what was scanned, or say in words what it is and what to do."""
        if scan.kind == TICKET:
            self._ticket(scan)
        elif scan.kind == GARBLED:
            again = "Chuyển bộ gõ sang tiếng Anh rồi quét lại"
            remedy = f"{again}, hoặc Enter để mở số {scan.number}." if scan.number else f"{again}, hoặc gõ số."
            self._tell(WARNING, "Bộ gõ tiếng Việt đã làm sai mã vừa quét.", remedy)
            self.number_doubtful.emit(scan.number)
        elif scan.kind == FOREIGN:
            remedy = "Quét mã QR in trên phiếu, hoặc gõ số phiếu (Ctrl+F)."
            self._tell(WARNING, "Mã vừa quét không phải phiếu số thứ tự.", remedy)
        elif scan.kind == KEYS:
            self._tell(INFO, "Có nhiều phím bấm cùng lúc nên chưa làm gì.", "Bấm lại từng phím một.")

    def paper_of(self, text: str) -> str:
        """The whole QR of a number that was just scanned: it tells more than the number alone (R3)."""
        return self._paper if self._paper and text.strip().upper() == self.scanned_number else text

    def _ticket(self, scan: Scan) -> None:
        today = service_day(None, self._store.clock.now_ms())
        if scan.office != self._store.me.office:
            self._tell(WARNING, "Phiếu này của nơi khác.", "Mời người dân lấy số mới ở máy lấy số tại đây.")
        elif scan.day < today:
            text = f"Phiếu {scan.number} của ngày {day_text(scan.day)}, đã hết hạn."
            self._tell(WARNING, text, "Mời người dân lấy số mới.")
        else:
            self._paper, self.scanned_number = scan.text, scan.number
            self._open(scan.text, scan.number, BY_PAPER)

    def _open(self, text: str, number: str = "", place: str = BY_NUMBER) -> None:
        def found(ticket: Ticket | None) -> None:
            if ticket is None:
                remedy = "Kiểm tra lại số. Phiếu lấy ở máy mất mạng có thể chưa về tới đây: bấm G để phục vụ ngay."
                self._tell(WARNING, f"Hôm nay chưa thấy phiếu {(number or text).upper()}.", remedy)
            else:
                self._screen.dismiss()
                self._screen.view(text)

        self._jobs.run(
            lambda: self._found(text, place),
            found,
            lambda why: self._tell(TROUBLE, why.message, why.remedy),
        )

    def _found(self, text: str, place: str) -> Ticket | None:
        """The ticket, once its opening stands in the log: what cannot be noted is not shown."""
        ticket = overview.find_ticket(self._store, text)
        if ticket and not (place == IN_LINE and ticket.id in self._seen):
            subject = access_log.Subject("ticket", ticket.id, ticket.number)
            access_log.opened(self._store, self._screen.desk.staff.login, subject, place)
            self._seen.add(ticket.id)
        return ticket

    def _tell(self, tone: str, text: str, remedy: str) -> None:
        self._screen.tell(Notice(tone, text, remedy))
