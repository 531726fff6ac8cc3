"""The log of a world: anything that happened, numbered in the order in which it happened."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from characters.models.life import EcosystemCharacter


class EventQuerySet(models.QuerySet["Event"]):
    def after(self, number: int) -> EventQuerySet:
        return self.filter(number__gt=number).order_by("number")

    def latest_first(self) -> EventQuerySet:
        return self.order_by("-number")

    def scenes(self) -> EventQuerySet:
        """What characters did, to each other or alone: neither what was brought about nor what came of it."""
        return self.filter(kind__in=[Event.Kind.INTERACTION, Event.Kind.SOLITARY])

    def involving(self, character_id: int) -> EventQuerySet:
        return self.filter(models.Q(initiator_id=character_id) | models.Q(responder_ids__contains=[character_id]))


class Event(models.Model):
    """Anything that happened in a world. Its number is the order in which it happened and never changes."""

    class Kind(models.TextChoices):
        INTERACTION = "interaction", "Interaction"
        SOLITARY = "solitary", "Alone"
        INJECTION = "injection", "Injected"
        NARRATION = "narration", "Narration"
        DEVELOPMENT = "development", "Development"

    class Voiced(models.TextChoices):
        NONE = "none", "Not voiced"
        HOUSE = "house", "House voice"
        MODEL = "model", "Model"
        LOCAL = "local", "Local model"
        FALLBACK = "fallback", "House voice, because the model failed"
        PERSON = "person", "A person"

    world = models.ForeignKey("ecosystem.World", models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    generation = models.PositiveIntegerField(default=0)
    minute = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.INTERACTION)
    # The social act, or of a development its kind.
    act = models.CharField(max_length=30, blank=True)
    place = models.CharField(max_length=40, blank=True)
    initiator = models.ForeignKey(EcosystemCharacter, models.SET_NULL, null=True, blank=True, related_name="initiated")
    responder_ids = ArrayField(models.BigIntegerField(), default=list)
    # Who else was there. Who is in neither list and was not told does not know.
    witness_ids = ArrayField(models.BigIntegerField(), default=list)
    tags = ArrayField(models.CharField(max_length=60), default=list)
    # Number of the earlier event that moved the initiator most, if any.
    cause = models.PositiveIntegerField(null=True, blank=True)
    # None where there was nobody to accept or refuse.
    accepted = models.BooleanField(null=True, blank=True)
    tone = models.CharField(max_length=8, blank=True)
    # Each as {speaker, text, gesture, phrase}; a speaker of null is the narrator.
    lines = models.JSONField(default=list)
    # How it went for those in it, -1..1.
    sentiment = models.FloatField(default=0.0)
    # How much it matters, 0..1.
    importance = models.FloatField(default=0.3)
    # What decided it, each as {who, rule, text, weight, event}.
    reasons = models.JSONField(default=list)
    # What it made them feel, each as {who, emotion, intensity}.
    feelings = models.JSONField(default=list)
    # What it changed between people, each as {source, target, dimension, before, after}; trust is the mean.
    effects = models.JSONField(default=list)
    # Moods that passed between those who were there, each as {source, target, pleasure, arousal}.
    ripples = models.JSONField(default=list)
    # The memories that came to mind, by id.
    recalled = ArrayField(models.BigIntegerField(), default=list)
    # How it is spoken of later: "news" by others, "deed" to the initiator, "mydeed" by the initiator.
    clauses = models.JSONField(default=dict)
    voiced_by = models.CharField(max_length=8, choices=Voiced.choices, default=Voiced.NONE)
    # Who caused it, where a person did.
    sender_name = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=80, blank=True)
    prompt_tokens = models.PositiveIntegerField(default=0)
    completion_tokens = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_event_a_number")]
        indexes = [
            models.Index(fields=["initiator", "number"], name="event_initiator"),
            GinIndex(fields=["responder_ids"], name="event_responders"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act or self.kind}"
