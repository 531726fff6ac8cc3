"""What characters remember, and the one query that brings it to mind."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from pgvector.django import VectorField

from characters import recall
from characters.models.life import EcosystemCharacter
from characters.recall import Candidate

EMBEDDING_DIMENSIONS = 384

# Memories that recall looks through: the newest so many. Older ones wait to be consolidated.
MEMORIES_SEARCHED = 500
# Of those, so many of the strongest are weighed against each other.
CANDIDATES = 12


class MemoryQuerySet(models.QuerySet["Memory"]):
    def unembedded(self) -> MemoryQuerySet:
        """Those that wait for an embedding; one that a model has refused waits no longer."""
        return self.filter(embedding=None, embedding_model="")

    def insights_of(self, owner_id: int) -> MemoryQuerySet:
        """What somebody has come to see, the newest first."""
        return self.filter(owner=owner_id, kind=Memory.Kind.REFLECTION).order_by("-pk")

    def evidence_for(self, insight: Memory) -> MemoryQuerySet:
        """The memories on which an insight rests, in their order; folded ones are gone."""
        return self.filter(pk__in=insight.evidence_ids).order_by("pk")

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
        SUMMARY = "summary", "Of old days"

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
    # Of a reflection, the memories it rests on, by id.
    evidence_ids = ArrayField(models.BigIntegerField(), default=list)
    # Kept by a director: it does not fade, and is never folded into others, however old.
    pinned = models.BooleanField(default=False)
    # World minute of the last retrieval: recency counts from here.
    recalled_minute = models.PositiveIntegerField()
    embedding = VectorField(dimensions=EMBEDDING_DIMENSIONS, null=True, blank=True)
    # Vectors of different models are not comparable. A model without a vector has refused the text.
    embedding_model = models.CharField(max_length=60, blank=True)

    objects = MemoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "memories"
        indexes = [
            models.Index(fields=["owner", "-id"], name="memory_latest"),
            models.Index(fields=["owner", "event"], name="memory_told", condition=models.Q(kind="told")),
            models.Index(fields=["id"], name="memory_unembedded", condition=models.Q(embedding=None)),
        ]

    def __str__(self) -> str:
        return self.text[:60]
