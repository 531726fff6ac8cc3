"""Coming into a world: whole, once, with all that a sheet says, and without a word to the turn that is under way."""

from __future__ import annotations

from typing import Any

import pytest

from characters import importing
from characters.models import Character, EcosystemCharacter, Event, LoreEntry, Secret
from characters.tests import cards
from ecosystem import founding, joining, turns, voice
from ecosystem.models import User, World, WorldInput


@pytest.fixture
def mara(alice: User) -> Character:
    book = cards.book(cards.entry(["bell"], "{{char}} hears the bell."))
    card = importing.bring_in(alice, cards.as_json(cards.v3(character_book=book)), "mara.json").card
    assert card.character is not None
    return card.character


@pytest.fixture
def tomas(alice: User) -> Character:
    goal = {"text": "to win back Mara", "wish": "win back Mara", "acts": ["court"], "target": "mara vell"}
    secret = {"text": "Tomas sold the boat", "confession": "I sold the boat", "about": "Mara Vell", "known_by": ["X"]}
    return Character.objects.create(owner=alice, name="Tomas Reed", role="a ferryman", goals=[goal], secrets=[secret])


@pytest.fixture
def coast(alice: User) -> World:
    return founding.found(alice, "The Salt Coast", "Smugglers and bells.", topics=["the drowned bell"])


def test_a_world_from_nothing_has_places_and_a_first_morning(alice: User, coast: World) -> None:
    assert coast.owner == alice
    assert coast.memberships.get().role == "owner"
    assert len(coast.setting["places"]) == 5
    assert coast.setting["topics"][0] == "the drowned bell"
    assert Event.objects.get(world=coast).number == coast.log_position == 1
    assert founding.setting(["The Quay", "", "the quay ", "鐘"], [])["places"] == [
        {"key": "place_1", "name": "The Quay", "mood": ""},
        {"key": "place_2", "name": "the quay", "mood": ""},
        {"key": "place_3", "name": "鐘", "mood": ""},
    ]


def test_whoever_joins_brings_goals_secrets_and_lore(coast: World, mara: Character, tomas: Character) -> None:
    lives = {life.name: life for life in joining.join(coast, [mara, tomas])}
    assert all(life.place in {place["key"] for place in coast.setting["places"]} for life in lives.values())
    goal = lives["Tomas Reed"].goals.get()
    assert (goal.wish, goal.acts, goal.target) == ("win back Mara", ["court"], lives["Mara Vell"])
    secret = Secret.objects.get()
    assert (secret.holder, secret.about, secret.knower_ids) == (lives["Tomas Reed"], lives["Mara Vell"], [])
    entry = LoreEntry.objects.get(world=coast)
    assert (entry.holder, entry.char) == (lives["Mara Vell"], "Mara")


def test_joining_twice_is_joining_once(coast: World, mara: Character) -> None:
    first = joining.join(coast, [mara])
    assert joining.join(coast, [mara]) == first
    assert coast.inputs.count() == 1


def test_the_next_turn_has_them_and_tells_that_they_came(
    coast: World, mara: Character, tomas: Character, alice: User
) -> None:
    joining.join(coast, [mara, tomas], place="inn", sender=alice)
    for generation in range(6):
        assert turns.take(coast.pk, generation) is not None
    told = [event.lines[0]["text"] for event in Event.objects.filter(world=coast, kind="injection").order_by("number")]
    assert told[0] == "Mara Vell, a smuggler of the salt coast, has come to the inn."
    assert Event.objects.filter(world=coast, kind="interaction").exists()


def test_a_turn_under_way_ends_as_it_would_have(
    pemberley: World, mara: Character, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak = voice.speak

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        joining.join(pemberley, [mara])
        return speak(*args, **kwargs)

    monkeypatch.setattr(voice, "speak", meanwhile)
    committed = turns.take(pemberley.pk, 0)
    assert committed is not None
    life = EcosystemCharacter.objects.get(world=pemberley, character=mara)
    assert life.last_event == 0
    assert WorldInput.objects.get(world=pemberley).applied_at is None
    monkeypatch.undo()
    assert turns.take(pemberley.pk, 1) is not None
    assert WorldInput.objects.get(world=pemberley).result == {"event": Event.objects.get(kind="injection").number}


def test_somebody_alone_in_a_world_lives_on_quietly(coast: World, mara: Character) -> None:
    joining.join(coast, [mara], told=False)
    for generation in range(4):
        assert turns.take(coast.pk, generation) is not None
    assert not Event.objects.filter(world=coast, kind="interaction").exists()


def test_should_one_of_them_not_be_able_to_join_none_does(coast: World, mara: Character, tomas: Character) -> None:
    tomas.goals = [{"wish": "no text"}]
    with pytest.raises(KeyError):
        joining.join(coast, [mara, tomas])
    assert not EcosystemCharacter.objects.filter(world=coast).exists()
    assert not LoreEntry.objects.exists()
    assert not coast.inputs.exists()
