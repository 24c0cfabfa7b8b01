"""A real virtual printer in a real process, and a ticket to print on it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from kiosk.domain.qr import qr_text
from printing.config import PrinterConfig
from printing.ticket import TicketSlip
from printing.virtual.control import send

_RUN = """
import sys
from pathlib import Path
from printing.virtual import run
port, out, control, width = sys.argv[1:]
run(int(port), Path(out), int(control), int(width), lambda line: print(line, flush=True))
"""


@dataclass
class VirtualProcess:
    """A virtual printer that runs: its ports, its folder, and what a person may do to it."""

    process: subprocess.Popen[str]
    port: int
    control: int
    out: Path

    def tell(self, command: str | dict[str, Any]) -> dict[str, Any]:
        return send("127.0.0.1", self.control, command)

    def until(
        self, reached: Callable[[dict[str, Any]], bool] = lambda state: True, **expected: object
    ) -> dict[str, Any]:
        """The state once it is as expected, asked again and again for at most 10 s."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            state = self.tell("state")
            if reached(state) and all(state[key] == value for key, value in expected.items()):
                return state
        raise AssertionError(f"expected {expected}, found {state}")

    def tickets(self) -> list[Path]:
        return sorted(path for path in self.out.glob("*.png") if ".partial" not in path.name)

    def torn(self) -> list[Path]:
        return sorted(self.out.glob("*.partial.png"))

    def config(self, **changes: Any) -> PrinterConfig:
        quick = {"status_timeout": 1.0, "write_timeout": 1.0, "job_timeout": 8.0}
        return PrinterConfig(**{"kind": "tcp", "host": "127.0.0.1", "port": self.port, **quick, **changes})

    def stop(self) -> str:
        """Switch it off; what it wrote to its error output."""
        self.process.terminate()
        _, errors = self.process.communicate(timeout=10)
        assert self.process.returncode == 0, errors
        return errors


@pytest.fixture
def switch_on(tmp_path: Path) -> Iterator[Callable[..., VirtualProcess]]:
    """`switch_on(port=0, width_dots=576)`: one more virtual printer, over the folder `tickets`."""
    running: list[VirtualProcess] = []

    def start(port: int = 0, width_dots: int = 576, out: str = "tickets") -> VirtualProcess:
        folder = tmp_path / out
        command = [sys.executable, "-c", _RUN, str(port), str(folder), "0", str(width_dots)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        ready, *ports = process.stdout.readline().split()
        assert ready == "READY"
        running.append(VirtualProcess(process, int(ports[0]), int(ports[1]), folder))
        return running[-1]

    yield start
    for virtual in running:
        if virtual.process.returncode is None:
            virtual.stop()


@pytest.fixture
def virtual(switch_on: Callable[..., VirtualProcess]) -> VirtualProcess:
    return switch_on()


@pytest.fixture
def slip() -> TicketSlip:
    return TicketSlip(
        office_name="Trung tâm Phục vụ hành chính công phường Quy Nhơn",
        place="Phường Quy Nhơn, tỉnh Gia Lai",
        number="A012",
        field_name="Hộ tịch",
        issued_at=datetime(2026, 11, 23, 9, 12),
        qr_text=qr_text("quy-nhon", "2026-11-23", "A012", "01932f6e-7c1a-7c3e-9d2f-3b8a5c6d7e8f"),
        area="Khu A, quầy 1–4",
        ahead=4,
        wait_low=5,
        wait_high=9,
    )


@pytest.fixture
def numbered(slip: TicketSlip) -> Callable[[int], TicketSlip]:
    """`numbered(7)`: a ticket of its own with the number A007."""

    def make(ordinal: int) -> TicketSlip:
        number = f"A{ordinal:03d}"
        return replace(slip, number=number, qr_text=qr_text("quy-nhon", "2026-11-23", number, f"ticket-{ordinal}"))

    return make


@pytest.fixture
def read_qr() -> Callable[[Path | Image.Image], str]:
    """The text of the one QR code in a picture, read by zxing."""

    def read(source: Path | Image.Image) -> str:
        if isinstance(source, Path):
            with Image.open(source) as picture:
                return read(picture.copy())
        (found,) = zxingcpp.read_barcodes(source.convert("L"))
        return str(found.text)

    return read
