"""What hangs on a cable: the hub, the province, the printer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.app.config import Config
from kiosk.app.doctor.finding import Finding
from kiosk.app.trusting import any_trust
from kiosk.domain.clock import Clock
from kiosk.domain.trouble import Trouble
from printing.config import PrinterConfig
from printing.messages import message
from printing.trouble import PrintTrouble
from printing.worker import TicketPrinter

if TYPE_CHECKING:
    from sync.client import Line
    from sync.wire import Hello

_CLOCK_APART = 120_000
_CABLE = "Kiểm tra dây mạng, và máy ở đầu kia có đang chạy"


def hub(config: Config, clock: Clock) -> Iterator[Finding]:
    """Who answers at the hub's address, for which office, and how far its clock is."""
    if not config.hub.url:
        yield Finding("ok", "Không dùng máy chủ đơn vị (mục hub.url để trống).")
        return
    try:
        hello = _hello(config, config.hub.url)
    except Trouble as away:
        yield Finding("warn", away.message, f"Máy này vẫn làm việc một mình. {_CABLE} motcua hub.")
        return
    if hello.role != "hub" or hello.office != config.office.id:
        yield Finding(
            "error",
            f"{config.hub.url} là máy {hello.role} của {hello.office}, không phải máy chủ của {config.office.id}.",
            "Sửa hub.url hoặc office.id trong tệp cấu hình.",
        )
        return
    yield Finding("ok", f"Máy chủ đơn vị {hello.station} trả lời ở {config.hub.url}, phiên bản {hello.version}.")
    if (apart := abs(hello.at - clock.now_ms())) > _CLOCK_APART:
        yield Finding("warn", f"Đồng hồ máy này lệch {apart // 1000} giây so với máy chủ đơn vị.", "Bật đồng bộ NTP.")
    yield from _admitted(config, config.hub.url)


def province(config: Config) -> Iterator[Finding]:
    """Who answers at the province's address."""
    if not config.province.url:
        yield Finding("ok", "Không nối lên tỉnh (mục province.url để trống).")
        return
    from sync.trust.names import role_name

    try:
        hello = _hello(config, config.province.url, role_name("province", "province"))
    except Trouble as away:
        yield Finding("warn", away.message, f"Dữ liệu vẫn giữ ở đơn vị. {_CABLE} motcua province.")
        return
    if hello.role == "province":
        yield Finding("ok", f"Máy chủ của tỉnh trả lời ở {config.province.url}, phiên bản {hello.version}.")
        yield from _admitted(config, config.province.url, role_name("province", "province"))
    else:
        what = f"{config.province.url} là máy {hello.role}, không phải máy chủ của tỉnh."
        yield Finding("error", what, "Sửa province.url trong tệp cấu hình.")


def printer(config: PrinterConfig) -> Iterator[Finding]:
    """The printer's own word on its state."""
    worker = TicketPrinter(config)
    try:
        status = worker.status()
    finally:
        worker.close()
    text = message(status).technician
    if status.trouble is None:
        yield Finding("warn" if status.paper_near_end else "ok", f"Máy in ({config.kind}): {text}", text)
    elif status.trouble is PrintTrouble.NO_PRINTER:
        yield Finding("ok", f"Máy in: {text}")
    else:
        what, _, remedy = text.partition(". ")
        yield Finding("error", f"Máy in ({config.kind}): {what}.", remedy)


def _hello(config: Config, url: str, peer: str = "") -> Hello:
    with closing(_line(config, url, peer)) as line:
        return line.hello()


def _admitted(config: Config, url: str, peer: str = "") -> Iterator[Finding]:
    """Whether a server that answers everybody lets this machine in: it may have been revoked while it was off."""
    from sync.client import Denied

    with closing(_line(config, url, peer)) as line:
        if line.trust is None:
            return
        try:
            line.keys(config.office.id)
        except Denied as denied:
            yield Finding("error", f"{url} không nhận máy này: {denied.message}", denied.remedy)
        except Trouble as away:
            yield Finding("warn", away.message, away.remedy)


def _line(config: Config, url: str, peer: str) -> Line:
    from sync.client import Line

    return Line(url, any_trust(config), peer=peer)
