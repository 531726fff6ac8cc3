"""Chapters: a story told in prose, passage by passage, each passage citing the events it rests on."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from storytelling.models.story import Beat, Story


class Chapter(models.Model):
    """One chapter in one version; telling it anew adds a version and keeps the old."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting to be written"
        WRITING = "writing", "Being written"
        WRITTEN = "written", "Written"
        FAILED = "failed", "Could not be written"
        CANCELLED = "cancelled", "Cancelled"

    story = models.ForeignKey(Story, models.CASCADE, related_name="chapters")
    number = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    # The version that readers get.
    is_current = models.BooleanField(default=True)
    title = models.CharField(max_length=160, blank=True)
    beats = models.ManyToManyField(Beat, related_name="chapters", blank=True)
    # The events it tells, in the order in which it tells them.
    event_numbers = ArrayField(models.PositiveIntegerField(), default=list)
    # Whose eyes it is seen through; None is the narrator's.
    point_of_view = models.ForeignKey(
        "characters.EcosystemCharacter", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # "Previously on", for whoever comes back.
    previously = models.TextField(max_length=1000, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    # What is being done and how far it is, for the page: {"stage": "drafting", "done": 2, "of": 5}.
    progress = models.JSONField(default=dict)
    trouble = models.CharField(max_length=200, blank=True)
    # Empty where no model had a hand in it.
    model = models.CharField(max_length=80, blank=True)
    words = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    # When its writer last said how far it is; one that says nothing is gone.
    touched_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["story", "number", "version"], name="one_chapter_a_version"),
            models.UniqueConstraint(
                fields=["story", "number"], condition=models.Q(is_current=True), name="one_current_chapter"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Chapter {self.number}"

    @property
    def goes_back(self) -> bool:
        """Whether it opens on something and then goes back to how that came about."""
        return len(self.event_numbers) > 1 and self.event_numbers[0] > min(self.event_numbers[1:])


class Passage(models.Model):
    """A few sentences of a chapter and the events they rest on."""

    class Told(models.TextChoices):
        HOUSE = "house", "The house narrator"
        MODEL = "model", "The model"
        PERSON = "person", "By hand"

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="passages")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=6000)
    # Never empty: every sentence has at least one source.
    event_numbers = ArrayField(models.PositiveIntegerField(), default=list)
    told_by = models.CharField(max_length=8, choices=Told.choices, default=Told.HOUSE)
    # Written by hand; telling the chapter anew leaves it as it is.
    is_locked = models.BooleanField(default=False)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["chapter", "number"], name="one_passage_a_number")]

    def __str__(self) -> str:
        return self.text[:60]
