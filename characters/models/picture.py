"""Uploaded portraits, kept by what is in them: the same picture is kept once, and its address never changes."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from characters.portraits import UPLOADED


class Picture(models.Model):
    """A picture as the studio has drawn it anew: of one size, with nothing in it but pixels."""

    # SHA-256 of the data, hexadecimal.
    digest = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def seed(self) -> str:
        """What a sheet's `portrait_seed` holds so that every page shows this picture."""
        return f"{UPLOADED}{self.digest}"
