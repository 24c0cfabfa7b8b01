"""Today at a glance: eight figures, then who passes the limit next, the counters, the fields, the machines."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout

from ui.theme.tokens import Palette
from ui.viewmodels.admin_today import TodayProps
from ui.viewmodels.admin_watch import AdminWatch
from ui.viewmodels.counter_facts import WARNING, Notice
from ui.widgets.admin_page import AdminPage
from ui.widgets.admin_rows import ListCard, TileView
from ui.widgets.labels import column, row
from ui.widgets.notice_bar import NoticeBar

COLUMNS, GAP = 4, 16
THREE_COLUMNS = 1500
"""Pixels of a page from which three columns stand side by side."""


class TodayPage(AdminPage):
    """Lives by itself: nothing here has to be asked for."""

    def __init__(self, watch: AdminWatch, palette: Palette) -> None:
        super().__init__("Hôm nay")
        self._watch = watch
        self.stale = NoticeBar(closable=False)
        self.tiles = [TileView(palette) for _ in watch.props.tiles]
        self.next_up, self.fields = ListCard(palette, lead=56), ListCard(palette)
        self.counters, self.stations = ListCard(palette, lead=64), ListCard(palette)
        grid = QGridLayout()
        grid.setSpacing(16)
        for place, tile in enumerate(self.tiles):
            grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
            grid.setColumnStretch(place % COLUMNS, 1)
        self.body.addWidget(self.stale)
        self.body.addLayout(grid)
        self._columns = [column(gap=GAP) for _ in range(3)]
        self._cards = row(gap=GAP)
        for pile in self._columns:
            self._cards.addLayout(pile, 1)
        self.body.addLayout(self._cards)
        self.body.addStretch()
        self._wide: bool | None = None
        self._arrange(wide=False)
        watch.changed.connect(self.show_props)
        self.show_props(watch.props)

    def show_props(self, props: TodayProps) -> None:
        """Show the day."""
        self.subtitle.setText(props.day)
        self.stale.show_notice(Notice(WARNING, props.stale) if props.stale else None)
        for view, tile in zip(self.tiles, props.tiles, strict=True):
            view.show_tile(tile)
        self.next_up.show_listing(props.next_up)
        self.fields.show_listing(props.fields)
        self.counters.show_listing(props.counters)
        self.stations.show_listing(props.stations)

    def refresh(self) -> None:
        self._watch.tick()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A wide screen shows the machines beside the counters, not below."""
        super().resizeEvent(event)
        self._arrange(wide=event.size().width() >= THREE_COLUMNS)

    def _arrange(self, wide: bool) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        self._cards.setStretch(2, 1 if wide else 0)
        narrow = ((self.next_up, self.fields), (self.counters, self.stations), ())
        for pile, cards in zip(
            self._columns, ((self.next_up,), (self.counters, self.fields), (self.stations,)) if wide else narrow,
            strict=True,
        ):  # fmt: skip
            while pile.takeAt(0):
                pass
            for card in cards:
                pile.addWidget(card)
            if cards:
                pile.addStretch()
