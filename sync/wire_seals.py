"""A seal as it crosses the network."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import StringConstraints

from kiosk.store.seals import Seal
from sync.wire_types import Answer, Hash, Model, Name, Positive, Whole


class SealForm(Model):
    """A station's signature over its chain up to `seq` (see kiosk.store.seals), as hex."""

    office: Name
    station: Name
    incarnation: Name
    seq: Positive
    chain_hash: Hash
    key_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


class SealRoll(Answer):
    """Seals over one chain, in order."""

    seals: list[SealForm]


class ReceiptForm(Answer):
    """How far the bearer of `key_id` holds a chain, signed by it (see kiosk.services.receipts). `at` in ms."""

    office: Name
    station: Name
    incarnation: Name
    through: Whole
    chain_hash: Hash
    at: Whole
    key_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


def to_seal(form: SealForm) -> Seal:
    """The seal that a form carries."""
    return Seal(**{**form.model_dump(), "signature": bytes.fromhex(form.signature)})


def seal_to_plain(seal: Seal) -> dict[str, Any]:
    """A seal as JSON-ready values."""
    return {**asdict(seal), "signature": seal.signature.hex()}
