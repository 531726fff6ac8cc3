"""Foreshadowing: what may yet come of what has happened, from matches under way, as a narrator might hint at it.

A partial match is a possible future (Kreminski et al. 2021); told as a hint it neither lies nor promises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storytelling.matching import Match
from storytelling.outline import Outline
from storytelling.patterns import Pattern, worded

MOST_HINTS = 3
# A match with this share of its steps done is worth hinting at.
HALF_WAY = 0.5


@dataclass(frozen=True, slots=True)
class Shadow:
    """What a narrator might hint at: the last step that has happened, its events, and what would have to come."""

    last: str
    events: tuple[int, ...]
    pattern: str
    missing: str
    # 0..1: how far it has come.
    share: float


def shadows(
    story: Outline, matches: Iterable[Match], patterns: Mapping[str, Pattern], names: Mapping[int, str]
) -> tuple[Shadow, ...]:
    """The most advanced possible futures about the story's people that are not in it already."""
    people = set(story.people)
    own = {(arc.pattern, arc.cast) for arc in story.arcs}
    found = []
    for match in matches:
        pattern = patterns[match.pattern]
        share = match.done / len(pattern.steps)
        if share < HALF_WAY or len(people & set(match.people)) < 2 or (match.pattern, match.cast) in own:
            continue
        cast = dict(match.cast)
        last = worded(pattern.steps[match.done - 1].says, cast, names, starts=False)
        missing = worded(pattern.steps[match.done].says, cast, names)
        found.append(Shadow(last, match.events, match.pattern, missing, round(share, 3)))
    found.sort(key=lambda shadow: (-shadow.share, shadow.events))
    return tuple(found[:MOST_HINTS])
