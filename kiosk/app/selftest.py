"""The self-test: every part does its real work once on this machine, frozen or not, and says so."""

from __future__ import annotations

import logging
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kiosk.app.clock import SystemClock
from kiosk.app.door import command
from kiosk.app.rehearsal.evidence import read_slips
from kiosk.app.rehearsal.processes import Service
from kiosk.domain.qr import qr_text
from kiosk.services import issuing
from kiosk.services.catalogue import ensure_catalogue, search
from kiosk.services.profile import load_office
from kiosk.store.opening import FILE, open_station

log = logging.getLogger(__name__)
Say = Callable[[str], None]
OFFICE = "self-test"
PDF_LEAST, PICTURES_LEAST = 10_000, 40
"""A page with its fonts in it is larger (bytes); there are more pages than that."""


def run(out: Path | None, say: Say) -> bool:
    """Runs every step and says each result; True when all went well. With `out` what was made is kept there."""
    with tempfile.TemporaryDirectory(prefix="motcua-self-test-") as folder:
        place = out or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        results = [_tried(name, step, place, say) for name, step in STEPS]
        return all(results)


def _tried(name: str, step: Callable[[Path], str], place: Path, say: Say) -> bool:
    started = time.monotonic()
    try:
        result = step(place)
    except Exception as error:
        log.exception("self-test: %s", name)
        say(f"HỎNG  {name}: {error}")
        return False
    say(f"ĐƯỢC  {name}: {result} ({time.monotonic() - started:.1f} giây)")
    return True


def _encrypted_file(_: Path) -> str:
    office = load_office("commune", office_id=OFFICE)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "kiosk-1"
        for turn in (1, 2):
            store = open_station(place, office=OFFICE, station="kiosk-1", kind="kiosk", clock=SystemClock())
            try:
                issuing.lease_own_series(store)
                number = issuing.issue(store, office, field=office.fields[0].code).number
                if turn == 2:
                    ensure_catalogue(store)
                    found = search(store, "lam giay khai sinh")
            finally:
                store.close()
        if (place / FILE).read_bytes()[:15] == b"SQLite format 3":
            raise ValueError("tệp không được mã hóa")
        if not number.endswith("002") or not found:
            raise ValueError(f"số {number}, {len(found)} thủ tục")
    return f"số {number} sau khi mở lại, tìm thấy “{found[0].name}”"


def _every_page(place: Path) -> str:
    """In a process of its own: a page that kills the process is a result, too."""
    folder = place / "pictures"
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    done = subprocess.run(
        command("self-test", "--pictures", str(folder)),
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise ValueError(f"mã {done.returncode}: {done.stderr.strip()[-400:]}")
    pictures = list(folder.rglob("*.png"))
    if len(pictures) < PICTURES_LEAST:
        raise ValueError(f"chỉ có {len(pictures)} trang")
    return f"{len(pictures)} ảnh"


def _ticket(place: Path) -> str:
    from printing.config import PrinterConfig
    from printing.job import print_slip
    from printing.ticket import TicketSlip

    folder = place / "tickets"
    printer = Service("printer", ["printer", "--port", "0", "--out", str(folder)], place / "printer.log")
    try:
        port = int(printer.ready()[0])
        text = qr_text(OFFICE, "2026-11-23", "A012", "0193-self-test")
        slip = TicketSlip(
            office_name="Trung tâm Phục vụ hành chính công",
            place="Tự kiểm tra",
            number="A012",
            field_name="Hộ tịch",
            issued_at=datetime.now(UTC),
            qr_text=text,
            ahead=4,
            wait_low=5,
            wait_high=9,
        )
        outcome = print_slip(PrinterConfig(kind="tcp", host="127.0.0.1", port=port), slip)
    finally:
        printer.stop()
    if not outcome.printed:
        raise ValueError(str(outcome.cause))
    slips = read_slips(folder)
    if [slip.number for slip in slips] != ["A012"]:
        raise ValueError(f"đọc lại được {len(slips)} phiếu")
    return f"{outcome.bytes_sent} byte, mã QR đọc lại đúng"


def _pdf(place: Path) -> str:
    from printing.pages import test_page

    page = test_page(place / "page.pdf", "Trung tâm Phục vụ hành chính công")
    if page.stat().st_size < PDF_LEAST or page.read_bytes()[:5] != b"%PDF-":
        raise ValueError("trang PDF không có phông chữ")
    return f"{page.stat().st_size // 1024} KB"


def _voice(_: Path) -> str:
    from ui.voice.sound import VoicePack

    sound = VoicePack().announce("A012", 3, 2)
    if sound.trouble or sound.ms < 4000:
        raise ValueError(sound.trouble or f"chỉ dài {sound.ms} ms")
    return f"câu mời dài {sound.ms / 1000:.1f} giây"


STEPS: tuple[tuple[str, Callable[[Path], str]], ...] = (
    ("kho dữ liệu mã hóa", _encrypted_file),
    ("mọi trang màn hình", _every_page),
    ("in một phiếu", _ticket),
    ("trang A4 PDF", _pdf),
    ("loa gọi số", _voice),
)
