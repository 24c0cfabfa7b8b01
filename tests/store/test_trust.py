"""The allow list in a store."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.store import trust
from kiosk.store.store import Store
from kiosk.store.trust import KnownKey


def test_a_key_is_found_by_its_name_and_may_be_replaced(make_store: Callable[..., Store]) -> None:
    store = make_store()
    good = KnownKey("commune", "kiosk-1", "kiosk", "aa" * 16, b"\x01" * 32, 5)
    gone = KnownKey("commune", "kiosk-1", "kiosk", "aa" * 16, b"\x01" * 32, 5, revoked_at=9)
    other = KnownKey("other", "kiosk-1", "kiosk", "bb" * 16, b"\x02" * 32, 5)
    store.write(lambda tx: trust.put_keys(tx.conn, [good, other]))
    assert store.read(lambda conn: trust.known_key(conn, good.key_id)) == good
    store.write(lambda tx: trust.put_keys(tx.conn, [gone]))
    assert store.read(lambda conn: trust.keys_of(conn, "commune")) == [gone]
    assert store.read(lambda conn: trust.known_key(conn, "cc" * 16)) is None
