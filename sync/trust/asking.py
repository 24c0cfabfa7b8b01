"""A line to the authority: codes for new stations, and shutting stations out."""

from __future__ import annotations

from sync import wire
from sync.client import Line
from sync.staff_forms import SignIn, StaffSession
from sync.trust.forms import CodeAnswer, CodeWish, Count, StationWish


class AuthorityLine(Line):
    """`session` is the token of a lead or technician who signed in at the authority; the authority's own
    administrator needs none. Every question raises Away, Denied, Refused or Unacceptable."""

    session = ""

    @property
    def of_province(self) -> bool:
        """Whether the administrator of a province asks: there is more than one office then."""
        return self.trust is not None and self.trust.place.kind == "province"

    def sign_in(self, login: str, password: str) -> None:
        """Begins a session of a lead or technician of this machine's office."""
        wish = SignIn(login=login, password=password).model_dump()
        self.session = self._ask(StaffSession, "POST", "/v1/staff/sessions", json=wish).token

    def sign_out(self) -> None:
        """Ends it."""
        self.exchange("DELETE", "/v1/staff/sessions", headers=self._headers())
        self.session = ""

    def code(self, wish: CodeWish) -> CodeAnswer:
        """A one-time code, told once."""
        return self._ask(CodeAnswer, "POST", "/v1/trust/codes", json=wish.model_dump(), headers=self._headers())

    def withdraw(self, office: str, station: str) -> int:
        """Takes an unused code back; how many there were."""
        return self._count("/v1/trust/codes/withdrawals", office, station)

    def revoke(self, office: str, station: str) -> int:
        """Shuts a station out; how many of its keys were good."""
        return self._count("/v1/trust/revocations", office, station)

    def _count(self, path: str, office: str, station: str) -> int:
        wish = StationWish(office=office, station=station).model_dump()
        return self._ask(Count, "POST", path, json=wish, headers=self._headers()).count

    def _headers(self) -> dict[str, str]:
        return {wire.SESSION_HEADER: self.session} if self.session else {}
