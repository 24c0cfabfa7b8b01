"""Files at rest: whole or not at all, unreadable without the key, and what was torn goes on where it stood."""

from __future__ import annotations

import errno
import io
import os
import random
import shutil
from collections import namedtuple
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.trouble import CallTechnician, TryLater
from kiosk.store import sealed_file
from kiosk.store.sealed_file import PIECE, Reader, Spoilt, Writer
from kiosk.store.shelf import Shelf, open_shelf

KEY = bytes(range(32))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "files", KEY)


def _scan(size: int, seed: int = 1) -> tuple[bytes, str]:
    content = random.Random(seed).randbytes(size)
    return content, sha256(content).hexdigest()


def _on_disk(shelf: Shelf) -> bytes:
    return b"".join(p.read_bytes() for p in shelf.folder.rglob("*") if p.is_file())


def test_a_file_is_kept_read_and_unreadable_without_the_key(shelf: Shelf) -> None:
    content = b"CAN CUOC CONG DAN " * 20_000
    name = sha256(content).hexdigest()
    shelf.put(io.BytesIO(content), name, len(content))
    assert shelf.has(name)
    assert b"CAN CUOC" not in _on_disk(shelf)
    with shelf.open(name) as reader:
        assert reader.read() == content
        reader.seek(PIECE - 3)
        assert reader.read(10) == content[PIECE - 3 : PIECE + 7]
    with pytest.raises(Spoilt), Shelf(shelf.folder, bytes(32)).open(name) as reader:
        reader.read()


def test_the_same_file_stands_once(shelf: Shelf) -> None:
    content, name = _scan(100_000)
    for _ in range(2):
        shelf.put(io.BytesIO(content), name, len(content))
    assert len([p for p in shelf.folder.rglob("*") if p.is_file()]) == 1


def test_bytes_that_are_not_what_their_name_says_are_thrown_away(shelf: Shelf) -> None:
    content, _ = _scan(70_000)
    other = sha256(b"other").hexdigest()
    with pytest.raises(Spoilt):
        shelf.put(io.BytesIO(content), other, len(content))
    assert not shelf.has(other)
    assert not shelf.incoming()


def test_a_part_goes_on_where_it_stood(shelf: Shelf) -> None:
    content, name = _scan(300_000)
    with shelf.part(name, len(content)) as part:
        part.append(content[:100_001])
    assert not shelf.has(name)
    assert [found for found, _ in shelf.incoming()] == [name]
    with shelf.part(name, len(content)) as part:
        assert part.offset == 100_001
        part.append(content[100_001:])
        part.finish()
    with shelf.open(name) as reader:
        assert reader.read() == content


def test_two_writers_do_not_meet(shelf: Shelf) -> None:
    _, name = _scan(10)
    with (
        shelf.part(name, 10),
        pytest.raises(TryLater, match="đang được nhận"),
        Shelf(shelf.folder, KEY).part(name, 10),
    ):
        pass


@settings(deadline=None, max_examples=60)
@given(cuts=st.lists(st.integers(1, 90_000), min_size=1, max_size=5), torn=st.integers(0, 200_000))
def test_any_torn_end_is_cut_off_and_the_rest_is_good(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], torn: int
) -> None:
    content, name = _scan(sum(cuts), seed=7)
    path = tmp_path_factory.mktemp("torn") / "part"
    writer, at = Writer(path, name, KEY), 0
    for cut in cuts:
        writer.append(content[at : at + cut])
        at += cut
    writer.file.close()
    os.truncate(path, max(0, path.stat().st_size - torn))
    again = Writer(path, name, KEY)
    good = again.offset
    again.append(content[good:])
    again.file.close()
    with Reader(path, name, KEY) as reader:
        assert reader.read() == content
    assert good <= len(content)
    assert torn or good == len(content)


def test_a_damaged_last_record_leaves_nothing_behind(tmp_path: Path) -> None:
    content, name = _scan(120_000)
    path = tmp_path / "part"
    writer = Writer(path, name, KEY)
    writer.append(content[:60_000])
    writer.append(content[60_000:])
    writer.file.close()
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    again = Writer(path, name, KEY)
    assert again.offset == 60_000
    again.append(content[60_000:60_010])
    again.file.close()
    with Reader(path, name, KEY) as reader:
        assert reader.read() == content[:60_010]
    assert path.stat().st_size == len(raw) - 60_000 + 10, "of the damaged record nothing is left"


@pytest.mark.parametrize("place", [0, 9, 30, 50, 70_000])
def test_a_flipped_byte_is_met_where_it_is(shelf: Shelf, place: int) -> None:
    content, name = _scan(200_000)
    shelf.put(io.BytesIO(content), name, len(content))
    (path,) = (p for p in shelf.folder.rglob("*") if p.is_file())
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    with pytest.raises(Spoilt) as spoilt, shelf.open(name) as reader:
        reader.read()
    assert spoilt.value.offset == (PIECE if place > PIECE else 0)


def test_records_cannot_be_moved_or_taken_from_another_file(shelf: Shelf, tmp_path: Path) -> None:
    content, name = _scan(2 * PIECE)
    path = tmp_path / "one"
    writer = Writer(path, name, KEY)
    writer.append(content)
    writer.file.close()
    raw = path.read_bytes()
    record = (len(raw) - 24) // 2
    path.write_bytes(raw[:24] + raw[24 + record :] + raw[24 : 24 + record])
    with pytest.raises(Spoilt), Reader(path, name, KEY) as reader:
        reader.read()
    path.write_bytes(raw)
    with pytest.raises(Spoilt), Reader(path, sha256(b"other").hexdigest(), KEY) as reader:
        reader.read()


def test_a_full_disk_is_trouble_and_keeps_what_was_there(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    content, name = _scan(300_000)
    with shelf.part(name, len(content)) as part:
        part.append(content[:100_000])
        with monkeypatch.context() as full:
            full.setattr(sealed_file, "_cipher", None)
            full.setattr(Writer, "_sealed", _no_room)
            with pytest.raises(CallTechnician, match="không còn chỗ"):
                part.append(content[100_000:])
        assert part.offset == 100_000
        part.append(content[100_000:])
        part.finish()
    assert shelf.has(name)


def _no_room(*_: object) -> bytes:
    raise OSError(errno.ENOSPC, "full")


def test_files_leave_room_for_the_journal(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(2**40, 0, 200 * 2**20))
    content, name = _scan(1000)
    with pytest.raises(CallTechnician, match="không còn chỗ"):
        shelf.put(io.BytesIO(content), name, len(content))


@pytest.mark.parametrize("name", ["", "../../x", "a" * 63, "A" * 64, "a" * 64 + "/x"])
def test_only_hashes_are_names(shelf: Shelf, name: str) -> None:
    with pytest.raises(ValueError, match="not a file's name"):
        shelf.has(name)


def test_shelves_of_one_folder_share_the_stations_key(tmp_path: Path) -> None:
    content, name = _scan(1000)
    open_shelf(tmp_path).put(io.BytesIO(content), name, 1000)
    with open_shelf(tmp_path).open(name) as reader:
        assert reader.read() == content
