from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from characters.minds import DOMAINS, Emotion, GoalView, Personality, Reason
from relationships.acts import SOCIAL
from relationships.dealings import Encounter, Nudge, Third, dealings
from relationships.rulebook import MOST_GENRE, RULES
from relationships.tests.people import GLOOMY, IOAN, LIA, MARA, NOON, bond, deed, ioan, mara, noon, person
from relationships.volition import MOST_NUDGE, alone, answer, choose, disposition, temperature, wishes

unit, signed = st.floats(0, 1, allow_nan=False), st.floats(-1, 1, allow_nan=False)


def wants(*deeds, me=None, other=None, there=None, back=None, **scene):
    actor, moment = me or mara(), noon(**scene)
    bonds = there or bond(), back or bond(IOAN, MARA)
    past = dealings(deeds, MARA, IOAN)
    found = wishes(actor, disposition(actor, moment), other or ioan(), bonds, past, moment)
    return {wish.act: wish for wish in found}


def takes(act, *deeds, me=None, other=None, there=None, noise=0.0, **scene):
    """How Ioan answers Mara."""
    past = dealings(deeds, IOAN, MARA)
    return answer(other or ioan(), me or mara(), act, there or bond(IOAN, MARA), past, noon(**scene), noise=noise)


def rules(wish):
    return [reason.rule for reason in wish.reasons]


def test_wishes_come_strongest_first_and_none_is_unwanted():
    scores = [wish.score for wish in wants().values()]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_a_score_is_the_sum_of_its_reasons():
    found = wants(
        deed("insult", IOAN, MARA), deed("talk"),
        me=mara(agreeableness=0.2, extraversion=0.9, emotions=(Emotion("anger", 0.7, NOON, IOAN),)),
        there=bond(affection=-0.3, familiarity=0.4),
    )  # fmt: skip
    for wish in found.values():
        unsaid = 0.25 * 3
        assert sum(reason.weight for reason in wish.reasons) == pytest.approx(wish.score, abs=unsaid)
        assert [abs(r.weight) for r in wish.reasons] == sorted((abs(r.weight) for r in wish.reasons), reverse=True)


def test_one_cannot_watch_a_friend_suffer():
    found = wants(other=ioan(mood=GLOOMY), there=bond(affection=0.4))["comfort"]
    assert "Mara cannot watch Ioan suffer" in [reason.text for reason in found.reasons]


def test_the_angry_want_to_quarrel_and_not_to_joke():
    angry = mara(emotions=(Emotion("anger", 0.8, NOON, IOAN),))
    assert wants(me=angry)["criticise"].score > wants()["criticise"].score
    assert "joke" not in wants(me=angry)


def test_what_an_enemy_did_gives_the_event_it_rests_on():
    insult = deed("insult", IOAN, MARA)
    reason = next(r for r in wants(insult)["criticise"].reasons if r.rule == "strikes_back")
    assert reason.event == insult.number


def test_friends_are_spared():
    there = bond(affection=0.6, familiarity=0.5)
    assert not {"insult", "mock", "threaten", "lie"} & set(wants(there=there))


def test_what_a_boundary_forbids_is_never_wished():
    nobody = mara(boundaries=frozenset(SOCIAL))
    assert wants(me=nobody) == {}


def test_a_goal_moves_towards_what_serves_it():
    goal = GoalView(1, "to win Ioan over", 1.0, 0.0, IOAN, frozenset({"praise"}))
    found = wants(me=mara(goals=(goal,)))["praise"]
    assert found.score == pytest.approx(wants()["praise"].score + 4)
    assert found.reasons[0] == Reason("goal", "Mara wants to win Ioan over", 4.0)


def test_a_goal_about_somebody_else_or_reached_moves_nothing():
    for goal in (
        GoalView(1, "x", 1.0, 0.0, LIA, frozenset({"praise"})),
        GoalView(1, "x", 1.0, 1.0, IOAN, frozenset({"praise"})),
    ):
        assert wants(me=mara(goals=(goal,)))["praise"].score == wants()["praise"].score


def test_doing_it_again_soon_is_wanted_less():
    once, long_ago = wants(deed("talk", ago=30)), wants(deed("talk", ago=2000))
    assert once["talk"].score < long_ago["talk"].score
    assert "novelty" in rules(once["talk"])
    assert wants(lately={"talk": 1})["talk"].score < wants()["talk"].score


def test_a_nudge_pulls_but_no_further_than_a_strong_reason():
    whisper = Reason("whisper", "A director whispered it", 5)
    assert wants(nudges={"praise": (Nudge(5, whisper),)})["praise"].score == pytest.approx(wants()["praise"].score + 5)
    pulled = wants(nudges={"praise": (Nudge(500, whisper),)})["praise"]
    assert pulled.score == pytest.approx(wants()["praise"].score + MOST_NUDGE)
    assert pulled.reasons[0].text == "A director whispered it"


def test_the_free_heed_a_nudge_less_and_the_guided_more():
    nudge = {"praise": (Nudge(6, Reason("whisper", "x", 6)),)}
    gains = [
        wants(nudges=nudge, autonomy=autonomy)["praise"].score - wants(autonomy=autonomy)["praise"].score
        for autonomy in ("guided", "balanced", "free")
    ]
    assert gains == sorted(gains, reverse=True)


def test_no_nudge_makes_the_impossible_possible():
    assert "keep_promise" not in wants(nudges={"keep_promise": (Nudge(8, Reason("whisper", "x", 8)),)})


def test_a_third_is_named_where_the_act_is_about_them():
    lia = Third(LIA, "Lia", bond(MARA, LIA, affection=-0.5), bond(IOAN, LIA))
    known = bond(familiarity=0.4)
    found = wants(there=known, third=lia)
    assert found["gossip"].third == LIA
    assert found["talk"].third is None
    assert found["ally"].third == LIA
    liked = Third(LIA, "Lia", bond(MARA, LIA), bond(IOAN, LIA))
    assert wants(there=bond(familiarity=0.4, trust_good=3), third=liked)["ally"].third is None


def test_the_same_situation_wants_the_same_in_the_same_order():
    assert [(w.act, w.score) for w in wants().values()] == [(w.act, w.score) for w in wants().values()]


def test_alone_the_weary_withdraw():
    weary, fresh = mara(social_capacity=0.1, energy=0.2), mara(extraversion=0.9)
    assert alone(weary, noon())[0].act == "withdraw"
    assert all(wish.act != "withdraw" for wish in alone(fresh, noon()))
    assert "Mara is tired" in [reason.text for reason in alone(weary, noon())[0].reasons]
    assert alone(mara(boundaries=frozenset({"withdraw", "reflect"})), noon()) == []


def test_liking_says_yes_and_dislike_says_no():
    assert takes("invite", there=bond(IOAN, MARA, affection=0.5)).accepted
    refused = takes("invite", there=bond(IOAN, MARA, affection=-0.6))
    assert not refused.accepted
    assert "Ioan dislikes Mara" in [reason.text for reason in refused.reasons]


def test_an_answer_is_yes_from_nought_up_and_noise_may_tip_it():
    score = takes("talk").score
    assert takes("talk", noise=-score).accepted
    assert not takes("talk", noise=-score - 0.01).accepted
    assert takes("talk", noise=0.5).reasons[-1].rule == "chance"


def test_an_answer_is_the_sum_of_its_reasons():
    found = takes("talk", deed("talk"), there=bond(IOAN, MARA, affection=0.3), noise=0.7)
    assert found == takes("talk", deed("talk"), there=bond(IOAN, MARA, affection=0.3), noise=0.7)
    assert found.score == pytest.approx(sum(reason.weight for reason in found.reasons), abs=0.6)


def test_love_is_accepted_where_it_is_returned():
    love = bond(IOAN, MARA, attraction=0.6, affection=0.5, respect=0.3)
    assert takes("declare_love", there=love).accepted
    assert not takes("declare_love", there=bond(IOAN, MARA, affection=0.5)).accepted


def test_the_same_over_and_over_tires():
    assert takes("flirt", deed("flirt", ago=20), deed("flirt", ago=9)).score < takes("flirt").score


def test_nobody_goes_along_with_what_they_never_do():
    prim = ioan(boundaries=frozenset({"flirt", "insult"}))
    assert takes("flirt", other=prim, there=bond(IOAN, MARA, attraction=0.9)).reasons[0].rule == "boundary"
    assert takes("insult", other=prim).reasons[0].rule != "boundary"


def test_the_answer_looks_at_the_third_with_the_answerers_eyes():
    liked = Third(LIA, "Lia", bond(MARA, LIA, affection=-0.6), bond(IOAN, LIA, affection=0.6))
    assert "Ioan will hear no ill of Lia" in [reason.text for reason in takes("gossip", third=liked).reasons]


def test_a_choice_follows_the_softmax_and_its_seed():
    found = list(wants().values())
    picks = Counter(choose(found, random.Random(seed), 1.0).act for seed in range(2000))
    assert picks.most_common(1)[0][0] == found[0].act
    assert len(picks) >= 8
    assert choose(found, random.Random(7), 1.0) == choose(found, random.Random(7), 1.0)
    assert choose([], random.Random(7), 1.0) is None


def test_the_open_minded_surprise_more_often():
    found = list(wants().values())

    def tops(openness):
        heat = temperature(Personality(openness=openness))
        return sum(choose(found, random.Random(seed), heat).act == found[0].act for seed in range(1000))

    assert tops(0.0) > tops(1.0)
    assert temperature(Personality(openness=0.0)) == 0.5
    assert temperature(Personality(openness=1.0)) == 1.0


@settings(max_examples=60)
@given(st.lists(unit, min_size=10, max_size=10), signed, signed, unit, unit, st.sampled_from(SOCIAL))
def test_whoever_they_are_every_wish_is_possible_and_every_answer_explained(traits, liking, pleasure, fear, seen, act):
    a, b = (
        person(id, name, **dict(zip(DOMAINS, row, strict=True)))
        for id, name, row in ((MARA, "Mara", traits[:5]), (IOAN, "Ioan", traits[5:]))
    )
    there = bond(affection=liking, fear=fear, attraction=seen)
    found = wants(me=a, other=b, there=there)
    assert set(found) <= set(SOCIAL)
    assert all(wish.score > 0 and wish.reasons for wish in found.values())
    assert takes(act, me=a, other=b, there=bond(IOAN, MARA, affection=pleasure)).reasons


def test_the_sort_of_tale_leans_on_everybody_and_says_so():
    plain, tragic = wants()["joke"], wants(genre="tragedy")["talk"]
    assert "joke" not in wants(genre="tragedy") or wants(genre="tragedy")["joke"].score < plain.score
    assert tragic.score == wants()["talk"].score
    question = wants(genre="mystery")["question"]
    assert "It is a mystery" in [reason.text for reason in question.reasons]
    assert question.score > wants()["question"].score
    assert wants(genre="farce")["joke"].score == plain.score


def test_no_genre_outweighs_a_good_reason():
    assert set(RULES.genres) == {"romance", "mystery", "adventure", "tragedy"}
    assert all(abs(points) <= MOST_GENRE for genre in RULES.genres.values() for points in genre.acts.values())


def test_two_who_had_much_of_each_other_turn_to_others_if_there_are_any():
    long = [deed(act, ago=ago) for act, ago in (("joke", 100), ("praise", 80), ("invite", 60), ("tease", 40))]
    here, alone_together = wants(*long, witnesses=2)["talk"], wants(*long)["talk"]
    assert here.score < alone_together.score
    assert "company" in rules(here)


def test_the_wronged_tell_of_it_and_point_to_the_deed():
    wrong = deed("insult", LIA, MARA, ago=60)
    sore = Third(LIA, "Lia", bond(MARA, LIA), bond(IOAN, LIA), wrong=wrong)
    calm = sore._replace(wrong=None)
    told = wants(third=sore)["gossip"]
    assert told.score > wants(third=calm)["gossip"].score
    assert wrong.number in [reason.event for reason in told.reasons]


def test_a_secret_is_given_away_for_a_grudge_and_not_of_a_friend():
    held = {"secrets_of_third": 1}
    hated = Third(LIA, "Lia", bond(MARA, LIA, affection=-0.4), bond(IOAN, LIA))
    loved = Third(LIA, "Lia", bond(MARA, LIA, affection=0.5), bond(IOAN, LIA))
    sly = mara(agreeableness=0.3, conscientiousness=0.3)
    assert "reveal_secret" in wants(me=sly, third=hated, **held)
    assert "reveal_secret" not in wants(me=sly, third=loved, **held)


def test_only_the_trusted_betray_and_not_without_cause():
    trusting = bond(IOAN, MARA, trust_good=4, familiarity=0.3)
    false = mara(agreeableness=0.1, values=frozenset({"gold"}), facets={"morality": 0.05})
    assert "betray" in wants(me=false, there=bond(trust_bad=1), back=trusting)
    assert "betray" not in wants(me=false, there=bond(affection=0.4), back=trusting)
    assert "betray" not in wants(there=bond(), back=trusting)


def test_love_that_despises_breaks_off_and_happy_love_does_not():
    back = bond(IOAN, MARA, attraction=0.6, affection=0.5)
    there = {"attraction": 0.6, "affection": 0.4, "familiarity": 0.5}
    assert "break_off" in wants(there=bond(respect=-0.5, trust_bad=3, **there), back=back)
    assert "break_off" not in wants(there=bond(respect=0.5, trust_good=3, **there), back=back)


@pytest.mark.parametrize("level", [0.05, 0.5, 0.95])
@pytest.mark.parametrize("feeling", ["anger", "joy", "fear"])
def test_a_disposition_leaves_out_no_rule_that_holds(level, feeling):
    felt = Emotion(feeling, 0.7, NOON, IOAN)
    me = mara(emotions=(felt,), energy=level, **dict.fromkeys(DOMAINS, level))
    past = dealings([deed("insult", IOAN, MARA), deed("help")], MARA, IOAN)
    met = Encounter(me, ioan(emotions=(felt,)), bond(affection=level), bond(IOAN, MARA), past, noon())
    disposed = {rule.id for _, rules in disposition(me, noon()).rules for rule in rules}
    open_to_all = {rule for gates, rules in RULES.wishes if "third" not in gates for rule in rules}
    assert {rule.id for rule in open_to_all if rule.holds(met)} <= disposed
    assert len(disposed) < sum(len(rules) for _, rules in RULES.wishes)
