"""Plays a world as the clock and a worker would, in a process of its own: a real turn every so many seconds.

python -m benchmarks.playing WORLD --every 2
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django

from benchmarks import servers


@contextmanager
def played(world: int, every: float = 2.0) -> Iterator[servers.Process]:
    """The world runs for as long as the block lasts; has taken its first turns when it begins."""
    with servers.running("-m", "benchmarks.playing", str(world), "--every", str(every)) as process:
        for _ in range(3):
            servers.told(process)
        yield process


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.playing")
    parser.add_argument("world", type=int)
    parser.add_argument("--every", type=float, default=2.0)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    django.setup()
    from ecosystem import jobs
    from ecosystem.models import World

    turns = 0
    while True:
        started = time.monotonic()
        generation = World.objects.values_list("generation", flat=True).get(pk=options.world)
        jobs.take_turn(options.world, generation)
        turns += 1
        print(turns, flush=True)
        if turns > 5:
            time.sleep(max(0.0, options.every - (time.monotonic() - started)))


if __name__ == "__main__":
    main()
