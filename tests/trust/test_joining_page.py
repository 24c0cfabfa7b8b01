"""The example of joining in docs/protocol.md holds, computed as the page says and by nothing of the program."""

from __future__ import annotations

import hmac
import json
import re
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from sync.trust import codes

PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"


def test_the_example_of_a_code_and_its_proof() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("### Joining")[2].partition("\n## ")[0]
    code_id = re.search(r"has the `code_id` `([0-9a-f]{32})`", section)
    proof = re.search(r"is `([0-9a-f]{64})`", section)
    assert code_id
    assert proof
    raw = hash_secret_raw(b"7KXM2QDA", b"motcua-join " + b"0" * 64, 3, 65_536, 1, 48, Type.ID)
    assert raw[:16].hex() == code_id[1]
    said = ["motcua-join-1", "station", "province", "province", "province", "0" * 64, "1" * 64, "2" * 64,
            "-----BEGIN CERTIFICATE REQUEST-----", "3" * 32, "kiosk"]  # fmt: skip
    text = json.dumps(said, separators=(",", ":"))
    assert hmac.new(raw[16:], text.encode(), "sha256").hexdigest() == proof[1]
    stretched = codes.stretch(codes.tidied("7kxm-2qda"), "0" * 64)
    assert (stretched.code_id, stretched.secret) == (raw[:16].hex(), raw[16:])
    assert codes.proof(stretched.secret, codes.STATION, *said[2:]) == proof[1]
