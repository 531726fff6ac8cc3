from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_rq
import pytest
from django.core.management import call_command
from django.utils import timezone
from redis.exceptions import RedisError
from rq import SimpleWorker

from ecosystem import clock, turns
from ecosystem.models import World

# Jobs are queued on commit, so these tests must commit.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queues() -> Any:
    """The real queues, in a Redis database of the tests' own."""
    for name in ("live", "default", "low", "graph"):
        django_rq.get_queue(name).empty()
    yield
    for name in ("live", "default", "low", "graph"):
        django_rq.get_queue(name).empty()


def waiting() -> list[tuple[Any, ...]]:
    return [job.args for job in django_rq.get_queue("live").jobs]


def test_a_due_world_is_handed_out_once(pemberley: World) -> None:
    now = timezone.now()
    assert clock.hand_out(now) == 1
    assert clock.hand_out(now) == 0
    assert [list(args) for args in waiting()] == [[pemberley.pk, 0]]


def test_a_lost_job_is_handed_out_again(pemberley: World) -> None:
    now = timezone.now()
    clock.hand_out(now)
    django_rq.get_queue("live").empty()
    assert clock.hand_out(now + timedelta(seconds=3)) == 0
    assert clock.hand_out(now + timedelta(seconds=5)) == 1


@pytest.mark.parametrize(
    "state",
    [
        {"is_running": False},
        {"watched_at": timezone.now() - timedelta(minutes=6)},
        {"watched_at": None},
        {"lease_until": timezone.now() + timedelta(hours=3)},
        {"next_turn_at": timezone.now() + timedelta(hours=3)},
        {"spent_on": timezone.now().date(), "turns_spent": 10, "daily_turns": 10},
    ],
)
def test_a_world_that_should_rest_is_left_alone(pemberley: World, state: dict[str, Any]) -> None:
    World.objects.filter(pk=pemberley.pk).update(**state)
    assert clock.hand_out(timezone.now()) == 0


def test_an_unwatched_world_that_may_run_on_does(pemberley: World) -> None:
    World.objects.filter(pk=pemberley.pk).update(watched_at=None, runs_unwatched=True)
    assert clock.hand_out(timezone.now()) == 1


def test_a_new_day_brings_a_new_budget(pemberley: World) -> None:
    yesterday = timezone.now().date() - timedelta(days=1)
    World.objects.filter(pk=pemberley.pk).update(spent_on=yesterday, turns_spent=10, daily_turns=10)
    assert clock.hand_out(timezone.now()) == 1


def test_a_worker_takes_the_turn_that_was_handed_out(pemberley: World) -> None:
    clock.hand_out(timezone.now())
    queue = django_rq.get_queue("live")
    SimpleWorker([queue], connection=queue.connection, serializer=queue.serializer).work(burst=True)
    pemberley.refresh_from_db()
    assert pemberley.generation == 1


def test_what_lags_behind_is_queued_once(pemberley: World) -> None:
    turns.take(pemberley.pk, 0)
    now = timezone.now()
    clock.catch_up(now)
    clock.catch_up(now)
    queued = {name: [job.func_name for job in django_rq.get_queue(name).jobs] for name in ("low", "graph")}
    assert queued == {"low": ["ecosystem.jobs.embed_memories"], "graph": ["relationships.jobs.project"]}


def test_a_queue_that_is_down_is_said_and_survived(
    pemberley: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(now: object) -> int:
        raise RedisError("connection refused")

    monkeypatch.setattr(clock, "hand_out", down)
    clock.beat(timezone.now(), maintenance=True)
    assert "does not answer" in caplog.text


def test_the_command_beats_and_stops(pemberley: World) -> None:
    call_command("clock", beats=1)
    assert len(waiting()) == 1
