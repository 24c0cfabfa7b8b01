"""What the protocol's page says of joining is what the program computes."""

from __future__ import annotations

import re
from pathlib import Path

from sync.trust import codes

PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"


def test_the_example_of_a_code_and_its_proof() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("### Joining")[2].partition("\n## ")[0]
    code_id = re.search(r"has the `code_id` `([0-9a-f]{32})`", section)
    proof = re.search(r"is `([0-9a-f]{64})`", section)
    assert code_id
    assert proof
    stretched = codes.stretch(codes.tidied("7KXM-2QDA"), "0" * 64)
    said = ("province", "province", "province", "0" * 64, "1" * 64, "2" * 64, "-----BEGIN CERTIFICATE REQUEST-----",
            "3" * 32, "kiosk")  # fmt: skip
    assert stretched.code_id == code_id[1]
    assert codes.proof(stretched.secret, codes.STATION, *said) == proof[1]
    assert codes.ALPHABET in section
