"""People, bonds and deeds for the tests of the social core."""

from __future__ import annotations

from typing import Any

from characters.minds import Deed, Mind, Mood, Personality
from relationships.acts import ACTS
from relationships.bonds import Bond
from relationships.dealings import Circumstances

MARA, IOAN, LIA = 1, 2, 3
NOON = 720


def person(id: int = MARA, name: str = "Mara", **given: Any) -> Mind:
    traits = {key: given.pop(key) for key in list(given) if key in Personality.__slots__}
    return Mind(id, name, "they", Personality(**traits), **given)


def mara(**given: Any) -> Mind:
    return person(MARA, "Mara", **given)


def ioan(**given: Any) -> Mind:
    return person(IOAN, "Ioan", **given)


def bond(source: int = MARA, target: int = IOAN, **given: Any) -> Bond:
    return Bond(source, target, **given)


def deed(act: str, initiator: int = MARA, responder: int = IOAN, *, accepted: bool = True, ago: int = 30) -> Deed:
    data = ACTS[act]
    return Deed(NOON - ago, act, initiator, responder, accepted, NOON - ago, data.polarity, data.harm)


def noon(**given: Any) -> Circumstances:
    return Circumstances(**({"minute": NOON} | given))


GLAD, GLOOMY = Mood(0.5, 0.1, 0.2), Mood(-0.5, -0.1, -0.2)
