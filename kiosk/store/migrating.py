"""Bringing a database to the newest schema; the file is copied before (craft, habit 15)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from kiosk.domain.trouble import CallTechnician
from kiosk.store import replaying
from kiosk.store.backup import back_up
from kiosk.store.schema import HEAD

log = logging.getLogger(__name__)


def bring_up(engine: Engine, path: Path | None) -> bool:
    """Upgrades to HEAD; True when an older database was upgraded, whose projections are then to be rebuilt: ordered in
    the same transaction, so that no cut forgets it. A file of a newer program is refused, not touched."""
    version = _version(engine)
    if version == HEAD:
        return False
    if version is not None and version > HEAD:
        raise CallTechnician(
            "newer-file", "Kho dữ liệu do một phiên bản mới hơn tạo ra.", "Cài phiên bản mới nhất của chương trình."
        )
    if path is not None and version is not None:
        log.info("schema %s -> %s, copy kept at %s", version, HEAD, back_up(engine, path.parent, f"before-{HEAD}"))
    _upgrade(engine, replaying.born if version is None else replaying.order)
    return version is not None


def _version(engine: Engine) -> str | None:
    with engine.connect() as conn:
        if not inspect(conn).has_table("alembic_version"):
            return None
        return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(engine: Engine, then: Callable[[Connection], None]) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(motcua_write=True) as conn, conn.begin():
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
        then(conn)
