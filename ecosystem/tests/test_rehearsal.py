from __future__ import annotations

import pytest

from ecosystem import rehearsal, starters, turns
from ecosystem.models import World

TURNS = 25


@pytest.mark.django_db
@pytest.mark.parametrize("name", starters.names())
def test_a_rehearsal_plays_as_the_world_itself_does(name):
    starter = starters.read(name)
    world = starters.create_world(starter, None, seed=5)
    number = {row.pk: at for at, row in enumerate(world.cast.order_by("pk"), 1)}
    for generation in range(TURNS):
        turns.take(world.pk, generation, "none")
    happened = [
        (event.number, event.act, number.get(event.initiator_id), [number[who] for who in event.responder_ids],
         event.accepted, event.minute)
        for event in world.events.filter(number__gt=1).order_by("number")
    ]  # fmt: skip
    rehearsed = [
        (one.number, one.act, one.initiator, list(one.responders), one.accepted, one.minute)
        for seen, decided in rehearsal.play(rehearsal.opening(starter, seed=5), TURNS)
        for one in rehearsal.following(seen, decided).past
        if one.generation == seen.generation + 1
    ]
    assert len(happened) > TURNS
    assert rehearsed == happened
    assert World.objects.get(pk=world.pk).generation == TURNS
