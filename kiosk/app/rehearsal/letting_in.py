"""The rehearsal's machines join as real ones do: the province founds the authority, each gets a code and redeems it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kiosk.app.config_text import load_config
from kiosk.app.enrolling import make_authority
from sync.trust.asking import AuthorityLine
from sync.trust.folder import Trust, load_trust
from sync.trust.forms import CodeWish
from sync.trust.joining import join

if TYPE_CHECKING:
    from sync.trust.forms import Kind

OBSERVER = "observer-1"


def found_province(config: Path) -> None:
    """Makes the province of this configuration an authority, before it starts."""
    make_authority(load_config(config, kind="province"), "province")


def let_in(province: Path, url: str, office: str, station: str, kind: str, folder: Path) -> Trust:
    """Has a station join at the running province, whose data lie in the folder `province`; its own go into `folder`."""
    own = load_trust(province)
    assert own
    with closing(AuthorityLine(url, own, peer=own_name(own))) as line:
        made = line.code(CodeWish(office=office, station=station, kind=cast("Kind", kind)))
    join(url, made.code, fingerprint=made.fingerprint).keep(folder)
    trust = load_trust(folder)
    assert trust
    return trust


def own_name(trust: Trust) -> str:
    """The name in a server's own certificate."""
    from sync.trust.names import station_name

    return station_name(trust.place.station, trust.place.office)
