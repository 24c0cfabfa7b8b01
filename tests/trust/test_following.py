"""The allow list follows down: signed, carried by anybody, changed by nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.domain.trouble import Refused
from kiosk.services import allow_list, enrolling
from kiosk.store import trust as lists
from kiosk.store.store import Store
from sync.link import LinkState
from sync.trust.authority import DAYS, expires_at, is_from
from sync.trust.joining import join
from sync.trust.renewing import Renewer

pytestmark = pytest.mark.usefixtures("fast_codes")
Make = Callable[..., Any]
DAY_MS = 86_400_000


def test_a_kiosk_that_has_just_joined_brings_the_hub_its_list(branch: Any, until: Any) -> None:
    """The hub's line to the province is cut: nobody else could tell it of the kiosk."""
    trust = branch.joined("kiosk-1")
    assert branch.hub.read(lambda conn: lists.known_key(conn, trust.key.key_id)) is None
    station = branch.work("kiosk-1", trust)
    until(lambda: station.state().up)
    assert branch.hub.read(lambda conn: lists.known_key(conn, trust.key.key_id))


def test_a_revocation_at_the_province_shuts_the_kiosk_out_at_its_hub(branch: Any, until: Any) -> None:
    station = branch.station()
    branch.begin(branch.relay)
    until(lambda: station.state().up and branch.relay.state().up)
    enrolling.revoke(branch.province.store, "commune", "kiosk-1", "lead", branch.province.authority.sign)
    state: LinkState = until(lambda: not station.state().up and station.state())
    assert "thu hồi" in state.trouble


def test_a_list_that_was_changed_on_the_way_is_refused_and_an_older_one_is_left(
    authority: Any, make_store: Callable[..., Store]
) -> None:
    station = make_store("kiosk-9")
    ca = authority.authority.pem

    def verify(signature: bytes, data: bytes) -> bool:
        return is_from(ca, signature, data)

    def newest() -> lists.KeyList:
        return authority.store.read(lambda conn: lists.key_list_of(conn, "commune"))

    old = newest()
    join(authority.url, authority.code())
    new = newest()
    assert new.version > old.version
    assert allow_list.adopt(station, new.document, new.signature, verify)
    assert not allow_list.adopt(station, old.document, old.signature, verify)
    assert allow_list.version(station, "commune") == new.version
    said = json.loads(new.document)
    said["version"] += 1
    said["keys"][0]["revoked_at"] = 1
    with pytest.raises(Refused) as caught:
        allow_list.adopt(station, json.dumps(said), new.signature, verify)
    assert caught.value.code == "list-forged"


def test_anybody_may_bring_a_list_but_no_forged_one(branch: Any, make_authority: Make) -> None:
    from contextlib import closing

    from sync.client import Line
    from sync.trust.forms import KeyListForm

    false = make_authority("hub", "hub-2")
    forged = false.store.read(lambda conn: lists.key_list_of(conn, "commune"))
    with closing(Line(branch.url, branch.trust)) as line, pytest.raises(Refused) as caught:
        line.offer_keys("commune", KeyListForm(document=forged.document, signature=forged.signature.hex()))
    assert caught.value.code == "list-forged"


def test_a_restored_authority_rises_above_what_it_had_said(authority: Any, clock: Any) -> None:
    """Its copy of yesterday knows an older version; the next list must count all the same."""
    before = allow_list.version(authority.store, "commune")
    clock.forward(minutes=60)
    join(authority.url, authority.code())
    assert allow_list.version(authority.store, "commune") >= before + 60 * 60_000


def test_a_hubs_certificate_renews_itself_over_the_line(branch: Any, clock: Any) -> None:
    from contextlib import closing

    from sync.client import Line
    from sync.relay import PROVINCE_PEER

    file = branch.trust.tls.certificate
    first = expires_at(file.read_bytes())
    with closing(Line(branch.province.url, branch.trust, peer=PROVINCE_PEER)) as line:
        Renewer(branch.trust, clock, line).step()
        assert expires_at(file.read_bytes()) == first
        clock.at += DAYS * DAY_MS * 3 // 4
        Renewer(branch.trust, clock, line).step()
    assert expires_at(file.read_bytes()) > first + 200 * DAY_MS
    with closing(Line(branch.url, branch.trust)) as line:  # the server took it up
        assert line.hello().station == "hub-1"


def test_an_authority_renews_its_own(authority: Any, clock: Any) -> None:
    clock.at += (DAYS + 100) * DAY_MS
    file = authority.trust.tls.certificate
    Renewer(authority.trust, clock).step()
    assert expires_at(file.read_bytes()) > clock.at + 300 * DAY_MS
