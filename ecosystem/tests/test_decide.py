from __future__ import annotations

import random
from dataclasses import replace

from characters.minds import Mood
from ecosystem.decide import decide
from ecosystem.deeds import log_of
from ecosystem.matter import secret_of
from ecosystem.scenes import Past, Place, SecretView, Setting, Sleep, Whisper
from ecosystem.tests.snapshots import mind, snapshot
from relationships.bonds import Bond

CROWD = [mind(pk, f"Person {pk}") for pk in range(1, 9)]


def past(number: int, tags: tuple[str, ...], generation: int = 0) -> Past:
    return Past(
        number, generation, 590, "interaction", "talk", 1, (2,), (), frozenset(), True, 0.2, tags, {}, (), ()
    )  # fmt: skip


def test_the_same_seed_decides_the_same() -> None:
    seen = snapshot(*CROWD)
    assert decide(seen, random.Random(4)) == decide(seen, random.Random(4))


def test_nobody_is_in_two_scenes_of_a_turn() -> None:
    for seed in range(30):
        scenes = decide(snapshot(*CROWD), random.Random(seed)).scenes
        cast = [who for scene in scenes for who in (scene.initiator, *scene.responders)]
        assert len(cast) == len(set(cast))


def test_a_turn_has_no_more_scenes_than_wanted() -> None:
    seen = snapshot(*CROWD, scenes_wanted=2)
    assert max(len(decide(seen, random.Random(seed)).scenes) for seed in range(20)) == 2


def test_what_was_decided_does_not_change_what_was_seen() -> None:
    seen = snapshot(*CROWD)
    decide(seen, random.Random(1))
    assert seen == snapshot(*CROWD)


def test_every_scene_says_why() -> None:
    scenes = [scene for seed in range(10) for scene in decide(snapshot(*CROWD), random.Random(seed)).scenes]
    assert all(scene.reasons and all(reason.text for reason in scene.reasons) for scene in scenes)
    assert all(response.reasons for scene in scenes for response in scene.responses)


def test_an_act_somebody_never_does_is_never_done() -> None:
    wary = [replace(one, boundaries=frozenset({"talk", "joke", "praise", "gossip"})) for one in CROWD]
    acts = {scene.act for seed in range(40) for scene in decide(snapshot(*wary), random.Random(seed)).scenes}
    assert acts
    assert not acts & {"talk", "joke", "praise", "gossip"}


def test_sleepers_are_not_considered() -> None:
    sleeps = {one.id: Sleep(10_000, ()) for one in CROWD[2:]} | {1: Sleep(), 2: Sleep()}
    assert decide(snapshot(*CROWD, sleeps=sleeps), random.Random(1)).considered <= 2


def test_a_whisper_is_followed_more_often_than_chance() -> None:
    def advised(**fields: object) -> int:
        seen = snapshot(mind(1, "Ada"), mind(2, "Ivo"), **fields)
        turns = [decide(seen, random.Random(seed)) for seed in range(80)]
        return sum(scene.act == "advise" and scene.initiator == 1 for turn in turns for scene in turn.scenes)

    assert advised(whispers=(Whisper(1, 1, "advise", 2, "Noor"),)) > 2 * max(3, advised())


def test_night_brings_rest_and_the_next_morning() -> None:
    tired = [replace(one, energy=0.2) for one in CROWD]
    turn = decide(snapshot(*tired, minute=23 * 60), random.Random(1))
    assert turn.night
    assert turn.scenes == ()
    assert turn.minute == 24 * 60 + 8 * 60
    assert all(one.energy == 1.0 for one in turn.minds.values())


def test_one_alone_keeps_their_own_company() -> None:
    turns = [decide(snapshot(mind(1, "Ada")), random.Random(seed)) for seed in range(10)]
    acts = {scene.act for turn in turns for scene in turn.scenes}
    assert acts
    assert acts <= {"withdraw", "reflect"}


def test_an_empty_world_goes_on() -> None:
    assert decide(snapshot(), random.Random(1)).scenes == ()


def test_sworn_enemies_still_move() -> None:
    bonds = tuple(
        Bond(a, b, trust_bad=8, affection=-0.9, familiarity=0.8) for a in range(1, 5) for b in range(1, 5) if a != b
    )
    angry = [mind(pk, f"Foe {pk}", mood=Mood(-0.5, 0.6, 0.2)) for pk in range(1, 5)]
    turns = [decide(snapshot(*angry, bonds=bonds), random.Random(seed)) for seed in range(20)]
    assert sum(len(turn.scenes) for turn in turns) >= 20


def test_people_only_meet_where_both_are() -> None:
    places = {key: Place(key, f"the {key}", "", ()) for key in ("hall", "garden")}
    people = [replace(one, place="hall" if one.id % 2 else "garden") for one in CROWD]
    for seed in range(20):
        for scene in decide(snapshot(*people, setting=Setting(places, ("x",))), random.Random(seed)).scenes:
            assert len({who % 2 for who in (scene.initiator, *scene.responders)}) <= 1


def secret(holder: int, *knowers: int, about: int | None = None) -> SecretView:
    return SecretView(7, holder, "Ada sold the ring.", "I sold the ring", about, frozenset(knowers))


def test_a_secret_is_not_told_to_whom_it_concerns_nor_to_its_owner() -> None:
    seen = snapshot(*CROWD[:4], secrets=(secret(1, 2, about=3),))
    assert secret_of(seen, 2, 4, 1) is not None
    assert [secret_of(seen, 2, hearer, 1) for hearer in (1, 3)] == [None, None]


def test_who_learns_that_their_secret_was_given_away_has_been_wronged() -> None:
    leaked = replace(past(5, ("secret_of:3",)), act="reveal_secret", told=frozenset({3}))
    assert log_of((leaked,), 600).sore[3][1].about_responder
    assert 3 not in log_of((replace(leaked, told=frozenset()),), 600).sore


def test_a_group_scene_goes_by_the_one_addressed() -> None:
    for seed in range(60):
        for scene in decide(snapshot(*CROWD), random.Random(seed)).scenes:
            if scene.responses:
                assert scene.accepted == scene.responses[0].accepted
