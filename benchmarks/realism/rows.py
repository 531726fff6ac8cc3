"""The rows of `make realism`: what was reached, beside what must be."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import sqrt
from statistics import mean, stdev

from benchmarks.realism import ablation, company, faith, hearts, runs, will
from benchmarks.realism.planted import SCENES, falls, tried
from benchmarks.realism.runs import Found
from benchmarks.report import Row

# Where the scenes are planted.
BEDS = (hearts, faith, company, will)
# Every so manieth seed is played once more with friend and foe decided at random.
DEALT = 4
# What was seen in so many standard errors is no chance.
SURE = 3.0


def plant(options: Namespace) -> Iterator[Row]:
    """Planted scenes, by mechanism, and in null worlds: a scene that comes out there too says nothing."""
    assert BEDS
    outcomes = [(scene, tried(scene)) for scene in SCENES]
    total, right = Counter(one.mechanism for one in SCENES), Counter[str]()
    right.update(scene.mechanism for scene, came_out in outcomes if came_out)
    for name in total:
        yield Row(f"  as expected: {name}, of {total[name]}", right[name])
    for scene, came_out in outcomes:
        if not came_out:
            yield Row(f"  NOT SO: {scene.mechanism}: {scene.expects} ({scene.source})", 0)
    yield Row("planted scenes", len(SCENES), 60, at_least=True)
    yield Row("planted scenes that come out as expected", 100 * right.total() / len(SCENES), 95, "%", at_least=True)
    deaf = [scene for scene in SCENES if not falls(scene)]
    for scene in deaf:
        yield Row(f"  comes out whatever is: {scene.mechanism}: {scene.expects}", 0)
    told = "planted scenes that come out otherwise in a null world"
    yield Row(told, 100 - 100 * len(deaf) / len(SCENES), 95, "%", at_least=True)


def ablate(options: Namespace) -> Iterator[Row]:
    """Each mechanism's absence: how it moved its own figure, and how many others it moved."""
    found = ablation.shifts(range(1, options.pairs + 1), options.processes)
    mine = ablation.own(found)
    yield Row("mechanisms switched off in turn", len(mine), 20, at_least=True)
    for name, shift in mine.items():
        yield Row(f"  without {name}: its own, in standard errors", -shift.errors, ablation.SURE, at_least=True)
    for name in mine:
        others = [one for one in found if one.mechanism == name and one.figure != name]
        moved = [one for one in others if not ablation.within_noise(one, mine)]
        told = "".join(f", {one.figure} {one.errors:+.1f}" for one in moved)
        yield Row(f"  without {name}: others moved{told}", len(moved), 0)
    still = sum(ablation.moves_its_own(shift) for shift in mine.values())
    yield Row("mechanisms whose absence moves their own figure", still, len(mine), at_least=True)


def live(options: Namespace) -> Iterator[Row]:
    """The starters left alone, from many seeds."""
    seeds = range(1, options.seeds + 1)
    asked = runs.everywhere(seeds, options.turns)
    found = list(runs.rehearsed(asked, options.processes))
    yield Row(f"worlds of {options.turns} turns", len(found))
    yield from _ranges(found)
    yield from _liveliness(found)
    yield from _signs(found)
    dealt = [one._replace(shuffled=True) for one in runs.everywhere(seeds[::DEALT], options.turns)]
    yield from _balance(found, list(runs.rehearsed(dealt, options.processes)))
    yield Row(
        "wake-ups avoided by timers and masks, least", 100 * min(one.spared for one in found), 70, "%", at_least=True
    )
    yield Row(
        "computing a turn, mean", 1000 * sum(one.seconds for one in found) / (len(found) * options.turns), None, "ms"
    )


def _ranges(found: Sequence[Found]) -> Iterator[Row]:
    for one in found:
        for told in one.strayed:
            yield Row(f"  LEFT ITS RANGE in {one.asked.starter} {one.asked.seed}: {told}", 0)
    yield Row("values that left their range", sum(len(one.strayed) for one in found), 0)
    yield Row(
        "moods and bonds at the end of their scale, most of a turn", 100 * max(one.saturated for one in found), 5, "%"
    )
    yield Row("mean mood of a room, strongest of any turn", max(one.room for one in found), 0.9)
    yield Row("spread of a cast's moods, least of any turn", min(one.spread for one in found), 0.05, at_least=True)


def _liveliness(found: Sequence[Found]) -> Iterator[Row]:
    yield Row("turns in a row with nothing happening, most", max(one.stillest for one in found), 6)
    yield Row("distinct acts of a world, fewest", min(len(one.acts) for one in found), 30, at_least=True)
    shares = {one: max(one.acts.values()) / sum(one.acts.values()) for one in map(_Acts, found)}
    worst = max(shares, key=lambda one: shares[one])
    yield Row(f"commonest act of a world, most ({worst.told})", 100 * shares[worst], 15, "%")
    overall = sum((Counter(one.acts) for one in found), Counter[str]())
    (act, times), *_ = overall.most_common(1)
    yield Row(f"commonest act of all ({act})", 100 * times / overall.total(), 15, "%")


class _Acts:
    def __init__(self, found: Found) -> None:
        self.acts = found.acts
        self.told = f"{max(found.acts, key=lambda act: found.acts[act])}, {found.asked.starter} {found.asked.seed}"


def _signs(found: Sequence[Found]) -> Iterator[Row]:
    yield Row(
        "of those who like or dislike, who like: least",
        100 * min(one.friendly[1] for one in found),
        10,
        "%",
        at_least=True,
    )
    yield Row("of those who like or dislike, who like: most", 100 * max(one.friendly[1] for one in found), 95, "%")
    began, ended = (mean(one.friendly[at] for one in found) for at in (0, 1))
    yield Row("the same, mean at the start", 100 * began, None, "%")
    yield Row("the same, mean in the end", 100 * ended, None, "%")


def _balance(found: Sequence[Found], dealt: Sequence[Found]) -> Iterator[Row]:
    above = [one.balanced[1] - one.balanced[2] for one in found]
    yield Row("balanced triangles in the end", 100 * mean(one.balanced[1] for one in found), None, "%")
    yield Row("the same above chance, in standard errors", errors(above), SURE, at_least=True)
    began, ended = (mean(one.balanced[at] for one in dealt) for at in (0, 1))
    yield Row("balanced triangles, friend or foe at random, at the start", 100 * began, None, "%")
    yield Row("the same in the end", 100 * ended, None, "%")
    yield Row(
        "their rise, in standard errors",
        errors([one.balanced[1] - one.balanced[0] for one in dealt]),
        SURE,
        at_least=True,
    )


def errors(values: Sequence[float]) -> float:
    """A mean in its standard errors; nothing is sure of fewer than two."""
    if len(values) < 2:
        return float("nan")
    spread = stdev(values) / sqrt(len(values))
    return mean(values) / spread if spread else float("inf") * mean(values)


CHAPTERS: dict[str, Callable[[Namespace], Iterator[Row]]] = {"planted": plant, "ablation": ablate, "worlds": live}
