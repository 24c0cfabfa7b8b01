"""The allow list follows down: signed, carried by anybody, changed by nobody."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import sync.relay
import sync.station
from kiosk.domain.office import Office
from kiosk.domain.trouble import Refused
from kiosk.services import allow_list, enrolling
from kiosk.store import trust as lists
from kiosk.store.store import Store
from sync.link import LinkState
from sync.relay import Relay
from sync.server import trusted
from sync.server.hub import create_hub_app
from sync.station import StationSync
from sync.trust.authority import DAYS, expires_at, is_from
from sync.trust.folder import Trust, load_trust
from sync.trust.forms import Settings
from sync.trust.joining import join
from sync.trust.renewing import Renewer

pytestmark = pytest.mark.usefixtures("fast_codes")
Make = Callable[..., Any]
DAY_MS = 86_400_000


def until(true: Callable[[], Any], seconds: float = 20.0) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to pass")


def joined(authority: Any, folder: Path, name: str, kind: str) -> Trust:
    join(authority.url, authority.code(name, kind)).keep(folder)
    trust = load_trust(folder)
    assert trust
    return trust


@pytest.fixture
def workers() -> Iterator[list[Any]]:
    started: list[Any] = []
    yield started
    for worker in reversed(started):
        worker.stop()


class OfficeOfProvince:
    """A province, an office's hub that joined there, and its relay."""

    def __init__(self, province: Any, hub: Store, hub_trust: Trust, url: str, relay: Relay) -> None:
        self.province, self.hub, self.hub_trust, self.url, self.relay = province, hub, hub_trust, url, relay


@pytest.fixture
def office(make_authority: Make, make_store: Callable[..., Store], tmp_path: Path, commune: Office, serve_tls: Any,
           workers: list[Any]) -> OfficeOfProvince:  # fmt: skip
    province = make_authority("province", "province")
    trust = joined(province, tmp_path / "hub-1", "hub-1", "hub")
    hub = make_store("hub-1", kind="hub")
    app = create_hub_app(hub, commune, lambda: None, trusted=True)
    trusted.install(app, hub, trust, Settings)
    relay = Relay(hub, province.url, trust)
    return OfficeOfProvince(province, hub, trust, serve_tls(app, trust), relay)


def test_a_kiosk_that_has_just_joined_brings_the_hub_its_list(
    office: OfficeOfProvince, make_store: Callable[..., Store], tmp_path: Path, workers: list[Any]
) -> None:
    """The hub's line to the province is cut: nobody else could tell it of the kiosk."""
    trust = joined(office.province, tmp_path / "kiosk-1", "kiosk-1", "kiosk")
    assert office.hub.read(lambda conn: lists.known_key(conn, trust.key.key_id)) is None
    station = StationSync(make_store("kiosk-1"), office.url, trust, issues=True)
    workers.append(station)
    station.start()
    until(lambda: station.state().up)
    assert office.hub.read(lambda conn: lists.known_key(conn, trust.key.key_id))


def test_a_revocation_at_the_province_shuts_the_kiosk_out_at_its_hub(
    office: OfficeOfProvince,
    make_store: Callable[..., Store],
    tmp_path: Path,
    workers: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (sync.relay, sync.station):
        monkeypatch.setattr(module, "BEAT_S", 0.5)
    trust = joined(office.province, tmp_path / "kiosk-1", "kiosk-1", "kiosk")
    station = StationSync(make_store("kiosk-1"), office.url, trust, issues=True)
    office.relay.start()
    station.start()
    workers += [office.relay, station]
    until(lambda: station.state().up and office.relay.state().up)
    enrolling.revoke(office.province.store, "commune", "kiosk-1", "lead", office.province.authority.sign)
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


def test_anybody_may_bring_a_list_but_no_forged_one(office: OfficeOfProvince, make_authority: Make) -> None:
    from contextlib import closing

    from sync.client import Line
    from sync.trust.forms import KeyListForm

    false = make_authority("hub", "hub-2")
    forged = false.store.read(lambda conn: lists.key_list_of(conn, "commune"))
    with closing(Line(office.url, office.hub_trust)) as line, pytest.raises(Refused) as caught:
        line.offer_keys("commune", KeyListForm(document=forged.document, signature=forged.signature.hex()))
    assert caught.value.code == "list-forged"


def test_a_restored_authority_rises_above_what_it_had_said(authority: Any, clock: Any) -> None:
    """Its copy of yesterday knows an older version; the next list must count all the same."""
    before = allow_list.version(authority.store, "commune")
    clock.forward(minutes=60)
    join(authority.url, authority.code())
    assert allow_list.version(authority.store, "commune") >= before + 60 * 60_000


def test_a_hubs_certificate_renews_itself_over_the_line(office: OfficeOfProvince, clock: Any) -> None:
    from contextlib import closing

    from sync.client import Line
    from sync.relay import PROVINCE_PEER

    file = office.hub_trust.tls.certificate
    first = expires_at(file.read_bytes())
    with closing(Line(office.province.url, office.hub_trust, peer=PROVINCE_PEER)) as line:
        Renewer(office.hub_trust, clock, line).step()
        assert expires_at(file.read_bytes()) == first
        clock.at += DAYS * DAY_MS * 3 // 4
        Renewer(office.hub_trust, clock, line).step()
    assert expires_at(file.read_bytes()) > first + 200 * DAY_MS
    with closing(Line(office.url, office.hub_trust)) as line:  # the server took it up
        assert line.hello().station == "hub-1"


def test_an_authority_renews_its_own(authority: Any, clock: Any) -> None:
    clock.at += (DAYS + 100) * DAY_MS
    file = authority.trust.tls.certificate
    Renewer(authority.trust, clock).step()
    assert expires_at(file.read_bytes()) > clock.at + 300 * DAY_MS
