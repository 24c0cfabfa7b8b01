"""The doctor: one verdict, what must be done, and what is in order."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.theme.tokens import Palette
from ui.viewmodels.admin_doctor import DoctorDesk, DoctorProps
from ui.widgets.admin_page import AdminPage
from ui.widgets.admin_rows import ListCard, SignLabel
from ui.widgets.labels import frame, label, row


class DoctorPage(AdminPage):
    """F5 examines again."""

    def __init__(self, view_model: DoctorDesk, palette: Palette) -> None:
        super().__init__("Khám máy")
        self._vm = view_model
        self.again = self.tool("Khám lại", "F5", "primary")
        self.again.setMinimumWidth(160)
        self.again.clicked.connect(view_model.examine)
        self.verdict, self._sign = label(role="title", wrap=True), SignLabel(palette, 28)
        self.to_do, self.in_order = ListCard(palette), ListCard(palette)
        card = frame("card")
        line = row(card, gap=16)
        line.setContentsMargins(20, 18, 20, 18)
        line.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.verdict, 1)
        for part in (card, self.to_do, self.in_order):
            self.body.addWidget(part)
        self.body.addStretch()
        view_model.changed.connect(self.show_props)
        self.show_props(view_model.props)

    def show_props(self, props: DoctorProps) -> None:
        """Show what was found."""
        self.subtitle.setText(props.when or "Kiểm tra máy này, dữ liệu, đường truyền, máy in, màn hình và loa.")
        self.verdict.setText(props.verdict)
        self._sign.show_sign(props.sign)
        self.again.setText(f"{props.button}  F5")
        self.again.setEnabled(not props.busy)
        for card, listing in ((self.to_do, props.to_do), (self.in_order, props.in_order)):
            card.show_listing(listing)
            card.setVisible(bool(listing.rows))

    def begin(self) -> None:
        self._vm.examine_once()

    def refresh(self) -> None:
        self._vm.examine()
