"""Every kind of connection with real bytes: files, device files, a serial line, a spooler; and their ends."""

from __future__ import annotations

import os
import select
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from printing.config import PrinterConfig
from printing.encoding import encode
from printing.job import print_slip
from printing.raster import draw_slip
from printing.trouble import PrintTrouble
from printing.worker import TicketPrinter

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="pty and fake lp are POSIX")


def _open_pty() -> tuple[int, int]:
    try:
        return os.openpty()
    except OSError:
        pytest.skip("this machine has no pseudo terminals: mount -t devpts devpts /dev/pts")


@pytest.fixture
def serial_line(virtual) -> Iterator[str]:
    """A serial port (a pty in raw mode) with the virtual printer at its other end; its device file."""
    import tty

    outer, inner = _open_pty()
    tty.setraw(inner)
    line = socket.create_connection(("127.0.0.1", virtual.port))
    stop_reads, stop = os.pipe()
    pump = threading.Thread(target=_pump, args=(outer, line, stop_reads))
    pump.start()
    yield os.ttyname(inner)
    os.write(stop, b"x")
    pump.join()
    line.close()
    for descriptor in (outer, inner, stop, stop_reads):
        os.close(descriptor)


def _pump(outer: int, line: socket.socket, stop: int) -> None:
    while True:
        ready, _, _ = select.select([outer, line, stop], [], [])
        if stop in ready:
            return
        if outer in ready:
            line.sendall(os.read(outer, 4096))
        if line in ready:
            os.write(outer, line.recv(4096))


def _quick(**settings) -> PrinterConfig:
    return PrinterConfig(**{"status_timeout": 1.0, "write_timeout": 1.0, **settings})


@needs_posix
def test_a_serial_printer_prints_and_confirms(virtual, serial_line, slip, read_qr):
    outcome = print_slip(_quick(kind="serial", device=serial_line, baud=115200), slip)
    assert outcome.printed
    assert outcome.confirmed
    assert read_qr(virtual.tickets()[0]) == slip.qr_text


@needs_posix
def test_a_serial_printer_tells_its_trouble(virtual, serial_line, slip):
    printer = TicketPrinter(_quick(kind="serial", device=serial_line, flow="none"))
    virtual.tell("paper_out")
    assert printer.status().trouble is PrintTrouble.PAPER_OUT
    assert printer.print(slip).bytes_sent == 0
    virtual.tell("normal")
    assert printer.print(slip).printed
    printer.close()


@needs_posix
def test_a_serial_line_nobody_reads_is_given_up(slip):
    outer, inner = _open_pty()
    config = _quick(kind="serial", device=os.ttyname(inner), baud=115200, ask_status=False, write_timeout=0.3)
    outcome = print_slip(config, slip)
    os.close(outer)
    os.close(inner)
    assert (outcome.printed, outcome.cause) == (False, PrintTrouble.STALLED)
    assert outcome.done_ms < 3000


@needs_posix
def test_a_device_file_answers_too(virtual, serial_line, slip, read_qr):
    outcome = print_slip(_quick(kind="file", path=serial_line), slip)
    assert outcome.printed
    assert outcome.confirmed
    assert read_qr(virtual.tickets()[0]) == slip.qr_text


@needs_posix
def test_a_device_file_that_takes_nothing_is_given_up(slip):
    outer, inner = _open_pty()
    outcome = print_slip(_quick(kind="file", path=os.ttyname(inner), ask_status=False, write_timeout=0.3), slip)
    os.close(outer)
    os.close(inner)
    assert (outcome.printed, outcome.cause) == (False, PrintTrouble.STALLED)


def test_a_plain_file_collects_tickets_that_nobody_confirms(tmp_path, slip):
    path = tmp_path / "tickets.bin"
    config = PrinterConfig(kind="file", path=str(path))
    first, second = print_slip(config, slip), print_slip(config, slip)
    assert first.printed
    assert second.printed
    assert not first.confirmed
    assert path.read_bytes() == encode(draw_slip(slip, 576)) * 2


@pytest.fixture
def fake_lp(tmp_path, monkeypatch) -> Path:
    """A command `lp` that keeps its arguments and its input in files, and fails when `fail` exists."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "lp"
    command.write_text(
        f'#!/bin/sh\nprintf "%s " "$@" > "{tmp_path}/arguments"\n/bin/cat > "{tmp_path}/job"\n'
        f'[ -e "{tmp_path}/fail" ] && echo "lp: The printer does not exist." >&2 && exit 1\n'
        f'[ -e "{tmp_path}/hang" ] && exec /bin/sleep 30\nexit 0\n'
    )
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return tmp_path


@needs_posix
def test_cups_gets_the_whole_ticket_raw(fake_lp, slip):
    outcome = print_slip(PrinterConfig(kind="cups", queue="ve-1"), slip)
    assert outcome.printed
    assert not outcome.confirmed
    assert (fake_lp / "arguments").read_text() == "-d ve-1 -t motcua -o raw "
    assert (fake_lp / "job").read_bytes() == encode(draw_slip(slip, 576))


@needs_posix
def test_cups_that_refuses_is_unprinted_with_its_reason(fake_lp, slip):
    (fake_lp / "fail").touch()
    outcome = print_slip(PrinterConfig(kind="cups", queue="ve-1"), slip)
    assert (outcome.printed, outcome.cause) == (False, PrintTrouble.UNREACHABLE)
    assert "does not exist" in outcome.detail


@needs_posix
def test_cups_that_hangs_is_given_up_in_time(fake_lp, slip):
    (fake_lp / "hang").touch()
    outcome = print_slip(PrinterConfig(kind="cups", queue="ve-1", write_timeout=0.4), slip)
    assert (outcome.printed, outcome.cause) == (False, PrintTrouble.STALLED)


@pytest.mark.parametrize(
    "settings",
    [
        {"kind": "tcp", "host": "127.0.0.1", "port": 1},
        {"kind": "serial", "device": "/dev/no-such-port"},
        {"kind": "usb", "usb_vendor": 0x04B8, "usb_product": 0x0E15},
        {"kind": "cups", "queue": "ve-1"},
        {"kind": "windows", "queue": "ve-1"},
        {"kind": "file", "path": "/no/such/folder/printer"},
    ],
    ids=lambda settings: settings["kind"],
)
def test_what_is_not_there_is_said_at_once(settings, slip, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    printer = TicketPrinter(PrinterConfig(**settings))
    outcome = printer.print(slip)
    assert (outcome.printed, outcome.cause) == (False, PrintTrouble.UNREACHABLE)
    assert outcome.done_ms < 5000


def test_no_printer_is_a_trouble_with_a_name_of_its_own(slip):
    printer = TicketPrinter(PrinterConfig())
    assert printer.status().trouble is PrintTrouble.NO_PRINTER
    assert not printer.status().can_print
    assert printer.print(slip).cause is PrintTrouble.NO_PRINTER


def test_a_wrong_configuration_names_every_fault():
    with pytest.raises(ValueError, match="width_mm") as found:
        PrinterConfig(kind="tcp", width_mm=70, connect_timeout=0, port=99999)
    assert all(name in str(found.value) for name in ("printer.host", "printer.port", "connect_timeout"))
    with pytest.raises(ValueError, match=r"printer\.kind"):
        PrinterConfig(kind="fax")  # type: ignore[arg-type]
