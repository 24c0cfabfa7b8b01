"""Whatever a station asks, a captive portal's page, a redirect or half a message is no answer; nothing is changed."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kiosk.domain.facts import TicketPrinted
from kiosk.domain.trouble import TryLater
from kiosk.store import cursors, journal
from sync import wire
from sync.client import Away, Line
from sync.digest import Nightly
from sync.digest_forms import DigestForm
from sync.downlink import Downlink
from sync.link import Link
from sync.meeting import HUB, meet
from sync.roll_forms import RollAnswer
from sync.trust.forms import KeyListForm
from sync.uplink import Uplink

ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "a portal's page": (200, {"Content-Type": "text/html"}, b"<html>Dang nhap Wi-Fi</html>"),
    "a portal's redirect": (302, {"Location": "http://127.0.0.1:1/login"}, b""),
    "a proxy's error": (502, {"Content-Type": "text/html"}, b"<h1>Bad Gateway</h1>"),
    "JSON of another program": (200, {"Content-Type": "application/json"}, b'{"status": "ok"}'),
    "an empty answer": (200, {}, b""),
    "a page that says no": (403, {"Content-Type": "text/html"}, b"<h1>Forbidden</h1>"),
    "a page that says gone": (410, {"Content-Type": "text/html"}, b"<h1>Gone</h1>"),
    "a page that says conflict": (409, {"Content-Type": "text/html"}, b"<h1>Conflict</h1>"),
}
CLAIM = wire.Claim(claim_id="c", station="counter-1", reader="r", counter=1, fields=["x"])


def event() -> Any:
    from kiosk.domain.event import seal

    return seal(
        office="commune", station="kiosk-1", incarnation="i", seq=1, event_id="e", stream_id="ticket:t", stream_ver=1,
        type="ticket.printed", schema_ver=1, at=1, actor="x", body={}, prev_hash="0" * 64,
    )  # fmt: skip


QUESTIONS: dict[str, Callable[[Line], object]] = {
    "hello": lambda line: line.hello(),
    "upload": lambda line: line.upload([event()], "life"),
    "reached": lambda line: line.reached(("commune", "kiosk-1", "i")),
    "feed": lambda line: line.feed("commune", "life", "", 0),
    "snapshot": lambda line: line.snapshot("commune"),
    "snapshot_chunk": lambda line: line.snapshot_chunk("commune", "abc", 0),
    "claim": lambda line: line.claim(CLAIM),
    "series": lambda line: line.series("kiosk-1", "i"),
    "heartbeat": lambda line: line.heartbeat("commune", "kiosk-1", "kiosk", {}),
    "digests": lambda line: line.digests("commune", "kiosk-1", DigestForm(days=[])),
    "tell_stations": lambda line: line.tell_stations("commune", wire.StationsTold(stations=[])),
    "stations": lambda line: line.stations("commune"),
    "chains": lambda line: line.chains("commune"),
    "seals": lambda line: line.seals(("commune", "kiosk-1", "i"), 0),
    "keys": lambda line: line.keys("commune"),
    "offer_keys": lambda line: line.offer_keys("commune", KeyListForm(document="{}", signature="0" * 128)),
    "certificate": lambda line: line.certificate("-----BEGIN"),
    "receipt": lambda line: line.receipt("i"),
    "roll": lambda line: line.roll(),
    "answer_roll": lambda line: line.answer_roll(RollAnswer(epoch=1, station="counter-1", incarnation="i")),
}
NO_QUESTIONS = {"close", "exchange", "turn_to", "sealing"}


@pytest.fixture
def portal() -> Iterator[Callable[[str], str]]:
    running: list[ThreadingHTTPServer] = []

    def start(kind: str) -> str:
        status, headers, body = ANSWERS[kind]

        class Portal(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *_: Any) -> None:
                pass

        running.append(ThreadingHTTPServer(("127.0.0.1", 0), Portal))
        threading.Thread(target=running[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{running[-1].server_port}"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("kind", ANSWERS)
def test_no_question_believes_it(kind: str, portal: Any) -> None:
    line = Line(portal(kind))
    for name, ask in QUESTIONS.items():
        with pytest.raises(Away) as away:
            ask(line)
        assert away.value.code in ("foreign-answer", "snapshot-flawed"), name
        assert away.value.remedy
    line.close()


def test_every_question_is_asked_here() -> None:
    public = {n for n, _ in inspect.getmembers(Line, inspect.isfunction) if not n.startswith("_")}
    assert public - NO_QUESTIONS == set(QUESTIONS), "a new question: ask it here"


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_station_keeps_everything_and_says_so(kind: str, portal: Any, make_store: Any) -> None:
    store = make_store("kiosk-1")
    store.write(lambda tx: tx.append("ticket:one", TicketPrinted(), "printer"))
    line = Line(portal(kind))
    acts: tuple[Callable[[], object], ...] = (
        lambda: meet(store, line, HUB),
        Uplink(store, line, HUB, relay=False).run_once,
        lambda: Downlink(store, line, HUB).run_once(0),
    )
    for act in acts:
        with pytest.raises(TryLater):
            act()
    nightly = Nightly(store, line, HUB, everybody=False)
    with pytest.raises(TryLater):
        nightly.run(Link(store.clock))
    line.close()
    acked, cursor = store.read(lambda c: (cursors.all_acked(c, HUB), cursors.cursor(c, HUB)))
    assert (acked, cursor) == ({}, "")
    assert store.read(lambda c: journal.head(c, store.me.origin)[0]) == 1
