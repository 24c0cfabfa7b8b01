"""PostgreSQL goes away under load and comes back: stations hear "later", and nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from kiosk.app.rehearsal.processes import Service, write_config
from sync.client import Away, Line

BIN = next((p.parent for p in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None)
pytestmark = pytest.mark.skipif(
    "MOTCUA_TEST_POSTGRES" not in os.environ or BIN is None,
    reason="needs MOTCUA_TEST_POSTGRES and PostgreSQL's programs",
)


class Cluster:
    """A PostgreSQL server of its own, that a test may crash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self._as_user = (
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        )
        folder.mkdir()
        if self._as_user:
            shutil.chown(folder, "postgres", "postgres")
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C")
        with (folder / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n")

    def start(self) -> None:
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "start")

    def crash(self) -> None:
        """As a power cut is: no checkpoint, no good-bye."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def _run(self, program: str, *words: str) -> None:
        assert BIN
        subprocess.run([*self._as_user, str(BIN / program), "-D", str(self.folder), *words],
                       check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=60)  # fmt: skip


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Below the system's folder for short-lived things: another user must be able to walk there."""
    import tempfile

    place = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    place.chmod(0o755)
    made = Cluster(place / "data")
    made.start()
    yield made
    made.crash()
    shutil.rmtree(place)


def test_a_database_that_crashes_under_load_loses_nothing_acknowledged(
    cluster: Cluster, tmp_path: Path, chain: Any
) -> None:
    config = write_config(tmp_path / "motcua.toml", {
        "station": {"data_dir": str(tmp_path)},
        "province": {"listen": "127.0.0.1:0", "database": cluster.url, "workers": 2},
    })  # fmt: skip
    service = Service("province", ["province", "--config", str(config)], tmp_path / "log.txt")
    acked: dict[str, int] = {}
    troubles: set[str] = set()
    done = threading.Event()

    def send(name: str, address: str) -> None:
        """A station that always has more to say, few or many at a time, and says it again until it is acknowledged."""
        writer, sent = chain(name, f"xa-{name}"), 0
        with closing(Line(address)) as line:
            while not done.is_set():
                events = writer.tickets(30 if sent % 2 else 5)
                sent += len(events)
                while acked.get(name, 0) < sent:
                    try:
                        acked[name] = line.upload(events, "life")
                    except Away as away:
                        troubles.add(away.code)
                        time.sleep(0.05)

    try:
        address = service.ready()[0]
        senders = [threading.Thread(target=send, args=(f"k{n}", address), daemon=True) for n in range(6)]
        for sender in senders:
            sender.start()
        for _ in range(2):
            time.sleep(1.0)
            cluster.crash()
            time.sleep(0.5)
            cluster.start()
        time.sleep(1.0)
        before = dict(acked)
        deadline = time.monotonic() + 30
        while any(acked[name] <= n for name, n in before.items()) and time.monotonic() < deadline:
            time.sleep(0.1)
        done.set()
        for sender in senders:
            sender.join(30)
        assert not any(sender.is_alive() for sender in senders), "every station drains when the database is back"
    finally:
        done.set()
        service.stop()
    assert troubles <= {"store-away", "store-busy", "busy"}, "stations hear nothing but later"
    assert troubles
    with psycopg.connect(cluster.url) as conn:
        held = conn.execute(
            "SELECT station, count(*), max(seq), count(DISTINCT feed_no) FROM event GROUP BY 1"
        ).fetchall()
    assert {station: (n, last, feed) for station, n, last, feed in held} == {k: (n, n, n) for k, n in acked.items()}
    assert "error of ours" not in (tmp_path / "log.txt").read_text()
