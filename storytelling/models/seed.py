"""Seeds: what might become a story, with its score and why, waiting for somebody's yes or no."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class StorySeedQuerySet(models.QuerySet["StorySeed"]):
    def waiting(self) -> StorySeedQuerySet:
        """The inbox: undecided, the most promising first."""
        return self.filter(status=StorySeed.Status.WAITING).order_by("-score", "-number")

    def decided(self) -> StorySeedQuerySet:
        return self.exclude(status__in=[StorySeed.Status.WAITING, StorySeed.Status.LATER])


class StorySeed(models.Model):
    """Something in the log that a story could grow from."""

    class Kind(models.TextChoices):
        COMPLETE = "complete", "Has happened"
        PARTIAL = "partial", "Under way"
        TURNING = "turning", "Turning point"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        LATER = "later", "Kept for later"
        ACCEPTED = "accepted", "Accepted"
        DISMISSED = "dismissed", "Dismissed"
        WITHERED = "withered", "Came to nothing"

    world = models.ForeignKey("ecosystem.World", models.CASCADE, related_name="seeds")
    # Its own within the world, in the order in which seeds were found.
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # Key of the pattern; empty for a turning point.
    pattern = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=160)
    summary = models.TextField(max_length=600)
    # Who plays which part: the pattern's variable to the character's id.
    bindings = models.JSONField(default=dict)
    # Ids of everybody in it.
    cast_ids = ArrayField(models.BigIntegerField(), default=list)
    # Numbers of the events that are its steps, in order.
    event_numbers = ArrayField(models.PositiveIntegerField(), default=list)
    # Steps that have happened, of how many: "two of four steps".
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=0)
    # What would have to happen next, in words; empty when nothing is missing.
    missing = models.CharField(max_length=300, blank=True)
    genre = models.CharField(max_length=20, blank=True)
    # 0..1, and what it is made of: each as {name, value, weight, text}.
    score = models.FloatField(default=0.0)
    components = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    # Why it was decided so, chosen from `seeds.REASONS`, and by whom; nobody means the world itself.
    reason = models.CharField(max_length=40, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    # The world's turn and minute in which it was found, and in which it last changed.
    generation = models.PositiveIntegerField(default=0)
    minute = models.PositiveIntegerField(default=0)
    changed_generation = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = StorySeedQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_seed_a_number")]
        indexes = [models.Index(fields=["world", "status", "-score"], name="seed_inbox")]

    def __str__(self) -> str:
        return self.title
