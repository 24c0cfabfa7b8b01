"""One-time codes and wrong tries, as they stand at the authority."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select

from kiosk.store.schema.trust import join_code, join_try
from kiosk.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class JoinCode:
    """A code that lets one station in, once. `secret` is the stretched code, `settings` JSON for the station's
    configuration; times in ms, 0 = not happened; `used_by` a key id; `wrong` counts false proofs."""

    code_id: str
    secret: bytes
    office: str
    station: str
    kind: str
    settings: str
    made_by: str
    made_at: int
    expires_at: int
    used_at: int = 0
    used_by: str = ""
    withdrawn_at: int = 0
    wrong: int = 0


def code(conn: Connection, code_id: str) -> JoinCode | None:
    """The code of this id, whatever became of it."""
    row = conn.execute(select(join_code).where(join_code.c.code_id == code_id)).first()
    return JoinCode(**row._mapping) if row else None


def codes_of(conn: Connection, office: str, station: str = "") -> list[JoinCode]:
    """The codes of an office (empty: of all) or of one station, oldest first."""
    wanted = select(join_code).order_by(join_code.c.made_at)
    if office:
        wanted = wanted.where(join_code.c.office == office)
    if station:
        wanted = wanted.where(join_code.c.station == station)
    return [JoinCode(**row._mapping) for row in conn.execute(wanted)]


def put_codes(conn: Connection, *codes: JoinCode) -> None:
    """Writes codes; one that stands already is replaced."""
    upsert(conn, join_code, [asdict(one) for one in codes])


def forget_codes(conn: Connection, before: int) -> None:
    """Drops codes that expired before this time."""
    conn.execute(join_code.delete().where(join_code.c.expires_at < before))


def tries(conn: Connection, source: str) -> tuple[int, int]:
    """(wrong codes in a row from this address, time in ms of the last)."""
    row = conn.execute(select(join_try).where(join_try.c.source == source)).first()
    return (row.wrong, row.last_at) if row else (0, 0)


def note_tries(conn: Connection, source: str, wrong: int, at: int) -> None:
    """Keeps the count of wrong codes from an address."""
    upsert(conn, join_try, [{"source": source, "wrong": wrong, "last_at": at}])
