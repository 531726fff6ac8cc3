"""How characters stand to each other (bond), and the facts that hold beyond what two feel for each other."""

from __future__ import annotations

from relationships.models.bond import CharacterRelationship, GraphCursor, LedgerEntry
from relationships.models.fact import BetrayalRow, ConfidenceRow, FactQuerySet, FactRow, PromiseRow, RumourRow
from relationships.models.faction import AllianceRow, ConflictRow, LeadershipRow, OccasionRow

__all__ = [
    "AllianceRow",
    "BetrayalRow",
    "CharacterRelationship",
    "ConfidenceRow",
    "ConflictRow",
    "FactQuerySet",
    "FactRow",
    "GraphCursor",
    "LeadershipRow",
    "LedgerEntry",
    "OccasionRow",
    "PromiseRow",
    "RumourRow",
]
