"""Accounts of the first version: everybody gets in after the upgrade, and waits to be sent up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from argon2 import PasswordHasher
from sqlalchemy import text

import kiosk.store
from kiosk.services.accounts_following import pending
from kiosk.services.staff import sign_in
from kiosk.store.database import sqlite_engine
from kiosk.store.keys import keep_mark, station_key
from kiosk.store.store import Store

PASSWORD = "mưa rào Quy Nhơn"


def test_who_had_an_account_on_this_machine_has_it_still(tmp_path: Path, make_store: Callable[..., Store]) -> None:
    folder = tmp_path / "counter-1"
    folder.mkdir()
    key = station_key(folder)
    engine = sqlite_engine(folder / "station.db", key)
    config = Config()
    config.set_main_option("script_location", str(Path(kiosk.store.__file__).parent / "migrations"))
    secret = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

    def fill(conn: Any) -> None:
        config.attributes["connection"] = conn
        command.upgrade(config, "0005")
        for login, name in (("hanh", "Hạnh"), ("an", "An")):
            row = {"login": login, "name": name, "secret": secret}
            conn.execute(text("INSERT INTO staff VALUES ('commune', :login, :name, 'lead', 7)"), row)
        conn.execute(text("INSERT INTO credential VALUES ('hanh', :secret)"), {"secret": secret})
        conn.execute(text("INSERT INTO setting VALUES ('sign-in-failures:hanh', '5@1')"))

    with engine.connect().execution_options(motcua_write=True) as conn, conn.begin():
        fill(conn)
    engine.dispose()
    keep_mark(folder, key)
    store = make_store("counter-1", kind="counter")
    assert sign_in(store, "hanh", PASSWORD).role == "lead"
    assert [(a.login, a.pending, a.changed_at) for a in pending(store)] == [("hanh", "add", 7)]
