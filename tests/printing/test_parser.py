"""The virtual printer reads what comes, however it is cut, and survives what is no ESC/POS at all."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from printing.virtual.commands import AskPaper, AskStatus, ClearBuffers, Column, Cut, Feed, Raster, Unknown
from printing.virtual.parser import Parser

JOB = (
    b"\x1b@\x1da\x00" + b"\x1dv0\x00\x02\x00\x02\x00\x10\x04\x02\x10" + b"\x10\x04\x04" + b"\x1bd\x06\x1dV\x01\x1dr\x01"
    b"\x1b*\x21\x02\x00abcdef\n" + b"\x1dVB\x20" + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08" + b"text\n"
    b"\x1d(L\x0c\x000p0\x01\x011\x08\x00\x01\x00\xaa\xbb\x1d(L\x02\x0002"
)  # fmt: skip


def test_status_is_asked_between_commands_and_never_inside_a_picture():
    commands = list(Parser().feed(JOB))
    assert [command.n for command in commands if isinstance(command, AskStatus)] == [4]
    (picture,) = (command for command in commands if isinstance(command, Raster))
    assert (picture.width_bytes, picture.dots) == (2, b"\x10\x04\x02\x10")
    kinds = {type(command) for command in commands}
    assert {AskPaper, ClearBuffers, Column, Cut, Feed} <= kinds
    assert Unknown not in kinds


@given(st.lists(st.integers(1, len(JOB) - 1), max_size=8).map(sorted))
def test_the_cut_of_the_portions_does_not_matter(cuts):
    parser = Parser()
    edges = [0, *cuts, len(JOB)]
    commands = [command for a, b in itertools.pairwise(edges) for command in parser.feed(JOB[a:b])]
    assert b"".join(command.raw for command in commands) == JOB
    assert [type(c) for c in commands if c.raw != b"t"][:8] == [type(c) for c in Parser().feed(JOB)][:8]


@settings(max_examples=300)
@given(st.lists(st.binary(max_size=200), max_size=6))
def test_any_bytes_are_survived_in_order(portions):
    parser = Parser()
    read = b"".join(command.raw for portion in portions for command in parser.feed(portion))
    assert b"".join(portions).startswith(read)


def test_an_impossible_picture_does_not_swallow_what_follows():
    commands = list(Parser().feed(b"\x1dv0\x00\xff\xff\xff\xff" + b"\x10\x04\x01"))
    assert isinstance(commands[0], Unknown)
    assert any(isinstance(command, AskStatus) for command in commands)
