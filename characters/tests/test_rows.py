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


def test_new_rows_and_changed_ones_of_a_table_take_one_statement(pemberley: World, django_assert_num_queries) -> None:
    one = pemberley.cast.first()
    old = Memory.objects.create(owner=one, text="It rained.", minute=600, recalled_minute=600)
    with django_assert_num_queries(1), rows.together():
        rows.insert([Memory(owner=one, text="It snowed.", minute=700, recalled_minute=700)])
        rows.update(Memory, [{"id": old.pk, "recalled_minute": 700}])
    assert set(one.memories.values_list("text", "recalled_minute")) == {("It rained.", 700), ("It snowed.", 700)}


def test_what_only_some_rows_bring_stays_with_the_others(pemberley: World) -> None:
    one, other = pemberley.cast.order_by("pk")[:2]
    EcosystemCharacter.objects.update(usual=0.25, doing="")
    changed = [{"id": one.pk, "doing": "Reading", "usual": 0.5}, {"id": other.pk, "doing": "Walking"}]
    rows.update(EcosystemCharacter, changed, some=("usual",))
    found = EcosystemCharacter.objects.filter(pk__in=(one.pk, other.pk)).order_by("pk")
    assert list(found.values_list("doing", "usual")) == [("Reading", 0.5), ("Walking", 0.25)]


def broken(world: World) -> None:
    with rows.together():
        rows.insert([event(world, 90)])
        raise RuntimeError("no")


def test_nothing_is_written_where_the_block_breaks(world: World) -> None:
    with pytest.raises(RuntimeError, match="no"):
        broken(world)
    assert not Event.objects.filter(world=world, number=90).exists()
