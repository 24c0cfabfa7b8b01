"""The province: takes in every office's journal, on SQLite or, by any number of workers, on PostgreSQL."""

from __future__ import annotations

import logging
import socket
import sys
import time
from contextlib import ExitStack, suppress

from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.app.door import command
from kiosk.app.keeping import take_notes
from kiosk.app.serving import open_address, serve
from kiosk.app.trusting import keep_certificate, own_addresses, trust_of
from kiosk.app.workers import Workers, end_with_parent
from kiosk.domain.trouble import CallTechnician, TryLater
from kiosk.store.opening import open_server, open_station
from kiosk.store.shelf import open_shelf
from kiosk.store.store import Store

OFFICE = "province"
log = logging.getLogger(__name__)


def run(config: Config) -> None:
    """Serves until the process is told to end. Raises Trouble when the store or the address cannot be had."""
    allow_many_connections()
    if config.province.workers > 1:
        supervise(config)
    else:
        serve_store(config, open_store(config))


def work(config: Config, socket_number: int) -> None:
    """One worker of `supervise`, on the socket it was given; a database that is away is waited for."""
    allow_many_connections()
    end_with_parent()
    serve_store(config, _patiently(config), socket.socket(fileno=socket_number))


def supervise(config: Config) -> None:
    """Brings the database up once, opens the address, and keeps the workers alive."""
    store = open_store(config)
    try:
        check_connections(store, config.province.workers)
    finally:
        store.close()
    with open_address(config.province.listen) as sock:
        words = command(*sys.argv[1:], "--socket", str(sock.fileno()))
        Workers(words, config.province.workers, [sock.fileno()]).run()


def open_store(config: Config) -> Store:
    """The province's store."""
    clock, name = SystemClock(), config.province.station
    if config.province.database:
        return open_server(config.province.database, office=OFFICE, station=name, kind="province", clock=clock)
    return open_station(config.station.data_dir / name, office=OFFICE, station=name, kind="province", clock=clock)


def serve_store(config: Config, store: Store, sock: socket.socket | None = None) -> None:
    """Serves until told to end, then closes the store."""
    from sync.server import files, province, trusted
    from sync.server.app import create_app

    folder = config.station.data_dir / config.province.station
    with ExitStack() as open_things:
        open_things.callback(store.close)
        trust = trust_of(folder, OFFICE, config.province.station, "province")
        app = create_app(store, "province", trusted=trust is not None)
        files.install(app, store, open_shelf(folder))
        province.install(app, store)
        if not config.province.database:
            open_things.callback(take_notes(store, folder).stop)
        if trust:
            trusted.install(app, store, trust, lambda: own_addresses(config, "province"))
            open_things.callback(keep_certificate(trust, store.clock).stop)
        serve(app, config.province.listen, trust, sock)


def check_connections(store: Store, workers: int) -> None:
    """Raises CallTechnician when PostgreSQL would run out of connections."""
    needed, free = workers * store.database.most_connections, store.read(store.database.free_connections)
    if needed > free:
        raise CallTechnician(
            "connections",
            f"{workers} tiến trình cần {needed} kết nối, PostgreSQL chỉ còn {free}.",
            "Tăng max_connections của PostgreSQL, hoặc giảm workers.",
        )


def allow_many_connections() -> None:
    """As many open sockets as the system lets this process have: the usual 1,024 are fewer than a province's PCs."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _patiently(config: Config) -> Store:
    while True:
        try:
            return open_store(config)
        except TryLater as away:
            log.warning("waiting for the database: %s", away)
            time.sleep(1.0)
