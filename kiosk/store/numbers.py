"""Numbers and their series (queue-rules R1): what this issuer has given, and who leased which series."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, func, insert, select

from kiosk.domain.number import all_series
from kiosk.store.schema import number_given, series, ticket


def next_ordinal(conn: Connection, service_day: str, letter: str, own_series: str) -> int:
    """The n that this issuer gives next, from 1."""
    given = conn.scalar(_LAST_ORDINAL, {"service_day": service_day, "letter": letter, "series": own_series})
    return (given or 0) + 1


def give_number(
    conn: Connection, *, service_day: str, number: str, letter: str, own_series: str, ordinal: int, ticket_id: str
) -> None:
    """Notes a number as given. The primary key refuses a second use."""
    conn.execute(
        _GIVE,
        {
            "service_day": service_day,
            "number": number,
            "letter": letter,
            "series": own_series,
            "ordinal": ordinal,
            "ticket_id": ticket_id,
        },
    )


def own_series(conn: Connection, office: str, station: str, incarnation: str) -> str | None:
    """The number series leased to this incarnation; None while it has none."""
    return conn.scalar(_OWN_SERIES, {"office": office, "station": station, "incarnation": incarnation})


def taken_series(conn: Connection, office: str) -> set[str]:
    """Every series of the office that is known here as leased, or by a ticket that bears it: the word of the hub that
    leased it may never have come here. What is no series, in a ticket that another program wrote, is left out."""
    leased = select(series.c.series).where(series.c.office == office)
    borne = select(ticket.c.series).where(ticket.c.office == office, ticket.c.number != "")
    return set(conn.execute(leased.union(borne)).scalars()).intersection(all_series(True))


_LAST_ORDINAL = select(func.max(number_given.c.ordinal)).where(
    number_given.c.service_day == bindparam("service_day"),
    number_given.c.letter == bindparam("letter"),
    number_given.c.series == bindparam("series"),
)
_GIVE = insert(number_given)
_OWN_SERIES = (
    select(series.c.series)
    .where(
        series.c.office == bindparam("office"),
        series.c.station == bindparam("station"),
        series.c.incarnation == bindparam("incarnation"),
    )
    .order_by(series.c.series)
    .limit(1)
)
"""Built once, as in `kiosk.store.journal`."""
