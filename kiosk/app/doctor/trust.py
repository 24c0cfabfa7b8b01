"""Whether this machine was let in, and whether its certificate is whole."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.app.config import Config
from kiosk.app.doctor.finding import Finding
from kiosk.app.trusting import any_trust
from kiosk.domain.clock import Clock
from kiosk.domain.service_day import local_time
from kiosk.domain.trouble import CallTechnician


def membership(config: Config, clock: Clock) -> Iterator[Finding]:
    """As what this machine has joined, and until when its certificate is good for other tools."""
    from sync.server.tls import server_context
    from sync.trust.authority import expires_at

    try:
        trust = any_trust(config)
        if trust is None:
            yield Finding("ok", "Chưa gia nhập: chỉ dùng được trong một máy. Muốn nối nhiều máy: motcua join.")
            return
        server_context(trust.tls)
    except CallTechnician as broken:
        yield Finding("error", broken.message, broken.remedy)
        return
    place = trust.place
    role = "máy cấp phép" if trust.is_authority else f"gia nhập tại {place.authority}"
    yield Finding("ok", f"{place.station} ({place.kind}) của {place.office}, {role}; khóa {trust.key.key_id[:8]}.")
    ends = expires_at(trust.tls.certificate.read_bytes())
    if ends < clock.now_ms() and place.kind in ("hub", "province"):
        day = local_time(ends)
        yield Finding("warn", f"Chứng thư hết hạn từ {day:%d/%m/%Y}; máy trạm vẫn nối được, trình duyệt thì không.",
                      "Nối máy này với máy cấp phép để chứng thư tự gia hạn; xem lại đồng hồ.")  # fmt: skip
