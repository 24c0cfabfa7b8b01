"""Claims that a counter has asked for: written before the question goes out, closed with its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from kiosk.store.schema import claim_intent
from kiosk.store.upsert import upsert


def open_intent(conn: Connection, target: str = "") -> tuple[str, Mapping[str, Any]] | None:
    """(claim id, request) of the question to `target` ("" = the hub) that has no answer yet."""
    row = conn.execute(_OPEN, {"target": target}).first()
    return (row.claim_id, json.loads(row.request)) if row else None


def ask(conn: Connection, claim_id: str, request: Mapping[str, Any], at: int, target: str = "") -> None:
    """Notes a question before it is sent; a question that is asked again keeps its id and carries the present wish."""
    text = json.dumps(request, ensure_ascii=False)
    row = {"claim_id": claim_id, "target": target, "request": text, "answer": "", "asked_at": at, "answered_at": 0}
    upsert(conn, claim_intent, [row])


def answer(conn: Connection, claim_id: str, text: str, at: int) -> None:
    """Closes a question: the ticket's id, "" for nobody, or "refused: code"."""
    conn.execute(_ANSWER, {"asked": claim_id, "answer": text, "answered_at": at})


def winner_of(conn: Connection, ticket_id: str) -> frozenset[str]:
    """The ids of the questions of this file that the ticket was the answer to."""
    return frozenset(conn.scalars(_WON, {"ticket": ticket_id}))


def forsake(conn: Connection, at: int) -> None:
    """Closes what is open: another life of the file asked, and may have had the answer and dealt with it (R6)."""
    conn.execute(_FORSAKE, {"answered_at": at, "answer": "refused: former-life"})


_OPEN = (
    select(claim_intent)
    .where(claim_intent.c.answered_at == 0, claim_intent.c.target == bindparam("target"))
    .order_by(claim_intent.c.claim_id)
    .limit(1)
)
_WON = select(claim_intent.c.claim_id).where(claim_intent.c.answer == bindparam("ticket"))
_FORSAKE = update(claim_intent).where(claim_intent.c.answered_at == 0)
_ANSWER = update(claim_intent).where(claim_intent.c.claim_id == bindparam("asked"))
"""Built once, as in `kiosk.store.journal`."""
