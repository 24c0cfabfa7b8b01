"""The catalogue of procedures for every surface: kept up to date, searched, read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import resources
from kiosk.domain.catalogue import Procedure, ProcedureSummary
from kiosk.domain.catalogue_query import queries
from kiosk.domain.catalogue_text import elsewhere_text
from kiosk.domain.changes import Changes
from kiosk.services.catalogue_snapshot import read_snapshot, version_of
from kiosk.store import catalogue
from kiosk.store.store import Store, Transaction

TOPIC = "catalogue"
_CODE = re.compile(r"[1-6]\.\d{1,6}(\..*)?")


def ensure_catalogue(store: Store, folder: Path | None = None) -> Changes | None:
    """Loads the snapshot in `folder` (default: the one that ships) unless it is the one in use.

    The old snapshot is replaced in one transaction. Raises `CatalogueRefused` naming every fault of a bad snapshot;
    then nothing has changed. None means that nothing had to be done.
    """
    folder = folder or resources.path("catalogue")
    if store.read(catalogue.version) == version_of(folder):
        return None
    snapshot = read_snapshot(folder)

    def work(tx: Transaction) -> None:
        catalogue.replace(tx.conn, snapshot.version, snapshot.procedures, snapshot.elsewhere, tx.now)
        tx.touch(TOPIC)

    store.write(work)
    return Changes(frozenset({TOPIC}))


def search(store: Store, text: str, *, fields: tuple[str, ...] = (), limit: int = 20) -> list[ProcedureSummary]:
    """Procedures for what a person typed: words without marks, beginnings of words, everyday sayings, or a code.

    `fields` are names of catalogue fields (none: all). Nothing typed lists the most used first.
    """
    typed = text.strip()
    if _CODE.fullmatch(typed):
        return store.read(lambda conn: catalogue.with_code(conn, typed, fields, limit))
    asked = queries(typed, _sayings())
    if not asked:
        return store.read(lambda conn: catalogue.listed(conn, fields, limit))
    return store.read(lambda conn: catalogue.answers(conn, asked, fields, limit))


def procedure(store: Store, code: str) -> Procedure | None:
    """Everything known of one procedure, None if it is not received here; suffixes of a code are understood."""
    return store.read(lambda conn: catalogue.detail(conn, code))


def known_elsewhere(store: Store, code: str) -> str | None:
    """Why a procedure with this code is not received here, in Vietnamese; None if the code is not known at all."""
    reason = store.read(lambda conn: catalogue.reason_elsewhere(conn, code))
    return elsewhere_text(reason) if reason else None


@cache
def _sayings() -> Mapping[str, str]:
    found: dict[str, str] = tomllib.loads(resources.path("catalogue/sayings.toml").read_text("utf-8"))["sayings"]
    return found
