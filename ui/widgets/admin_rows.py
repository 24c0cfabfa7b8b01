"""Cards of rows and tiles of figures: the admin's two ways to show a fact."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.theme.tokens import Palette
from ui.viewmodels.admin_rows import GOOD, OFF, PLAIN, TROUBLE, WARNING, Listing, Row, Tile
from ui.widgets.icons import pixmap
from ui.widgets.labels import column, frame, label, row, set_role

SIGN = 18
_NAMES = {GOOD: "circle-check", WARNING: "triangle-alert", TROUBLE: "circle-x", OFF: "circle-pause"}


class SignLabel(QLabel):
    """A sign in the colour of its meaning; nothing for a plain row."""

    def __init__(self, palette: Palette, size: int = SIGN) -> None:
        super().__init__()
        colours = {
            GOOD: palette.success, WARNING: palette.on_notice_soft, TROUBLE: palette.danger, OFF: palette.muted,
        }  # fmt: skip
        self._signs = {sign: pixmap(_NAMES[sign], colour, size) for sign, colour in colours.items()}
        self.setFixedSize(size, size)
        self.hide()

    def show_sign(self, sign: str) -> None:
        """Show a row's sign."""
        self.setVisible(sign != PLAIN)
        if sign != PLAIN:
            self.setPixmap(self._signs[sign])


class RowView(QFrame):
    """One row: sign, what the eye looks for, words, and a fact at the right."""

    def __init__(self, palette: Palette, lead: int, side: int) -> None:
        super().__init__()
        self._sign = SignLabel(palette)
        self._lead, self._side = label(role="value-strong"), label(role="value", wrap=side > 0)
        self._title, self._detail = label(role="value", wrap=True), label(role="name", wrap=True)
        self._lead.setMinimumWidth(lead)
        self._side.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if side:
            self._side.setFixedWidth(side)
        words = column(gap=1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        box = row(self, gap=12)
        box.setContentsMargins(0, 9, 0, 9)
        box.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignVCenter)
        box.addWidget(self._lead, alignment=Qt.AlignmentFlag.AlignVCenter)
        box.addLayout(words, 1)
        box.addWidget(self._side)

    def show_row(self, shown: Row, last: bool) -> None:
        """Become this row."""
        set_role(self, "row-last" if last else "row")
        self._sign.show_sign(shown.sign)
        for part, text in ((self._lead, shown.lead), (self._title, shown.title), (self._detail, shown.detail),
                           (self._side, shown.side)):  # fmt: skip
            part.setText(text)
            part.setVisible(bool(text))
        loud = {TROUBLE: "value-warning", WARNING: "value-priority"}
        set_role(self._side, loud.get(shown.sign, "name" if shown.sign == OFF else "value"))
        self.setAccessibleName(shown.spoken)


class ListCard(QFrame):
    """A card with a title and rows that are kept and rewritten, so that nothing flickers every five seconds.
    `lead` and `side` are widths in pixels; `side` 0 lets it be as wide as its words."""

    def __init__(self, palette: Palette, lead: int = 0, side: int = 0) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._palette, self._lead, self._side = palette, lead, side
        self._title, self._empty = label(role="card-title"), label(role="name", wrap=True)
        self._note = label(role="name", wrap=True)
        self._rows = column(gap=0)
        self._views: list[RowView] = []
        self._shown: Listing | None = None
        box = column(self, gap=6)
        box.setContentsMargins(20, 14, 20, 12)
        box.addWidget(self._title)
        box.addLayout(self._rows)
        box.addWidget(self._empty)
        box.addWidget(self._note)

    def show_listing(self, listing: Listing) -> None:
        """Show these rows, or what their absence means."""
        if listing == self._shown:
            return
        self._shown = listing
        self._title.setText(listing.title)
        self._note.setText(listing.note)
        self._note.setVisible(bool(listing.note))
        self._empty.setText(listing.empty)
        self._empty.setVisible(not listing.rows and bool(listing.empty))
        self._fit(len(listing.rows))
        for place, (view, shown) in enumerate(zip(self._views, listing.rows, strict=True), 1):
            view.show_row(shown, place == len(listing.rows))
        self.setAccessibleName(listing.title)

    def texts(self) -> tuple[str, ...]:
        """Every row as a screen reader says it; without rows, the words in their place."""
        return tuple(v.accessibleName() for v in self._views) or ((self._empty.text(),) if self._empty.text() else ())

    def _fit(self, count: int) -> None:
        while len(self._views) < count:
            self._views.append(RowView(self._palette, self._lead, self._side))
            self._rows.addWidget(self._views[-1])
        while len(self._views) > count:
            gone = self._views.pop()
            self._rows.removeWidget(gone)
            gone.hide()
            gone.deleteLater()


class TileView(QFrame):
    """One figure with its name above and what it means below."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.setProperty("role", "tile-plain")
        self._name, self._figure = label(role="name"), label(role="figure")
        self._unit, self._hint = label(role="unit"), label(role="name", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sign = SignLabel(palette, 20)
        head = row(gap=8)
        head.addWidget(self._name, 1)
        head.addWidget(self._sign)
        head.addStrut(20)
        figure = row(gap=8)
        figure.addWidget(self._figure)
        figure.addWidget(self._unit, alignment=Qt.AlignmentFlag.AlignBottom)
        figure.addStretch()
        box = column(self, gap=0)
        box.setContentsMargins(16, 12, 14, 14)
        box.addLayout(head)
        box.addLayout(figure)
        box.addWidget(self._hint, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_tile(self, tile: Tile) -> None:
        """Become this tile."""
        set_role(self, f"tile-{tile.tone}")
        self._name.setText(tile.name)
        self._figure.setText(tile.figure)
        self._unit.setText(tile.unit)
        self._unit.setVisible(bool(tile.unit))
        self._sign.show_sign(tile.tone if tile.tone in (WARNING, TROUBLE) else PLAIN)
        self._hint.setText(tile.hint)
        self.setAccessibleName(f"{tile.name}: {tile.figure} {tile.unit}, {tile.hint}")


def side_by_side(left: QWidget, right: QWidget, shares: tuple[int, int] = (1, 1)) -> QFrame:
    """Two columns that begin at the same height."""
    both = frame("clear")
    box = row(both, gap=16)
    for part, share in ((left, shares[0]), (right, shares[1])):
        box.addWidget(part, share, Qt.AlignmentFlag.AlignTop)
    return both


def stacked(*parts: QWidget) -> QFrame:
    """Cards under each other."""
    pile = frame("clear")
    box = column(pile, gap=16)
    for part in parts:
        box.addWidget(part)
    box.addStretch()
    return pile
