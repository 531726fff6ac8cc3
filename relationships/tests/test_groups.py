from __future__ import annotations

from relationships.bonds import Bond
from relationships.groups import Norms, Roles, found, norms, roles

CIRCLE, CAMP = (1, 2, 3, 4), (5, 6, 7)


def liking(source, target, affection=0.6, **given):
    return Bond(source, target, affection=affection, familiarity=0.5, **given)


def friends(*people, **given):
    return {(a, b): liking(a, b, **given) for a in people for b in people if a != b}


def test_those_who_like_each_other_are_found_together():
    assert found(friends(*CIRCLE) | friends(*CAMP)) == [frozenset(CIRCLE), frozenset(CAMP)]


def test_a_pair_or_a_liking_that_is_not_returned_makes_no_group():
    assert found(friends(1, 2)) == []
    assert found({(a, b): liking(a, b) for a, b in ((1, 2), (2, 3), (3, 1))}) == []
    assert found({}) == []


def test_the_most_respected_leads_and_of_equals_the_one_who_is_yielded_to():
    bonds = friends(*CIRCLE)
    assert roles(CIRCLE, bonds, {3: 1200.0}).leader == 3
    bonds |= {(who, 2): liking(who, 2, respect=0.5) for who in (1, 3, 4)}
    assert roles(CIRCLE, bonds, {3: 1200.0}).leader == 2


def test_whoever_stands_between_those_not_tied_to_each_other_is_the_broker():
    bonds = friends(1, 2) | friends(1, 3) | friends(1, 4)
    assert roles(CIRCLE, bonds, {}).broker == 1
    assert roles(CIRCLE, friends(*CIRCLE), {}).broker is None


def test_whoever_is_least_liked_stands_outside_and_whoever_has_friends_elsewhere_goes_between():
    bonds = friends(*CIRCLE) | {(who, 4): liking(who, 4, affection=-0.4) for who in (1, 2, 3)} | friends(3, 9)
    assert roles(CIRCLE, bonds, {}).outsider == 4
    assert roles(CIRCLE, bonds, {}).go_between == 3
    assert roles(CIRCLE, friends(*CIRCLE), {}).outsider is None


def test_too_few_have_no_roles():
    assert roles((1, 2), friends(1, 2), {}) == Roles()


def test_what_most_hold_and_put_up_with_is_the_norm():
    deeds = [("insult", 1, 2, False)] * 3 + [("joke", 1, 2, True)] * 4 + [("court", 1, 2, True)] * 2
    held = {1: frozenset({"honour", "gold"}), 2: frozenset({"honour"}), 3: frozenset(), 4: frozenset({"ease"})}
    custom = norms(CIRCLE, friends(*CIRCLE), held, [*deeds, ("insult", 1, 9, True)])
    assert custom.values == ("honour",)
    assert custom.tolerated == ("sociable",)
    assert custom.frowned_on == ("hostile",)
    assert custom.warmth > 0.3


def test_nobody_has_no_norms():
    assert norms((), {}, {}, []) == Norms()
