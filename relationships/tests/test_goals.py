from __future__ import annotations

from dataclasses import replace

import pytest

from characters.minds import NEEDS, GoalView, Wound
from relationships.dealings import dealings
from relationships.goals import (
    GRAVE,
    KINDS,
    LEAST_PRIORITY,
    MOST_CHOSEN,
    PATIENCE,
    REFUSED,
    REFUSED_GIVEN,
    Other,
    Prospect,
    clashes,
    given_up,
    new,
    next_goal,
    prospects,
    reached,
    yields,
)  # fmt: skip
from relationships.tests.people import IOAN, LIA, MARA, NOON, bond, deed, ioan, mara, person

FED = dict.fromkeys(NEEDS, 0.8)


def other(mind=None, deeds=(), back=None, **ties) -> Other:
    mind = mind or ioan()
    return Other(mind, bond(MARA, mind.id, **ties), back or bond(mind.id, MARA), dealings(deeds, MARA, mind.id))


def kinds(me, *others: Other) -> list[str]:
    return [found.kind for found in prospects(me, others)]


def goal(kind: str, target: int | None = IOAN, **given) -> GoalView:
    acts = KINDS[kind].acts if kind else frozenset({"praise"})
    values = {"id": 1, "text": "x", "priority": 0.6, "progress": 0.0, "since": 100, **given}
    return GoalView(target=target, acts=acts, kind=kind, **values)


def test_who_wants_for_nothing_sets_themselves_nothing():
    assert kinds(mara(needs=FED), other()) == []


@pytest.mark.parametrize(
    ("need", "ties", "kind"),
    [
        ("belonging", {"affection": 0.1}, "friend"),
        ("esteem", {"respect": 0.4}, "esteem"),
        ("safety", {"trust_good": 6.0}, "shelter"),
        ("autonomy", {}, "freedom"),
        ("purpose", {"affection": 0.3}, "use"),
    ],
)
def test_an_empty_need_makes_a_goal_of_itself(need, ties, kind):
    empty = mara(needs=FED | {need: 0.05})
    found = prospects(empty, [other(**ties)])
    assert [one.kind for one in found] == [kind]
    assert found[0].priority > prospects(mara(needs=FED | {need: 0.2}), [other(**ties)])[0].priority >= LEAST_PRIORITY
    assert found[0].why


def test_the_lonely_look_for_whom_they_would_soonest_seek():
    near, far = person(4, "Kind", agreeableness=0.9, neuroticism=0.1), person(5, "Cross", agreeableness=0.1)
    found = prospects(mara(needs=FED | {"belonging": 0.0}), [other(far), other(near)])
    assert (found[0].target, found[0].text) == (4, "to find a friend in Kind")


def test_a_wrong_asks_for_satisfaction_from_whom_one_dislikes_and_for_peace_with_whom_one_likes():
    wronged = [deed("insult", IOAN, MARA)]
    assert kinds(mara(needs=FED), other(deeds=wronged, affection=-0.3)) == ["satisfaction"]
    assert kinds(mara(needs=FED), other(deeds=wronged, affection=0.4)) == ["peace"]
    assert kinds(mara(needs=FED, agreeableness=0.2), other(deeds=wronged, affection=0.4)) == ["satisfaction"]
    found = prospects(mara(needs=FED), [other(deeds=wronged, affection=-0.3)])[0]
    assert (found.why, found.event) == ("Ioan insulted Mara", wronged[0].number)


def test_a_slight_is_no_matter_of_days():
    slight = deed("criticise", IOAN, MARA)
    assert slight.harm < GRAVE
    assert kinds(mara(needs=FED), other(deeds=[slight], affection=-0.3)) == []


def test_the_graver_the_wrong_the_dearer_the_goal():
    insulted, betrayed = ([deed(act, IOAN, MARA)] for act in ("insult", "betray"))
    priority = [prospects(mara(needs=FED), [other(deeds=done)])[0].priority for done in (insulted, betrayed)]
    assert priority[1] > priority[0]


def test_who_has_a_conscience_would_make_good_what_they_did():
    done = [deed("insult", MARA, IOAN)]
    assert kinds(mara(needs=FED, agreeableness=0.8), other(deeds=done)) == ["amends"]
    assert kinds(mara(needs=FED, agreeableness=0.1), other(deeds=done)) == []


def test_who_is_in_love_would_win_the_other_as_long_as_they_are_not_together():
    assert kinds(mara(needs=FED), other(attraction=0.7, affection=0.4)) == ["win"]
    assert kinds(mara(needs=FED), other(attraction=0.7, affection=0.4, stage="sweetheart")) == []


def test_the_ambitious_would_pass_whoever_bested_them_by_a_little():
    contest = [deed("challenge", IOAN, MARA)]
    ahead = ioan(rating=1050.0)
    keen = mara(needs=FED, facets={"achievement_striving": 0.9}, rating=1000.0)
    assert kinds(keen, other(ahead, contest)) == ["rise"]
    assert kinds(keen, other(ahead)) == []
    assert kinds(keen, other(ioan(rating=1400.0), contest)) == []
    assert kinds(mara(needs=FED, rating=1000.0), other(ahead, contest)) == []


def test_a_wound_asks_to_be_healed_with_somebody_to_turn_to():
    hurt = Wound(3, "betrayal", "Lia betrayed Mara", 0, 0.9)
    found = prospects(mara(needs=FED, wounds=(hurt,)), [other(trust_good=8.0, affection=0.4)])
    assert (found[0].kind, found[0].target) == ("heal", IOAN)
    assert found[0].text.endswith("with Ioan to turn to")
    assert prospects(mara(needs=FED, wounds=(hurt,)), [other()])[0].target is None


def test_what_one_never_does_serves_no_goal():
    held = mara(needs=FED, boundaries=frozenset({"confront"}), barred=frozenset({"accuse"}))
    found = prospects(held, [other(deeds=[deed("insult", IOAN, MARA)], affection=-0.3)])[0]
    assert found.acts == KINDS["satisfaction"].acts - {"confront", "accuse"}


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("friend", {"affection": 0.1, "familiarity": 0.1}, {"affection": 0.5, "familiarity": 0.4}),
        ("win", {"attraction": 0.6}, {"attraction": 0.6, "stage": "sweetheart"}),
        ("satisfaction", {}, {"deeds": [deed("apologise", IOAN, MARA)]}),
        ("satisfaction", {}, {"deeds": [deed("confront", MARA, IOAN)]}),
        ("peace", {}, {"deeds": [deed("forgive", MARA, IOAN)]}),
        ("amends", {}, {"deeds": [deed("make_amends", MARA, IOAN)]}),
        ("rise", {"mind": ioan(rating=1100.0)}, {"mind": ioan(rating=900.0)}),
    ],
)
def test_a_goal_is_reached_as_things_turn_out(kind, before, after):
    me = mara(needs=FED, rating=1000.0)
    assert reached(goal(kind), me, other(**before)) < reached(goal(kind), me, other(**after)) == 1.0


def test_what_was_settled_before_the_goal_was_set_does_not_count():
    settled = other(deeds=[deed("apologise", IOAN, MARA, ago=NOON - 50)])
    assert reached(goal("satisfaction"), mara(), settled) == 0


def test_what_is_as_good_as_reached_is_not_set():
    wanted = prospects(mara(needs=FED), [other(attraction=0.7, affection=0.4)])[0]
    close = other(attraction=0.7, affection=0.4, back=bond(IOAN, MARA, attraction=0.48))
    assert new(wanted, mara(), close, NOON, -1) is None
    assert new(wanted, mara(), other(attraction=0.7), NOON, -1).since == NOON


def test_a_goal_is_let_go_of_when_nothing_comes_of_it_or_it_is_refused_too_often():
    assert given_up(goal("friend"), 100 + PATIENCE) == ""
    assert "days" in given_up(goal("friend"), 101 + PATIENCE)
    assert given_up(goal("friend", moved=90 + PATIENCE), 101 + PATIENCE) == ""
    assert "refused 4 times" in given_up(goal("friend", refusals=REFUSED), 100)
    given = goal("", refusals=REFUSED_GIVEN - 1)
    assert given_up(given, 101 + PATIENCE) == ""
    assert given_up(replace(given, refusals=REFUSED_GIVEN), 101)


def wanted(kind: str, priority: float, target: int | None = IOAN) -> Prospect:
    return Prospect(kind, target, priority, "to x", "x", KINDS[kind].acts, "why")


def test_goals_that_pull_opposite_ways_at_one_person_clash():
    assert clashes(goal("friend"), wanted("satisfaction", 0.9))
    assert not clashes(goal("friend"), wanted("satisfaction", 0.9, LIA))
    assert not clashes(goal("friend"), wanted("esteem", 0.9))
    assert clashes(goal(""), wanted("satisfaction", 0.9))


def test_of_two_that_clash_the_stronger_is_kept():
    held = goal("friend", priority=0.6)
    assert not yields(held, wanted("satisfaction", 0.65))
    assert next_goal([held], [wanted("satisfaction", 0.65)]) is None
    assert next_goal([held], [wanted("satisfaction", 0.8)]) == (wanted("satisfaction", 0.8), held)


def test_what_was_given_is_dearer_than_what_was_chosen():
    assert not yields(goal("", priority=0.6), wanted("satisfaction", 0.8))
    assert yields(goal("", priority=0.6), wanted("satisfaction", 0.9))


def test_nobody_takes_on_too_much_nor_the_same_twice():
    held = [goal("friend", IOAN), goal("esteem", LIA, id=2)]
    assert len(held) == MOST_CHOSEN
    assert next_goal(held, [wanted("use", 0.9, 7)]) is None
    assert next_goal(held[:1], [wanted("friend", 0.9, 7)]) is None
    assert next_goal(held[:1], [wanted("use", 0.9, 7)]) == (wanted("use", 0.9, 7), None)


def test_every_kind_is_told_and_wished_in_the_same_words():
    for name, kind in KINDS.items():
        if name != "heal":
            assert kind.text == f"to {kind.wish}"
            assert kind.acts
