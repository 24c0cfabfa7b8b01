"""All examinations in the order in which their causes lie: machine, data, lines, printer, screen, sound."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial

from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.app.doctor import lines, machine, records, screen, trust
from kiosk.app.doctor.finding import Finding
from kiosk.domain.clock import Clock

_log = logging.getLogger(__name__)


def findings(config: Config, clock: Clock | None = None) -> list[Finding]:
    """Everything found on this machine with this configuration. Changes nothing but what opening a store changes."""
    now = clock or SystemClock()
    examinations: tuple[tuple[str, Callable[[], Iterable[Finding]]], ...] = (
        ("cấu hình", partial(machine.settings, config)),
        ("ổ đĩa", partial(machine.disk, config.station.data_dir)),
        ("đồng hồ", partial(machine.clock, now)),
        ("SQLite", machine.sqlite),
        ("phông chữ", machine.fonts),
        ("dữ liệu", partial(records.stores, config, now)),
        ("khóa và chứng thư", partial(trust.membership, config, now)),
        ("đường tới máy chủ đơn vị", partial(lines.hub, config, now)),
        ("đường tới tỉnh", partial(lines.province, config)),
        ("máy in", partial(lines.printer, config.printer)),
        ("màn hình", screen.windows),
        ("loa", screen.sound),
    )
    return [finding for name, examine in examinations for finding in _examined(name, examine)]


def _examined(name: str, examine: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """An examination that fails is a finding too: the others still take place."""
    try:
        return list(examine())
    except Exception as error:
        _log.exception("the examination %r failed", name)
        return [Finding("error", f"Không khám được {name} ({error}).", "Gửi nhật ký cho bộ phận kỹ thuật.")]
