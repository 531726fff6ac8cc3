from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from characters import sheets
from characters.models import Character, EcosystemCharacter, Event, Goal, Memory, Secret
from ecosystem import epilogues, founding, settling, turns
from ecosystem.inputs import Asked
from ecosystem.models import Turn, User, World
from ecosystem.observe import snapshot
from ecosystem.settling import Coming
from relationships import ledger
from relationships.models import CharacterRelationship


@pytest.fixture
def mara(alice: User) -> Character:
    goal = {"text": "to marry well", "wish": "marry well", "priority": 0.8, "target": "Mr Darcy", "acts": ["court"]}
    secret = {
        "text": "Mara sold the ring",
        "confession": "I sold the ring",
        "about": "Jane Bennet",
        "known_by": ["Lydia Bennet"],
    }
    given = {"name": "Mara Holt", "pronouns": "she", "goals": [goal], "secrets": [secret]}
    return Character.objects.create(owner=alice, **sheets.blank() | given)


def saltmarsh(owner: User) -> World:
    return founding.found(owner, "Saltmarsh", "An inn.", places=[("The inn", "lively"), ("The quay", "open")])


def life_of(world: World, key: str) -> EcosystemCharacter:
    return EcosystemCharacter.objects.get(world=world, key=key)


def come(world: World, sheet: Character, **more: object) -> EcosystemCharacter:
    return settling.settle(world, sheet, Coming(**{"place": "library", **more}))


def test_a_sheet_begins_a_life_with_its_goals_and_secrets(pemberley: World, mara: Character) -> None:
    darcy, jane, lydia = (life_of(pemberley, key) for key in ("darcy", "jane", "lydia"))
    life = come(pemberley, mara)
    assert (life.place, life.name, life.departed) == ("library", "Mara Holt", None)
    goal, secret = Goal.objects.get(holder=life), Secret.objects.get(holder=life)
    assert (goal.target, goal.acts) == (darcy, ["court"])
    assert (secret.about, secret.knower_ids) == (jane, [lydia.pk])


def test_whom_one_knows_is_known_both_ways_and_the_ledger_says_why(pemberley: World, mara: Character) -> None:
    jane, lydia = life_of(pemberley, "jane"), life_of(pemberley, "lydia")
    life = come(pemberley, mara, knows={jane.pk: "friend", lydia.pk: "rival", 10**9: "friend"})
    friend = CharacterRelationship.objects.get(source=jane, target=life).bond()
    rival = CharacterRelationship.objects.get(source=life, target=lydia).bond()
    assert friend.affection > 0.3 > 0 > rival.affection
    assert friend.trust > 0.5 > rival.trust
    assert friend.stage != "strangers"
    summed = ledger.sums(pemberley.pk)[jane.pk, life.pk]
    assert summed["affection"] == pytest.approx(friend.affection)


def test_the_world_goes_on_with_whoever_has_come(pemberley: World, mara: Character) -> None:
    life = come(pemberley, mara)
    met = Event.objects.filter(world=pemberley).involving(life.pk)
    taken = 0
    while taken < 40 and not met.exists():
        assert turns.take(pemberley.pk, taken) is not None
        taken += 1
    assert met.exists()


def test_a_turn_under_way_is_dropped_whole_and_taken_again_without_whoever_left(
    pemberley: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "PATIENCE", 0.0)
    jane, decide = life_of(pemberley, "jane"), turns.decide

    def meanwhile(*args: Any) -> Any:
        settling.leave(jane, "Gone.")
        return decide(*args)

    monkeypatch.setattr(turns, "decide", meanwhile)
    assert turns.take(pemberley.pk, 0) is None
    assert not Turn.objects.exists()
    monkeypatch.undo()
    assert turns.take(pemberley.pk, 1) is not None
    assert not Event.objects.filter(world=pemberley, number__gt=2).involving(jane.pk).exists()


def test_a_departure_waits_for_the_turn_under_way(pemberley: World, monkeypatch: pytest.MonkeyPatch) -> None:
    World.objects.claim(pemberley.pk, 0, timezone.now())
    waited: list[float] = []

    def slept(seconds: float) -> None:
        waited.append(seconds)
        World.objects.filter(pk=pemberley.pk).update(lease_until=None)

    monkeypatch.setattr(settling.time, "sleep", slept)
    settling.leave(life_of(pemberley, "jane"), "Gone.")
    assert len(waited) == 1


def test_nobody_lives_twice_in_one_world_and_several_worlds_are_separate(
    pemberley: World, mara: Character, alice: User
) -> None:
    first = come(pemberley, mara)
    with pytest.raises(settling.Refused, match="already"):
        come(pemberley, mara)
    other = saltmarsh(alice)
    second = come(other, mara, place="place_1")
    EcosystemCharacter.objects.filter(pk=first.pk).update(energy=0.2)
    second.refresh_from_db()
    assert second.energy == 1.0
    assert Character.objects.get(pk=mara.pk).lives.count() == 2


def test_a_place_must_be_one_of_the_worlds(pemberley: World, mara: Character) -> None:
    with pytest.raises(settling.Refused, match="places"):
        come(pemberley, mara, place="the moon")
    assert not EcosystemCharacter.objects.filter(character=mara).exists()


def test_whoever_leaves_is_out_of_the_cast_but_not_out_of_mind(pemberley: World) -> None:
    for generation in range(6):
        turns.take(pemberley.pk, generation)
    jane, elizabeth = life_of(pemberley, "jane"), life_of(pemberley, "elizabeth")
    pemberley.refresh_from_db()
    event = settling.leave(jane, settling.proposed_epilogue(jane, "London"))
    jane.refresh_from_db()
    assert jane.departed == event.number
    assert jane.memories.exists()
    assert Memory.objects.get(owner=elizabeth, event=event.number).about_ids == [jane.pk]
    pemberley.refresh_from_db()
    seen = snapshot(pemberley, Asked())
    assert jane.pk not in seen.minds
    assert not any(jane.pk in pair for pair in seen.bonds)
    assert not any(secret.holder == jane.pk for secret in seen.secrets)
    for generation in range(7, 40):
        assert turns.take(pemberley.pk, generation) is not None
    assert not Event.objects.filter(world=pemberley, number__gt=event.number).involving(jane.pk).exists()


def test_a_friend_who_leaves_is_missed_and_a_foe_is_not(pemberley: World) -> None:
    jane, elizabeth, lydia = (life_of(pemberley, key) for key in ("jane", "elizabeth", "lydia"))
    for one, affection in ((elizabeth, 0.8), (lydia, -0.6)):
        CharacterRelationship.objects.filter(source=one, target=jane).update(affection=affection, familiarity=0.5)
    event = settling.leave(jane, "Gone.")
    event.refresh_from_db()
    felt = {one["who"]: one["emotion"] for one in event.feelings}
    assert (felt[elizabeth.pk], felt[lydia.pk]) == ("distress", "joy")
    sad, glad = life_of(pemberley, "elizabeth"), life_of(pemberley, "lydia")
    assert sad.pleasure < elizabeth.pleasure
    assert sad.needs["belonging"] < elizabeth.needs["belonging"]
    assert glad.pleasure > lydia.pleasure
    assert {one["about"] for one in sad.emotions if one["name"] == "distress"} == {jane.pk}
    pemberley.refresh_from_db()
    assert turns.take(pemberley.pk, pemberley.generation) is not None


@pytest.mark.parametrize("affection", [-1.0, -0.5, -0.1, 0.0, 0.19, 0.5, 1.0])
def test_a_parting_keeps_its_range_and_its_sign(affection: float) -> None:
    felt = epilogues.felt(affection)
    if abs(affection) < epilogues.WORTH_A_WORD:
        assert felt is None
    else:
        assert felt is not None
        assert 0 < felt.intensity <= 1
        assert (felt.emotion == "distress") == (affection > 0) == (felt.missed > 0)


def test_whoever_has_left_does_not_leave_twice_and_may_come_back_to_a_new_life(pemberley: World) -> None:
    jane = life_of(pemberley, "jane")
    settling.leave(jane, "Gone.")
    with pytest.raises(settling.Refused, match="already"):
        settling.leave(jane, "Gone again.")
    back = come(pemberley, jane.character)
    assert back.pk != jane.pk
    assert back.key == "jane"


def test_somebody_who_moves_takes_along_what_matters_most(pemberley: World, alice: User) -> None:
    for generation in range(6):
        turns.take(pemberley.pk, generation)
    jane = life_of(pemberley, "jane")
    other = saltmarsh(alice)
    life = come(other, jane.character, place="place_2", carrying=jane)
    carried = life.memories.filter(event=None)
    assert 0 < carried.count() <= settling.MOST_CARRIED
    assert all(memory.about_ids == [] for memory in carried)
    assert life.key == ""


def test_a_world_from_nothing_takes_turns_empty_and_peopled(alice: User, mara: Character, pemberley: World) -> None:
    world = saltmarsh(alice)
    assert turns.take(world.pk, 0) is not None
    come(world, mara, place="place_1")
    come(world, life_of(pemberley, "wickham").character, place="place_1")
    world.refresh_from_db()
    for generation in range(world.generation, world.generation + 10):
        assert turns.take(world.pk, generation) is not None
    assert Event.objects.filter(world=world, kind=Event.Kind.INTERACTION).exists()


def test_an_epilogue_tells_whither_whom_and_what_became_of_it() -> None:
    ties, goals = [("Rook", 0.6), ("Ioan", -0.5)], [("to free Rook", True)]
    told = epilogues.departure(epilogues.Parting("Mara", "she", "Saltmarsh", 4, "the sea"), ties, goals)
    assert told == (
        "On the fourth day Mara left Saltmarsh for the sea. Rook stood longest looking after her. "
        "Ioan did not come to say goodbye. She had wanted to free Rook, and it was done."
    )
    long = epilogues.Parting("M" * 80, "they", "W" * 80, 21, "x" * 80)
    assert len(epilogues.departure(long, [("R" * 80, 1)], [("g" * 200, False)])) <= epilogues.LONGEST


@pytest.mark.parametrize(("number", "word"), [(1, "first"), (11, "11th"), (22, "22nd"), (113, "113th"), (101, "101st")])
def test_days_are_counted_in_words(number: int, word: str) -> None:
    assert epilogues.ordinal(number) == word
