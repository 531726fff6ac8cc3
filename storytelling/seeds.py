"""Seeds: how much a match or a turning point promises as a story, in parts that can be read, and learnt from.

.25 surprise + .2 stakes + .2 intensity + .15 linkage + .1 cast + .1 novelty, each in 0..1. Surprise is how seldom the
pattern has been complete here (in bits, as Fabula has it, with Laplace's correction) and how seldom its deeds are done
("Select the Unexpected", Kreminski et al. 2022). What people accept and dismiss moves the shares, by a logistic step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log, log2
from types import MappingProxyType

from storytelling import tension
from storytelling.happenings import Happening

COMPLETE, PARTIAL, TURNING = "complete", "partial", "turning"
WAITING, LATER, ACCEPTED, DISMISSED, WITHERED = "waiting", "later", "accepted", "dismissed", "withered"

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"surprise": 0.25, "stakes": 0.2, "intensity": 0.2, "linkage": 0.15, "cast": 0.1, "novelty": 0.1}
)
# A seed that scores this much is worth a story.
DEVELOPED = 0.6
# An undecided seed that scores less than this is not shown.
SHOWN = 0.4
# A partial match of so many of its steps is half as sure to become anything.
FEWEST_STEPS = 2
# How far one decision moves what is liked.
RATE = 0.6
# No part is ever liked or disliked beyond this, in logits.
MOST_TASTE = 2.0
# Of stories told lately, so many are remembered when one asks what is new.
TOLD_KEPT = 12

# Why a seed is dismissed or accepted, and the part it says something about; "" says it of the pattern alone.
REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ordinary": ("Too ordinary", "surprise"),
        "slight": ("Too little at stake", "stakes"),
        "cold": ("Leaves me cold", "intensity"),
        "loose": ("Hangs together by chance", "linkage"),
        "people": ("Not about these people", "cast"),
        "seen": ("Seen it before", "novelty"),
        "pattern": ("Not this sort of story", ""),
        "more": ("More like this", ""),
    }
)


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a score: its value and share, and what it says in words."""

    name: str
    value: float
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Seed:
    number: int
    kind: str
    pattern: str
    title: str
    summary: str
    cast: tuple[tuple[str, int], ...]
    people: tuple[int, ...]
    events: tuple[int, ...]
    done: int
    total: int
    missing: str
    genre: str
    score: float
    components: tuple[Component, ...] = ()
    status: str = WAITING
    reason: str = ""
    # Turns in which it was found and last changed.
    found: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Taste:
    """What decisions so far have taught: how much more or less each part counts, and each pattern; in logits."""

    parts: Mapping[str, float] = field(default_factory=dict)
    patterns: Mapping[str, float] = field(default_factory=dict)


@dataclass
class Reckoning:
    """What has been common in a world so far; grows with its log, by counts alone."""

    acts: dict[str, int] = field(default_factory=dict)
    involved: dict[int, int] = field(default_factory=dict)
    complete: dict[str, int] = field(default_factory=dict)
    # Pattern and people of the latest stories.
    told: list[tuple[str, frozenset[int]]] = field(default_factory=list)

    def count(self, happening: Happening) -> None:
        if happening.act:
            self.acts[happening.act] = self.acts.get(happening.act, 0) + 1
        for who in happening.involved:
            self.involved[who] = self.involved.get(who, 0) + 1

    def tell(self, pattern: str, people: Sequence[int]) -> None:
        self.told = [*self.told, (pattern, frozenset(people))][-TOLD_KEPT:]


def components(
    pattern: str, people: Sequence[int], happenings: Sequence[Happening], reckoning: Reckoning, patterns: int
) -> tuple[Component, ...]:
    """The parts of a seed's score; `patterns` is how many there are to be surprised by."""
    values = {
        "surprise": surprise(pattern, happenings, reckoning, patterns),
        "stakes": _strongest([tension.stakes(one) for one in happenings]),
        "intensity": _strongest([tension.intensity(one) for one in happenings]),
        "linkage": linkage(happenings),
        "cast": importance(people, reckoning),
        "novelty": novelty(pattern, people, reckoning),
    }
    words = {
        "surprise": ("seldom happens here", "happens often here"),
        "stakes": ("changed much between them", "changed little between them"),
        "intensity": ("was felt deeply", "was hardly felt"),
        "linkage": ("one thing led to the other", "one thing merely followed the other"),
        "cast": ("about those who matter", "about those at the edge"),
        "novelty": ("nothing like it was told yet", "much like what was told already"),
    }
    return tuple(
        Component(name, round(value, 4), WEIGHTS[name], words[name][0 if value >= 0.5 else 1])
        for name, value in values.items()
    )


def surprise(pattern: str, happenings: Sequence[Happening], reckoning: Reckoning, patterns: int) -> float:
    """0..1: half for a rare pattern, half for rare deeds."""
    total = sum(reckoning.complete.values()) + max(2, patterns)
    bits = -log2((reckoning.complete.get(pattern, 0) + 1) / total)
    rare_pattern = bits / log2(total)
    most = max(reckoning.acts.values(), default=0)
    rare_deeds = [1 - reckoning.acts.get(one.act, 0) / most for one in happenings if one.act] if most else []
    return 0.5 * rare_pattern + 0.5 * (sum(rare_deeds) / len(rare_deeds) if rare_deeds else 1.0)


def _strongest(values: Sequence[float]) -> float:
    """Mostly the strongest moment, partly the mean: a story needs one great scene more than an even flow."""
    return 0.7 * max(values) + 0.3 * sum(values) / len(values) if values else 0.0


def linkage(happenings: Sequence[Happening]) -> float:
    """0..1: how many steps answer an earlier one, by their recorded cause or by whoever it was done to."""
    if len(happenings) < 2:
        return 0.5
    linked, numbers = 0.0, set[int]()
    touched: set[int] = set()
    for one in happenings:
        if numbers:
            if one.cause in numbers or one.told in numbers:
                linked += 1
            elif one.initiator in touched:
                linked += 0.7
        numbers.add(one.number)
        touched |= {*one.involved, *one.thirds}
    return linked / (len(happenings) - 1)


def importance(people: Sequence[int], reckoning: Reckoning) -> float:
    """0..1: how much of what happens here happens to these people."""
    most = max(reckoning.involved.values(), default=0)
    return sum(reckoning.involved.get(who, 0) / most for who in people) / len(people) if most and people else 0.5


def novelty(pattern: str, people: Sequence[int], reckoning: Reckoning) -> float:
    """0..1: how unlike the latest stories it is, in its pattern and in its people."""
    if not reckoning.told:
        return 1.0
    again = sum(told == pattern for told, _ in reckoning.told)
    shared = max(len(cast & set(people)) / len(cast | set(people)) for _, cast in reckoning.told)
    return 0.5 * 0.5**again + 0.5 * (1 - shared)


def score(parts: Sequence[Component], pattern: str, weight: float = 1.0, taste: Taste | None = None) -> float:
    """0..1: the weighted sum, moved by taste; a pattern's own weight counts as a leaning of the house."""
    plain = sum(part.value * part.weight for part in parts)
    leaning = 0.5 * log(weight)
    if taste is not None:
        leaning += taste.patterns.get(pattern, 0.0)
        leaning += sum(taste.parts.get(part.name, 0.0) * (part.value - 0.5) for part in parts)
    return round(_sigmoid(_logit(plain) + leaning), 4)


def taught(taste: Taste, seed: Seed, *, accepted: bool, reason: str = "") -> Taste:
    """What is liked after one more decision: a step of logistic regression, larger for the part it was about."""
    surprise_of_decision = (1.0 if accepted else 0.0) - seed.score
    about = REASONS[reason][1] if reason in REASONS else ""
    parts = dict(taste.parts)
    for part in seed.components:
        rate = RATE * (3.0 if part.name == about else 0.0 if about else 1.0)
        parts[part.name] = _bounded(parts.get(part.name, 0.0) + rate * surprise_of_decision * (part.value - 0.5))
    patterns = dict(taste.patterns)
    if not about:
        patterns[seed.pattern] = _bounded(patterns.get(seed.pattern, 0.0) + RATE * surprise_of_decision)
    if about and not accepted:
        # Whoever says that there is too little of something wants more of it, whatever this seed had.
        parts[about] = _bounded(parts.get(about, 0.0) + RATE * seed.score)
    return replace(taste, parts=parts, patterns=patterns)


def _bounded(value: float) -> float:
    return round(max(-MOST_TASTE, min(MOST_TASTE, value)), 4)


def _logit(share: float) -> float:
    inside = min(0.999, max(0.001, share))
    return log(inside / (1 - inside))


def _sigmoid(value: float) -> float:
    return 1 / (1 + exp(-value))
