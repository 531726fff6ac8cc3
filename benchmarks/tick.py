"""A worker's share of the work, measured from within: takes a world's turns one after the other as its job does.

    python -m benchmarks.tick WORLD --turns 40 --warm 10

Prints one line of JSON a turn: interactions, CPU and wall milliseconds, tokens; then one with the peak memory. Runs
in a process of its own so that what it counts is a worker's and nobody else's.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from typing import Any

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tick")
    parser.add_argument("world", type=int)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--warm", type=int, default=10, help="turns before anything counts")
    parser.add_argument("--embed", action="store_true", help="embed memories in between, off the meter")
    parser.add_argument("--count-queries", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    django.setup()
    import relationships.jobs  # noqa: F401  (a worker has it, too)
    from ecosystem import jobs
    from ecosystem.management.commands.work import settle

    settle()
    for number in range(options.warm + options.turns):
        measured = turn(options.world, count_queries=options.count_queries)
        if options.embed:
            while jobs.embed_memories():
                pass
        if number >= options.warm:
            print(json.dumps(measured), flush=True)
    print(json.dumps({"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}), flush=True)


def turn(world_id: int, *, count_queries: bool = False) -> dict[str, Any]:
    """One turn exactly as a worker takes it, publishing included."""
    from contextlib import nullcontext

    from django.db import connection

    from characters.models import Event
    from ecosystem import jobs
    from ecosystem.models import World

    queries = 0

    def counted(execute: Any, *args: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*args)

    generation = World.objects.values_list("generation", flat=True).get(pk=world_id)
    wall, cpu = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(counted) if count_queries else nullcontext():
        jobs.take_turn(world_id, generation)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    events = Event.objects.scenes().filter(world=world_id, generation=generation + 1)
    rows = list(events.values_list("prompt_tokens", "completion_tokens", "voiced_by"))
    return {
        "interactions": len(rows),
        "cpu_ms": cpu * 1000,
        "wall_ms": wall * 1000,
        "queries": queries,
        "prompt": [row[0] for row in rows if row[2] == "model"],
        "completion": [row[1] for row in rows if row[2] == "model"],
        "voiced_by": [row[2] for row in rows],
    }


if __name__ == "__main__":
    main()
