"""What can go wrong with processes, done on purpose."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import psutil
import redis

from benchmarks.private import Stores
from benchmarks.servers import Process, start
from deploy.home import LOGS

# A store that is killed again before it has lived so many seconds is started again ever more slowly.
STORE_REST = 31.0
# A killed backend takes every other connection with it, and Postgres some seconds to recover.
CRASH_REST = 12.0


class Studio:
    """The clock and the workers, started again when they are gone, and the ways to harm them and their stores."""

    def __init__(self, stores: Stores, rng: random.Random, worker: str = "manage.py") -> None:
        self.stores = stores
        self.rng = rng
        run = [worker] if worker.endswith(".py") else ["-m", worker]
        self.commands = {
            "workers": [*run, "work", "--count", "3"],
            "projector": [*run, "work", "--count", "1", "--queues", "graph"],
            "clock": ["manage.py", "clock"],
        }
        self.processes: dict[str, Process] = {}
        self.done: Counter[str] = Counter()
        self.last: dict[str, float] = {}
        self.redis = redis.Redis.from_url(stores.urls()["REDIS_URL"], socket_timeout=2)
        self.ways: list[tuple[int, float, Callable[[], None]]] = [
            (46, 0, self.kill_worker),
            (8, 0, self.kill_clock),
            (8, 0, self.kill_projector),
            (6, 0, self.flush_redis),
            (3, STORE_REST, self.kill_redis),
            (3, STORE_REST, self.restart_postgres),
            (6, 0, self.end_backend),
            (3, CRASH_REST, self.crash_backend),
            (17, 0, self.deliver_twice),
        ]

    def only(self, *ways: Callable[[], None]) -> None:
        """No faults but these from now on, each as likely as the others."""
        self.ways = [(1, 0, way) for way in ways]

    def tend(self) -> None:
        for name, command in self.commands.items():
            if name not in self.processes or self.processes[name].poll() is not None:
                self.processes[name] = start(*command, log=LOGS / f"chaos-{name}.log")

    def strike(self) -> None:
        """One fault, drawn by weight among those that are not resting."""
        now = time.monotonic()
        ready = [(weight, way) for weight, rest, way in self.ways if now - self.last.get(way.__name__, 0) >= rest]
        way = self.rng.choices([way for _, way in ready], [weight for weight, _ in ready])[0]
        self.last[way.__name__] = now
        with suppress(redis.RedisError, psutil.NoSuchProcess, ProcessLookupError):
            way()
            self.done[way.__name__.replace("_", " ")] += 1

    def _child(self, name: str) -> psutil.Process:
        """A worker of a pool; nobody to harm where it has only just been started."""
        pool = self.processes[name].pid
        found = psutil.Process(pool).children()
        if not found:
            raise psutil.NoSuchProcess(pool)
        return self.rng.choice(found)

    def kill_worker(self) -> None:
        self._child("workers").kill()

    def kill_projector(self) -> None:
        self._child("projector").kill()

    def kill_clock(self) -> None:
        self.processes["clock"].kill()

    def flush_redis(self) -> None:
        self.redis.flushall()

    def kill_redis(self) -> None:
        self.stores.kill("redis")

    def restart_postgres(self) -> None:
        """Its immediate stop: every connection cut, recovery from the log."""
        self.stores.kill("postgres", signal.SIGQUIT)

    def _backend(self) -> int:
        server = psutil.Process(self.stores.record()["pids"]["postgres"])
        servers = [server, *server.children(recursive=True)]
        found: list[int] = [one.pid for one in servers if "127.0.0.1" in " ".join(one.cmdline())]
        if not found:
            raise ProcessLookupError
        return self.rng.choice(found)

    def end_backend(self) -> None:
        os.kill(self._backend(), signal.SIGTERM)

    def crash_backend(self) -> None:
        os.kill(self._backend(), signal.SIGKILL)

    def deliver_twice(self) -> None:
        """The turn that each world waits for and the one before it, three times each."""
        import django_rq
        from django.db import Error, connection

        from ecosystem.models import World

        queue = django_rq.get_queue("live")
        try:
            worlds = list(World.objects.filter(is_running=True).values_list("pk", "generation"))
        except Error:
            connection.close()
            return
        for world, generation in self.rng.sample(worlds, min(2, len(worlds))):
            for late in (0, 0, 0, 1):
                queue.enqueue(
                    "ecosystem.jobs.take_turn", world, max(0, generation - late), result_ttl=0, failure_ttl=60
                )

    def stop(self) -> None:
        for process in self.processes.values():
            with suppress(psutil.NoSuchProcess):
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
            process.kill()
            process.wait()
