"""A line between two machines that can be cut and mended: a TCP relay on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import threading


class CutLine:
    """Listens on a port of its own and carries bytes to `target`. While cut it refuses, as a dead cable does."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.is_cut = False
        self._port = 0
        self._pipes: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="line", daemon=True)
        self._thread.start()
        self._do(self._listen())

    @property
    def url(self) -> str:
        """Where the near side connects."""
        return f"http://127.0.0.1:{self._port}"

    def cut(self) -> None:
        """Ends every connection and refuses new ones."""
        self.is_cut = True
        self._do(self._deafen())

    def restore(self) -> None:
        """Carries again, on the same port."""
        self.is_cut = False
        self._do(self._listen())

    def close(self) -> None:
        """Ends the line for good."""
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(2)
        self._loop.close()

    def _do(self, work: object) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(5)  # type: ignore[arg-type]

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._carry, "127.0.0.1", self._port)
            self._port = self._server.sockets[0].getsockname()[1]

    async def _deafen(self) -> None:
        if self._server:
            self._server.close()
            self._server = None
        for pipe in list(self._pipes):
            pipe.transport.abort()

    async def _end(self) -> None:
        await self._deafen()
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others, timeout=1)

    async def _carry(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        try:
            far_in, far_out = await asyncio.open_connection(*self.target)
        except OSError:
            near_out.transport.abort()
            return
        self._pipes |= {near_out, far_out}
        await asyncio.gather(self._pump(near_in, far_out), self._pump(far_in, near_out))
        for pipe in (near_out, far_out):
            self._pipes.discard(pipe)
            pipe.transport.abort()

    @staticmethod
    async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
            sink.write_eof()
