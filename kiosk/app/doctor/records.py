"""The data files of this machine: do they open, are they sound, does the chain hold, what is unsent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kiosk.app.config import Config
from kiosk.app.doctor.finding import Finding, of_trouble
from kiosk.app.province import OFFICE as PROVINCE_OFFICE
from kiosk.domain.clock import Clock
from kiosk.domain.service_day import VIETNAM
from kiosk.domain.trouble import CallTechnician, Trouble
from kiosk.services.auditing import recompute_chain
from kiosk.store import journal, reports
from kiosk.store.opening import FILE, open_station
from kiosk.store.store import Store

_MINUTE = 60_000
_OLD_UNSENT = 15 * _MINUTE
_DAMAGED = (
    "Không xóa tệp. Mở chương trình của máy này một lần: tệp hỏng được cất riêng, bản lưu tốt mới nhất được dùng, "
    "phần còn thiếu lấy lại từ máy chủ."
)


def stores(config: Config, clock: Clock) -> Iterator[Finding]:
    """Every station's file under the data folder; a machine that never ran has none."""
    data_dir = config.station.data_dir
    folders = sorted(file.parent for file in data_dir.glob(f"*/{FILE}")) if data_dir.is_dir() else []
    if not folders:
        yield Finding("ok", f"Chưa có dữ liệu trong {data_dir}: tệp sẽ được tạo khi mở lần đầu.")
    for folder in folders:
        yield from _store(folder, config, clock)


def _store(folder: Path, config: Config, clock: Clock) -> Iterator[Finding]:
    province = folder.name == config.province.station
    office = PROVINCE_OFFICE if province else config.office.id
    try:
        store = open_station(folder, office=office, station=folder.name, kind="kiosk", clock=clock)
    except CallTechnician as trouble:
        if trouble.code == "already-open":
            yield Finding("ok", f"{folder.name}: chương trình đang chạy và giữ tệp dữ liệu; đóng lại để khám kỹ hơn.")
        elif trouble.code == "file-damaged":
            yield Finding("error", trouble.message, _DAMAGED)
        else:
            yield of_trouble(trouble)
        return
    try:
        yield Finding("ok", f"{folder.name}: tệp dữ liệu mở được, kiểm tra nhanh đạt.")
        yield _chain(store)
        yield from _clock_set_back(store, clock)
        yield from _backlog(store, config, clock)
    except Trouble as trouble:
        yield of_trouble(trouble)
    finally:
        store.close()


def _chain(store: Store) -> Finding:
    report = recompute_chain(store)
    if report.fault:
        return Finding(
            "error",
            f"{store.me.station}: chuỗi băm của nhật ký bị đứt sau sự kiện {report.events} ({report.fault}).",
            "Giữ nguyên tệp, báo bộ phận kỹ thuật của tỉnh: dữ liệu có thể đã bị sửa hoặc hỏng.",
        )
    return Finding("ok", f"{store.me.station}: chuỗi băm {report.events} sự kiện khớp từ đầu đến cuối.")


def _clock_set_back(store: Store, clock: Clock) -> Iterator[Finding]:
    last, _ = store.read(lambda conn: journal.head(conn, store.me.origin))
    newest = store.read(lambda conn: journal.chain(conn, store.me.origin, last - 1, 1)) if last else []
    if newest and newest[0].at > clock.now_ms() + 5 * _MINUTE:
        at = datetime.fromtimestamp(newest[0].at / 1000, VIETNAM)
        yield Finding(
            "warn",
            f"{store.me.station}: sự kiện cuối ghi lúc {at:%H:%M %d/%m/%Y}, sau giờ của máy: đồng hồ đã bị vặn lùi.",
            "Chỉnh lại đồng hồ. Số đã cấp không bị dùng lại.",
        )


def _backlog(store: Store, config: Config, clock: Clock) -> Iterator[Finding]:
    name = store.me.station
    above = config.province.url if store.me.kind == "hub" else config.hub.url
    unsent, oldest = store.read(lambda conn: reports.unsent(conn, store.me.origin))
    if above and store.me.kind != "province" and unsent:
        minutes = max(0, clock.now_ms() - oldest) // _MINUTE
        late = minutes * _MINUTE >= _OLD_UNSENT
        yield Finding(
            "warn" if late else "ok",
            f"{name}: {unsent} sự kiện chưa gửi, lâu nhất {minutes} phút.",
            f"Kiểm tra đường truyền tới {above}; dữ liệu vẫn còn nguyên trên máy này." if late else "",
        )
    if parked := store.read(lambda conn: reports.parked_count(conn, store.me.office)):
        yield Finding("warn", f"{name}: {parked} sự kiện chưa hiểu được.", "Cài phiên bản mới nhất của chương trình.")
    if conflicts := store.read(lambda conn: reports.conflicts(conn, store.me.office)):
        yield Finding(
            "warn", f"{name}: {conflicts} số có sự kiện trái nhau.", "Mời lãnh đạo bộ phận xem trang quản trị."
        )
