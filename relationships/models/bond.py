"""How characters stand to each other: the append-only ledger, and the current row that is its sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Abs

from relationships import layers, stages
from relationships.bonds import DECIMALS, DIMENSIONS, Bond
from relationships.history import Entry

COLUMNS = ("source", "target", *DIMENSIONS, "stage", "minute")
# The layers of `layers.LAYERS` as the database reckons them, so that it can hand out the strongest ties alone.
GOOD, BAD = F("trust_good"), F("trust_bad")
FOUNDED_TRUST = (GOOD - BAD) / (GOOD + BAD + 2) * (GOOD + BAD) / (GOOD + BAD + 2)
VALUES: Mapping[str, Combinable] = {
    "affinity": F("affection") * stages.AFFECTION_WEIGHT
    + FOUNDED_TRUST * stages.TRUST_WEIGHT
    + F("respect") * stages.RESPECT_WEIGHT,
    "trust": FOUNDED_TRUST,
    "power": F("respect") * layers.ESTEEM_WEIGHT + F("fear") * layers.FEAR_WEIGHT,
}


class BondQuerySet(models.QuerySet["CharacterRelationship"]):
    def strongest(self, layer: str, most: int, known: float = 1.1) -> list[Bond]:
        """The bonds that say most in a layer, strongest first: a step of its scale at least, or so well known."""
        telling = Q(size__gte=stages.STEPS[0]) | Q(familiarity__gte=known)
        rows = self.annotate(size=Abs(VALUES[layer])).filter(telling).order_by("-size", "source", "target")
        return [Bond(*row) for row in rows.values_list(*COLUMNS)[:most]]

    def touching(self, who: int) -> BondQuerySet:
        return self.filter(Q(source=who) | Q(target=who))

    def among(self, cast: Sequence[int]) -> BondQuerySet:
        return self.filter(source__in=cast, target__in=cast)


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

    objects = BondQuerySet.as_manager()

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

    def sums(self, world_id: int, up_to: int) -> list[Bond]:
        """How everybody stood to everybody right after an event, 0 for before any; stages are not told."""
        totals = {f"sum_{name}": Sum("delta", filter=Q(dimension=name), default=0.0) for name in DIMENSIONS}
        rows = self.filter(world=world_id, event__lte=up_to).values("source", "target").annotate(**totals).order_by()
        return [
            Bond(source, target, *(round(total, DECIMALS) for total in found))
            for source, target, *found in rows.values_list("source", "target", *totals)
        ]


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
