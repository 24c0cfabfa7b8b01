"""The names in certificates. They name stations and roles, never addresses: an address may change, a name may not."""

from __future__ import annotations

SUFFIX = "motcua"


def station_name(station: str, office: str) -> str:
    """The name of one station."""
    return f"{station}.{office}.{SUFFIX}"


def role_name(kind: str, office: str) -> str:
    """The name that every station of this kind bears beside its own: whoever looks for "the hub of this office" accepts
    any of its hubs, and no kiosk. No station name collides with it, since station names hold no dot."""
    return f"{kind}.role.{office}.{SUFFIX}"


KEY_PREFIX = "motcua:key:"


def key_uri(key_id: str) -> str:
    """How a certificate says which station key it belongs to: revoking the key revokes the certificate."""
    return KEY_PREFIX + key_id
