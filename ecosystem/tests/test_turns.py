from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from characters.models import EcosystemCharacter, Event, Memory, Secret
from ecosystem import past, turns, voice
from ecosystem.models import SECONDS_PER_TURN, Turn, World
from relationships import ledger
from relationships.models import LedgerEntry


def take(world: World, count: int = 1, voiced: str = "house") -> list[turns.Committed]:
    taken = []
    for _ in range(count):
        world.refresh_from_db()
        committed = turns.take(world.pk, world.generation, voiced)
        assert committed is not None
        taken.append(committed)
    world.refresh_from_db()
    return taken


def test_a_turn_moves_the_world_by_one(pemberley: World) -> None:
    minute = pemberley.minute
    take(pemberley)
    assert pemberley.generation == 1
    assert pemberley.minute > minute
    assert pemberley.lease_until is None
    assert Turn.objects.get(world=pemberley).generation == 1


def test_a_speed_chosen_while_a_turn_is_taken_holds_from_its_end(
    pemberley: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak = voice.speak

    def quickened(*args: Any, **given: Any) -> Any:
        World.objects.filter(pk=pemberley.pk).update(speed=8)
        return speak(*args, **given)

    monkeypatch.setattr(voice, "speak", quickened)
    take(pemberley)
    rest = (pemberley.next_turn_at - Turn.objects.get(world=pemberley).committed_at).total_seconds()
    assert rest == SECONDS_PER_TURN / 8


def test_of_more_worlds_than_a_process_keeps_the_oldest_goes(
    pemberley: World, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "WORLDS_KEPT", 1)
    past._kept.clear()
    past._kept[world.pk] = ()
    take(pemberley)
    assert list(past._kept) == [pemberley.pk]


def test_events_are_numbered_without_gaps(pemberley: World) -> None:
    take(pemberley, 12)
    numbers = list(Event.objects.filter(world=pemberley).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, pemberley.log_position + 1))
    assert len(numbers) > 12


def test_a_turn_delivered_twice_is_taken_once(pemberley: World) -> None:
    assert turns.take(pemberley.pk, 0) is not None
    assert turns.take(pemberley.pk, 0) is None
    assert Turn.objects.filter(world=pemberley).count() == 1


def test_a_leased_world_is_left_alone_until_the_lease_runs_out(pemberley: World) -> None:
    now = timezone.now()
    assert World.objects.claim(pemberley.pk, 0, now)
    assert turns.take(pemberley.pk, 0) is None
    World.objects.filter(pk=pemberley.pk).update(lease_until=now - timedelta(seconds=1))
    assert turns.take(pemberley.pk, 0) is not None


def test_a_turn_that_was_overtaken_writes_nothing(pemberley: World, monkeypatch: pytest.MonkeyPatch) -> None:
    speak = voice.speak

    def slowly(*args: object, **kwargs: object) -> object:
        World.objects.filter(pk=pemberley.pk).update(generation=1)
        return speak(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(voice, "speak", slowly)
    assert turns.take(pemberley.pk, 0) is None
    assert Event.objects.filter(world=pemberley).count() == 1
    assert not Memory.objects.filter(owner__world=pemberley).exists()
    assert not Turn.objects.filter(world=pemberley).exists()


def test_a_commit_that_breaks_half_way_leaves_nothing(pemberley: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("ecosystem.commit.ledger.write", broken)
    with pytest.raises(RuntimeError):
        turns.take(pemberley.pk, 0)
    pemberley.refresh_from_db()
    assert (pemberley.generation, pemberley.log_position) == (0, 1)
    assert Event.objects.filter(world=pemberley).count() == 1


def test_current_bonds_are_the_sum_of_their_ledger(pemberley: World) -> None:
    take(pemberley, 40, "none")
    assert LedgerEntry.objects.filter(world=pemberley, event__gt=0).count() > 100
    assert ledger.differences(pemberley.pk) == []


def test_an_input_is_applied_once_and_answered(pemberley: World) -> None:
    row = pemberley.queue("inject", {"text": "A carriage stops at the door.", "topic": "the carriage"}, pemberley.owner)
    take(pemberley, 2)
    row.refresh_from_db()
    event = Event.objects.get(world=pemberley, kind=Event.Kind.INJECTION)
    assert row.result == {"event": event.number}
    assert event.sender_name == "Alice"
    assert len(event.witness_ids) == pemberley.cast.count()


def test_an_input_that_can_not_be_applied_says_why(pemberley: World) -> None:
    rows = [
        pemberley.queue("inject", {"text": "  "}),
        pemberley.queue("inject", {"text": "x" * 300}),
        pemberley.queue("inject", {"text": "Rain.", "place": "atlantis"}),
        pemberley.queue("whisper", {"who": 1, "target": 1, "act": "talk"}),
        pemberley.queue("dance", {}),
    ]
    take(pemberley)
    for row in rows:
        row.refresh_from_db()
        assert row.error
        assert row.applied_at
        assert row.result is None
    assert not Event.objects.filter(world=pemberley, kind=Event.Kind.INJECTION).exists()


def test_who_was_not_there_and_was_not_told_does_not_know(pemberley: World) -> None:
    take(pemberley, 40)
    told = Memory.objects.filter(owner__world=pemberley, kind=Memory.Kind.TOLD)
    knowers: dict[int, set[int]] = {}
    for memory in Memory.objects.filter(owner__world=pemberley):
        knowers.setdefault(memory.event or 0, set()).add(memory.owner_id)
    for event in Event.objects.filter(world=pemberley, number__gt=1):
        there = {event.initiator_id, *event.responder_ids, *event.witness_ids} - {None}
        hearers = set(told.filter(event=event.number).values_list("owner", flat=True))
        assert knowers.get(event.number, set()) <= there | hearers
        places = EcosystemCharacter.objects.filter(pk__in=there).count()
        assert places == len(there)


def test_a_secret_is_known_to_those_it_was_told_and_no_others(pemberley: World) -> None:
    before = {secret.pk: set(secret.knower_ids) for secret in Secret.objects.filter(holder__world=pemberley)}
    take(pemberley, 80, "none")
    hearers: dict[int, set[int]] = {}
    for event in Event.objects.filter(world=pemberley, act__in=["confide", "reveal_secret"]):
        for secret in Secret.objects.filter(holder__world=pemberley):
            hearers.setdefault(secret.pk, set()).update((*event.responder_ids, *event.witness_ids))
    learnt = 0
    for secret in Secret.objects.filter(holder__world=pemberley):
        new = set(secret.knower_ids) - before[secret.pk]
        learnt += len(new)
        assert secret.holder_id not in secret.knower_ids
        assert new <= hearers.get(secret.pk, set())
    assert learnt > 0


def test_queries_do_not_grow_with_the_cast(pemberley: World) -> None:
    def queries() -> int:
        take(pemberley, 3)
        with CaptureQueriesContext(connection) as captured:
            turns.take(pemberley.pk, pemberley.generation, "house")
        pemberley.refresh_from_db()
        return len(captured)

    World.objects.filter(pk=pemberley.pk).update(scenes_per_turn=1)
    few = min(queries() for _ in range(4))
    World.objects.filter(pk=pemberley.pk).update(scenes_per_turn=6)
    many = min(queries() for _ in range(4))
    assert many <= few + 4


def test_hostile_names_are_data(pemberley: World) -> None:
    name = "<script>alert(1)</script> {{7*7}} '; DROP"
    pemberley.cast.update(name=name)
    take(pemberley, 10)
    events = Event.objects.filter(world=pemberley, initiator__isnull=False)
    assert any(name in event.clauses["news"] for event in events)
    assert World.objects.filter(pk=pemberley.pk).exists()


def test_somebody_who_left_in_mid_turn_breaks_nothing(pemberley: World) -> None:
    take(pemberley, 5)
    pemberley.cast.order_by("pk").first().delete()
    take(pemberley, 5)
    assert ledger.differences(pemberley.pk) == []


def test_usage_adds_up(pemberley: World) -> None:
    take(pemberley, 5)
    usage = pemberley.usage.get()
    spoken = Event.objects.scenes().filter(world=pemberley).count()
    assert (usage.turns, usage.interactions, usage.user) == (5, spoken, pemberley.owner)
