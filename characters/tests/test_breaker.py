from __future__ import annotations

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from characters.breaker import LONGEST_REST, OPEN_FOR, Breaker, failed, limited, started, succeeded, wait


def after_failures(count: int, now: float = 100.0) -> Breaker:
    breaker = Breaker()
    for _ in range(count):
        breaker = failed(breaker, now)
    return breaker


def test_two_failures_leave_it_closed():
    assert wait(after_failures(2), 100.0) == 0


def test_three_failures_in_a_row_open_it():
    assert wait(after_failures(3), 100.0) == inf
    assert wait(after_failures(3), 99.9 + OPEN_FOR) == inf


def test_a_success_between_starts_the_count_anew():
    breaker = failed(failed(succeeded(after_failures(2)), 100.0), 100.0)
    assert wait(breaker, 100.0) == 0


def test_after_half_a_minute_exactly_one_call_tries():
    breaker, now = after_failures(3), 100.0 + OPEN_FOR
    assert wait(breaker, now) == 0
    assert wait(started(breaker, now), now) == inf


def test_a_successful_try_closes_it():
    now = 100.0 + OPEN_FOR
    assert wait(succeeded(started(after_failures(3), now)), now) == 0


def test_a_failed_try_opens_it_again():
    now = 100.0 + OPEN_FOR
    assert wait(failed(started(after_failures(3), now), now), now + OPEN_FOR - 1) == inf


def test_a_try_that_never_came_back_is_tried_again():
    now = 100.0 + OPEN_FOR
    assert wait(started(after_failures(3), now), now + OPEN_FOR) == 0


def test_a_rate_limit_rests_everybody_and_is_no_failure():
    breaker = limited(after_failures(2), 100.0, 1.5)
    assert wait(breaker, 100.5) == 1.0
    assert breaker.failures == 0


def test_no_endpoint_may_ask_for_a_day_of_rest():
    assert wait(limited(Breaker(), 100.0, 86_400), 100.0) == LONGEST_REST


@given(st.lists(st.sampled_from(["fail", "succeed", "limit"]), max_size=30))
def test_it_never_stays_shut_longer_than_it_may(moves: list[str]):
    breaker, now = Breaker(), 0.0
    for move in moves:
        if wait(breaker, now) == 0:
            breaker = started(breaker, now)
        if move == "fail":
            breaker = failed(breaker, now)
        elif move == "succeed":
            breaker = succeeded(breaker)
        else:
            breaker = limited(breaker, now, 5.0)
        now += 1.0
    assert wait(breaker, now + max(OPEN_FOR, LONGEST_REST)) == 0
