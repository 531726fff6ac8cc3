"""What a character has not got over, or has: each wound with the course of its healing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from characters import minds
from characters.models.life import EcosystemCharacter
from characters.worded import worded


class WoundQuerySet(models.QuerySet["Wound"]):
    def of(self, bearer_id: int) -> WoundQuerySet:
        """The wounds and scars of one character, the newest first."""
        return self.filter(bearer=bearer_id).order_by("-minute", "-event")


@worded
def open_in(world: int) -> models.QuerySet[Wound, tuple[Any, ...]]:
    """What everybody in a world has not got over, oldest first."""
    still = Wound.objects.filter(bearer__world=world, closed=None).order_by("bearer", "event")
    return still.values_list(
        "bearer", "event", "kind", "text", "minute", "severity", "persons", "place", "tags", "healed", "safe",
        "stirred", "closed", "growth", "course",
    )  # fmt: skip


def by_bearer(rows: Iterable[Sequence[Any]]) -> dict[int, tuple[minds.Wound, ...]]:
    """Each row a bearer and then the wound."""
    found: dict[int, list[minds.Wound]] = {}
    for bearer, *columns, steps in rows:
        one, course = minds.Wound(*columns), tuple(minds.Healing(*step) for step in steps)
        # Lists, as they come out of a row.
        one = replace(one, persons=frozenset(one.persons), tags=frozenset(one.tags), course=course)
        found.setdefault(bearer, []).append(one)
    return {bearer: tuple(wounds) for bearer, wounds in found.items()}


class Wound(models.Model):
    """One of a life's wounds; as `minds.Wound`. When it has closed it is a scar."""

    bearer = models.ForeignKey(EcosystemCharacter, models.CASCADE, related_name="wounds")
    # Number of the event that dealt it.
    event = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=300)
    minute = models.PositiveIntegerField()
    severity = models.FloatField()
    # What brings it back: these people, this place, deeds of these tags.
    persons = ArrayField(models.BigIntegerField(), default=list)
    place = models.CharField(max_length=40, blank=True)
    tags = ArrayField(models.CharField(max_length=30), default=list)
    healed = models.FloatField(default=0.0)
    safe = models.PositiveSmallIntegerField(default=0)
    stirred = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(null=True, blank=True)
    # The trait that grew by it.
    growth = models.CharField(max_length=20, blank=True)
    # Each as [minute, event, healed, text], oldest first.
    course = models.JSONField(default=list)

    # What of a row a turn may change.
    CHANGING = ("severity", "healed", "safe", "stirred", "closed", "growth", "course")

    objects = WoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bearer", "event"], name="one_wound_an_event"),
            models.CheckConstraint(
                condition=models.Q(severity__range=(0, 1), healed__range=(0, 1)), name="wound_in_range"
            ),
        ]
        indexes = [models.Index(fields=["bearer"], name="wound_open", condition=models.Q(closed=None))]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"

    @classmethod
    def row(cls, bearer_id: int, wound: minds.Wound) -> Wound:
        return cls(
            bearer_id=bearer_id, event=wound.event, kind=wound.kind, text=wound.text, minute=wound.minute,
            severity=wound.severity, persons=sorted(wound.persons), place=wound.place, tags=sorted(wound.tags),
            healed=wound.healed, safe=wound.safe, stirred=wound.stirred, closed=wound.closed, growth=wound.growth,
            course=[list(astuple(step)) for step in wound.course],
        )  # fmt: skip
