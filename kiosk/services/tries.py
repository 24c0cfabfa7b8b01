"""Wrong passwords and PINs are counted where they are typed, and pauses grow. The counts lie in the store, so a restart
forgets nothing; a clock that is set forward ends a pause early but never the count."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.trouble import Refused
from kiosk.store import accounts
from kiosk.store.store import Transaction

TRIES = 5
"""Wrong ones in a row before the first pause of a login."""
MACHINE_TRIES = 20
"""Wrong ones over all logins before a machine pauses: one who tries many names with one password."""
PAUSE_MS, LONGEST_MS = 60_000, 30 * 60_000
"""The first pause, doubled with each further round up to the longest."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted together, and how many wrong ones make a round."""

    name: str
    limit: int = TRIES


def count(tx: Transaction, *scopes: Scope) -> int:
    """Counts a try as wrong before it is judged, so that tries side by side count too; 0, or the ms for which a scope
    still rests: such a try is not counted and must not be judged. A clock that was set back begins the rest anew."""
    known = [(scope, *accounts.tries(tx.conn, scope.name)) for scope in scopes]
    rest = max((_rest(tx, *one) for one in known), default=0)
    if not rest:
        for scope, wrong, _ in known:
            accounts.put_tries(tx.conn, scope.name, wrong + 1, tx.now)
    return rest


def proved(tx: Transaction, own: Scope, *others: Scope) -> None:
    """The try was right: the own count is forgotten, and what it had put on the others is taken off them."""
    wrong, _ = accounts.tries(tx.conn, own.name)
    accounts.put_tries(tx.conn, own.name, 0, tx.now)
    for scope in others:
        more, at = accounts.tries(tx.conn, scope.name)
        accounts.put_tries(tx.conn, scope.name, max(0, more - wrong), at)


class Resting(Refused):
    """Too many wrong ones: nothing is judged for `rest_ms`."""

    def __init__(self, rest_ms: int) -> None:
        self.rest_ms = rest_ms
        minutes = -(-rest_ms // 60_000)
        wait = "một phút" if minutes <= 1 else f"{minutes} phút"
        super().__init__("too-many-tries", "Sai mật khẩu quá nhiều lần.", f"Chờ {wait} rồi thử lại.")


def _rest(tx: Transaction, scope: Scope, wrong: int, at: int) -> int:
    if not wrong or wrong % scope.limit:
        return 0
    pause = min(LONGEST_MS, PAUSE_MS << min(20, wrong // scope.limit - 1))
    if tx.now < at:
        accounts.put_tries(tx.conn, scope.name, wrong, tx.now)
        return pause
    return max(0, at + pause - tx.now)
