"""How a character's mood moved, and why."""

from __future__ import annotations

from django.db import models

from characters.minds import Mood
from characters.models.life import EcosystemCharacter


class MoodPointQuerySet(models.QuerySet["MoodPoint"]):
    def course(self, life_id: int, since: int = 0, limit: int = 200) -> list[MoodPoint]:
        """The last `limit` points of one life from a world minute on, oldest first."""
        return list(self.filter(life=life_id, minute__gte=since).order_by("-pk")[:limit])[::-1]


class MoodPoint(models.Model):
    """Where a mood stood after it had moved to another word, or far; and what moved it."""

    life = models.ForeignKey(EcosystemCharacter, models.CASCADE, related_name="moods")
    minute = models.PositiveIntegerField()
    # Number of the event that moved it most; empty where time did.
    event = models.PositiveIntegerField(null=True, blank=True)
    pleasure = models.FloatField()
    arousal = models.FloatField()
    dominance = models.FloatField()
    word = models.CharField(max_length=20)
    # In words: "pity, as Mr Wickham insulted Jane Bennet".
    cause = models.CharField(max_length=240)

    objects = MoodPointQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["life", "-id"], name="mood_latest")]

    def __str__(self) -> str:
        return f"{self.word}: {self.cause}"

    @property
    def mood(self) -> Mood:
        return Mood(self.pleasure, self.arousal, self.dominance)
