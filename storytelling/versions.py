"""Versions: telling a story anew keeps the old, and what readers get can be chosen again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from storytelling.models import Chapter, Story


@dataclass(frozen=True, slots=True)
class Version:
    """One telling of a story, whole: its number, when it was done, how long it is, and whose side it is told from."""

    number: int
    chapters: int
    words: int
    written_at: datetime | None
    eyes: str
    by_model: bool
    is_current: bool


def of(story: Story) -> list[Version]:
    """Every telling that came to its end, the newest first."""
    told: dict[int, list[Chapter]] = {}
    rows = story.chapters.filter(status=Chapter.Status.WRITTEN).select_related("point_of_view__character")
    for chapter in rows.order_by("-version", "number"):
        told.setdefault(chapter.version, []).append(chapter)
    return [
        Version(
            number=number,
            chapters=len(chapters),
            words=sum(one.words for one in chapters),
            written_at=max((one.written_at for one in chapters if one.written_at), default=None),
            eyes=next((one.point_of_view.name for one in chapters if one.point_of_view), ""),
            by_model=any(one.model for one in chapters),
            is_current=all(one.is_current for one in chapters),
        )
        for number, chapters in told.items()
    ]


def restore(story: Story, number: int) -> bool:
    """Let readers have an earlier telling again; False where there is none of that number."""
    with transaction.atomic():
        Story.objects.select_for_update().get(pk=story.pk)
        chosen = story.chapters.filter(version=number, status=Chapter.Status.WRITTEN)
        if not chosen.exists():
            return False
        story.chapters.filter(is_current=True).update(is_current=False)
        chosen.update(is_current=True)
    return True
