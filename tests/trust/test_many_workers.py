"""Several workers of one province over one PostgreSQL: a code is good once, whoever hears it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from kiosk.domain.trouble import Refused
from kiosk.services import allow_list, enrolling
from kiosk.services.enrolling import Attempt, Placement
from kiosk.store import trust as lists
from kiosk.store.opening import open_server
from kiosk.store.store import Store

POSTGRES = os.environ.get("MOTCUA_TEST_POSTGRES", "")
pytestmark = pytest.mark.skipif(not POSTGRES, reason="several workers need MOTCUA_TEST_POSTGRES")
WORKERS = 4


@pytest.fixture
def workers(clock: Any) -> Iterator[list[Store]]:
    import psycopg

    name = f"motcua_{uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES, autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}"')
    url = POSTGRES.rpartition("/")[0] + f"/{name}"
    stores = [open_server(url, office="province", station="province", kind="province", clock=clock)
              for _ in range(WORKERS)]  # fmt: skip
    yield stores
    for store in stores:
        store.close()
    with psycopg.connect(POSTGRES, autocommit=True) as conn:
        conn.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def sign(data: bytes) -> bytes:
    return b"signed"


def test_one_of_many_who_know_a_code_comes_in(workers: list[Store]) -> None:
    for n in range(10):
        placed = Placement("commune", f"kiosk-{n}", "kiosk", {})
        enrolling.offer(workers[0], placed, f"{n:032}", b"secret", 30, "lead")

        def knock(who: int, n: int = n) -> str:
            key = bytes([n, who]) * 16
            attempt = Attempt(f"{n:032}", "lan", "", key.hex()[:32], key, lambda _secret: True)
            try:
                enrolling.redeem(workers[who], attempt, sign)
            except Refused as refused:
                return refused.code
            return "in"

        with ThreadPoolExecutor(WORKERS) as pool:
            assert sorted(pool.map(knock, range(WORKERS))) == ["code-used"] * (WORKERS - 1) + ["in"]
    keys = workers[0].read(lambda conn: lists.keys_of(conn, "commune"))
    assert sorted(k.station for k in keys) == [f"kiosk-{n}" for n in range(10)]


def test_versions_only_rise_under_many_hands(workers: list[Store]) -> None:
    def come(who: int) -> None:
        for n in range(5):
            code_id = f"{who}-{n}".ljust(32, "0")
            placed = Placement("commune", f"kiosk-{who}-{n}", "kiosk", {})
            enrolling.offer(workers[who], placed, code_id, b"secret", 30, "lead")
            key = bytes([who, n]) * 16
            enrolling.redeem(workers[who], Attempt(code_id, "lan", "", key.hex()[:32], key, lambda _s: True), sign)

    before = allow_list.version(workers[0], "commune")
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(come, range(WORKERS)))
    signed = workers[0].read(lambda conn: lists.key_list_of(conn, "commune"))
    assert signed is not None
    assert signed.version >= before + 20
    assert signed.document.count('"key_id"') == 20
