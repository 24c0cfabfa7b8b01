"""Certificates renew themselves. Our own clients do not ask for dates; browsers and other tools do."""

from __future__ import annotations

import logging

from kiosk.domain.clock import Clock
from sync.client import Line
from sync.trust.authority import DAYS, authority_in, certify_self, expires_at, new_request
from sync.trust.folder import CERTIFICATE, TLS_KEY, Trust
from sync.trust.keeping import keep, keep_private

log = logging.getLogger(__name__)
DAY_S = 86_400.0
RENEW_MS = DAYS * 86_400_000 // 3
"""A certificate with less than a third of its life is renewed."""


class Renewer:
    """Renews this machine's certificate: at the authority by itself, elsewhere over `line`, signed with its key."""

    def __init__(self, trust: Trust, clock: Clock, line: Line | None = None) -> None:
        self._trust = trust
        self._clock = clock
        self._line = line

    def step(self) -> float:
        """Looks, renews if it is due; returns seconds until the next look. Raises Away or Denied."""
        now = self._clock.now_ms()
        if expires_at(self._trust.tls.certificate.read_bytes()) - now < RENEW_MS:
            self._renew(now)
            log.info("the certificate of %s was renewed", self._trust.place.station)
        return DAY_S

    def _renew(self, now: int) -> None:
        folder, place = self._trust.folder, self._trust.place
        if authority := authority_in(folder):
            certify_self(folder, authority, place, self._trust.key, now)
        elif self._line:
            key, request = new_request()
            certificate = self._line.certificate(request)
            keep_private(folder, TLS_KEY, key)
            keep(folder, CERTIFICATE, certificate.encode())
