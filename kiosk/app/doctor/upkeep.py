"""What keeps a store safe: backups that open, a WAL that is folded in, files that travel, a file that is its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.app.doctor.finding import Finding, Patient
from kiosk.services import files
from kiosk.store import backup, duties, journal, witness
from kiosk.store.keys import station_key
from kiosk.store.opening import FILE, extent
from kiosk.store.shelf import FOLDER, Shelf

_HOUR, _DAY = 3_600_000, 86_400_000
_OLD_BACKUP, _OLD_FILE, _OLD_PART = 3 * _DAY, 2 * _HOUR, 7 * _DAY
_LARGE_WAL = 64 * 1024 * 1024
_MB = 1024 * 1024


def upkeep(of: Patient) -> Iterator[Finding]:
    """Backups, WAL, copies of the file, scans that wait."""
    yield from _backups(of)
    yield from _wal(of)
    yield from _own_file(of)
    if (of.folder / FOLDER).is_dir():
        yield from _files(of)


def _backups(of: Patient) -> Iterator[Finding]:
    name, now = of.store.me.station, of.clock.now_ms()
    found = backup.backups(of.folder)
    if not found:
        first = of.store.read(lambda conn: journal.chain(conn, of.store.me.origin, 0, 1))
        if first and now - first[0].at > _DAY:
            yield Finding(
                "warn", f"{name}: chưa có bản sao lưu nào.",
                "Để chương trình của máy chạy: mỗi ngày một bản tự ghi. Xem ổ đĩa còn chỗ và quyền ghi.",
            )  # fmt: skip
        return
    newest = found[0]
    if fault := backup.fault_of(newest, station_key(of.folder)):
        yield Finding(
            "error", f"{name}: bản sao lưu mới nhất {newest.name} không mở được ({fault}).",
            "Giữ nguyên các bản; kiểm tra ổ đĩa. Bản tốt trước đó vẫn dùng được, bản mới tự ghi ngày mai.",
        )  # fmt: skip
        return
    age = now - int(newest.stat().st_mtime * 1000)
    text = f"{name}: {len(found)} bản sao lưu, bản mới nhất {newest.name} mở thử được."
    if age > _OLD_BACKUP:
        yield Finding("warn", f"{text} Bản đó đã {age // _DAY} ngày.", "Để chương trình của máy chạy qua ngày mới.")
    else:
        yield Finding("ok", text)


def _wal(of: Patient) -> Iterator[Finding]:
    wal = of.folder / f"{FILE}-wal"
    size = wal.stat().st_size if wal.exists() else 0
    if size > _LARGE_WAL:
        yield Finding(
            "warn", f"{of.store.me.station}: phần ghi trước (WAL) đã {size // _MB} MB mà chưa gộp vào tệp chính.",
            "Đóng rồi mở lại chương trình của máy; xem có chương trình nào khác giữ tệp dữ liệu.",
        )  # fmt: skip


def _own_file(of: Patient) -> Iterator[Finding]:
    me = of.store.me
    so_far = of.store.read(lambda conn: extent(conn, me.office))
    former = of.store.read(lambda conn: duties.lost_by(conn, me.office, me.station))
    why = witness.doubt(of.folder, me.incarnation, *so_far, former)
    if not why:
        return
    words = {witness.CLONED: "được chép từ máy khác sang"}.get(why, "được chép lại từ một bản cũ")
    yield Finding(
        "warn", f"{me.station}: tệp dữ liệu {words}.",
        "Mở chương trình của máy: nó tự nhận đời mới và dải số mới, phần thiếu lấy từ máy chủ. Không chép tệp đè nữa.",
    )  # fmt: skip


def _files(of: Patient) -> Iterator[Finding]:
    store, name, now = of.store, of.store.me.station, of.clock.now_ms()
    shelf = Shelf(of.folder / FOLDER, station_key(of.folder))
    target = {"hub": "province", "province": ""}.get(store.me.kind, "hub")
    above = of.config.province.url if target == "province" else of.config.hub.url
    waiting = files.waiting(store, shelf, target) if target and above else ()
    if waiting:
        hours = max(0, now - waiting[0].kept_at) // _HOUR
        megabytes = sum(f.size for f in waiting) / _MB
        late = now - waiting[0].kept_at > _OLD_FILE
        yield Finding(
            "warn" if late else "ok",
            f"{name}: {len(waiting)} tệp quét ({megabytes:.1f} MB) chưa gửi, lâu nhất {hours} giờ.",
            f"Kiểm tra đường truyền tới {above}; tệp vẫn còn nguyên trên máy này." if late else "",
        )
    if spoilt := sorted(shelf.folder.rglob("*.spoilt")):
        yield Finding(
            "error", f"{name}: {len(spoilt)} tệp quét hỏng trên ổ đĩa, ví dụ {spoilt[0].stem[:8]}….",
            "Kiểm tra ổ đĩa. Mở lại tệp từ máy khác hoặc quét lại; không xóa tệp .spoilt.",
        )  # fmt: skip
    if stale := [part for part in _parts(shelf) if now - part.stat().st_mtime * 1000 > _OLD_PART]:
        yield Finding(
            "warn", f"{name}: {len(stale)} tệp quét nhận dở đã hơn 7 ngày.",
            "Xem máy đã quét các tệp này còn chạy và nối mạng không: nó sẽ tự gửi tiếp.",
        )  # fmt: skip


def _parts(shelf: Shelf) -> list[Path]:
    return sorted((shelf.folder / "incoming").glob("*.part"))
