"""Who is near whom: neighbourhoods, circles and ways to be introduced, asked of the graph. All raise `GraphDown`.

The graph is asked one step at a time, each step once: what is near grows from what was near. Asked for whole paths
instead, a server walks every one of them, and in a close cast there are millions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from relationships import graph, layout, stages

# From here one thinks well of somebody: the scale's "cordial".
WELL = stages.STEPS[0]
# Steps that an introduction may take: six, as in Milgram's letters (1967).
LONGEST_WAY = 6
# Steps of a neighbourhood; further out is everybody.
FURTHEST = 3
# Two who get on are a pair, not a circle.
SMALLEST_CIRCLE = 3

# From, to, regard.
Tied = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Who is near somebody, with how many steps away, and the ties among them all."""

    steps: Mapping[int, int]
    ties: tuple[Tied, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One step of an introduction: `by` thinks well of whom they bring on, this well."""

    by: int
    regard: float
    stage: str


def neighbourhood(life: int, least: float = WELL, steps: int = 1) -> Neighbourhood:
    """Everybody within so many steps (1..3) of ties at least that strong either way, liking or dislike alike."""
    reached = {life: 0}
    edge = [life]
    for step in range(1, min(steps, FURTHEST) + 1):
        rows = graph.read(
            "UNWIND $edge AS id MATCH (a:Life {life: id})-[t:STANDS]-(b:Life) WHERE abs(t.regard) >= $least "
            "RETURN DISTINCT b.life",
            edge=edge, least=least,
        )  # fmt: skip
        edge = sorted(found for (found,) in rows if found not in reached)
        reached |= dict.fromkeys(edge, step)
    among = graph.read(
        "UNWIND $ids AS id MATCH (a:Life {life: id})-[t:STANDS]->(b:Life) "
        "WHERE b.life IN $ids AND abs(t.regard) >= $least RETURN a.life, b.life, t.regard ORDER BY a.life, b.life",
        ids=sorted(reached), least=least,
    )  # fmt: skip
    return Neighbourhood(reached, tuple((source, target, regard) for source, target, regard in among))


def circles(world_id: int, least: float = WELL) -> list[frozenset[int]]:
    """Circles of three and more whose members like each other, both ways, rather than those outside; largest first."""
    rows = graph.read(
        "MATCH (a:Life {world: $world})-[t:STANDS]->(b:Life)-[u:STANDS]->(a) "
        "WHERE a.life < b.life AND t.regard >= $least AND u.regard >= $least "
        "RETURN a.life, b.life, t.regard + u.regard ORDER BY a.life, b.life",
        world=world_id, least=least,
    )  # fmt: skip
    found = layout.communities([(one, other, warmth) for one, other, warmth in rows])
    return [circle for circle in found if len(circle) >= SMALLEST_CIRCLE]


def introduction(source: int, target: int, least: float = WELL) -> list[Link]:
    """The shortest way by which `source` could be introduced to `target`, the warmest of equals; empty if none is.

    Each on the way knows and thinks well of the one before, and so speaks for them to the next; the last is the target.
    """
    behind: dict[int, tuple[int, Link]] = {}
    edge = [source]
    for _ in range(LONGEST_WAY):
        rows = graph.read(
            "UNWIND $edge AS id MATCH (a:Life {life: id})<-[t:STANDS]-(b:Life) "
            "WHERE t.regard >= $least AND t.familiarity > 0 AND NOT b.life IN $seen "
            "RETURN a.life, b.life, t.regard, t.stage ORDER BY t.regard DESC, a.life, b.life",
            edge=edge, least=least, seen=[source, *behind],
        )  # fmt: skip
        edge = []
        for before, by, regard, stage in rows:
            if by not in behind:
                behind[by] = before, Link(by, regard, stage)
                edge.append(by)
        if target in behind or not edge:
            break
    way: list[Link] = []
    at = target
    while at in behind:
        at, link = behind[at]
        way.append(link)
    return way[::-1]
