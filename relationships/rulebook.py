"""The rules of volition, read from data into what a decision needs: by act, by what must be there, compiled.

A rulebook that names an unknown act, asks for the impossible, or leaves a reader without a reason is refused whole,
with file, line and field: a rule that silently never fires is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from characters.datafile import Located, locate, validated
from characters.minds import DOMAINS, Mind, Personality
from characters.personality import DOMAIN_OF, centred, trait
from relationships.acts import ACTS, FAMILIES, SOCIAL, SOLITARY
from relationships.bonds import Bond
from relationships.conditions import ALONE, INBORN, OWN, Check, Condition, Evidence, Nonsense, compiled, opposed
from relationships.dealings import Circumstances, Dealings, Encounter

FILE = Path(__file__).with_name("volition.yaml")
ROLES = frozenset({"x", "y", "z"})
_SLOT = re.compile(r"\{([^{}]*)\}")

Role = Literal["wish", "answer", "both"]
# The sort of tale colours what people do; it must never outweigh a good reason of their own.
MOST_GENRE = 1.5


class RuleRow(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{2,40}$")
    role: Role = Field(default="wish", alias="for")
    acts: list[str] = Field(min_length=1)
    when: dict[str, object] = Field(min_length=1)
    weight: float = Field(ge=-10, le=10)
    text: str = Field(min_length=4, max_length=120)


Leanings = dict[str, Annotated[float, Field(ge=-10, le=10)]]


class GenreRow(BaseModel):
    """How a sort of tale leans: by so many points towards each act, or away from it."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=4, max_length=120)
    acts: dict[str, Annotated[float, Field(ge=-MOST_GENRE, le=MOST_GENRE)]]


class VolitionFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    base: dict[str, Leanings]
    accept: dict[str, Leanings]
    genres: dict[str, GenreRow] = {}
    rules: list[RuleRow]


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    acts: frozenset[str]
    # What it asks of a nature, of the state that whoever wishes is in, and of the two.
    inborn: tuple[Check, ...]
    own: tuple[Check, ...]
    checks: tuple[Check, ...]
    weight: float
    text: str
    gates: frozenset[str]
    evidence: Evidence | None = None

    def event(self, encounter: Encounter) -> int | None:
        deed = self.evidence(encounter) if self.evidence else None
        return deed.number if deed else None

    def holds(self, encounter: Encounter) -> bool:
        for checks in (self.inborn, self.own, self.checks):
            for check in checks:
                if not check(encounter):
                    return False
        return True


# Rules by their gates.
Gated = tuple[tuple[frozenset[str], tuple[Rule, ...]], ...]


@dataclass(frozen=True, slots=True)
class Leaning:
    """How readily an act comes to people: to all, and by their traits."""

    rate: float
    traits: tuple[tuple[str, float], ...]

    def of(self, personality: Personality) -> float:
        return self.rate + sum(weight * centred(trait(personality, name)) for name, weight in self.traits)


@dataclass(frozen=True, slots=True)
class Genre:
    """What a sort of tale adds to each act, and how that is told."""

    text: str
    acts: Mapping[str, float]


NO_GENRE = Genre("", {})


@dataclass(frozen=True, slots=True)
class Rulebook:
    base: Mapping[str, Leaning]
    accept: Mapping[str, Leaning]
    # Rules of wishes by what must be there before they are worth asking.
    wishes: Gated
    # Rules of answers by act.
    answers: Mapping[str, tuple[Rule, ...]]
    alone: tuple[Rule, ...]
    genres: Mapping[str, Genre]
    count: int

    def genre(self, name: str) -> Genre:
        """The leanings of a genre; of an unknown one, none."""
        return self.genres.get(name, NO_GENRE)


def read(path: Path) -> Rulebook:
    """The rulebook of a file, or the first `DataFault` in it."""
    document = locate(path)
    found = validated(document, VolitionFile)
    base = _leanings(document, "base", found.base, ACTS)
    accept = _leanings(document, "accept", found.accept, SOCIAL)
    rules: list[tuple[Role, Rule]] = []
    seen: set[str] = set()
    for index, row in enumerate(found.rules):
        if row.id in seen:
            raise document.fault(("rules", index, "id"), f"“{row.id}” is given twice; rename one")
        seen.add(row.id)
        rules.append((row.role, _rule(document, index, row)))
    wishes = [rule for role, rule in rules if role in {"wish", "both"}]
    answers = [rule for role, rule in rules if role in {"answer", "both"}]
    return Rulebook(
        base,
        accept,
        _by_gates(wishes),
        {act: tuple(rule for rule in answers if act in rule.acts) for act in SOCIAL},
        tuple(rule for rule in wishes if not rule.acts.isdisjoint(SOLITARY)),
        _genres(document, found.genres),
        len(rules),
    )


def _leanings(
    document: Located, field: str, rows: Mapping[str, Leanings], needed: Iterable[str]
) -> Mapping[str, Leaning]:
    for act, row in rows.items():
        if act not in ACTS:
            raise document.fault((field, act), "is not an act; see relationships/acts.yaml")
        for name in row:
            if name != "rate" and name not in DOMAINS and name not in DOMAIN_OF:
                raise document.fault((field, act, name), "is not a trait")
        if "rate" not in row:
            raise document.fault((field, act), "rate is missing; add it")
    for act in needed:
        if act not in rows:
            raise document.fault((field,), f"{act} is missing; add it")
    return {
        act: Leaning(row["rate"], tuple((name, weight) for name, weight in row.items() if name != "rate"))
        for act, row in rows.items()
    }


def _genres(document: Located, rows: Mapping[str, GenreRow]) -> Mapping[str, Genre]:
    for name, row in rows.items():
        for act in row.acts:
            if act not in ACTS:
                raise document.fault(("genres", name, "acts", act), "is not an act; see relationships/acts.yaml")
    return {name: Genre(row.text, row.acts) for name, row in rows.items()}


def _rule(document: Located, index: int, row: RuleRow) -> Rule:
    at = ("rules", index)
    acts = _acts(document, index, row)
    if row.weight == 0:
        raise document.fault((*at, "weight"), "must not be 0; a rule that weighs nothing says nothing")
    conditions: dict[str, Condition] = {}
    for name, value in row.when.items():
        if acts & set(SOLITARY) and name not in ALONE:
            raise document.fault((*at, "when", name), "asks about another; an act done alone has none")
        try:
            conditions[name] = compiled(name, value)
        except Nonsense as fault:
            raise document.fault((*at, "when", name), str(fault)) from fault
    if contradicted := opposed(row.when):
        raise document.fault((*at, "when", contradicted), "contradicts another condition of this rule")
    gates = frozenset(condition.gate for condition in conditions.values() if condition.gate)
    _check_text(document, index, row, gates)
    return Rule(
        row.id,
        acts,
        tuple(condition.check for name, condition in conditions.items() if name in INBORN),
        tuple(condition.check for name, condition in conditions.items() if name in OWN),
        tuple(condition.check for name, condition in conditions.items() if name not in INBORN | OWN),
        row.weight,
        row.text,
        gates,
        next((condition.evidence for condition in conditions.values() if condition.evidence), None),
    )


def _acts(document: Located, index: int, row: RuleRow) -> frozenset[str]:
    acts: set[str] = set()
    for place, name in enumerate(row.acts):
        if name in ACTS:
            acts.add(name)
        elif name in FAMILIES:
            acts |= {key for key, act in ACTS.items() if act.family == name}
        else:
            raise document.fault(("rules", index, "acts", place), f"“{name}” is neither an act nor a family of acts")
    if row.role != "wish" and acts & set(SOLITARY):
        raise document.fault(("rules", index, "acts"), "nobody answers an act done alone")
    return frozenset(acts)


def _check_text(document: Located, index: int, row: RuleRow, gates: frozenset[str]) -> None:
    used = set(_SLOT.findall(row.text))
    at = ("rules", index, "text")
    if used - ROLES:
        raise document.fault(at, f"{{{min(used - ROLES)}}} is not a role; one of {{x}}, {{y}}, {{z}}")
    if "z" in used and "third" not in gates:
        raise document.fault(at, "speaks of {z}, but no condition asks for a third person")


def _by_gates(rules: Iterable[Rule]) -> Gated:
    buckets: dict[frozenset[str], list[Rule]] = {}
    for rule in rules:
        if rule.acts.isdisjoint(SOCIAL):
            continue
        buckets.setdefault(rule.gates, []).append(rule)
    return tuple((gates, tuple(found)) for gates, found in buckets.items())


RULES = read(FILE)

Key = tuple[float, float, float, float, float, tuple[tuple[str, float], ...]]


def _key(p: Personality) -> Key:
    # A personality holds a mapping and has no hash of its own.
    return (p.openness, p.conscientiousness, p.extraversion, p.agreeableness, p.neuroticism, tuple(p.facets.items()))


def nature(personality: Personality) -> Mapping[str, float]:
    """How readily each act comes to this personality, before any rule."""
    return _nature(_key(personality))


class Temper(NamedTuple):
    """What of somebody's wishes hangs on their personality, in a sort of tale, and on nothing else."""

    # How readily each act comes to them, without and with what the sort of tale makes of it.
    footing: Mapping[str, float]
    base: Mapping[str, float]
    # The acts that they would do for no further reason.
    willing: frozenset[str]
    # The rules of wishes that their traits do not rule out.
    rules: Gated


def temper(personality: Personality, genre: str) -> Temper:
    return _temper(_key(personality), genre)


@lru_cache(maxsize=1024)
def _temper(key: Key, genre: str) -> Temper:
    nobody = Mind(0, "", "", _personality(key))
    alone = Encounter(nobody, nobody, Bond(0, 0), Bond(0, 0), Dealings(), Circumstances(0))
    footing, leanings = _nature(key), RULES.genre(genre).acts
    base = {act: points + leanings.get(act, 0) for act, points in footing.items()}
    rules = tuple(
        (gates, tuple(rule for rule in rules if all(check(alone) for check in rule.inborn)))
        for gates, rules in RULES.wishes
    )
    return Temper(footing, base, frozenset(act for act, points in base.items() if points > 0), rules)


def _personality(key: Key) -> Personality:
    return Personality(*key[:5], facets=dict(key[5]))


@lru_cache(maxsize=4096)
def _nature(key: Key) -> Mapping[str, float]:
    personality = _personality(key)
    return {act: leaning.of(personality) for act, leaning in RULES.base.items()}
