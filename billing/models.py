from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F


class Usage(models.Model):
    """What one world spent on one day, and on whose account."""

    world = models.ForeignKey("ecosystem.World", models.CASCADE, related_name="usage")
    # The owner at the time: usage stays theirs when a world changes hands.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="usage")
    day = models.DateField()
    turns = models.PositiveIntegerField(default=0)
    interactions = models.PositiveIntegerField(default=0)
    model_calls = models.PositiveIntegerField(default=0)
    fallbacks = models.PositiveIntegerField(default=0)
    prompt_tokens = models.PositiveBigIntegerField(default=0)
    completion_tokens = models.PositiveBigIntegerField(default=0)
    # US dollars; six decimals, because one scene costs a fraction of a cent.
    cost = models.DecimalField(max_digits=14, decimal_places=6, default=Decimal(0))

    # What more of adds up.
    AMOUNTS = ("turns", "interactions", "model_calls", "fallbacks", "prompt_tokens", "completion_tokens", "cost")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["world", "day"], name="one_usage_row_a_day")]

    def __str__(self) -> str:
        return f"{self.world_id} on {self.day}"

    def add(self, **amounts: int | Decimal) -> None:
        """More was spent; two who spend at once both count."""
        Usage.objects.filter(pk=self.pk).update(**{column: F(column) + amount for column, amount in amounts.items()})
