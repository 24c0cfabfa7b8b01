"""Carries TCP from one address to another, where a server listens on its own machine alone.

Run by path: host to listen on, target host, target port. Says READY and its port.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys


async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    sink.close()


async def carry(near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
    try:
        far_in, far_out = await asyncio.wait_for(asyncio.open_connection(sys.argv[2], int(sys.argv[3])), 5)
    except (OSError, TimeoutError):
        near_out.transport.abort()
        return
    await asyncio.gather(pump(near_in, far_out), pump(far_in, near_out))


async def main() -> None:
    server = await asyncio.start_server(carry, sys.argv[1], 0)
    sys.stdout.write(f"READY {server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


asyncio.run(main())
