"""A morning at a commune's office for pictures of the desk's faces: real services on a real encrypted store, with a
clock and a job queue that are cranked by hand so that every picture is the same on every run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication, QWidget

from kiosk.domain.office import Office
from kiosk.domain.service_day import VIETNAM
from kiosk.domain.ticket import Ticket
from kiosk.domain.trouble import TryLater
from kiosk.services import issuing, staff
from kiosk.services.calling import ClaimRequest, claim
from kiosk.services.catalogue import ensure_catalogue
from kiosk.services.profile import load_office
from kiosk.store.opening import open_station
from kiosk.store.store import Store, new_id
from ui.jobs import Jobs, ManualExecutor
from ui.pulse import Pulse

LOGIN, PASSWORD, NAME = "hanh.nt", "mua xuan 2026", "Nguyễn Thị Hạnh"


@dataclass
class StagedClock:
    """Stands at a given minute of the morning of 23/11/2026."""

    at: int = int(datetime(2026, 11, 23, 7, 58, tzinfo=VIETNAM).timestamp() * 1000)

    def now_ms(self) -> int:
        return self.at

    def to(self, hour: int, minute: int, second: int = 0) -> None:
        """Move to a time of that morning."""
        moment = datetime(2026, 11, 23, hour, minute, second, tzinfo=VIETNAM)
        self.at = int(moment.timestamp() * 1000)


@dataclass(frozen=True)
class StagedLink:
    """How a line stands in a picture."""

    up: bool = True
    since: int = 0
    unsent: int = 0
    trouble: str = ""
    hub: str = "counter-2"


@dataclass
class OwnHub:
    """Claims answered by the station itself, which is its own hub in the pictures, unless the line is `cut`."""

    store: Store
    office: Office
    cut: bool = False

    def next(self, counter: int, fields: tuple[str, ...], actor: str) -> Ticket | None:
        if self.cut:
            raise TryLater("hub-away", "Mất kết nối với máy chủ hàng đợi.")
        return claim(self.store, self.office, ClaimRequest(new_id(), self.store.me.station, counter, fields, actor))

    def number(self, text: str, counter: int, fields: tuple[str, ...], reason: str, actor: str) -> Ticket:
        me = self.store.me.station
        won = claim(self.store, self.office, ClaimRequest(new_id(), me, counter, fields, actor, text, reason))
        assert won is not None
        return won

    def pending(self) -> bool:
        return False


@dataclass
class Stage:
    """Everything that a window of the desk needs."""

    office: Office
    store: Store
    clock: StagedClock
    executor: ManualExecutor = field(default_factory=ManualExecutor)

    def __post_init__(self) -> None:
        self.jobs = Jobs(self.executor)
        self.pulse = Pulse(self.store)
        self.claims = OwnHub(self.store, self.office)

    def issue(self, at: str, service: str, priority: str = "", procedure: str = "") -> Ticket:
        """A ticket taken at `at` (`8:05`)."""
        hour, minute = at.split(":")
        self.clock.to(int(hour), int(minute))
        return issuing.issue(
            self.store, self.office, field=service, priority=priority, procedure=procedure, hub=self.store.me.station
        )

    def settle(self) -> None:
        """Run every job and every signal until nothing moves."""
        app = QApplication.instance()
        assert app is not None
        for _ in range(20):
            self.executor.run_all()
            app.processEvents()

    def picture(self, window: QWidget, file: Path, size: tuple[int, int]) -> None:
        """The window at `size` pixels as a PNG. Raises OSError when it cannot be written."""
        window.resize(*size)
        self.settle()
        if not window.grab().save(str(file)):
            raise OSError(f"cannot write {file}")


@contextmanager
def staged(profile: str = "commune") -> Iterator[Stage]:
    """A fresh office with one account and the catalogue, closed and deleted afterwards."""
    with TemporaryDirectory() as folder:
        clock = StagedClock()
        office = load_office(profile)
        store = open_station(Path(folder), office=office.id, station="counter-2", kind="counter", clock=clock)
        try:
            ensure_catalogue(store)
            issuing.lease_own_series(store)
            staff.add_staff(store, LOGIN, NAME, "lead", PASSWORD, LOGIN)
            stage = Stage(office, store, clock)
            yield stage
            stage.pulse.close()
            stage.jobs.shutdown()
        finally:
            store.close()
