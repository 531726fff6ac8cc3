"""What a crowd costs: a world of five hundred beside one of twelve, by the work of a turn for each interaction."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import servers
from benchmarks.casts import world_of
from benchmarks.report import Row
from benchmarks.turns import cpu_each, ticked

FEW, CROWD = 12, 500


def measure() -> Iterator[Row]:
    cpu = {}
    with servers.endpoint() as url:
        for size in (FEW, CROWD):
            # A young world has few ties, no facts and a short log: what a grown one costs is what counts.
            turns, _ = ticked(world_of(size).pk, url, "--turns", "60", "--warm", "60", "--embed")
            cpu[size] = cpu_each(turns)
    yield Row(f"engine CPU an interaction, cast {FEW}", cpu[FEW], None, "ms")
    yield Row(f"engine CPU an interaction, cast {CROWD}", cpu[CROWD], None, "ms")
    yield Row(f"engine CPU an interaction, cast {CROWD} / {FEW}", cpu[CROWD] / cpu[FEW], 2.0, "×")
