"""Who they are (Character), how they live in one world (EcosystemCharacter), and what they did (Event) and remember."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.utils import timezone
from pgvector.django import VectorField
from psycopg.types.json import Jsonb as Json

from characters import recall
from characters.minds import DOMAINS, Emotion, GoalView, Mind, Mood, Personality
from characters.recall import Candidate

EMBEDDING_DIMENSIONS = 384


class Character(models.Model):
    """The creator's sheet: who somebody is, wherever they live. Every saved change is a new version."""

    class Pronouns(models.TextChoices):
        SHE = "she", "she/her"
        HE = "he", "he/him"
        THEY = "they", "they/them"

    # Empty for the casts of the starters, which belong to the house.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="characters"
    )
    # `<starter>/<key>` of a starter's character, empty for a creator's own.
    key = models.CharField(max_length=90, blank=True)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=80)
    # How most people address them in speech: "Miss Elizabeth".
    address = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=4, choices=Pronouns.choices, default=Pronouns.THEY)
    # One line under the name: "second daughter of Longbourn".
    role = models.CharField(max_length=120, blank=True)
    persona = models.TextField(max_length=4000, blank=True)
    # Temperament of speech: the house voice's pack.
    speech = models.CharField(max_length=20, default="plain")
    samples = models.JSONField(default=list)
    gestures = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    # The Big Five, 0..1 each, and any of the thirty facets.
    traits = models.JSONField(default=dict)
    facets = models.JSONField(default=dict)
    values = models.JSONField(default=list)
    # Acts this character never does.
    boundaries = models.JSONField(default=list)
    # Each as {text, confession, about, known_by}; a life's own copy of them is `Secret`.
    secrets = models.JSONField(default=list)
    initiative = models.FloatField(default=0.5)
    portrait_seed = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    SHEET = (
        "name", "address", "pronouns", "role", "persona", "speech", "samples", "gestures", "topics", "traits", "facets",
        "values", "boundaries", "secrets", "initiative", "portrait_seed",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="one_sheet_a_starter_key", condition=~models.Q(key="")),
        ]

    def __str__(self) -> str:
        return self.name

    def personality(self) -> Personality:
        return Personality(**{domain: self.traits.get(domain, 0.5) for domain in DOMAINS}, facets=self.facets)

    def sheet(self) -> dict[str, object]:
        return {field: getattr(self, field) for field in self.SHEET}

    def save_version(self) -> None:
        """Save the sheet; keep what it was before as a numbered version."""
        before = Character.objects.get(pk=self.pk)
        CharacterVersion.objects.create(character=self, number=before.version, sheet=before.sheet())
        self.version = before.version + 1
        self.save()


class CharacterVersion(models.Model):
    character = models.ForeignKey(Character, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    sheet = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["character", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.character_id} v{self.number}"


class EcosystemCharacterQuerySet(models.QuerySet["EcosystemCharacter"]):
    # What a turn may change of a life, with the type Postgres reads each as.
    STATE: ClassVar[dict[str, str]] = {
        "place": "text", "doing": "text", "energy": "float8", "social_capacity": "float8", "needs": "jsonb",
        "pleasure": "float8", "arousal": "float8", "dominance": "float8", "emotions": "jsonb", "minute": "int",
        "mask": "jsonb", "wakes_at": "int", "last_event": "int",
    }  # fmt: skip

    def settle(self, states: Sequence[Mapping[str, object]]) -> None:
        """Bring many lives to their new state (`id` and every key of STATE each) in one statement of fixed size."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        columns = ", ".join(f"{name} = new.{name}" for name in self.STATE)
        shape = ", ".join(f"{name} {kind}" for name, kind in self.STATE.items())
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} AS old SET {columns} "
                f"FROM jsonb_to_recordset(%s) AS new(id bigint, {shape}) WHERE old.id = new.id",
                [Json(list(states))],
            )


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
    # Number of the last event it took part in.
    last_event = models.PositiveIntegerField(default=0)
    # Where it stands on the relationship map, 0..1.
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)

    objects = EcosystemCharacterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["world", "character"], name="one_life_a_world"),
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

    def mind(self, goals: tuple[GoalView, ...] = ()) -> Mind:
        """The snapshot that formulas see. Needs `character` fetched."""
        sheet = self.character
        return Mind(
            id=self.pk,
            name=self.name,
            pronouns=sheet.pronouns,
            personality=sheet.personality(),
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
            initiative=sheet.initiative,
            secrets_held=len(sheet.secrets),
            groups=frozenset([self.group] if self.group else []),
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

    class Meta:
        ordering = ["-priority", "pk"]

    def __str__(self) -> str:
        return self.text

    def view(self) -> GoalView:
        return GoalView(
            self.pk, self.text, self.priority, self.progress, self.target_id, frozenset(self.acts), self.wish
        )


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


class EventQuerySet(models.QuerySet["Event"]):
    def after(self, number: int) -> EventQuerySet:
        return self.filter(number__gt=number).order_by("number")

    def latest_first(self) -> EventQuerySet:
        return self.order_by("-number")

    def involving(self, character_id: int) -> EventQuerySet:
        return self.filter(models.Q(initiator_id=character_id) | models.Q(responder_ids__contains=[character_id]))


class Event(models.Model):
    """Anything that happened in a world. Its number is the order in which it happened and never changes."""

    class Kind(models.TextChoices):
        INTERACTION = "interaction", "Interaction"
        SOLITARY = "solitary", "Alone"
        INJECTION = "injection", "Injected"
        NARRATION = "narration", "Narration"

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
    act = models.CharField(max_length=20, blank=True)
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


# Memories that recall looks through: the newest so many. Older ones wait to be consolidated.
MEMORIES_SEARCHED = 500
# Of those, so many of the strongest are weighed against each other.
CANDIDATES = 12


class MemoryQuerySet(models.QuerySet["Memory"]):
    def candidates(self, wanted: Sequence[tuple[int, int, float]], minute: int) -> dict[int, list[Candidate]]:
        """What might come to whose mind, for any number of (owner, other present, pleasure) in one statement.

        Scored as `recall.score` does, exactly, over the owner's newest memories. The cue is the newest embedded
        memory about the other: no text is embedded while a turn waits.
        """
        found: dict[int, list[Candidate]] = {owner: [] for owner, _, _ in wanted}
        if not wanted:
            return found
        with connection.cursor() as cursor:
            cursor.execute(
                CANDIDATES_SQL,
                {
                    "owners": [owner for owner, _, _ in wanted],
                    "others": [other for _, other, _ in wanted],
                    "pleasures": [pleasure for _, _, pleasure in wanted],
                    "minute": minute,
                    "hourly": recall.HOURLY,
                    "searched": MEMORIES_SEARCHED,
                    "count": CANDIDATES,
                    "recency": recall.RECENCY,
                    "importance": recall.IMPORTANCE / recall.IMPORTANCE_SCALE,
                    "relevance": recall.RELEVANCE,
                    "congruence": recall.CONGRUENCE,
                    "presence": recall.PRESENCE,
                },
            )
            for owner, pk, text, importance, recalled, valence, about, cosine in cursor.fetchall():
                found[owner].append(Candidate(pk, text, importance, recalled, valence, frozenset(about), cosine))
        return found


# `power` on integers would be numeric and four times as slow, hence exp and float8.
CANDIDATES_SQL = """
SELECT w.owner, m.id, m.text, m.importance, m.recalled_minute, m.valence, m.about_ids, m.cosine
FROM unnest(%(owners)s::bigint[], %(others)s::bigint[], %(pleasures)s::float8[]) AS w(owner, other, pleasure)
LEFT JOIN LATERAL (
    SELECT c.embedding, c.embedding_model FROM characters_memory c
    WHERE c.owner_id = w.owner AND w.other = ANY(c.about_ids) AND c.embedding IS NOT NULL
    ORDER BY c.id DESC LIMIT 1
) cue ON true
CROSS JOIN LATERAL (
    SELECT r.*, CASE WHEN r.embedding_model = cue.embedding_model THEN 1 - (r.embedding <=> cue.embedding) END AS cosine
    FROM (
        SELECT * FROM characters_memory WHERE owner_id = w.owner ORDER BY id DESC LIMIT %(searched)s
    ) r
    ORDER BY %(recency)s * exp(ln(%(hourly)s::float8) * greatest(0, %(minute)s - r.recalled_minute) / 60.0::float8)
        + %(importance)s * r.importance
        + %(relevance)s * coalesce(
            CASE WHEN r.embedding_model = cue.embedding_model THEN 1 - (r.embedding <=> cue.embedding) END, 0)
        + %(congruence)s * (1 - abs(r.valence - w.pleasure) / 2)
        + CASE WHEN w.other = ANY(r.about_ids) THEN %(presence)s ELSE 0 END DESC, r.id DESC
    LIMIT %(count)s
) m
"""


class Memory(models.Model):
    """What one character remembers of one event, or was told of it, or made of several."""

    class Kind(models.TextChoices):
        LIVED = "lived", "Lived"
        WITNESSED = "witnessed", "Witnessed"
        TOLD = "told", "Told"
        REFLECTION = "reflection", "Reflection"

    owner = models.ForeignKey(EcosystemCharacter, models.CASCADE, related_name="memories")
    # Number of the event in the world's log; empty for what it came with.
    event = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LIVED)
    text = models.CharField(max_length=400)
    text_hash = models.BigIntegerField(default=0)
    # 1 brushing one's teeth, 10 the end of a marriage (Generative Agents' scale)
    importance = models.FloatField(default=3.0)
    valence = models.FloatField(default=0.0)
    about_ids = ArrayField(models.BigIntegerField(), default=list)
    minute = models.PositiveIntegerField()
    # World minute of the last retrieval: recency counts from here.
    recalled_minute = models.PositiveIntegerField()
    embedding = VectorField(dimensions=EMBEDDING_DIMENSIONS, null=True, blank=True)
    # Vectors of different models are not comparable.
    embedding_model = models.CharField(max_length=60, blank=True)

    objects = MemoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "memories"
        indexes = [
            models.Index(fields=["owner", "-id"], name="memory_latest"),
            models.Index(fields=["id"], name="memory_unembedded", condition=models.Q(embedding=None)),
        ]

    def __str__(self) -> str:
        return self.text[:60]
