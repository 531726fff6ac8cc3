from __future__ import annotations

import random

import pytest

from relationships import rank
from relationships.bonds import Bond
from relationships.rank import contests, davids_scores, leads, prestige, rated, standing, won


def test_the_unexpected_win_moves_most_and_what_one_gains_the_other_loses():
    assert rated(1000, 1000) == (1050, 950)
    favourite, underdog = rated(1400, 1000), rated(1000, 1400)
    assert favourite[0] - 1400 == pytest.approx(9.09, abs=0.01)
    assert underdog[0] - 1000 == pytest.approx(90.91, abs=0.01)
    assert sum(underdog) == 2400


def test_a_lesser_contest_moves_less():
    assert rated(1000, 1000, 0.4) == (1020, 980)


def test_no_rating_leaves_its_range():
    high, low = rank.START, rank.START
    for _ in range(5000):
        high, low = rated(high, low)
    assert rank.LOWEST <= low < high <= rank.HIGHEST


def test_to_take_it_is_to_lose_and_to_give_it_back_is_to_win():
    assert won("challenge", accepted=True) is True
    assert won("challenge", accepted=False) is False
    assert won("praise", accepted=True) is None
    assert contests([("demand", 1, 2, True), ("accuse", 1, 2, False), ("talk", 1, 2, True)]) == [(1, 2), (2, 1)]


def test_ratings_find_the_order_of_those_who_win():
    rng = random.Random(2)
    ratings = dict.fromkeys(range(6), rank.START)
    for _ in range(400):
        one, other = rng.sample(range(6), 2)
        winner, loser = (
            (one, other) if rng.random() < rank.expected(1000 + 150 * one, 1000 + 150 * other) else (other, one)
        )
        ratings[winner], ratings[loser] = rated(ratings[winner], ratings[loser], 0.4)
    assert sorted(ratings, key=ratings.__getitem__)[-2:] == [4, 5]


def test_davids_score_sums_to_nought_and_ranks_a_line():
    scores = davids_scores([(1, 2)] * 4 + [(2, 3)] * 4 + [(1, 3)] * 4, [1, 2, 3])
    assert [one.who for one in scores] == [1, 2, 3]
    assert sum(one.score for one in scores) == pytest.approx(0, abs=1e-6)
    assert all(0 <= one.norm <= 2 for one in scores)


def test_davids_score_of_a_win_corrects_for_chance():
    # P is 1, D = 1 - .5 / 2 = .75; w = .75 and l = .25, w2 = .75 x .25 and l2 = .25 x .75 less their own losses.
    first, second = davids_scores([(1, 2)], [1, 2])
    assert first.score == pytest.approx(0.75 + 0.75 * 0.25 - 0.25 * 0.75 - 0.25)
    assert second.score == pytest.approx(-first.score)


def test_who_never_fought_scores_nought_and_strangers_to_the_cast_do_not_count():
    scores = {one.who: one for one in davids_scores([(1, 2), (9, 1)], [1, 2, 3])}
    assert scores[3].score == 0
    assert scores[1].score > 0


def test_prestige_is_the_respect_of_those_who_know_one():
    known = Bond(1, 3, respect=0.6, familiarity=0.5)
    stranger = Bond(2, 3, respect=-1.0, familiarity=0.1)
    found = prestige([known, stranger])
    assert found[3] == (0.3, 1)
    assert prestige([known, Bond(2, 3, respect=0.6, familiarity=0.4)])[3].value == pytest.approx(0.4)


def test_dominance_and_prestige_both_lift_a_standing_within_bounds():
    assert standing(1000, 0) == 0
    assert standing(1100, 0) > 0
    assert standing(1000, 0.3) > 0
    assert standing(9999, 9) == 1
    assert standing(0, -9) == -1


def test_nobody_leads_until_somebody_is_clearly_ahead():
    assert leads({1: 0.3, 2: 0.28, 3: 0.0}, None) is None
    assert leads({1: 0.3, 2: 0.1, 3: 0.0}, None) == 1
    assert leads({1: 0.9, 2: 0.0}, None) is None
    assert leads({}, None) is None


def test_a_leader_is_left_only_for_somebody_clearly_better():
    assert leads({1: 0.3, 2: 0.4, 3: 0.0}, 1) == 1
    assert leads({1: 0.3, 2: 0.55, 3: 0.0}, 1) == 2
    assert leads({2: 0.55, 3: 0.0, 4: 0.1}, 1) == 2


def test_those_behind_a_new_leader_are_neither_of_the_two():
    assert rank.backing(1, 2, (1, 2, 3, 4)) == (3, 4)
