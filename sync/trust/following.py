"""The allow list at a station or hub: fetched when the server says it has a newer one, believed by its signature."""

from __future__ import annotations

import logging

from pydantic import ValidationError

from kiosk.domain.trouble import Refused
from kiosk.services import allow_list
from kiosk.store.store import Store
from sync.client import Line
from sync.trust.authority import is_from
from sync.trust.folder import KEYS, Trust
from sync.trust.forms import KeyListForm
from sync.trust.keeping import trust_folder

log = logging.getLogger(__name__)


class Follower:
    """Keeps this store's allow list, and what its lines refuse, as new as the servers it hears."""

    def __init__(self, store: Store, trust: Trust | None) -> None:
        self._store = store
        self._trust = trust
        if trust:
            self._ca = trust.ca_file.read_bytes()
            self._begin(trust)

    def heard(self, version: int, line: Line) -> None:
        """The server at `line` holds this version. Raises Away, and Refused for a list that the authority did not
        sign."""
        if self._trust and version > allow_list.version(self._store, self._store.me.office):
            self._take(line.keys(self._store.me.office), self._trust)

    def catch_up(self, line: Line) -> None:
        """Takes the list at `line`, if it is newer: before what it takes from there can be judged by it. Raises Away,
        and Refused for a list that the authority did not sign."""
        if self._trust:
            self._take(line.keys(self._store.me.office), self._trust)

    def introduce(self, line: Line) -> None:
        """Brings the server a list that is newer than its own: a station that has just joined may come before the news
        of it. Raises Away."""
        if self._trust is None:
            return
        mine = allow_list.signed(self._store)
        if mine and line.hello().keys < mine.version:
            line.offer_keys(mine.office, KeyListForm(document=mine.document, signature=mine.signature.hex()))

    def _begin(self, trust: Trust) -> None:
        """A station starts from the list that it got when it joined."""
        file = trust_folder(trust.folder) / KEYS
        if file.exists():
            try:
                self._take(KeyListForm.model_validate_json(file.read_bytes()), trust)
            except (ValidationError, Refused):
                log.exception("the list in %s cannot be read; the next one follows from the server", file)
        trust.revoked.update(allow_list.revoked(self._store))

    def _take(self, form: KeyListForm, trust: Trust) -> None:
        allow_list.adopt(self._store, form.document, bytes.fromhex(form.signature), self._is_signed)
        trust.revoked.update(allow_list.revoked(self._store))

    def _is_signed(self, signature: bytes, data: bytes) -> bool:
        return is_from(self._ca, signature, data)
