"""The stores of this machine, opened for reading only, and what the servers above them say when they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.domain.trouble import Refused, Trouble
from kiosk.services.tracing import HUB, PROVINCE, Standing
from kiosk.store import proof
from kiosk.store.opening import FILE
from kiosk.store.reading import ReadStore, read_server, read_station
from kiosk.store.store import Store


def folders(config: Config, station: str = "") -> list[Path]:
    """The folders that hold a store, the one that knows most first: province, hub, then the stations by name."""
    data_dir = config.station.data_dir
    found = [file.parent for file in data_dir.glob(f"*/{FILE}")] if data_dir.is_dir() else []
    rank = {config.province.station: 0, config.hub.station: 1}
    wanted = [folder for folder in found if station in ("", folder.name)]
    return sorted(wanted, key=lambda folder: (rank.get(folder.name, 2), folder.name))


@contextmanager
def stores(config: Config, station: str = "") -> Iterator[list[ReadStore]]:
    """Every store of this machine (or the one named), the one that knows most first. Raises Refused when there is
    none, CallTechnician and TryLater for one that cannot be read."""
    clock = SystemClock()
    with ExitStack() as opened:
        found: list[ReadStore] = []
        if config.province.database and station in ("", config.province.station):
            found.append(opened.enter_context(closing(read_server(config.province.database, clock))))
        found += [opened.enter_context(closing(read_station(f, clock))) for f in folders(config, station)]
        if not found:
            where = config.station.data_dir / station if station else config.station.data_dir
            raise Refused("no-store", f"Không có dữ liệu ở {where}.", "Xem lại --config, --data-dir và --station.")
        yield found


def office_in(store: ReadStore, config: Config, wanted: str) -> str:
    """Which office is meant: the one named, the store's own, or at a province the configured or only one. Raises
    Refused when a province must be told which."""
    if store.me.kind != PROVINCE:
        return wanted or store.me.office
    known = store.read(proof.offices)
    if wanted in known or (not wanted and config.office.id in known):
        return wanted or config.office.id
    if not wanted and len(known) == 1:
        return known[0]
    listed = ", ".join(known[:10]) + ("…" if len(known) > 10 else "")
    raise Refused("which-office", f"Tỉnh có {len(known)} đơn vị: {listed}.", "Chọn một đơn vị: --office TÊN.")


def ask_above(config: Config, store: ReadStore) -> tuple[Standing, str]:
    """What the server above says it holds, and Vietnamese words why nothing could be asked ("" = it was)."""
    url = {HUB: config.province.url, PROVINCE: ""}.get(store.me.kind, config.hub.url)
    if not url:
        return {}, ""
    from sync.client import Line
    from sync.relay import PROVINCE_PEER
    from sync.trust.folder import load_trust

    try:
        trust = load_trust(config.station.data_dir / store.me.station)
        peer = PROVINCE_PEER if store.me.kind == HUB else ""
        with closing(Line(url, trust, peer=peer, connect_s=1.0, stall_s=3.0)) as line:
            chains = line.chains(store.me.office).chains
    except Trouble as away:
        return {}, away.message
    places = {(store.me.office, c.station, c.incarnation): (c.through, c.above) for c in chains}
    if store.me.kind == HUB:
        return {of: (through, through) for of, (through, _) in places.items()}, ""
    return places, ""


def authority_of(config: Config, store: Store) -> str:
    """The authority's certificate (PEM) under which the keys of this store stand; "" without trust."""
    from sync.trust.folder import load_trust

    name = config.province.station if store.me.kind == PROVINCE else store.me.station
    trust = load_trust(config.station.data_dir / name)
    return trust.ca_file.read_text(encoding="ascii") if trust else ""
