"""The roll call that makes another PC the office's hub (queue-rules R4): a person's action.

Every registered counter answers, or a person declares it switched off by name. So is the former life of a kiosk whose
file was restored or cloned (R6): only when it is surely off may its tickets be called by another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.domain import facts
from kiosk.domain.trouble import Refused, TryLater
from kiosk.services.promotion import ROLL_CALL, SERVING, STANDBY, STREAM, keep, standing, take_over
from kiosk.services.serving import attest
from kiosk.store import duties, tickets
from kiosk.store.duties import ANSWERED, DECLARED_OFF, Duty, RollRow
from kiosk.store.store import Identity, Snapshot, Store, Transaction

BEFORE = ""
"""The row of the roll that keeps which duty stood before it was called."""


@dataclass(frozen=True, slots=True)
class RollAnswer:
    """What a counter says in a roll call, after it has delivered all that it knows: it obeys `epoch` from now on and
    has these tickets (ids) at its place."""

    epoch: int
    station: str
    incarnation: str
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RollEntry:
    """One registered counter in a roll call. `state`: answered, declared-off or missing; `held` how many citizens it
    has; `at` when it spoke (ms)."""

    station: str
    state: str
    held: int = 0
    at: int = 0


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll call as a person sees it. `tickets` would come to this hub as things stand."""

    epoch: int
    duty: str
    entries: tuple[RollEntry, ...] = ()
    tickets: int = 0
    since: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has neither answered nor been declared switched off."""
        return tuple(e.station for e in self.entries if e.state == "missing")


def answer_roll(store: Store, proposed: int, hub: str, incarnation: str) -> RollAnswer | None:
    """What this counter says to the hub that calls the roll: it obeys that epoch from now on, vouches for the citizens
    it has, and finishes with them as ever. None when it obeys a higher epoch, or another hub's of the same."""

    def work(tx: Transaction) -> RollAnswer | None:
        own = standing(tx.conn, tx.me)
        if proposed < own.epoch or (proposed == own.epoch and (hub, incarnation) != (own.hub, own.hub_incarnation)):
            return None
        held = tickets.held_by(tx.conn, tx.me.office, tx.me.station)
        if proposed > own.epoch:
            keep(tx, replace(own, epoch=proposed, hub=hub, hub_incarnation=incarnation))
            for t in held:
                attest(tx, t.id)
        return RollAnswer(proposed, tx.me.station, tx.me.incarnation, tuple(t.id for t in held))

    return store.write(work)


def begin_roll_call(store: Store, actor: str) -> Roll:
    """A person calls the roll: from now on this hub proposes the next epoch and has nobody called until it is promoted.
    Called again, it proposes a higher one and everybody is asked anew: the way out where two hubs called the roll for
    one epoch and each was answered by some."""

    def work(tx: Transaction) -> None:
        own, office = standing(tx.conn, tx.me), tx.me.office
        before = own.duty
        if own.duty == ROLL_CALL:
            kept = duties.roll_rows(tx.conn, office).get(BEFORE)
            before = kept.state if kept else STANDBY
        proposed = max(own.epoch, own.proposed if own.duty == ROLL_CALL else 0) + 1
        duties.forget_roll(tx.conn, office)
        duties.note_roll(tx.conn, office, RollRow(BEFORE, before, "", (), tx.now))
        tx.append(STREAM, facts.RollCalled(proposed), actor)
        keep(tx, replace(own, duty=ROLL_CALL, proposed=proposed, since=tx.now))

    store.write(work)
    return roll(store)


def take_answer(store: Store, answer: RollAnswer) -> None:
    """A counter has answered. Raises TryLater unless this very roll call is under way."""

    def work(tx: Transaction) -> None:
        own = standing(tx.conn, tx.me)
        if own.duty != ROLL_CALL or own.proposed != answer.epoch:
            raise TryLater("roll-closed", "Không có lần điểm danh nào như vậy.", "Máy sẽ tự hỏi lại.")
        row = RollRow(answer.station, ANSWERED, answer.incarnation, answer.held, tx.now)
        duties.note_roll(tx.conn, tx.me.office, row)
        tx.touch("hub")

    store.write(work)


def declare_off(store: Store, station: str, actor: str) -> Roll:
    """A person vouches that a counter is switched off. Raises Refused once it has answered, or outside a roll call."""

    def work(tx: Transaction) -> None:
        entry = next((e for e in _entries(tx.conn, tx.me) if e.station == station), None)
        if standing(tx.conn, tx.me).duty != ROLL_CALL or entry is None or entry.state == ANSWERED:
            raise Refused("roll-answered", f"Máy {station} đã trả lời hoặc không có trong danh sách.", "Tải lại trang.")
        duties.note_roll(tx.conn, tx.me.office, RollRow(station, DECLARED_OFF, actor, (), tx.now))
        tx.touch("hub")

    store.write(work)
    return roll(store)


def cancel_roll_call(store: Store) -> Roll:
    """Back to the duty before. Raises Refused once a counter has answered: it obeys the new epoch already, so the way
    out is to finish here or to call the roll at another hub."""

    def work(tx: Transaction) -> None:
        own, rows = standing(tx.conn, tx.me), duties.roll_rows(tx.conn, tx.me.office)
        if own.duty != ROLL_CALL:
            raise Refused("roll-closed", "Không có lần điểm danh nào đang mở.", "Tải lại trang.")
        if any(r.state == ANSWERED for r in rows.values()):
            raise Refused(
                "roll-answered",
                "Đã có quầy trả lời và chờ máy chủ mới.",
                "Hoàn tất tại đây hoặc ở máy khác.",
            )
        before = rows[BEFORE].state if BEFORE in rows else STANDBY
        duties.forget_roll(tx.conn, tx.me.office)
        keep(tx, replace(own, duty=before, proposed=0))

    store.write(work)
    return roll(store)


def promote(store: Store, actor: str) -> Roll:
    """This hub takes the office over: it owns what waits, minus what the counters reported (R4). Raises Refused with
    the names of those that have neither answered nor been declared switched off."""

    def work(tx: Transaction) -> None:
        own, entries = standing(tx.conn, tx.me), _entries(tx.conn, tx.me)
        if own.duty != ROLL_CALL:
            raise Refused("roll-closed", "Chưa điểm danh các quầy.", "Bấm Điểm danh trước.")
        if missing := [e.station for e in entries if e.state == "missing"]:
            raise Refused(
                "roll-incomplete",
                f"Chưa rõ các quầy: {', '.join(missing)}.",
                "Bật máy và chờ trả lời, hoặc tự xác nhận từng máy đã tắt.",
            )
        answered, off = (tuple(e.station for e in entries if e.state == s) for s in (ANSWERED, DECLARED_OFF))
        me = tx.me
        tx.append(STREAM, facts.HubPromoted(own.proposed, me.station, me.incarnation, answered, off), actor)
        tx.flush()
        serving = Duty(own.proposed, me.station, me.incarnation, SERVING, since=tx.now)
        keep(tx, serving)
        held = {t for r in duties.roll_rows(tx.conn, me.office).values() for t in r.held}
        lost = _former_lives(tx.conn, me)
        duties.forget_roll(tx.conn, me.office)
        left = tickets.strays(tx.conn, me.origin) + tickets.orphans(tx.conn, me.office, lost.values())
        take_over(tx, [t for t in left if t.id not in held], serving.epoch, off)

    store.write(work)
    return roll(store)


def roll(store: Store) -> Roll:
    """The roll call, or the duty alone while none is under way."""

    def work(conn: Snapshot) -> Roll:
        own = standing(conn, store.me)
        if own.duty != ROLL_CALL:
            return Roll(own.epoch, own.duty, since=own.since)
        waiting = tickets.strays(conn, store.me.origin)
        return Roll(own.proposed, own.duty, _entries(conn, store.me), len(waiting), own.since)

    return store.read(work)


def _entries(conn: Snapshot, me: Identity) -> tuple[RollEntry, ...]:
    rows = duties.roll_rows(conn, me.office)
    names = (duties.known_counters(conn, me.office) | set(rows) | set(_former_lives(conn, me))) - {BEFORE, me.station}
    return tuple(
        RollEntry(name, row.state, len(row.held), row.at) if (row := rows.get(name)) else RollEntry(name, "missing")
        for name in sorted(names)
    )


def _former_lives(conn: Snapshot, me: Identity) -> dict[str, tuple[str, str]]:
    """By a name that a person can read: former incarnations of issuers that still own tickets."""
    lost = sorted(duties.lost_incarnations(conn, me.office))
    return {
        f"{station} (bản cũ {incarnation[:6]})": (station, incarnation)
        for station, incarnation in lost
        if station != me.station and tickets.orphans(conn, me.office, [(station, incarnation)])
    }
