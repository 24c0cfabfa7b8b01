"""The counter's side of a claim: the intent is durable before the question goes out, so no answer is ever lost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from kiosk.domain.ticket import CALLED, Ticket
from kiosk.domain.trouble import Refused, Trouble
from kiosk.services.promotion import Obeyed
from kiosk.services.serving import attest
from kiosk.store import claims, duties, intents, journal, tickets
from kiosk.store.store import Snapshot, Store, Transaction, new_id
from sync import wire
from sync.carrying import owe
from sync.client import Away, Line, Unacceptable
from sync.downlink import Downlink

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StandIn:
    """A kiosk that a counter may ask in the hub's place, for the tickets that it still owns (R2)."""

    station: str
    line: Line
    downlink: Downlink


class Claims:
    """Claims of one counter against the hub. Blocks on the network: call it from a worker thread."""

    def __init__(
        self,
        store: Store,
        line: Line,
        downlink: Downlink,
        stand_ins: Callable[[], Sequence[StandIn]] = tuple,
    ) -> None:
        self._store = store
        self._line = line
        self._downlink = downlink
        self._stand_ins = stand_ins
        self._one = threading.Lock()

    def next(self, counter: int, fields: tuple[str, ...], actor: str) -> Ticket | None:
        """The next ticket by rule R7, or None when nobody waits. After a question that a cut or a crash left open its
        id is used again: what it has won, if anything, is the answer. While the hub is away the kiosks that can be
        reached are asked for what they still own (R2). Raises Away and Refused."""
        wish = {"counter": counter, "fields": list(fields), "actor": actor}
        try:
            return self._ask(self._line, self._downlink, wish)
        except Away:
            if won := self._ask_stand_ins(wish):
                return won
            raise

    def number(self, text: str, counter: int, fields: tuple[str, ...], reason: str, actor: str) -> Ticket:
        """A particular number, out of order, with a reason. Raises Away, and Refused with what to do."""
        wish = {"counter": counter, "fields": list(fields), "actor": actor, "number": text, "reason": reason}
        won = self._ask(self._line, self._downlink, wish)
        if won is None:
            raise Refused("nobody", "Không gọi được số này.", "Kiểm tra lại số trên phiếu.")
        return won

    def pending(self) -> bool:
        """True while a question to the hub has no answer yet."""
        return self._store.read(intents.open_intent) is not None

    def _ask_stand_ins(self, wish: dict[str, Any]) -> Ticket | None:
        for one in self._stand_ins():
            try:
                if won := self._ask(one.line, one.downlink, wish, one.station):
                    return won
            except Trouble as trouble:
                log.info("%s stands in for nobody: %s", one.station, trouble)
        return None

    def _ask(self, line: Line, downlink: Downlink, wish: dict[str, Any], target: str = "") -> Ticket | None:
        if not target and self._store.read(duties.is_doubtful):
            raise Away(
                "hub-doubtful",
                "Máy này chạy tiếp từ bản cũ và chưa hỏi được mọi máy có thể đang giữ hàng đợi. "
                "Bật các máy chủ dự phòng, hoặc nhờ lãnh đạo điểm danh lại; người có phiếu vẫn phục vụ được (phím G).",
            )
        with self._one:
            claim_id, won = self._left_open(target)
            if won is None:
                obeyed = downlink.obeyed()
                place = {"holds": self._holds(target)} if target else {"cursor": downlink.cursor()}
                question = self._question(claim_id, {**wish, **place})
                self._store.write(lambda tx: self._intend(tx, claim_id, wish, target))
                won = self._put(line, downlink, question, obeyed, target)
            if won and target:
                self._store.write(lambda tx: attest(tx, won.id))
            return won

    def _left_open(self, target: str) -> tuple[str, Ticket | None]:
        """The id to ask under: that of a question whose answer was lost, unless a feed has told meanwhile whom it won.
        That is the answer while the citizen is still called here; else the question is done with, and its id with it:
        what a counter has dealt with, no hub may take for its present claim."""

        def look(conn: Snapshot) -> tuple[str, Ticket | None]:
            left = intents.open_intent(conn, target)
            won = claims.called_by(conn, me.office, left[0]) if left else None
            return left[0] if left else "", tickets.get(conn, me.office, won) if won else None

        me = self._store.me
        claim_id, told = self._store.read(look)
        if told is None:
            return claim_id or new_id(), None
        self._close(claim_id, told.id)
        return new_id(), told if (told.state, told.holder) == (CALLED, me.station) else None

    def _holds(self, target: str) -> list[wire.Held]:
        """How far the chains of a kiosk stand here: it tells only what comes after. The newest lives count."""
        office = self._store.me.office
        chains = [(of, last) for of, last in self._store.read(journal.origins) if of[:2] == (office, target)]
        return [wire.Held(incarnation=of[2], through=last) for of, last in chains[-wire.MAX_HELD :]]

    def _intend(self, tx: Transaction, claim_id: str, wish: dict[str, Any], target: str) -> None:
        intents.ask(tx.conn, claim_id, wish, tx.now, target)
        if target:
            owe(tx)

    def _question(self, claim_id: str, wish: dict[str, Any]) -> wire.Claim:
        me = self._store.me
        try:
            return wire.Claim(claim_id=claim_id, station=me.station, reader=me.incarnation, **wish)
        except ValidationError as wrong:
            raise Refused("malformed", "Nội dung gọi số không hợp lệ.", "Nhập lại số và lý do, ngắn gọn.") from wrong

    def _put(self, line: Line, downlink: Downlink, question: wire.Claim, obeyed: Obeyed, target: str) -> Ticket | None:
        claim_id = question.claim_id

        def again() -> bool:
            """A kiosk has no feed: the same claim asked again brings more of its chain."""
            more = line.claim(question.model_copy(update={"holds": self._holds(target)})).feed
            return bool(more and more.events and downlink.apply(more, "", obeyed))

        try:
            answer = line.claim(question)
        except (Refused, Unacceptable) as refused:
            self._close(claim_id, f"refused: {refused.code}")
            raise Refused(refused.code, refused.message, refused.remedy) from refused
        if not answer.ticket_id:
            self._close(claim_id, "")
            return None
        if answer.feed:
            downlink.apply(answer.feed, question.cursor, obeyed)
        won = self._known(again if target else lambda: downlink.run_once(0), claim_id, answer.ticket_id)
        self._close(claim_id, answer.ticket_id)
        return won

    def _known(self, catch_up: Callable[[], bool], claim_id: str, ticket_id: str) -> Ticket:
        """The ticket as its events tell it, catching up as far as needed. The intent stays open until it is here."""

        def look(conn: Snapshot) -> Ticket | None:
            return tickets.get(conn, self._store.me.office, ticket_id)

        more = True
        while True:
            found = self._store.read(look)
            if found and found.was_called_by(claim_id):
                return found
            if not more:
                raise Away("behind", "Máy này chưa theo kịp máy chủ hàng đợi.")
            more = catch_up()

    def _close(self, claim_id: str, text: str) -> None:
        self._store.write(lambda tx: intents.answer(tx.conn, claim_id, text, tx.now))
