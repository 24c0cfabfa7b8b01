"""The tables. `event` is the truth; the tables marked projection can be rebuilt from it by `journal.replay`."""

from kiosk.store.schema.authority import claim_intent, claim_won, duty, event_aside, number_given, roll
from kiosk.store.schema.catalogue import catalogue_snapshot, procedure, procedure_elsewhere
from kiosk.store.schema.files import file, file_belonging, file_sent
from kiosk.store.schema.form import metadata
from kiosk.store.schema.journal import downlink, event, identity, office_head, origin, parked, uplink
from kiosk.store.schema.people import account, record_opening, setting, sign_in_try, staff_session, station_seen
from kiosk.store.schema.projections import call, counter, promotion, renewal, series, ticket
from kiosk.store.schema.proofs import digest, snapshot_fetch, snapshot_part
from kiosk.store.schema.province import cleared, closed_office, parked_exception, parked_owner
from kiosk.store.schema.seals import nonce, seal
from kiosk.store.schema.trust import join_code, join_try, key_list, known_key

HEAD = "0009"
"""The newest migration; a test holds it against alembic's own head."""

PROJECTIONS = tuple(t for t in metadata.sorted_tables if t.info.get("projection"))

__all__ = [
    "HEAD",
    "PROJECTIONS",
    "account",
    "call",
    "catalogue_snapshot",
    "claim_intent",
    "claim_won",
    "cleared",
    "closed_office",
    "counter",
    "digest",
    "downlink",
    "duty",
    "event",
    "event_aside",
    "file",
    "file_belonging",
    "file_sent",
    "identity",
    "join_code",
    "join_try",
    "key_list",
    "known_key",
    "metadata",
    "nonce",
    "number_given",
    "office_head",
    "origin",
    "parked",
    "parked_exception",
    "parked_owner",
    "procedure",
    "procedure_elsewhere",
    "promotion",
    "record_opening",
    "renewal",
    "roll",
    "seal",
    "series",
    "setting",
    "sign_in_try",
    "snapshot_fetch",
    "snapshot_part",
    "staff_session",
    "station_seen",
    "ticket",
    "uplink",
]
