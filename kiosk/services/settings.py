"""What a surface remembers between starts: the counter, the fields, the window."""

from __future__ import annotations

from kiosk.store import accounts
from kiosk.store.store import Store, Transaction


def remembered(store: Store, key: str, default: str = "") -> str:
    """The value last remembered under `key`."""
    value = store.read(lambda conn: accounts.get_setting(conn, key))
    return default if value is None else value


def remember(store: Store, key: str, value: str) -> None:
    """Keeps `value` under `key` on this machine."""

    def work(tx: Transaction) -> None:
        accounts.put_setting(tx.conn, key, value)
        tx.touch("setting")

    store.write(work)
