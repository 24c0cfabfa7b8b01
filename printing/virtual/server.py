"""The virtual printer's sockets: jobs on one port, a person's hands on the other."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import socket
import struct
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from printing.virtual.commands import (
    AskIdentity,
    AskPaper,
    AskStatus,
    AutomaticStatus,
    ClearBuffers,
    Command,
    Cut,
    Feed,
    PrintGraphics,
    Raster,
    Unknown,
)  # fmt: skip
from printing.virtual.hands import apply
from printing.virtual.mechanism import Page, PrinterState, Shelf
from printing.virtual.parser import Parser

_log = logging.getLogger(__name__)
_QUEUE = 64
_MOVES_PAPER = (Raster, PrintGraphics, Feed, Cut)
_IDENTITY = {66: b"_MOTCUA\0", 67: b"_VIRTUAL\0"}


class VirtualPrinter:
    """One printer: its state, its shelf and the jobs that are being printed."""

    def __init__(self, out: Path, width_dots: int) -> None:
        self.state = PrinterState()
        self.shelf = Shelf(out)
        self.width_dots = width_dots
        self.jobs: set[Job] = set()
        self._changed = asyncio.Condition()

    async def tell(self, request: dict[str, object]) -> dict[str, object]:
        """Carry out one control command; ValueError names what is wrong with it."""
        was_halted = self.state.halted
        apply(self.state, request)
        if self.state.halted and not was_halted:
            for job in self.jobs:
                job.page.spoil()
        await self.changed()
        return {**asdict(self.state), "tickets": self.shelf.delivered, "partial": self.shelf.partial,
                "connections": sum(job.connected for job in self.jobs),
                "waiting": sum(job.waiting for job in self.jobs),
                "rows": sum(job.page.rows for job in self.jobs)}  # fmt: skip

    async def changed(self) -> None:
        """Let everybody know who waits for the state or has asked for automatic status."""
        for job in self.jobs:
            job.report()
        async with self._changed:
            self._changed.notify_all()

    async def until_ready(self) -> None:
        """Wait for paper, a closed cover and a free cutter."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self.state.halted)

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until it closes, breaks or is dropped."""
        job = Job(self, writer)
        self.jobs.add(job)
        work = asyncio.create_task(job.work())
        work.add_done_callback(_log_failure)
        try:
            await job.listen(reader)
            await job.finish()
        except asyncio.CancelledError:
            _log.info("switched off during a job")
        finally:
            work.cancel()
            self.jobs.discard(job)
            job.page.spoil()


def _log_failure(work: asyncio.Task[None]) -> None:
    if not work.cancelled() and (error := work.exception()):
        _log.error("the mechanism stopped: %s", error, exc_info=error)


class Job:
    """One connection: bytes in, answers out, commands waiting for the mechanism."""

    def __init__(self, printer: VirtualPrinter, writer: asyncio.StreamWriter) -> None:
        self._printer = printer
        self._writer = writer
        self._parser = Parser()
        self._queue: asyncio.Queue[Command] = asyncio.Queue(_QUEUE)
        self._reports = False
        self._round = 0
        self.connected = True
        self.page = Page(printer.state, printer.shelf, printer.width_dots)

    @property
    def waiting(self) -> int:
        """Commands that were read and not yet carried out."""
        return self._queue.qsize()

    async def listen(self, reader: asyncio.StreamReader) -> None:
        """Read until the connection closes, breaks or is to be dropped."""
        try:
            while data := await reader.read(4096):
                if not await self.take(data):
                    break
        except (ConnectionError, TimeoutError) as error:
            _log.info("connection lost: %s", error)
        finally:
            self.connected = False
            self._writer.close()

    async def take(self, data: bytes) -> bool:
        """Read a portion; False when the line is to be dropped here."""
        state = self._printer.state
        room = state.drop_after_bytes
        if room is not None and len(data) >= room:
            state.drop_after_bytes = None
            await self._read(data[:room])
            self._reset_line()
            return False
        if room is not None:
            state.drop_after_bytes = room - len(data)
        if state.mute_after_bytes is not None:
            state.mute_after_bytes = max(0, state.mute_after_bytes - len(data))
            if not state.mute_after_bytes:
                state.mute, state.mute_after_bytes = True, None
        await self._read(data)
        return True

    async def _read(self, data: bytes) -> None:
        for command in self._parser.feed(data):
            if isinstance(command, AskStatus):
                self._answer(bytes((self._printer.state.real_time(command.n),)))
            elif isinstance(command, ClearBuffers):
                self._clear()
            else:
                await self._queue.put(command)

    async def work(self) -> None:
        """Print what has been read, in order, as fast as the mechanism is."""
        while True:
            command, round_ = await self._queue.get(), self._round
            try:
                if isinstance(command, _MOVES_PAPER) and self._printer.state.slow_ms:
                    await asyncio.sleep(self._printer.state.slow_ms / 1000)
                await self._printer.until_ready()
                if round_ == self._round:
                    await self._do(command)
            finally:
                self._queue.task_done()

    async def finish(self) -> None:
        """The other side is gone, its bytes are not: print them, after a refill if need be, as real printers do."""
        await self._queue.join()

    def report(self) -> None:
        """Automatic status, where the other side asked for it."""
        if self._reports:
            self._answer(self._printer.state.automatic())

    async def _do(self, command: Command) -> None:
        if isinstance(command, Unknown):
            _log.warning("not understood, skipped: %s", command.raw[:32].hex(" "))
        if isinstance(command, AskPaper):
            if not self.page.torn:
                self._answer(bytes((self._printer.state.paper_sensor(),)))
        elif isinstance(command, AskIdentity):
            self._answer(_IDENTITY.get(command.n, b"_\0"))
        elif isinstance(command, AutomaticStatus):
            self._reports = command.on
            self.report()
        else:
            if name := self.page.execute(command):
                _log.info("ticket %s", name)
            if self._printer.state.halted:
                await self._printer.changed()

    def _clear(self) -> None:
        self._round += 1
        while not self._queue.empty():
            self._queue.get_nowait()
            self._queue.task_done()
        self.page.spoil()

    def _answer(self, data: bytes) -> None:
        if not self._printer.state.mute and not self._writer.is_closing():
            self._writer.write(data)

    def _reset_line(self) -> None:
        line: socket.socket = self._writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


async def _control(printer: VirtualPrinter, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """JSON lines: one request, one answer."""
    with contextlib.suppress(ConnectionError):
        while line := await reader.readline():
            try:
                request = json.loads(line)
                if not isinstance(request, dict):
                    raise ValueError("a JSON object is needed")
                answer = {"ok": True, "state": await printer.tell(request)}
            except ValueError as error:
                answer = {"ok": False, "error": str(error)}
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
    writer.close()


async def serve(
    port: int, out_dir: Path, control_port: int = 0, width_dots: int = 576,
    announce: Callable[[str], None] = print, host: str = "127.0.0.1",
) -> None:  # fmt: skip
    """Be a printer until SIGINT or SIGTERM. Port 0 takes any free one; `announce("READY port control")` tells which.

    OSError when a port is taken.
    """
    printer = VirtualPrinter(out_dir, width_dots)
    jobs = await asyncio.start_server(printer.accept, host, port)
    hands = await asyncio.start_server(lambda r, w: _control(printer, r, w), host, control_port)
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    announce(f"READY {jobs.sockets[0].getsockname()[1]} {hands.sockets[0].getsockname()[1]}")
    await stop.wait()
    jobs.close()
    hands.close()


def run(port: int, out: Path, control: int, width_dots: int, announce: Callable[[str], None]) -> None:
    """`serve` in an event loop of its own; returns when told to stop."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(port, out, control, width_dots, announce))
