"""The office that this machine belongs to. Cheap to import: a kiosk shows its first picture with nothing more."""

from __future__ import annotations

from kiosk.app.config import Config
from kiosk.domain.office import Office
from kiosk.services.profile import load_office


def office_of(config: Config) -> Office:
    """The office that the configuration names. Raises ProfileError with every fault."""
    named = config.office
    return load_office(named.profile, office_id=named.id, name=named.name or None, place=named.place or None)
