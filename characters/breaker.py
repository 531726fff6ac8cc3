"""When to leave an endpoint alone: a circuit breaker as a pure state machine.

After Nygard, Release It! (2007), chapter 5. Closed until three failures in a row, then shut for half a minute, then one
call tries it: its success closes the breaker, its failure shuts it again. A rate limit is no failure: the endpoint
named the time it wants, so everybody rests until then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

# Two failures in a row are bad luck at a fault rate of one in ten; three are news.
FAILURES_TO_OPEN = 3

# How long nobody calls an endpoint that failed, in seconds.
OPEN_FOR = 30.0

# The longest rest an endpoint may ask for, in seconds, lest one header silence the voice for a day.
LONGEST_REST = 60.0


@dataclass(frozen=True)
class Breaker:
    failures: int = 0
    shut_until: float = 0.0
    rest_until: float = 0.0


def wait(breaker: Breaker, now: float) -> float:
    """Seconds until a call may start: 0 at once, inf while the breaker is open."""
    if breaker.failures >= FAILURES_TO_OPEN and now < breaker.shut_until:
        return inf
    return max(0.0, breaker.rest_until - now)


def started(breaker: Breaker, now: float) -> Breaker:
    """A call begins. Half-open, it is the one that tries: the door stays shut behind it until it is back or lost."""
    if breaker.failures < FAILURES_TO_OPEN:
        return breaker
    return replace(breaker, shut_until=now + OPEN_FOR)


def succeeded(breaker: Breaker) -> Breaker:
    return Breaker(rest_until=breaker.rest_until)


def failed(breaker: Breaker, now: float) -> Breaker:
    return replace(breaker, failures=breaker.failures + 1, shut_until=now + OPEN_FOR)


def limited(breaker: Breaker, now: float, seconds: float) -> Breaker:
    """The endpoint is alive and asked for that many seconds of rest."""
    return Breaker(rest_until=max(breaker.rest_until, now + min(seconds, LONGEST_REST)))
