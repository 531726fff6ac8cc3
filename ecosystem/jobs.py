"""The RQ jobs of the roof. Arguments are ids; everything else is read from Postgres."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

import django_rq
from django.conf import settings
from django.db import close_old_connections
from django.db.models import F, QuerySet
from django.utils import timezone

from characters import llm, rows
from characters.models import Memory
from characters.worded import worded
from ecosystem import fragments, live, observe, reflecting, turns, voice
from ecosystem.commit import Committed
from ecosystem.models import World
from storytelling import moments, quality, revising, sifting, writing
from storytelling.models import Chapter, Story
from storytelling.narrator import Place

log = logging.getLogger(__name__)

# A world whose turn failed rests this long before the clock tries again.
REST_AFTER_FAILURE = timedelta(seconds=10)
# After so many failures in a row the world is paused: the same turn from the same seed would fail for ever.
MOST_FAILURES = 5
# Embedded one after the other, so many at once: a vector in JSON is eight times its size.
BATCHES, MEMORIES_A_BATCH = 4, 64


def take_turn(world_id: int, generation: int) -> None:
    """Take one turn and show it. A failure is said on the world's page, logged, and tried again later."""
    close_old_connections()
    try:
        taken = turns.play(world_id, generation)
    except Exception:
        # Whatever broke the turn must not stop the world silently: the page says so, and the clock tries again.
        World.objects.filter(pk=world_id, generation=generation).update(
            trouble="The last turn failed; trying again in a few seconds.",
            next_turn_at=timezone.now() + REST_AFTER_FAILURE,
            lease_until=None,
            failures=F("failures") + 1,
        )
        World.objects.filter(pk=world_id, failures__gte=MOST_FAILURES).update(
            is_running=False,
            failures=0,
            trouble="Several turns failed, so it was paused. Press play to try again.",
        )
        raise
    if taken is not None:
        show(world_id, taken.committed)
        if sifting.shelve(world_id, taken.happened, taken.present):
            show_stories(world_id)
            if _unweighed(world_id):
                django_rq.get_queue("low").enqueue("ecosystem.jobs.weigh", world_id, result_ttl=0, failure_ttl=60)
        look_back(world_id, taken.committed)


@worded
def _unweighed(world: int) -> QuerySet[Story, int]:
    return Story.objects.told().filter(world=world, coherence=None).values_list("pk", flat=True)[:1]


def look_back(world_id: int, committed: Committed) -> None:
    """Let those alone with their thoughts, and at night everybody, make something of what they remember."""
    if committed.is_night:
        django_rq.get_queue("low").enqueue("ecosystem.jobs.settle", world_id, result_ttl=0, failure_ttl=60, ttl=600)
    elif committed.pondering:
        reflecting.reflect(world_id, committed.pondering)


def settle(world_id: int) -> None:
    """A night's work on what a world's cast remembers."""
    close_old_connections()
    if World.objects.filter(pk=world_id).exists():
        reflecting.settle(world_id)


def show(world_id: int, committed: Committed) -> None:
    """Render the turn once and send it to whoever watches. The record is in Postgres: a frame may be lost."""
    with fragments.in_order(world_id):
        world = _world(world_id)[0]
        live.publish(world_id, fragments.frame(world, committed.events, committed.changed))


def show_stories(world_id: int) -> None:
    """Send the world's stories at a glance; they follow the turn that changed them."""
    with fragments.in_order(world_id):
        live.publish(world_id, fragments.strands(_world(world_id)[0]))


@worded
def _world(pk: int) -> QuerySet[World]:
    return World.objects.filter(pk=pk)


def tell(story_id: int) -> None:
    """Write what is queued of a story's chapters, one after the other; killed, it goes on where it was."""
    close_old_connections()
    story = Story.objects.select_related("world").filter(pk=story_id).first()
    if story is None:
        return
    places = places_of(story.world)
    endpoint = llm.chat_endpoint() if voice.mode_of(story.world.voice) == "model" else None
    waiting = story.chapters.filter(status__in=[Chapter.Status.QUEUED, Chapter.Status.WRITING]).order_by("number")
    for chapter in waiting:
        writing.write(chapter, places, endpoint)
    hold(story, places)


def weigh(world_id: int) -> None:
    """Hold a world's stories that have come to their end against its log, once."""
    close_old_connections()
    for story in Story.objects.told().filter(world=world_id, coherence=None).select_related("world"):
        hold(story, places_of(story.world))


def hold(story: Story, places: moments.Places) -> None:
    """Hold a story against the log, write its figures, and queue what it contradicts."""
    _, checked = quality.measure(story, moments.named(places), [place.about for place in places.values()])
    revising.noted(story, checked.findings)


def places_of(world: World) -> moments.Places:
    """The world's places as a narrator needs them."""
    return {key: Place(place.name, place.about) for key, place in observe.setting_of(world).places.items()}


def check(story_id: int) -> None:
    """Hold a story's outline and chapters against the log once more, as after a passage was written by hand."""
    close_old_connections()
    story = Story.objects.select_related("world").filter(pk=story_id).first()
    if story is not None:
        hold(story, places_of(story.world))


def embed_memories() -> int:
    """Give the memories that wait for one an embedding, newest first; returns how many."""
    done = 0
    for _ in range(BATCHES if llm.embedding_endpoint() is not None else 0):
        count = _embed_some()
        done += count
        if count < MEMORIES_A_BATCH:
            break
    return done


def _embed_some() -> int:
    waiting = list(Memory.objects.unembedded().only("text").order_by("-pk")[:MEMORIES_A_BATCH])
    try:
        vectors = embedded([memory.text for memory in waiting]) if waiting else []
    except llm.ModelError as error:
        log.warning("embeddings wait: %s", error)
        return 0
    if not any(vectors):
        # Where everything is refused it is not the texts' fault.
        return 0
    rows.update(
        Memory,
        [
            {"id": memory.pk, "embedding": vector, "embedding_model": settings.EMBED_MODEL}
            for memory, vector in zip(waiting, vectors, strict=True)
        ],
    )
    return len(waiting)


def embedded(texts: Sequence[str]) -> list[list[float] | None]:
    """A vector for each text, None for one that the endpoint refuses: it is found by halving the batch."""
    try:
        return [*llm.embed(texts)]
    except llm.ModelError as error:
        if error.kind != "rejected":
            raise
        if len(texts) == 1:
            return [None]
    half = len(texts) // 2
    return embedded(texts[:half]) + embedded(texts[half:])
