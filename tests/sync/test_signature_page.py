"""The worked examples of signatures and seals in docs/protocol.md, recomputed as the page says, and held against what
the program itself makes and takes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.store.trust import KnownKey
from sync import wire
from sync.server.rules import OPEN, RULES
from sync.trust.keys import StationKey
from sync.trust.sealing import check, make
from sync.trust.verifying import BadSignature, is_body, verify

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Signatures and seals\n")[2].partition("\n## ")[0]


def block(kind: str) -> str:
    return SECTION.partition(f"```{kind}\n")[2].partition("\n```")[0]


HEAD, _, BODY = block("http").partition("\n\n")
METHOD, TARGET = HEAD.splitlines()[0].split()[:2]
HEADERS = [(name, value) for name, _, value in (line.partition(": ") for line in HEAD.splitlines()[1:])]
BASE = block("text")
SEAL = json.loads(block("json"))
SECRET, PUBLIC = (bytes.fromhex(found) for found in re.findall(r"`([0-9a-f]{64})`", SECTION)[:2])
KEY = StationKey(Ed25519PrivateKey.from_private_bytes(SECRET))


def header(name: str) -> str:
    return dict(HEADERS)[name]


def test_the_key_is_the_one_that_is_named() -> None:
    assert KEY.public == PUBLIC
    assert KEY.key_id == hashlib.sha256(PUBLIC).hexdigest()[:32] == SEAL["key_id"]


def test_the_request_carries_the_signature_that_the_page_describes() -> None:
    signature = base64.b64decode(header("Signature").removeprefix("motcua=:").removesuffix(":"))
    Ed25519PublicKey.from_public_bytes(PUBLIC).verify(signature, BASE.encode())
    digest = base64.b64encode(hashlib.sha256(BODY.encode()).digest()).decode()
    assert header("Content-Digest") == f"sha-256=:{digest}:"
    values = {"@method": METHOD, "@path": TARGET, "@query": "?"} | {n.lower(): v for n, v in HEADERS}
    params = header("Signature-Input").removeprefix("motcua=")
    names = re.findall(r'"([^"]+)"', params.partition(")")[0])
    lines = [f'"{name}": {values[name]}' for name in names] + [f'"@signature-params": {params}']
    assert "\n".join(lines) == BASE


def test_the_program_takes_the_request_of_the_page_and_no_other() -> None:
    signed = verify(METHOD, TARGET, HEADERS, {KEY.key_id: PUBLIC}.get)
    assert signed.expires - signed.created == 60
    assert is_body(signed.digest, BODY.encode())
    with pytest.raises(BadSignature):
        verify(METHOD, TARGET + "?more=1", HEADERS, {KEY.key_id: PUBLIC}.get)


def test_the_seal_is_over_the_event_of_the_page() -> None:
    event = json.loads(PAGE.partition("```json\n")[2].partition("```")[0])
    parts = ["motcua-seal-1", *(event[n] for n in ("office", "station", "incarnation", "seq", "chain_hash"))]
    text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
    Ed25519PublicKey.from_public_bytes(PUBLIC).verify(bytes.fromhex(SEAL["signature"]), text.encode())
    last: Any = SimpleNamespace(**event)
    assert wire.seal_to_plain(make(KEY, last)) == SEAL
    known = KnownKey(event["office"], event["station"], "kiosk", KEY.key_id, PUBLIC, 1)
    assert check(wire.to_seal(wire.SealForm.model_validate(SEAL)), last, [known], "hub's key") is known


def test_the_page_names_every_refusal_and_every_open_route() -> None:
    codes = "unsigned stranger bad-signature wrong-digest stale replayed revoked role not-yours unsealed bad-seal"
    for code in [*codes.split(), "not-its-fact"]:
        assert f"`{code}`" in SECTION
    open_places = SECTION.partition("Open are ")[2].partition("\n")[0]
    for rule in RULES:
        if rule.kinds == OPEN:
            assert rule.path in open_places, rule
