"""A kept file: bytes before the fact, once for each stream, and its way to hub and province as screens show it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.file import LARGEST
from kiosk.domain.trouble import CallTechnician, Refused
from kiosk.services import files
from kiosk.services.receiving import receive
from kiosk.store import journal, replaying
from kiosk.store.shelf import Shelf, open_shelf
from kiosk.store.store import Store

TICKET = "ticket:0198d2a4"


@pytest.fixture
def counter(make_store: Callable[..., Store]) -> Store:
    return make_store("counter-1", kind="counter")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return open_shelf(tmp_path / "counter-1")


def _keep(store: Store, shelf: Shelf, content: bytes = b"scan", **unlike: Any) -> files.FileView:
    given = {"name": "Giấy khai sinh.pdf", "media_type": "application/pdf", "belongs_to": TICKET, "actor": "hanh"}
    return files.keep(store, shelf, io.BytesIO(content), **(given | unlike))


def test_a_kept_file_is_told_and_found(counter: Store, shelf: Shelf) -> None:
    kept = _keep(counter, shelf)
    assert (kept.place, kept.here, kept.size, kept.name) == ("kept", True, 4, "Giấy khai sinh.pdf")
    assert files.files_of(counter, shelf, TICKET) == (kept,)
    (event,) = counter.read(lambda c: journal.chain(c, counter.me.origin, 0, 9))
    assert (event.type, event.stream_id, event.actor) == ("file.kept", f"file:{kept.sha256}", "hanh")


def test_the_same_file_is_kept_once_for_each_stream(counter: Store, shelf: Shelf) -> None:
    first, again = _keep(counter, shelf), _keep(counter, shelf, name="Bản khác.pdf")
    assert again == first
    other = _keep(counter, shelf, belongs_to="ticket:other", name="Bản khác.pdf")
    assert (other.sha256, other.name) == (first.sha256, "Bản khác.pdf")
    assert counter.read(lambda c: journal.head(c, counter.me.origin))[0] == 2
    assert files.files_of(counter, shelf, TICKET) == (first,)


def test_empty_and_too_large_files_are_refused_with_what_to_do(counter: Store, shelf: Shelf) -> None:
    for content in (b"", b"x" * (LARGEST + 1)):
        with pytest.raises(Refused, match="tối đa 50 MB"):
            _keep(counter, shelf, content)
    assert counter.read(lambda c: journal.head(c, counter.me.origin))[0] == 0


def test_where_a_file_is(counter: Store, shelf: Shelf, make_store: Callable[..., Store], tmp_path: Path) -> None:
    kept = _keep(counter, shelf)
    hub = make_store("hub-1", kind="hub")
    receive(hub, counter.read(lambda c: journal.chain(c, counter.me.origin, 0, 9)), via="counter-1")
    hub_shelf = open_shelf(tmp_path / "hub-1")
    assert [f.place for f in files.files_of(hub, hub_shelf, TICKET)] == ["missing"]
    for place in ("hub", "province"):
        for _ in range(2):
            files.arrived(hub, kept.sha256, place)
        assert [f.place for f in files.files_of(hub, hub_shelf, TICKET)] == [place]
    assert hub.read(lambda c: journal.head(c, hub.me.origin))[0] == 2
    hub.write(lambda tx: replaying.replay(tx.conn))
    assert [f.place for f in files.files_of(hub, hub_shelf, TICKET)] == ["province"]


def test_what_waits_to_be_sent(counter: Store, shelf: Shelf) -> None:
    one, two = _keep(counter, shelf, b"one"), _keep(counter, shelf, b"two")
    assert {f.sha256 for f in files.waiting(counter, shelf, "hub")} == {one.sha256, two.sha256}
    files.note_sent(counter, one.sha256, "hub")
    assert [f.sha256 for f in files.waiting(counter, shelf, "hub")] == [two.sha256]


def test_a_full_disk_tells_no_fact(counter: Store, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise CallTechnician("disk-full", "Ổ đĩa đầy.")

    monkeypatch.setattr(shelf, "put", full)
    with pytest.raises(CallTechnician):
        _keep(counter, shelf)
    assert counter.read(lambda c: journal.head(c, counter.me.origin))[0] == 0
