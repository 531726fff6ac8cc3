"""A real clock, real workers and stores of their own, harmed while a world lives: it goes on, whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psutil
import psycopg
import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from benchmarks import private, servers
from deploy.home import LOGS, ROOT

pytestmark = pytest.mark.slow

# A turn of the model voice takes about this long, so that a fault surely meets one half-way.
LATENCY_MS = 700
# Seconds from turn to turn on a machine that has nothing else to do, and then some.
UNHURRIED = 4.0


@dataclass
class House:
    """A studio of its own with one world in it."""

    stores: private.Stores
    settings: dict[str, str]
    workers: servers.Process | None = None

    def start(self, *arguments: str) -> servers.Process:
        return servers.start("manage.py", *arguments, log=LOGS / "survival.log", **self.settings)

    def ask(self, statement: str) -> Any:
        """The one value of a statement; patient, as Postgres may be on its way back."""
        deadline = time.monotonic() + 30
        while True:
            try:
                with psycopg.connect(self.settings["DATABASE_URL"], autocommit=True, connect_timeout=2) as connection:
                    found = connection.execute(statement)
                    row = found.fetchone() if found.description else None
                    return row[0] if row else None
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    @property
    def generation(self) -> int:
        return int(self.ask("SELECT generation FROM ecosystem_world"))

    def is_mid_turn(self) -> bool:
        return bool(self.ask("SELECT lease_until IS NOT NULL FROM ecosystem_world"))

    def moves_within(self, seconds: float) -> bool:
        before = self.generation
        return holds_within(lambda: self.generation > before, seconds)

    def seconds_to_move(self) -> float:
        """How long its turns take of late, whatever else the machine has to do."""
        assert self.moves_within(60)
        begun = time.monotonic()
        assert self.moves_within(60)
        return time.monotonic() - begun

    def is_whole(self) -> bool:
        """The log without gap or double, each turn once, and each turn's events as many as it says."""
        return bool(
            self.ask(
                """SELECT count(*) = max(w.log_position) AND count(DISTINCT e.number) = max(w.log_position)
                AND (SELECT count(*) = max(w.generation) AND 1 + sum(event_count) = max(w.log_position)
                     FROM ecosystem_turn)
                FROM characters_event e, ecosystem_world w"""
            )
        )


def holds_within(holds: Callable[[], bool], seconds: float) -> bool:
    try:
        servers.eventually(holds, seconds, every=0.1)
    except TimeoutError:
        return False
    return True


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    LOGS.mkdir(parents=True, exist_ok=True)
    with (
        servers.endpoint(latency_ms=LATENCY_MS) as url,
        private.stores(EMBED_BASE_URL=url, NEO4J_URL="bolt://127.0.0.1:1/none") as stores,
    ):
        model = {"LLM_BASE_URL": url, "LLM_MODEL": "double", "VOICE": "model", "NEO4J_URL": "bolt://127.0.0.1:1/none"}
        house = House(stores, {**stores.urls(), **model})
        for command in ("migrate", "seed"):
            assert house.start(command).wait(120) == 0
        house.ask("UPDATE ecosystem_world SET speed = 8, runs_unwatched = true")
        house.workers = house.start("work", "--count", "2")
        clock = house.start("clock")
        try:
            assert holds_within(lambda: house.generation >= 2, 120)
            yield house
        finally:
            clock.kill()
            house.workers.terminate()
            clock.wait(10)
            house.workers.wait(10)


def test_a_worker_killed_in_mid_turn_holds_a_world_up_for_seconds(house: House) -> None:
    late = max(0.0, house.seconds_to_move() - UNHURRIED)
    servers.eventually(house.is_mid_turn, 20, every=0.02)
    assert house.workers is not None
    for worker in psutil.Process(house.workers.pid).children():
        worker.kill()
    assert house.moves_within(7 + 3 * late)
    assert house.is_whole()


def test_a_turn_delivered_many_times_is_taken_once(house: House) -> None:
    with redis.Redis.from_url(house.settings["REDIS_URL"]) as client:
        queue = Queue("live", connection=client, serializer=JSONSerializer)
        for _ in range(4):
            world, generation = house.ask("SELECT id FROM ecosystem_world"), house.generation
            for late in (0, 0, 0, 1):
                queue.enqueue("ecosystem.jobs.take_turn", world, generation - late, result_ttl=0)
            assert house.moves_within(20)
    assert house.is_whole()


def test_a_queue_that_is_emptied_and_restarted_loses_nothing(house: House) -> None:
    servers.eventually(house.is_mid_turn, 20, every=0.02)
    with redis.Redis.from_url(house.settings["REDIS_URL"]) as client:
        client.flushall()
    house.stores.kill("redis")
    assert house.moves_within(30)
    assert house.moves_within(30)
    assert house.is_whole()


def test_a_database_that_restarts_in_mid_turn_loses_nothing(house: House) -> None:
    servers.eventually(house.is_mid_turn, 20, every=0.02)
    house.stores.kill("postgres", signal.SIGQUIT)
    assert house.moves_within(30)
    assert house.is_whole()


def test_a_little_chaos_is_survived_and_the_control_is_not() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.chaos", "--quick"],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
