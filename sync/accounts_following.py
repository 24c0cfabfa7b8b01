"""Pulls the accounts down at the pace of heartbeats; a line that fails here stops nothing else."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from kiosk.domain.trouble import Trouble
from kiosk.services.accounts_following import KINDS, adopt
from kiosk.store.accounts import Account
from kiosk.store.store import Store
from sync import staff_forms as forms
from sync.staff_line import StaffLine

log = logging.getLogger(__name__)
EVERY_S = 15.0
"""How soon an account that was switched off is out."""


class AccountsFollowing:
    """Called by a worker between its steps. Kiosks and boards follow nothing: nobody signs in there."""

    def __init__(self, store: Store, line: StaffLine, then: Callable[[], None] = lambda: None) -> None:
        self._store, self._line, self._then = store, line, then
        self._known = ""
        self._next = 0.0
        self._said = ""

    @property
    def wanted(self) -> bool:
        """Whether accounts follow to this kind of station."""
        return self._store.me.kind in KINDS

    def step(self) -> None:
        """Pulls when it is time."""
        if not self.wanted or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_S
        try:
            self.pull()
            self._then()
        except Trouble as why:
            if str(why) != self._said:
                log.warning("accounts do not follow: %s", why)
            self._said = str(why)
        else:
            self._said = ""

    def pull(self) -> None:
        """Takes over what is new. Raises Away and Denied."""
        answer = self._line.accounts(self._store.me.office, self._known)
        if answer.accounts is not None:
            adopt(self._store, [_account(self._store.me.office, form) for form in answer.accounts])
        self._known = answer.version

    def close(self) -> None:
        """Drops kept connections."""
        self._line.close()


def _account(office: str, form: forms.AccountForm) -> Account:
    return Account(office=office, pending="", **form.model_dump())
