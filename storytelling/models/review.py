"""What a human should look at, and what readers thought."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from storytelling.models.chapter import Chapter
from storytelling.models.story import Story


class ReviewItemQuerySet(models.QuerySet["ReviewItem"]):
    def open(self) -> ReviewItemQuerySet:
        return self.filter(status=ReviewItem.Status.OPEN).order_by("created_at")


class ReviewItem(models.Model):
    """One finding that telling anew did not mend, kept until somebody has looked at it."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        MENDED = "mended", "Mended"
        ACCEPTED = "accepted", "Let stand"

    story = models.ForeignKey(Story, models.CASCADE, related_name="review_items")
    chapter = models.ForeignKey(Chapter, models.CASCADE, null=True, blank=True, related_name="review_items")
    passage = models.PositiveSmallIntegerField(null=True, blank=True)
    # One of `coherence.KINDS`, or a kind of moderation's own.
    kind = models.CharField(max_length=40)
    # What it says there, to the letter, and what the log says instead.
    quote = models.CharField(max_length=400, blank=True)
    text = models.CharField(max_length=400)
    # Number of the event that proves it; None where the proof is that there is none.
    event = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ReviewItemQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["status", "created_at"], name="review_waiting")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class Rating(models.Model):
    """What one reader gave a story, 1 to 5."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="ratings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="story_ratings")
    stars = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "user"], name="one_rating_a_reader"),
            models.CheckConstraint(condition=models.Q(stars__range=(1, 5)), name="stars_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.stars} for {self.story_id}"
