"""What a world knows: lore, entry by entry, copied from cards and books or written in the world itself."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from characters.cards import lore
from characters.cards.lore import Entry
from characters.cards.macros import Names
from characters.cards.scan import Known
from characters.models.card import Card
from characters.models.life import EcosystemCharacter


class LoreQuerySet(models.QuerySet["LoreEntry"]):
    def in_force(self, minute: int) -> LoreQuerySet:
        """What is switched on and true at this minute of the world."""
        began = models.Q(from_minute=None) | models.Q(from_minute__lte=minute)
        goes_on = models.Q(until_minute=None) | models.Q(until_minute__gt=minute)
        return self.filter(began, goes_on, enabled=True)


def _texts() -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=lore.KEY), default=list, blank=True)


class LoreEntry(models.Model):
    """One thing that a world knows. Its text reaches a prompt only where a scene names one of its keys."""

    world = models.ForeignKey("ecosystem.World", models.CASCADE, related_name="lore")
    # The book it came with, and its place in that; empty for what was written here.
    card = models.ForeignKey(Card, models.SET_NULL, null=True, blank=True, related_name="lore")
    number = models.PositiveIntegerField(default=0)
    # Whose book it was: what is always known is told only where they are present.
    holder = models.ForeignKey(EcosystemCharacter, models.SET_NULL, null=True, blank=True, related_name="lore")
    # Who {{char}} is in it.
    char = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=lore.NAME)
    keys = _texts()
    secondary_keys = _texts()
    excluded_keys = _texts()
    content = models.TextField()
    # Lower stands earlier in the prompt; of higher priority stays longer in a full one.
    order = models.IntegerField(default=lore.ORDER)
    priority = models.IntegerField(default=0)
    enabled = models.BooleanField(default=True)
    constant = models.BooleanField(default=False)
    selective = models.BooleanField(default=False)
    case_sensitive = models.BooleanField(default=False)
    use_regex = models.BooleanField(default=False)
    # World minutes between which it holds; empty for ever.
    from_minute = models.PositiveIntegerField(null=True, blank=True)
    until_minute = models.PositiveIntegerField(null=True, blank=True)
    # The entry as it stood in its file.
    raw = models.TextField(default="{}")
    updated_at = models.DateTimeField(auto_now=True)

    objects = LoreQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "lore entries"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["world", "card", "number"], name="one_entry_a_place", condition=models.Q(card__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def known(self) -> Known:
        """The value that a scene's scan reads."""
        entry = Entry(
            name=self.name,
            keys=tuple(self.keys),
            content=self.content,
            order=self.order,
            priority=self.priority,
            enabled=self.enabled,
            constant=self.constant,
            selective=self.selective,
            secondary_keys=tuple(self.secondary_keys),
            excluded_keys=tuple(self.excluded_keys),
            case_sensitive=self.case_sensitive,
            use_regex=self.use_regex,
        )
        return Known(entry, Names(self.char or "they"), self.holder_id)
