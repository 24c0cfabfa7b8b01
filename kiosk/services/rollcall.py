"""The roll call that makes another PC the office's hub (queue-rules R4): a person's action.

Every registered counter answers, or a person declares it switched off by name. So is the former life of a kiosk whose
file was restored or cloned (R6): only when it is surely off may its tickets be called by another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.domain import facts
from kiosk.domain.epoch import next_epoch
from kiosk.domain.trouble import Refused, TryLater
from kiosk.services.owning_up import answered
from kiosk.services.promotion import (
    RETIRED,
    ROLL_CALL,
    SERVING,
    STANDBY,
    STREAM,
    WAITING,
    former_life,
    keep,
    standing,
    take_over,
)
from kiosk.services.serving import attest, is_informed, knows_whom_to_obey
from kiosk.store import duties, tickets
from kiosk.store.duties import ANSWERED, DECLARED_OFF, ELSEWHERE, Duty, RollRow
from kiosk.store.store import Identity, Snapshot, Store, Transaction

MISSING = "missing"
BEFORE = ""
"""The row of the roll that keeps which duty stood before it was called, and under which epoch (as `held`)."""


@dataclass(frozen=True, slots=True)
class RollAnswer:
    """What a counter says in a roll call, after it has delivered all that it knows: it obeys `epoch` from now on and
    has these tickets (ids) at its place. An epoch above the one it was asked for says that it obeys another hub.
    `forgot` says that its file was put back and no hub has told it yet whom it had."""

    epoch: int
    station: str
    incarnation: str
    held: tuple[str, ...] = ()
    forgot: bool = False


@dataclass(frozen=True, slots=True)
class RollEntry:
    """One registered counter in a roll call. `state`: answered, declared-off, missing, or elsewhere: it has answered
    another hub for a higher epoch. `held` how many citizens it has; `at` when it spoke (ms)."""

    station: str
    state: str
    held: int = 0
    at: int = 0


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll call as a person sees it. `tickets` would come to this hub as things stand; where it serves already,
    they wait for a roll call at this very hub, whose file was put back (R6)."""

    epoch: int
    duty: str
    entries: tuple[RollEntry, ...] = ()
    tickets: int = 0
    since: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has neither answered here nor been declared switched off."""
        return tuple(e.station for e in self.entries if e.state in (MISSING, ELSEWHERE))


def answer_roll(store: Store, proposed: int, hub: str, incarnation: str) -> RollAnswer:
    """What this counter says to the hub that calls the roll: it obeys that epoch from now on, vouches for the citizens
    it has, and finishes with them as ever; or the higher epoch that it obeys already."""

    def work(tx: Transaction) -> RollAnswer:
        own = standing(tx.conn, tx.me)
        if proposed < own.epoch:
            return RollAnswer(own.epoch, tx.me.station, tx.me.incarnation)
        held = tickets.held_by(tx.conn, tx.me.office, tx.me.station)
        answered(tx, proposed)
        if proposed > own.epoch:
            keep(tx, replace(own, epoch=proposed, hub=hub, hub_incarnation=incarnation))
            knows_whom_to_obey(tx)
            for t in held:
                attest(tx, t.id)
        forgot = not is_informed(tx.conn, tx.me)
        return RollAnswer(proposed, tx.me.station, tx.me.incarnation, tuple(t.id for t in held), forgot)

    return store.write(work)


def begin_roll_call(store: Store, actor: str) -> Roll:
    """A person calls the roll: from now on this hub proposes the next epoch and has nobody called until it is promoted.
    Called again, it proposes a higher one than any it has heard of, and everybody is asked anew: the way out where two
    hubs called the roll and each was answered by some."""

    def work(tx: Transaction) -> None:
        own, office = standing(tx.conn, tx.me), tx.me.office
        before = RollRow(BEFORE, own.duty, "", (str(own.epoch),), tx.now)
        if own.duty == ROLL_CALL:
            before = duties.roll_rows(tx.conn, office).get(BEFORE) or replace(before, state=STANDBY)
        heard = max(own.epoch, own.proposed if own.duty == ROLL_CALL else 0)
        proposed = next_epoch(heard, tx.me.station, tx.me.incarnation)
        duties.forget_roll(tx.conn, office)
        duties.note_roll(tx.conn, office, before)
        tx.append(STREAM, facts.RollCalled(proposed), actor)
        keep(tx, replace(own, duty=ROLL_CALL, proposed=proposed, since=tx.now))

    store.write(work)
    return roll(store)


def take_answer(store: Store, answer: RollAnswer) -> None:
    """A counter has answered, or obeys a higher epoch: then this roll call cannot end well any more, and a person hears
    why. Raises TryLater unless this very roll call is under way."""

    def work(tx: Transaction) -> None:
        own = standing(tx.conn, tx.me)
        if own.duty != ROLL_CALL or own.proposed > answer.epoch:
            raise TryLater("roll-closed", "Không có lần điểm danh nào như vậy.", "Máy sẽ tự hỏi lại.")
        if answer.epoch > max(own.proposed, own.epoch):
            keep(tx, replace(own, epoch=answer.epoch, hub="", hub_incarnation=""))
        state = ANSWERED if answer.epoch == own.proposed else ELSEWHERE
        row = RollRow(answer.station, state, answer.incarnation, answer.held, tx.now)
        duties.note_roll(tx.conn, tx.me.office, row)
        former = former_life(answer.station)
        if answer.forgot and former not in duties.roll_rows(tx.conn, tx.me.office):
            duties.note_roll(tx.conn, tx.me.office, RollRow(former, MISSING, "", (), 0))
        tx.touch("hub")

    store.write(work)


def declare_off(store: Store, station: str, actor: str) -> Roll:
    """A person vouches that a counter is switched off. Raises Refused once it has answered, here or to another hub, or
    outside a roll call."""

    def work(tx: Transaction) -> None:
        entry = next((e for e in _entries(tx.conn, tx.me) if e.station == station), None)
        if standing(tx.conn, tx.me).duty != ROLL_CALL or entry is None or entry.state == ANSWERED:
            raise Refused("roll-answered", f"Máy {station} đã trả lời hoặc không có trong danh sách.", "Tải lại trang.")
        if entry.state == ELSEWHERE:
            raise _overtaken(station)
        duties.note_roll(tx.conn, tx.me.office, RollRow(station, DECLARED_OFF, actor, (), tx.now))
        tx.touch("hub")

    store.write(work)
    return roll(store)


def cancel_roll_call(store: Store) -> Roll:
    """Back to the duty before, or to none where this hub led and has heard of a higher epoch since. Raises Refused once
    a counter has answered: it obeys the new epoch already, so the way out is to finish here or at another hub."""

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
        before = rows.get(BEFORE) or RollRow(BEFORE, STANDBY, "", (), tx.now)
        led = before.state in (SERVING, WAITING, "")
        duty = RETIRED if led and before.held != (str(own.epoch),) else before.state
        duties.forget_roll(tx.conn, tx.me.office)
        keep(tx, replace(own, duty=duty, proposed=0))

    store.write(work)
    return roll(store)


def promote(store: Store, actor: str) -> Roll:
    """This hub takes the office over: it owns what waits, minus what the counters reported (R4), and says so also of
    what is its own, because another may have taken that over for a lower epoch. Raises Refused with the names of those
    that have neither answered nor been declared switched off."""

    def work(tx: Transaction) -> None:
        own, entries = standing(tx.conn, tx.me), _entries(tx.conn, tx.me)
        if own.duty != ROLL_CALL:
            raise Refused("roll-closed", "Chưa điểm danh các quầy.", "Bấm Điểm danh trước.")
        if own.epoch > own.proposed:
            raise _overtaken(", ".join(e.station for e in entries if e.state == ELSEWHERE) or "một máy khác")
        if missing := [e.station for e in entries if e.state == MISSING]:
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
        left += tickets.owned(tx.conn, me.origin) + tickets.in_transit_to(tx.conn, me.origin)
        take_over(tx, [t for t in left if t.id not in held], serving.epoch, off)

    store.write(work)
    return roll(store)


def _overtaken(who: str) -> Refused:
    return Refused(
        "roll-overtaken",
        f"Đã có máy khác điểm danh sau lần này, và {who} theo máy đó.",
        "Hoàn tất ở máy kia; hoặc điểm danh lại từ đầu tại đây.",
    )


def roll(store: Store) -> Roll:
    """The roll call, or the duty alone while none is under way."""

    def work(conn: Snapshot) -> Roll:
        own = standing(conn, store.me)
        if own.duty != ROLL_CALL:
            left = tickets.stranded(conn, store.me.origin) if own.duty == SERVING else 0
            return Roll(own.epoch, own.duty, tickets=left, since=own.since)
        waiting = tickets.strays(conn, store.me.origin)
        return Roll(own.proposed, own.duty, _entries(conn, store.me), len(waiting), own.since)

    return store.read(work)


def _entries(conn: Snapshot, me: Identity) -> tuple[RollEntry, ...]:
    rows = duties.roll_rows(conn, me.office)
    names = (duties.known_counters(conn, me.office) | set(rows) | set(_former_lives(conn, me))) - {BEFORE, me.station}
    return tuple(
        RollEntry(name, row.state, len(row.held), row.at) if (row := rows.get(name)) else RollEntry(name, MISSING)
        for name in sorted(names)
    )


def _former_lives(conn: Snapshot, me: Identity) -> dict[str, tuple[str, str]]:
    """By a name that a person can read: former incarnations of issuers that still own tickets."""
    lost = sorted(duties.lost_incarnations(conn, me.office))
    return {
        former_life(station, incarnation): (station, incarnation)
        for station, incarnation in lost
        if station != me.station and tickets.orphans(conn, me.office, [(station, incarnation)])
    }
