from __future__ import annotations

from dataclasses import replace

import pytest

from relationships import occasions
from relationships.bonds import Bond
from relationships.occasions import FEAST, TRIAL, VOTE, Ballot, Occasion, ballot, comes, condemns, opinion, passes
from relationships.tests.people import IOAN, LIA, MARA, bond, ioan, mara, person

NAMES = ("Ioan", "Lia")


def vote(towards, **given):
    return ballot(mara(**given.pop("voter", {})), ioan(), towards, **({"allied": False, "quarrel": 0} | given))


def judged(accused, accuser=None, evidence=0.2, allied=0):
    return opinion(mara(), NAMES, accused, accuser, evidence, allied=allied)


def test_who_is_liked_and_respected_is_voted_for_and_a_stranger_is_not():
    assert vote(bond(affection=0.5, respect=0.3)).is_for
    assert not vote(bond()).is_for
    assert not vote(bond(affection=-0.5)).is_for


def test_the_candidate_votes_for_themselves():
    assert ballot(mara(), mara(), bond(), allied=False, quarrel=0).is_for


@pytest.mark.parametrize(
    ("change", "sign"), [({"allied": True}, 1), ({"quarrel": 3}, -1), ({"voter": {"rating": 1300.0}}, -1)]
)
def test_alliance_quarrel_and_pride_incline_a_vote(change, sign):
    towards = bond(affection=0.2)
    assert (vote(towards, **change).score - vote(towards).score) * sign > 0


def test_fear_gets_votes():
    assert vote(bond(fear=0.8)).score > vote(bond()).score


def test_a_ballot_gives_its_reasons_the_weightiest_first():
    found = vote(bond(affection=0.9, respect=0.2))
    assert found.reasons[0].rule == "vote.regard"
    assert found.score == pytest.approx(sum(reason.weight for reason in found.reasons))


def test_seven_in_ten_pass_and_six_do_not():
    def votes(count):
        return [Ballot(who, 1.0 if who < count else -1.0, ()) for who in range(10)]

    assert passes(votes(7))
    assert not passes(votes(6))
    assert not passes([])


def test_more_than_half_condemn():
    assert condemns([Ballot(1, 0.5, ()), Ballot(2, 0.1, ()), Ballot(3, -1, ())])
    assert not condemns([Ballot(1, 0.5, ()), Ballot(2, -0.1, ())])


def test_who_knows_of_the_deed_condemns_and_who_does_not_needs_another_reason():
    assert judged(bond(), evidence=0.8).is_for
    assert not judged(bond()).is_for
    assert judged(bond(trust_bad=8.0, affection=-0.6)).is_for


def test_jurors_are_swayed_by_trust_and_by_the_side_they_are_on():
    trusted = bond(trust_good=8.0, affection=0.6)
    assert not judged(trusted, evidence=0.5).is_for
    assert judged(bond(), Bond(MARA, LIA, trust_good=8.0)).score > judged(bond()).score
    assert judged(bond(), allied=1).score > judged(bond()).score > judged(bond(), allied=-1).score


def test_hardly_anybody_stays_away_but_for_dislike_weariness_or_reserve():
    def turnout(mind, towards):
        return sum(comes(mind, towards, chance / 100) for chance in range(100))

    usual = turnout(mara(), bond())
    assert usual >= 70
    assert turnout(mara(), bond(affection=-0.9)) < usual
    assert turnout(mara(energy=0.1), bond()) < usual
    assert turnout(person(extraversion=0.9), bond()) > usual


def occasion(kind=FEAST, **given):
    return replace(
        Occasion(kind, "hall", MARA, IOAN, LIA, "", (MARA, IOAN, LIA, 4), 600, 625, 685, 12, number=1), **given
    )


def test_an_occasion_goes_on_without_whoever_has_left():
    left = occasion().among(frozenset({IOAN, LIA, 4}))
    assert (left.host, left.coming) == (None, (IOAN, LIA, 4))
    everybody = occasion()
    assert everybody.among(frozenset({MARA, IOAN, LIA, 4})) is everybody


@pytest.mark.parametrize("kind", [VOTE, TRIAL])
def test_the_vote_on_or_the_trial_of_somebody_who_has_left_is_off(kind):
    assert occasion(kind).among(frozenset({MARA, LIA, 4})) is None


def test_it_is_on_from_its_beginning_to_its_end():
    assert not occasion().is_on(620)
    assert occasion().is_on(625)
    assert not occasion().ending("held", 20, 690).is_on(700)


def test_the_way_there_is_the_shortest():
    near = {"hall": ("stairs", "yard"), "stairs": ("hall", "attic"), "yard": ("hall", "gate"), "gate": ("yard",)}
    near |= {"attic": ("stairs",)}
    assert occasions.step_towards("gate", "attic", near) == "yard"
    assert occasions.step_towards("yard", "attic", near) == "hall"
    assert occasions.step_towards("attic", "attic", near) is None
    assert occasions.step_towards("attic", "nowhere", near) is None
    assert occasions.step_towards("nowhere", "attic", near) is None
