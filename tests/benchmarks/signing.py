"""What trust costs: a signature and its check beside bare Ed25519, and claims on a real hub over TLS beside the same
claims in the open."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.claiming import LIMIT_MS, fill, press
from benchmarks.table import Row, at, spread
from kiosk.app.clock import SystemClock
from kiosk.app.rehearsal.processes import Service, write_config
from kiosk.domain.event import GENESIS, Event, seal
from kiosk.services.enrolling import admit_self
from kiosk.store.opening import open_station
from kiosk.store.store import new_id
from kiosk.store.trust import KnownKey, is_signed, put_keys
from sync.server.gate import Asked, Gate
from sync.server.rules import rule_for
from sync.trust.authority import authority_in, found
from sync.trust.folder import Place, Trust, load_trust
from sync.trust.keys import StationKey
from sync.trust.names import station_name
from sync.trust.sealing import check, make
from sync.trust.signing import Signer

COUNTERS = 40
OFFICE, HUB = "bench", "hub-1"


def measure(folder: Path, quick: bool) -> list[Row]:
    """Signing, checking, sealing; then 40 counters at once."""
    folder.mkdir(parents=True, exist_ok=True)
    return [*_pieces(folder / "gate", 100 if quick else 1000), _claims(folder, 3 if quick else 8)]


def _pieces(folder: Path, times: int) -> list[Row]:
    key = StationKey(Ed25519PrivateKey.generate())
    store = open_station(folder, office=OFFICE, station=HUB, kind="hub", clock=SystemClock())
    known = KnownKey(OFFICE, "counter-1", "counter", key.key_id, key.public, 1)
    store.write(lambda tx: put_keys(tx.conn, [known]))
    gate, signer = Gate(store), Signer(key, station_name(HUB, OFFICE))
    signer.learn(gate.told())
    bare = requests.Request("POST", "http://x/v1/claims", json={"fields": ["civil-status"] * 12})
    prepared = [requests.Session().prepare_request(bare) for _ in range(times)]
    signing = _each(lambda n: signer(prepared[n]), times)
    rule = rule_for("POST", "/v1/claims")
    asked = [Asked("POST", "/v1/claims", list(r.headers.items()), rule) for r in prepared]
    admitting = _each(lambda n: gate.admit(asked[n]), times)
    text, last = b"x" * 400, _event()
    signature, sealed = key.sign(text), make(key, last)
    raw_sign = _each(lambda _: key.sign(text), times)
    raw_check = _each(lambda _: is_signed(key.public, signature, text), times)
    sealing = _each(lambda _: make(key, last), times)
    judging = _each(lambda _: check(sealed, last, [known], ""), times)
    store.close()
    return [
        _row("sign a request (station)", signing, "bare Ed25519 signature", raw_sign),
        _row("let a request in (signature, list, nonce)", admitting, "bare Ed25519 check", raw_check),
        _row("seal a batch", sealing, "bare Ed25519 signature", raw_sign),
        _row("check a batch's seal", judging, "bare Ed25519 check", raw_check),
    ]


def _each(work: Callable[[int], object], times: int) -> list[float]:
    found = []
    for n in range(times):
        started = time.perf_counter()
        work(n)
        found.append((time.perf_counter() - started) * 1e6)
    return found


def _row(name: str, spent: list[float], beside: str, raw: list[float]) -> Row:
    mine, theirs = at(spent, 0.5), at(raw, 0.5)
    return Row(
        name, f"p50 {mine:,.0f}  p99 {at(spent, 0.99):,.0f} µs", f"{beside} {theirs:,.0f} µs", f"{mine / theirs:.1f} x"
    )


def _event() -> Event:
    return seal(
        office=OFFICE, station="counter-1", incarnation="x", seq=1, event_id=new_id(), stream_id="ticket:1",
        stream_ver=1, type="ticket.printed", schema_ver=1, at=1, actor="", body={}, prev_hash=GENESIS,
    )  # fmt: skip


def _claims(folder: Path, rounds: int) -> Row:
    opened = _round(folder / "open", rounds, trusted=False)
    times = _round(folder / "closed", rounds, trusted=True)
    p99, plain = at(times, 0.99), at(opened, 0.99)
    return Row(
        f"{COUNTERS} counters press next, TLS and signatures", spread(times), f"in the open {spread(opened)}",
        f"{p99 / plain:.1f} x", f"p99 ≤ {LIMIT_MS:.0f} ms", p99 <= LIMIT_MS,
    )  # fmt: skip


def _round(folder: Path, rounds: int, *, trusted: bool) -> list[float]:
    folder.mkdir(parents=True)
    config = write_config(folder / "hub.toml", {
        "office": {"id": OFFICE, "profile": "commune"}, "station": {"data_dir": str(folder / "data")},
        "hub": {"listen": "127.0.0.1:0", "station": HUB},
    })  # fmt: skip
    names = ["kiosk-1", *(f"counter-{n + 1}" for n in range(COUNTERS))]
    trusts = _enrolled(folder / "data" / HUB, names) if trusted else {}
    hub = Service("hub", ["hub", "--config", str(config)], folder / "hub.log")
    try:
        url = hub.ready()[0]
        fill(folder / "kiosk", url, COUNTERS * rounds, "kiosk-1", trusts.get("kiosk-1"))
        times, won, _ = press(url, COUNTERS, rounds, trusts.get)
        assert len(set(won)) == COUNTERS * rounds
        return times
    finally:
        hub.stop()


def _enrolled(folder: Path, names: list[str]) -> dict[str, Trust]:
    """An authority in the hub's folder, and stations on its list."""
    clock = SystemClock()
    own = found(folder, OFFICE, HUB, "hub", clock.now_ms())
    authority, trust = authority_in(folder), load_trust(folder)
    assert authority
    assert trust
    store = open_station(folder, office=OFFICE, station=HUB, kind="hub", clock=clock)
    keys = {name: StationKey(Ed25519PrivateKey.generate()) for name in names}
    rows = [KnownKey(OFFICE, n, n.partition("-")[0], k.key_id, k.public, 1) for n, k in keys.items()]
    store.write(lambda tx: put_keys(tx.conn, rows))
    admit_self(store, own.key_id, own.public, authority.sign)
    store.close()
    place = Place(office=OFFICE, station="", kind="counter", authority="https://x")
    return {name: replace(trust, key=key, place=place) for name, key in keys.items()}
