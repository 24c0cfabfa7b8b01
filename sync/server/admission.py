"""Who is calling, and for whom it may speak. A station speaks for itself, a hub for every station of its office."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from kiosk.domain.trouble import Trouble

HUB, PROVINCE = "hub", "province"


@dataclass(frozen=True, slots=True)
class Caller:
    """The station whose key signed the request; `kind` as in `Identity.kind`."""

    office: str
    station: str
    kind: str
    key_id: str

    def speaks_for(self, office: str, station: str = "") -> bool:
        """Whether it may say something in the name of this station (or, without one, of this office)."""
        return self.office == office and (not station or station == self.station or self.kind == HUB)


class NotLetIn(Trouble):
    """A request is turned away: 401 = who you are is not proven, 403 = you are known and may not."""

    def __init__(self, status: int, code: str, message: str, remedy: str = "") -> None:
        super().__init__(code, message, remedy)
        self.status = status


def caller_of(request: Request) -> Caller | None:
    """The caller that the gate has let in; None where requests need no signature, or on an open route."""
    caller: Caller | None = request.scope.get("state", {}).get("caller")
    return caller


def check_speaks_for(request: Request, office: str, station: str = "") -> None:
    """Raises NotLetIn (403 `not-yours`) when the caller names an office or a station that is not its own."""
    caller = caller_of(request)
    if caller is not None and not caller.speaks_for(office, station):
        raise not_yours()


def deliverer(request: Request, named: str) -> str:
    """The `via` of what comes through this caller: under its own key, so that nobody names another's and hides events
    from that one's feed."""
    caller = caller_of(request)
    return f"{caller.key_id[:16]}.{named}" if caller else named


def not_yours() -> NotLetIn:
    """A station speaks for another."""
    return NotLetIn(403, "not-yours", "Máy này không được gửi thay máy khác.", "Báo kỹ thuật của tỉnh.")


def not_for_this_kind() -> NotLetIn:
    """A kind of station asks for what is none of its business."""
    words = "Loại máy này không được dùng chức năng này."
    return NotLetIn(403, "role", words, "Làm việc này ở máy quầy hoặc máy quản trị.")
