"""What there is to say of a signed network: its blocs, what fits ill, how balanced it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic

from relationships import balance, blocs
from relationships.balance import Node, Tie, Triangles
from relationships.blocs import Partition


@dataclass(frozen=True, slots=True)
class Factions(Generic[Node]):
    partition: Partition[Node]
    # The frustration that is left if there may be two sides only.
    line_index: float
    triangles: Triangles
    nodes: int
    # Pairs that stand for, and against, each other.
    friends: int
    foes: int


def factions(ties: Iterable[Tie[Node]], nodes: Iterable[Node] = (), most: int | None = None) -> Factions[Node]:
    """Who stands with whom, at most `most` blocs among those who are connected."""
    rows = list(ties)
    found = blocs.partition(rows, nodes, most)
    sides = found if len(found.blocs) <= 2 else blocs.partition(rows, nodes, 2)
    between = balance.net(rows)
    return Factions(
        partition=found,
        line_index=sides.frustration,
        triangles=balance.triangles(rows),
        nodes=sum(len(bloc) for bloc in found.blocs) + len(found.unattached),
        friends=sum(weight > 0 for weight in between.values()),
        foes=sum(weight < 0 for weight in between.values()),
    )
