"""Printers: this machine's with a test ticket, and those that other stations report."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton

from ui.theme.tokens import Palette
from ui.viewmodels.admin_printer import PrinterDesk, PrinterProps
from ui.viewmodels.admin_stations import derive_printers
from ui.viewmodels.admin_watch import AdminWatch
from ui.widgets.admin_page import AdminPage
from ui.widgets.admin_rows import ListCard, SignLabel
from ui.widgets.labels import column, label, row

SIDE = 320


class PrintersPage(AdminPage):
    """Ctrl+P prints a test ticket, F5 asks the printer again."""

    def __init__(self, printer: PrinterDesk, watch: AdminWatch, palette: Palette) -> None:
        super().__init__("Máy in")
        self._vm, self._watch = printer, watch
        self.subtitle.setText("Phiếu thử không lấy số của hàng đợi.")
        self.own, self.others = PrinterCard(palette), ListCard(palette, side=SIDE)
        self.body.addWidget(self.own)
        self.body.addWidget(self.others)
        self.body.addStretch()
        self.own.test.clicked.connect(printer.test)
        self.own.ask.clicked.connect(printer.ask)
        printer.changed.connect(self.own.show_props)
        watch.changed.connect(lambda _props: self._show_others())
        watch.stations_changed.connect(lambda _facts: self._show_others())
        self.own.show_props(printer.props)
        self._show_others()

    def begin(self) -> None:
        self._vm.ask()

    def refresh(self) -> None:
        self._vm.ask()
        self._watch.tick()

    def act(self) -> None:
        self._vm.test()

    def _show_others(self) -> None:
        self.others.show_listing(derive_printers(self._watch.inputs.stations, self._watch.inputs.now))


class PrinterCard(QFrame):
    """The printer of this machine."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title, self._place = label(role="card-title"), label(role="name", wrap=True)
        self._sign, self._state = SignLabel(palette, 28), label(role="title", wrap=True)
        self._remedy, self._asked = label(role="value", wrap=True), label(role="name")
        self.test, self.ask = QPushButton(), QPushButton("Hỏi lại  F5")
        self.test.setProperty("role", "primary")
        self.test.setMinimumWidth(184)
        for button in (self.test, self.ask):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        words = column(gap=2)
        words.addWidget(self._state)
        words.addWidget(self._remedy)
        middle = row(gap=16)
        middle.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignVCenter)
        middle.addLayout(words, 1)
        middle.addWidget(self.ask, alignment=Qt.AlignmentFlag.AlignVCenter)
        middle.addWidget(self.test, alignment=Qt.AlignmentFlag.AlignVCenter)
        box = column(self, gap=4)
        box.setContentsMargins(20, 14, 20, 16)
        box.addWidget(self._title)
        box.addWidget(self._place)
        box.addSpacing(12)
        box.addLayout(middle)
        box.addSpacing(4)
        box.addWidget(self._asked)

    def show_props(self, props: PrinterProps) -> None:
        """Show the printer."""
        self._title.setText(props.name)
        self._sign.show_sign(props.sign)
        self._state.setText(props.state)
        for part, text in ((self._place, props.place), (self._remedy, props.remedy), (self._asked, props.asked)):
            part.setText(text)
            part.setVisible(bool(text))
        self.test.setText(f"{props.button}  Ctrl+P")
        self.test.setEnabled(props.can_test)
        self.ask.setEnabled(props.can_ask)
        self.setAccessibleName(f"{props.name}: {props.state} {props.remedy}".strip())
