"""What both sides of a joining must have seen alike for a proof to hold."""

from __future__ import annotations

from sync.trust.forms import Greeting, Knock


def said_by(greeting: Greeting, fingerprint: str, knock: Knock) -> tuple[str, ...]:
    """The transcript: who the authority says it is, by which certificate, and what the station asks for."""
    return (greeting.office, greeting.station, greeting.kind, greeting.salt, fingerprint, knock.public, knock.request,
            knock.nonce, knock.kind)  # fmt: skip
