"""The clock: hands every world whose turn has come to a worker. Postgres decides which; the queue only carries."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import django_rq
from redis.exceptions import RedisError
from rq.exceptions import DuplicateJobError

from characters.models import Memory
from ecosystem.models import World
from relationships.models import GraphCursor
from storytelling import writing

log = logging.getLogger(__name__)

# A world handed out and not begun by then is handed out again: its job was lost with a worker or with Redis.
HAND_OUT_AGAIN = timedelta(seconds=4)
# A chapter whose writer has said nothing for so many seconds is handed to another.
STORY_STALLED = 240
# Worlds handed out in one beat; the others are as due half a second later.
WORLDS_A_BEAT = 200


def hand_out(now: datetime) -> int:
    """Queue a turn for every due world; returns how many.

    Two clocks do no harm: the update is conditional, and a turn that was queued twice is dropped by its generation.
    """
    queue = django_rq.get_queue("live")
    count = 0
    for world in (
        World.objects.due(now).order_by("next_turn_at").only("pk", "generation", "next_turn_at")[:WORLDS_A_BEAT]
    ):
        mine = World.objects.filter(pk=world.pk, next_turn_at=world.next_turn_at)
        if mine.update(next_turn_at=now + HAND_OUT_AGAIN) != 1:
            continue
        job = f"turn-{world.pk}-{world.generation}-{int(now.timestamp() * 10)}"
        queue.enqueue(
            "ecosystem.jobs.take_turn", world.pk, world.generation,
            job_id=job, result_ttl=0, failure_ttl=3600, ttl=60,
        )  # fmt: skip
        count += 1
    return count


def catch_up(now: datetime) -> None:
    """Queue what may lag behind the log: embeddings, and the graph of each world that has moved on."""
    beat = int(now.timestamp()) // 5
    wanted: list[tuple[str, str, tuple[int, ...], str]] = []
    if Memory.objects.unembedded().exists():
        wanted.append(("low", "ecosystem.jobs.embed_memories", (), f"embed-{beat}"))
    cursors = dict(GraphCursor.objects.values_list("world", "event"))
    recent = World.objects.filter(watched_at__gte=now - timedelta(minutes=10))
    for pk, position in recent.values_list("pk", "log_position"):
        if cursors.get(pk, -1) < position:
            wanted.append(("graph", "relationships.jobs.project", (pk,), f"graph-{pk}-{beat}"))
    for story in writing.stalled(now - timedelta(seconds=STORY_STALLED)):
        wanted.append(("low", "ecosystem.jobs.tell", (story,), f"story-{story}-{beat // 12}"))
    for queue, job, args, name in wanted:
        try:
            django_rq.get_queue(queue).enqueue(
                job, *args, job_id=name, unique=True, result_ttl=0, failure_ttl=60, ttl=30
            )
        except DuplicateJobError:
            continue


def beat(now: datetime, *, maintenance: bool) -> None:
    """One beat. A queue that is down is said once a beat and tried again; nothing is lost by it."""
    try:
        hand_out(now)
        if maintenance:
            catch_up(now)
    except RedisError as error:
        log.warning("the queue does not answer, trying again: %s", error)
