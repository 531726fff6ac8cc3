from __future__ import annotations

from dataclasses import replace

import pytest

from characters.minds import Emotion
from relationships.dealings import Encounter, Third, dealings
from relationships.preludes import possible
from relationships.tests.people import GLAD, GLOOMY, IOAN, LIA, MARA, NOON, bond, deed, ioan, mara, noon


def met(*deeds, me=None, other=None, there=None, back=None, **scene):
    return Encounter(
        me or mara(), other or ioan(), there or bond(), back or bond(IOAN, MARA),
        dealings(deeds, MARA, IOAN), noon(**scene),
    )  # fmt: skip


def test_deeds_are_sorted_by_side_newest_first():
    past = dealings([deed("talk", ago=90), deed("insult", IOAN, MARA, ago=60), deed("joke", ago=10)], MARA, IOAN)
    assert [one.act for one in past.by_me] == ["joke", "talk"]
    assert [one.act for one in past.to_me] == ["insult"]
    assert past.since(NOON) == 10


def test_the_deeds_of_others_are_passed_over():
    assert dealings([deed("insult", LIA, MARA), deed("insult", MARA, LIA)], MARA, IOAN).to_me == ()


def test_those_who_never_met_have_been_apart_for_ever():
    assert dealings([], MARA, IOAN).since(NOON) > 10**6


def test_a_wrong_stands_until_it_is_made_good():
    insult = deed("insult", IOAN, MARA, ago=90)
    assert dealings([insult], MARA, IOAN).their_wrong == insult
    assert dealings([insult, deed("apologise", IOAN, MARA, accepted=False)], MARA, IOAN).their_wrong == insult
    assert dealings([insult, deed("apologise", IOAN, MARA)], MARA, IOAN).their_wrong is None
    assert dealings([insult, deed("forgive")], MARA, IOAN).their_wrong is None


def test_my_wrong_is_off_my_mind_once_it_is_forgiven():
    insult = deed("insult", ago=90)
    assert dealings([insult], MARA, IOAN).my_wrong == insult
    assert dealings([insult, deed("forgive", IOAN, MARA)], MARA, IOAN).my_wrong is None


def test_a_promise_is_pending_until_kept_or_broken():
    promise = deed("promise", ago=90)
    assert dealings([promise], MARA, IOAN).my_promise == promise
    assert dealings([promise], IOAN, MARA).their_promise == promise
    for end in ("keep_promise", "break_promise"):
        assert dealings([promise, deed(end)], MARA, IOAN).my_promise is None
    assert dealings([deed("promise", accepted=False)], MARA, IOAN).my_promise is None


def test_nobody_knows_of_a_lie_that_they_believed():
    lie = deed("lie", IOAN, MARA)
    assert dealings([lie], MARA, IOAN).to_me == ()
    assert dealings([lie], IOAN, MARA).my_wrong == lie
    assert dealings([deed("lie", IOAN, MARA, accepted=False)], MARA, IOAN).their_wrong is not None


def test_a_kindness_asks_for_thanks_once():
    help_ = deed("help", IOAN, MARA, ago=60)
    assert "thank" in possible(met(help_))
    assert "thank" not in possible(met(help_, deed("thank")))
    assert "thank" not in possible(met(deed("help", IOAN, MARA, ago=2000)))


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        ("keep_promise", {}, {"deeds": [deed("promise")]}),
        ("break_promise", {}, {"deeds": [deed("promise")]}),
        ("apologise", {}, {"deeds": [deed("insult")]}),
        ("forgive", {}, {"deeds": [deed("insult", IOAN, MARA)]}),
        ("confront", {}, {"deeds": [deed("insult", IOAN, MARA)]}),
        ("reject", {}, {"deeds": [deed("flirt", IOAN, MARA)]}),
        ("confide", {"there": bond(familiarity=0.5)}, {"me": mara(secrets_held=1), "there": bond(familiarity=0.5)}),
        ("confess", {}, {"me": mara(secrets_held=1)}),
        ("flirt", {}, {"there": bond(attraction=0.3)}),
        ("court", {"there": bond(attraction=0.3)}, {"there": bond(attraction=0.5)}),
        ("embrace", {}, {"there": bond(affection=0.5)}),
        ("break_off", {}, {"there": bond(stage="sweetheart")}),
        ("betray", {}, {"back": bond(IOAN, MARA, trust_good=4, familiarity=0.5)}),
        ("accuse", {}, {"there": bond(trust_bad=4)}),
        ("comfort", {}, {"other": ioan(mood=GLOOMY)}),
        ("comfort", {}, {"other": ioan(emotions=(Emotion("distress", 0.6, NOON),))}),
        ("celebrate", {}, {"me": mara(mood=GLAD)}),
        ("gossip", {}, {"third": Third(LIA, "Lia", bond(MARA, LIA), bond(IOAN, LIA))}),
        ("mediate", {"third": Third(LIA, "Lia", bond(MARA, LIA), bond(IOAN, LIA))},
         {"third": Third(LIA, "Lia", bond(MARA, LIA), bond(IOAN, LIA, affection=-0.4))}),
    ],
)  # fmt: skip
def test_an_act_is_possible_only_once_its_prelude_holds(act, before, after):
    assert act not in possible(met(*before.pop("deeds", []), **before))
    assert act in possible(met(*after.pop("deeds", []), **after))


def test_one_greets_again_only_after_a_while_apart():
    assert "greet" in possible(met())
    assert "greet" not in possible(met(deed("talk", ago=30)))
    assert "greet" in possible(met(deed("talk", ago=300)))


def test_a_second_promise_waits_for_the_first():
    assert "promise" not in possible(met(deed("promise")))


def test_what_a_boundary_forbids_is_never_possible():
    assert "insult" in possible(met())
    assert "insult" not in possible(met(me=mara(boundaries=frozenset({"insult"}))))


def test_nobody_withdraws_from_somebody():
    assert not possible(met()) & {"withdraw", "reflect"}


def test_a_secret_given_away_wrongs_its_owner_and_not_who_heard_it():
    told = deed("reveal_secret")
    assert dealings([told], IOAN, MARA).their_wrong is None
    known = replace(told, about_responder=True)
    assert dealings([known], IOAN, MARA).their_wrong == known


def test_an_embrace_is_no_favour():
    assert dealings([deed("embrace")], IOAN, MARA).favour is None
    assert dealings([deed("help")], IOAN, MARA).favour is not None
