"""The text of a ticket's QR code: what makes the paper the token (queue-rules R3).

`MC1|<office id>|<service day yyyymmdd>|<printed number>|<ticket id>`: a version mark of our own, so that
an identity card or a dossier receipt is never mistaken for a ticket, then everything another counter needs to find it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MARK = "MC1"


@dataclass(frozen=True, slots=True)
class TicketQr:
    """What a ticket's QR says. `service_day` is the ISO date, `number` the printed string, `ticket_id` the identity."""

    office_id: str
    service_day: str
    number: str
    ticket_id: str


def qr_text(office_id: str, service_day: str, number: str, ticket_id: str) -> str:
    """The text to put into a ticket's QR; `service_day` is an ISO date.

    ValueError when that is no date, or a part is empty or carries `|` or a control character.
    """
    parts = (office_id, date.fromisoformat(service_day).isoformat().replace("-", ""), number, ticket_id)
    for part in parts:
        if not part or "|" in part or not part.isprintable() or part != part.strip():
            raise ValueError(f"not a part of a ticket's QR text: {part!r}")
    return "|".join((MARK, *parts))


def parse_qr_text(text: str) -> TicketQr | None:
    """The ticket a scanned text names, or None when the text is something else (an identity card, a garbled scan).

    The line end that scanners append is allowed; nothing else is repaired.
    """
    parts = text.strip("\r\n\t ").split("|")
    if len(parts) != 5 or parts[0] != MARK:
        return None
    _, office_id, day, number, ticket_id = parts
    service_day = _day(day)
    if service_day is None or not (office_id and number and ticket_id):
        return None
    return TicketQr(office_id, service_day, number, ticket_id)


def _day(text: str) -> str | None:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()
    except ValueError:
        return None
