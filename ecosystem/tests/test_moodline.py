from __future__ import annotations

import random
from dataclasses import replace

import pytest

from characters.minds import Mood, Personality, Wound
from characters.models import Memory, MoodPoint
from characters.models import Wound as Row
from ecosystem import moodline, observe, rehearsal, remembering, starters, turns
from ecosystem.dynamics import contagion
from ecosystem.inputs import Asked
from ecosystem.matter import Matter
from ecosystem.models import World
from ecosystem.playing import Played, perform
from ecosystem.scenes import Response, Scene, Stirring
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships.acts import ACTS
from relationships.bonds import Bond

ADA, IVO, NOOR = 1, 2, 3


def after(act: str) -> list[moodline.Point]:
    """Ada does it to Ivo, and Noor looks on."""
    bonds = (Bond(NOOR, IVO, affection=0.9),)
    stage = Stage(snapshot(mind(ADA, "Ada"), mind(IVO, "Ivo"), mind(NOOR, "Noor"), bonds=bonds), 600)
    responses = (Response(IVO, True, (), "even"),)
    scene = perform(stage, Played(ACTS[act], ADA, responses, (), Matter()), random.Random(1))
    contagion.spread(stage, scene, random.Random(1))
    return moodline.points(stage.seen, stage.decision(1))


def test_a_mood_that_moves_far_says_what_moved_it_most() -> None:
    found = {one.who: one for one in after("betray")}
    assert found[IVO].cause == "distress, as Ada betrayed Ivo"
    assert found[IVO].event == 1


def test_what_moves_nobody_leaves_no_point() -> None:
    assert after("greet") == []


def test_a_caught_mood_names_whom_it_was_caught_from() -> None:
    adoring = replace(mind(IVO, "Ivo"), personality=Personality(agreeableness=1.0, neuroticism=0.5))
    gloomy = replace(mind(ADA, "Ada", mood=Mood(-1.0)), personality=Personality(extraversion=1.0))
    stage = Stage(snapshot(gloomy, adoring, bonds=(Bond(IVO, ADA, affection=1.0),)), 600)
    stage.add(Scene("withdraw", ADA, (), (IVO,), "hall", "even", (), (), (), (), 0.1, 0.0, (), number=1))
    scene = stage.happenings[-1]
    assert isinstance(scene, Scene)
    contagion.spread(stage, scene, random.Random(1))
    causes = {one.who: one.cause for one in moodline.points(stage.seen, stage.decision(1))}
    assert causes[IVO].startswith("caught from Ada, as")


def test_a_mood_that_drifts_to_another_word_is_put_down_to_time() -> None:
    sad = mind(ADA, "Ada", mood=Mood(-0.4))
    stage = Stage(snapshot(sad), 800)
    stage.mind(ADA)
    stage.moved.add(ADA)
    assert [one.cause for one in moodline.points(stage.seen, stage.decision(1))] == ["time, and nothing else"]


def test_a_starter_keeps_few_points_and_each_says_why() -> None:
    count = scenes = 0
    for seen, decided in rehearsal.play(rehearsal.opening(starters.read("pemberley"), 3), 60):
        scenes += len(decided.scenes)
        for point in moodline.points(seen, decided):
            count += 1
            assert point.cause
    assert 0 < count < 6 * scenes


@pytest.mark.django_db
def test_the_course_of_a_mood_can_be_read(pemberley: World) -> None:
    for generation in range(12):
        turns.take(pemberley.pk, generation, "none")
    moved = MoodPoint.objects.order_by("pk").first()
    assert moved is not None
    course = MoodPoint.objects.course(moved.life_id)
    assert course[0] == moved
    assert [one.minute for one in course] == sorted(one.minute for one in course)
    assert all(one.cause and one.word for one in course)
    assert MoodPoint.objects.course(moved.life_id, since=10**6) == []


@pytest.mark.django_db
def test_a_strong_feeling_is_remembered_as_more_important(pemberley: World) -> None:
    for generation in range(15):
        turns.take(pemberley.pk, generation, "none")
    shared: dict[int | None, set[float]] = {}
    for event, importance in Memory.objects.filter(kind="lived", event__isnull=False).values_list(
        "event", "importance"
    ):
        shared.setdefault(event, set()).add(importance)
    assert any(len(weights) > 1 for weights in shared.values())
    assert all(1 <= weight <= 10 for weights in shared.values() for weight in weights)


@pytest.mark.django_db
def test_a_memory_that_forces_itself_on_somebody_comes_first_and_is_said(pemberley: World) -> None:
    turns.take(pemberley.pk, 0, "none")
    pemberley.refresh_from_db()
    seen = observe.snapshot(pemberley, Asked())
    owner, event = Memory.objects.filter(event__isnull=False).values_list("owner", "event")[0]
    scene = Scene("reflect", owner, (), (), "", "even", (), (), (), (), 0.1, 0.0, (),
                  stirrings=(Stirring(owner, event, "Mr Wickham betrayed her"),))  # fmt: skip
    recalled = observe.recollections(seen, (scene,), voiced=False)
    assert Memory.objects.get(pk=recalled[owner][0].id).event == event
    (line,) = remembering.asides(seen, scene)
    assert "Mr Wickham betrayed her" in str(line["text"])


@pytest.mark.django_db
def test_wounds_strain_and_growth_come_back_from_their_rows(pemberley: World) -> None:
    seen = observe.snapshot(pemberley, Asked())
    who = next(iter(seen.minds))
    life = pemberley.cast.get(pk=who)
    life.strain, life.crack, life.growth = 0.4, {"manner": "tears", "since": 5, "until": 9}, {"agreeableness": 0.05}
    life.save()
    wound = Wound(1, "loss", "it burned", 480, 0.5, frozenset({who}), "hall", frozenset({"x"}), 0.2, 3, 480)
    Row.row(who, wound).save()
    mind = observe.snapshot(pemberley, Asked()).minds[who]
    assert mind.wounds == (wound,)
    assert mind.strain == 0.4
    assert mind.crack
    assert mind.crack.manner == "tears"
    assert mind.personality.agreeableness == pytest.approx(seen.minds[who].personality.agreeableness + 0.05)
