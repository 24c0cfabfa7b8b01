"""Looking into a store from outside: beside a running process, never writing, with words for what cannot be read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from filelock import FileLock, Timeout
from sqlalchemy.exc import InternalError

from kiosk.domain.trouble import CallTechnician, Refused, Trouble
from kiosk.services.issuing import issue, lease_own_series
from kiosk.store import reading
from kiosk.store.opening import open_server
from kiosk.store.reading import read_server, read_station
from kiosk.store.store import Store

COUNT = "SELECT count(*) FROM event"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kiosk-1"


@pytest.fixture
def kiosk(make_store: Callable[..., Store], commune: Any) -> Store:
    store = make_store("kiosk-1")
    lease_own_series(store)
    issue(store, commune, field=commune.fields[0].code)
    return store


def _events(store: Store) -> int:
    return store.read(lambda conn: int(conn.exec_driver_sql(COUNT).scalar_one()))


def test_a_running_store_is_read_while_it_writes(kiosk: Store, folder: Path, clock: Any, commune: Any) -> None:
    with_it = read_station(folder, clock)
    assert with_it.running
    assert with_it.me == kiosk.me
    before = _events(with_it)
    issue(kiosk, commune, field=commune.fields[0].code)
    assert _events(with_it) == _events(kiosk) > before
    with_it.close()
    issue(kiosk, commune, field=commune.fields[0].code)


def test_nothing_can_be_written(kiosk: Store, folder: Path, clock: Any) -> None:
    looking = read_station(folder, clock)
    with pytest.raises(Trouble):
        looking.write(lambda tx: tx.conn.exec_driver_sql("DELETE FROM event"))
    looking.close()
    assert _events(kiosk)


def test_a_store_at_rest_is_kept_from_starting_while_it_is_read(kiosk: Store, folder: Path, clock: Any) -> None:
    kiosk.close()
    looking = read_station(folder, clock)
    assert not looking.running
    with pytest.raises(Timeout):
        FileLock(folder / "station.lock").acquire(timeout=0)
    assert _events(looking)
    looking.close()
    FileLock(folder / "station.lock").acquire(timeout=0).lock.release()


def test_what_cannot_be_read_is_said(
    kiosk: Store, folder: Path, clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.close()
    with pytest.raises(Refused, match="Không có dữ liệu"):
        read_station(tmp_path / "nobody", clock)
    with monkeypatch.context() as newer:
        newer.setattr(reading, "HEAD", "9999")
        with pytest.raises(CallTechnician, match="phiên bản"):
            read_station(folder, clock)
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "station.key").write_text("00" * 32)
    with pytest.raises(CallTechnician, match="Khóa không phải"):
        read_station(other, clock)
    (folder / "station.db").write_bytes(b"\0" * 8192)
    with pytest.raises(CallTechnician, match="hỏng"):
        read_station(folder, clock)
    FileLock(folder / "station.lock").acquire(timeout=0).lock.release()


@pytest.mark.skipif("MOTCUA_TEST_POSTGRES" not in os.environ, reason="needs MOTCUA_TEST_POSTGRES")
def test_a_province_on_postgresql_is_read_and_not_written(clock: Any) -> None:
    import psycopg

    base, name = os.environ["MOTCUA_TEST_POSTGRES"], f"motcua_{uuid4().hex[:12]}"
    url = base.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            top = open_server(url, office="p", station="top", kind="province", clock=clock)
            with closing(top), closing(read_server(url, clock)) as looking:
                assert looking.me == top.me
                assert _events(looking) == 0
                with pytest.raises(InternalError, match="read-only"):
                    looking.write(lambda tx: tx.conn.exec_driver_sql("DELETE FROM event"))
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
