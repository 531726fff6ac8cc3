from __future__ import annotations

import math
import random

import pytest

from relationships.layout import ASPECT, ELBOW_ROOM, around, communities, layout, pull, ring

FOUR = [(1, ""), (2, ""), (3, ""), (4, "")]


def crowd(count: int, seed: int = 0, groups: int = 3) -> tuple[list[tuple[int, str]], list[tuple[int, int, float]]]:
    rng = random.Random(seed)
    nodes = [(i, f"g{i % groups}" if groups else "") for i in range(count)]
    ties = [(a, b, rng.random() * (1 if a % 3 == b % 3 else 0.2)) for a in range(count) for b in range(a)]
    return nodes, ties


def apart(places: dict[int, tuple[float, float]], one: int, other: int) -> float:
    (x, y), (u, v) = places[one], places[other]
    return math.hypot((x - u) * ASPECT, y - v)


@pytest.mark.parametrize("count", [0, 1, 8, 24])
def test_around_somebody_the_others_stand_apart_and_where_they_stood(count):
    others = list(range(1, count + 1))
    places = {0: (0.5, 0.5), **{who: (0.5 + 0.01 * who, 0.5) for who in others}}
    found = around(0, others, places)
    assert found[0] == (0.5, 0.5)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in found.values())
    assert all(math.dist(found[a], found[b]) > 0.15 for a in found for b in found if a < b)
    found = around(0, [1, 2], {0: (0.5, 0.5), 1: (0.9, 0.5), 2: (0.1, 0.5)})
    assert found[1][0] > 0.5 > found[2][0]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 14, 40, 160])
def test_everybody_stands_on_the_map(count):
    nodes, ties = crowd(count)
    places = layout(nodes, ties, seed=1)
    assert places.keys() == {who for who, _ in nodes}
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places.values())


def test_the_same_seed_draws_the_same_map():
    nodes, ties = crowd(14)
    assert layout(nodes, ties, seed=1) == layout(nodes, ties, seed=1) != layout(nodes, ties, seed=2)


def test_drawing_a_map_leaves_other_chance_alone():
    random.seed(3)
    expected = random.random()
    random.seed(3)
    layout(*crowd(14), seed=1)
    assert random.random() == expected


def test_who_matters_to_each_other_stands_nearer():
    nodes = [(i, "") for i in range(8)]
    ties = [(a, b, 0.9) for half in (range(4), range(4, 8)) for a in half for b in half if a < b] + [(0, 4, 0.1)]
    places = layout(nodes, ties, seed=1)
    inside = max(apart(places, a, b) for half in (range(4), range(4, 8)) for a in half for b in half if a < b)
    across = min(apart(places, a, b) for a in range(4) for b in range(4, 8))
    assert inside < across


def test_a_group_stands_together_without_a_tie():
    nodes = [(i, "ab"[i % 2]) for i in range(8)]
    places = layout(nodes, [], seed=1)
    inside = [apart(places, a, b) for a in range(8) for b in range(a) if a % 2 == b % 2]
    across = [apart(places, a, b) for a in range(8) for b in range(a) if a % 2 != b % 2]
    assert sum(inside) / len(inside) < 0.7 * sum(across) / len(across)


def test_no_face_hides_another():
    nodes, ties = crowd(14)
    places = layout(nodes, ties, seed=1)
    assert min(apart(places, a, b) for a in range(14) for b in range(a)) > 0.9 * ELBOW_ROOM


@pytest.mark.parametrize("seed", range(4))
def test_a_small_change_lets_the_map_drift_and_not_jump(seed):
    nodes, ties = crowd(14, seed)
    start = layout(nodes, ties, seed=seed)
    ties[5] = (*ties[5][:2], 0.9)
    drifted = layout(nodes, ties, start, seed=seed)
    moves = [math.hypot(drifted[who][0] - x, drifted[who][1] - y) for who, (x, y) in start.items()]
    assert sum(moves) / len(moves) < 0.05
    assert max(moves) < 0.2


def test_two_who_come_to_matter_to_each_other_move_closer():
    nodes, ties = crowd(10, groups=0)
    start = layout(nodes, ties, seed=1)
    one, other = max(((a, b) for a in range(10) for b in range(a)), key=lambda pair: apart(start, *pair))
    places, closer = start, [tie for tie in ties if {tie[0], tie[1]} != {one, other}] + [(one, other, 8.0)]
    for _ in range(15):
        places = layout(nodes, closer, places, seed=1)
    assert apart(places, one, other) < 0.8 * apart(start, one, other)


def test_a_newcomer_stands_beside_their_group():
    nodes = [(i, "ab"[i % 2]) for i in range(8)]
    start = layout(nodes, [], seed=1)
    places = layout([*nodes, (8, "a")], [], start, seed=1)
    own = sum(apart(places, 8, who) for who in (0, 2, 4, 6))
    assert own < sum(apart(places, 8, who) for who in (1, 3, 5, 7))


def test_the_stronger_direction_of_a_tie_draws():
    strong = layout(FOUR, [(1, 2, 0.9), (2, 1, 0.1), (3, 4, 0.1)], seed=1)
    turned = layout(FOUR, [(2, 1, 0.1), (1, 2, 0.9), (3, 4, 0.1)], seed=1)
    assert strong == turned


def test_ties_to_who_is_not_there_are_left_out():
    assert layout(FOUR, [(1, 2, 0.5), (1, 99, 0.5), (3, 3, 0.5)], seed=1) == layout(FOUR, [(1, 2, 0.5)], seed=1)


def test_foes_are_drawn_together_as_friends_are():
    assert pull(-0.5) == pull(0.5) > pull(0.1) > pull(0.0) == 0.0
    assert pull(1.0) == 1.0


def test_a_ring_seats_groups_side_by_side():
    seats = ring([(1, "a"), (2, "b"), (3, "a"), (4, "b")])
    assert apart(seats, 1, 3) < apart(seats, 1, 4) or apart(seats, 1, 3) < apart(seats, 1, 2) * 1.01
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in seats.values())


def test_communities_are_closer_inside_than_out():
    halves = [range(5), range(5, 9)]
    ties = [(a, b, 1.0) for half in halves for a in half for b in half if a < b] + [(0, 5, 0.4), (4, 8, 0.3)]
    assert communities(ties) == [frozenset(half) for half in halves]


def test_strangers_make_no_community():
    assert communities([]) == []


def test_the_order_in_which_ties_are_told_makes_no_community():
    ties = [(a, b, 1.0) for a in range(9) for b in range(a) if a % 3 == b % 3]
    assert communities(ties) == communities(ties[::-1])
