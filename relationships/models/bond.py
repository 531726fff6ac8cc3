"""How characters stand to each other: the append-only ledger, and the current row that is its sum."""

from __future__ import annotations

from django.db import models

from relationships.bonds import DIMENSIONS, Bond
from relationships.history import Entry


class CharacterRelationship(models.Model):
    """How `source` stands to `target` now. Directed: the other way round is another row."""

    world = models.ForeignKey("ecosystem.World", models.CASCADE, related_name="relationships")
    source = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="bonds")
    target = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="bonds_to")
    # Evidence for and against "will treat me well": trust is (good + 1) / (good + bad + 2).
    trust_good = models.FloatField(default=0.0)
    trust_bad = models.FloatField(default=0.0)
    affection = models.FloatField(default=0.0)
    respect = models.FloatField(default=0.0)
    familiarity = models.FloatField(default=0.0)
    attraction = models.FloatField(default=0.0)
    fear = models.FloatField(default=0.0)
    stage = models.CharField(max_length=20, default="stranger")
    # World minute of the last contact.
    minute = models.PositiveIntegerField(default=0)
    # Number of the last event that changed it.
    event = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="one_bond_a_direction"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="no_bond_with_oneself"),
            models.CheckConstraint(
                condition=models.Q(affection__range=(-1, 1), respect__range=(-1, 1)), name="bond_signed_in_range"
            ),
            models.CheckConstraint(
                condition=models.Q(familiarity__range=(0, 1), attraction__range=(0, 1), fear__range=(0, 1)),
                name="bond_unsigned_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(trust_good__gte=0, trust_bad__gte=0), name="trust_evidence_positive"
            ),
        ]
        indexes = [models.Index(fields=["world", "event"], name="bond_changed")]

    def __str__(self) -> str:
        return f"{self.source_id} to {self.target_id}: {self.stage}"

    def bond(self) -> Bond:
        values = {dimension: getattr(self, dimension) for dimension in DIMENSIONS}
        return Bond(self.source_id, self.target_id, **values, stage=self.stage, minute=self.minute)


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def between(self, source: int, target: int) -> list[Entry]:
        """Everything that ever changed how `source` stands to `target`, in the order in which it did."""
        rows = self.filter(source=source, target=target).order_by("pk")
        return [Entry(*row) for row in rows.values_list("event", "dimension", "delta", "rule", "reason")]


class LedgerEntry(models.Model):
    """One change of one dimension of one bond, by one event, for one reason. Never updated, never deleted alone."""

    world = models.ForeignKey("ecosystem.World", models.CASCADE, related_name="ledger")
    # Number of the event in the world's log; 0 for how they stood before anything happened.
    event = models.PositiveIntegerField()
    source = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="+")
    target = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="+")
    dimension = models.CharField(max_length=12)
    delta = models.FloatField()
    rule = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "ledger entries"
        indexes = [
            models.Index(fields=["world", "event"], name="ledger_by_event"),
            models.Index(fields=["source", "target", "event"], name="ledger_by_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} to {self.target_id}: {self.dimension} {self.delta:+.2f}"


class GraphCursor(models.Model):
    """How far the graph has been brought up to the ledger of one world."""

    world = models.OneToOneField("ecosystem.World", models.CASCADE, related_name="graph_cursor")
    event = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.world_id} at {self.event}"
