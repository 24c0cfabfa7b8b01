"""Who is the office's hub: epochs, roll call, promotion and return (queue-rules R4, R4b).

An epoch is raised only by a person's action. A node obeys the highest epoch that it has seen (I9); what a hub of a
lower one decides afterwards has no force.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiosk.domain import facts
from kiosk.domain.ticket import stream_of
from kiosk.domain.trouble import Refused, TryLater
from kiosk.store import duties, journal, tickets
from kiosk.store.duties import ANSWERED, DECLARED_OFF, Duty, RollRow
from kiosk.store.store import Identity, Snapshot, Store, Transaction

HUB = "hub"
SERVING, STANDBY, ROLL_CALL, WAITING, RETIRED = "serving", "standby", "roll-call", "waiting", "retired"
"""A hub's duty. `waiting`: restarted, and not yet sure that nobody took its place (R4b)."""
STREAM = "hub:office"
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


def epoch(conn: Snapshot, office: str) -> int:
    """The highest epoch that this store has seen."""
    return max(duties.kept(conn, office).epoch, duties.last_promotion(conn, office).epoch)


def standing(conn: Snapshot, me: Identity) -> Duty:
    """The own duty and the hub to obey, by the local row and by what the journal tells of later promotions."""
    own, last = duties.kept(conn, me.office), duties.last_promotion(conn, me.office)
    same = (last.epoch, last.station, last.incarnation) == (own.epoch, own.hub, own.hub_incarnation)
    if last.epoch < own.epoch or not last.epoch or same:
        return own
    if (last.station, last.incarnation) == (me.station, me.incarnation):
        duty = own.duty
    else:
        duty = STANDBY if own.duty in (STANDBY, ROLL_CALL) else RETIRED if own.duty else ""
    return replace(own, epoch=last.epoch, hub=last.station, hub_incarnation=last.incarnation, duty=duty)


def owned_after(conn: Snapshot, me: Identity) -> int | None:
    """The own event after which a ticket must have been taken for this store to have it called: 0 for all of them,
    None where this hub may have nothing called."""
    if me.kind != HUB:
        return 0
    own = standing(conn, me)
    if own.duty in (SERVING, ""):
        return 0
    return own.boundary if own.duty == WAITING else None


def takes_tickets(conn: Snapshot, me: Identity) -> bool:
    """Whether this hub accepts hand-overs: also before it knows that it was not replaced (R4b)."""
    return me.kind != HUB or standing(conn, me).duty in (SERVING, WAITING, "")


def begin_duty(store: Store, *, standby: bool, has_others: bool) -> Duty:
    """A hub opens. One that served before hands out nothing old until it knows that nobody took its place (R4b)."""

    def work(tx: Transaction) -> Duty:
        own = standing(tx.conn, tx.me)
        boundary = journal.head(tx.conn, tx.me.origin)[0]
        if not own.duty:
            fresh = STANDBY if standby else SERVING if own.hub in ("", tx.me.station) else RETIRED
            own = replace(own, duty=fresh)
        elif own.duty in (SERVING, WAITING):
            own = replace(own, duty=WAITING if has_others else SERVING, boundary=boundary if has_others else 0)
        return _keep(tx, own)

    return store.write(work)


def clear(store: Store, actor: str) -> Duty:
    """Nobody took this hub's place: every standby said so, or a person (`actor`). Raises Refused unless it waits."""

    def work(tx: Transaction) -> Duty:
        own = standing(tx.conn, tx.me)
        if own.duty != WAITING:
            raise Refused("duty-other", "Máy chủ này không chờ xác nhận.", "Tải lại trang.")
        tx.append(STREAM, facts.HubCleared(own.epoch), actor)
        return _keep(tx, replace(own, duty=SERVING, boundary=0))

    return store.write(work)


def adopt(store: Store, new: int, hub: str, incarnation: str) -> bool:
    """This node obeys epoch `new` and its hub from now on; False when it has seen a higher one, or another hub of the
    same. A hub that finds another above itself retires."""

    def work(tx: Transaction) -> bool:
        own = standing(tx.conn, tx.me)
        if new < own.epoch or (new == own.epoch and new and own.hub not in ("", hub)):
            return False
        other = (hub, incarnation) != (tx.me.station, tx.me.incarnation)
        if other and own.duty in (SERVING, WAITING) and new > own.epoch:
            own = replace(own, duty=RETIRED)
        wanted = replace(own, epoch=new, hub=hub, hub_incarnation=incarnation)
        if wanted != duties.kept(tx.conn, tx.me.office):
            _keep(tx, wanted)
        return True

    return store.write(work)


def begin_roll_call(store: Store, actor: str) -> Roll:
    """A person calls the roll: from now on this hub proposes the next epoch and has nobody called until it is promoted.
    Raises Refused while one is under way."""

    def work(tx: Transaction) -> None:
        own = standing(tx.conn, tx.me)
        if own.duty == ROLL_CALL:
            raise Refused("roll-open", "Việc điểm danh đang diễn ra.", "Tải lại trang.")
        duties.forget_roll(tx.conn, tx.me.office)
        duties.note_roll(tx.conn, tx.me.office, RollRow(BEFORE, own.duty, "", (), tx.now))
        tx.append(STREAM, facts.RollCalled(own.epoch + 1), actor)
        _keep(tx, replace(own, duty=ROLL_CALL, proposed=own.epoch + 1, since=tx.now))

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
        _keep(tx, replace(own, duty=before, proposed=0))

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
        _keep(tx, serving)
        held = {t for r in duties.roll_rows(tx.conn, me.office).values() for t in r.held}
        duties.forget_roll(tx.conn, me.office)
        _take(tx, serving.epoch, off, held)

    store.write(work)
    return roll(store)


def take_strays(tx: Transaction) -> int:
    """What has come to light only now and belonged to a former hub: the promoted one owns it, too. Runs in the
    transaction that recorded it; returns how many."""
    own, last = standing(tx.conn, tx.me), duties.last_promotion(tx.conn, tx.me.office)
    promoted = last.epoch == own.epoch and (last.station, last.incarnation) == (tx.me.station, tx.me.incarnation)
    if own.duty not in (SERVING, WAITING) or not last.epoch or not promoted:
        return 0
    return _take(tx, own.epoch, last.absent, ())


def roll(store: Store) -> Roll:
    """The roll call, or the duty alone while none is under way."""

    def work(conn: Snapshot) -> Roll:
        own = standing(conn, store.me)
        if own.duty != ROLL_CALL:
            return Roll(own.epoch, own.duty, since=own.since)
        waiting = tickets.strays(conn, store.me.origin, duties.lost_incarnations(conn, store.me.office))
        return Roll(own.proposed, own.duty, _entries(conn, store.me), len(waiting), own.since)

    return store.read(work)


def _entries(conn: Snapshot, me: Identity) -> tuple[RollEntry, ...]:
    rows = duties.roll_rows(conn, me.office)
    names = (duties.known_counters(conn, me.office) | set(rows)) - {BEFORE, me.station}
    return tuple(
        RollEntry(name, row.state, len(row.held), row.at) if (row := rows.get(name)) else RollEntry(name, "missing")
        for name in sorted(names)
    )


def _take(tx: Transaction, new: int, absent: tuple[str, ...], reported: Iterable[str]) -> int:
    lost = duties.lost_incarnations(tx.conn, tx.me.office)
    found = [t for t in tickets.strays(tx.conn, tx.me.origin, lost) if t.id not in reported and t.epoch < new]
    for t in found:
        whole = tickets.get(tx.conn, tx.me.office, t.id) or t
        claims = tuple(c.claim_id for c in whole.calls if not c.fenced)
        tx.append(stream_of(t.id), facts.TicketTakenOver(new, t.handoff + 1, claims, absent), HUB)
    return len(found)


def _keep(tx: Transaction, own: Duty) -> Duty:
    duties.keep(tx.conn, tx.me.office, own)
    tx.touch("hub")
    return own
