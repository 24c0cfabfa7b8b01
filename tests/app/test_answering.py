"""Where a kiosk answers counters that cannot reach the hub (R2)."""

from __future__ import annotations

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from kiosk.app.answering import answer_beside
from kiosk.services.profile import load_office
from kiosk.store.store import Store
from sync.client import Line

ANY = "127.0.0.1:0"


def answered(store: Store) -> str:
    """The address of one life of the kiosk, which really answered there."""
    url, end = answer_beside(store, load_office("commune"), ANY, None)
    line = Line(url)
    try:
        assert line.hello().station == store.me.station
    finally:
        line.close()
        end()
    return url


def test_a_restart_leaves_the_address_since_nobody_could_tell_of_another(make_store: Callable[..., Store]) -> None:
    store = make_store()
    assert answered(store) == answered(store)


def test_a_port_that_somebody_took_meanwhile_is_given_up(
    make_store: Callable[..., Store], caplog: pytest.LogCaptureFixture
) -> None:
    store = make_store()
    port = urlsplit(answered(store)).port
    with socket.create_server(("127.0.0.1", port or 0)):
        other = answered(store)
    assert urlsplit(other).port != port
    assert "same address" in caplog.text
    caplog.clear()
    assert answered(store) == other
