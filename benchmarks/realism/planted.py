"""Planted scenes: small situations in which the literature says what comes of them, or which of two is the greater."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import NamedTuple

Holds = Callable[[], bool]


class Planted(NamedTuple):
    mechanism: str
    # What must come out, in words, and who found that it does.
    expects: str
    source: str
    holds: Holds


SCENES: list[Planted] = []


# Worlds in which what a scene is about does not exist: where no mechanism is at work, where people are all alike and
# nobody is more to one than another, and where whatever is done is mere talk. A scene that cannot fail comes out there.
UNMOVED, ALIKE, MERE_TALK = "unmoved", "alike", "mere talk"
NULL: ContextVar[str] = ContextVar("NULL", default="")


def tried(scene: Planted, null: str = "") -> bool:
    """Whether it comes out as expected; in a null world, if need be."""
    token = NULL.set(null)
    try:
        return scene.holds()
    finally:
        NULL.reset(token)


def falls(scene: Planted) -> bool:
    """Whether it comes out otherwise in a null world; a scene that cannot even be played there does."""
    for null in (UNMOVED, ALIKE, MERE_TALK):
        try:
            if not tried(scene, null):
                return True
        except (IndexError, StopIteration):
            return True
    return False


def planted(mechanism: str, expects: str, source: str) -> Callable[[Holds], Holds]:
    """Plant the scene that a function sets up; it tells whether it came out as expected."""

    def plant(holds: Holds) -> Holds:
        SCENES.append(Planted(mechanism, expects, source, holds))
        return holds

    return plant
