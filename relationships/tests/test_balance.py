from __future__ import annotations

import itertools
import random

import pytest

from relationships import balance, stages
from relationships.balance import leaning, sign, triangles
from relationships.bonds import Bond, applied
from relationships.tests.people import IOAN, LIA, MARA, bond

NAMES = ("Mara", "Ioan", "Lia")


def warm(source, target, affection):
    return Bond(source, target, affection=affection, respect=affection / 2, familiarity=0.5)


def test_a_regard_near_nought_has_no_sign():
    assert sign(bond(affection=0.1)) == 0
    assert sign(bond(affection=0.6)) == 1
    assert sign(bond(affection=-0.6)) == -1


@pytest.mark.parametrize(
    ("mine", "theirs", "drawn"), [(0.8, 0.8, 1), (0.8, -0.8, -1), (-0.8, 0.8, -1), (-0.8, -0.8, 1)]
)
def test_one_is_drawn_to_friends_friends_and_foes_foes_and_from_the_others(mine, theirs, drawn):
    change = leaning(warm(MARA, IOAN, mine), warm(IOAN, LIA, theirs), bond(MARA, LIA), NAMES)
    assert change is not None
    assert (change.source, change.target, change.dimension) == (MARA, LIA, "affection")
    assert change.delta * drawn > 0
    assert change.rule == balance.RULE


def test_the_reason_names_all_three():
    change = leaning(warm(MARA, IOAN, 0.8), warm(IOAN, LIA, -0.8), bond(MARA, LIA), NAMES)
    assert change.reason == "Lia is a foe of Ioan, whom Mara likes"


def test_who_stands_neither_way_draws_nobody():
    assert leaning(warm(MARA, IOAN, 0.05), warm(IOAN, LIA, 0.9), bond(MARA, LIA), NAMES) is None
    assert leaning(warm(MARA, IOAN, 0.9), warm(IOAN, LIA, 0.05), bond(MARA, LIA), NAMES) is None


def test_leaning_for_ever_never_leaves_the_range_nor_reaches_its_end():
    to_third = bond(MARA, LIA)
    for _ in range(2000):
        change = leaning(warm(MARA, IOAN, 1.0), warm(IOAN, LIA, 1.0), to_third, NAMES)
        if change is None:
            break
        to_third, _ = applied(to_third, [change])
    assert 0.5 < to_third.affection < 0.95


@pytest.mark.parametrize(("mine", "theirs"), [(0.0, 0.6), (0.6, 0.0), (0.4, -0.4), (-0.6, 0.2)])
def test_liking_and_dislike_are_returned_half_way_by_each(mine, theirs):
    one, other = warm(MARA, IOAN, mine), warm(IOAN, MARA, theirs)
    for _ in range(400):
        changes = [balance.returned(one, other, NAMES[:2]), balance.returned(other, one, NAMES[1::-1])]
        if not any(changes):
            break
        one, other = (applied(tie, [change])[0] for tie, change in zip((one, other), changes, strict=True))
    assert one.affection == pytest.approx(other.affection, abs=0.15)
    assert min(mine, theirs) < (one.affection + other.affection) / 2 < max(mine, theirs)


def test_how_a_stranger_feels_is_not_felt():
    assert balance.returned(Bond(MARA, IOAN, affection=0.6), Bond(IOAN, MARA, affection=-0.6), NAMES[:2]) is None


def test_triangles_are_counted_once_and_by_the_product_of_their_signs():
    ties = [("a", "b", 1.0), ("b", "c", -1.0), ("a", "c", -2.0), ("c", "d", 1.0), ("a", "d", 1.0)]
    assert triangles(ties) == (1, 2)
    assert triangles([("a", "b", 1.0)]).share is None


def test_one_who_likes_and_is_disliked_as_much_has_no_tie():
    assert triangles([("a", "b", 1.0), ("b", "a", -1.0), ("b", "c", 1.0), ("a", "c", 1.0)]).total == 0


@pytest.mark.parametrize("seed", range(4))
def test_a_random_world_that_leans_grows_balanced(seed):
    rng = random.Random(seed)
    people = range(10)
    bonds = {
        pair: warm(*pair, rng.uniform(-0.7, 0.7)) for pair in itertools.permutations(people, 2)
    }  # fmt: skip
    before = balance.share(bonds)
    for _ in range(30_000):
        me, other, third = rng.sample(people, 3)
        change = leaning(bonds[me, other], bonds[other, third], bonds[me, third], NAMES)
        if change is not None:
            bonds[me, third], _ = applied(bonds[me, third], [change])
    after = balance.share(bonds)
    assert before.share < 0.7
    assert after.share > before.share + 0.05
    regards = [stages.regard(one) for one in bonds.values()]
    assert min(regards) > -1
    assert max(regards) < 1
