"""The tus client (tuspy) over a line of ours: its stall time-outs, its TLS, its signatures.

tuspy alone has no time-outs, trusts only the machine's certificate store and opens a connection for each request, so
everything it sends goes through `Line`. Importing it costs a quarter of a second: imported when a file is to be sent.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, BinaryIO, cast

from tusclient.uploader.uploader import Uploader

from kiosk.store.sealed_file import Reader
from sync.client import Away, Line
from sync.transport import Reply

PATIENCE_S = 20.0
"""Seconds beyond the line's own stall time for a slow line to take one piece."""


class Upload(Uploader):
    """One file on its way to one server; `offset` bytes are there. Raises what `Line.exchange` raises."""

    def __init__(self, line: Line, office: str, sha256: str, source: Reader, piece: int) -> None:
        self._line = line
        self._files = f"/v1/offices/{office}/files"
        self._path = f"{self._files}/{sha256}"
        super().__init__(
            file_stream=cast(BinaryIO, source), url=line.url + self._path, chunk_size=piece, metadata={"sha256": sha256}
        )

    def get_offset(self) -> int:
        """How much is there; a server that has nothing of it is asked to begin."""
        reply = self._line.exchange("HEAD", self._path, may=(404,), headers=self.get_headers())
        self._believe(reply)
        if reply.status == 404:
            return self._begin()
        return int(self._line_offset(reply))

    def create_url(self) -> str:
        """Not asked: the address is made of the hash."""
        return self._line.url + self._path

    def _begin(self) -> int:
        headers = {**self.get_url_creation_headers(), "Content-Type": "application/offset+octet-stream"}
        return self._line_offset(self._believe(self._line.exchange("POST", self._files, headers=headers)))

    def _do_request(self) -> None:
        source = self.get_file_stream()
        source.seek(self.offset)
        piece = source.read(self.get_request_length())
        headers = {
            **self.get_headers(),
            "Upload-Offset": str(self.offset),
            "Content-Type": "application/offset+octet-stream",
        }
        reply = self._believe(self._line.exchange("PATCH", self._path, data=piece, headers=headers, extra_s=PATIENCE_S))
        if self._line_offset(reply) != self.offset + len(piece):
            raise Away("foreign-answer", f"{self._line.url} trả lời lạ khi nhận tệp.")
        self.request = cast(Any, SimpleNamespace(response_headers=reply.headers))

    def _believe(self, reply: Reply) -> Reply:
        if reply.headers.get("Tus-Resumable") != self.DEFAULT_HEADERS["Tus-Resumable"]:
            raise Away("foreign-answer", f"{self._line.url} không nhận tệp theo giao thức tus.")
        return reply

    def _line_offset(self, reply: Reply) -> int:
        text = reply.headers.get("Upload-Offset", "")
        if not text.isdecimal():
            raise Away("foreign-answer", f"{self._line.url} trả lời lạ khi nhận tệp.")
        return int(text)
