"""The conditions of volition rules: read from data, checked for sense, compiled once into fast closures.

After Ensemble's predicates over roles. A condition is a number with bounds (`affection: ">= .3"`), a choice of words
(`feels: [anger]`) or a look back (`to_me: {families: [hostile], within: 180}`); all of a rule's conditions must hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from characters.minds import DOMAINS, NEEDS, Deed
from characters.mood import EMOTIONS
from characters.personality import DOMAIN_OF, trait
from relationships import matches, stages
from relationships.acts import ACTS, FAMILIES, Family
from relationships.dealings import NEVER, Dealings, Encounter, latest

# A feeling at least this strong moves people.
FELT = 0.25
# Longer ago than this no rule may look.
LONGEST_LOOK = 20_160

BONDED = {
    "trust": (0.0, 1.0), "uncertainty": (0.0, 1.0), "affection": (-1.0, 1.0), "respect": (-1.0, 1.0),
    "familiarity": (0.0, 1.0), "attraction": (0.0, 1.0), "fear": (0.0, 1.0),
}  # fmt: skip
MOODS = ("pleasure", "arousal", "dominance")
OPEN = ("my_wrong", "their_wrong", "my_promise", "their_promise", "favour", "advance")

Getter = Callable[[Encounter], float]
Check = Callable[[Encounter], bool]
Evidence = Callable[[Encounter], Deed | None]


class Nonsense(ValueError):
    """A condition that makes no sense; the text says what to do about it."""


class Condition(NamedTuple):
    check: Check
    # What must be there before it is worth asking: "third", "past", "feelings" or "others_feelings".
    gate: str = ""
    evidence: Evidence | None = None


class Look(BaseModel):
    """A look back at what one did to the other."""

    model_config = ConfigDict(extra="forbid", strict=True)

    acts: list[str] = []
    families: list[Family] = []
    within: int = Field(gt=0, le=LONGEST_LOOK)
    accepted: bool | None = None


def _numbers() -> dict[str, tuple[Getter, float, float, str]]:
    """Every number a condition may name: how to read it, its range, and its gate."""
    found: dict[str, tuple[Getter, float, float, str]] = {
        "witnesses": (attrgetter("scene.witnesses"), 0, 1000, ""),
        "apart": (lambda e: e.past.since(e.scene.minute), 0, NEVER, ""),
        "match": (lambda e: matches.between(e.me, e.other), 0, 1, ""),
        "secrets": (attrgetter("me.secrets_held"), 0, 1000, ""),
        "self.company": (attrgetter("me.social_capacity"), 0, 1, ""),
        "self.initiative": (attrgetter("me.initiative"), 0, 1, ""),
    }
    for name, (low, high) in BONDED.items():
        found[name] = (attrgetter(f"bond.{name}"), low, high, "")
        found[f"third.{name}"] = (attrgetter(f"scene.third.mine.{name}"), low, high, "third")
        found[f"theirs.{name}"] = (attrgetter(f"scene.third.theirs.{name}"), low, high, "third")
    for role, path in (("self", "me"), ("other", "other")):
        found[f"{role}.energy"] = (attrgetter(f"{path}.energy"), 0, 1, "")
        found |= {f"{role}.{axis}": (attrgetter(f"{path}.mood.{axis}"), -1, 1, "") for axis in MOODS}
        found |= {f"{role}.{domain}": (attrgetter(f"{path}.personality.{domain}"), 0, 1, "") for domain in DOMAINS}
        found |= {f"{role}.{facet}": (_facet(path, facet), 0, 1, "") for facet in DOMAIN_OF}
    found |= {f"self.{need}": (_need(need), 0, 1, "") for need in NEEDS}
    return found


def _facet(path: str, name: str) -> Getter:
    personality = attrgetter(f"{path}.personality")
    return lambda e: trait(personality(e), name)


def _need(name: str) -> Getter:
    return lambda e: e.me.needs[name]


NUMBERS = _numbers()
_BOUND = re.compile(r"^\s*(>=|<=)\s*(-?(?:\d+\.?\d*|\.\d+))\s*$")


def bounded(name: str, value: object) -> Condition:
    """A number between bounds, given as one bound or as a list of two."""
    get, low, high, gate = NUMBERS[name]
    least, most = low, high
    for text in value if isinstance(value, list) else [value]:
        found = _BOUND.match(text) if isinstance(text, str) else None
        if not found:
            raise Nonsense('must read like ">= .3" or "<= .3"')
        figure = float(found[2])
        if not low <= figure <= high:
            raise Nonsense(f"{figure:g} lies outside {low:g} to {high:g}")
        if found[1] == ">=":
            least = max(least, figure)
        else:
            most = min(most, figure)
    if least > most:
        raise Nonsense(f"can never hold: no number is both at least {least:g} and at most {most:g}")
    if (least, most) == (low, high):
        raise Nonsense("always holds; leave it out")
    return Condition(_between(get, least, most, low, high), gate)


def _between(get: Getter, least: float, most: float, low: float, high: float) -> Check:
    if most == high:
        return lambda e: get(e) >= least
    if least == low:
        return lambda e: get(e) <= most
    return lambda e: least <= get(e) <= most


def _words(value: object, allowed: tuple[str, ...] | None = None) -> frozenset[str]:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        raise Nonsense("must be a word or a list of words")
    unknown = [word for word in words if allowed is not None and word not in allowed]
    if unknown and allowed is not None:
        raise Nonsense(f"“{unknown[0]}” is not known here; one of {', '.join(allowed)}")
    return frozenset(words)


def _feels(value: object) -> Condition:
    names = _words(value, tuple(EMOTIONS))
    return Condition(lambda e: any(f.name in names and f.intensity >= FELT for f in e.me.emotions), "feelings")


def _feels_at_other(value: object) -> Condition:
    names = _words(value, tuple(EMOTIONS))
    return Condition(
        lambda e: any(f.name in names and f.about == e.other.id and f.intensity >= FELT for f in e.me.emotions),
        "feelings",
    )


def _not_feels_at_other(value: object) -> Condition:
    feels = _feels_at_other(value).check
    return Condition(lambda e: not feels(e))


def _other_feels(value: object) -> Condition:
    names = _words(value, tuple(EMOTIONS))
    return Condition(
        lambda e: any(f.name in names and f.intensity >= FELT for f in e.other.emotions), "others_feelings"
    )


def _open(value: object) -> Condition:
    getters = [_matter(name) for name in sorted(_words(value, OPEN))]
    return Condition(lambda e: all(get(e.past) is not None for get in getters), "past", lambda e: getters[0](e.past))


def _not_open(value: object) -> Condition:
    getters = [_matter(name) for name in sorted(_words(value, OPEN))]
    return Condition(lambda e: all(get(e.past) is None for get in getters))


def _matter(name: str) -> Callable[[Dealings], Deed | None]:
    get: Callable[[Dealings], Deed | None] = attrgetter(name)
    return get


def _look(value: object, side: str) -> Condition:
    try:
        look = Look.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Nonsense(f"{where}: {first['msg']}" if where else first["msg"]) from error
    if not look.acts and not look.families:
        raise Nonsense(f"name acts, or families of {', '.join(FAMILIES)}")
    acts = _words(look.acts, tuple(ACTS)) if look.acts else frozenset()
    families = frozenset(look.families)
    deeds = attrgetter(f"past.{side}")

    def find(e: Encounter) -> Deed | None:
        return latest(deeds(e), e.scene.minute, look.within, acts, families, look.accepted)

    return Condition(lambda e: find(e) is not None, "past", find)


def _third_wronged_me(value: object) -> Condition:
    if not isinstance(value, int) or not 0 < value <= LONGEST_LOOK:
        raise Nonsense(f"must be minutes, 1 to {LONGEST_LOOK}")

    def find(e: Encounter) -> Deed | None:
        wrong = e.scene.third.wrong if e.scene.third else None
        return wrong if wrong and e.scene.minute - wrong.minute <= value else None

    return Condition(lambda e: find(e) is not None, "third", find)


def _same_group(value: object) -> Condition:
    if not isinstance(value, bool):
        raise Nonsense("must be true or false")
    return Condition(lambda e: (not e.me.groups.isdisjoint(e.other.groups)) is value)


def _place(value: object) -> Condition:
    moods = _words(value)
    return Condition(lambda e: e.scene.place_mood in moods)


def _values(value: object) -> Condition:
    held = _words(value)
    return Condition(lambda e: not held.isdisjoint(e.me.values))


def _stage(value: object) -> Condition:
    names = _words(value, stages.NAMES)
    return Condition(lambda e: e.bond.stage in names)


SPECIAL: Mapping[str, Callable[[object], Condition]] = {
    "feels": _feels,
    "feels_at_other": _feels_at_other,
    "not_feels_at_other": _not_feels_at_other,
    "other_feels": _other_feels,
    "open": _open,
    "not_open": _not_open,
    "to_me": lambda value: _look(value, "to_me"),
    "by_me": lambda value: _look(value, "by_me"),
    "third.wronged_me": _third_wronged_me,
    "same_group": _same_group,
    "place": _place,
    "self.values": _values,
    "stage": _stage,
}
# Conditions that ask nothing of anybody else: all that a solitary act may depend on.
ALONE = frozenset({"feels", "place", "self.values", "secrets"}) | {name for name in NUMBERS if name.startswith("self.")}
# Those of them that hold as long as one is who one is, and those that hold whoever is before one: secrets are kept from
# some and not from others.
INBORN = frozenset(f"self.{trait}" for trait in (*DOMAINS, *DOMAIN_OF))
OWN = ALONE - INBORN - {"secrets"}
# Pairs that exclude each other where they name the same thing.
OPPOSED = (("open", "not_open"), ("feels_at_other", "not_feels_at_other"))


def compiled(name: str, value: object) -> Condition:
    """One condition, or `Nonsense`."""
    if name in NUMBERS:
        return bounded(name, value)
    if name in SPECIAL:
        return SPECIAL[name](value)
    raise Nonsense("is not something a rule can ask; see relationships/conditions.py")


def opposed(when: Mapping[str, object]) -> str:
    """The name of a condition that another one of the same rule excludes; empty where there is none."""
    for one, other in OPPOSED:
        if one in when and other in when and _words(when[one]) & _words(when[other]):
            return other
    return ""
