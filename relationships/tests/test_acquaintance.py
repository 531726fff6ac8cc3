from __future__ import annotations

import pytest

from relationships import acquaintance, graph, projection
from relationships.tests.conftest import Society
from relationships.tests.wire import Wire

pytestmark = pytest.mark.graph


@pytest.fixture
def cast(society: Society) -> Society:
    """Two circles, 0 1 2 and 4 5 6; 2 and 3, 3 and 4 get on; 0 and 6 are foes; nobody knows 7 but 5, who likes them."""
    for one, other in ((0, 1), (1, 2), (0, 2), (4, 5), (5, 6), (4, 6)):
        society.know(one, other, 0.8)
    for one, other in ((2, 3), (3, 4)):
        society.know(one, other, 0.4)
    society.know(0, 6, -0.7)
    society.know(5, 7, 0.5, back=-0.5)
    projection.catch_up(society.world_id)
    return society


def way(cast: Society, source: int, target: int, **how: float) -> list[int]:
    links = acquaintance.introduction(cast.ids[source], cast.ids[target], **how)
    return [cast.ids.index(link.by) for link in links]


def near(cast: Society, life: int, **how: float) -> dict[int, int]:
    found = acquaintance.neighbourhood(cast.ids[life], **how)
    return {cast.ids.index(who): steps for who, steps in found.steps.items()}


def test_circles_are_those_who_like_each_other(cast):
    found = [{cast.ids.index(life) for life in circle} for circle in acquaintance.circles(cast.world_id)]
    assert [circle & {0, 1, 2, 4, 5, 6} for circle in found] == [{0, 1, 2}, {4, 5, 6}]


def test_a_world_of_strangers_has_no_circles(society):
    projection.catch_up(society.world_id)
    assert acquaintance.circles(society.world_id) == []


def test_one_is_introduced_by_the_friends_of_friends(cast):
    assert way(cast, 0, 6) == [2, 3, 4, 6]


def test_who_gets_on_already_needs_nobody_between(cast):
    assert way(cast, 0, 1) == [1]


def test_an_introduction_says_how_each_thinks_of_the_one_before(cast):
    links = acquaintance.introduction(cast.ids[1], cast.ids[3])
    assert [(cast.ids.index(link.by), round(link.regard, 2)) for link in links] == [(2, 0.44), (3, 0.22)]


def test_liking_somebody_who_does_not_like_one_opens_no_door(cast):
    assert way(cast, 5, 7) == []
    assert way(cast, 7, 5) == [5]


def test_the_warmest_of_two_ways_is_taken(society):
    for one, warmth in ((1, 0.4), (2, 0.9), (3, 0.6)):
        society.know(0, one, warmth)
        society.know(one, 7, warmth)
    projection.catch_up(society.world_id)
    assert way(society, 0, 7) == [2, 7]


def test_a_tie_may_be_asked_to_be_closer(cast):
    assert way(cast, 0, 6, least=0.4) == []


def test_nobody_is_introduced_to_themselves(cast):
    assert way(cast, 0, 0) == []


def test_who_is_not_there_is_not_introduced(cast):
    assert acquaintance.introduction(cast.ids[0], 1) == []


def test_a_neighbourhood_grows_step_by_step(cast):
    assert near(cast, 0) == {0: 0, 1: 1, 2: 1, 6: 1}
    assert near(cast, 0, steps=2) == {0: 0, 1: 1, 2: 1, 6: 1, 3: 2, 4: 2, 5: 2}
    assert near(cast, 0, steps=3) == {0: 0, 1: 1, 2: 1, 6: 1, 3: 2, 4: 2, 5: 2, 7: 3}


def test_a_neighbourhood_has_all_ties_among_its_people(cast):
    found = acquaintance.neighbourhood(cast.ids[0])
    pairs = {(cast.ids.index(source), cast.ids.index(target)) for source, target, _ in found.ties}
    assert pairs == {(a, b) for a in (0, 1, 2) for b in (0, 1, 2) if a != b} | {(0, 6), (6, 0)}


def test_weak_ties_make_no_neighbours(cast):
    assert near(cast, 2, least=0.3) == {2: 0, 0: 1, 1: 1}


def test_nobody_near_is_only_oneself(society):
    projection.catch_up(society.world_id)
    found = acquaintance.neighbourhood(society.ids[7], steps=3)
    assert (dict(found.steps), found.ties) == ({society.ids[7]: 0}, ())


@pytest.mark.parametrize("ask", ["neighbourhood", "circles"])
def test_without_a_graph_it_is_said(wire: Wire, ask):
    wire.cut()
    with pytest.raises(graph.GraphDown):
        getattr(acquaintance, ask)(1)
