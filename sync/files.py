"""The lane of files: bytes follow their events up, one file after the other, and never get in the events' way."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from kiosk.domain.changes import Changes
from kiosk.domain.file import KIND, PROVINCE, FileState
from kiosk.domain.trouble import Refused, Trouble, TryLater
from kiosk.services import files
from kiosk.store.sealed_file import Spoilt
from kiosk.store.shelf import Shelf
from kiosk.store.store import Store
from sync.client import Away, Denied, Line, Unacceptable
from sync.link import Link
from sync.loop import Loop

log = logging.getLogger(__name__)
LEAST, FIRST, MOST = 8 * 1024, 64 * 1024, 512 * 1024
"""Bytes of one piece: halved by a cut, doubled when a piece took less than `BRISK_S`."""
BRISK_S = 2.0
IDLE_S, GIVE_WAY_S = 30.0, 0.3
MISMATCHES, REST_S = 3, 600.0
"""So often a file may arrive other than its name says before it rests and a person hears of it."""
FETCHED = 256 * 1024
SOON = ("offset", "not-announced")
"""Refusals that heal by themselves: the server's offset is asked anew, the event arrives first."""


class FileLane:
    """Sends every file that lies here and not at `target` ("hub" or "province"). `link` is the line of the events:
    while that is away or has something unsent, files wait; what a person must know of files becomes its alarm.
    `where` says at which address the server is now."""

    def __init__(
        self, store: Store, shelf: Shelf, line: Line, target: str, link: Link, where: Callable[[], str] | None = None
    ) -> None:
        self._store, self._shelf, self._line, self._target, self._link = store, shelf, line, target, link
        self._where = where or (lambda: line.url)
        self._waiting: tuple[FileState, ...] = ()
        self._loop = Loop(f"files-to-{target}", self.run_once, failed=self._failed, cap_s=60.0)
        self._piece = FIRST
        self._mismatches: dict[str, int] = {}
        self._resting: dict[str, tuple[float, str]] = {}

    def start(self) -> None:
        """Begins to work."""
        self._forget = self._store.subscribe(self._heard)
        self._loop.start()

    def stop(self) -> None:
        """Ends; what was sent of a file stays at the server, the rest follows next time."""
        self._forget()
        self._line.close()
        self._loop.stop()

    def report(self) -> dict[str, str | int | bool]:
        """For heartbeats: how many files wait, and when the oldest was kept (ms, 0 = none waits)."""
        waiting = self._waiting
        return {"files": len(waiting), "files-oldest": waiting[0].kept_at if waiting else 0}

    def run_once(self) -> float:
        """Sends what can be sent; the seconds to rest then. Raises Away and Denied."""
        now = time.monotonic()
        self._waiting = files.waiting(self._store, self._shelf, self._target)
        if (url := self._where()) != self._line.url:
            self._line.turn_to(url)
        for file in [f for f in self._waiting if not self._rests(f, now)]:
            if self._gives_way() or not self._attempt(file):
                return GIVE_WAY_S
        self._waiting = files.waiting(self._store, self._shelf, self._target)
        self._tell()
        return IDLE_S

    def _gives_way(self) -> bool:
        state = self._link.state
        return not state.up or state.unsent > 0

    def _rests(self, file: FileState, now: float) -> bool:
        until, _ = self._resting.get(file.sha256, (0.0, ""))
        return now < until

    def _attempt(self, file: FileState) -> bool:
        """False when the lane must pause: for events, or for a server that has not heard of the file."""
        try:
            if not self._send(file):
                return False
        except Spoilt as spoilt:
            log.exception("%s cannot be read from this disk", file.sha256)
            self._rest(file, f"Tệp {file.sha256[:8]}… hỏng trên ổ đĩa máy này sau byte {spoilt.offset}; cần quét lại.")
        except Refused as refused:
            if refused.code in SOON:
                return False
            self._refused(file, refused)
        except Unacceptable as refused:
            self._rest(file, f"Máy chủ không nhận tệp {file.sha256[:8]}…: {refused.message}")
        else:
            self._resting.pop(file.sha256, None)
        return True

    def _send(self, file: FileState) -> bool:
        from sync.tus import Upload

        with self._shelf.open(file.sha256) as source:
            upload = Upload(self._line, file.office, file.sha256, source, self._piece)
            while upload.offset < file.size:
                if self._gives_way():
                    return False
                upload.chunk_size = self._piece
                self._timed(upload.upload_chunk)
        if self._target == PROVINCE:
            files.arrived(self._store, file.sha256, PROVINCE, self._target)
        else:
            files.note_sent(self._store, file.sha256, self._target)
        return True

    def _timed(self, step: object) -> None:
        began = time.monotonic()
        try:
            step()  # type: ignore[operator]
        except TryLater:
            self._piece = max(LEAST, self._piece // 2)
            raise
        if time.monotonic() - began < BRISK_S:
            self._piece = min(MOST, self._piece * 2)

    def _refused(self, file: FileState, refused: Refused) -> None:
        count = self._mismatches[file.sha256] = self._mismatches.get(file.sha256, 0) + 1
        log.warning("%s refused %s (%d): %s", self._target, file.sha256, count, refused.code)
        if refused.code != "hash-mismatch" or count >= MISMATCHES:
            self._mismatches.pop(file.sha256)
            self._rest(file, f"Tệp {file.sha256[:8]}… gửi {count} lần chưa được: {refused.message}")

    def _rest(self, file: FileState, words: str) -> None:
        self._resting[file.sha256] = (time.monotonic() + REST_S, words)
        self._tell()

    def _tell(self) -> None:
        words = [text for _, text in self._resting.values()]
        more = f" (và {len(words) - 1} tệp khác)" if len(words) > 1 else ""
        self._link.alarm("files", f"{words[0]}{more} Báo kỹ thuật." if words else "")

    def _failed(self, words: str) -> None:
        if self._link.state.up:
            self._link.alarm("files", f"Tệp quét chưa gửi được: {words}")

    def _heard(self, changes: Changes) -> None:
        if KIND in changes.topics:
            self._loop.wake()


def fetch(store: Store, shelf: Shelf, lines: Sequence[Line], sha256: str) -> None:
    """Brings a file onto the shelf from the first of `lines` that has it, going on where an earlier try stood. Raises
    Refused `file-nowhere`, Away when a server that may have it cannot be asked, Denied, CallTechnician `disk-full`."""
    known = files.announced(store, store.me.office, sha256)
    if known is None:
        raise Refused("file-unknown", "Chưa có hồ sơ nào báo về tệp này.", "Chờ dữ liệu đồng bộ rồi thử lại.")
    trouble: Trouble | None = None
    for line in lines:
        try:
            if shelf.has(sha256) or _fetched(shelf, line, known):
                return
        except (Away, Denied) as away:
            trouble = away
    raise trouble or Refused(
        "file-nowhere", "Tệp này chưa tới máy chủ nào.", "Mở ở máy đã quét, hoặc chờ máy đó gửi lên."
    )


def _fetched(shelf: Shelf, line: Line, known: FileState) -> bool:
    path = f"/v1/offices/{known.office}/files/{known.sha256}"
    with shelf.part(known.sha256, known.size) as part:
        while part.offset < known.size:
            last = min(part.offset + FETCHED, known.size) - 1
            reply = line.exchange("GET", path, may=(404, 416), headers={"Range": f"bytes={part.offset}-{last}"})
            if reply.status in (404, 416):
                return False
            if reply.status != 206 or not 0 < len(reply.content) <= last - part.offset + 1:
                raise Away("foreign-answer", f"{line.url} trả lời lạ khi đọc tệp.")
            part.append(reply.content)
        try:
            part.finish()
        except Spoilt as spoilt:
            raise Away("file-spoilt", f"Tệp từ {line.url} không khớp mã băm; đã bỏ, sẽ lấy lại.") from spoilt
    return True
