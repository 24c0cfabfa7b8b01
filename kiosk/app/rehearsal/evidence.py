"""What really happened, read from outside: printed pictures, each station's file, the province's database.

Nothing here calls the store or the fold: raw rows and raw pixels only, so the check does not lean on what it checks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.domain.trouble import CallTechnician
from printing.qr_reading import texts_in

_COLUMNS = "office, station, incarnation, seq, event_id, stream_id, stream_ver, type, at, body, chain_hash"


@dataclass(frozen=True, slots=True)
class Row:
    """One journal row as it lies on disk."""

    office: str
    station: str
    incarnation: str
    seq: int
    event_id: str
    stream_id: str
    stream_ver: int
    type: str
    at: int
    body: dict[str, Any]
    chain_hash: str

    @property
    def place(self) -> tuple[str, str, str, int]:
        """Its identity in the whole province."""
        return (self.office, self.station, self.incarnation, self.seq)


@dataclass(frozen=True, slots=True)
class Slip:
    """A ticket read back from a printed picture."""

    picture: Path
    number: str
    ticket_id: str


def read_slips(folder: Path) -> list[Slip]:
    """Every delivered ticket in a printer's folder. Raises CallTechnician for a picture whose QR cannot be read."""
    slips = []
    for picture in sorted(folder.glob("*.png")):
        if picture.name.endswith(".partial.png"):
            continue
        texts = [text for text in texts_in(picture) if text.startswith("MC1|")]
        if len(texts) != 1:
            raise CallTechnician("slip-unreadable", f"Không đọc được mã QR của phiếu {picture}.", "Xem ảnh phiếu.")
        _, _, _, number, ticket_id = texts[0].split("|")
        slips.append(Slip(picture, number, ticket_id))
    return slips


def read_file(folder: Path) -> tuple[list[Row], int]:
    """(journal rows, parked rows) of the encrypted file in a station's folder, opened with its own key."""
    import sqlcipher3

    key = (folder / "station.key").read_text().strip()
    conn = sqlcipher3.connect(str(folder / "station.db"))
    try:
        conn.execute(f"PRAGMA key = \"x'{key}'\"")
        rows = list(_rows(conn.execute(f"SELECT {_COLUMNS} FROM event ORDER BY feed_no")))
        parked = conn.execute("SELECT count(*) FROM parked").fetchone()[0]
    finally:
        conn.close()
    return rows, parked


def read_postgres(url: str, office: str) -> tuple[list[Row], int]:
    """(journal rows, parked rows) of one office in the province's PostgreSQL."""
    import psycopg

    with psycopg.connect(url) as conn:
        rows = list(_rows(conn.execute(f"SELECT {_COLUMNS} FROM event WHERE office = %s ORDER BY feed_no", (office,))))
        found = conn.execute("SELECT count(*) FROM parked WHERE office = %s", (office,)).fetchone()
    return rows, found[0] if found else 0


def _rows(found: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    for values in found:
        *head, body, chain_hash = values
        yield Row(*(*head, json.loads(body), chain_hash))
