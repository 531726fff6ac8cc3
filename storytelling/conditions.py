"""Conditions of pattern clauses: short sentences over the pattern's people, read once and asked as often as needed.

trust(a, b) >= .65      how a stands to b: trust, affection, respect, familiarity, attraction, fear, regard
stage(a, b) in friend, close friend
repute(a) <= -.1        mean respect of all who have an opinion; rank(a) <= .33 is the upper third of the cast
risen(a, 1) >= .1       by how much a's repute has changed since the first step
cooled(a, b, 1) >= .2   by how much a's regard for b has sunk since the first step
felt(a, remorse)        this event made a feel it; felt(a, remorse) >= .4 strongly
knows(a, 2)             a knows of what happened at the second step
same_group(a, b)        both are of one group; rival_groups(a, b): their groups are on bad terms
against_values(a)       what a did goes against something a holds dear
not ...                 the contrary of any of these
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from characters.mood import EMOTIONS
from relationships import stages
from storytelling.happenings import Happening
from storytelling.standing import Standing

# A feeling below this goes unnoticed.
NOTICED = 0.2
# Mean regard below which two groups count as on bad terms.
BAD_TERMS = -0.05
# What each sort of deed goes against, by words in what somebody holds dear.
OFFENDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "honesty": ("honest", "truth", "candour", "plain dealing", "plain speaking", "fair", "justice", "evidence"),
        "loyalty": ("loyal", "friend", "devot", "comrade", "fellowship", "service", "duty", "honour", "bargain kept"),
        "kindness": ("kind", "gentle", "mercy", "charity", "compassion", "patience", "good humour", "love", "piety"),
        "discretion": ("discretion", "secrecy", "propriety", "appearances", "reputation", "prudence", "good sense"),
    }
)
AGAINST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lie": ("honesty",), "gossip": ("discretion", "kindness"), "reveal_secret": ("loyalty", "discretion"),
        "break_promise": ("honesty", "loyalty"), "betray": ("loyalty", "honesty"), "insult": ("kindness", "discretion"),
        "mock": ("kindness",), "snub": ("kindness",), "provoke": ("kindness", "discretion"), "threaten": ("kindness",),
        "break_off": ("loyalty",), "accuse": ("kindness",),
    }
)  # fmt: skip
BONDED = frozenset({"trust", "affection", "respect", "familiarity", "attraction", "fear", "regard"})

Marks = Mapping[str, float]
# (the event, who plays whom, how everybody stands, numbers of the steps so far, what was noted at them)
Check = Callable[["Moment"], bool]


@dataclass(frozen=True, slots=True)
class Moment:
    """All that a condition may look at."""

    happening: Happening
    cast: Mapping[str, int]
    standing: Standing
    events: tuple[int, ...] = ()
    marks: Marks = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    text: str
    variables: tuple[str, ...]
    # Steps that it refers to.
    steps: tuple[int, ...]
    check: Check
    # What must be noted when a step is taken, for later: as "repute:a" or "regard:a:b".
    notes: tuple[tuple[int, str], ...] = ()


class Nonsense(ValueError):
    """A condition that cannot be read; the text says what to do about it."""


_FORM = re.compile(r"^(not\s+)?(\w+)\(([^)]*)\)\s*(?:(>=|<=|in)\s*(.+))?$")
# Shape of each condition's arguments: v a variable, s a step, e an emotion; and what may follow.
_SHAPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(BONDED, ("vv", "number")), "stage": ("vv", "words"), "repute": ("v", "number"),
        "rank": ("v", "number"), "risen": ("vs", "number"), "cooled": ("vvs", "number"), "felt": ("ve", "number?"),
        "knows": ("vs", ""), "same_group": ("vv", ""), "rival_groups": ("vv", ""), "against_values": ("v", ""),
    }
)  # fmt: skip


def read(text: str) -> Condition:
    """The condition that `text` says, or `Nonsense`."""
    found = _FORM.match(text.strip())
    if not found or found[2] not in _SHAPES:
        raise Nonsense(f"“{text}” is not a condition; use one of {', '.join(sorted(_SHAPES))}, as “trust(a, b) >= .6”")
    negated, name, listed, operator, bound = found.groups()
    shape, follows = _SHAPES[name]
    arguments = [part.strip() for part in listed.split(",")] if listed.strip() else []
    if len(arguments) != len(shape):
        raise Nonsense(f"{name} takes {len(shape)} in its brackets, not {len(arguments)}")
    variables, steps = _arguments(name, shape, arguments)
    check = _check(name, arguments, _bound(name, follows, operator, bound))
    notes: tuple[tuple[int, str], ...] = ()
    if name == "risen":
        notes = ((steps[0], f"repute:{variables[0]}"),)
    elif name == "cooled":
        notes = ((steps[0], f"regard:{variables[0]}:{variables[1]}"),)
    if not negated:
        return Condition(text.strip(), variables, steps, check, notes)
    return Condition(text.strip(), variables, steps, lambda moment: not check(moment), notes)


def _arguments(name: str, shape: str, arguments: list[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    variables, steps = [], []
    for kind, argument in zip(shape, arguments, strict=True):
        if kind == "s" and not (argument.isdigit() and int(argument)):
            raise Nonsense(f"{name} wants the number of a step, counted from 1, not “{argument}”")
        if kind == "e" and argument not in EMOTIONS:
            raise Nonsense(f"“{argument}” is not an emotion; one of {', '.join(EMOTIONS)}")
        if kind == "v" and not re.fullmatch("[a-z][a-z0-9_]*", argument):
            raise Nonsense(f"“{argument}” is not a name for somebody; use small letters, as a, b, c")
        if kind == "v":
            variables.append(argument)
        elif kind == "s":
            steps.append(int(argument))
    return tuple(variables), tuple(steps)


def _bound(name: str, follows: str, operator: str | None, bound: str | None) -> Callable[[float | str], bool]:
    if not follows and operator:
        raise Nonsense(f"{name} stands alone; leave “{operator} {bound}” out")
    if follows == "words":
        words = [word.strip() for word in (bound or "").split(",")]
        if operator != "in" or not set(words) <= set(stages.NAMES):
            raise Nonsense(f"stage wants “in” and stages after it; they are {', '.join(stages.NAMES)}")
        return lambda value: value in words
    if not operator and follows == "number?":
        return lambda value: float(value) >= NOTICED
    if follows.startswith("number"):
        if operator not in (">=", "<=") or not re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", (bound or "").strip()):
            raise Nonsense(f"{name} wants a bound after it, as “>= .3” or “<= -.2”")
        limit = float(bound or 0)
        return (lambda value: float(value) >= limit) if operator == ">=" else (lambda value: float(value) <= limit)
    return bool


def _check(name: str, arguments: list[str], holds: Callable[[float | str], bool]) -> Check:
    first, second = arguments[0], arguments[1] if len(arguments) > 1 else ""
    if name == "regard":
        return lambda m: holds(stages.regard(m.standing.bond(m.cast[first], m.cast[second])))
    if name in BONDED:
        return lambda m: holds(getattr(m.standing.bond(m.cast[first], m.cast[second]), name))
    if name == "stage":
        return lambda m: holds(m.standing.stage(m.cast[first], m.cast[second]))
    if name == "repute":
        return lambda m: holds(m.standing.repute_of(m.cast[first]))
    if name == "rank":
        return lambda m: holds(m.standing.rank(m.cast[first]))
    if name == "felt":
        return lambda m: holds(felt(m.happening, m.cast[first], second))
    return _further(name, arguments, holds)


def _further(name: str, arguments: list[str], holds: Callable[[float | str], bool]) -> Check:
    first, second = arguments[0], arguments[1] if len(arguments) > 1 else ""
    if name == "risen":
        key = f"{second}:repute:{first}"
        return lambda m: key in m.marks and holds(m.standing.repute_of(m.cast[first]) - m.marks[key])
    if name == "cooled":
        key = f"{arguments[2]}:regard:{first}:{second}"
        return lambda m: key in m.marks and holds(m.marks[key] - _regard(m.standing, m.cast[first], m.cast[second]))
    if name == "knows":
        step = int(second) - 1
        return lambda m: step < len(m.events) and m.standing.knows(m.cast[first], m.events[step])
    if name == "same_group":
        return lambda m: _group(m, first) != "" and _group(m, first) == _group(m, second)
    if name == "rival_groups":
        return lambda m: rival_groups(m.standing, m.cast[first], m.cast[second])
    return lambda m: against_values(m.happening.act, _values(m, first))


def note(standing: Standing, what: str, cast: Mapping[str, int]) -> float:
    """The value that a later condition will compare with."""
    kind, *names = what.split(":")
    if kind == "repute":
        return standing.repute_of(cast[names[0]])
    return _regard(standing, cast[names[0]], cast[names[1]])


def felt(happening: Happening, who: int, emotion: str) -> float:
    return max((one.intensity for one in happening.feelings if one.who == who and one.emotion == emotion), default=0.0)


def against_values(act: str, values: frozenset[str]) -> bool:
    """Whether a deed goes against something its doer holds dear."""
    words = [word for sort in AGAINST.get(act, ()) for word in OFFENDED[sort]]
    return any(word in value.lower() for value in values for word in words)


def rival_groups(standing: Standing, one: int, other: int) -> bool:
    """Whether two are of different groups whose members think ill of each other on the whole."""
    groups = _group_of(standing, one), _group_of(standing, other)
    if not all(groups) or groups[0] == groups[1]:
        return False
    sides = [[who for who, person in standing.people.items() if person.group == group] for group in groups]
    regards = [
        _regard(standing, *pair)
        for x in sides[0]
        for y in sides[1]
        for pair in ((x, y), (y, x))
        if pair in standing.bonds and {x, y} != {one, other}
    ]
    return bool(regards) and sum(regards) / len(regards) <= BAD_TERMS


def _regard(standing: Standing, source: int, target: int) -> float:
    return stages.regard(standing.bond(source, target))


def _group_of(standing: Standing, who: int) -> str:
    person = standing.people.get(who)
    return person.group if person else ""


def _group(moment: Moment, variable: str) -> str:
    return _group_of(moment.standing, moment.cast[variable])


def _values(moment: Moment, variable: str) -> frozenset[str]:
    person = moment.standing.people.get(moment.cast[variable])
    return person.values if person else frozenset()
