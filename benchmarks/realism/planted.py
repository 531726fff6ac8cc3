"""Planted scenes: small situations in which the literature says what comes of them, or which of two is the greater."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

Holds = Callable[[], bool]


class Planted(NamedTuple):
    mechanism: str
    # What must come out, in words, and who found that it does.
    expects: str
    source: str
    holds: Holds


SCENES: list[Planted] = []


def planted(mechanism: str, expects: str, source: str) -> Callable[[Holds], Holds]:
    """Plant the scene that a function sets up; it tells whether it came out as expected."""

    def plant(holds: Holds) -> Holds:
        SCENES.append(Planted(mechanism, expects, source, holds))
        return holds

    return plant
