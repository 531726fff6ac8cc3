"""The rows of `make stories`: what was reached, beside what must be."""

from __future__ import annotations

import random
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from benchmarks.report import Row, p95
from benchmarks.stories import lies, planted, retold, twists
from benchmarks.stories.played import Played, played, side_by_side
from ecosystem import starters
from storytelling import coherence, continuity, findings, genres, weaving
from storytelling.clauses import Progress
from storytelling.happenings import Happening, Person
from storytelling.loom import Loom
from storytelling.matching import MOST_LIVE, Match, Matcher
from storytelling.outline import MET
from storytelling.patterns import catalogue
from storytelling.spool import wound
from storytelling.standing import Standing

# Played worlds that prose is taken from; the others are for the stories alone.
PROSE_WORLDS = 4
# Stretches of prose that each corruption is tried on.
STRETCHES = 8
# Live partial matches that speed is measured with.
FULL = MOST_LIVE
TIMED = 1_000
# Events after which they are filled up again.
REFILLED = 20


def plant(options: Namespace) -> Iterator[Row]:
    """Recall and precision on planted stories, and on the same with one step taken out."""
    patterns = catalogue()
    found = logs = right = reported = whole = removed = 0
    for pattern in patterns.values():
        for seed in range(options.logs):
            one = planted.planted(pattern, seed)
            matches = planted.sifted(one, patterns)
            logs += 1
            found += planted.is_found(one, matches, pattern)
            reported += len(matches)
            right += sum(planted.is_right(one, match) for match in matches)
        for index in range(len(pattern.steps)):
            one = planted.planted(pattern, 0, without=index)
            removed += 1
            whole += planted.is_found(one, planted.sifted(one, patterns), pattern)
    yield Row("patterns in the catalogue", len(patterns), 25, at_least=True)
    yield Row("synthetic logs with a planted story", logs, 100, at_least=True)
    yield Row("planted stories found (recall)", 100 * found / logs, 98, "%", at_least=True)
    yield Row(f"reports that are right, of {reported} (precision)", 100 * right / reported, 95, "%", at_least=True)
    yield Row(f"reported complete with a clause removed, of {removed}", whole, 0)


def contradict(options: Namespace) -> Iterator[Row]:
    """Lies in prose and outlines that were caught, and what was called a lie and is none."""
    rng = random.Random(1)
    names = starters.names()[:PROSE_WORLDS]
    worlds = [played(name, 1, options.turns) for name in names]
    texts = [text for one in worlds for text in lies.stretches(one, rng, STRETCHES)]
    told: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for name, corrupt in lies.PROSE.items():
        for text in texts[:: max(1, len(texts) // STRETCHES)]:
            lie = corrupt(text, rng)
            if lie is not None:
                told[name] += 1
                seen[name] += lies.caught(text, lie)
    for name, twist in twists.OUTLINES.items():
        for one in worlds:
            for outline in one.complete[:2]:
                twisted = twist(outline, one, rng)
                if twisted is not None:
                    told[name] += 1
                    seen[name] += twists.seen_through(outline, *twisted, one)
    for name in told:
        yield Row(f"  caught: {name}, of {told[name]}", 100 * seen[name] / told[name], None, "%")
    yield Row("sorts of contradiction planted", len(told), 12, at_least=True)
    yield Row("contradictions planted", told.total(), 100, at_least=True)
    yield Row("contradictions caught", 100 * seen.total() / told.total(), 95, "%", at_least=True)
    yield from _false_alarms(worlds, texts)


def _false_alarms(worlds: list[Played], texts: list[lies.Prose]) -> Iterator[Row]:
    passages = sum(len(text.passages) for text in texts)
    alarmed = sum(len({found.at for found in coherence.check(text.passages, text.reading).findings}) for text in texts)
    outlines = [(outline, one) for one in worlds for outline in one.complete]
    wrong = sum(bool(continuity.check(outline, one.facts, catalogue()).findings) for outline, one in outlines)
    yield Row(f"false alarms on true prose, of {passages} passages", 100 * alarmed / passages, 5, "%")
    yield Row(f"false alarms on true outlines, of {len(outlines)}", 100 * wrong / max(1, len(outlines)), 5, "%")


def play(options: Namespace) -> Iterator[Row]:
    """Starters left alone: how many stories, of how many patterns, how coherent."""
    complete: list[int] = []
    patterns: set[str] = set()
    percents: list[float] = []
    own: Counter[str] = Counter()
    chapters = sentences = unsourced = errors = words = 0
    wanted = [(name, seed, options.turns) for name in starters.names() for seed in range(1, options.seeds + 1)]
    for one in side_by_side(wanted, options.processes):
        complete.append(len(one.complete))
        for outline in one.complete:
            patterns |= {arc.pattern for arc in outline.arcs if arc.pattern}
            told = retold.told(outline, one)
            checked = continuity.check(outline, one.facts, catalogue())
            checked.add(coherence.check(told.passages, coherence.reading(one.facts, one.texts)))
            percents.append(findings.measured(checked).percent)
            chapters += told.chapters
            sentences += told.sentences
            unsourced += told.unsourced
            errors += len({found.kind for found in checked.findings})
            words += told.words
        for story in one.stories:
            for arc in story.arcs:
                own[arc.genre] += sum(beat.status == MET and bool(beat.storylet) for beat in arc.beats)
    least = 3 * options.turns / 300
    yield Row(f"completed stories a run, fewest of {len(complete)}", min(complete), least, at_least=True)
    yield Row("completed stories a run, mean", sum(complete) / len(complete))
    yield Row("different patterns across runs", len(patterns), 6, at_least=True)
    yield Row("coherence of completed stories, mean", sum(percents) / max(1, len(percents)), 95, "%", at_least=True)
    yield Row("coherence of completed stories, least", min(percents, default=0), None, "%")
    yield Row("errors in 10,000 words of them", 10_000 * errors / max(1, words))
    yield Row("chapters told", chapters, len(percents), at_least=True)
    yield Row(f"sentences without a source, of {sentences:,}", unsourced if sentences else float("nan"), 0)
    for genre in genres.templates():
        yield Row(f"beats of its own that {genre} came to", own[genre], 1, at_least=True)


def hurry(options: Namespace) -> Iterator[Row]:
    """What an event costs, and whether anything grows."""
    log = [one for seed in (1, 2) for one in played("hispaniola", seed, options.turns).happenings if one.number]
    people = played("hispaniola", 1, options.turns).people
    yield from _full(log)
    yield from _long(log, people, options.events)
    yield from _crowd()


def _full(log: list[Happening]) -> Iterator[Row]:
    """The whole catalogue, each pattern with as many live partial matches as it may have, at all its steps."""
    cast = sorted({who for one in log for who in one.involved})
    matcher = Matcher(catalogue(), Standing({who: Person(who, f"Person {who}") for who in cast}))
    costs, live = [], 0
    for index, one in enumerate(log[:TIMED]):
        if index % REFILLED == 0:
            _fill(matcher, cast, random.Random(index))
            live = max(live, sum(1 for _ in matcher.matches()))
        event = replace(one, turn=2, number=10**6 + index, cause=None)
        started = time.process_time()
        matcher.feed(event)
        costs.append((time.process_time() - started) * 1000)
    yield Row("live partial matches, of all patterns", live, FULL * len(catalogue()), at_least=True)
    yield Row("matching an event, whole catalogue, all full, mean", sum(costs) / len(costs), 5, "ms")
    yield Row("matching an event, p95", p95(costs), None, "ms")


def _fill(matcher: Matcher, cast: list[int], rng: random.Random) -> None:
    for pattern in matcher.patterns.values():
        tries = 0
        while len(matcher.live[pattern.key]) < FULL and tries < 40 * FULL:
            tries += 1
            done = rng.randrange(1, len(pattern.steps))
            names = dict.fromkeys(name for step in pattern.steps[:done] for name in step.variables)
            # Strangers to the log fill up what its own people leave: a small cast has few pairs.
            pool = cast if tries < FULL else range(1000, 1400)
            people = tuple(zip(names, rng.sample(pool, len(names)), strict=True))
            progress = Progress(tuple(range(1, done + 1)), (1,) * done, ("hall",) * done)
            matcher.keep(Match(pattern.key, people, progress))


def _long(log: list[Happening], people: dict[int, Person], events: int) -> Iterator[Row]:
    """A log replayed over and over: state must stay within its caps."""
    loom = Loom(Matcher(catalogue(), Standing(people)))
    sizes: list[int] = []
    most = number = turn = 0
    started = time.process_time()
    while number < events:
        batch = []
        turn += 1
        for _ in range(2):
            number += 1
            one = log[number % len(log)]
            batch.append(replace(one, turn=turn, number=number, minute=480 + 5 * turn, cause=None))
        weaving.advance(loom, batch, lambda numbers: {n: loom.recent[n] for n in numbers if n in loom.recent})
        if turn % 500 == 0:
            most = max(most, max(len(live) for live in loom.matcher.live.values()))
            sizes.append(len(wound(loom)))
    cost = (time.process_time() - started) * 1000 / number
    half = len(sizes) // 2
    yield Row(f"weaving an event, {number:,} events", cost, 5, "ms")
    yield Row("live partial matches of a pattern, most", most, MOST_LIVE)
    if half:
        growth = max(sizes[half:]) / max(sizes[:half])
        yield Row("state kept, second half / first half", growth, 1.1, "×")
        yield Row("state kept, largest", max(sizes) / 1000, None, "kB")


def _crowd() -> Iterator[Row]:
    """A world of a thousand."""
    rng = random.Random(5)
    people = {who: Person(who, f"Person {who}") for who in range(1, 1001)}
    loom = Loom(Matcher(catalogue(), Standing(people)))
    acts = ("talk", "help", "insult", "gossip", "promise", "lie", "confide", "ally", "provoke", "flirt", "question")
    costs = []
    for turn in range(1, 301):
        batch = []
        for index in range(8):
            one, other, third = rng.sample(range(1, 1001), 3)
            crowd = tuple(rng.sample(range(1, 1001), 30))
            batch.append(
                Happening(
                    turn * 8 + index, turn, 480 + turn, "interaction", rng.choice(acts), one, (other,), crowd,
                    rng.random() < 0.7, "hall", 0.4, tags=(f"of:{third}",),
                )
            )  # fmt: skip
        started = time.process_time()
        weaving.advance(loom, batch, lambda numbers: {n: loom.recent[n] for n in numbers if n in loom.recent})
        costs.append((time.process_time() - started) * 1000 / len(batch))
    yield Row("weaving an event, a cast of 1,000", sum(costs) / len(costs), 5, "ms")


CHAPTERS: dict[str, Callable[[Namespace], Iterator[Row]]] = {
    "planted": plant, "contradictions": contradict, "worlds": play, "speed": hurry,
}  # fmt: skip
