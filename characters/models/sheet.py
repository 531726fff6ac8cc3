"""The creator's sheet: who somebody is, wherever they live."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from characters.minds import DOMAINS, Personality


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
