"""A story in outline: arcs of beats, woven from what happened. The outline stands without a model; chapters tell it."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ecosystem.models import User
from storytelling.models.seed import StorySeed


def new_token() -> str:
    return secrets.token_urlsafe(12)


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, user: User | AnonymousUser) -> StoryQuerySet:
        """Public stories, and those of worlds the user is a member of; an unlisted one has its token."""
        shown = Q(visibility=Story.Visibility.PUBLIC)
        if user.is_authenticated:
            shown |= Q(world__memberships__user=user)
        return self.filter(shown).distinct()

    def under_way(self) -> StoryQuerySet:
        return self.filter(status=Story.Status.UNFOLDING)

    def told(self) -> StoryQuerySet:
        return self.filter(status=Story.Status.COMPLETE)


class Story(models.Model):
    """Several arcs about the same people, begun from one seed."""

    class Status(models.TextChoices):
        UNFOLDING = "unfolding", "Unfolding"
        COMPLETE = "complete", "Complete"
        ABANDONED = "abandoned", "Came to nothing"

    class Visibility(models.TextChoices):
        PRIVATE = "private", "Members of the world"
        UNLISTED = "unlisted", "Anyone with the link"
        PUBLIC = "public", "Public"

    world = models.ForeignKey("ecosystem.World", models.CASCADE, related_name="stories")
    # Its own within the world.
    number = models.PositiveIntegerField()
    seed = models.ForeignKey(StorySeed, models.SET_NULL, null=True, blank=True, related_name="stories")
    title = models.CharField(max_length=160)
    summary = models.TextField(max_length=600, blank=True)
    genre = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UNFOLDING)
    # How it ended, in words: "forgiven", "left standing".
    outcome = models.CharField(max_length=160, blank=True)
    cast_ids = ArrayField(models.BigIntegerField(), default=list)
    # World turns in which it was opened and closed.
    opened = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(null=True, blank=True)
    # Tension after each event that touched it, each as [event number, 0..1].
    tension = models.JSONField(default=list)
    # Percent of checkable items that hold, with its four shares, and errors per 10,000 words of prose.
    coherence = models.FloatField(null=True, blank=True)
    shares = models.JSONField(default=dict)
    errors_per_10k = models.FloatField(null=True, blank=True)
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.PRIVATE)
    # The unguessable part of its shared address.
    token = models.CharField(max_length=24, unique=True, default=new_token)
    # What a reader may wish to know beforehand, as words.
    content_notes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "stories"
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_story_a_number")]
        indexes = [models.Index(fields=["world", "status"], name="story_status")]

    def __str__(self) -> str:
        return self.title


class Arc(models.Model):
    """One thread of a story: a pattern being played out, or a turn of two people's lives."""

    class Role(models.TextChoices):
        MAIN = "main", "The story itself"
        COMPLICATION = "complication", "A complication"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        # Its pattern died or ran out of time; the reader is told so.
        BROKEN = "broken", "Came to nothing"

    story = models.ForeignKey(Story, models.CASCADE, related_name="arcs")
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MAIN)
    title = models.CharField(max_length=160)
    pattern = models.CharField(max_length=40, blank=True)
    genre = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    outcome = models.CharField(max_length=160, blank=True)
    # The pattern's variables to characters' ids.
    bindings = models.JSONField(default=dict)
    # Why each of them is in it, each as {who, kind, text, weight, event}.
    motives = models.JSONField(default=list)
    # Whose side the next scenes should be seen from.
    focus_id = models.BigIntegerField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["story", "number"], name="one_arc_a_number")]

    def __str__(self) -> str:
        return self.title


class Beat(models.Model):
    """One turn of an arc: what is wanted there, how tense it should be, and the events that became it."""

    class Kind(models.TextChoices):
        SET_UP = "setup", "Set-up"
        INCITING = "inciting", "Inciting"
        RISING = "rising", "Rising"
        CRISIS = "crisis", "Crisis"
        CLIMAX = "climax", "Climax"
        RESOLUTION = "resolution", "Resolution"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        MET = "met", "Met"
        # Something else came, and the arc went on without it.
        MISSED = "missed", "Passed over"

    arc = models.ForeignKey(Arc, models.CASCADE, related_name="beats")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # In words with names: "Ioan gives Mara's secret away".
    text = models.CharField(max_length=300)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PLANNED)
    planned = models.FloatField()
    # How tense it really was; None until it is met.
    actual = models.FloatField(null=True, blank=True)
    event_numbers = ArrayField(models.PositiveIntegerField(), default=list)
    # The pattern's step it is, counted from 1; 0 for the genre's own and for the ending.
    step = models.PositiveSmallIntegerField(default=0)
    # The genre's storylet it comes from, if any.
    storylet = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["arc", "number"], name="one_beat_a_number")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"
