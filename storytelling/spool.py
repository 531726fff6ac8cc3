"""The loom wound up as plain data, and unwound: what a restart needs so that nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from pydantic import TypeAdapter

from storytelling.happenings import Person
from storytelling.loom import Loom
from storytelling.matching import Key, Match, Matcher
from storytelling.outline import Outline
from storytelling.patterns import Pattern
from storytelling.seeds import Seed, Taste
from storytelling.standing import Pair, Standing


@dataclass
class Spool:
    turn: int = 0
    live: list[Match] = field(default_factory=list)
    # Pattern, people, turn.
    complete: list[tuple[str, tuple[int, ...], int]] = field(default_factory=list)
    repute: dict[int, tuple[float, int]] = field(default_factory=dict)
    known: dict[int, list[int]] = field(default_factory=dict)
    acts: dict[str, int] = field(default_factory=dict)
    involved: dict[int, int] = field(default_factory=dict)
    completed: dict[str, int] = field(default_factory=dict)
    told: list[tuple[str, list[int]]] = field(default_factory=list)
    parts: dict[str, float] = field(default_factory=dict)
    patterns: dict[str, float] = field(default_factory=dict)
    seeds: list[Seed] = field(default_factory=list)
    stories: list[Outline] = field(default_factory=list)
    series: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    rests: dict[str, int] = field(default_factory=dict)
    unseen: dict[int, int] = field(default_factory=dict)
    last_seed: int = 0
    last_story: int = 0
    accepts_itself: bool = True


@cache
def _adapter() -> TypeAdapter[Spool]:
    return TypeAdapter(Spool)


def wound(loom: Loom) -> str:
    """All that the loom remembers, as JSON; bonds are not in it, for the ledger has them."""
    standing = loom.matcher.standing
    spool = Spool(
        turn=loom.matcher.turn,
        live=list(loom.matcher.matches()),
        complete=[(pattern, people, turn) for (pattern, people), turn in loom.matcher.rests.items()],
        repute=standing.repute,
        known={number: sorted(who) for number, who in standing.known.items()},
        acts=loom.reckoning.acts,
        involved=loom.reckoning.involved,
        completed=loom.reckoning.complete,
        told=[(pattern, sorted(people)) for pattern, people in loom.reckoning.told],
        parts=dict(loom.taste.parts),
        patterns=dict(loom.taste.patterns),
        seeds=list(loom.seeds.values()),
        stories=list(loom.stories.values()),
        series=loom.series,
        rests=loom.rests,
        unseen=loom.unseen,
        last_seed=loom.last_seed,
        last_story=loom.last_story,
        accepts_itself=loom.accepts_itself,
    )
    return _adapter().dump_json(spool).decode()


def unwound(
    data: str,
    patterns: Mapping[str, Pattern],
    people: Mapping[int, Person],
    bonds: dict[Pair, list[float]],
    genre: str = "",
) -> Loom:
    """The loom as it was, among these people and as these bonds were at that point of the log.

    Matches of a pattern that is gone, or that has been shortened since, are let go.
    """
    spool = _adapter().validate_json(data or "{}")
    known = {number: set(who) for number, who in spool.known.items()}
    standing = Standing(people, bonds, dict(spool.repute), known, genre)
    live: dict[str, dict[Key, Match]] = {}
    for match in spool.live:
        if match.pattern in patterns:
            live.setdefault(match.pattern, {})[match.key] = match
    matcher = Matcher(
        patterns, standing, live, {(pattern, people): turn for pattern, people, turn in spool.complete}, spool.turn
    )
    loom = Loom(matcher, taste=Taste(spool.parts, spool.patterns), accepts_itself=spool.accepts_itself)
    reckoning = loom.reckoning
    reckoning.acts, reckoning.involved, reckoning.complete = spool.acts, spool.involved, spool.completed
    reckoning.told = [(pattern, frozenset(people)) for pattern, people in spool.told]
    loom.seeds = {seed.number: seed for seed in spool.seeds}
    loom.stories = {story.number: story for story in spool.stories}
    loom.series, loom.rests, loom.unseen = spool.series, spool.rests, spool.unseen
    loom.last_seed, loom.last_story = spool.last_seed, spool.last_story
    return loom
