"""The virtual printer as others see it: control commands, numbering, garbage, torn paper, foreign drivers."""

from __future__ import annotations

import socket

import pytest
from PIL import Image

from printing import escpos_library
from printing.job import print_slip
from printing.raster import draw_slip
from printing.virtual import run
from printing.virtual.control import ControlRefused, send


def _line(virtual) -> socket.socket:
    return socket.create_connection(("127.0.0.1", virtual.port), timeout=5)


def test_numbering_goes_on_after_a_restart(switch_on, slip):
    first = switch_on()
    assert print_slip(first.config(), slip).printed
    first.tell("paper_out rows=100")
    assert not print_slip(first.config(), slip).printed
    first.stop()
    second = switch_on()
    assert print_slip(second.config(), slip).printed
    assert [path.name for path in second.tickets()] == ["0001.png", "0003.png"]
    assert [path.name for path in second.torn()] == ["0002.partial.png"]
    assert not list(second.out.glob(".*"))


def test_control_tells_the_state_and_refuses_what_it_does_not_know(virtual):
    assert virtual.tell("near_end")["near_end"] is True
    assert virtual.tell({"cmd": "slow", "ms": 5})["slow_ms"] == 5
    normal = virtual.tell("normal")
    assert (normal["near_end"], normal["slow_ms"]) == (False, 0)
    with pytest.raises(ControlRefused, match="paper_out"):
        virtual.tell("explode")
    with pytest.raises(ControlRefused, match="ms must be a number"):
        virtual.tell({"cmd": "slow", "ms": "much"})
    with pytest.raises(ControlRefused, match="name=number"):
        virtual.tell("slow fast")


@pytest.mark.parametrize("line", [b"not json\n", b"[1]\n", b"\xff\xfe\n", b'{"cmd": 7}\n'])
def test_a_garbled_control_line_is_answered_and_the_next_one_works(virtual, line):
    with (
        socket.create_connection(("127.0.0.1", virtual.control), timeout=5) as control,
        control.makefile("rb") as answers,
    ):
        control.sendall(line)
        assert b'"ok": false' in answers.readline()
        control.sendall(b'{"cmd": "state"}\n')
        assert b'"ok": true' in answers.readline()


def test_nobody_at_the_control_port_is_an_os_error():
    with pytest.raises(OSError):
        send("127.0.0.1", 1, "state", timeout=1)


def test_malformed_bytes_are_logged_and_the_next_ticket_comes_out(virtual, slip, read_qr):
    with _line(virtual) as line:
        line.sendall(b"\x01\x02\x1b\x06\x1dv0\x00\xff\xff\xff\xff" + bytes(range(0x80, 0x100)) + b"\x10\x99")
        line.sendall(b"\x1b@\x10\x04\x01")
        assert line.recv(1) == b"\x12"
    assert print_slip(virtual.config(), slip).printed
    assert read_qr(virtual.tickets()[-1]) == slip.qr_text
    assert "not understood" in virtual.stop()


def test_status_is_answered_at_once_and_the_printed_mark_in_its_turn(virtual):
    virtual.tell("slow ms=150")
    with _line(virtual) as line:
        line.sendall(b"\x1bd\x01\x1bd\x01\x1dr\x01\x10\x04\x01")
        assert line.recv(1) == b"\x12"
        assert line.recv(1) == b"\x00"


def test_all_image_commands_of_python_escpos_come_out_the_same(virtual, slip):
    drawn = draw_slip(slip, 576).crop((0, 0, 576, 240))
    for implementation in ("bitImageRaster", "graphics", "bitImageColumn"):
        dummy = escpos_library.load().Dummy(profile="TM-T20II")
        if implementation == "bitImageColumn":
            columns = drawn.convert("L").point(lambda level: 255 - level).convert("1")
            bands = [columns.crop((0, top, 576, top + 24)) for top in range(0, 240, 24)]
            job = b"\x1b3\x18" + b"".join(_column_band(band) for band in bands)
            dummy._raw(job)
        else:
            dummy.image(drawn, impl=implementation)
        dummy.cut(mode="PART")
        with _line(virtual) as line:
            line.sendall(bytes(dummy.output))
            line.sendall(b"\x1dr\x01")
            assert line.recv(1) == b"\x00"
    assert len(virtual.tickets()) == 3
    for ticket in virtual.tickets():
        with Image.open(ticket) as paper:
            assert paper.crop((0, 0, 576, 240)).tobytes() == drawn.tobytes(), ticket


def _column_band(band: Image.Image) -> bytes:
    """`ESC * 33`: each column of 24 dots, top dot first, as three bytes."""
    turned = band.transpose(Image.Transpose.TRANSPOSE)
    return b"\x1b*\x21" + (576).to_bytes(2, "little") + turned.tobytes() + b"\n"


def test_automatic_status_is_sent_when_something_changes(virtual):
    with _line(virtual) as line:
        line.sendall(b"\x1da\xff")
        assert line.recv(4) == b"\x10\x00\x00\x0f"
        virtual.tell("cover_open")
        assert line.recv(4) == b"\x38\x00\x00\x0f"


def test_a_job_that_ends_without_a_cut_is_no_ticket(virtual, slip):
    with _line(virtual) as line:
        line.sendall(b"\x1b@\x1dv0\x00\x48\x00\x08\x00" + b"\xff" * 576)
    virtual.until(partial=1)
    assert virtual.tickets() == []
    assert len(virtual.torn()) == 1


def test_what_was_sent_to_a_printer_without_paper_waits_and_is_forgotten_on_command(virtual):
    band = b"\x1b@\x1dv0\x00\x48\x00\x08\x00" + b"\xff" * 576 + b"\x1dV\x01"
    virtual.tell("paper_out")
    with _line(virtual) as line:
        line.sendall(band + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08" + b"\x10\x04\x04")
        assert line.recv(1) == b"\x7e"
        virtual.tell("paper_in")
        line.sendall(b"\x1dr\x01")
        assert line.recv(1) == b"\x00"
    assert virtual.tickets() == []


def test_a_blind_job_to_a_printer_without_paper_comes_out_at_the_refill(virtual, slip):
    """What the kiosk must prevent: see the test of the cover in test_printer."""
    virtual.tell("paper_out")
    assert print_slip(virtual.config(ask_status=False), slip).printed
    virtual.until(lambda state: state["waiting"] > 0, connections=0)
    assert virtual.tickets() == []
    virtual.tell("paper_in")
    virtual.until(tickets=1, waiting=0)


def test_a_taken_port_is_an_os_error_of_the_one_who_starts_it(virtual, tmp_path):
    with pytest.raises(OSError, match="in use"):
        run(virtual.port, tmp_path, 0, 576, print)
