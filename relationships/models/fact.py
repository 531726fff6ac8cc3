"""The rows of a world's facts: the columns are the fields of the fact's value, of which `record` makes use."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from relationships import betrayals, confidences, promises, rumours
from relationships.betrayals import Betrayal, Known
from relationships.confidences import Confidence
from relationships.promises import Promise
from relationships.rumours import Rumour, Telling


class FactQuerySet(models.QuerySet[Any]):
    """Rows of one kind of fact; those of `is_open` hold, the others are over."""

    is_open: models.Q = models.Q()
    # The columns of those without whom there is no such fact; who has left the world has no more part in any.
    people: tuple[str, ...] = ()
    # So many of those that are over still matter to a turn.
    closed_kept = 0

    def standing(self) -> Self:
        """Of those who live in the world still."""
        return self.filter(**{f"{column}__departed": None for column in self.people})

    def open(self) -> Self:
        return self.standing().filter(self.is_open)

    def current(self, world_id: int) -> list[Any]:
        """What a turn needs to know, in the order of their making: what holds, and the newest of what is over."""
        here = self.filter(world=world_id)
        over = here.standing().exclude(self.is_open).order_by("-number")[: self.closed_kept]
        return sorted([*here.open(), *over], key=lambda row: row.number)


class FactRow(models.Model):
    """One fact of a world; its number is its own within the world, whatever its kind."""

    world = models.ForeignKey("ecosystem.World", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number}"


class PromiseQuerySet(FactQuerySet):
    is_open = models.Q(state=promises.OPEN)
    people = ("maker", "holder")
    closed_kept = promises.CLOSED_KEPT


class PromiseRow(FactRow):
    """A word that `maker` gave `holder`."""

    maker = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="promises")
    holder = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="promises_held")
    # Completes "promised …".
    matter = models.CharField(max_length=200)
    topic = models.CharField(max_length=120)
    # Number of the event at which it was given.
    event = models.PositiveIntegerField()
    made = models.PositiveIntegerField()
    due = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=promises.OPEN)
    # Number of the event that ended it; 0 while it is open.
    ended = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = "promise"
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_promise_a_number")]

    def fact(self) -> Promise:
        return Promise(
            self.maker_id, self.holder_id, self.matter, self.topic, self.event, self.made, self.due, self.state,
            self.ended, self.closed, self.number,
        )  # fmt: skip


class BetrayalQuerySet(FactQuerySet):
    is_open = ~models.Q(state=betrayals.RECONCILED)
    people = ("doer", "victim")
    closed_kept = betrayals.CLOSED_KEPT


class BetrayalRow(FactRow):
    """Harm that `doer` did to `victim`, who had trusted them; the events that prove it, and who knows."""

    doer = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="betrayals")
    victim = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="betrayals_suffered")
    act = models.CharField(max_length=30)
    # What was broken: promise, secret, alliance, slander, or of trust alone advantage.
    bound = models.CharField(max_length=10)
    severity = models.FloatField()
    trust_before = models.FloatField()
    concealed = models.BooleanField()
    # A clause that tells it.
    deed = models.CharField(max_length=300)
    # Numbers of the event that did it and of those that prove it.
    event = models.PositiveIntegerField()
    evidence = ArrayField(models.PositiveIntegerField())
    minute = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=betrayals.HIDDEN)
    # Each as [who, event, teller]: since when somebody knows, and from whom.
    knowledge = models.JSONField(default=list)
    # Number of the event with which the victim learned of it, when, and how; 0 while it is secret.
    learned = models.PositiveIntegerField(default=0)
    learned_minute = models.PositiveIntegerField(default=0)
    means = models.CharField(max_length=10, blank=True)
    # What has been made good, as `relationships.repair` counts it.
    points = models.FloatField(default=0.0)
    apology = models.FloatField(default=0.0)
    apologised = models.PositiveIntegerField(default=0)
    eased = models.FloatField(default=0.0)
    ended = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)

    objects = BetrayalQuerySet.as_manager()

    class Meta:
        verbose_name = "betrayal"
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_betrayal_a_number")]

    def fact(self) -> Betrayal:
        return Betrayal(
            self.doer_id, self.victim_id, self.act, self.bound, self.severity, self.trust_before, self.concealed,
            self.deed, self.event, tuple(self.evidence), self.minute, self.state,
            tuple(Known(*known) for known in self.knowledge), self.learned, self.learned_minute, self.means,
            self.points, self.apology, self.apologised, self.eased, self.ended, self.closed, self.number,
        )  # fmt: skip


class ConfidenceQuerySet(FactQuerySet):
    # There is nothing left to do about any of them.
    is_open = models.Q(pk=None)
    people = ("holder", "hearer")
    closed_kept = confidences.KEPT


class ConfidenceRow(FactRow):
    """That `hearer` has had the secret of `holder` from `teller`, at an event."""

    secret = models.ForeignKey("characters.Secret", models.CASCADE, related_name="tellings")
    holder = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="+")
    teller = models.ForeignKey("characters.EcosystemCharacter", models.SET_NULL, null=True, related_name="+")
    hearer = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="+")
    # Number of the event.
    event = models.PositiveIntegerField()
    minute = models.PositiveIntegerField()
    overheard = models.BooleanField(default=False)

    objects = ConfidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "confidence"
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_confidence_a_number")]

    def fact(self) -> Confidence:
        return Confidence(
            self.secret_id, self.holder_id, self.teller_id, self.hearer_id, self.event, self.minute, self.overheard,
            self.number,
        )  # fmt: skip


class RumourQuerySet(FactQuerySet):
    is_open = models.Q(state=rumours.TOLD)
    people = ("subject",)
    closed_kept = rumours.CLOSED_KEPT


class RumourRow(FactRow):
    """What is told of `subject`, from mouth to mouth."""

    subject = models.ForeignKey("characters.EcosystemCharacter", models.CASCADE, related_name="rumours")
    victim = models.ForeignKey("characters.EcosystemCharacter", models.SET_NULL, null=True, related_name="+")
    # Who told it first.
    origin = models.ForeignKey("characters.EcosystemCharacter", models.SET_NULL, null=True, related_name="+")
    act = models.CharField(max_length=30)
    # A clause that tells it.
    deed = models.CharField(max_length=300)
    # Number of the event it tells about; 0 where there was none.
    event = models.PositiveIntegerField()
    truth = models.BooleanField()
    valence = models.FloatField()
    minute = models.PositiveIntegerField()
    # Each as [teller, hearer, event, minute, belief, overheard].
    tellings = models.JSONField(default=list)
    # Those who know it and tell it no more.
    stifled = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(max_length=10, default=rumours.TOLD)
    closed = models.PositiveIntegerField(default=0)

    objects = RumourQuerySet.as_manager()

    class Meta:
        verbose_name = "rumour"
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_rumour_a_number")]

    def fact(self) -> Rumour:
        return Rumour(
            self.subject_id, self.victim_id, self.origin_id, self.act, self.deed, self.event, self.truth, self.valence,
            self.minute, tuple(Telling(*one) for one in self.tellings), frozenset(self.stifled), self.state,
            self.closed, self.number,
        )  # fmt: skip
