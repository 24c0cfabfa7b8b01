"""The data files of this machine: do they open, are they sound, does the chain hold, what is unsent. Nothing is
written: a running program is examined while it works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kiosk.app.config import Config
from kiosk.app.doctor import standing, trusted, upkeep
from kiosk.app.doctor.finding import Finding, Patient
from kiosk.app.province import OFFICE as PROVINCE_OFFICE
from kiosk.domain.clock import Clock
from kiosk.domain.service_day import VIETNAM
from kiosk.domain.trouble import Trouble
from kiosk.services.auditing import recompute_chain
from kiosk.store import journal, reports
from kiosk.store.opening import FILE
from kiosk.store.reading import ReadStore, read_station

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
    try:
        store = read_station(folder, clock)
    except Trouble as trouble:
        yield Finding("error", trouble.message, _DAMAGED if trouble.code == "file-damaged" else trouble.remedy)
        return
    try:
        yield from _whose(store, folder, config)
        yield _sound(store)
        for examine in (_chain, _clock_set_back, _backlog, upkeep.upkeep, standing.standing, trusted.trusted,
                        trusted.receipt):  # fmt: skip
            yield from examine(Patient(store, folder, config, clock))
    except Trouble as trouble:
        yield Finding("error", trouble.message, _DAMAGED if trouble.code == "file-damaged" else trouble.remedy)
    finally:
        store.close()


def _whose(store: ReadStore, folder: Path, config: Config) -> Iterator[Finding]:
    office = PROVINCE_OFFICE if store.me.kind == "province" else config.office.id
    if (store.me.office, store.me.station) != (office, folder.name):
        yield Finding(
            "error",
            f"Tệp trong {folder} thuộc máy {store.me.station} của {store.me.office}, "
            f"không phải {folder.name} của {office}.",
            "Sửa mục [station] và [office] của tệp cấu hình, hoặc chọn thư mục dữ liệu khác.",
        )


def _sound(store: ReadStore) -> Finding:
    name = store.me.station
    answer = store.read(lambda conn: str(conn.exec_driver_sql("PRAGMA quick_check(1)").scalar()))
    if answer != "ok":
        return Finding("error", f"{name}: kho dữ liệu bị hỏng ({answer}).", _DAMAGED)
    running = "chương trình đang chạy" if store.running else "chương trình không chạy"
    return Finding("ok", f"{name}: tệp dữ liệu mở được, kiểm tra nhanh đạt; {running}.")


def _chain(of: Patient) -> Iterator[Finding]:
    store = of.store
    report = recompute_chain(store)
    if report.fault:
        yield Finding(
            "error",
            f"{store.me.station}: chuỗi băm của nhật ký bị đứt sau sự kiện {report.events} ({report.fault}).",
            "Giữ nguyên tệp, báo bộ phận kỹ thuật của tỉnh: dữ liệu có thể đã bị sửa hoặc hỏng.",
        )
    else:
        yield Finding("ok", f"{store.me.station}: chuỗi băm {report.events} sự kiện khớp từ đầu đến cuối.")


def _clock_set_back(of: Patient) -> Iterator[Finding]:
    store, clock = of.store, of.clock
    last, _ = store.read(lambda conn: journal.head(conn, store.me.origin))
    newest = store.read(lambda conn: journal.chain(conn, store.me.origin, last - 1, 1)) if last else []
    if newest and newest[0].at > clock.now_ms() + 5 * _MINUTE:
        at = datetime.fromtimestamp(newest[0].at / 1000, VIETNAM)
        yield Finding(
            "warn",
            f"{store.me.station}: sự kiện cuối ghi lúc {at:%H:%M %d/%m/%Y}, sau giờ của máy: đồng hồ đã bị vặn lùi.",
            "Chỉnh lại đồng hồ. Số đã cấp không bị dùng lại.",
        )


def _backlog(of: Patient) -> Iterator[Finding]:
    store, config, clock = of.store, of.config, of.clock
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
