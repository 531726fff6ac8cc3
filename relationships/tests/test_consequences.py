from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.minds import Emotion
from characters.mood import EMOTIONS
from relationships.acts import ACTS, SOCIAL
from relationships.bonds import Bond, applied
from relationships.consequences import outcome, witnessed
from relationships.dealings import Third
from relationships.tests.people import IOAN, LIA, MARA, bond, ioan, mara, person

THERE, BACK = bond(), bond(IOAN, MARA)
signed, unit = st.floats(-1, 1, allow_nan=False), st.floats(0, 1, allow_nan=False)


def happens(act, accepted=True, *, a=None, b=None, there=THERE, back=BACK, third=None, mends=""):
    return outcome(ACTS[act], accepted, a or mara(), b or ioan(), (there, back), third, mends=mends)


def moved(found, source, dimension, target=None):
    changes = [c for c in found.changes if (c.source, c.dimension) == (source, dimension)]
    return sum(c.delta for c in changes if target in (None, c.target))


def trust_after(bond, found):
    return applied(bond, [c for c in found.changes if (c.source, c.target) == (bond.source, bond.target)])[0].trust


def test_being_helped_endears_and_earns_trust():
    found = happens("help")
    assert moved(found, IOAN, "affection") > 0.02
    assert trust_after(BACK, found) > 0.5
    assert dict(found.energy) == {MARA: ACTS["help"].energy, IOAN: ACTS["help"].energy / 2}


def test_a_slight_lowers_trust_more_than_a_kindness_raises_it():
    rise, fall = trust_after(BACK, happens("help")) - 0.5, 0.5 - trust_after(BACK, happens("insult"))
    assert fall > 0.5 * rise
    assert fall / ACTS["insult"].intensity > rise / ACTS["help"].intensity


def test_betrayal_ends_a_friendship():
    close = bond(IOAN, MARA, trust_good=8, affection=0.7, familiarity=0.8)
    found = happens("betray", back=close)
    after, _ = applied(close, [c for c in found.changes if c.source == IOAN])
    assert close.trust == pytest.approx(0.9)
    assert after.trust < 0.7
    assert after.affection < 0.4


def test_a_refusal_hurts_whoever_was_refused():
    assert moved(happens("invite", accepted=False), MARA, "affection") < 0
    assert {felt.emotion for felt in happens("invite", accepted=False).felt if felt.who == MARA} == {"disappointment"}


def test_the_neurotic_take_more_amiss_and_the_agreeable_less():
    losses = [
        moved(happens("insult", b=b), IOAN, "affection")
        for b in (ioan(neuroticism=0.9, agreeableness=0.2), ioan(), ioan(neuroticism=0.1, agreeableness=0.9))
    ]
    assert losses == sorted(losses)
    assert losses[0] < 1.5 * losses[2]


def test_a_reason_names_the_deed_and_the_trait_that_sharpened_it():
    found = happens("insult", b=ioan(neuroticism=0.95, agreeableness=0.1))
    change = next(c for c in found.changes if c.dimension == "affection")
    assert change.reason == "Mara insulted Ioan; Ioan takes things to heart"
    assert change.rule == "insult.accepted"


def test_who_suits_grows_dearer_faster():
    good, ill = ioan(agreeableness=0.9, neuroticism=0.1), ioan(agreeableness=0.1, neuroticism=0.9, openness=0)
    suited, unsuited = (moved(happens("talk", b=b), MARA, "affection") for b in (good, ill))
    assert suited > unsuited > 0


def test_the_doer_of_harm_feels_remorse_by_kindness_of_heart():
    def remorse(agreeableness):
        felt = happens("insult", a=mara(agreeableness=agreeableness)).felt
        return sum(one.intensity for one in felt if one.emotion == "remorse")

    assert remorse(0.9) > remorse(0.4) > remorse(0.1) == 0


def test_an_apology_is_not_heard_in_anger():
    angry = ioan(emotions=(Emotion("anger", 0.8, 0, about=MARA),))
    assert moved(happens("apologise", b=angry), IOAN, "affection") == 0
    assert moved(happens("apologise"), IOAN, "affection") > 0


def test_words_mend_less_of_a_broken_faith_than_of_a_hard_word():
    hard, faith = (moved(happens("apologise", mends=wrong), IOAN, "affection") for wrong in ("insult", "lie"))
    assert faith == pytest.approx(0.3 * hard)
    assert moved(happens("make_amends", mends="lie"), IOAN, "affection") > 0.05


def test_gossip_counts_for_what_its_teller_is_worth():
    def harm_to_lia(back):
        lia = Third(LIA, "Lia", bond(MARA, LIA), bond(IOAN, LIA))
        return moved(happens("gossip", back=back, third=lia), IOAN, "trust_bad", LIA)

    assert harm_to_lia(replace(BACK, trust_good=6.0)) > harm_to_lia(replace(BACK, trust_good=0.5)) >= 0
    assert harm_to_lia(BACK) == 0


def test_peace_reaches_the_third_only_if_there_to_see_it():
    def lias(present):
        lia = Third(LIA, "Lia", bond(MARA, LIA), bond(IOAN, LIA, affection=-0.4), present)
        return moved(happens("mediate", third=lia), LIA, "affection", IOAN)

    assert lias(True) > 0 == lias(False)


def test_a_believed_lie_costs_no_trust_and_a_seen_one_much():
    assert trust_after(BACK, happens("lie")) == 0.5
    assert trust_after(BACK, happens("lie", accepted=False)) < 0.4


def test_what_is_nearly_full_takes_up_little_more():
    new, old = (moved(happens("help", back=bond(IOAN, MARA, affection=a)), IOAN, "affection") for a in (0.0, 0.8))
    assert old < 0.1 * new


def test_alone_nothing_changes_between_people():
    found = outcome(ACTS["reflect"], True, mara(), None, None)
    assert found.changes == ()
    assert found.needs[MARA]["purpose"] > 0


@given(
    st.sampled_from(SOCIAL), st.booleans(), st.lists(unit, min_size=10, max_size=10),
    st.lists(signed, min_size=4, max_size=4), st.floats(0, 12), st.floats(0, 12),
)  # fmt: skip
def test_whatever_happens_stays_in_range(act, accepted, traits, feelings, good, bad):
    a, b = (
        person(id, name, **dict(zip(("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"),
                                    row, strict=True)))
        for id, name, row in ((MARA, "Mara", traits[:5]), (IOAN, "Ioan", traits[5:]))
    )  # fmt: skip
    there = bond(affection=feelings[0], respect=feelings[1], trust_good=good)
    back = bond(IOAN, MARA, affection=feelings[2], respect=feelings[3], trust_bad=bad)
    found = outcome(ACTS[act], accepted, a, b, (there, back))
    assert all(felt.emotion in EMOTIONS and 0 <= felt.intensity <= 1 for felt in found.felt)
    assert all(abs(change.delta) <= 1 or change.dimension.startswith("trust") for change in found.changes)
    for before in (there, back):
        after, _ = applied(before, [c for c in found.changes if c.source == before.source])
        assert -1 <= after.affection <= 1
        assert 0 <= after.trust <= 1


def test_who_sees_a_friend_hurt_thinks_less_of_the_doer():
    fond, cold = bond(LIA, IOAN, affection=0.7), bond(LIA, IOAN)
    lia, names = person(LIA, "Lia"), ("Mara", "Ioan")
    loss = [
        moved(witnessed(ACTS["insult"], True, lia, bond(LIA, MARA), to, names), LIA, "affection") for to in (fond, cold)
    ]
    assert loss[0] < loss[1] < 0


def test_harm_to_one_who_is_distrusted_counts_as_deserved():
    found = witnessed(
        ACTS["insult"], True, person(LIA, "Lia"), bond(LIA, MARA), bond(LIA, IOAN, trust_bad=4), ("Mara", "Ioan")
    )
    assert found.changes == ()
    assert found.felt[0].emotion == "gloating"


def test_a_seen_kindness_earns_respect():
    found = witnessed(ACTS["help"], True, person(LIA, "Lia"), bond(LIA, MARA), bond(LIA, IOAN), ("Mara", "Ioan"))
    assert moved(found, LIA, "respect", MARA) > 0
    assert found.changes[0].reason == "Lia saw that Mara helped Ioan"


def test_idle_talk_leaves_witnesses_as_they_were():
    assert witnessed(ACTS["talk"], True, person(LIA), Bond(LIA, MARA), Bond(LIA, IOAN), ("a", "b")).changes == ()
