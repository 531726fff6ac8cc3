from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from characters import folding
from characters.models import EcosystemCharacter, Event, Memory, MoodPoint, Wound
from ecosystem import jobs, reflecting, turns
from ecosystem.models import World
from relationships.insights import MOST_A_DAY, THRESHOLD

DAY = 24 * 60


@pytest.fixture
def elizabeth(pemberley: World) -> EcosystemCharacter:
    return pemberley.cast.get(key="elizabeth")


@pytest.fixture
def wickham(pemberley: World) -> EcosystemCharacter:
    return pemberley.cast.get(key="wickham")


def insulted(owner: EcosystemCharacter, doer: EcosystemCharacter, times: int, importance: float = 8.0) -> list[Memory]:
    """So many insults, done and remembered."""
    world = World.objects.get(pk=owner.world_id)
    found = []
    for _ in range(times):
        world.log_position += 1
        Event.objects.create(world=world, number=world.log_position, minute=world.minute, act="insult", initiator=doer,
                             responder_ids=[owner.pk], accepted=True)  # fmt: skip
        found.append(remembered(owner, world.log_position, world.minute, importance))
    world.save()
    return found


def remembered(
    owner: EcosystemCharacter, event: int | None, minute: int, importance: float = 3.0, **fields: object
) -> Memory:
    values = {"text": f"Something {event}", "minute": minute, "recalled_minute": minute, "importance": importance}
    return Memory.objects.create(owner=owner, event=event, **{**values, **fields})


def test_who_has_gathered_enough_comes_to_see_something_and_says_on_what_it_rests(
    pemberley: World, elizabeth: EcosystemCharacter, wickham: EcosystemCharacter
) -> None:
    held = insulted(elizabeth, wickham, 9)
    reflecting.reflect(pemberley.pk)
    (seen,) = Memory.objects.insights_of(elizabeth.pk)
    assert "Wickham" in seen.text
    assert set(seen.evidence_ids) <= {one.pk for one in held}
    assert [one.pk for one in Memory.objects.evidence_for(seen)] == seen.evidence_ids
    assert seen.about_ids == [wickham.pk]


def test_who_has_little_to_think_of_does_not_reflect(
    pemberley: World, elizabeth: EcosystemCharacter, wickham: EcosystemCharacter
) -> None:
    insulted(elizabeth, wickham, 3, importance=THRESHOLD / 4)
    assert reflecting.reflect(pemberley.pk) == 0


def test_to_reflect_twice_finds_nothing_new(
    pemberley: World, elizabeth: EcosystemCharacter, wickham: EcosystemCharacter
) -> None:
    insulted(elizabeth, wickham, 9)
    assert reflecting.reflect(pemberley.pk) == 1
    assert reflecting.reflect(pemberley.pk) == 0


def test_nobody_comes_to_see_more_than_a_few_things_a_day(
    pemberley: World, elizabeth: EcosystemCharacter, wickham: EcosystemCharacter
) -> None:
    for one in pemberley.cast.exclude(pk=elizabeth.pk):
        insulted(elizabeth, one, 9)
        World.objects.filter(pk=pemberley.pk).update(minute=World.objects.get(pk=pemberley.pk).minute + 5)
        reflecting.reflect(pemberley.pk)
    assert Memory.objects.filter(owner=elizabeth, kind=Memory.Kind.REFLECTION).count() == MOST_A_DAY


def test_only_those_who_ponder_reflect_by_day(
    pemberley: World, elizabeth: EcosystemCharacter, wickham: EcosystemCharacter
) -> None:
    insulted(elizabeth, wickham, 9)
    assert reflecting.reflect(pemberley.pk, [wickham.pk]) == 0
    assert reflecting.reflect(pemberley.pk, [elizabeth.pk]) == 1


@pytest.fixture
def full(pemberley: World, elizabeth: EcosystemCharacter) -> World:
    """Elizabeth remembers far too much of the first ten days."""
    World.objects.filter(pk=pemberley.pk).update(minute=30 * DAY, log_position=5000)
    Memory.objects.bulk_create(
        Memory(owner=elizabeth, event=number, text=f"Something {number}", minute=number % 10 * DAY + 700,
               recalled_minute=number % 10 * DAY + 700, importance=3.0, about_ids=[elizabeth.pk + 1])
        for number in range(1, folding.KEPT + 101)
    )  # fmt: skip
    return World.objects.get(pk=pemberley.pk)


def episodes(who: EcosystemCharacter) -> int:
    return Memory.objects.filter(owner=who, kind__in=reflecting.EPISODES).count()


def test_old_days_are_folded_and_each_leaves_a_memory(full: World, elizabeth: EcosystemCharacter) -> None:
    reflecting.fold(full.pk)
    assert folding.LEFT <= episodes(elizabeth) <= folding.KEPT
    days = Memory.objects.filter(owner=elizabeth, kind=Memory.Kind.SUMMARY)
    assert 0 < days.count() <= 11
    assert all("little is left" in day.text for day in days)


def test_what_wounds_and_betrayals_rest_on_is_never_folded(full: World, elizabeth: EcosystemCharacter) -> None:
    Wound.objects.create(bearer=elizabeth, event=7, kind="loss", text="x", minute=700, severity=0.5)
    Memory.objects.filter(owner=elizabeth, event=8).update(pinned=True)
    seen = Memory.objects.get(owner=elizabeth, event=9)
    remembered(elizabeth, None, 900, kind=Memory.Kind.REFLECTION, evidence_ids=[seen.pk])
    Memory.objects.filter(owner=elizabeth, event__in=(7, 8, 9)).update(importance=0.1)
    reflecting.fold(full.pk)
    assert Memory.objects.filter(owner=elizabeth, event__in=(7, 8, 9)).count() == 3


def test_to_fold_twice_folds_nothing_more(full: World) -> None:
    assert reflecting.fold(full.pk) > 0
    assert reflecting.fold(full.pk) == 0


def test_only_the_latest_days_are_kept_as_days(full: World, elizabeth: EcosystemCharacter) -> None:
    for day in range(folding.DAYS_KEPT + 20):
        remembered(elizabeth, None, day, kind=Memory.Kind.SUMMARY)
    reflecting.fold(full.pk)
    assert Memory.objects.filter(owner=elizabeth, kind=Memory.Kind.SUMMARY).count() == folding.DAYS_KEPT


def test_a_mood_line_does_not_grow_for_ever(pemberley: World, elizabeth: EcosystemCharacter) -> None:
    count = reflecting.MOODS_KEPT + reflecting.MOODS_SPARE + 10
    MoodPoint.objects.bulk_create(
        MoodPoint(life=elizabeth, minute=minute, pleasure=0, arousal=0, dominance=0, word="calm", cause="time")
        for minute in range(count)
    )
    reflecting.thin(pemberley.pk)
    kept = MoodPoint.objects.filter(life=elizabeth).order_by("minute")
    assert kept.count() == reflecting.MOODS_KEPT
    assert kept[0].minute == count - reflecting.MOODS_KEPT


def statements(world: World) -> int:
    with CaptureQueriesContext(connection) as captured:
        reflecting.settle(world.pk)
    return len(captured)


def test_a_nights_work_takes_as_many_statements_for_many_as_for_one(full: World, elizabeth: EcosystemCharacter) -> None:
    alone = statements(full)
    for one in full.cast.exclude(pk=elizabeth.pk)[:6]:
        Memory.objects.bulk_create(
            Memory(owner=one, event=number, text="x", minute=700, recalled_minute=700, importance=3.0)
            for number in range(1, folding.KEPT + 50)
        )
    assert statements(full) <= alone


# A job begins by letting go of stale connections, which a test's own transaction would not survive.
@pytest.mark.django_db(transaction=True)
def test_a_night_in_the_world_queues_the_nights_work(pemberley: World, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[int] = []
    monkeypatch.setattr(jobs, "look_back", lambda world_id, committed: queued.append(committed.is_night))
    World.objects.filter(pk=pemberley.pk).update(minute=22 * 60 + 40)
    jobs.take_turn(pemberley.pk, 0)
    assert queued == [True]


@pytest.mark.django_db(transaction=True)
def test_a_world_that_is_gone_leaves_nothing_to_do() -> None:
    jobs.settle(10**9)
    assert Memory.objects.count() == 0


def test_turns_go_on_as_before_when_memories_were_folded(full: World) -> None:
    reflecting.settle(full.pk)
    assert turns.take(full.pk, full.generation, "none") is not None
