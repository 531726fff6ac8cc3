"""What a world's stories are sifted with: its own patterns, and how far the sieve has come through the log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class PatternQuerySet(models.QuerySet["Pattern"]):
    def sifting(self, world_id: int) -> PatternQuerySet:
        """Those the world is sifted with beside the house's own."""
        return self.filter(world=world_id, is_active=True).order_by("pk")


class Pattern(models.Model):
    """A pattern that somebody wrote for a world, in the form of `storytelling/patterns/*.yaml`."""

    world = models.ForeignKey("ecosystem.World", models.CASCADE, related_name="patterns")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # The key its matches go by; the house's patterns have theirs in their files.
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    # The YAML as it was written; validated before it is saved.
    source = models.TextField(max_length=20_000)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PatternQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["world", "key"], name="one_pattern_a_key")]

    def __str__(self) -> str:
        return self.title


class Sieve(models.Model):
    """How far one world has been sifted, and all that is needed to go on from there."""

    class Drama(models.TextChoices):
        OFF = "off", "Off"
        GUIDED = "guided", "Guided"
        BALANCED = "balanced", "Balanced"
        FREE = "free", "Free"

    world = models.OneToOneField("ecosystem.World", models.CASCADE, related_name="sieve")
    # Number of the last event that has gone through it.
    position = models.PositiveIntegerField(default=0)
    # The loom as `spool` wound it up at an event some turns ago; the log from there on makes it what it is now. Text,
    # since only the loom reads it.
    state = models.TextField(blank=True)
    state_position = models.PositiveIntegerField(default=0)
    # Counts what the log alone does not tell: people's decisions, patterns changed. What a process keeps is of one.
    edition = models.PositiveIntegerField(default=0)
    # What the drama manager would like to happen next, as `drama.Want`s; read with every snapshot.
    wants = models.JSONField(default=list)
    # What directors have asked for beside: the number of a seed under way, as text, to "push" or "prevent".
    sways = models.JSONField(default=dict)
    # How strongly it says so.
    drama = models.CharField(max_length=8, choices=Drama.choices, default=Drama.BALANCED)
    # Seeds that score high become stories without anybody's saying so.
    accepts_itself = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.world_id} sifted up to {self.position}"

    @property
    def behind(self) -> int:
        """Events of the log that have not gone through it."""
        return self.world.log_position - self.position
