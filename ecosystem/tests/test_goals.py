"""Goals in play: set, served, reached, given up, kept in rows, and the same in a rehearsal."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from characters.minds import NEEDS, GoalView
from characters.models import Goal
from ecosystem import rehearsal, starters, turns
from ecosystem.deeds import log_of
from ecosystem.dynamics.goals import look
from ecosystem.scenes import Development, Past, Sleep
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships.acts import ACTS
from relationships.bonds import Bond

FED = dict.fromkeys(NEEDS, 0.8)
ANA, BEN = mind(1, "Ana", needs=FED), mind(2, "Ben", needs=FED)
TURNS = 40


def looked(ana, **fields) -> Stage:
    """Ana after a turn in which she stirred and looked at her goals."""
    seen = snapshot(ana, BEN, **fields)
    stage = Stage(seen, 605, log=log_of(seen.past, 605))
    stage.sleeps[1] = Sleep(640, ())
    look(stage, random.Random(1))
    return stage


def held(**given) -> GoalView:
    values = {"id": 7, "text": "to be thanked", "priority": 0.8, "progress": 0.2, "acts": frozenset({"talk"}), **given}
    return GoalView(**values)


def test_an_empty_need_becomes_a_goal_that_draws_to_acts():
    stage = looked(replace(ANA, needs=FED | {"belonging": 0.1}), bonds=(Bond(1, 2, affection=0.2),))
    (goal,) = stage.minds[1].goals
    assert (goal.kind, goal.target, goal.text) == ("friend", 2, "to find a friend in Ben")
    assert goal.id < 0
    assert not stage.happenings


def test_a_goal_that_is_reached_is_told_felt_and_over():
    stage = looked(replace(ANA, goals=(held(progress=1.0),)))
    (told,) = stage.happenings
    assert isinstance(told, Development)
    assert (told.kind, told.text) == ("goal_reached", "Ana has got what they wanted: to be thanked.")
    assert {felt.emotion.name for felt in told.feelings} == {"satisfaction", "pride"}
    assert stage.minds[1].goals[0].status == "achieved"
    assert stage.minds[1].needs["purpose"] > FED["purpose"]


def test_a_goal_that_is_refused_too_often_is_given_up_and_said_why():
    stage = looked(replace(ANA, goals=(held(refusals=8),)))
    (told,) = stage.happenings
    assert told.text == "Ana no longer hopes to be thanked: refused 8 times, and never once met half way."
    assert told.reasons[0].weight < 0
    goal = stage.minds[1].goals[0]
    assert (goal.status, goal.outcome) == ("abandoned", "refused 8 times, and never once met half way")
    assert stage.minds[1].mood.pleasure < ANA.mood.pleasure


def test_a_goal_about_somebody_who_has_left_is_over():
    assert looked(replace(ANA, goals=(held(target=99),))).minds[1].goals[0].outcome == "they are gone"


def test_of_two_goals_that_clash_the_stronger_is_kept_and_a_reader_is_told():
    betrayed = Past(
        3, 0, 590, "interaction", "betray", 2, (1,), (), frozenset(), True, 0.9, ("act:betray",), {}, (), ()
    )  # fmt: skip
    friendly = held(kind="friend", target=2, priority=0.65, text="to find a friend in Ben", since=500)
    stage = looked(replace(ANA, goals=(friendly,)), past=(betrayed,))
    goals = {goal.kind: goal for goal in stage.minds[1].goals}
    assert goals["friend"].status == "abandoned"
    assert goals["satisfaction"].why == "Ben betrayed Ana"
    told = stage.happenings[0]
    assert told.text.startswith("Ana no longer means to find a friend in Ben, but to have satisfaction from Ben")


def test_refusals_are_counted_until_somebody_goes_along():
    friendly = frozenset(key for key, act in ACTS.items() if act.family in ("sociable", "care", "repair"))
    goal = held(target=2, acts=friendly)
    seen = snapshot(replace(ANA, goals=(goal,)), BEN, bonds=(Bond(2, 1, affection=-0.6, trust_bad=5),))
    refusals = [
        one.refusals for _, decided in rehearsal.play(seen, 200) for one in decided.minds[1].goals if one.id == 7
    ]
    assert max(refusals) >= 2


def test_with_the_mechanism_off_nobody_sets_themselves_anything():
    lonely = [replace(one, needs=dict.fromkeys(NEEDS, 0.05)) for one in (ANA, BEN)]
    chosen = {
        off: [
            goal.kind
            for _, decided in rehearsal.play(snapshot(*lonely), 20, frozenset(off))
            for one in decided.minds.values()
            for goal in one.goals
        ]
        for off in ((), ("goals",))
    }
    assert chosen[()]
    assert not chosen[("goals",)]


@pytest.mark.django_db
def test_rows_hold_what_a_rehearsal_has():
    starter = starters.read("hispaniola")
    world = starters.create_world(starter, None, seed=9)
    for generation in range(TURNS):
        turns.take(world.pk, generation, "none")
    names = dict(world.cast.values_list("pk", "name"))
    goals = Goal.objects.filter(holder__world=world)
    rows = {
        (names[goal.holder_id], goal.text, goal.kind, goal.since, goal.moved, goal.refusals, round(goal.progress, 3))
        for goal in goals.filter(status=Goal.Status.HELD)
    }
    *_, (seen, decided) = rehearsal.play(rehearsal.opening(starter, seed=9), TURNS)
    after = rehearsal.following(seen, decided)
    rehearsed = {
        (one.name, goal.text, goal.kind, goal.since, goal.moved, goal.refusals, round(goal.progress, 3))
        for one in after.minds.values()
        for goal in one.goals
    }
    assert rows == rehearsed
    chosen = goals.filter(origin=Goal.Origin.CHOSEN)
    assert chosen.count() >= 3
    assert all(goal.kind and goal.why for goal in chosen)
    assert all((goal.ended is None) == (goal.status == Goal.Status.HELD) for goal in goals)
