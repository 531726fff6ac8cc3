"""Revising: prose held against the log before a reader has it.

A model's piece that contradicts the log is told once more with what was found, and the better of the two stays. What a
finished chapter still holds waits in the queue for a human.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from ecosystem.models import User
from storytelling import coherence
from storytelling.coherence import Reading
from storytelling.findings import KINDS, Finding
from storytelling.models import Chapter, Passage, ReviewItem, Story
from storytelling.narrator import Prose

# Findings of one chapter that wait for a human; more say the same.
MOST_ITEMS = 12
# Findings that are sent back to a model.
MOST_SENT = 6


def faults(written: Sequence[Prose], before: Prose | None, read: Reading) -> tuple[Finding, ...]:
    """What a piece contradicts; what was told just before it is looked at for the order of time alone."""
    passages = [coherence.Passage(one.text, one.events) for one in ([before] if before else []) + list(written)]
    first = len(passages) - len(written)
    return tuple(finding for finding in coherence.check(passages, read).findings if finding.at >= first)


def sent_back(findings: Sequence[Finding]) -> tuple[str, ...]:
    """The findings as a writer is told of them."""
    return tuple(f"“{found.quote}”: {KINDS[found.kind].lower()}. {found.text}" for found in findings[:MOST_SENT])


def review(chapter: Chapter, read: Reading) -> list[Finding]:
    """Queue what the chapter still contradicts; what waited of its earlier versions is settled by the new one."""
    rows = list(chapter.passages.order_by("number"))
    found = coherence.check([coherence.Passage(row.text, tuple(row.event_numbers)) for row in rows], read).findings
    with transaction.atomic():
        waiting = ReviewItem.objects.open().filter(chapter__story=chapter.story_id, chapter__number=chapter.number)
        waiting.update(status=ReviewItem.Status.MENDED, resolved_at=timezone.now())
        ReviewItem.objects.bulk_create(
            ReviewItem(
                story_id=chapter.story_id, chapter=chapter, passage=rows[finding.at].number, kind=finding.kind,
                quote=finding.quote, text=finding.text, event=finding.event,
            )
            for finding in found[:MOST_ITEMS]
        )  # fmt: skip
    return found


def noted(story: Story, found: Sequence[Finding]) -> None:
    """Queue what the whole story still contradicts, and settle what it does no longer; nothing waits twice."""
    known = {(item.kind, item.quote, item.text): item for item in ReviewItem.objects.filter(story=story)}
    still = {(finding.kind, finding.quote, finding.text) for finding in found}
    gone = [item.pk for key, item in known.items() if key not in still]
    with transaction.atomic():
        ReviewItem.objects.open().filter(pk__in=gone).update(
            status=ReviewItem.Status.MENDED, resolved_at=timezone.now()
        )
        ReviewItem.objects.bulk_create(
            ReviewItem(story=story, kind=finding.kind, quote=finding.quote, text=finding.text, event=finding.event)
            for finding in found[:MOST_ITEMS]
            if (finding.kind, finding.quote, finding.text) not in known
        )


def rewritten(passage: Passage, user_id: int) -> int:
    """Settle what waited on a passage that somebody has written anew; returns how many findings that were."""
    waiting = ReviewItem.objects.open().filter(chapter=passage.chapter_id, passage=passage.number)
    return waiting.update(status=ReviewItem.Status.MENDED, resolved_by=user_id, resolved_at=timezone.now())


def settle(items: Sequence[ReviewItem], status: str, user: User) -> int:
    """What a moderator says of findings that wait."""
    waiting = ReviewItem.objects.open().filter(pk__in=[item.pk for item in items])
    return waiting.update(status=status, resolved_by=user, resolved_at=timezone.now())
