"""The most a Python process can broadcast here: bare WebSockets, one frame packed once, no application.

    python -m benchmarks.ceiling --size 9000

Told a number on standard input, it sends every socket so many frames.
"""

from __future__ import annotations

import argparse
import asyncio
import sys


class Socket(asyncio.Protocol):
    everybody: set[asyncio.Transport] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if data.endswith(b"\r\n\r\n"):
            self.transport.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
            )
            self.everybody.add(self.transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.everybody.discard(self.transport)


def packed(size: int) -> bytes:
    text = b'<li data-first="1" data-last="1"></li>'.ljust(size)
    head = bytes([129, 126]) + size.to_bytes(2, "big") if size < 65536 else bytes([129, 127]) + size.to_bytes(8, "big")
    return head + text


async def serve(size: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Socket, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    frame = packed(size)
    while line := await asyncio.to_thread(sys.stdin.readline):
        for _ in range(int(line)):
            for transport in Socket.everybody:
                transport.write(frame)
            # As the hub's writers do, let the sockets drain between frames.
            await asyncio.sleep(0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ceiling")
    parser.add_argument("--size", type=int, required=True)
    asyncio.run(serve(parser.parse_args().size))


if __name__ == "__main__":
    main()
