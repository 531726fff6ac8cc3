"""What a turn costs: calls, tokens, CPU, memory, statements; and how it stands a failing endpoint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks import servers
from benchmarks.casts import world_of
from benchmarks.report import Row, median

Turns = list[dict[str, Any]]

# The cast that figures are given for, and the smallest and largest between which the cost may hardly grow.
CAST, FEW, MANY = 25, 5, 100
# A life is measured around these interactions.
YOUNG, OLD = 50, 5_000
# Turns that a young world and the old one take by turns, so often: machines are faster at one hour than at another.
WINDOW, ROUNDS = 24, 6
# The first turns of a process load what all later ones find.
COLD = 3
# Interactions against a failing endpoint.
INTERACTIONS = 500
# Every fiftieth call gets each of these, so a tenth of all calls fails.
FAULTS = {"429": 0.02, "500": 0.02, "timeout": 0.02, "malformed": 0.02, "empty": 0.02}


def measure() -> Iterator[Row]:
    with servers.endpoint() as url:
        yield from _life(url)
        yield from _casts(url)
    yield from _pace()
    yield from _together()
    yield from _success()


def ticked(world: int, url: str, *options: str, **env: str) -> tuple[Turns, float]:
    """The turns of a worker in a process of its own, and the peak of its memory."""
    settings = {"LLM_BASE_URL": url, "EMBED_BASE_URL": url, "LLM_MODEL": "double", "VOICE": "model", **env}
    with servers.running("-m", "benchmarks.tick", str(world), *options, **settings) as process:
        turns: Turns = []
        while "peak_mb" not in (line := servers.told(process)):
            turns.append(line)
    return turns, line["peak_mb"]


def cpu_each(turns: Turns) -> float:
    """CPU milliseconds an interaction, in the middle fifth of turns: a neighbour's burst does not count."""
    costs = sorted(turn["cpu_ms"] / turn["interactions"] for turn in turns if turn["interactions"])
    middle = costs[len(costs) * 2 // 5 : len(costs) * 3 // 5 + 1]
    return float(sum(middle) / len(middle))


def _life(url: str) -> Iterator[Row]:
    """One world to its five thousandth interaction, beside others at their beginning."""
    world = world_of(CAST)
    grown: Turns = []
    # Half of what it lives through beside the young ones is still to come.
    while _interactions(grown) < OLD - ROUNDS * WINDOW * 2:
        grown += ticked(world.pk, url, "--turns", "100", "--warm", "0", "--embed")[0]
    yield Row("model calls an interaction", servers.stats(url)["chat_requests"] / _interactions(grown), 1.05)
    yield Row("prompt tokens, median", median(_all(grown, "prompt")), 700)
    yield Row("completion tokens, median", median(_all(grown, "completion")), 150)
    pairs = []
    for seed in range(ROUNDS):
        both = world_of(CAST, seed), world
        young, old = (ticked(one.pk, url, "--turns", str(WINDOW), "--warm", str(COLD), "--embed")[0] for one in both)
        pairs.append((young, old))
    growth = median([median(_all(old, "prompt")) / median(_all(young, "prompt")) for young, old in pairs])
    yield Row(f"prompt tokens, interaction {OLD:,} / {YOUNG}", growth, 1.15, "×")
    growth = median([cpu_each(old) / cpu_each(young) for young, old in pairs])
    yield Row(f"engine CPU, interaction {OLD:,} / {YOUNG}", growth, 1.3, "×")


def _interactions(turns: Turns) -> int:
    return sum(turn["interactions"] for turn in turns)


def _all(turns: Turns, key: str) -> Sequence[float]:
    return [value for turn in turns for value in turn[key]]


def _casts(url: str) -> Iterator[Row]:
    """The same turn in a small, a middling and a large world, each with as many scenes as its cast calls for."""
    cpu, queries, peak = {}, {}, 0.0
    for size in (FEW, CAST, MANY):
        world = world_of(size)
        # The first turns build what every later one finds ready: prompts, connections, the log of a young world.
        turns, peak = ticked(world.pk, url, "--turns", "60", "--warm", "30", "--embed")
        cpu[size] = cpu_each(turns)
        # The most: in a turn without a secret told or a goal served there are fewer.
        counted, _ = ticked(world.pk, url, "--count-queries", "--turns", "40")
        queries[size] = max(turn["queries"] for turn in counted)
    yield Row(f"engine CPU an interaction, cast {CAST}", cpu[CAST], 12, "ms")
    yield Row(f"engine CPU an interaction, cast {MANY} / {FEW}", cpu[MANY] / cpu[FEW], 1.2, "×")
    yield Row(f"statements a turn, cast {CAST}", queries[CAST])
    yield Row(f"statements a turn, cast {MANY} − cast {FEW}", queries[MANY] - queries[FEW], 0)
    yield Row(f"peak memory of a worker, cast {MANY}", peak, 200, "MB")


def _pace() -> Iterator[Row]:
    with servers.endpoint(latency_ms=50) as url:
        turns, _ = ticked(world_of(CAST).pk, url, "--turns", "60", "--warm", "20")
    seconds = sum(turn["wall_ms"] for turn in turns) / 1000
    yield Row(
        f"interactions a second, one process, 50 ms latency, cast {CAST}",
        _interactions(turns) / seconds,
        40,
        "/s",
        at_least=True,
    )


def _together() -> Iterator[Row]:
    with servers.endpoint(latency_ms=400) as url:
        one = ticked(world_of(CAST, scenes_per_turn=1).pk, url, "--turns", "15", "--warm", "5")[0]
        six = ticked(world_of(CAST, scenes_per_turn=6).pk, url, "--turns", "15", "--warm", "5")[0]
    walls = [
        median([turn["wall_ms"] for turn in turns if turn["interactions"] == count])
        for turns, count in ((six, 6), (one, 1))
    ]
    yield Row("a turn of six scenes / of one, 400 ms latency", walls[0] / walls[1], 1.5, "×")


def _success() -> Iterator[Row]:
    world = world_of(CAST, scenes_per_turn=8)
    voices: list[str] = []
    with servers.endpoint(latency_ms=5, faults=FAULTS) as url:
        while len(voices) < INTERACTIONS:
            turns, _ = ticked(world.pk, url, "--turns", "50", "--warm", "0", LLM_TIMEOUT="2")
            voices += [voice for turn in turns for voice in turn["voiced_by"]]
        asked = servers.stats(url)
    worded = sum(voice in {"model", "fallback"} for voice in voices)
    share = sum(asked["faults"].values()) / asked["chat_requests"]
    yield Row(f"calls that failed, in {len(voices)} interactions", share * 100, 8, "%", at_least=True)
    yield Row("interactions committed with words", worded / len(voices) * 100, 99, "%", at_least=True)
    yield Row("of them voiced by the model", voices.count("model") / len(voices) * 100, None, "%")
