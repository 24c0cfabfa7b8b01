"""What the migrations build is what the models say, and every floor of the past leads to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import kiosk.store
from kiosk.store.schema import HEAD, metadata
from kiosk.store.store import Store


def test_the_migrated_schema_is_that_of_the_models(make_store: Callable[..., Store]) -> None:
    with make_store().database.engine.connect() as conn:
        differences = compare_metadata(MigrationContext.configure(conn), metadata)
    assert differences == []


def test_the_comparison_would_see_a_difference(make_store: Callable[..., Store]) -> None:
    with make_store().database.engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE parked ADD COLUMN stray TEXT")
        conn.exec_driver_sql("DROP INDEX ix_event_id")
        differences = compare_metadata(MigrationContext.configure(conn), metadata)
    assert len(differences) == 2


def test_head_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(kiosk.store.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]


def test_migrations_import_no_models() -> None:
    files = list((Path(kiosk.store.__file__).parent / "migrations" / "versions").glob("*.py"))
    assert files
    assert not [f.name for f in files if "import kiosk" in f.read_text() or "from kiosk" in f.read_text()]
