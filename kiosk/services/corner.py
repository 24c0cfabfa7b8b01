"""The PIN of a kiosk's technician's corner: counted and noted, because anybody may stand before a kiosk."""

from __future__ import annotations

import hmac

from kiosk.domain.trouble import Refused
from kiosk.services import access_log, tries
from kiosk.store.store import Store, Transaction

SCOPE = tries.Scope("corner", 3)


def try_pin(store: Store, typed: str, pin: str) -> None:
    """Judges a PIN. Raises Refused for a wrong one, and while too many wrong ones rest, also over a restart.

    Each judged one is noted in the log of opened records; those that come while it rests are not, so that nobody can
    fill a journal by tapping.
    """

    def work(tx: Transaction) -> tuple[int, bool]:
        if rest := tries.count(tx, SCOPE):
            return rest, False
        good = hmac.compare_digest(typed.encode(), pin.encode())
        if good:
            tries.proved(tx, SCOPE)
        access_log.note_corner(tx, "opened" if good else "refused")
        return 0, good

    rest, good = store.write(work)
    if rest:
        minutes = -(-rest // 60_000)
        wait = "một phút" if minutes <= 1 else f"{minutes} phút"
        raise Refused("too-many-tries", "Nhập sai nhiều lần.", f"Xin chờ {wait} rồi thử lại.")
    if not good:
        raise Refused("pin-wrong", "Mã PIN chưa đúng.", "Gõ lại từ đầu.")
