from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from relationships import history
from relationships.bonds import DIMENSIONS, RANGES, Bond, Change, applied
from relationships.history import Entry


def entries(*rows: tuple[int, str, float] | tuple[int, str, float, str]) -> list[Entry]:
    return [
        Entry(event, dimension, delta, (*more, "rule")[0], f"reason {event}") for event, dimension, delta, *more in rows
    ]


def test_what_one_event_changed_for_one_reason_is_one_step():
    steps = history.walk(1, 2, entries((0, "affection", 0.3), (0, "respect", 0.1), (4, "affection", -0.1)))
    assert [(step.event, round(step.shift("affection"), 2)) for step in steps] == [(0, 0.3), (4, -0.1)]
    assert steps[0].shifts() == [("affection", 0.3), ("respect", 0.1)]


def test_a_step_tells_what_it_did_to_trust_although_trust_is_no_column():
    steps = history.walk(1, 2, entries((3, "trust_bad", 2.0)))
    assert steps[0].shift("trust") == -0.25


@given(
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from(DIMENSIONS), st.floats(-3, 3, allow_nan=False)), max_size=30)
)
def test_the_walk_ends_where_the_bond_stands(rows: list[tuple[int, str, float]]):
    bond, held = applied(
        Bond(1, 2), [Change(1, 2, dimension, delta, str(event), "rule") for event, dimension, delta in rows]
    )
    steps = history.walk(1, 2, [Entry(int(one.reason), one.dimension, one.delta, one.rule, one.reason) for one in held])
    reached = steps[-1].after if steps else Bond(1, 2)
    assert all(abs(getattr(reached, name) - getattr(bond, name)) < 1e-4 for name in RANGES)


def test_trust_that_fell_is_told_from_where_it_stood_highest():
    steps = history.walk(
        1, 2, entries((0, "trust_good", 2.0), (3, "trust_good", 4.0), (5, "trust_bad", 3.0), (8, "trust_bad", 6.0))
    )
    found = history.course(steps, "trust")
    assert found.trend == -1
    assert found.since == 3
    assert [step.event for step in found.causes] == [5, 8]
    assert found.then > found.now


def test_what_lay_before_the_height_is_no_cause_of_the_fall():
    steps = history.walk(1, 2, entries((1, "trust_bad", 9.0), (2, "trust_good", 20.0), (3, "trust_bad", 30.0)))
    assert [step.event for step in history.course(steps, "trust").causes] == [3]


def test_a_quarrel_made_up_counts_as_rising_once_it_stands_higher_than_it_fell():
    steps = history.walk(1, 2, entries((2, "affection", -0.2), (3, "affection", 0.6)))
    found = history.course(steps, "affection")
    assert (found.trend, found.since, [step.event for step in found.causes]) == (1, 2, [3])


def test_time_is_nobodys_deed():
    steps = history.walk(1, 2, entries((0, "affection", 0.6), (5, "affection", -0.2, "time"), (6, "affection", -0.1)))
    found = history.course(steps, "affection")
    assert [step.event for step in found.causes] == [6]
    assert round(found.faded, 2) == -0.2


def test_who_never_met_has_no_course():
    found = history.course(history.walk(1, 2, []), "trust")
    assert (found.trend, found.then, found.now, found.causes) == (0, 0.5, 0.5, ())


def test_how_they_stood_at_first_is_a_beginning_and_no_cause():
    steps = history.walk(1, 2, entries((0, "trust_bad", 8.0)))
    assert history.course(steps, "trust").causes == ()
    assert [step.reason for step in history.beginnings(steps)] == ["reason 0"]
