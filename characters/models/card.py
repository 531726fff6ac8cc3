"""What a character, or a lorebook, was brought in as: the card as it stood, and what was made of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from characters.cards.charx import File
from characters.models.sheet import Character

if TYPE_CHECKING:
    from ecosystem.models import User


class CardQuerySet(models.QuerySet["Card"]):
    def of(self, user: User) -> CardQuerySet:
        return self.filter(owner=user)

    def in_use(self) -> CardQuerySet:
        """Cards whose character was not put away since, and books."""
        return self.filter(models.Q(character=None, is_book=True) | models.Q(character__put_away=False))


class Card(models.Model):
    """A card or lorebook as it came. Nothing in it is ever changed: exports start from it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cards")
    # Empty for a lorebook that belongs to nobody.
    character = models.ForeignKey(Character, models.CASCADE, null=True, blank=True, related_name="cards")
    is_book = models.BooleanField(default=False)
    name = models.CharField(max_length=200)
    filename = models.CharField(max_length=200, blank=True)
    # json, png, apng, charx, or legacy for a row of an old database.
    carrier = models.CharField(max_length=8)
    # "v1", "chara_card_v2", "chara_card_v3", "lorebook_v3", or what a newer program calls it.
    spec = models.CharField(max_length=40)
    # The JSON that counts, to the byte, and the V2 object that stood beside a V3 one.
    raw = models.BinaryField()
    beside = models.BinaryField(null=True, blank=True)
    # Of `raw`, hexadecimal.
    sha256 = models.CharField(max_length=64)
    # Of an old database: `<sha256 of the file>/<table>/<key>`, and its rows as `legacy.rows.Found` has them.
    origin = models.CharField(max_length=200, blank=True)
    source_rows = models.BinaryField(null=True, blank=True)
    # The picture drawn anew at the size it came in, as WebP.
    picture = models.BinaryField(null=True, blank=True)
    # Each as `cards.report.Note`.
    report = models.JSONField(default=list)
    # The fields of the sheet as they were made from the card: what differs on export was changed since.
    imported = models.JSONField(default=dict)
    entry_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    # What pages that list cards leave in the table.
    HEAVY = ("raw", "beside", "picture", "source_rows")

    objects = CardQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "sha256"], name="card_known"),
            models.Index(fields=["owner", "origin"], name="card_origin", condition=~models.Q(origin="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def value(self) -> Any:
        return json.loads(bytes(self.raw))

    def files(self) -> tuple[File, ...]:
        """What else was in the archive or picture, as it came; only ever given back to its owner."""
        return tuple(File(row.path, bytes(row.data)) for row in self.attachments.order_by("pk"))

    if TYPE_CHECKING:
        from django.db.models.fields.related_descriptors import RelatedManager

        attachments: RelatedManager[Attachment]


class Attachment(models.Model):
    """A file that came with a card: a picture of a mood, a sound. Never shown, only exported again."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="attachments")
    path = models.CharField(max_length=1000)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.path
