"""This machine's printer: how it stands, and a test ticket."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from kiosk.domain.service_day import local_time
from kiosk.domain.trouble import Trouble
from printing.config import PrinterConfig
from printing.delivery import PrintOutcome
from printing.messages import advice, message
from printing.status import PrinterStatus
from printing.ticket import trial_slip
from printing.trouble import PrintTrouble
from ui.viewmodels.admin_asking import Asking
from ui.viewmodels.admin_desk import AdminDesk
from ui.viewmodels.admin_rows import GOOD, OFF, TROUBLE, WARNING
from ui.viewmodels.counter_facts import DONE, Notice
from ui.viewmodels.counter_facts import TROUBLE as TROUBLE_TONE
from ui.viewmodels.counter_wording import clock_text

_KINDS = {
    "tcp": "Mạng", "serial": "Cổng nối tiếp", "usb": "USB", "cups": "Hàng đợi in CUPS",
    "windows": "Máy in của Windows", "file": "Ghi vào tệp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrinterInputs:
    """`config` None: this machine has no printer. `status` None: not asked yet. `asked_at` in ms."""

    config: PrinterConfig | None
    status: PrinterStatus | None = None
    asked_at: int = 0
    busy: bool = False
    printing: bool = False


@dataclass(frozen=True, slots=True)
class PrinterProps:
    """The card. `sign` as a row's; `can_test` lets the button be pressed."""

    name: str
    place: str
    state: str
    remedy: str
    sign: str
    asked: str
    button: str
    can_test: bool
    can_ask: bool


def derive_printer(inputs: PrinterInputs) -> PrinterProps:
    """The card for these inputs."""
    config = inputs.config
    if config is None or config.kind == "none":
        what, _, remedy = advice(PrintTrouble.NO_PRINTER).technician.partition(". ")
        return PrinterProps("Máy in của máy này", "", f"{what}.", remedy, OFF, "", "In phiếu thử", False, False)
    state, remedy, sign = _state(inputs.status)
    return PrinterProps(
        name="Máy in của máy này",
        place=f"{_KINDS.get(config.kind, config.kind)} · {place_text(config)} · khổ giấy {config.width_mm} mm",
        state=state,
        remedy=remedy,
        sign=sign,
        asked=f"Hỏi lúc {clock_text(inputs.asked_at)}" if inputs.asked_at else "Đang hỏi máy in…",
        button="Đang in…" if inputs.printing else "In phiếu thử",
        can_test=not inputs.printing,
        can_ask=not inputs.busy and not inputs.printing,
    )


def place_text(config: PrinterConfig) -> str:
    """Where the printer is reached, as the configuration says."""
    places = {
        "tcp": f"{config.host}:{config.port}", "serial": f"{config.device}, {config.baud} baud",
        "usb": f"{config.usb_vendor:04x}:{config.usb_product:04x}", "cups": config.queue, "windows": config.queue,
        "file": config.path,
    }  # fmt: skip
    return places.get(config.kind, "")


def outcome_notice(outcome: PrintOutcome) -> Notice:
    """What became of the test ticket."""
    if outcome.printed and outcome.confirmed:
        return Notice(DONE, "Phiếu thử đã in xong.", "Xem chữ đủ dấu, mã QR quét được và giấy đã cắt.")
    if outcome.printed:
        return Notice(DONE, "Đã gửi phiếu thử đến máy in.", "Kết nối này không báo lại: hãy nhìn xem giấy có ra không.")
    what, _, remedy = advice(outcome.cause or PrintTrouble.UNREACHABLE).technician.partition(". ")
    doubt = " Có thể một phần phiếu đã ra giấy." if outcome.in_doubt else ""
    return Notice(TROUBLE_TONE, f"Phiếu thử chưa in được: {what[0].lower()}{what[1:]}.", f"{remedy}{doubt}")


def _state(status: PrinterStatus | None) -> tuple[str, str, str]:
    if status is None:
        return "Chưa biết", "", OFF
    what, _, remedy = message(status).technician.partition(". ")
    sign = TROUBLE if status.trouble else WARNING if status.paper_near_end or not status.readable else GOOD
    return f"{what.rstrip('.')}.", remedy, sign


class PrinterDesk(QObject):
    """`changed(PrinterProps)`; `told(Notice)` after a test ticket."""

    changed = Signal(object)
    told = Signal(object)

    def __init__(self, desk: AdminDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._printer = desk, desk.printer
        self._inputs = PrinterInputs(desk.printer.config if desk.printer else None)
        self.props = derive_printer(self._inputs)
        self._status = Asking(desk.jobs, self._ask, self._answered, self._troubled, self)
        self._trial = Asking(desk.jobs, self._print, self._printed, self._troubled, self)
        desk.jobs.failed.connect(self._failed)

    def ask(self) -> None:
        """How the printer stands now."""
        if self.props.can_ask:
            self._show(busy=True)
            self._status.ask()

    def test(self) -> None:
        """Print a ticket that is none of the queue's."""
        if self.props.can_test:
            self._show(printing=True)
            self._trial.ask()

    def close(self) -> None:
        """Tell nothing more."""
        self._desk.jobs.failed.disconnect(self._failed)
        self._status.close()
        self._trial.close()

    def _ask(self) -> PrinterStatus:
        assert self._printer
        return self._printer.status()

    def _print(self) -> PrintOutcome:
        assert self._printer
        office = self._desk.office
        return self._printer.print(trial_slip(office.name, office.place, local_time(self._desk.clock.now_ms())))

    def _answered(self, status: PrinterStatus) -> None:
        self._show(status=status, busy=False, asked_at=self._desk.clock.now_ms())

    def _printed(self, outcome: PrintOutcome) -> None:
        self._show(status=outcome.status, printing=False, asked_at=self._desk.clock.now_ms())
        self.told.emit(outcome_notice(outcome))

    def _troubled(self, why: Trouble) -> None:
        self._failed()
        self.told.emit(Notice(TROUBLE_TONE, why.message, why.remedy))

    def _failed(self, _text: str = "") -> None:
        self._show(busy=False, printing=False)

    def _show(self, **news: object) -> None:
        self._inputs = replace(self._inputs, **news)  # type: ignore[arg-type]
        props = derive_printer(self._inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)
