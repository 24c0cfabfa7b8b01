"""Two machines that speak with one file: a disk image switched on beside its original (queue-rules R6).

Each life of a program draws a name that it tells with every sign of life, and the hub answers with the name that was
told before. Who hears another's name twice under the own incarnation is not alone. So the copy is known before the two
histories differ, as soon as both have met the hub.
"""

from __future__ import annotations

import logging

from kiosk.store.store import Store, new_id
from sync.forking import Forking
from sync.meeting import HUB

log = logging.getLogger(__name__)
LIFE = "life"
"""Under this key a report names its program's life."""


class Twins:
    """What one program has heard of others that speak with its file."""

    def __init__(self, store: Store, forking: Forking) -> None:
        self._store = store
        self._forking = forking
        self._at = ""
        self._other = ""
        self.life = new_id()

    @property
    def suspected(self) -> bool:
        """Whether another's name was heard: what it wrote into this chain comes through no feed, so ask for it."""
        return bool(self._other)

    def heard(self, hub: str, before: str, alike: bool) -> None:
        """`hub` (the incarnation of its database) says which life spoke `before` this sign of life, and whether under
        the same incarnation. One word may be a late one of this machine's former life, and the first at a hub is; a
        second is a twin's, and this file goes on under a new incarnation. A twin that has done so already may have
        written into this chain before."""
        first, self._at = hub != self._at, hub
        if first or before in ("", self.life):
            return
        if not alike or before != self._other:
            self._other = before
            return
        log.critical("%s speaks with the file of %s, too", before, self._store.me.origin)
        self._forking.renew(self._store.me.origin, HUB)
