"""Is this machine let in: its key, its certificate's end, the authority's list."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.app.doctor.finding import Finding, Patient
from kiosk.domain.service_day import local_time
from kiosk.services.receipts import proven
from kiosk.store import trust as lists

_DAY = 86_400_000
_SOON = 30 * _DAY
_ASK = "Máy chủ đơn vị mất đường lên tỉnh thì chờ; đường vẫn thông mà lâu không có biên nhận thì báo kỹ thuật của tỉnh."
_JOIN = "Xin mã mới ở máy quản trị rồi chạy: motcua join."


_BEHIND = 15 * 60_000


def receipt(of: Patient) -> Iterator[Finding]:
    """What the province has signed for of this station's chain, whatever its hub says."""
    from sync.relay import PROVINCE_PEER
    from sync.trust.folder import load_trust

    trust, name = load_trust(of.folder), of.store.me.station
    if trust is None or trust.place.kind == "hub" or trust.place.authority_name != PROVINCE_PEER:
        return
    standing = proven(of.store)
    if standing.receipt is None:
        if standing.missing:
            yield Finding("warn", f"{name}: chưa có biên nhận nào của tỉnh cho {standing.missing} việc của máy.", _ASK)
        return
    through, at = standing.receipt.through, local_time(standing.receipt.at)
    if not standing.missing or of.clock.now_ms() - standing.since < _BEHIND:
        yield Finding("ok", f"{name}: tỉnh đã ký nhận đến việc số {through}, lúc {at:%H:%M %d/%m/%Y}.")
        return
    yield Finding(
        "warn", f"{name}: tỉnh mới ký nhận đến việc số {through}; còn {standing.missing} việc, cũ nhất từ "
        f"{local_time(standing.since):%H:%M %d/%m/%Y}.", _ASK,
    )  # fmt: skip


def trusted(of: Patient) -> Iterator[Finding]:
    """Key, list and certificate of the station whose store this is."""
    from sync.trust.authority import expires_at
    from sync.trust.folder import load_trust

    name, now = of.store.me.station, of.clock.now_ms()
    trust = load_trust(of.folder)
    if trust is None:
        yield Finding("ok", f"{name}: chưa gia nhập; chỉ làm việc với các chương trình trong cùng một máy.")
        return
    known = of.store.read(lambda conn: lists.known_key(conn, trust.key.key_id))
    if known is None:
        what = f"{name}: khóa {trust.key.key_id} chưa có trong danh sách máy được nhận."
        yield Finding("warn", what, "Chờ máy nối được với máy chủ; nếu vẫn vậy: " + _JOIN)
    elif known.revoked_at:
        at = local_time(known.revoked_at)
        yield Finding(
            "error", f"{name}: khóa đã bị thu hồi lúc {at:%H:%M %d/%m/%Y}.", f"Dữ liệu vẫn giữ nguyên. {_JOIN}"
        )
    else:
        yield Finding("ok", f"{name}: khóa {trust.key.key_id} được nhận từ {local_time(known.enrolled_at):%d/%m/%Y}.")
    left = expires_at(trust.tls.certificate.read_bytes()) - now
    if of.store.me.kind not in ("hub", "province"):
        return
    if left <= 0:
        yield Finding(
            "error", f"{name}: chứng thư TLS đã hết hạn.", "Mở máy khi nối được với máy cấp phép để tự gia hạn."
        )
    elif left < _SOON:
        yield Finding(
            "warn",
            f"{name}: chứng thư TLS còn {left // _DAY} ngày.",
            "Kiểm tra đường tới máy cấp phép: tự gia hạn bị lỗi.",
        )
    else:
        yield Finding("ok", f"{name}: chứng thư TLS còn {left // _DAY} ngày.")
