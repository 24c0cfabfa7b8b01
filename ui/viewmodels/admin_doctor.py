"""The doctor's findings, worst first, each with what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from kiosk.domain.trouble import Trouble
from ui.viewmodels.admin_asking import Asking
from ui.viewmodels.admin_desk import AdminDesk, FindingLike
from ui.viewmodels.admin_rows import GOOD, TROUBLE, WARNING, Listing, Row
from ui.viewmodels.counter_wording import clock_text

_SIGNS = {"error": TROUBLE, "warn": WARNING, "ok": GOOD}


@dataclass(frozen=True, slots=True)
class DoctorInputs:
    """`findings` is None before the first examination; `at` is when the last one ended (ms)."""

    findings: tuple[FindingLike, ...] | None = None
    at: int = 0
    busy: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class DoctorProps:
    """The verdict with its sign, what must be done, and what is in order."""

    verdict: str
    sign: str
    when: str
    to_do: Listing
    in_order: Listing
    button: str
    busy: bool


def derive_doctor(inputs: DoctorInputs) -> DoctorProps:
    """The page for these inputs."""
    found = inputs.findings or ()
    bad = [f for level in ("error", "warn") for f in found if f.level == level]
    good = [f for f in found if f.level == "ok"]
    verdict, sign = _verdict(inputs, sum(f.level == "error" for f in bad), len(bad))
    return DoctorProps(
        verdict=verdict,
        sign=sign,
        when=f"Khám lúc {clock_text(inputs.at)}" if inputs.at else "",
        to_do=Listing("Cần làm", tuple(Row("", f.what, f.remedy, "", _SIGNS[f.level]) for f in bad)),
        in_order=Listing(f"Đang tốt  {len(good)}", tuple(Row("", f.what, "", "", GOOD) for f in good)),
        button="Đang khám…" if inputs.busy else "Khám lại",
        busy=inputs.busy,
    )


def _verdict(inputs: DoctorInputs, errors: int, all_bad: int) -> tuple[str, str]:
    if inputs.trouble:
        return inputs.trouble, TROUBLE
    if inputs.findings is None:
        return "Đang khám máy này, mất vài giây…", ""
    if errors:
        return f"Máy này có {errors} lỗi phải sửa.", TROUBLE
    if all_bad:
        return f"Máy này làm việc được, có {all_bad} điều nên xem.", WARNING
    return "Máy này tốt.", GOOD


class DoctorDesk(QObject):
    """`changed(DoctorProps)`."""

    changed = Signal(object)

    def __init__(self, desk: AdminDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._inputs = DoctorInputs()
        self.props = derive_doctor(self._inputs)
        self._asking = Asking(desk.jobs, lambda: tuple(desk.doctor()), self._found, self._troubled, self)
        desk.jobs.failed.connect(self._failed)

    def examine(self) -> None:
        """Examine this machine, unless that is being done."""
        if not self._inputs.busy:
            self._show(busy=True, trouble="")
            self._asking.ask()

    def examine_once(self) -> None:
        """Examine it if that was never done: the page is looked at for the first time."""
        if self._inputs.findings is None:
            self.examine()

    def close(self) -> None:
        """Tell nothing more."""
        self._desk.jobs.failed.disconnect(self._failed)
        self._asking.close()

    def _found(self, findings: Sequence[FindingLike]) -> None:
        self._show(findings=tuple(findings), at=self._desk.clock.now_ms(), busy=False)

    def _troubled(self, why: Trouble) -> None:
        self._show(busy=False, trouble=str(why))

    def _failed(self, _text: str) -> None:
        self._show(busy=False)

    def _show(self, **news: object) -> None:
        self._inputs = replace(self._inputs, **news)  # type: ignore[arg-type]
        props = derive_doctor(self._inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)
