"""One line to one server: every answer is checked before it is believed.

A captive portal's 200, a proxy's HTML, half a message: all of it is TryLater, nothing of it is an answer.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from kiosk.domain.event import Event
from kiosk.services.receipts import Receipt
from kiosk.store.journal import Origin
from kiosk.store.seals import Seal
from sync import wire
from sync.digest_forms import DigestAnswer, DigestForm
from sync.refusals import Away as Away
from sync.refusals import Conflict as Conflict
from sync.refusals import Denied as Denied
from sync.refusals import Unacceptable as Unacceptable
from sync.refusals import refusal
from sync.roll_forms import Roll, RollAnswer
from sync.transport import Broken, Probing, Reply, Transport
from sync.trust.addresses import check_address
from sync.trust.folder import Trust
from sync.trust.forms import Certificate, KeyListForm, KeyListVersion
from sync.trust.keys import StationKey
from sync.trust.signing import TO, Signer

Form = TypeVar("Form", bound=BaseModel)
CHUNK_HASH = "Motcua-Hash"
"""Header of a snapshot's chunk: SHA-256 (hex) of its bytes."""
CONNECT_S, STALL_S = 3.0, 8.0
"""Seconds to connect, and without a byte: stalls end a request, length does not."""

HELLO = "/v1/hello"
EPOCH = "Motcua-Epoch"
"""Header: the highest epoch that the asker has seen (queue-rules R4)."""
LATER = frozenset({"stale", "replayed"})
SIGN_ANEW = LATER | {"unsigned"}
"""Refusals of a signature that a new one, by the time the server says now, can heal: at once, once."""


class Line:
    """HTTP to one base address. Not shared between threads: each worker has its own.

    With `trust` it speaks TLS and believes nobody but the bearer of the certified name `peer` (usually the hub's of
    the own office), whatever the address. What it asks is for that one, or for the bearer of the name `beyond`, to
    whom that one passes it on (ADR 0034). Raises CallTechnician for an address that does not fit.
    """

    def __init__(
        self,
        url: str,
        trust: Trust | None = None,
        *,
        peer: str = "",
        beyond: str = "",
        connect_s: float = CONNECT_S,
        stall_s: float = STALL_S,
        probing: Probing | None = None,
        epoch: Callable[[], int] | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.trust = trust
        self._epoch = epoch
        check_address(self.url, trust)
        expected = trust.expects(peer) if trust else None
        self._transport = Transport(connect_s, stall_s, expected, probing)
        to = beyond or (expected.name if expected else "")
        self._signer = Signer(trust.key, to, urlsplit(self.url).path) if trust else None
        self._named = {TO: beyond} if beyond else {}

    def hello(self) -> wire.Hello:
        """Who answers at this address; asked without a signature, it says how to sign."""
        hello = self._read(wire.Hello, self._send("GET", HELLO, headers=self._named))
        if self._signer:
            self._signer.learn(hello.gate)
        return hello

    @property
    def sealing(self) -> StationKey | None:
        """The key that seals this station's chain, where the server asks for seals."""
        return self.trust.key if self.trust and self._signer and self._signer.asked else None

    def upload(self, events: list[Event], via: str, seal: Seal | None = None) -> int:
        """Sends consecutive events of one chain and the seal over their end; returns `acked_through`.
        Raises Away, Denied, Conflict or Unacceptable."""
        batch = {"events": wire.to_plain_list(events)} | ({"seal": wire.seal_to_plain(seal)} if seal else {})
        text = json.dumps(batch, ensure_ascii=False)
        answer = self._ask(
            wire.Acknowledgement, "POST", f"/v1/stations/{events[0].station}/events",
            params={"via": via}, data=gzip.compress(text.encode(), 6),
            headers={"Content-Encoding": "gzip", "Content-Type": "application/json"},
        )  # fmt: skip
        return answer.acked_through

    def reached(self, of: tuple[str, str, str]) -> int:
        """How far the server holds the chain of (office, station, incarnation)."""
        office, station, incarnation = of
        path = f"/v1/offices/{office}/stations/{station}/incarnations/{incarnation}"
        return self._ask(wire.Acknowledgement, "GET", path).acked_through

    def seals(self, chain: Origin, after: int) -> list[Seal]:
        """The next seals over a chain after `after`, in order: a hub asks, who must carry it on."""
        office, station, incarnation = chain
        path = f"/v1/offices/{office}/stations/{station}/incarnations/{incarnation}/seals"
        roll = self._ask(wire.SealRoll, "GET", path, params={"after": str(after)})
        return [wire.to_seal(form) for form in roll.seals]

    def receipt(self, incarnation: str) -> Receipt:
        """How far the province holds this station's chain, signed; the caller checks by whom."""
        form = self._ask(wire.ReceiptForm, "GET", "/v1/receipt", params={"incarnation": incarnation})
        return Receipt(**form.model_dump())

    def feed(self, office: str, reader: str, cursor: str, wait: float) -> wire.FeedPage:
        """The next page of the office's feed, waiting up to `wait` seconds for one. `reader` is the `via` under which
        this machine delivers. Raises Conflict with `stale-cursor` when the feed is to be read from its start."""
        params = {"reader": reader, "cursor": cursor, "wait": str(wait)}
        return self._ask(wire.FeedPage, "GET", f"/v1/offices/{office}/feed", params=params, extra_s=wait)

    def snapshot(self, office: str) -> wire.SnapshotManifest:
        """What a snapshot of the office holds now. Raises Away with `http-404` where none is offered."""
        return self._ask(wire.SnapshotManifest, "GET", f"/v1/offices/{office}/snapshot")

    def snapshot_chunk(self, office: str, cursor: str, no: int) -> bytes:
        """A chunk of the snapshot as it came (gzip), checked against the hash that came with it.
        Raises Conflict with `stale-cursor` when the snapshot is no more."""
        reply = self.exchange("GET", f"/v1/offices/{office}/snapshot/{cursor}/{no}")
        if hashlib.sha256(reply.content).hexdigest() != reply.headers.get(CHUNK_HASH, ""):
            raise Away("snapshot-flawed", f"{self.url}: một phần của bản sao dữ liệu đến nơi không nguyên vẹn.")
        return reply.content

    def claim(self, wish: wire.Claim) -> wire.ClaimAnswer:
        """Asks the hub for a ticket. Raises Refused when a particular number cannot be called."""
        return self._ask(wire.ClaimAnswer, "POST", "/v1/claims", json=wish.model_dump())

    def series(self, station: str, incarnation: str, taken: Collection[str] = ()) -> str:
        """The number series of this incarnation, none of those that it knows as `taken`. Raises Refused when the office
        has none left."""
        wish = {"station": station, "incarnation": incarnation, "taken": sorted(taken)}
        return self._ask(wire.SeriesAnswer, "POST", "/v1/series", json=wish).series

    def heartbeat(
        self, office: str, station: str, kind: str, report: Mapping[str, str | int | bool]
    ) -> wire.HeartbeatAnswer:
        """Reports a sign of life; hears the server's time, how its own line up stands and which allow list it holds."""
        path = f"/v1/offices/{office}/stations/{station}/heartbeat"
        return self._ask(wire.HeartbeatAnswer, "POST", path, json={"kind": kind, "report": dict(report)})

    def digests(self, office: str, station: str, told: DigestForm) -> DigestAnswer:
        """Compares stretches of chains with the server's (`sync.digest`)."""
        path = f"/v1/offices/{office}/stations/{station}/digests"
        return self._ask(DigestAnswer, "POST", path, json=told.model_dump())

    def tell_stations(self, office: str, told: wire.StationsTold) -> None:
        """A hub tells of its office's machines."""
        self._ask(wire.Acknowledgement, "POST", f"/v1/offices/{office}/stations", json=told.model_dump())

    def stations(self, office: str) -> wire.StationRoll:
        """Every station of the office that this server was ever told of. Raises Away."""
        return self._ask(wire.StationRoll, "GET", f"/v1/offices/{office}/stations")

    def keys(self, office: str) -> KeyListForm:
        """The office's allow list as the server holds it; whoever asks checks its signature."""
        return self._ask(KeyListForm, "GET", f"/v1/offices/{office}/keys")

    def offer_keys(self, office: str, signed: KeyListForm) -> int:
        """Brings a newer allow list to a server that may not know this machine yet; returns the version it holds now.
        Unsigned: the list carries the authority's signature."""
        path = f"/v1/offices/{office}/keys"
        return self._read(KeyListVersion, self._send("POST", path, json=signed.model_dump())).version

    def certificate(self, request: str) -> str:
        """A new TLS certificate (PEM) for the key in a PKCS #10 request; only the authority gives one."""
        return self._ask(Certificate, "POST", "/v1/trust/certificates", json={"request": request}).certificate

    def roll(self) -> Roll:
        """The hub's duty, and its roll call."""
        return self._ask(Roll, "GET", "/v1/hub/roll")

    def answer_roll(self, answer: RollAnswer) -> Roll:
        """Answers the hub that calls the roll. Raises Away when it calls none for this epoch."""
        return self._ask(Roll, "POST", "/v1/hub/roll/answers", json=answer.model_dump())

    def turn_to(self, url: str) -> None:
        """From the next request on asks at another address."""
        check_address(url, self.trust)
        self.url = url.rstrip("/")

    def chains(self, office: str) -> wire.ChainRoll:
        """How far every chain of the office stands there, and above. Raises Away, Denied."""
        return self._ask(wire.ChainRoll, "GET", f"/v1/offices/{office}/chains")

    def close(self) -> None:
        """Drops kept connections."""
        self._transport.close()

    def exchange(self, method: str, path: str, *, may: tuple[int, ...] = (), **options: Any) -> Reply:
        """One request whose answer is not of a form: headers and bytes as they came. Statuses of `may` come back like
        good ones. Raises Away, Denied, Conflict, Refused or Unacceptable."""
        if self._signer is None:
            return self._send(method, path, may, **options)
        if not self._signer.ready:
            self.hello()
        try:
            return self._send(method, path, may, auth=self._signer, **options)
        except Denied as denied:
            if denied.code not in SIGN_ANEW:
                raise
            self.hello()
        return self._send_again(method, path, may, **options)

    def _send_again(self, method: str, path: str, may: tuple[int, ...], **options: Any) -> Reply:
        """Signed by what the server has just said: refused again for the same, it is the server's clock that is not to
        be relied on, and no ban."""
        try:
            return self._send(method, path, may, auth=self._signer, **options)
        except Denied as denied:
            if denied.code in LATER:
                raise Away(denied.code, denied.message) from denied
            raise

    def _send(self, method: str, path: str, may: tuple[int, ...] = (), **options: Any) -> Reply:
        if self._epoch:
            options["headers"] = {**options.get("headers", {}), EPOCH: str(self._epoch())}
        try:
            reply = self._transport.exchange(method, self.url + path, **options)
        except Broken as gone:
            raise Away("unreachable", f"Không kết nối được {self.url}.") from gone
        if reply.status >= 300 and reply.status not in may:
            raise refusal(self.url, reply)
        return reply

    def _ask(self, form: type[Form], method: str, path: str, **options: Any) -> Form:
        return self._read(form, self.exchange(method, path, **options))

    def _read(self, form: type[Form], reply: Reply) -> Form:
        try:
            return form.model_validate_json(reply.content)
        except ValidationError as foreign:
            raise Away(
                "foreign-answer", f"{self.url} trả lời không đúng giao thức (có thể là trang đăng nhập Wi-Fi)."
            ) from foreign
