from __future__ import annotations

import random

import pytest

from characters import recall
from characters.models import Character, EcosystemCharacter, Memory
from characters.models.memory import CANDIDATES, EMBEDDING_DIMENSIONS, MEMORIES_SEARCHED
from ecosystem.models import World


@pytest.fixture
def ada(world: World) -> EcosystemCharacter:
    return EcosystemCharacter.objects.create(
        world=world, character=Character.objects.create(name="Ada"), name="Ada", minute=600
    )


def remember(owner: EcosystemCharacter, count: int, rng: random.Random, *, other: int = 99) -> list[Memory]:
    return Memory.objects.bulk_create(
        Memory(
            owner=owner,
            text=f"Memory {number}",
            importance=rng.uniform(1, 10),
            valence=rng.uniform(-1, 1),
            about_ids=[other] if rng.random() < 0.4 else [],
            minute=0,
            recalled_minute=rng.randrange(600),
        )
        for number in range(count)
    )


def test_the_database_scores_as_the_formula_does(ada: EcosystemCharacter) -> None:
    rows = remember(ada, 60, random.Random(3))
    found = Memory.objects.all().candidates([(ada.pk, 99, 0.4)], 900)[ada.pk]
    cue = recall.Cue(900, 0.4, frozenset([99]))
    pure = [
        recall.Candidate(
            row.pk, row.text, row.importance, row.recalled_minute, row.valence, frozenset(row.about_ids), 0.0
        )
        for row in rows
    ]
    best = [candidate.id for _, candidate in recall.ranked(pure, cue)][:CANDIDATES]
    assert [candidate.id for candidate in found] == best


def test_a_memory_recalled_just_now_beats_the_same_forgotten_long(ada: EcosystemCharacter) -> None:
    rows = remember(ada, 2, random.Random(1))
    Memory.objects.update(importance=5, valence=0, about_ids=[])
    Memory.objects.filter(pk=rows[0].pk).update(recalled_minute=890)
    Memory.objects.filter(pk=rows[1].pk).update(recalled_minute=0)
    found = Memory.objects.all().candidates([(ada.pk, 99, 0.0)], 900)[ada.pk]
    assert [candidate.id for candidate in found] == [rows[0].pk, rows[1].pk]


def test_equal_memories_come_newest_first_and_not_at_random(ada: EcosystemCharacter) -> None:
    remember(ada, 20, random.Random(1))
    Memory.objects.update(importance=5, valence=0, about_ids=[], recalled_minute=0)
    found = Memory.objects.all().candidates([(ada.pk, 99, 0.0)], 900)[ada.pk]
    ids = [candidate.id for candidate in found]
    assert ids == sorted(ids, reverse=True)


def test_only_the_newest_are_searched(ada: EcosystemCharacter) -> None:
    old = remember(ada, 1, random.Random(1))[0]
    Memory.objects.filter(pk=old.pk).update(importance=10, recalled_minute=900, about_ids=[99])
    remember(ada, MEMORIES_SEARCHED, random.Random(2))
    found = Memory.objects.all().candidates([(ada.pk, 99, 0.0)], 900)[ada.pk]
    assert old.pk not in [candidate.id for candidate in found]


def test_meaning_counts_within_one_model_only(ada: EcosystemCharacter) -> None:
    rows = remember(ada, 4, random.Random(1))
    Memory.objects.update(importance=5, valence=0, about_ids=[], recalled_minute=0)
    east = [1.0] + [0.0] * (EMBEDDING_DIMENSIONS - 1)
    north = [0.0, 1.0] + [0.0] * (EMBEDDING_DIMENSIONS - 2)
    for row, vector, model in zip(rows, (east, north, east, east), ("m", "m", "other", "m"), strict=True):
        Memory.objects.filter(pk=row.pk).update(embedding=vector, embedding_model=model)
    Memory.objects.filter(pk=rows[3].pk).update(about_ids=[99])
    found = Memory.objects.all().candidates([(ada.pk, 99, 0.0)], 900)[ada.pk]
    near = {candidate.id: candidate.cosine for candidate in found}
    assert near[rows[0].pk] == pytest.approx(1.0)
    assert near[rows[1].pk] == pytest.approx(0.0)
    assert near[rows[2].pk] is None


def test_nobody_recalls_what_another_remembers(ada: EcosystemCharacter, world: World) -> None:
    ivo = EcosystemCharacter.objects.create(
        world=world, character=Character.objects.create(name="Ivo"), name="Ivo", minute=600
    )
    remember(ada, 5, random.Random(1))
    assert Memory.objects.all().candidates([(ivo.pk, ada.pk, 0.0)], 900) == {ivo.pk: []}


def test_asking_for_nobody_asks_nothing(db: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert Memory.objects.all().candidates([], 900) == {}
