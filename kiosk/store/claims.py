"""Claims that were decided here: which ticket each has won, by a compare-and-set (queue-rules R2)."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from kiosk.domain.ticket import ABSENT, CALLED, WAITING, Ticket
from kiosk.store.schema import call, claim_won, ticket


def called_by(conn: Connection, office: str, claim_id: str) -> str | None:
    """The id of the ticket that a claim has won anywhere, as far as the journal tells (R4: the asker's next hub)."""
    return conn.scalar(_CALLED_BY, {"office": office, "claim_id": claim_id})


def result(conn: Connection, claim_id: str) -> str | None:
    """The id of the ticket that this claim has won here before."""
    return conn.scalar(_CLAIM, {"claim_id": claim_id})


def forget(conn: Connection, claim_id: str) -> None:
    """Frees the id of a claim whose call has no force any more."""
    conn.execute(_FORGET, {"claim": claim_id})


def win(conn: Connection, claim_id: str, chosen: Ticket, at: int) -> None:
    """Notes that the claim won the ticket as it was chosen: a compare-and-set, and a key that a second claim for the
    same stand of the ticket breaks (IntegrityError). Raises RuntimeError when the ticket is not free to be called."""
    won = {"claim_id": claim_id, "ticket_id": chosen.id, "ticket_version": chosen.version, "at": at}
    conn.execute(_WIN, won)
    free = {f"chosen_{name}": getattr(chosen, name) for name in ("office", "id", "version", "owner")}
    if conn.execute(_SET_CALLED, free).rowcount != 1:
        raise RuntimeError(f"ticket {chosen.id} was chosen but is not free to be called")


_CALLED_BY = select(call.c.ticket_id).where(
    call.c.office == bindparam("office"), call.c.claim_id == bindparam("claim_id"), call.c.fenced == 0
)
_CLAIM = select(claim_won.c.ticket_id).where(claim_won.c.claim_id == bindparam("claim_id"))
_WIN = insert(claim_won)
_FORGET = delete(claim_won).where(claim_won.c.claim_id == bindparam("claim"))
_SET_CALLED = (
    update(ticket)
    .where(
        ticket.c.office == bindparam("chosen_office"),
        ticket.c.id == bindparam("chosen_id"),
        ticket.c.version == bindparam("chosen_version"),
        ticket.c.owner == bindparam("chosen_owner"),
        ticket.c.state.in_((WAITING, ABSENT)),
    )
    .values(state=CALLED)
)
"""Built once, as in `kiosk.store.journal`."""
