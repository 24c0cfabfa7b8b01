"""Services: what the office's profile says, to be read here and changed in its file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QPushButton

from ui.theme.tokens import Palette
from ui.viewmodels.admin_services import ServicesProps
from ui.widgets.admin_page import AdminPage
from ui.widgets.admin_rows import ListCard, side_by_side, stacked
from ui.widgets.labels import column, label, row


class ServicesPage(AdminPage):
    """Read-only: one file is the source, so that every machine of the office says the same."""

    def __init__(self, props: ServicesProps, palette: Palette) -> None:
        super().__init__("Dịch vụ")
        self.subtitle.setText("Xem tại đây, sửa trong hồ sơ đơn vị để mọi máy nói như nhau.")
        self.cards = {name: ListCard(palette, lead=lead) for name, lead in
                      (("fields", 20), ("counters", 20), ("priorities", 0), ("hours", 0), ("rules", 0))}  # fmt: skip
        for name, card in self.cards.items():
            card.show_listing(getattr(props, name))
        left = stacked(self.cards["fields"], self.cards["counters"])
        right = stacked(self.cards["hours"], self.cards["rules"], self.cards["priorities"])
        self.body.addWidget(_file_card(props))
        self.body.addWidget(side_by_side(left, right))
        self.body.addStretch()


def _file_card(props: ServicesProps) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    path = label(props.file, "value-strong", wrap=True)
    path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    copy = QPushButton("Chép đường dẫn")
    copy.setProperty("role", "small")
    copy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    copy.clicked.connect(lambda: QApplication.clipboard().setText(props.file))
    line = row(gap=16)
    line.addWidget(path, 1)
    line.addWidget(copy)
    box = column(card, gap=4)
    box.setContentsMargins(20, 14, 20, 14)
    box.addWidget(label("Hồ sơ đơn vị", "card-title"))
    box.addLayout(line)
    box.addWidget(label(props.how, "name", wrap=True))
    return card
