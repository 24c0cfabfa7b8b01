"""How a store stands among the others: the hub's duty and epoch, former lives, comparisons, silent stations."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.app.doctor.finding import Finding, Patient
from kiosk.domain.epoch import change_of
from kiosk.services import digests, heartbeats, promotion
from kiosk.store import duties, tickets

_SILENT = 24 * 3_600_000
_ADMIN = "Mời lãnh đạo bộ phận mở trang quản trị, mục máy chủ đơn vị."


def standing(of: Patient) -> Iterator[Finding]:
    """Duty, renewals, the nightly comparison, and stations that are silent."""
    if of.store.me.kind == "hub":
        yield from _duty(of)
        yield from _silent(of)
    yield from _renewed(of)
    yield from _compared(of)


def _duty(of: Patient) -> Iterator[Finding]:
    me = of.store.me
    own = of.store.read(lambda conn: promotion.standing(conn, me))
    name = f"{me.station} (đời máy chủ {change_of(own.epoch)})"
    match own.duty:
        case promotion.RETIRED:
            yield Finding(
                "warn", f"{name}: đã thôi làm máy chủ; máy {own.hub} đang làm.",
                "Bình thường nếu có người đã đổi máy chủ. Không muốn vậy: điểm danh lại ở trang quản trị.",
            )  # fmt: skip
        case promotion.WAITING:
            yield Finding(
                "warn", f"{name}: vừa khởi động lại, chưa chắc không có máy nào thay nên chưa cho gọi số cũ.", _ADMIN
            )
        case promotion.ROLL_CALL:
            yield Finding("warn", f"{name}: đang điểm danh dở để đổi máy chủ.", _ADMIN)
        case promotion.STANDBY:
            yield Finding("ok", f"{name}: dự phòng, theo dõi máy {own.hub or 'chủ'}.")
        case _ if left := of.store.read(lambda conn: tickets.stranded(conn, me.origin)):
            yield Finding(
                "warn",
                f"{name}: {left} người chờ từ trước khi tệp được chép lại, chưa máy nào gọi được.",
                "Điểm danh các quầy tại máy này: trang quản trị “Hàng đợi”, hoặc motcua promote.",
            )
        case _:
            yield Finding("ok", f"{name}: đang làm máy chủ đơn vị.")


def _silent(of: Patient) -> Iterator[Finding]:
    now = of.clock.now_ms()
    late = [s for s in heartbeats.stations(of.store, of.store.me.office) if now - s.last_seen > _SILENT]
    if late:
        named = ", ".join(f"{s.station} ({(now - s.last_seen) // 3_600_000} giờ)" for s in late[:5])
        yield Finding(
            "warn", f"{of.store.me.station}: {len(late)} máy không báo về: {named}.",
            "Máy đã tắt hẳn thì không sao; máy đang dùng thì kiểm tra dây mạng và chạy motcua doctor ở đó.",
        )  # fmt: skip


def _renewed(of: Patient) -> Iterator[Finding]:
    me = of.store.me
    lost = of.store.read(lambda c: duties.lost_by(c, me.office, me.station))
    if lost:
        yield Finding("ok", f"{me.station}: dữ liệu đã được khôi phục {len(lost)} lần, nay ở đời {me.incarnation[:8]}.")


def _compared(of: Patient) -> Iterator[Finding]:
    differing = digests.differences(of.store, of.store.me.office)
    if differing:
        yield Finding(
            "error", f"{of.store.me.station}: {digests.words(differing)}",
            "Giữ nguyên các tệp dữ liệu; xuất nhật ký ở cả hai nơi (motcua journal export) và báo kỹ thuật của tỉnh.",
        )  # fmt: skip
