"""A printer's word, bit by bit; and no word is never good news."""

from __future__ import annotations

import pytest

from printing.messages import advice, message
from printing.status import PrinterStatus, decode, is_printed_byte, is_status_byte
from printing.trouble import PrintTrouble
from printing.virtual.mechanism import PrinterState

FINE = (0x12, 0x12, 0x12, 0x12)


@pytest.mark.parametrize(
    ("replies", "trouble"),
    [
        (FINE, None),
        ((0x16, 0x12, 0x12, 0x12), None),
        ((0x1A, 0x16, 0x12, 0x12), PrintTrouble.COVER_OPEN),
        ((0x1A, 0x32, 0x12, 0x7E), PrintTrouble.PAPER_OUT),
        ((0x12, 0x12, 0x12, 0x72), PrintTrouble.PAPER_OUT),
        ((0x1A, 0x36, 0x12, 0x7E), PrintTrouble.COVER_OPEN),
        ((0x1A, 0x52, 0x1A, 0x12), PrintTrouble.CUTTER),
        ((0x1A, 0x52, 0x32, 0x12), PrintTrouble.FAULT),
        ((0x1A, 0x52, 0x52, 0x12), PrintTrouble.FAULT),
        ((0x1A, 0x1A, 0x12, 0x12), PrintTrouble.OFFLINE),
        ((0x12, 0x12, 0x12, 0x1E), None),
    ],
)
def test_the_bits_name_the_cause(replies, trouble):
    status = decode(replies)
    assert status.trouble is trouble
    assert status.can_print is (trouble is None)


def test_paper_near_its_end_is_a_warning_only():
    status = decode((0x12, 0x12, 0x12, 0x1E))
    assert status.paper_near_end
    assert status.can_print
    assert "sắp hết" in message(status).technician


def test_only_bytes_with_the_fixed_bits_are_answers():
    accepted = [byte for byte in range(256) if is_status_byte(byte)]
    assert len(accepted) == 16
    assert all(byte & 1 == 0 and byte & 2 and byte & 16 and byte < 128 for byte in accepted)
    assert not any(is_printed_byte(byte) for byte in accepted)
    for flow_control in (0x11, 0x13):
        assert not is_status_byte(flow_control)
        assert not is_printed_byte(flow_control)


def test_silence_is_trouble_where_an_answer_was_due():
    assert PrinterStatus(answered=False).trouble is PrintTrouble.MUTE
    assert PrinterStatus(readable=False).can_print
    assert "Không đọc được" in message(PrinterStatus(readable=False)).technician


@pytest.mark.parametrize("trouble", list(PrintTrouble))
def test_every_trouble_tells_citizen_and_technician_what_to_do(trouble):
    said = advice(trouble)
    assert "ông/bà" in said.citizen
    assert len(said.technician) > 40
    assert said.technician.endswith(".")


def test_a_citizen_reads_nothing_while_the_printer_works():
    assert message(decode(FINE)).citizen == ""


@pytest.mark.parametrize("trouble", ["paper_out", "cover_open", "cutter_error"])
def test_the_virtual_printer_speaks_the_same_bits(trouble):
    state = PrinterState(**{trouble: True})
    replies = tuple(state.real_time(n) for n in (1, 2, 3, 4))
    assert all(is_status_byte(byte) for byte in replies)
    assert decode(replies).trouble == trouble
