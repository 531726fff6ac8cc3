"""Somebody who watches worlds through everything: takes each frame by its numbers, asks Postgres for what it missed."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
import redis

STAMP = re.compile(rb'data-first="(\d+)" data-last="(\d+)"')
EVENT = re.compile(rb'id="event-(\d+)"')


class Onlooker(threading.Thread):
    """The log of each world as a page would have shown it."""

    def __init__(self, redis_url: str, database_url: str, worlds: Iterable[int]) -> None:
        super().__init__(name="onlooker", daemon=True)
        self.client: Any = redis.Redis.from_url(redis_url, socket_timeout=5)
        self.database_url = database_url
        self.seen: dict[int, list[int]] = {world: [] for world in worlds}
        self.frames = 0
        self.gaps = 0
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                self.listen()
            except redis.RedisError:
                time.sleep(0.2)

    def listen(self) -> None:
        with self.client.pubsub(ignore_subscribe_messages=True) as channel:
            channel.psubscribe("*world.*")
            while not self.stopping.is_set():
                message = channel.get_message(timeout=0.5)
                if message is not None and (stamp := STAMP.search(message["data"])):
                    world = int(message["channel"].rpartition(b".")[2])
                    numbers = sorted(map(int, EVENT.findall(message["data"])))
                    self.take(world, int(stamp[1]), int(stamp[2]), numbers)

    def take(self, world: int, first: int, last: int, numbers: Sequence[int]) -> None:
        if world not in self.seen:
            return
        self.frames += 1
        have = self.have(world)
        if first > have + 1:
            self.gaps += 1
            self.catch_up(world)
        elif last > have:
            self.seen[world] += numbers

    def have(self, world: int) -> int:
        return max(self.seen[world], default=0)

    def catch_up(self, world: int) -> None:
        """By number, as a page does; while Postgres is away, the next frame will show the gap again."""
        try:
            with psycopg.connect(self.database_url, connect_timeout=2) as connection:
                rows = connection.execute(
                    "SELECT number FROM characters_event WHERE world_id = %s AND number > %s ORDER BY number",
                    [world, self.have(world)],
                ).fetchall()
        except psycopg.OperationalError:
            return
        self.seen[world] += [number for (number,) in rows]

    def wrong(self, world: int, last: int) -> int:
        """Events missing, doubled or out of order in what it saw, up to the log's end."""
        self.catch_up(world)
        expected = list(range(1, last + 1))
        return 0 if self.seen[world] == expected else abs(len(self.seen[world]) - last) or 1
