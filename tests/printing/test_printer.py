"""Tickets on a real socket to a real printer process: what comes out, and what is said when nothing does."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PIL import Image

from printing.encoding import raster
from printing.job import print_slip
from printing.messages import message
from printing.raster import draw_slip
from printing.trouble import PrintTrouble
from printing.worker import TicketPrinter


@pytest.fixture
def printer(virtual):
    printer = TicketPrinter(virtual.config())
    yield printer
    printer.close()


def test_a_ticket_comes_out_whole_and_its_qr_is_the_text(virtual, printer, slip, read_qr):
    outcome = printer.print(slip)
    assert outcome.printed
    assert outcome.confirmed
    assert outcome.cause is None
    (ticket,) = virtual.tickets()
    assert ticket.name == "0001.png"
    assert read_qr(ticket) == slip.qr_text
    drawn = draw_slip(slip, 576)
    with Image.open(ticket) as paper:
        assert paper.width == 576
        assert paper.crop((0, 0, 576, drawn.height)).tobytes() == drawn.tobytes()
    assert raster(drawn)[:200] in ticket.with_suffix(".bin").read_bytes()
    assert 0 < outcome.sent_ms <= outcome.done_ms


def test_tickets_fall_in_order_over_one_kept_connection(virtual, printer, numbered, read_qr):
    slips = [numbered(n) for n in range(1, 6)]
    assert all(printer.print(slip).printed for slip in slips)
    assert [read_qr(ticket) for ticket in virtual.tickets()] == [slip.qr_text for slip in slips]
    assert virtual.tell("state")["connections"] == 1


def test_58_mm_paper(switch_on, slip, read_qr):
    narrow = switch_on(width_dots=384)
    assert print_slip(narrow.config(width_mm=58), slip).printed
    (ticket,) = narrow.tickets()
    with Image.open(ticket) as paper:
        assert paper.width == 384
    assert read_qr(ticket) == slip.qr_text


@pytest.mark.parametrize(
    ("command", "trouble", "said"),
    [
        ("paper_out", PrintTrouble.PAPER_OUT, "hết giấy"),
        ("cover_open", PrintTrouble.COVER_OPEN, "Nắp máy in đang mở"),
        ("cutter_error", PrintTrouble.CUTTER, "kẹt"),
        ("mute", PrintTrouble.MUTE, "không trả lời"),
        ("garbage", PrintTrouble.MUTE, "không trả lời"),
    ],
)
def test_trouble_before_the_first_byte_is_said_and_nothing_is_sent(virtual, printer, slip, command, trouble, said):
    virtual.tell(command)
    status = printer.status()
    assert status.trouble is trouble
    assert said in message(status).citizen
    outcome = printer.print(slip)
    assert (outcome.printed, outcome.cause, outcome.bytes_sent) == (False, trouble, 0)
    assert not outcome.in_doubt
    virtual.tell("normal")
    assert virtual.tickets() == []
    assert printer.print(slip).printed
    assert len(virtual.tickets()) == 1


def test_near_end_prints_and_warns(virtual, printer, slip):
    virtual.tell("near_end")
    outcome = printer.print(slip)
    assert outcome.printed
    assert outcome.status.paper_near_end


def test_paper_that_ends_in_the_middle_is_unprinted_and_nothing_comes_out_at_the_refill(virtual, printer, slip):
    virtual.tell("paper_out rows=300")
    outcome = printer.print(slip)
    assert (outcome.printed, outcome.cause) == (False, PrintTrouble.PAPER_OUT)
    assert outcome.in_doubt
    (torn,) = virtual.torn()
    with Image.open(torn) as paper:
        assert paper.height == 300
    virtual.tell("paper_in")
    assert virtual.until(connections=0)["tickets"] == 0
    assert printer.print(slip).printed
    assert len(virtual.tickets()) == 1


@pytest.mark.parametrize("command", ["cover_open", "cutter_error"])
def test_trouble_while_the_paper_moves_is_unprinted(virtual, printer, slip, command):
    virtual.tell("slow ms=100")
    with ThreadPoolExecutor(1) as pool:
        printing = pool.submit(printer.print, slip)
        virtual.until(lambda state: state["rows"] > 0)
        virtual.tell(command)
        outcome = printing.result(timeout=10)
    assert not outcome.printed
    assert outcome.cause == command
    assert outcome.done_ms < 5000
    assert virtual.tickets() == []
    assert len(virtual.torn()) == 1


def test_a_ticket_given_up_before_its_first_row_does_not_come_out_later(virtual, printer, slip, numbered, read_qr):
    virtual.tell("slow ms=300")
    with ThreadPoolExecutor(1) as pool:
        printing = pool.submit(printer.print, slip)
        virtual.until(lambda state: state["waiting"] > 3, rows=0)
        virtual.tell("cover_open")
        assert printing.result(timeout=10).cause is PrintTrouble.COVER_OPEN
    virtual.until(connections=0, waiting=0)
    virtual.tell("normal")
    assert printer.print(numbered(2)).printed
    assert [read_qr(ticket) for ticket in virtual.tickets()] == [numbered(2).qr_text]
    assert virtual.torn() == []


def test_silence_after_the_last_byte_is_never_called_printed(virtual, printer, slip):
    virtual.tell("mute bytes=30000")
    outcome = printer.print(slip)
    assert (outcome.printed, outcome.cause) == (False, PrintTrouble.MUTE)
    assert outcome.in_doubt
    assert outcome.done_ms < 6000


def test_a_slow_printer_is_waited_for(virtual, printer, slip):
    virtual.tell("slow ms=120")
    outcome = printer.print(slip)
    assert outcome.printed
    assert outcome.done_ms > 700
    assert outcome.sent_ms < outcome.done_ms - 500


def test_a_printer_that_never_gets_done_is_given_up_in_time(virtual, slip):
    virtual.tell("slow ms=2000")
    outcome = print_slip(virtual.config(job_timeout=1.0), slip)
    assert (outcome.printed, outcome.cause) == (False, PrintTrouble.STALLED)
    assert outcome.done_ms < 5000


def test_a_line_that_drops_half_way_is_unprinted(virtual, printer, slip):
    virtual.tell("drop_after bytes=20000")
    outcome = printer.print(slip)
    assert (outcome.printed, outcome.cause) == (False, PrintTrouble.DROPPED)
    assert outcome.in_doubt
    assert virtual.until(partial=1)["tickets"] == 0
    assert printer.print(slip).printed


def test_a_printer_switched_off_and_on_is_found_again(virtual, switch_on, printer, numbered, read_qr):
    assert printer.print(numbered(1)).printed
    virtual.stop()
    assert printer.status().trouble is PrintTrouble.UNREACHABLE
    assert "Máy in chưa sẵn sàng" in message(printer.status()).citizen
    again = switch_on(port=virtual.port)
    assert printer.print(numbered(2)).printed
    assert [ticket.name for ticket in again.tickets()] == ["0001.png", "0002.png"]
    assert read_qr(again.tickets()[1]) == numbered(2).qr_text


def test_two_kiosks_and_two_threads_at_once_lose_and_mix_nothing(virtual, numbered, read_qr):
    printers = [TicketPrinter(virtual.config()) for _ in range(2)]
    slips = [numbered(n) for n in range(1, 17)]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda pair: printers[pair[0] % 2].print(pair[1]), enumerate(slips)))
    for printer in printers:
        printer.close()
    assert all(outcome.printed for outcome in outcomes)
    assert sorted(read_qr(ticket) for ticket in virtual.tickets()) == sorted(slip.qr_text for slip in slips)


def test_the_status_is_told_at_once_while_a_ticket_is_printed(virtual, printer, slip):
    before = printer.status()
    virtual.tell("slow ms=150")
    started = threading.Event()

    def print_it():
        started.set()
        return printer.print(slip)

    with ThreadPoolExecutor(1) as pool:
        printing = pool.submit(print_it)
        started.wait(5)
        asked = time.monotonic()
        status = printer.status()
        took = time.monotonic() - asked
        assert printing.result(timeout=10).printed
    assert took < 0.5
    assert status.answered is before.answered is True


def test_a_shared_printer_is_let_go_between_tickets(virtual, slip):
    printer = TicketPrinter(virtual.config(keep_open=False))
    assert printer.status().can_print
    assert virtual.until(connections=0)
    assert printer.print(slip).printed
    assert virtual.until(connections=0, tickets=1)


def test_a_printer_asked_nothing_prints_unconfirmed(virtual, slip):
    virtual.tell("mute")
    outcome = print_slip(virtual.config(ask_status=False), slip)
    assert outcome.printed
    assert not outcome.confirmed
    assert not outcome.status.readable
    virtual.until(tickets=1)


def test_the_weaker_proof_still_needs_an_answer(virtual, slip):
    assert print_slip(virtual.config(confirm="realtime"), slip).printed
    virtual.tell("mute bytes=30000")
    assert print_slip(virtual.config(confirm="realtime"), slip).cause is PrintTrouble.MUTE


def test_nobody_at_the_address_is_told_within_the_connect_time(slip):
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        outcome = print_slip(_config(port), slip)
        for client in waiting:
            client.close()
    assert (outcome.printed, outcome.cause) == (False, PrintTrouble.UNREACHABLE)
    assert outcome.done_ms < 3000


def test_a_printer_that_stops_taking_bytes_is_given_up_within_the_stall_time(slip):
    """It answers the first questions, then reads no more: a buffer that is full."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        held = []
        answering = threading.Thread(target=_answer_four_questions, args=(listening, held))
        answering.start()
        printer = TicketPrinter(_config(listening.getsockname()[1]))
        outcome = printer.print_picture(Image.new("1", (576, 120_000)))
        answering.join()
        held[0].close()
    assert (outcome.printed, outcome.cause) == (False, PrintTrouble.STALLED)
    assert outcome.done_ms < 5000


def _answer_four_questions(listening, held):
    line, _ = listening.accept()
    held.append(line)
    for _ in range(4):
        line.recv(3)
        line.sendall(b"\x12")


def _config(port):
    from printing.config import PrinterConfig

    return PrinterConfig(
        kind="tcp", host="127.0.0.1", port=port, connect_timeout=0.5, status_timeout=1.0, write_timeout=0.6
    )


def test_long_names_still_come_out(virtual, printer, slip, read_qr):
    long = replace(slip, office_name="Trung tâm Phục vụ hành chính công " + "Quy Nhơn Đông " * 12)
    assert printer.print(long).printed
    assert read_qr(virtual.tickets()[0]) == slip.qr_text


def test_a_printer_that_hangs_up_at_the_first_question_is_unreachable(slip):
    """As a print server does that serves one client only."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(4)
        hanging_up = threading.Thread(target=lambda: listening.accept()[0].close())
        hanging_up.start()
        outcome = print_slip(_config(listening.getsockname()[1]), slip)
        hanging_up.join()
    assert (outcome.printed, outcome.cause, outcome.bytes_sent) == (False, PrintTrouble.UNREACHABLE, 0)
