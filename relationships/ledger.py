"""The ledger's only writer, and the proof that the current rows are its sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Sum

from characters import rows
from relationships.bonds import DECIMALS, DIMENSIONS, Bond, Change
from relationships.models import CharacterRelationship, LedgerEntry

Pair = tuple[int, int]
COLUMNS = (*DIMENSIONS, "stage", "minute", "event")


def write(
    world_id: int,
    before: Mapping[Pair, Bond],
    after: Mapping[Pair, Bond],
    changes: Sequence[tuple[int, Iterable[Change]]],
) -> None:
    """Append each numbered event's changes and bring the current rows to `after`; inside the turn's transaction."""
    entries, touched = [], {}
    for number, held in changes:
        for change in held:
            touched[change.source, change.target] = number
            entries.append(
                {
                    "world_id": world_id,
                    "event": number,
                    "source_id": change.source,
                    "target_id": change.target,
                    "dimension": change.dimension,
                    "delta": change.delta,
                    "rule": change.rule[:60],
                    "reason": change.reason[:200],
                }
            )
    rows.add(LedgerEntry, entries)
    current = [
        _row(world_id, bond, touched.get(pair, 0))
        for pair, bond in after.items()
        if pair in touched or bond is not before.get(pair)
    ]
    rows.add(CharacterRelationship, current, unique=("source_id", "target_id"), changing=COLUMNS)


def _row(world_id: int, bond: Bond, event: int) -> rows.Row:
    values = {dimension: getattr(bond, dimension) for dimension in DIMENSIONS}
    where = {"world_id": world_id, "source_id": bond.source, "target_id": bond.target}
    return where | values | {"stage": bond.stage, "minute": bond.minute, "event": event}


def sums(world_id: int, up_to: int | None = None) -> dict[Pair, dict[str, float]]:
    """Every bond's dimensions as the ledger adds up to them, for all events or up to one (how they stood then)."""
    entries = LedgerEntry.objects.filter(world=world_id)
    if up_to is not None:
        entries = entries.filter(event__lte=up_to)
    totals: dict[Pair, dict[str, float]] = {}
    rows = entries.values_list("source", "target", "dimension").annotate(total=Sum("delta")).order_by()
    for source, target, dimension, total in rows:
        totals.setdefault((source, target), dict.fromkeys(DIMENSIONS, 0.0))[dimension] = round(total, DECIMALS)
    return totals


def differences(world_id: int) -> list[str]:
    """Where a current row is not the sum of its ledger, in words; empty when all is well."""
    totals = sums(world_id)
    found = []
    for row in CharacterRelationship.objects.filter(world=world_id):
        total = totals.pop((row.source_id, row.target_id), dict.fromkeys(DIMENSIONS, 0.0))
        for dimension in DIMENSIONS:
            if abs(getattr(row, dimension) - total[dimension]) > 10**-DECIMALS * 5:
                found.append(
                    f"{row.source_id} to {row.target_id}: {dimension} is {getattr(row, dimension)}, "
                    f"its ledger adds up to {total[dimension]}"
                )
    found += [f"{source} to {target}: has a ledger but no row" for source, target in totals]
    return found
