"""A crowd at one world's feed: raw WebSockets that behave as the page does and keep count of what reaches them.

    python -m benchmarks.watchers PORT PATH 1000 --have 12

Each knows the last number it has, drops what it had, and asks for what it missed; a lost socket connects again. Told
"report" on standard input it prints one line of JSON about everything since the last report.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import sys
import time
from collections import Counter
from typing import Any

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
STAMP = re.compile(rb'data-first="(\d+)" data-last="(\d+)"')
EVENT = re.compile(rb'id="event-(\d+)"')
SENT = re.compile(rb"<!--sent ([\d.]+)-->")
# The page waits so long before it connects again, at first; a crowd's waits differ, as its clocks do.
AGAIN = (0.1, 0.6)
# And before it asks again for what it misses.
ASKED_EVERY = 1.1


class Crowd:
    def __init__(self, port: int, path: str, size: int, have: int) -> None:
        self.port = port
        self.path = path
        self.members = [Watcher(self, have) for _ in range(size)]
        self.forget()

    def forget(self) -> None:
        self.messages = 0
        self.last_at = 0.0
        self.delays: list[float] = []

    @property
    def connected(self) -> int:
        return sum(one.is_open for one in self.members)

    def report(self) -> dict[str, Any]:
        seen = [one.seen for one in self.members]
        said = {
            "connected": self.connected,
            "messages": self.messages,
            "last_at": self.last_at,
            "delays": sorted(self.delays)[:: max(1, len(self.delays) // 2000)],
            "have": [min(one.have for one in self.members), max(one.have for one in self.members)],
            "seen": [min(map(len, seen)), max(map(len, seen))],
            "doubled": sum(count > 1 for numbers in seen for count in numbers.values()),
        }
        self.forget()
        return said


class Watcher(asyncio.Protocol):
    """One page. Its frames come unmasked and whole, as servers send them."""

    def __init__(self, crowd: Crowd, have: int) -> None:
        self.crowd = crowd
        self.have = have
        self.seen: Counter[int] = Counter()
        self.is_open = False
        self.is_asking = False
        self.newest = have

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self.received = bytearray()
            try:
                await loop.create_connection(lambda: self, "127.0.0.1", self.crowd.port)
            except OSError:
                await asyncio.sleep(random.uniform(*AGAIN))
            else:
                return

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(HANDSHAKE.format(path=self.crowd.path, port=self.crowd.port).encode())

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        asyncio.get_running_loop().call_later(random.uniform(*AGAIN), lambda: keep(self.connect()))

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.is_open:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return
            self.is_open = self.received.startswith(b"HTTP/1.1 101")
            del self.received[: end + 4]
            self.is_asking = False
            self.ask()
        while (size := self.whole()) is not None:
            head, length = size
            self.take(bytes(self.received[head : head + length]))
            del self.received[: head + length]

    def whole(self) -> tuple[int, int] | None:
        """Header and length of the next frame, once all of it is here."""
        buffer = self.received
        if len(buffer) < 10:
            return None
        length, head = buffer[1] & 127, 2
        if length == 126:
            length, head = int.from_bytes(buffer[2:4], "big"), 4
        elif length == 127:
            length, head = int.from_bytes(buffer[2:10], "big"), 10
        return (head, length) if len(buffer) >= head + length else None

    def take(self, frame: bytes) -> None:
        stamp = STAMP.search(frame)
        if stamp is None:
            return
        crowd = self.crowd
        crowd.messages += 1
        crowd.last_at = time.time()
        if sent := SENT.search(frame, len(frame) - 40):
            crowd.delays.append((crowd.last_at - float(sent[1])) * 1000)
        first, last = int(stamp[1]), int(stamp[2])
        self.newest = max(self.newest, last)
        if first > self.have + 1:
            self.ask()
        elif last > self.have:
            self.have = last
            self.seen.update(int(number) for number in EVENT.findall(frame))

    def ask(self) -> None:
        """What the page does when it is connected, and when it finds a number missing."""
        if not self.is_asking and self.is_open:
            self.is_asking = True
            self.transport.write(masked(json.dumps({"have": self.have}).encode()))
            asyncio.get_running_loop().call_later(ASKED_EVERY, self.asked)

    def asked(self) -> None:
        self.is_asking = False
        if self.newest > self.have:
            self.ask()


def masked(said: bytes) -> bytes:
    """What a client says, as a frame; a mask of nothing changes nothing."""
    return bytes([129, 128 + len(said)]) + bytes(4) + said


_tasks: set[asyncio.Task[None]] = set()


def keep(work: Any) -> None:
    """A loop holds its tasks only weakly."""
    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def watch(crowd: Crowd) -> None:
    for one in crowd.members:
        keep(one.connect())
    while True:
        line = await asyncio.to_thread(sys.stdin.readline)
        if not line:
            os._exit(0)
        print(json.dumps(crowd.report()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watchers")
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("size", type=int)
    parser.add_argument("--have", type=int, default=0, help="number of the last event they have")
    options = parser.parse_args()
    asyncio.run(watch(Crowd(options.port, options.path, options.size, options.have)))


if __name__ == "__main__":
    main()
