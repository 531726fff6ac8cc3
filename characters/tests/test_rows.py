from __future__ import annotations

import pytest

from characters import rows
from characters.models import EcosystemCharacter, Event, Memory
from ecosystem.models import World

pytestmark = pytest.mark.django_db


def event(world: World, number: int) -> Event:
    return Event(world=world, number=number, minute=600, kind=Event.Kind.NARRATION)


def test_rows_written_together_take_one_statement(pemberley: World, django_assert_num_queries) -> None:
    one = pemberley.cast.first()
    memory = Memory(owner=one, text="It rained.", minute=600, recalled_minute=600)
    with django_assert_num_queries(1), rows.together():
        rows.insert([event(pemberley, 90), event(pemberley, 91)])
        rows.insert([memory])
        rows.update(EcosystemCharacter, [{"id": one.pk, "doing": "Reading"}])
    assert set(Event.objects.filter(world=pemberley, number__gte=90).values_list("number", flat=True)) == {90, 91}
    assert Memory.objects.filter(owner=one, text="It rained.").exists()
    assert EcosystemCharacter.objects.get(pk=one.pk).doing == "Reading"


def test_a_row_touched_twice_takes_the_later_value(pemberley: World) -> None:
    one = pemberley.cast.first()
    with rows.together():
        rows.update(EcosystemCharacter, [{"id": one.pk, "energy": 0.5, "doing": "Walking"}])
        rows.update(EcosystemCharacter, [{"id": one.pk, "doing": "Resting"}])
    one.refresh_from_db()
    assert (one.energy, one.doing) == (0.5, "Resting")


def broken(world: World) -> None:
    with rows.together():
        rows.insert([event(world, 90)])
        raise RuntimeError("no")


def test_nothing_is_written_where_the_block_breaks(world: World) -> None:
    with pytest.raises(RuntimeError, match="no"):
        broken(world)
    assert not Event.objects.filter(world=world, number=90).exists()
