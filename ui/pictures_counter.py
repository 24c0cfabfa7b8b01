"""Pictures of the counter in its states, at the sizes of real desks."""

from __future__ import annotations

from pathlib import Path

from kiosk.services import serving
from ui.counter_window import CounterParts, CounterWindow, open_counter
from ui.pictures_desk import LOGIN, NAME, PASSWORD, Stage, StagedLink, staged
from ui.theme.tokens import DARK, LIGHT, Palette

DESK, WIDE, SMALL = (1440, 900), (1920, 1080), (1366, 768)
_MORNING = (
    ("7:52", "civil-status", "", ""), ("7:58", "certification", "", ""), ("8:00", "civil-status", "", ""),
    ("8:01", "certification", "", ""), ("8:03", "civil-status", "", "1.001193"), ("8:05", "residence", "", ""),
    ("8:06", "civil-status", "elderly", ""), ("8:09", "certification", "", ""), ("8:11", "residence", "", ""),
    ("8:12", "certification", "pregnant", ""), ("8:14", "civil-status", "", ""), ("8:15", "certification", "", ""),
)  # fmt: skip


def counter_pictures(out: Path) -> None:
    """Write `counter-*.png` into `out`. Needs a QApplication."""
    out.mkdir(parents=True, exist_ok=True)
    with staged() as stage:
        window = _open(stage, LIGHT)
        _before_work(stage, window, out)
        _work(stage, window, out)
        window.close()
        stage.settle()
        dark = _open(stage, DARK)
        _sign_in(stage, dark)
        stage.picture(dark, out / "counter-dark.png", DESK)
        dark.close()
        stage.settle()
    with staged() as stage:
        _first_account(stage, out)


def _open(stage: Stage, palette: Palette) -> CounterWindow:
    cut = StagedLink(up=False, since=stage.clock.at - 9 * 60_000, unsent=14, trouble="Tỉnh không trả lời.")
    parts = CounterParts(
        office=stage.office, store=stage.store, jobs=stage.jobs, pulse=stage.pulse, claims=stage.claims,
        hub_link=StagedLink, province_link=lambda: cut, clock=stage.clock, palette=palette,
    )  # fmt: skip
    window = open_counter(parts)
    stage.settle()
    return window


def _sign_in(stage: Stage, window: CounterWindow) -> None:
    page = window.sign_in_page
    page.login.setText(LOGIN)
    page.password.setText(PASSWORD)
    page.submit()
    stage.settle()


def _before_work(stage: Stage, window: CounterWindow, out: Path) -> None:
    window.sign_in_page.login.setText(LOGIN)
    stage.picture(window, out / "counter-sign-in.png", DESK)
    _sign_in(stage, window)
    assert window.place_page is not None
    window.place_page.counters[2].click()
    stage.picture(window, out / "counter-place.png", DESK)
    window.place_page.open.click()
    stage.settle()
    stage.picture(window, out / "counter-nobody.png", DESK)


def _work(stage: Stage, window: CounterWindow, out: Path) -> None:
    vm, desk = window.view_model, window.desk
    assert vm
    assert desk
    for ticket in _MORNING:
        stage.issue(*ticket)
    stage.clock.to(8, 16)
    vm.tick()
    stage.picture(window, out / "counter-free.png", DESK)
    _line_cut(stage, window, out)
    vm.call_next()
    stage.settle()
    stage.clock.to(8, 16, 23)
    vm.tick()
    stage.picture(window, out / "counter-called.png", DESK)
    vm.absent()
    stage.picture(window, out / "counter-absent.png", DESK)
    vm.dismiss()
    vm.begin()
    stage.settle()
    serving.hold(stage.store, vm.inputs.facts.current.ticket.id, LOGIN, "đi sao giấy khai sinh")  # type: ignore[union-attr]
    stage.settle()
    vm.call_number("A003", "Người dân đưa phiếu tại quầy")
    stage.settle()
    stage.clock.to(8, 17, 2)
    vm.begin()
    stage.settle()
    stage.clock.to(8, 21, 12)
    vm.tick()
    for name, size in (("counter-serving", DESK), ("counter-wide", WIDE), ("counter-small", SMALL)):
        stage.picture(window, out / f"{name}.png", size)
    _panels(stage, window, out)
    _priority(stage, window, out)


def _priority(stage: Stage, window: CounterWindow, out: Path) -> None:
    vm, desk = window.view_model, window.desk
    assert vm
    assert desk
    vm.finish()
    stage.settle()
    vm.dismiss()
    vm.call_number("A004", "Người dân đưa phiếu tại quầy")
    stage.settle()
    for name, size in (("counter-priority", DESK), ("counter-priority-small", SMALL)):
        desk.work.facts.priority_wanted.emit()
        stage.picture(window, out / f"{name}.png", size)
    desk.priority.submit()
    stage.settle()
    stage.picture(window, out / "counter-proven.png", DESK)


def _line_cut(stage: Stage, window: CounterWindow, out: Path) -> None:
    vm = window.view_model
    assert vm
    stage.claims.cut = True
    vm.call_next()
    stage.picture(window, out / "counter-cut.png", DESK)
    stage.claims.cut = False
    vm.stop_waiting()
    vm.dismiss()


def _panels(stage: Stage, window: CounterWindow, out: Path) -> None:
    vm, desk = window.view_model, window.desk
    assert vm
    assert desk
    for panel, name in ((desk.transfer, "transfer"), (desk.keys_sheet, "keys")):
        desk.open_panel(panel, *(("A003", "civil-status") if panel is desk.transfer else ()))
        stage.picture(window, out / f"counter-{name}.png", DESK)
        desk.close_panel()
    vm.opening.find("B004")
    stage.settle()
    stage.picture(window, out / "counter-looking.png", DESK)
    vm.view("")
    stage.settle()
    window.lock.lock()
    stage.picture(window, out / "counter-locked.png", DESK)
    page = window.lock.page
    assert page
    page.password.setText(PASSWORD)
    page.submit()
    stage.settle()


def _first_account(stage: Stage, out: Path) -> None:
    from ui.viewmodels.signin import SignInInputs, derive_sign_in

    window = _open(stage, LIGHT)
    window.sign_in_page.show_props(derive_sign_in(SignInInputs(known=True, changing=True)))
    stage.picture(window, out / "counter-new-password.png", DESK)
    window.sign_in_page.show_props(derive_sign_in(SignInInputs(known=False)))
    window.sign_in_page.name.setText(NAME)
    stage.picture(window, out / "counter-first-account.png", DESK)
    window.close()
    stage.settle()
