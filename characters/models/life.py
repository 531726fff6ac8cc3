"""A character living in one world: its state, its goals, what it keeps to itself."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from characters import habits
from characters.minds import Crack, Emotion, GoalView, Mind, Mood, Wound
from characters.models.sheet import Character
from characters.personality import grown


class LifeQuerySet(models.QuerySet["EcosystemCharacter"]):
    def present(self) -> LifeQuerySet:
        """Whoever lives in their world still; who has left stays readable, and remembered."""
        return self.filter(departed=None)


class EcosystemCharacter(models.Model):
    """A character living in one world: where it is, how it feels, what it wants next."""

    world = models.ForeignKey("ecosystem.World", models.CASCADE, related_name="cast")
    character = models.ForeignKey(Character, models.PROTECT, related_name="lives")
    # The character's key within its starter; the voice pack's lines of its own go by it.
    key = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=80)
    place = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=40, blank=True)
    # What it is doing, in words: "Confiding in Jane, in the library".
    doing = models.CharField(max_length=160, blank=True)
    energy = models.FloatField(default=1.0)
    social_capacity = models.FloatField(default=1.0)
    needs = models.JSONField(default=dict)
    pleasure = models.FloatField(default=0.0)
    arousal = models.FloatField(default=0.0)
    dominance = models.FloatField(default=0.0)
    # Each as `minds.Emotion`.
    emotions = models.JSONField(default=list)
    # World minute of the state above: it decays from there.
    minute = models.PositiveIntegerField(default=0)
    # Tag prefixes that wake it; [""] is everything, [] nothing.
    mask = models.JSONField(default=list)
    # World minute at which it wakes by itself.
    wakes_at = models.PositiveIntegerField(default=0)
    # Empty: as the world is set.
    autonomy = models.CharField(max_length=8, blank=True)
    topics_off = models.JSONField(default=list)
    # Acts it is not let to do, beside those its sheet never does.
    never = models.JSONField(default=list)
    # Empty: as the world's.
    pace = models.CharField(max_length=6, blank=True)
    # What it has learnt, as `characters.habits` dumps it: text, since it is read every turn and seldom changes.
    habits = models.TextField(blank=True)
    # How its acts usually turn out, -1..1.
    usual = models.FloatField(default=0.0)
    # How near its composure is to giving way, 0..1, and the last time that it did, as `minds.Crack`.
    strain = models.FloatField(default=0.0)
    crack = models.JSONField(default=dict)
    # World minute at which it last looked back over what it remembers.
    reflected = models.PositiveIntegerField(default=0)
    # What it has grown by since it came here, by trait.
    growth = models.JSONField(default=dict)
    # Elo rating over contests; everybody begins at a thousand.
    rating = models.FloatField(default=1000.0)
    # Number of the last event it took part in.
    last_event = models.PositiveIntegerField(default=0)
    # Number of the event with which it left the world; its life stays to be read.
    departed = models.PositiveIntegerField(null=True, blank=True)
    # Where it stands on the relationship map, 0..1.
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)

    objects = LifeQuerySet.as_manager()

    class Meta:
        constraints = [
            # Who has left may come back, to another life.
            models.UniqueConstraint(
                fields=["world", "character"], name="one_life_a_world", condition=models.Q(departed=None)
            ),
            models.CheckConstraint(condition=models.Q(energy__range=(0, 1)), name="energy_in_range"),
            models.CheckConstraint(
                condition=models.Q(pleasure__range=(-1, 1), arousal__range=(-1, 1), dominance__range=(-1, 1)),
                name="mood_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mood(self) -> Mood:
        return Mood(self.pleasure, self.arousal, self.dominance)

    def mind(self, goals: tuple[GoalView, ...] = (), wounds: tuple[Wound, ...] = ()) -> Mind:
        """The snapshot that formulas see. Needs `character` fetched."""
        sheet = self.character
        return Mind(
            id=self.pk,
            name=self.name,
            pronouns=sheet.pronouns,
            personality=grown(sheet.personality(), self.growth),
            mood=self.mood,
            emotions=tuple(Emotion(**emotion) for emotion in self.emotions),
            needs=self.needs,
            energy=self.energy,
            social_capacity=self.social_capacity,
            place=self.place,
            goals=goals,
            values=frozenset(sheet.values),
            boundaries=frozenset(sheet.boundaries),
            topics_off=frozenset(self.topics_off),
            barred=frozenset(self.never),
            initiative=sheet.initiative,
            secrets_held=len(sheet.secrets),
            groups=frozenset([self.group] if self.group else []),
            # Whoever has grown is no longer as the sheet has it.
            sheet=(0, 0) if self.growth else (sheet.pk or 0, sheet.version),
            rating=self.rating,
            habits=habits.loaded(self.habits),
            usual=self.usual,
            wounds=wounds,
            strain=self.strain,
            crack=Crack(**self.crack) if self.crack else None,
            growth=self.growth,
        )


class Goal(models.Model):
    class Status(models.TextChoices):
        HELD = "held", "Held"
        ACHIEVED = "achieved", "Achieved"
        ABANDONED = "abandoned", "Given up"

    class Origin(models.TextChoices):
        GIVEN = "given", "Given"
        CHOSEN = "chosen", "Chosen"

    holder = models.ForeignKey(EcosystemCharacter, models.CASCADE, related_name="goals")
    text = models.CharField(max_length=200)
    # Completes "I want to …".
    wish = models.CharField(max_length=200, blank=True)
    priority = models.FloatField(default=0.5)
    progress = models.FloatField(default=0.0)
    target = models.ForeignKey(EcosystemCharacter, models.SET_NULL, null=True, blank=True, related_name="+")
    # Acts that serve it.
    acts = models.JSONField(default=list)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.GIVEN)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.HELD)
    # Of a chosen goal what sort it is (`relationships.goals.KINDS`), and why it was chosen, in words.
    kind = models.CharField(max_length=20, blank=True)
    why = models.CharField(max_length=200, blank=True)
    # World minutes: since when it is held, when it last came nearer, and when it was achieved or given up.
    since = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(null=True, blank=True)
    # How often it was refused since it last came nearer.
    refusals = models.PositiveSmallIntegerField(default=0)
    # What became of it, in words.
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-priority", "pk"]

    def __str__(self) -> str:
        return self.text

    # What a turn may change of a goal; the rest is as it was set.
    MOVES = ("progress", "moved", "refusals", "status", "ended", "outcome")

    @classmethod
    def row(cls, holder: int, goal: GoalView, minute: int) -> Goal:
        """The goal as a turn at that minute leaves it; one that was set in the turn has no id yet."""
        reached = goal.progress >= 1 and goal.status == cls.Status.HELD
        status = cls.Status.ACHIEVED if reached else goal.status
        return cls(
            pk=goal.id if goal.id > 0 else None,
            holder_id=holder,
            text=goal.text,
            wish=goal.wish,
            priority=goal.priority,
            progress=goal.progress,
            target_id=goal.target,
            acts=sorted(goal.acts),
            origin=cls.Origin.CHOSEN if goal.kind else cls.Origin.GIVEN,
            status=status,
            kind=goal.kind,
            why=goal.why,
            since=goal.since,
            moved=goal.moved,
            ended=None if status == cls.Status.HELD else minute,
            refusals=goal.refusals,
            outcome=goal.outcome,
        )

    def view(self) -> GoalView:
        return GoalView(
            self.pk, self.text, self.priority, self.progress, self.target_id, frozenset(self.acts), self.wish,
            self.kind, self.since, self.moved, self.refusals, self.why,
        )  # fmt: skip


class Secret(models.Model):
    """Something a character keeps to itself, and who has been let into it so far."""

    holder = models.ForeignKey(EcosystemCharacter, models.CASCADE, related_name="secrets")
    text = models.CharField(max_length=300)
    # First-person clause without a stop: "I sold the ring".
    confession = models.CharField(max_length=300)
    about = models.ForeignKey(EcosystemCharacter, models.SET_NULL, null=True, blank=True, related_name="+")
    knower_ids = ArrayField(models.BigIntegerField(), default=list)

    def __str__(self) -> str:
        return self.text
