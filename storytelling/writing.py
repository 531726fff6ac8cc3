"""Telling a story: chapters planned from its beats, written piece by piece, resumable, and never half a passage.

A piece is a few events. Each is saved with its passages as soon as it is told, so that a killed worker loses one piece
and a cancelled chapter keeps what it has. Where there is no model, or it fails, the house narrator tells the piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from asgiref.sync import async_to_sync
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from characters import llm
from storytelling import asides, cases, chapters, genres, prose, quality, revising, sifting
from storytelling.cases import Case
from storytelling.chapters import ChapterPlan, Told
from storytelling.coherence import Reading
from storytelling.models import Beat, Chapter, Passage, Story
from storytelling.moments import Places, moments_of, named, people_of
from storytelling.narrator import Moment, Person, Prose
from storytelling.telling import Teller

# Seconds a call may take; a piece is a page of prose.
DEADLINE = 90.0


class NothingToTell(ValueError):
    """No beat of the story has happened yet; the text says so to whoever asked."""


def begin(story: Story, places: Places, eyes: int | None = None, order: str = "") -> list[Chapter]:
    """Queue a new version of every chapter; readers keep the current one until its successor is written."""
    case = case_of(story, places)
    plans = plan(story, moments_of(story, places, case), eyes, case, order)
    if not plans:
        raise NothingToTell("Nothing of this story has happened yet. Let the world run on, and tell it then.")
    with transaction.atomic():
        Chapter.objects.filter(story=story, status__in=[Chapter.Status.QUEUED, Chapter.Status.WRITING]).update(
            status=Chapter.Status.CANCELLED
        )
        versions = dict(
            Chapter.objects.filter(story=story)
            .values("number")
            .annotate(last=Max("version"))
            .values_list("number", "last")
        )
        told = {"stage": "waiting", "chapters": len(plans), "order": order}
        return [_queued(story, one, versions.get(one.number, 0) + 1, eyes, told) for one in plans]


def _queued(story: Story, one: ChapterPlan, version: int, eyes: int | None, told: dict[str, Any]) -> Chapter:
    chapter = Chapter.objects.create(
        story=story,
        number=one.number,
        version=version,
        is_current=not Chapter.objects.filter(story=story, number=one.number, is_current=True).exists(),
        title=one.title[:160],
        event_numbers=list(one.events),
        point_of_view_id=eyes,
        previously=one.previously[:1000],
        progress={"done": 0, "of": len(one.events), **told},
    )
    met = Beat.objects.filter(arc__story=story, event_numbers__overlap=list(one.events))
    chapter.beats.set(met)
    return chapter


def plan(
    story: Story, moments: Mapping[int, Moment], eyes: int | None = None, case: Case | None = None, order: str = ""
) -> tuple[ChapterPlan, ...]:
    beats = Beat.objects.filter(arc__story=story, status=Beat.Status.MET).select_related("arc")
    told = [
        Told(beat.kind, beat.text, tuple(beat.event_numbers), beat.actual or 0.0, beat.arc.number == 1)
        for beat in beats
        if beat.event_numbers
    ]
    genre = chapters.ORDERS.get(order, story.genre)
    return chapters.plan(told, moments, story.cast_ids, genre, eyes, None if order else case)


def case_of(story: Story, places: Places, read: Reading | None = None) -> Case | None:
    """Of a mystery, who did it and what points to them."""
    if story.genre != "mystery":
        return None
    outline = quality.outline_of(story)
    ledger = read.facts if read else quality.ledger_of(story.world_id, max(outline.events, default=0), named(places))
    return cases.of_story(outline, ledger)


def write(chapter: Chapter, places: Places, endpoint: llm.Endpoint | None) -> Chapter:
    """Write what of the chapter is not written yet; stops between pieces once it is cancelled."""
    story = chapter.story
    texts = [place.about for place in places.values()]
    read = quality.reading_of(story, max(chapter.event_numbers, default=0), named(places), texts)
    case = case_of(story, places)
    moments, people = moments_of(story, places, case), people_of(story)
    told = told_in(chapter.passages.all()) or told_in(_keep_locked(chapter))
    plans = plan(story, moments, chapter.point_of_view_id, case, chapter.progress.get("order", ""))
    parts = next((one.parts for one in plans if one.number == chapter.number), {})
    teller = _teller(chapter, plans, moments, people, case)
    order = [moments[number] for number in chapter.event_numbers if number in moments]
    for piece in pieces(chapter.event_numbers, told, moments):
        if not _carry_on(chapter, "writing"):
            return chapter
        written = _by_the_model(chapter, piece, teller, endpoint, read) if endpoint else None
        model = endpoint.model if endpoint and written else ""
        if not written:
            written = [
                teller.tell(moment, order[: order.index(moment)], parts.get(moment.number, "")) for moment in piece
            ]
        _save(chapter, written, piece, model)
    _finish(chapter)
    revising.review(chapter, read)
    return chapter


def _teller(
    chapter: Chapter,
    plans: Sequence[ChapterPlan],
    moments: Mapping[int, Moment],
    people: Mapping[int, Person],
    case: Case | None,
) -> Teller:
    """The house narrator as it comes to this chapter; an event is told in the same words however often."""
    story = chapter.story
    earlier = [moments[number] for one in plans if one.number < chapter.number for number in one.events]
    is_last = bool(plans) and chapter.number == plans[-1].number and story.status == Story.Status.COMPLETE
    names = {who: person.name for who, person in people.items()}
    outline = quality.outline_of(story)
    margin = asides.of(
        chapter.event_numbers,
        seed=f"{story.world_id}:{story.number}",
        case=case,
        shadows=sifting.hinted(story.world_id, outline),
        outcome=story.outcome if is_last else "",
        names=names,
    )
    return Teller(
        people=people,
        known=moments,
        eyes=chapter.point_of_view_id if chapter.point_of_view_id in people else None,
        seed=f"{story.world_id}:{story.number}",
        earlier=tuple(earlier),
        asides=margin,
        rests_on=asides.ending(outline, chapter.event_numbers) if is_last else {},
    )


def told_in(passages: Iterable[Passage]) -> set[int]:
    """The events that passages tell; the house narrator's cite others besides, to which the first goes back."""
    return {
        number
        for passage in passages
        for number in (passage.event_numbers[:1] if passage.told_by == Passage.Told.HOUSE else passage.event_numbers)
    }


def pieces(numbers: Sequence[int], told: Iterable[int], moments: Mapping[int, Moment]) -> Iterator[list[Moment]]:
    """Runs of events not told yet, each short enough for one call; what has gone from the log is passed over."""
    done = set(told)
    run: list[Moment] = []
    for number in numbers:
        if number in done or number not in moments:
            if run:
                yield run
            run = []
            continue
        run.append(moments[number])
        if len(run) == prose.EVENTS_A_CALL:
            yield run
            run = []
    if run:
        yield run


def _keep_locked(chapter: Chapter) -> list[Passage]:
    """What somebody wrote by hand in the version before stays, in its place."""
    before = (
        Passage.objects.filter(
            chapter__story=chapter.story_id,
            chapter__number=chapter.number,
            chapter__version=chapter.version - 1,
            is_locked=True,
            event_numbers__overlap=chapter.event_numbers,
        )
        .order_by("number")
        .all()
    )
    kept = []
    for passage in before:
        passage.pk, passage._state.adding = None, True
        passage.chapter = chapter
        passage.number = place_of(chapter, passage.event_numbers)
        passage.save(force_insert=True)
        kept.append(passage)
    return kept


def place_of(chapter: Chapter, events: Sequence[int]) -> int:
    """Where a passage stands: by its first event in the order of telling, with room for others between."""
    order = {number: at for at, number in enumerate(chapter.event_numbers)}
    return 10 * (1 + next((order[number] for number in events if number in order), len(order)))


def _carry_on(chapter: Chapter, stage: str) -> bool:
    """Say how far it is; False once somebody has cancelled it."""
    progress = {**chapter.progress, "stage": stage}
    going = Chapter.objects.filter(pk=chapter.pk, status__in=[Chapter.Status.QUEUED, Chapter.Status.WRITING])
    return going.update(status=Chapter.Status.WRITING, progress=progress, touched_at=timezone.now()) == 1


def _by_the_model(
    chapter: Chapter,
    piece: Sequence[Moment],
    teller: Teller,
    endpoint: llm.Endpoint,
    read: Reading,
) -> list[Prose] | None:
    """The piece as the model tells it, asked twice at the most, the truer of two kept; None where it can't be had."""
    story = chapter.story
    genre = genres.of(story.genre)
    manner = prose.Manner(genre.tone, genre.diction, genre.narrator, teller.people.get(teller.eyes or 0))
    last = chapter.passages.order_by("-number").first()
    before = Prose(last.text, tuple(last.event_numbers)) if last else None
    said = last.text if last else ""
    asked = prose.Asked(story.title, chapter.title, tuple(piece), teller.people, manner, said, teller.asides)
    complaints: tuple[str, ...] = ()
    best: tuple[int, list[Prose]] | None = None
    for _ in range(2):
        try:
            reply = async_to_sync(llm.say)(
                endpoint, prose.messages(asked, complaints), prose.schema(), prose.MAX_TOKENS, DEADLINE
            )
        except llm.ModelError as error:
            if error.permanent or error.kind != "dialect":
                break
            continue
        found, complaints = prose.read(reply.text, asked.numbers)
        if not found:
            continue
        found = tuple(teller.resting(one) for one in found)
        faults = revising.faults(found, before, read)
        if best is None or len(faults) < best[0]:
            best = len(faults), list(found)
        if not faults:
            break
        complaints = revising.sent_back(faults)
    return best[1] if best else None


def _save(chapter: Chapter, written: Sequence[Prose], piece: Sequence[Moment], model: str) -> None:
    with transaction.atomic():
        taken = set(chapter.passages.values_list("number", flat=True))
        for one in written:
            number = place_of(chapter, one.events)
            while number in taken:
                number += 1
            taken.add(number)
            Passage.objects.create(
                chapter=chapter, number=number, text=one.text, event_numbers=list(one.events),
                told_by=Passage.Told.MODEL if model else Passage.Told.HOUSE,
            )  # fmt: skip
        chapter.progress = {**chapter.progress, "done": chapter.progress.get("done", 0) + len(piece)}
        chapter.model = model or chapter.model
        Chapter.objects.filter(pk=chapter.pk).update(
            progress=chapter.progress, model=chapter.model[:80], touched_at=timezone.now()
        )


def _finish(chapter: Chapter) -> None:
    words = sum(len(text.split()) for text in chapter.passages.values_list("text", flat=True))
    with transaction.atomic():
        Chapter.objects.filter(story=chapter.story_id, number=chapter.number, is_current=True).exclude(
            pk=chapter.pk
        ).update(is_current=False)
        if chapter.number == chapter.progress.get("chapters"):
            # The story had more chapters when it was told before.
            Chapter.objects.filter(story=chapter.story_id, number__gt=chapter.number).update(is_current=False)
        Chapter.objects.filter(pk=chapter.pk).update(
            status=Chapter.Status.WRITTEN,
            is_current=True,
            words=words,
            written_at=timezone.now(),
            progress={**chapter.progress, "stage": "written"},
        )
    chapter.refresh_from_db()


def cancel(story: Story) -> int:
    """Stop what is being written; what is written already stays."""
    return Chapter.objects.filter(story=story, status__in=[Chapter.Status.QUEUED, Chapter.Status.WRITING]).update(
        status=Chapter.Status.CANCELLED
    )


def resume(story: Story) -> int:
    """Go on with what was cancelled or failed in the latest version."""
    latest = Chapter.objects.filter(story=story, status__in=[Chapter.Status.CANCELLED, Chapter.Status.FAILED])
    newest = latest.filter(version=Chapter.objects.filter(story=story).aggregate(last=Max("version"))["last"] or 1)
    return newest.update(status=Chapter.Status.QUEUED, trouble="")


def stalled(before: datetime) -> list[int]:
    """Stories with chapters whose writer has said nothing since, or that nobody has begun: their worker is gone."""
    waiting = Chapter.objects.filter(
        Q(status=Chapter.Status.WRITING, touched_at__lt=before) | Q(status=Chapter.Status.QUEUED, created_at__lt=before)
    )
    return sorted(set(waiting.values_list("story", flat=True)))


def edit(passage: Passage, text: str, editor_id: int) -> Passage:
    """A hand's own words: from now on telling anew leaves them as they are."""
    passage.text, passage.is_locked, passage.edited_by_id = text, True, editor_id
    passage.told_by = Passage.Told.PERSON
    passage.save(update_fields=["text", "is_locked", "edited_by", "told_by"])
    words = sum(len(one.split()) for one in passage.chapter.passages.values_list("text", flat=True))
    Chapter.objects.filter(pk=passage.chapter_id).update(words=words)
    revising.rewritten(passage, editor_id)
    return passage
