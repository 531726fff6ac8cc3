"""What was sifted out of a world's log, what was plotted from it, how it was told, and what readers made of it."""

from __future__ import annotations

from storytelling.models.chapter import Chapter, Passage
from storytelling.models.review import Rating, ReviewItem
from storytelling.models.seed import StorySeed
from storytelling.models.sieve import Pattern, Sieve
from storytelling.models.story import Arc, Beat, Story

__all__ = ["Arc", "Beat", "Chapter", "Passage", "Pattern", "Rating", "ReviewItem", "Sieve", "Story", "StorySeed"]
