"""How characters stand to each other (bond), and the facts that hold beyond what two feel for each other."""

from __future__ import annotations

from relationships.models.bond import CharacterRelationship, GraphCursor, LedgerEntry
from relationships.models.fact import BetrayalRow, FactQuerySet, FactRow, PromiseRow

__all__ = [
    "BetrayalRow",
    "CharacterRelationship",
    "FactQuerySet",
    "FactRow",
    "GraphCursor",
    "LedgerEntry",
    "PromiseRow",
]
