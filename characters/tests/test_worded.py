from __future__ import annotations

import pytest
from django.db.models import F, QuerySet

from characters.models import EcosystemCharacter, Goal
from characters.worded import together, worded
from ecosystem.models import World


def goals(world: int, after: int) -> QuerySet[Goal, tuple[object, ...]]:
    held = Goal.objects.filter(holder__world=world, pk__gt=after, status=Goal.Status.HELD)
    return held.order_by("-priority", "pk").values_list("holder", "text", "acts")


def lives(world: int) -> QuerySet[EcosystemCharacter]:
    cast = EcosystemCharacter.objects.filter(world=world).select_related("character")
    return cast.annotate(saved_at=F("character__updated_at")).order_by("pk")


@pytest.mark.django_db
def test_a_worded_query_finds_what_the_plain_one_finds_for_any_numbers(pemberley: World) -> None:
    ask = worded(goals)
    middle = sorted(Goal.objects.values_list("pk", flat=True))[5]
    for numbers in ((pemberley.pk, 0), (pemberley.pk, middle), (pemberley.pk + 1, 0)):
        assert ask(*numbers) == list(goals(*numbers))
    assert len(ask(pemberley.pk, 0)) == len(ask(pemberley.pk, middle)) + 6


@pytest.mark.django_db
def test_objects_come_whole_with_what_was_joined_and_added(pemberley: World) -> None:
    found, plain = worded(lives)(pemberley.pk), list(lives(pemberley.pk))
    assert found == plain
    assert [one.needs for one in found] == [one.needs for one in plain]
    assert [one.character.name for one in found] == [one.character.name for one in plain]
    assert [vars(one)["saved_at"] for one in found] == [vars(one)["saved_at"] for one in plain]


@pytest.mark.django_db
def test_a_query_that_loses_a_number_on_the_way_is_refused() -> None:
    def newest(world: int, most: int) -> QuerySet[Goal]:
        return Goal.objects.filter(holder__world=world)[:most]

    def pressing(world: int, priority: int) -> QuerySet[Goal]:
        return Goal.objects.filter(holder__world=world, priority__gt=priority)

    with pytest.raises(ValueError, match="newest"):
        worded(newest)(1, 2)
    with pytest.raises(ValueError, match="pressing"):
        worded(pressing)(1, 2)


def bare(world: int) -> QuerySet[EcosystemCharacter, tuple[object, ...]]:
    cast = EcosystemCharacter.objects.filter(world=world).order_by("-pk")
    return cast.values_list("pk", "name", "energy", "pleasure", "needs", "departed", "character")


@pytest.mark.django_db
def test_asked_together_queries_find_what_they_find_apart(pemberley: World) -> None:
    EcosystemCharacter.objects.filter(world=pemberley).update(energy=1.0, pleasure=-0.1234567890123456)
    questions = worded(goals), worded(bare)
    held, cast = together(questions[0].of(pemberley.pk, 0), questions[1].of(pemberley.pk))
    assert [tuple(row) for row in held] == questions[0](pemberley.pk, 0)
    assert [tuple(row) for row in cast] == questions[1](pemberley.pk)
    assert all(type(row[2]) is float for row in cast)
    assert together(questions[1].of(pemberley.pk + 1)) == [[]]


@pytest.mark.django_db
def test_what_json_has_no_word_for_is_not_asked_together() -> None:
    def saved(world: int) -> QuerySet[EcosystemCharacter, tuple[object, ...]]:
        return EcosystemCharacter.objects.filter(world=world).values_list("character__updated_at")

    with pytest.raises(ValueError, match="DateTimeField"):
        worded(saved).of(1)
