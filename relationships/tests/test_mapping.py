from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from characters.models import EcosystemCharacter
from relationships import mapping
from relationships.tests.conftest import Society


def places(society: Society) -> dict[int, tuple[float, float]]:
    return {one.pk: (one.x, one.y) for one in EcosystemCharacter.objects.filter(world=society.world_id)}


@pytest.fixture
def settled(society: Society) -> Society:
    for one, other in ((0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)):
        society.know(one, other, 0.7)
    mapping.lay_out(society.world_id)
    return society


@pytest.mark.graph
def test_everybody_gets_a_place(settled):
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places(settled).values())


@pytest.mark.graph
def test_the_map_drifts_and_does_not_jump(settled):
    before = places(settled)
    settled.know(2, 3, 0.6)
    mapping.lay_out(settled.world_id)
    after = places(settled)
    assert after != before
    assert max(abs(a - b) for who in before for a, b in zip(before[who], after[who], strict=True)) < 0.2


@pytest.mark.graph
def test_it_costs_the_same_for_any_cast(settled, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        mapping.lay_out(settled.world_id)


@pytest.mark.django_db
def test_a_world_that_is_gone_has_no_map():
    assert mapping.lay_out(10**15) == 0


@pytest.mark.graph
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_turn_being_committed(transactional_db, society):
    held, free = society.ids[0], threading.Event()
    locked = threading.Event()

    def commit() -> None:
        with transaction.atomic():
            EcosystemCharacter.objects.filter(pk=held).update(doing="Being committed")
            locked.set()
            free.wait(10)
        connection.close()

    turn = threading.Thread(target=commit)
    turn.start()
    locked.wait(10)
    moved = mapping.lay_out(society.world_id)
    free.set()
    turn.join()
    assert moved == len(society.ids) - 1
    assert places(society)[held] == (None, None)
    assert mapping.lay_out(society.world_id) >= 1
    assert None not in places(society)[held]
