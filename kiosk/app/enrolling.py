"""What the commands `join` and `trust` do: files of this machine, the configuration, and requests to a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.app.config_writing import amend
from kiosk.app.province import OFFICE
from kiosk.domain.trouble import Refused
from kiosk.store.opening import open_server, open_station
from kiosk.store.store import Store
from sync.trust.addresses import is_anywhere, is_loopback, reachable

if TYPE_CHECKING:
    from sync.trust.asking import AuthorityLine
    from sync.trust.authority import Authority
    from sync.trust.forms import Admission


@dataclass(frozen=True, slots=True)
class Founded:
    """A new authority: its certificate's fingerprint, the address for others, and the folder to keep a copy of."""

    fingerprint: str
    address: str
    folder: Path


def found_authority(config: Config, file: Path, *, office: bool) -> Founded:
    """Makes this machine the authority of its office or of the province, and has the configuration serve to the
    network. The server must not be running. Raises Trouble."""
    from sync.trust.keeping import trust_folder

    kind, place = ("hub", config.hub) if office else ("province", config.province)
    authority = make_authority(config, kind)
    port = place.listen.rpartition(":")[2]
    listen = f"0.0.0.0:{port}" if _is_local(place.listen) else place.listen
    address = reachable(place.url, listen)
    amend(file, {f"{kind}.station": place.station, f"{kind}.listen": listen, f"{kind}.url": address})
    return Founded(authority.fingerprint, address, trust_folder(config.station.data_dir / place.station))


def make_authority(config: Config, kind: str) -> Authority:
    """The authority of this machine, with its own key on its list; made if there was none, finished if it was cut
    short. `kind` is hub or province. Raises Trouble."""
    from kiosk.services.enrolling import admit_self
    from sync.trust.authority import authority_in, certify_self, found
    from sync.trust.folder import Place
    from sync.trust.keys import make_key, own_key

    place, home = (config.hub, config.office.id) if kind == "hub" else (config.province, OFFICE)
    folder = config.station.data_dir / place.station
    store = _open(config, folder, home, kind)
    try:
        if authority_in(folder) is None:
            _refuse_member(folder)
            found(folder, home, place.station, kind, store.clock.now_ms())
        authority = authority_in(folder)
        assert authority
        own = own_key(folder)
        if own is None:
            own = make_key(folder)
        whole = Place(office=home, station=place.station, kind=kind)
        certify_self(folder, authority, whole, own, store.clock.now_ms())
        admit_self(store, own.key_id, own.public, authority.sign)
    finally:
        store.close()
    return authority


def _refuse_member(folder: Path) -> None:
    from sync.trust.folder import load_trust

    if member := load_trust(folder):
        raise Refused(
            "already-joined",
            f"Máy này đã gia nhập tại {member.place.authority}.",
            "Máy thuộc tỉnh không tự cấp phép. Muốn tách ra: dùng tên máy hoặc thư mục dữ liệu khác.",
        )


def join(
    config: Config,
    file: Path,
    server: str,
    code: str,
    *,
    fingerprint: str = "",
    kind: str = "",
    data_dir: Path | None = None,
) -> Admission:
    """Lets this machine join, keeps its key and writes its configuration. `code` may be a QR's whole text,
    `data_dir` a folder for data other than the usual one. Raises Trouble; nothing is changed then."""
    from sync.trust import codes
    from sync.trust.joining import join as knock

    if invited := codes.invitation(code):
        server, code, fingerprint = server or invited.server, invited.code, invited.fingerprint
    if not server:
        raise Refused("server-missing", "Thiếu địa chỉ máy cấp phép.", "Thêm --server https://…, hoặc quét mã QR.")
    joined = knock(server, code, fingerprint=fingerprint, kind=kind)
    got = joined.admission
    elsewhere = {"station.data_dir": str(data_dir.absolute())} if data_dir else {}
    joined.keep(config.station.data_dir / got.station)
    amend(file, {**_settings_of(got, config), **elsewhere})
    return got


@contextmanager
def own_authority(config: Config) -> Iterator[AuthorityLine]:
    """A line to the authority that runs on this machine, signed with its own key: whoever can read that administers
    it. Raises Refused where none is, or where its server is not running."""
    from sync.refusals import Away
    from sync.trust.asking import AuthorityLine
    from sync.trust.folder import load_trust
    from sync.trust.names import station_name

    for place in (config.province, config.hub):
        trust = load_trust(config.station.data_dir / place.station)
        if trust and trust.is_authority:
            break
    else:
        raise Refused(
            "no-authority", "Máy này không phải máy cấp phép.", "Chạy lệnh này ở máy chủ đã chạy motcua trust init."
        )
    host, _, port = place.listen.rpartition(":")
    url = f"https://{'127.0.0.1' if is_anywhere(host) else host}:{port}"
    line = AuthorityLine(url, trust, peer=station_name(trust.place.station, trust.place.office))
    try:
        yield line
    except Away as away:
        if away.code != "unreachable":
            raise
        command = "motcua province" if trust.place.kind == "province" else "motcua hub"
        raise Refused("authority-down", f"Máy chủ {url} chưa chạy.", f"Mở {command} rồi chạy lại lệnh này.") from away
    finally:
        line.close()


def _settings_of(got: Admission, config: Config) -> dict[str, str | int]:
    told = got.settings
    values: dict[str, str | int] = {"office.id": got.office}
    values |= {f"office.{name}": text for name in ("profile", "name", "place") if (text := getattr(told, name))}
    values |= {f"{name}.url": url for name in ("hub", "province") if (url := getattr(told, name))}
    if got.kind == "hub":
        listen = config.hub.listen
        port = listen.rpartition(":")[2]
        return {**values, "hub.station": got.station, "hub.listen": f"0.0.0.0:{port}" if _is_local(listen) else listen}
    if got.kind == "kiosk" and not config.kiosk.listen:
        values["kiosk.listen"] = "0.0.0.0:0"  # answers counters while the hub is away (R2)
    if got.kind == "counter" and told.counter:
        values["counter.number"] = told.counter
    return {**values, "station.name": got.station}


def _open(config: Config, folder: Path, office: str, kind: str) -> Store:
    clock = SystemClock()
    if kind == "province" and config.province.database:
        url, name = config.province.database, config.province.station
        return open_server(url, office=office, station=name, kind=kind, clock=clock)
    return open_station(folder, office=office, station=folder.name, kind=kind, clock=clock)


def _is_local(listen: str) -> bool:
    return is_loopback(listen.rpartition(":")[0])
