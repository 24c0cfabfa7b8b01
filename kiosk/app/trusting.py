"""The trust of this machine's station or server, and what it means for the addresses it uses."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.app.config import Config
from kiosk.domain.clock import Clock
from kiosk.domain.trouble import CallTechnician

if TYPE_CHECKING:
    from sync.loop import Loop
    from sync.trust.folder import Trust
    from sync.trust.forms import Settings

log = logging.getLogger(__name__)


def trust_of(folder: Path, office: str, station: str, kind: str) -> Trust | None:
    """The trust in `folder`; None before it joined. Raises CallTechnician when it was let in as something else."""
    from sync.trust.folder import load_trust

    trust = load_trust(folder)
    if trust is None:
        return None
    place = trust.place
    if (place.office, place.station) != (office, station):
        raise CallTechnician(
            "other-place",
            f"Máy này đã gia nhập với tên {place.station} của {place.office}, không phải {station} của {office}.",
            "Sửa tệp cấu hình, hoặc xin mã mới rồi chạy: motcua join.",
        )
    if place.kind != kind:
        raise CallTechnician(
            "other-kind", f"Máy {station} đã gia nhập để chạy: motcua {place.kind}, không phải motcua {kind}.",
            "Mở đúng lệnh, hoặc xin mã mới cho loại máy này.",
        )  # fmt: skip
    return trust


def face_trust(config: Config) -> Trust | None:
    """The trust of the machine's face, as its configuration names it. Raises CallTechnician."""
    return trust_of(config.station.folder, config.office.id, config.station.name, config.kind)


def any_trust(config: Config) -> Trust | None:
    """The trust of the machine's face, else of its hub: whichever joined. Raises CallTechnician."""
    from sync.trust.folder import load_trust

    return load_trust(config.station.folder) or load_trust(config.station.data_dir / config.hub.station)


def own_addresses(config: Config, kind: str) -> Settings:
    """Under which addresses a station that joins here finds hub and province."""
    from sync.trust.addresses import reachable
    from sync.trust.forms import Settings

    if kind == "province":
        return Settings(province=reachable(config.province.url, config.province.listen))
    return Settings(
        hub=reachable(config.hub.url, config.hub.listen),
        profile=config.office.profile,
        name=config.office.name,
        place=config.office.place,
    )


def keep_certificate(trust: Trust, clock: Clock, url: str = "") -> Loop:
    """A worker that renews this machine's certificate: by itself at the authority, elsewhere over a line to `url`."""
    from sync.client import Line
    from sync.loop import Loop
    from sync.relay import PROVINCE_PEER
    from sync.trust.renewing import Renewer

    line = Line(url, trust, peer=PROVINCE_PEER) if url and not trust.is_authority else None

    def failed(words: str) -> None:
        log.warning("the certificate is not renewed: %s", words)

    loop = Loop("certificate", Renewer(trust, clock, line).step, failed=failed, cap_s=3600.0)
    loop.start()
    return loop
