"""The routes of the signed allow list: it follows down, and anybody may carry it, since nobody on the way can change
it."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from kiosk.services import allow_list
from kiosk.store import trust as lists
from kiosk.store.store import Store
from sync import wire
from sync.trust.authority import is_from
from sync.trust.folder import Trust
from sync.trust.forms import KeyListForm, KeyListVersion


def install(app: FastAPI, store: Store, trust: Trust) -> None:
    """Adds the routes of a server that was let in, or that lets in."""
    ca = trust.ca_file.read_bytes()

    @app.get("/v1/offices/{office}/keys")
    def keys(office: wire.Name) -> KeyListForm:
        """The office's allow list as its authority signed it; 404 where none has come."""
        signed = store.read(lambda conn: lists.key_list_of(conn, office))
        if signed is None:
            raise HTTPException(404, "Chưa có danh sách máy của đơn vị này.")
        return KeyListForm(document=signed.document, signature=signed.signature.hex())

    @app.post("/v1/offices/{office}/keys")
    def offered(office: wire.Name, form: KeyListForm) -> KeyListVersion:
        """Takes a newer list of the own office over. Unsigned: a station that has just joined is not known here
        before its list has come."""
        if office != store.me.office or trust.is_authority:
            raise HTTPException(404, "Máy này không nhận danh sách của đơn vị đó.")
        signature = bytes.fromhex(form.signature)
        allow_list.adopt(store, form.document, signature, lambda s, data: is_from(ca, s, data))
        trust.revoked.update(allow_list.revoked(store))
        return KeyListVersion(version=allow_list.version(store, office))
