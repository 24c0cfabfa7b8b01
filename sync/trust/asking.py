"""A line to the authority: codes for new stations, and shutting stations out."""

from __future__ import annotations

from sync.staff_line import StaffLine
from sync.trust.forms import CodeAnswer, CodeWish, Count, MachineRoll, StationWish


class AuthorityLine(StaffLine):
    """Asks under the session of a lead or technician who signed in at the authority; the authority's own
    administrator needs none. Every question raises Away, Denied, Refused or Unacceptable."""

    @property
    def of_province(self) -> bool:
        """Whether the administrator of a province asks: there is more than one office then."""
        return self.trust is not None and self.trust.place.kind == "province"

    def code(self, wish: CodeWish) -> CodeAnswer:
        """A one-time code, told once."""
        return self._ask(CodeAnswer, "POST", "/v1/trust/codes", json=wish.model_dump())

    def machines(self, office: str = "") -> MachineRoll:
        """Who is let in and which codes are open, in one office or, for the authority's administrator, in all."""
        return self._ask(MachineRoll, "GET", "/v1/trust/machines", params={"office": office} if office else {})

    def withdraw(self, office: str, station: str) -> int:
        """Takes an unused code back; how many there were."""
        return self._count("/v1/trust/codes/withdrawals", office, station)

    def revoke(self, office: str, station: str) -> int:
        """Shuts a station out; how many of its keys were good."""
        return self._count("/v1/trust/revocations", office, station)

    def _count(self, path: str, office: str, station: str) -> int:
        wish = StationWish(office=office, station=station).model_dump()
        return self._ask(Count, "POST", path, json=wish).count
