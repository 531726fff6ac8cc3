"""What those who steer a world forbid is never done, and a reader is told what was kept back."""

from __future__ import annotations

import random
from dataclasses import replace
from statistics import median

import pytest

from characters.checks import touches
from characters.minds import Reason
from ecosystem import rehearsal, rein, starters
from ecosystem.decide import decide
from ecosystem.matter import topic_for
from ecosystem.playing import PAUSE
from ecosystem.rein import Rein
from ecosystem.scenes import SecretView, Sleep
from ecosystem.tests.snapshots import mind, snapshot
from ecosystem.voice import by_the_house
from relationships.acts import ACTS
from relationships.bonds import Bond
from relationships.dealings import Dealings
from relationships.tests.people import bond, ioan, mara, noon
from relationships.volition import disposition, let, wishes

CROWD = [mind(pk, f"Person {pk}") for pk in range(1, 9)]
HOSTILE = frozenset(key for key, act in ACTS.items() if act.family in {"hostile", "treachery"})


def played(name: str, turns: int, **given: object):
    seen = rehearsal.opening(starters.read(name), seed=11, **given)
    for before, decided in rehearsal.play(seen, turns):
        for scene in decided.scenes:
            yield before, scene


def ties_of_every_kind() -> tuple[Bond, ...]:
    """So that every act that a bond allows is possible to somebody."""
    kinds = [
        {"affection": 0.8, "attraction": 0.9, "familiarity": 0.8, "trust_good": 9.0},
        {"affection": -0.8, "respect": -0.5, "familiarity": 0.6, "trust_bad": 9.0, "fear": 0.4},
        {"familiarity": 0.5, "trust_good": 5.0},
    ]
    pairs = [(one.id, other.id) for one in CROWD for other in CROWD if one is not other]
    return tuple(Bond(*pair, **kinds[at % 3]) for at, pair in enumerate(pairs))


@pytest.mark.parametrize("act", sorted(ACTS))
def test_an_act_that_a_world_forbids_is_never_done(act):
    held = rein.Rein(never=frozenset({act}))
    crowd = [replace(rein.held(one, held), secrets_held=1) for one in CROWD]
    seen = snapshot(*crowd, bonds=ties_of_every_kind(), rein=held)
    for seed in range(4):
        for before, decided in rehearsal.play(replace(seen, seed=seed), 12):
            assert act not in {scene.act for scene in decided.scenes}, (before.generation, act)


def test_a_peaceful_world_stays_peaceful_for_days_in_every_starter():
    held = Rein(never=HOSTILE)
    for name in starters.names():
        acts = {scene.act for _, scene in played(name, 120, held=held)}
        assert len(acts) > 15
        assert not acts & HOSTILE


def test_what_one_life_is_not_let_to_do_others_still_do():
    held = frozenset({"talk", "joke", "greet", "praise"})
    crowd = [replace(one, barred=held) if one.id == 1 else one for one in CROWD]
    seen = snapshot(*crowd)
    scenes = [scene for _, decided in rehearsal.play(seen, 150) for scene in decided.scenes]
    done = {who: {scene.act for scene in scenes if scene.initiator == who} for who in range(1, 9)}
    assert done[1]
    assert not done[1] & held
    assert held & set().union(*(acts for who, acts in done.items() if who != 1))


def test_who_is_not_let_to_do_something_friendly_does_not_go_along_with_it_either():
    seen = snapshot(*(replace(one, barred=frozenset({"talk"})) if one.id == 1 else one for one in CROWD[:2]))
    answers = [
        response
        for _, decided in rehearsal.play(seen, 150)
        for scene in decided.scenes
        for response in scene.responses
        if scene.act == "talk" and response.who == 1
    ]
    assert answers
    assert not any(answer.accepted for answer in answers)
    assert answers[0].reasons[0].text == "That is something Person 1 is not let to do"


def test_the_strongest_wish_that_was_kept_back_is_told():
    held_back = mara(barred=frozenset({"greet"}))
    disposed = disposition(held_back, noon())
    found = wishes(held_back, disposed, ioan(), (bond(), bond(2, 1)), Dealings(), noon())
    free, barred = let(held_back, found)
    assert barred is not None
    assert barred.act == "greet"
    assert "greet" not in {wish.act for wish in free}
    held = Rein(never=frozenset({"greet", "talk"}))
    seen = snapshot(*(rein.held(one, held) for one in CROWD[:2]), rein=held)
    reasons = [
        reason
        for _, decided in rehearsal.play(seen, 40)
        for scene in decided.scenes
        for reason in scene.reasons
        if reason.rule == "rein.world"
    ]
    assert reasons
    assert all(reason.weight < 0 for reason in reasons)
    assert reasons[0].text.endswith("but nobody here is let to")


def test_what_is_kept_back_names_the_control():
    world = rein.kept_back(Rein(never=frozenset({"threaten"})), "Wickham", "threaten", "Darcy", 4.5)
    life = rein.kept_back(Rein(), "Wickham", "gossip", "Jane", 3.0)
    assert world == Reason("rein.world", "Wickham would sooner threaten Darcy, but nobody here is let to", -4.5)
    assert life == Reason("rein.life", "Wickham would sooner gossip with Jane, but is not let to", -3.0)


def test_nobody_speaks_of_what_is_off_limits():
    off = frozenset({"the Diamond", "Rosanna", "rose"})
    for before, scene in played("moonstone", 150, held=Rein(topics_off=off)):
        assert not touches(scene.slots["topic"], off)
        assert not touches(scene.slots.get("secret", ""), off)
        spoken = by_the_house(before, scene, random.Random(scene.number))
        assert not any(touches(line.text, off) for line in spoken.lines)


def test_a_topic_off_limits_to_one_does_not_come_up_with_that_one():
    crowd = [replace(one, topics_off=frozenset({"the harvest"})) if one.id == 2 else one for one in CROWD[:3]]
    seen = snapshot(*crowd)
    rng = random.Random(3)
    assert {topic_for(seen, 1, 2, rng) for _ in range(60)} == {"old letters", "the weather"}
    assert {topic_for(seen, 2, None, rng) for _ in range(60)} == {"old letters", "the weather"}
    assert "the harvest" in {topic_for(seen, 1, 3, rng) for _ in range(60)}


def test_a_secret_about_what_is_off_limits_is_kept():
    secret = SecretView(1, 1, "Person 1 has sold the harvest twice.", "I sold the harvest twice", None, frozenset())
    bonds = tuple(Bond(a, b, familiarity=0.8, affection=0.8, trust_good=10) for a, b in ((1, 2), (2, 1)))
    told = {}
    for off in (frozenset[str](), frozenset({"harvest"})):
        crowd = [replace(one, topics_off=off, secrets_held=1) for one in CROWD[:2]]
        seen = snapshot(*crowd, bonds=bonds, secrets=(secret,))
        told[off] = [
            scene for _, decided in rehearsal.play(seen, 300) for scene in decided.scenes if scene.secret is not None
        ]
    assert told[frozenset()]
    assert not told[frozenset({"harvest"})]


def test_where_everything_is_off_limits_people_speak_of_one_thing_and_another():
    off = frozenset({"weather", "harvest", "letter", "time", "nothing"})
    seen = snapshot(*(replace(one, topics_off=off) for one in CROWD[:2]))
    assert topic_for(seen, 1, 2, random.Random(1)) == "one thing and another"


@pytest.mark.parametrize(("text", "named"), [("The Diamonds of Delhi", "diamond"), ("a diamondback", ""), ("", "")])
def test_a_topic_is_named_in_whole_words_whatever_their_case(text, named):
    assert touches(text, ["", "  ", named or "diamond"]) == named


def test_a_lively_world_has_more_going_on_than_a_quiet_one():
    counts = {
        pace: sum(1 for _ in played("elsinore", 80, held=Rein(pace=pace))) for pace in ("quiet", "normal", "lively")
    }
    assert counts["quiet"] < 0.75 * counts["normal"] < counts["normal"] < 0.8 * counts["lively"]


def test_a_life_may_have_a_pace_of_its_own():
    seen = snapshot(*CROWD[:2], paces={1: "quiet"})
    wakes: dict[int, list[int]] = {1: [], 2: []}
    for _, decided in rehearsal.play(seen, 100):
        for scene in decided.scenes:
            wakes[scene.initiator].append(decided.sleeps[scene.initiator].wakes_at - decided.minute)
    assert median(wakes[1]) >= PAUSE > median(wakes[2])


def test_an_explicit_number_of_scenes_is_not_changed_by_the_pace():
    seen = rehearsal.opening(starters.read("elsinore"), 1, scenes_per_turn=5, held=Rein(pace="quiet"))
    assert seen.scenes_wanted == 5


def test_nothing_is_decided_differently_where_nothing_is_forbidden():
    seen = snapshot(*CROWD)
    free = replace(seen, rein=Rein(never=frozenset(), pace="normal", order="urge"))
    assert decide(free, random.Random(4)) == decide(seen, random.Random(4))


def initiators(order: str, turns: int = 60, **fields: object) -> list[int]:
    seen = snapshot(*CROWD, rein=Rein(order=order), scenes_wanted=2, **fields)
    return [scene.initiator for _, decided in rehearsal.play(seen, turns) for scene in decided.scenes]


def test_in_rounds_everybody_begins_once_before_anybody_does_twice():
    began = initiators("pooled")
    assert len(began) > 40
    for at in range(0, len(began) - 8, 8):
        assert sorted(began[at : at + 8]) == list(range(1, 9))


def test_a_round_does_not_wait_for_who_is_asleep_for_good():
    sleeps = {one.id: Sleep() for one in CROWD[1:]} | {1: Sleep(100_000, ())}
    assert len(initiators("pooled", sleeps=sleeps)) > 30


def test_whoever_was_heard_least_comes_first():
    began = initiators("least", 120)
    counts = [began.count(who) for who in range(1, 9)]
    assert max(counts) - min(counts) <= 0.35 * max(counts)


def test_as_in_talk_whoever_was_spoken_to_answers_more_often():
    def answered(order: str) -> float:
        seen = snapshot(*CROWD, rein=Rein(order=order), scenes_wanted=1)
        last: set[int] = set()
        found = []
        for _, decided in rehearsal.play(seen, 250):
            for scene in decided.scenes:
                found.append(scene.initiator in last)
                last = set(scene.responders)
        return sum(found) / len(found)

    assert answered("natural") > answered("urge") + 0.1
