"""The QR text: what is written is read, what is foreign is not taken for a ticket."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.qr import TicketQr, parse_qr_text, qr_text

_part = st.text(st.characters(exclude_characters="|", categories=("L", "N", "P")), min_size=1, max_size=40)


@given(_part, st.dates(), _part, _part)
def test_what_is_written_is_read(office, day, number, ticket_id):
    text = qr_text(office, day.isoformat(), number, ticket_id)
    assert parse_qr_text(text + "\r\n") == TicketQr(office, day.isoformat(), number, ticket_id)


def test_the_form_is_the_one_in_the_design():
    assert qr_text("quy-nhon", "2026-11-23", "A012", "id-1") == "MC1|quy-nhon|20261123|A012|id-1"


@pytest.mark.parametrize(
    "foreign",
    [
        "",
        "MC1",
        "MC1|a|20261123|A012",
        "MC1|a|20261123|A012|id|more",
        "MC1|a|20261301|A012|id",
        "MC1|a|2026-1-1|A012|id",
        "MC1|a|２０２６1123|A012|id",
        "MC1||20261123|A012|id",
        "MC2|a|20261123|A012|id",
        "001090123456|012345678|NGUYỄN VĂN AN|01011990|Nam|Phường Quy Nhơn, Gia Lai|15042021",
        "H21.50.05-261008-0975",
    ],
)
def test_foreign_texts_are_no_tickets(foreign):
    assert parse_qr_text(foreign) is None


@pytest.mark.parametrize("bad", ["", "a|b", " a", "a\n"])
def test_parts_that_could_not_be_read_back_are_refused(bad):
    with pytest.raises(ValueError, match="QR text"):
        qr_text(bad, "2026-11-23", "A012", "id")
    with pytest.raises(ValueError):
        qr_text("office", "23/11/2026", "A012", "id")
