"""From the ledger to the graph: what of a world the graph lacks, brought over by event number.

A tie carries the number of the last event between its two people, the graph as a whole carries the number it has been
brought up to. Both only grow, so that jobs may come late, twice or out of order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from characters.models import EcosystemCharacter
from ecosystem.models import World
from relationships import graph, stages
from relationships.models import CharacterRelationship, GraphCursor, LedgerEntry

# Before the first event: the ledger's opening entries have number 0.
NOTHING = -1
# A world that lives on while its graph is compared is compared again, so many times.
COMPARISONS = 5


@dataclass(frozen=True, slots=True)
class Extent:
    """What one side holds of a world: how many lives and ties, and a hash of all of it."""

    lives: int
    ties: int
    digest: str


def catch_up(world_id: int) -> int:
    """Bring the graph of one world up to its ledger; returns how many ties were written. Raises `GraphDown`.

    1. Ask the graph how far it is; its own word counts, as it may have been lost or restored without us.
    2. Only then ask the log, so that a graph that is ahead of it means that Postgres was set back: begin anew.
    3. Write what the ledger has in between, with that number, in one transaction.
    4. Move the cursor by which the clock sees that nothing is left to do.

    A world that is gone is taken out.
    """
    reached = graph.mark(world_id)
    position = World.objects.filter(pk=world_id).values_list("log_position", flat=True).first()
    if position is None or (reached is not None and reached > position):
        graph.wipe(world_id)
        reached = None
    if position is None:
        return 0
    if reached is None:
        graph.prepare()
    ties = ties_between(world_id, NOTHING if reached is None else reached, position)
    graph.put(world_id, lives_of(world_id).items(), ties, position)
    cursor, _ = GraphCursor.objects.get_or_create(world_id=world_id)
    GraphCursor.objects.filter(pk=cursor.pk, event__lt=position).update(event=position)
    return len(ties)


def rebuild(world_id: int) -> tuple[Extent, Extent]:
    """Wipe and write anew; returns what Postgres has and what the graph has, for comparing."""
    graph.wipe(world_id)
    for _ in range(COMPARISONS):
        catch_up(world_id)
        ledger, found = of_ledger(world_id), of_graph(world_id)
        if ledger == found:
            break
    return ledger, found


def of_ledger(world_id: int) -> Extent:
    position = World.objects.values_list("log_position", flat=True).get(pk=world_id)
    return extent(lives_of(world_id), ties_between(world_id, NOTHING, position))


def of_graph(world_id: int) -> Extent:
    return extent(graph.lives(world_id), graph.ties(world_id))


def extent(lives: Mapping[int, str], ties: Iterable[Mapping[str, Any]]) -> Extent:
    rows = sorted(ties, key=lambda tie: (tie["source"], tie["target"]))
    whole = json.dumps([sorted(lives.items()), rows], sort_keys=True)
    return Extent(len(lives), len(rows), hashlib.sha256(whole.encode()).hexdigest()[:16])


def lives_of(world_id: int) -> dict[int, str]:
    return dict(EcosystemCharacter.objects.filter(world=world_id).values_list("pk", "name"))


def ties_between(world_id: int, after: int, up_to: int) -> list[dict[str, Any]]:
    """The ties, as they are now, of all pairs that events after one number and up to another changed."""
    last = _last_events(world_id, after, up_to)
    rows = CharacterRelationship.objects.filter(
        world=world_id, source__in={source for source, _ in last}, target__in={target for _, target in last}
    )
    return [_tie(row, last[row.source_id, row.target_id]) for row in rows if (row.source_id, row.target_id) in last]


def _last_events(world_id: int, after: int, up_to: int) -> dict[tuple[int, int], int]:
    entries = LedgerEntry.objects.filter(world=world_id, event__gt=after, event__lte=up_to)
    last: dict[tuple[int, int], int] = {}
    for source, target, event in entries.values_list("source", "target").annotate(last=Max("event")).order_by():
        # Both ways: a stage may change because love is returned, without an entry of its own.
        for pair in ((source, target), (target, source)):
            last[pair] = max(event, last.get(pair, NOTHING))
    return last


def _tie(row: CharacterRelationship, event: int) -> dict[str, Any]:
    bond = row.bond()
    return {
        "source": row.source_id,
        "target": row.target_id,
        "regard": stages.regard(bond),
        "trust": bond.trust,
        "familiarity": bond.familiarity,
        "stage": bond.stage,
        "event": event,
    }
