"""Staff sessions at a server: a random token, kept hashed, good for one machine's key and at most 12 hours."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256

from kiosk.domain.trouble import Refused
from kiosk.services.staff import Staff, person, sign_in
from kiosk.store import accounts
from kiosk.store.accounts import ACTIVE, SessionRow
from kiosk.store.store import Snapshot, Store, Transaction

LONGEST_MS = 12 * 3_600_000
OPEN = "open"
"""The machine that asks where requests carry no signature: tries are counted for all of them together."""
BACK_MS = 5 * 60_000
"""A session that begins in the future by more than this was made before the clock was set back: it is over."""


class NoSession(Refused):
    """No session, or one that is forged, over, or another machine's. `detail` says which, for the log only: whoever
    asks learns no more than that it is not good."""

    def __init__(self, code: str, detail: str) -> None:
        words = {"session-over": "Phiên đăng nhập đã hết hạn."}
        super().__init__(code, words.get(code, "Chưa đăng nhập với máy chủ."), "Đăng nhập lại rồi làm tiếp.")
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Begun:
    """A session just begun. Only its holder ever has the token."""

    token: str
    staff: Staff
    expires_at: int


def begin(store: Store, login: str, password: str, *, office: str, key_id: str) -> Begun:
    """Signs a person in for the machine that holds the key. Raises Refused; a one-time password begins none."""
    who = sign_in(store, login, password, office=office, source=key_id or OPEN)
    if who.must_change:
        raise Refused("password-change", "Mật khẩu này chỉ dùng một lần.", "Đặt mật khẩu mới rồi đăng nhập lại.")
    token = secrets.token_urlsafe(32)

    def work(tx: Transaction) -> Begun:
        accounts.sweep_sessions(tx.conn, tx.now, tx.now + BACK_MS)
        expires = tx.now + LONGEST_MS
        accounts.put_session(tx.conn, SessionRow(_hash(token), who.office, who.login, key_id, tx.now, expires))
        return Begun(token, who, expires)

    return store.write(work)


def staff_of(store: Store, token: str, key_id: str) -> Staff:
    """Who works under a token at the machine that holds the key, with the role as it is now. Raises NoSession."""

    def look(conn: Snapshot) -> Staff:
        return _judge(conn, token, key_id, store.clock.now_ms())

    return store.read(look)


def end(store: Store, token: str) -> None:
    """Signs out; what is no session is ended already."""
    store.write(lambda tx: accounts.end_session(tx.conn, _hash(token)))


def _judge(conn: Snapshot, token: str, key_id: str, now: int) -> Staff:
    if not token:
        raise NoSession("no-session", "no token was sent")
    row = accounts.session_of(conn, _hash(token))
    if row is None:
        raise NoSession("no-session", "a token that was never given, or whose session has ended")
    if row.key_id != key_id:
        raise NoSession("no-session", f"the token of {row.login}@{row.office} belongs to key {row.key_id or 'none'}")
    if not row.begun_at - BACK_MS <= now < row.expires_at:
        raise NoSession("session-over", f"the session of {row.login}@{row.office} is over")
    account = accounts.account_of(conn, row.office, row.login)
    if account is None or account.state != ACTIVE:
        raise NoSession("no-session", f"the account {row.login}@{row.office} is switched off")
    return person(account)


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
