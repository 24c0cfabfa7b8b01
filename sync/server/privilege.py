"""Who may let stations in and out: a lead or technician with a session, or the administrator at the server itself,
whose command signs with the server's own key."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from sync.server.admission import Caller, NotLetIn, caller_of
from sync.server.sessions import require

ADMINISTRATOR = "administrator"
_LEADING = require("lead", "technician")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, and for which office (empty: for all)."""

    name: str
    office: str = ""

    def check(self, office: str) -> None:
        """Raises NotLetIn (403 `not-yours`) for another office."""
        if self.office not in ("", office):
            raise NotLetIn(403, "not-yours", f"Không có quyền với đơn vị {office}.", "Dùng máy của đơn vị đó.")


def acting(request: Request) -> Actor:
    """A dependency: the person or administrator behind the request. Raises NotLetIn."""
    caller = caller_of(request)
    if caller and is_own(request, caller):
        return Actor(ADMINISTRATOR)
    staff = _LEADING(request)
    return Actor(staff.login, "" if staff.office == request.app.state.staff_store.me.office else staff.office)


def is_own(request: Request, caller: Caller) -> bool:
    """Whether the request was signed with this server's own key: only its administrator can read that."""
    return bool(getattr(request.app.state, "own_key", "") == caller.key_id)
