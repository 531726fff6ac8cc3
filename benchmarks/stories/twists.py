"""Contradictions planted in true outlines, each against one fact, and whether they are caught."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from benchmarks.stories.lies import key, kinds_of
from benchmarks.stories.played import Played
from relationships import stages
from storytelling import continuity
from storytelling.outline import MET, OPEN, ArcOutline, Outline
from storytelling.patterns import catalogue

Twist = Callable[[Outline, Played, random.Random], tuple[Outline, frozenset[str]] | None]


def _arc_with(outline: Outline, arc: ArcOutline, after: ArcOutline) -> Outline:
    return replace(outline, arcs=tuple(after if one is arc else one for one in outline.arcs))


def _stepped(outline: Outline, least: int = 1) -> ArcOutline | None:
    fitting = [arc for arc in outline.arcs if sum(b.status == MET and b.step > 0 for b in arc.beats) >= least]
    return fitting[0] if fitting else None


def reordered(outline: Outline, world: Played, rng: random.Random) -> tuple[Outline, frozenset[str]] | None:
    arc = _stepped(outline, 2)
    if arc is None:
        return None
    beats = list(arc.beats)
    first, second = [index for index, beat in enumerate(beats) if beat.step and beat.status == MET][:2]
    if beats[first].events[0] == beats[second].events[0]:
        return None
    beats[first], beats[second] = (
        replace(beats[first], events=beats[second].events), replace(beats[second], events=beats[first].events),
    )  # fmt: skip
    return _arc_with(outline, arc, replace(arc, beats=tuple(beats))), frozenset({"time_order"})


def recast(outline: Outline, world: Played, rng: random.Random) -> tuple[Outline, frozenset[str]] | None:
    arc = _stepped(outline, 2)
    if arc is None or len(arc.cast) < 2:
        return None
    (a, one), (b, other), *rest = arc.cast
    return _arc_with(outline, arc, replace(arc, cast=((a, other), (b, one), *rest))), frozenset({"swapped", "absent"})


def replaced(outline: Outline, world: Played, rng: random.Random) -> tuple[Outline, frozenset[str]] | None:
    arc = _stepped(outline)
    if arc is None:
        return None
    beat = next(beat for beat in arc.beats if beat.step and beat.status == MET)
    quiet = [one.number for one in world.happenings if one.act in {"greet", "talk", "joke"} and one.number]
    step = catalogue()[arc.pattern].steps[beat.step - 1]
    strange = [number for number in quiet if step.acts and world.facts.events[number].act not in step.acts]
    if not strange:
        return None
    after = replace(beat, events=(rng.choice(strange),))
    beats = tuple(after if one is beat else one for one in arc.beats)
    return _arc_with(outline, arc, replace(arc, beats=beats)), frozenset({"deed"})


def left_lying(outline: Outline, world: Played, rng: random.Random) -> tuple[Outline, frozenset[str]] | None:
    arc = rng.choice(outline.arcs)
    after = rng.choice([replace(arc, status=OPEN), replace(arc, status="closed", outcome="")])
    return _arc_with(outline, arc, after), frozenset({"abandoned"})


def unproven(outline: Outline, world: Played, rng: random.Random) -> tuple[Outline, frozenset[str]] | None:
    arc = _stepped(outline)
    if arc is None:
        return None
    beat = rng.choice([beat for beat in arc.beats if beat.status == MET])
    beats = tuple(replace(one, events=rng.choice([(), (10**6,)])) if one is beat else one for one in arc.beats)
    return _arc_with(outline, arc, replace(arc, beats=beats)), frozenset({"unsourced"})


def overwrought(outline: Outline, world: Played, rng: random.Random) -> tuple[Outline, frozenset[str]] | None:
    arc = _stepped(outline)
    if arc is None:
        return None
    beat = next(beat for beat in arc.beats if beat.step and beat.status == MET and beat.actual is not None)
    moved = (beat.actual or 0) + (0.3 if (beat.actual or 0) < 0.6 else -0.3)
    beats = tuple(replace(one, actual=moved) if one is beat else one for one in arc.beats)
    return _arc_with(outline, arc, replace(arc, beats=beats)), frozenset({"tension"})


def misjudged(outline: Outline, world: Played, rng: random.Random) -> tuple[Outline, frozenset[str]] | None:
    for arc in outline.arcs:
        for motive in arc.motives:
            word = next((word for word in stages.WORDS.values() if f" is {word} towards" in motive.text), None)
            if motive.kind == "bond" and word:
                wrong = "devoted" if word in ("hostile", "strained", "neutral", "sworn enemy") else "sworn enemy"
                told = replace(motive, text=motive.text.replace(f" is {word} ", f" is {wrong} "))
                motives = tuple(told if one is motive else one for one in arc.motives)
                return _arc_with(outline, arc, replace(arc, motives=motives)), frozenset({"relation"})
    return None


OUTLINES: dict[str, Twist] = {
    "beats out of order": reordered, "parts exchanged": recast, "another event": replaced,
    "thread left lying": left_lying, "beat without proof": unproven, "tension not its own": overwrought,
    "motive that is not": misjudged,
}  # fmt: skip


def seen_through(outline: Outline, twisted: Outline, kinds: frozenset[str], world: Played) -> bool:
    before = kinds_of(continuity.check(outline, world.facts, catalogue()).findings)
    after = continuity.check(twisted, world.facts, catalogue()).findings
    return any(found.kind in kinds and key(found) not in before for found in after)
