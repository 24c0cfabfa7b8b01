"""Who is let in, as the authority knows it: keys, certificates, signs of life, and codes that wait for a machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain import facts
from kiosk.services import heartbeats
from kiosk.services.enrolling import machine_stream
from kiosk.store import join_codes, journal, trust
from kiosk.store.join_codes import JoinCode
from kiosk.store.store import Snapshot, Store, Transaction
from kiosk.store.trust import KnownKey

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Machine:
    """A key that was let in. Times in ms, 0 = none known; `certified_until` is the end of its newest certificate."""

    office: str
    station: str
    kind: str
    key_id: str
    enrolled_at: int
    revoked_at: int
    certified_until: int
    last_seen: int


def note_certificate(store: Store, office: str, station: str, key_id: str, until: int) -> None:
    """Writes down until when a machine's new certificate lasts. One that ends within a day of the last that was noted
    is not noted again: whoever asks again and again fills no journal."""
    noted = facts.MachineCertified(office, station, key_id, until)

    def work(tx: Transaction) -> None:
        if abs(until - _ends(tx.conn, tx.me.office, [(office, station)]).get(key_id, 0)) >= DAY_MS:
            tx.append(machine_stream(office, station), noted, "")

    store.write(work)


def machines(store: Store, office: str) -> tuple[Machine, ...]:
    """Every key of an office (empty: of all), by office, station and age; a revoked one stays on the list."""

    def look(conn: Snapshot) -> tuple[Machine, ...]:
        known = trust.keys_of(conn, office) if office else trust.all_keys(conn)
        known.sort(key=lambda k: (k.office, k.station, k.enrolled_at, k.key_id))
        ends = _ends(conn, store.me.office, {(k.office, k.station) for k in known})
        seen = {(o, s.station): s.last_seen for o in {k.office for k in known} for s in heartbeats.seen_in(conn, o)}
        return tuple(_machine(k, ends, seen) for k in known)

    return store.read(look)


def open_codes(store: Store, office: str) -> tuple[JoinCode, ...]:
    """Codes of an office (empty: of all) that would let a machine in now, by station."""
    now = store.clock.now_ms()
    made = store.read(lambda conn: join_codes.codes_of(conn, office))
    good = [c for c in made if not (c.used_at or c.withdrawn_at) and c.expires_at > now]
    return tuple(sorted(good, key=lambda c: (c.office, c.station)))


def _machine(key: KnownKey, ends: dict[str, int], seen: dict[tuple[str, str], int]) -> Machine:
    last = 0 if key.revoked_at else seen.get((key.office, key.station), 0)
    return Machine(key.office, key.station, key.kind, key.key_id, key.enrolled_at, key.revoked_at,
                   ends.get(key.key_id, 0), last)  # fmt: skip


def _ends(conn: Snapshot, authority: str, places: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Key id -> end of the newest certificate that the authority wrote down."""
    streams = [(authority, machine_stream(office, station)) for office, station in places]
    told = [e for e in journal.load_streams(conn, streams) if e.type == facts.MachineCertified.type]
    return {e.body["key_id"]: e.body["until"] for e in sorted(told, key=lambda e: (e.stream_ver, e.event_id))}
