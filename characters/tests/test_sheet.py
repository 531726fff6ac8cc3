from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from characters.minds import Emotion, Mood
from characters.models import Character, CharacterVersion, EcosystemCharacter, Goal
from ecosystem.models import World


def test_every_saved_change_keeps_what_was_before(db: None) -> None:
    sheet = Character.objects.create(name="Ada", persona="Keeps bees.")
    sheet.persona = "Keeps wasps."
    sheet.save_version()
    sheet.name = "Ada Crane"
    sheet.save_version()
    assert sheet.version == 3
    kept = {row.number: row.sheet for row in CharacterVersion.objects.filter(character=sheet)}
    assert kept[1]["persona"] == "Keeps bees."
    assert (kept[2]["persona"], kept[2]["name"]) == ("Keeps wasps.", "Ada")


def test_a_starter_key_has_one_sheet(db: None) -> None:
    Character.objects.create(name="Ada", key="saltmarsh/ada")
    Character.objects.create(name="Own")
    Character.objects.create(name="Another")
    with pytest.raises(IntegrityError), transaction.atomic():
        Character.objects.create(name="Ada", key="saltmarsh/ada")


def test_a_life_is_seen_as_a_mind(world: World) -> None:
    sheet = Character.objects.create(
        name="Ada", traits={"openness": 0.9}, boundaries=["betray"], values=["honesty"], initiative=0.7
    )
    life = EcosystemCharacter.objects.create(
        world=world, character=sheet, name="Ada", pleasure=0.2, arousal=-0.1, dominance=0.3, place="quay", group="crew",
        emotions=[{"name": "joy", "intensity": 0.5, "minute": 10, "about": None, "event": 3}],
    )  # fmt: skip
    goal = Goal.objects.create(holder=life, text="to leave", wish="leave", priority=0.8, acts=["ask_help"])
    mind = life.mind((goal.view(),))
    assert mind.mood == Mood(0.2, -0.1, 0.3)
    assert mind.personality.openness == 0.9
    assert mind.personality.neuroticism == 0.5
    assert mind.emotions == (Emotion("joy", 0.5, 10, None, 3),)
    assert mind.boundaries == {"betray"}
    assert mind.goals[0].acts == {"ask_help"}
    assert mind.groups == {"crew"}


def test_a_mood_out_of_range_is_refused_by_the_database(world: World) -> None:
    sheet = Character.objects.create(name="Ada")
    with pytest.raises(IntegrityError), transaction.atomic():
        EcosystemCharacter.objects.create(world=world, character=sheet, name="Ada", pleasure=1.5)
