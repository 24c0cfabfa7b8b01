"""Bytes over HTTP with an end to every wait: connecting, silence, and an answer that only drips.

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
"""Seconds for status line and headers to be complete; longer than any long poll."""

warnings.filterwarnings("ignore", category=SystemTimeWarning)
"""No decision here hangs on the machine's clock."""


class Broken(Exception):
    """No whole answer came."""


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

    def __init__(self, connect_s: float, stall_s: float, expected: Expected | None = None) -> None:
        self._connect_s = connect_s
        self._stall_s = stall_s
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.mount("http://", _Adapter())
        self._session.mount("https://", _Adapter(expected))

    def exchange(self, method: str, url: str, *, extra_s: float = 0.0, **options: Any) -> Reply:
        """One request and its whole answer; the first byte may take `extra_s` longer. Raises Broken."""
        times = (self._connect_s, self._stall_s + extra_s)
        try:
            with self._session.request(
                method, url, timeout=times, allow_redirects=False, stream=True, **options
            ) as response:
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

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        guard = threading.Timer(HEADERS_S, self._hang_up)
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


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Patient


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _PatientTls


class _Adapter(HTTPAdapter):
    def __init__(self, expected: Expected | None = None) -> None:
        self._expected = expected
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        pool: Any = _TlsPool
        if who := self._expected:
            options |= {"ssl_context": who.context, "assert_hostname": who.name, "server_hostname": who.name}
            connection = type("_Expected", (_PatientTls,), {"accept": staticmethod(who.accept)})
            pool = type("_ExpectedPool", (_TlsPool,), {"ConnectionCls": connection})
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": pool}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leaves the authority to the context where one is expected."""
        if self._expected:
            conn.cert_reqs = self._expected.context.verify_mode.name
        else:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]
