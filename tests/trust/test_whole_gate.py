"""Every route of real hub and province processes, asked over TLS: none is forgotten, and a kiosk's key opens nothing of
staff's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.serving import listening
from kiosk.domain.trouble import Trouble
from sync.client import Denied, Line
from sync.server.rules import OPEN, RULES, rule_for
from sync.trust.folder import Trust, load_trust
from sync.trust.names import role_name

KIOSK_MAY = {
    ("POST", "/v1/stations/{station}/events"),
    ("GET", "/v1/offices/{office}/stations/{station}/incarnations/{incarnation}"),
    ("GET", "/v1/offices/{office}/feed"),
    ("GET", "/v1/offices/{office}/snapshot"),
    ("GET", "/v1/offices/{office}/snapshot/{cursor}/{no}"),
    ("POST", "/v1/offices/{office}/stations/{station}/heartbeat"),
    ("POST", "/v1/offices/{office}/stations/{station}/digests"),
    ("GET", "/v1/offices/{office}/keys"),
    ("POST", "/v1/series"),
    ("GET", "/v1/receipt"),
    ("POST", "/v1/trust/certificates"),
}
"""All that a kiosk's key opens. Whoever widens this says why."""


def free_port() -> int:
    with listening("127.0.0.1", 0) as sock:
        return int(sock.getsockname()[1])


class Place:
    """An authority's process and a kiosk that joined there."""

    def __init__(self, kind: str, url: str, trust: Trust) -> None:
        self.kind, self.url, self.trust = kind, url, trust

    def line(self) -> Line:
        office = "province" if self.kind == "province" else "commune"
        return Line(self.url, self.trust, peer=role_name(self.kind, office))

    def described(self) -> list[tuple[str, str]]:
        with closing(self.line()) as line:
            paths = line.exchange("GET", "/openapi.json")
        spec = json.loads(paths.content)["paths"]
        return [(verb.upper(), path) for path, verbs in spec.items() for verb in verbs]


@pytest.fixture(params=["hub", "province"])
def place(request: Any, motcua: Any, serving: Callable[..., str], tmp_path: Path) -> Place:
    kind = request.param
    file = tmp_path / f"{kind}.toml"
    at = ("--config", str(file), "--data-dir", str(tmp_path / kind))
    office = '[office]\nid = "commune"\nprofile = "commune"\n'
    file.write_text(f'[{kind}]\nlisten = "127.0.0.1:{free_port()}"\n{office}')
    founded = motcua("trust", "init", *(["--office"] if kind == "hub" else []), *at)
    assert founded.returncode == 0, founded.stderr
    url = serving(kind, *at)
    told = motcua("trust", "code", "--station", "kiosk-1", "--office", "commune", "--profile", "commune",
                  "--hub", "https://127.0.0.1:1", *at)  # fmt: skip
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", told.stdout)
    assert code, told.stderr
    joined = motcua("join", "--server", url, "--code", code[0], "--config", str(tmp_path / "kiosk.toml"),
                    "--data-dir", str(tmp_path / "kiosk"))  # fmt: skip
    assert joined.returncode == 0, joined.stderr
    trust = load_trust(tmp_path / "kiosk" / "kiosk-1")
    assert trust
    return Place(kind, url, trust)


def test_each_route_has_its_rule_and_a_kiosk_reaches_nothing_of_staffs(place: Place) -> None:
    routes = place.described()
    assert len(routes) >= 20
    forgotten = [f"{method} {path}" for method, path in routes if rule_for(method, path) is None]
    assert not forgotten, "say in sync/server/rules.py which stations may ask these"
    let_in = {route for route in routes if knock(place, *route)}
    open_routes = {(rule.method, rule.path) for rule in RULES if rule.kinds == OPEN}
    assert let_in - open_routes == KIOSK_MAY & set(routes)
    assert ("GET", "/v1/offices/{office}/accounts") in set(routes) - let_in
    assert ("POST", "/v1/staff/sessions") in set(routes) - let_in


def knock(place: Place, method: str, path: str) -> bool:
    """Whether the kiosk's key opens this route, whatever the route then says."""
    names = {
        "office": "commune",
        "station": "kiosk-1",
        "incarnation": "x",
        "cursor": "x",
        "no": "0",
        "sha256": "0" * 64,
    }
    asked = path.format_map(names)
    with closing(place.line()) as line, suppress(Trouble):
        try:
            line.exchange(method, asked, json={} if method in ("POST", "PATCH", "DELETE") else None)
        except Denied as denied:
            return denied.code != "role"
    return True
