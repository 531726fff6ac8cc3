"""The rows of what people are to each other in company: alliances, conflicts, who leads."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from relationships import alliances, conflicts, occasions, rank
from relationships.alliances import Alliance
from relationships.conflicts import Conflict
from relationships.models.fact import FactQuerySet, FactRow
from relationships.occasions import Occasion
from relationships.rank import Leadership


class AllianceQuerySet(FactQuerySet):
    # Who has left the world falls out of it; the rest hold on.
    is_open = models.Q(closed=0)
    closed_kept = alliances.CLOSED_KEPT


class AllianceRow(FactRow):
    """Common cause made by `members`, ids of lives."""

    members = ArrayField(models.BigIntegerField())
    leader = models.ForeignKey(
        "characters.EcosystemCharacter", models.SET_NULL, related_name="+", null=True, blank=True
    )
    # Completes "to …".
    purpose = models.CharField(max_length=alliances.LONGEST_PURPOSE)
    against = models.ForeignKey(
        "characters.EcosystemCharacter", models.SET_NULL, related_name="+", null=True, blank=True
    )
    # Whom it means to keep an eye on.
    about = models.ForeignKey("characters.EcosystemCharacter", models.SET_NULL, related_name="+", null=True, blank=True)
    # World minute and number of the event at which it was made.
    made = models.PositiveIntegerField()
    event = models.PositiveIntegerField()
    cohesion = models.FloatField()
    checked = models.PositiveIntegerField(default=0)
    # How many times in a row it was found not to hold.
    weak = models.PositiveSmallIntegerField(default=0)
    # Number of the event that ended it and its minute; 0 while it holds.
    ended = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)

    objects = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = "alliance"
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_alliance_a_number")]

    def fact(self) -> Alliance:
        return Alliance(
            tuple(self.members), self.leader_id, self.purpose, self.against_id, self.about_id, self.made, self.event,
            self.cohesion, self.checked, self.weak, self.ended, self.closed, self.number,
        )  # fmt: skip


class ConflictQuerySet(FactQuerySet):
    is_open = models.Q(state=conflicts.OPEN)
    people = ("one", "other")
    closed_kept = conflicts.CLOSED_KEPT


class ConflictRow(FactRow):
    """A quarrel between two, the one of the lesser id first."""

    one = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="+")
    other = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="+")
    # A rung of `conflicts.LEVELS`, and the highest it ever was.
    level = models.PositiveSmallIntegerField()
    heat = models.FloatField()
    cause = models.PositiveIntegerField()
    event = models.PositiveIntegerField()
    opened = models.PositiveIntegerField()
    moved = models.PositiveIntegerField()
    times = models.PositiveSmallIntegerField(default=1)
    highest = models.PositiveSmallIntegerField(default=conflicts.TENSION)
    state = models.CharField(max_length=10, default=conflicts.OPEN)
    winner = models.ForeignKey(
        "characters.EcosystemCharacter", models.SET_NULL, related_name="+", null=True, blank=True
    )
    ended = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = "conflict"
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_conflict_a_number")]

    def fact(self) -> Conflict:
        return Conflict(
            self.one_id, self.other_id, self.level, self.heat, self.cause, self.event, self.opened, self.moved,
            self.times, self.highest, self.state, self.winner_id, self.ended, self.closed, self.number,
        )  # fmt: skip


class LeadershipQuerySet(FactQuerySet):
    is_open = models.Q(closed=0)
    people = ("leader",)
    closed_kept = rank.CLOSED_KEPT


class LeadershipRow(FactRow):
    """Who everybody followed, from when to when."""

    leader = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="+")
    since = models.PositiveIntegerField()
    event = models.PositiveIntegerField()
    # Whom they took it from with others behind them.
    toppled = models.ForeignKey(
        "characters.EcosystemCharacter", models.SET_NULL, related_name="+", null=True, blank=True
    )
    ended = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)

    objects = LeadershipQuerySet.as_manager()

    class Meta:
        verbose_name = "leadership"
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_leadership_a_number")]

    def fact(self) -> Leadership:
        return Leadership(
            self.leader_id, self.since, self.event, self.toppled_id, self.ended, self.closed, self.number
        )  # fmt: skip


class OccasionQuerySet(FactQuerySet):
    is_open = models.Q(closed=0)
    # A vote on somebody who has gone is no more; a feast in nobody's honour goes on.
    people = ("subject",)
    closed_kept = occasions.CLOSED_KEPT


class OccasionRow(FactRow):
    """People called together: to sit, to vote, to feast, to judge."""

    kind = models.CharField(max_length=10)
    place = models.CharField(max_length=40)
    host = models.ForeignKey("characters.EcosystemCharacter", models.SET_NULL, related_name="+", null=True, blank=True)
    subject = models.ForeignKey(
        "characters.EcosystemCharacter", models.SET_NULL, related_name="+", null=True, blank=True
    )
    against = models.ForeignKey(
        "characters.EcosystemCharacter", models.SET_NULL, related_name="+", null=True, blank=True
    )
    matter = models.CharField(max_length=occasions.LONGEST_MATTER, blank=True)
    coming = ArrayField(models.BigIntegerField(), default=list)
    # World minutes.
    called = models.PositiveIntegerField()
    starts = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    # Number of the event at which it was called, and of the one that gave rise to it; 0 for none.
    event = models.PositiveIntegerField()
    cause = models.PositiveIntegerField(default=0)
    by_person = models.BooleanField(default=False)
    came = ArrayField(models.BigIntegerField(), default=list)
    # Each as [who, 1 or -1]: for the proposal or the charge, or against it.
    votes = models.JSONField(default=list)
    result = models.CharField(max_length=10, blank=True)
    ended = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = "occasion"
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_occasion_a_number")]

    def fact(self) -> Occasion:
        return Occasion(
            self.kind, self.place, self.host_id, self.subject_id, self.against_id, self.matter, tuple(self.coming),
            self.called, self.starts, self.ends, self.event, self.cause, self.by_person, tuple(self.came),
            tuple((who, which) for who, which in self.votes), self.result, self.ended, self.closed, self.number,
        )  # fmt: skip
