"""Accounts follow from the master copy to the machines that let staff in, and work there without any line.

What the master copy does not know stays: it is kept as `pending` and goes up with a lead's session. One login for two
persons is never merged: the one made here gets the machine's name added, and its owner is told at the next sign-in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from kiosk.domain.event import canonical, hash_text
from kiosk.domain.folding import fold
from kiosk.services.staff import LONGEST_LOGIN, renamed_login
from kiosk.store import accounts
from kiosk.store.accounts import Account
from kiosk.store.store import Store, Transaction

ADD, RENAMED = "add", "renamed"
"""`pending`: made here and not sent yet; the same under a new login, because the old one is somebody else's."""

KINDS = frozenset({"counter", "admin", "hub"})
"""Where accounts follow to. Nobody signs in at a kiosk or a board, so no hash of a password lies there."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Accounts as they travel; `version` names exactly this content."""

    version: str
    accounts: tuple[Account, ...]


def followed(store: Store, office: str, *, is_master: bool = False) -> Followed:
    """What follows from this store: what the master copy said, and where this is the master copy, all there is."""
    rows = store.read(lambda conn: accounts.accounts_of(conn, office))
    return _document(replace(a, pending="") for a in rows if is_master or not a.pending)


def adopt(store: Store, master: Iterable[Account]) -> None:
    """Takes over the master's accounts of the own office; see the module for what it does not know."""
    theirs = {a.login: replace(a, office=store.me.office, pending="") for a in master}

    def work(tx: Transaction) -> None:
        ours = {a.login: a for a in accounts.accounts_of(tx.conn, tx.me.office)}
        kept = [moved for a in ours.values() if (moved := _beside(tx, a, theirs, ours)) is not None]
        newer = {a.login: a for a in ours.values() if not a.pending and _is_newer(a, theirs)}
        wanted = {a.login: a for a in kept} | theirs | newer
        for login in ours.keys() - wanted.keys():
            accounts.drop_account(tx.conn, tx.me.office, login)
        changed = [a for login, a in wanted.items() if ours.get(login) != a]
        accounts.put_accounts(tx.conn, changed)
        if changed or ours.keys() - wanted.keys():
            tx.touch("staff")

    if _document(theirs.values()) != followed(store, store.me.office):
        store.write(work)


def _is_newer(own: Account, theirs: dict[str, Account]) -> bool:
    """A hub that has not heard yet, or a master copy put back from a backup: what was switched off stays off."""
    master = theirs.get(own.login)
    return master is not None and own.changed_at > master.changed_at


def pending(store: Store) -> tuple[Account, ...]:
    """The accounts that the master copy does not know yet."""
    rows = store.read(lambda conn: accounts.accounts_of(conn, store.me.office))
    return tuple(a for a in rows if a.pending)


def sent(store: Store, account: Account) -> None:
    """The master copy has taken this account."""

    def work(tx: Transaction) -> None:
        known = accounts.account_of(tx.conn, account.office, account.login)
        if known and known.pending and known.secret == account.secret:
            accounts.put_accounts(tx.conn, [replace(known, pending="")])
            tx.touch("staff")

    store.write(work)


def _beside(tx: Transaction, own: Account, theirs: dict[str, Account], ours: dict[str, Account]) -> Account | None:
    """What becomes of an own account beside the master's: kept as pending, renamed, or gone into the master's."""
    master = theirs.get(own.login)
    if master is None:
        return own if own.pending else replace(own, pending=ADD)
    if not own.pending or own.secret == master.secret or fold(own.name) == fold(master.name):
        return None
    return replace(own, login=_free_login(own.login, tx.me.station, theirs.keys() | ours.keys()), pending=RENAMED)


def _free_login(login: str, station: str, taken: Iterable[str]) -> str:
    wish = renamed_login(login, station)
    names = (wish, *(f"{wish[: LONGEST_LOGIN - 3]}-{n}" for n in range(2, 100)))
    return next(name for name in names if name not in taken)


def _document(rows: Iterable[Account]) -> Followed:
    ordered = tuple(sorted(rows, key=lambda a: a.login))
    return Followed(hash_text(canonical([asdict(a) for a in ordered])), ordered)
