"""Bytes over HTTP with an end to every wait: connecting, a body that nobody takes, silence, an answer that only drips.

Length never ends a request, standing still does.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, SystemTimeWarning
from urllib3.response import HTTPResponse

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes: no answer of the protocol comes near it."""
LEAST_BYTES = 1024
"""Bytes that an unfinished answer must bring per stall time."""
HEADERS_S = 60.0
"""Seconds for status line and headers to be complete once they may come; longer than any long poll."""
SLOWEST_LINE = 4 * 1024
"""Bytes per second that the slowest line in use carries (half of 64 kbit/s): what was sent may still be under way, in
buffers that nobody sees, when the wait for an answer begins."""
PIECE = 8 * 1024
SEND_S = 8.0
"""Bytes that are sent at a time, and seconds until they must have gone: a socket's time-out counts for a whole
`sendall`."""


@dataclass(frozen=True, slots=True)
class Probing:
    """How the system looks whether a silent peer lives (s): first after `idle`, then each `every`, `tries` times."""

    idle: int = 20
    every: int = 5
    tries: int = 3

    def options(self) -> list[tuple[int, int, int]]:
        """What the socket is told, as far as this system knows it."""
        wanted = [
            (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
            (socket.IPPROTO_TCP, "TCP_KEEPIDLE", self.idle),
            (socket.IPPROTO_TCP, "TCP_KEEPINTVL", self.every),
            (socket.IPPROTO_TCP, "TCP_KEEPCNT", self.tries),
            (socket.IPPROTO_TCP, "TCP_USER_TIMEOUT", 1000 * (self.idle + self.every * self.tries)),
        ]
        return [(level, number, value) for level, name, value in wanted if (number := getattr(socket, name, None))]


ON_LAN = Probing(idle=1, every=1, tries=2)
"""A blackholed LAN is noticed by the open long poll after about 3 s."""

warnings.filterwarnings("ignore", category=SystemTimeWarning)
"""No decision here hangs on the machine's clock."""


ASKED = "Motcua-Asked"
"""The header by which an answer names its question. An answer that names another one is none; one that names none is
taken, for not every server of the protocol need know this."""


class Broken(Exception):
    """No whole answer came, or that to another question."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    headers: CaseInsensitiveDict[str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Expected:
    """Who must answer over TLS: the contexts' authority vouches for `name`, whatever the address; `accept` raises
    ssl.SSLError for a certificate (as `SSLSocket.getpeercert` tells it) that is not to be believed all the same."""

    context: ssl.SSLContext
    name: str
    accept: Callable[[Any], None]


class Transport:
    """Kept connections to one server. Not shared between threads."""

    def __init__(
        self, connect_s: float, stall_s: float, expected: Expected | None = None, probing: Probing | None = None
    ) -> None:
        self._connect_s = connect_s
        self._stall_s = stall_s
        self._session = requests.Session()
        self._session.trust_env = False
        probing = probing or Probing()
        self._session.mount("http://", _Adapter(probing))
        self._session.mount("https://", _Adapter(probing, expected))

    def exchange(self, method: str, url: str, *, extra_s: float = 0.0, **options: Any) -> Reply:
        """One request and its whole answer; the first byte may take `extra_s` longer, and as long as the body needs on
        the slowest line. Raises Broken."""
        body = options.get("data")
        under_way_s = len(body) / SLOWEST_LINE if isinstance(body, bytes) else 0.0
        times = (self._connect_s, self._stall_s + extra_s + under_way_s)
        options["headers"] = headers = CaseInsensitiveDict(options.get("headers") or {})
        mark = headers.setdefault(ASKED, token_hex(8))  # a question that is passed on keeps its mark, which is signed
        try:
            with self._session.request(
                method, url, timeout=times, allow_redirects=False, stream=True, **options
            ) as response:
                if response.headers.get(ASKED, mark) != mark:
                    raise Broken("the answer belongs to another question")
                return Reply(response.status_code, response.headers, self._content(response.raw))
        except (requests.RequestException, HTTPError, OSError) as gone:
            raise Broken(str(gone)) from gone

    def close(self) -> None:
        """Drops kept connections."""
        self._session.close()

    def _content(self, raw: HTTPResponse) -> bytes:
        content = bytearray()
        mark, since = 0, time.monotonic()
        while piece := raw.read1(65536, decode_content=True):
            content += piece
            if len(content) > LARGEST_ANSWER:
                raise Broken("the answer has no end")
            if len(content) - mark >= LEAST_BYTES:
                mark, since = len(content), time.monotonic()
            elif time.monotonic() - since > self._stall_s:
                raise Broken("the answer only drips")
        return bytes(content)


class _Patient(HTTPConnection):
    """Ends a wait for headers that come byte by byte: each byte alone would satisfy a socket's time-out."""

    def send(self, data: Any) -> None:
        """Sends piece by piece: a piece that does not go ends the request, the whole may take as long as it needs."""
        if not isinstance(data, bytes) or self.sock is None:
            super().send(data)
            return
        self.sock.settimeout(SEND_S)
        for start in range(0, len(data), PIECE):
            super().send(data[start : start + PIECE])

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        guard = threading.Timer(max(HEADERS_S, float(self.timeout or 0)), self._hang_up)
        guard.daemon = True
        guard.start()
        try:
            return super().getresponse()
        finally:
            guard.cancel()

    def _hang_up(self) -> None:
        if self.sock:
            self.sock.shutdown(socket.SHUT_RDWR)


class _PatientTls(_Patient, HTTPSConnection):
    """The same over TLS, with a last look at who answered."""

    accept: Callable[[Any], None] | None = None

    def connect(self) -> None:
        super().connect()
        if self.accept and isinstance(self.sock, ssl.SSLSocket):
            self.accept(self.sock.getpeercert())
            self.is_verified = True


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Patient


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _PatientTls


class _Adapter(HTTPAdapter):
    def __init__(self, probing: Probing, expected: Expected | None = None) -> None:
        self._options = [*HTTPConnection.default_socket_options, *probing.options()]
        self._expected = expected
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        pool: Any = _TlsPool
        if who := self._expected:
            options |= {"ssl_context": who.context, "assert_hostname": who.name, "server_hostname": who.name}
            connection = type("_Expected", (_PatientTls,), {"accept": staticmethod(who.accept)})
            pool = type("_ExpectedPool", (_TlsPool,), {"ConnectionCls": connection})
        super().init_poolmanager(*args, socket_options=self._options, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": pool}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leaves the authority to the context where one is expected."""
        if self._expected:
            conn.cert_reqs = self._expected.context.verify_mode.name
        else:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]
