"""The nightly digest: each day of each chain counted and hashed at two places and compared (design §6).

The cheap proof that nothing was lost. Hashes are computed anew from the stored rows, so that a row that changed in
silence shows as well as one that is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from kiosk.domain.event import Event, canonical, hash_link, hash_text
from kiosk.domain.service_day import local_time
from kiosk.store import cursors, digests, journal
from kiosk.store.digests import DigestRow
from kiosk.store.journal import Origin
from kiosk.store.store import Snapshot, Store, Transaction

SPAN = 10_000
"""Events of one chain that are compared at a time."""
KEPT_MS = 40 * 24 * 3600 * 1000
"""How long results that agree are kept; those that differ stay until they agree."""


@dataclass(frozen=True, slots=True)
class DayDigest:
    """Events of one Vietnamese wall day (ISO date, by their own time) of one chain between two seqs: how many, and
    SHA-256 (hex) over their chain hashes, computed anew and put one after the other."""

    station: str
    incarnation: str
    day: str
    first_seq: int
    last_seq: int
    count: int
    hash: str


def results(store: Store, office: str) -> tuple[DigestRow, ...]:
    """What is known of an office's comparisons, newest first; `differs` is 1 where the two places disagree."""
    return store.read(lambda conn: tuple(digests.rows(conn, office)))


def differences(store: Store, office: str) -> tuple[DigestRow, ...]:
    """The results that disagree."""
    return store.read(lambda conn: tuple(digests.rows(conn, office, differing=True)))


def chains(store: Store, *, everybody: bool) -> list[Origin]:
    """The chains of this office that this machine answers for: its own, or everybody's."""
    office, station, _ = store.me.origin
    known = store.read(journal.origins)
    return sorted(o for o, _ in known if o[0] == office and (everybody or o[1] == station))


def differing(store: Store, origin: Origin, place: str) -> list[DayDigest]:
    """The stretches of a chain that differed from `place`, counted anew."""

    def work(conn: Snapshot) -> list[DayDigest]:
        return [_count(conn, origin[0], _of(r)) for r in digests.of_chain(conn, origin, place, differing=True)]

    return store.read(work)


def fresh(store: Store, origin: Origin, place: str) -> list[DayDigest]:
    """What `place` has acknowledged of a chain since the last comparison, by days; at most `SPAN` events."""

    def work(conn: Snapshot) -> list[DayDigest]:
        since, acked = digests.reached(conn, origin, place), cursors.acked(conn, place, origin)
        events = journal.chain(conn, origin, since, min(SPAN, acked - since)) if acked > since else []
        days: dict[str, list[Event]] = {}
        for event in events:
            days.setdefault(day_of(event), []).append(event)
        return [_digest(day, of_day) for day, of_day in sorted(days.items())]

    return store.read(work)


def count_here(store: Store, office: str, asked: Iterable[DayDigest]) -> list[DayDigest]:
    """The same stretches as they stand here."""
    return store.read(lambda conn: [_count(conn, office, a) for a in asked])


def keep(
    store: Store,
    office: str,
    place: str,
    here: Sequence[DayDigest],
    theirs: Sequence[DayDigest],
    *,
    all_of_them: bool = True,
) -> int:
    """Keeps what a comparison with `place` gave and returns how many stretches differ. Without `all_of_them` only what
    differs, or differed, is kept."""

    def work(tx: Transaction) -> int:
        rows = [_row(office, place, a, b, tx.now) for a, b in zip(here, theirs, strict=True)]
        known = {_key(r) for r in digests.rows(tx.conn, office, differing=True)}
        digests.put(tx.conn, [r for r in rows if all_of_them or r.differs or _key(r) in known])
        digests.prune(tx.conn, office, tx.now - KEPT_MS)
        tx.touch("digest")
        return sum(r.differs for r in rows)

    return store.write(work)


def keep_told(store: Store, office: str, place: str, told: Iterable[DigestRow]) -> None:
    """Keeps the differences that `place` knows of; those that it no longer tells of are gone."""

    def work(tx: Transaction) -> None:
        digests.forget_told(tx.conn, office, place)
        digests.put(tx.conn, [replace(r, office=office, place=f"{place}/{r.place}", at=tx.now) for r in told])
        tx.touch("digest")

    store.write(work)


def day_of(event: Event) -> str:
    """The Vietnamese wall day of an event's own time."""
    return local_time(event.at).date().isoformat()


def words(rows: Sequence[DigestRow]) -> str:
    """What a person must know about differences, in Vietnamese; "" for none."""
    if not rows:
        return ""
    first = rows[0]
    more = f" (và {len(rows) - 1} chỗ khác)" if len(rows) > 1 else ""
    where = first.place.replace("/", " báo với ")
    return (
        f"Đối chiếu đêm lệch: máy {first.station}, ngày {first.day}, tại đây {first.count} việc, "
        f"tại {where} {first.their_count} việc{more}. Giữ nguyên tệp; báo kỹ thuật của tỉnh."
    )


def _count(conn: Snapshot, office: str, asked: DayDigest) -> DayDigest:
    origin = (office, asked.station, asked.incarnation)
    events = journal.chain(conn, origin, asked.first_seq - 1, asked.last_seq - asked.first_seq + 1)
    of_day = [e for e in events if e.seq <= asked.last_seq and day_of(e) == asked.day]
    return replace(asked, count=len(of_day), hash=_hash(of_day))


def _digest(day: str, events: list[Event]) -> DayDigest:
    first, last = events[0], events[-1]
    return DayDigest(first.station, first.incarnation, day, first.seq, last.seq, len(events), _hash(events))


def _hash(events: list[Event]) -> str:
    whole = sha256()
    for event in events:
        whole.update(hash_link(replace(event, body_hash=hash_text(canonical(event.body)))).encode())
    return whole.hexdigest()


def _row(office: str, place: str, here: DayDigest, there: DayDigest, at: int) -> DigestRow:
    differs = int((here.count, here.hash) != (there.count, there.hash))
    return DigestRow(office, here.station, here.incarnation, here.day, here.first_seq, here.last_seq, place,
                     here.count, here.hash, there.count, there.hash, differs, at)  # fmt: skip


def _key(row: DigestRow) -> tuple[object, ...]:
    return (row.station, row.incarnation, row.day, row.first_seq, row.place)


def _of(row: DigestRow) -> DayDigest:
    return DayDigest(row.station, row.incarnation, row.day, row.first_seq, row.last_seq, row.count, row.hash)
