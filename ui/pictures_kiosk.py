"""Pictures of every page of the kiosk, upright and wide: what people judge by eye."""

from __future__ import annotations

from pathlib import Path

from kiosk.domain.trouble import TryLater
from kiosk.services.profile import load_office
from printing.trouble import PrintTrouble
from ui.pictures_kiosk_scene import Scene, staged
from ui.viewmodels import kiosk_visit as visits

UPRIGHT, WIDE = (1080, 1920), (1920, 1080)
QUEUES = {"commune": (4, 9, 6, 1, 0, 3), "province": (12, 3, 7, 0, 5, 2, 1, 9, 4, 0, 6, 2, 1, 3)}


def kiosk_pictures(out: Path) -> list[Path]:
    """Every page into `out` as PNG; the files. Needs a QGuiApplication."""
    out.mkdir(parents=True, exist_ok=True)
    taken: list[Path] = []
    for size, shape in ((UPRIGHT, "upright"), (WIDE, "wide")):
        for profile in ("commune", "province"):
            with staged(out, f"kiosk-{profile}-{shape}", load_office(profile), QUEUES[profile], size) as scene:
                (_whole_visit if profile == "commune" else _large_office)(scene)
                taken += scene.taken
    return taken


def _whole_visit(scene: Scene) -> None:
    for page in (_homes, _numbers, _procedures, _comforts, _troubles, _technician):
        page(scene)
        scene.home()


def _homes(scene: Scene) -> None:
    flow = scene.kiosk.flow
    scene.shoot("home")
    flow.speak("en")
    scene.shoot("home-english")
    scene.home()
    scene.after(61)
    scene.shoot("attract")
    scene.home()
    scene.clock.at += 4 * 3_600_000
    flow.tick()
    scene.shoot("closed")
    scene.clock.at -= 4 * 3_600_000
    scene.link.up = False
    flow.tick()
    scene.shoot("home-offline")
    scene.link.up = True
    flow.tick()


def _numbers(scene: Scene) -> None:
    flow = scene.kiosk.flow
    flow.takeNumber()
    scene.shoot("fields")
    flow.offerPriority()
    scene.shoot("priority")
    flow.choosePriority("elderly")
    scene.shoot("fields-priority")
    scene.after(31)
    scene.shoot("more-time")
    flow.answer(True)
    scene.settle()
    flow.chooseField("civil-status")
    scene.executor.run_next()
    scene.kiosk.flow._settle()
    file = scene.out / f"{scene.prefix}-ticket-printing.png"
    scene.kiosk.window.grabWindow().save(str(file))
    scene.taken.append(file)
    scene.shoot("ticket")


def _procedures(scene: Scene) -> None:
    flow = scene.kiosk.flow
    flow.lookUp()
    scene.shoot("search")
    for key in "lam giay khai sinh":
        flow.search.type(key)
    scene.shoot("search-found")
    found = flow.search.found.rows()
    flow.chooseProcedure(found[0].code)
    scene.shoot("procedure")


def _comforts(scene: Scene) -> None:
    flow = scene.kiosk.flow
    flow.comfort("open")
    flow.comfort("large")
    scene.shoot("comfort")
    flow.comfort("lowered")
    flow.comfort("contrast")
    flow.comfort("close")
    scene.shoot("comfort-home")
    flow.takeNumber()
    scene.shoot("comfort-fields")
    flow.chooseField("land")
    scene.shoot("comfort-ticket")
    scene.home()
    flow.comfort("large")
    flow.comfort("lowered")
    flow.lookUp()
    scene.shoot("comfort-search")
    scene.home()
    flow.comfort("large")
    flow.comfort("lowered")
    scene.printer.trouble = PrintTrouble.COVER_OPEN
    scene.look_at_printer()
    flow.takeNumber()
    scene.settle()
    flow.chooseField("land")
    scene.shoot("comfort-ticket-on-screen")
    scene.printer.trouble = None
    scene.look_at_printer()


def _troubles(scene: Scene) -> None:
    flow, printer = scene.kiosk.flow, scene.printer
    flow.takeNumber()
    scene.settle()
    printer.trouble = PrintTrouble.PAPER_OUT
    flow.chooseField("residence")
    scene.shoot("paper-question")
    scene.home()
    scene.shoot("home-paper-out")
    flow.takeNumber()
    scene.settle()
    scene.shoot("fields-paper-out")
    flow.chooseField("residence")
    scene.shoot("ticket-on-screen")
    scene.home()
    printer.trouble, printer.fails = None, True
    scene.look_at_printer()
    flow.takeNumber()
    scene.settle()
    flow.chooseField("land")
    scene.shoot("ticket-paper-failed")
    printer.fails = False
    scene.home()
    flow.refuse(_no_series())
    scene.shoot("stopped")


def _no_series() -> TryLater:
    return TryLater(
        "series-missing", "Máy lấy số chưa được cấp dải số.",
        "Máy đang chờ máy chủ hàng đợi; mời ông/bà dùng máy khác hoặc gặp cán bộ.",
    )  # fmt: skip


def _technician(scene: Scene) -> None:
    for _ in range(visits.CORNER_TOUCHES):
        scene.kiosk.flow.corner()
    scene.kiosk.technician.type("2")
    scene.shoot("pin")
    for digit in "580":
        scene.kiosk.technician.type(digit)
    scene.settle()
    scene.look_at_printer()
    scene.shoot("technician")


def _large_office(scene: Scene) -> None:
    scene.shoot("home")
    scene.kiosk.flow.takeNumber()
    scene.shoot("fields")
    scene.kiosk.flow.turnPage(1)
    scene.shoot("fields-2")
