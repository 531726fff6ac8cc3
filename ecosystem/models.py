"""The ground: people, worlds, who belongs to them, what was asked of them, and the turns they took."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from ecosystem.roles import Role, at_least

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


# What others see a person called, wherever it is kept.
NAME_LENGTH = 60
# At the plainest speed a turn's two or three scenes can be read before the next.
SECONDS_PER_TURN = 12
# Worlds that one person may have: more than anybody looks after, fewer than would fill a studio.
MOST_WORLDS = 60


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address."""

    class Theme(models.TextChoices):
        SYSTEM = "system", "Follow the device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    email = models.EmailField(unique=True)
    # What others see; the part before the @ until the person says otherwise.
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.SYSTEM)
    # WCAG 2.1.4: single-key shortcuts can be switched off.
    single_keys = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name or self.email.split("@")[0][:NAME_LENGTH]


class NoRoom(PermissionDenied):
    """Somebody has as many worlds as one person may have."""


class Overtaken(Exception):
    """Another worker has moved the world on; whatever was prepared for it is dropped whole."""


# Read as it is leased: whatever changes later waits for the turn, or for its end.
CLAIM = """
UPDATE ecosystem_world SET lease_until = %(until)s
WHERE id = %(world)s AND generation = %(generation)s AND (lease_until IS NULL OR lease_until < %(now)s)
RETURNING *, EXISTS (
    SELECT FROM ecosystem_worldinput waiting WHERE waiting.world_id = ecosystem_world.id AND waiting.applied_at IS NULL
) AS is_asked
"""


class WorldQuerySet(models.QuerySet["World"]):
    def visible_to(self, user: User | AnonymousUser) -> WorldQuerySet:
        """Public and unlisted worlds, and those the user is a member of. Lists ask for `public()` or `of()` instead."""
        open_to_all = ~Q(visibility=World.Visibility.PRIVATE)
        if not user.is_authenticated:
            return self.filter(open_to_all)
        return self.filter(open_to_all | Q(pk__in=Membership.objects.filter(user=user).values("world")))

    def of(self, user: User) -> WorldQuerySet:
        return self.filter(memberships__user=user)

    def public(self) -> WorldQuerySet:
        return self.filter(visibility=World.Visibility.PUBLIC)

    def due(self, now: datetime) -> WorldQuerySet:
        """Running, watched, inside the budget, its time come, and no worker holding it."""
        return self.filter(
            Q(lease_until=None) | Q(lease_until__lt=now),
            Q(watched_at__gte=now - timedelta(seconds=settings.FREEZE_AFTER_SECONDS)) | Q(runs_unwatched=True),
            Q(spent_on__lt=now.date()) | Q(spent_on=None) | Q(turns_spent__lt=F("daily_turns")),
            is_running=True,
            next_turn_at__lte=now,
        )

    def claim(self, pk: int, generation: int, now: datetime) -> World | None:
        """The world, leased for the turn after `generation`; None where another has it or has taken that turn."""
        until = now + timedelta(seconds=settings.LEASE_SECONDS)
        values = {"world": pk, "generation": generation, "now": now, "until": until}
        return next(iter(self.raw(CLAIM, values)), None)


class World(models.Model):
    """A world: its cast lives in it, turn by turn. `generation` counts its turns and fences its writers."""

    class Visibility(models.TextChoices):
        PRIVATE = "private", "Private"
        UNLISTED = "unlisted", "Anyone with the link"
        PUBLIC = "public", "Public"

    class Autonomy(models.TextChoices):
        GUIDED = "guided", "Guided"
        BALANCED = "balanced", "Balanced"
        FREE = "free", "Free"

    class Pace(models.TextChoices):
        QUIET = "quiet", "Quiet"
        NORMAL = "normal", "Normal"
        LIVELY = "lively", "Lively"

    class TurnOrder(models.TextChoices):
        URGE = "urge", "Whoever wants to most"
        POOLED = "pooled", "Everybody once before anybody twice"
        NATURAL = "natural", "As people in talk: who was spoken of, who talks much"
        LEAST = "least", "Whoever was heard least"

    class Voice(models.TextChoices):
        STUDIO = "studio", "As the studio is set"
        HOUSE = "house", "House voice"
        MODEL = "model", "Model voice"
        NONE = "none", "Silent"

    slug = models.SlugField(max_length=60, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="owned_worlds", null=True, blank=True
    )
    title = models.CharField(max_length=80)
    premise = models.TextField(max_length=1000, blank=True)
    genre = models.CharField(max_length=20, blank=True)
    # The starter it was made from; its places, topics and voice pack are read from there.
    starter = models.CharField(max_length=40, blank=True)
    # Of a world made without a starter: {places, topics, day_starts}, as a starter file has them.
    setting = models.JSONField(default=dict, blank=True)
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.PRIVATE)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    is_running = models.BooleanField(default=False)
    # Who last pressed play or pause, shown in the transport.
    steered_by = models.CharField(max_length=NAME_LENGTH, blank=True)
    speed = models.PositiveSmallIntegerField(default=1)
    autonomy = models.CharField(max_length=8, choices=Autonomy.choices, default=Autonomy.BALANCED)
    # Acts that nobody in it does, and topics that nobody touches on.
    never = models.JSONField(default=list, blank=True)
    topics_off = models.JSONField(default=list, blank=True)
    pace = models.CharField(max_length=6, choices=Pace.choices, default=Pace.NORMAL)
    turn_order = models.CharField(max_length=8, choices=TurnOrder.choices, default=TurnOrder.URGE)
    # Where everybody begins something once before anybody does twice: who has in this round.
    round = models.JSONField(default=list, blank=True)
    voice = models.CharField(max_length=8, choices=Voice.choices, default=Voice.STUDIO)
    # 0: as many as the size of the cast suggests.
    scenes_per_turn = models.PositiveSmallIntegerField(default=0)
    runs_unwatched = models.BooleanField(default=False)
    watched_at = models.DateTimeField(null=True, blank=True)

    seed = models.BigIntegerField(default=0)
    generation = models.PositiveIntegerField(default=0)
    # Number of the last event in the log.
    log_position = models.PositiveIntegerField(default=0)
    # Number of the last input anybody queued.
    input_position = models.PositiveIntegerField(default=0)
    # The world's own clock, in minutes since the midnight before its first day.
    minute = models.PositiveIntegerField(default=8 * 60)
    next_turn_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)

    daily_turns = models.PositiveIntegerField(default=20_000)
    turns_spent = models.PositiveIntegerField(default=0)
    spent_on = models.DateField(null=True, blank=True)
    # Turns that broke in a row; too many, and the world is paused rather than tried for ever.
    failures = models.PositiveSmallIntegerField(default=0)
    # Why nothing is happening, in words for the page; empty while all is well.
    trouble = models.CharField(max_length=200, blank=True)

    objects = WorldQuerySet.as_manager()

    # Whether inputs wait for a turn; who claims one has looked.
    is_asked = True

    if TYPE_CHECKING:
        memberships: RelatedManager[Membership]

    class Meta:
        indexes = [
            models.Index(fields=["next_turn_at"], name="world_due", condition=Q(is_running=True)),
            models.Index(fields=["visibility"], name="world_visibility"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(speed__in=[1, 2, 4, 8]), name="world_speed_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @staticmethod
    def make_room(owner: User) -> None:
        """Raise `NoRoom` where the owner may have no further world; inside the transaction that founds it.

        The owner is held until then, so that of two who take the last place at once one is told.
        """
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        if World.objects.filter(owner=owner).count() >= MOST_WORLDS:
            raise NoRoom(f"You have {MOST_WORLDS} worlds, as many as one person may. Delete one to begin another.")

    @staticmethod
    def new_slug(title: str) -> str:
        return f"{slugify(title)[:40] or 'world'}-{secrets.token_hex(8)}"

    @property
    def day(self) -> int:
        return self.minute // 1440 + 1

    @property
    def clock(self) -> str:
        return f"{self.minute // 60 % 24:02d}:{self.minute % 60:02d}"

    def is_frozen(self, now: datetime) -> bool:
        """Running, yet left alone for so long that it costs nothing until somebody looks."""
        limit = now - timedelta(seconds=settings.FREEZE_AFTER_SECONDS)
        return self.is_running and not self.runs_unwatched and (self.watched_at is None or self.watched_at < limit)

    def is_out_of_budget(self, now: datetime) -> bool:
        return self.spent_on == now.date() and self.turns_spent >= self.daily_turns

    def renew_lease(self, generation: int, now: datetime) -> bool:
        """Keep the lease that this worker took; False where it ran out and somebody else has taken it since."""
        mine = World.objects.filter(pk=self.pk, generation=generation, lease_until=self.lease_until)
        self.lease_until = now + timedelta(seconds=settings.LEASE_SECONDS)
        return mine.update(lease_until=self.lease_until) == 1

    def role_of(self, user: User | AnonymousUser) -> str:
        """The user's role here: a membership's, else viewer where the world is open, else none ("")."""
        if user.is_authenticated:
            found = self.memberships.filter(user=user).values_list("role", flat=True).first()
            if found:
                return found
        return "" if self.visibility == self.Visibility.PRIVATE else Role.VIEWER

    def may(self, user: User | AnonymousUser, wanted: Role) -> bool:
        return at_least(self.role_of(user), wanted)

    def queue(self, kind: str, args: Mapping[str, object], sender: User | None = None) -> WorldInput:
        """Queue what a person wants done; the next turn applies it in number order and stores its result."""
        with transaction.atomic():
            World.objects.filter(pk=self.pk).update(input_position=F("input_position") + 1)
            number = World.objects.values_list("input_position", flat=True).get(pk=self.pk)
            return WorldInput.objects.create(world=self, number=number, kind=kind, args=dict(args), sender=sender)


class Membership(models.Model):
    world = models.ForeignKey(World, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.VIEWER)
    # Where the member stopped reading: the worlds list tells what happened since.
    seen_number = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["world", "user"], name="one_membership_a_person")]

    def __str__(self) -> str:
        return f"{self.user} in {self.world}: {self.role}"


class WorldInput(models.Model):
    """Something asked of a world, numbered; applied by the next turn, its result or error kept for whoever asked."""

    world = models.ForeignKey(World, models.CASCADE, related_name="inputs")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    args = models.JSONField(default=dict)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["world", "number"], name="one_input_a_number")]
        indexes = [models.Index(fields=["world", "number"], name="input_waiting", condition=Q(applied_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Turn(models.Model):
    """One turn that a world took: the seed it can be replayed from, and what it cost."""

    world = models.ForeignKey(World, models.CASCADE, related_name="turns")
    generation = models.PositiveIntegerField()
    # Seed of the generator that every decision of the turn drew from.
    seed = models.BigIntegerField()
    minute = models.PositiveIntegerField()
    first_event = models.PositiveIntegerField()
    event_count = models.PositiveSmallIntegerField(default=0)
    model_calls = models.PositiveSmallIntegerField(default=0)
    retries = models.PositiveSmallIntegerField(default=0)
    fallbacks = models.PositiveSmallIntegerField(default=0)
    # How the world stood after it: mean trust, strained ties, how many in each mood; the sparklines' points.
    pulse = models.JSONField(default=dict)
    # How often the turn asked how two suit each other, and how often that was known already.
    matches_asked = models.PositiveIntegerField(default=0)
    matches_known = models.PositiveIntegerField(default=0)
    # Milliseconds by stage: observe, decide, voice, commit.
    stages = models.JSONField(default=dict)
    committed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["world", "generation"], name="one_turn_a_generation")]

    def __str__(self) -> str:
        return f"turn {self.generation} of {self.world_id}"
