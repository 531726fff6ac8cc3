"""The creator's sheet: who somebody is, wherever they live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from characters.minds import DOMAINS, Personality

if TYPE_CHECKING:
    from ecosystem.models import User


class Overwritten(Exception):
    """Somebody else has saved the sheet since it was opened."""


class CharacterQuerySet(models.QuerySet["Character"]):
    def of(self, user: User) -> CharacterQuerySet:
        """A creator's own characters, those put away left out."""
        return self.filter(owner=user, put_away=False)

    def of_the_house(self) -> CharacterQuerySet:
        return self.filter(owner=None)

    def open_to(self, user: User) -> CharacterQuerySet:
        """What a person may look into and copy: their own, and the house's."""
        return self.filter(models.Q(owner=user) | models.Q(owner=None))


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
    persona = models.TextField(max_length=16_000, blank=True)
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
    # What they want from the start, each as {text, wish, priority, acts, target}; a life's own copy of them is `Goal`.
    goals = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    initiative = models.FloatField(default=0.5)
    # Of the portrait that is drawn, or the address of an uploaded one (`Picture.seed`).
    portrait_seed = models.CharField(max_length=80, blank=True)
    # Off the creator's shelf; lives that were begun with the sheet go on.
    put_away = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    SHEET = (
        "name", "address", "pronouns", "role", "persona", "speech", "samples", "gestures", "topics", "traits", "facets",
        "values", "boundaries", "secrets", "goals", "tags", "initiative", "portrait_seed",
    )  # fmt: skip

    objects = CharacterQuerySet.as_manager()

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

    def save_version(self, expected: int | None = None) -> None:
        """Save the sheet; keep what it was before as a numbered version.

        With `expected`, the version that the changes were made to: raises `Overwritten` where it is another by now.
        """
        with transaction.atomic():
            before = Character.objects.select_for_update().get(pk=self.pk)
            if expected is not None and before.version != expected:
                raise Overwritten(f"sheet {self.pk} is at version {before.version}, not {expected}")
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


class Draft(models.Model):
    """What an editor has typed and not saved yet: of a new character, or of changes to a sheet. Nobody else sees it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    # Empty for a character that is not one yet.
    character = models.ForeignKey(Character, models.CASCADE, null=True, blank=True, related_name="drafts")
    # Version of the sheet that the changes were made to.
    version = models.PositiveIntegerField(default=0)
    sheet = models.JSONField(default=dict)
    # Where it came from, for the page: "a sentence", "five answers".
    origin = models.CharField(max_length=40, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]
        constraints = [models.UniqueConstraint(fields=["owner", "character"], name="one_draft_a_sheet_and_editor")]

    def __str__(self) -> str:
        return f"draft of {self.sheet.get('name') or 'somebody'}"
