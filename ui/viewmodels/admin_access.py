"""Who opened which person's record: the lead's page. It reads; there is nothing to change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from PySide6.QtCore import QObject, Signal

from kiosk.domain.roles import Right, may
from kiosk.domain.service_day import VIETNAM, local_time
from kiosk.domain.trouble import Trouble
from kiosk.services import access_log
from kiosk.services.access_log import Opening
from ui.viewmodels.admin_asking import Asking
from ui.viewmodels.admin_desk import AdminDesk
from ui.viewmodels.admin_rows import Listing, Row

SPANS = ((1, "Hôm nay"), (7, "7 ngày"), (30, "30 ngày"))
"""Days back, today included."""

_WHAT = {"ticket": "phiếu", "dossier": "hồ sơ", "file": "tệp", "journal": "nhật ký"}
_OF_SYSTEM = "os:"
"""Begins an account of the operating system: who ran a command outside of any screen."""
_CORNER = {
    "opened": "đã mở góc kỹ thuật",
    "refused": "gõ sai mã PIN ở góc kỹ thuật",
}


@dataclass(frozen=True, slots=True)
class AccessInputs:
    """`found` is None until the store has answered; `names` are people by login."""

    days: int = 1
    text: str = ""
    found: tuple[Opening, ...] | None = None
    names: tuple[tuple[str, str], ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class AccessProps:
    """The list and its filter."""

    days: int
    listing: Listing


def derive_access(inputs: AccessInputs) -> AccessProps:
    """The page for these inputs."""
    found, names = inputs.found or (), dict(inputs.names)
    rows = tuple(_row(opening, names) for opening in found)
    title = f"Lượt xem  {len(rows)}" if rows else "Lượt xem"
    note = f"Chỉ hiện {access_log.MOST} lượt mới nhất: hãy lọc hẹp hơn." if len(rows) >= access_log.MOST else ""
    empty = inputs.trouble or ("Đang đọc sổ…" if inputs.found is None else "Không có lượt xem nào khớp.")
    return AccessProps(inputs.days, Listing(title, rows, empty, note))


def _row(opening: Opening, names: dict[str, str]) -> Row:
    when = f"{local_time(opening.at):%d/%m %H:%M}"
    if opening.what == "corner":
        words = _CORNER.get(opening.label, opening.label)
        return Row(when, "Góc kỹ thuật của máy lấy số", words, opening.station)
    what = f"{_WHAT.get(opening.what, opening.what)} {opening.label}"
    detail = " · ".join(part for part in (what, opening.place, opening.why) if part)
    return Row(when, _who(opening.actor, names), detail, opening.station)


def _who(actor: str, names: dict[str, str]) -> str:
    if actor.startswith(_OF_SYSTEM):
        return f"Tài khoản hệ điều hành {actor.removeprefix(_OF_SYSTEM)}"
    return f"{names[actor]} ({actor})" if actor in names else actor


class AccessDesk(QObject):
    """`changed(AccessProps)`."""

    changed = Signal(object)

    def __init__(self, desk: AdminDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._inputs = AccessInputs()
        self.props = derive_access(self._inputs)
        self._reading = Asking(desk.jobs, self._read, self._took, self._troubled, self)
        desk.pulse.changed.connect(self._store_changed)

    @property
    def is_allowed(self) -> bool:
        """Whether this person reads the log."""
        return may(self._desk.staff.role, Right.ACCESS_LOG)

    def ask(self) -> None:
        """Read anew."""
        if self.is_allowed:
            self._reading.ask()

    def narrow(self, days: int, text: str) -> None:
        """Show so many days, and only what fits the text."""
        self._show(days=days, text=text)
        self.ask()

    def close(self) -> None:
        """Tell nothing more."""
        self._desk.pulse.changed.disconnect(self._store_changed)
        self._reading.close()

    def _read(self) -> tuple[tuple[Opening, ...], tuple[tuple[str, str], ...]]:
        desk, inputs = self._desk, self._inputs
        today = local_time(desk.clock.now_ms()).date()
        first = datetime.combine(today - timedelta(days=inputs.days - 1), time.min, VIETNAM)
        since, until = int(first.timestamp() * 1000), int(first.timestamp() * 1000) + inputs.days * 86_400_000
        people = tuple((a.login, a.name) for a in desk.people.everyone())
        return access_log.openings(desk.store, since, until, inputs.text), people

    def _took(self, got: tuple[tuple[Opening, ...], tuple[tuple[str, str], ...]]) -> None:
        self._show(found=got[0], names=got[1], trouble="")

    def _troubled(self, why: Trouble) -> None:
        self._show(trouble=str(why))

    def _store_changed(self, topics: frozenset[str]) -> None:
        if "access" in topics and self._inputs.found is not None:
            self.ask()

    def _show(self, **news: object) -> None:
        self._inputs = replace(self._inputs, **news)  # type: ignore[arg-type]
        props = derive_access(self._inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)
