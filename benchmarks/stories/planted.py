"""Planted stories: synthetic logs in which one pattern is played out once among noise, made from a seed.

The noise is what a quiet day holds, between everybody, and a near miss: the same pattern lived by others up to its last
step. A report is right if it is the planted story, or another reading of its very events; anything else is false.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from relationships.acts import ACTS
from storytelling.clauses import BEHIND_BACKS, Clause
from storytelling.conditions import AGAINST
from storytelling.exported import ExportedLog
from storytelling.happenings import Happening, Person, Shift
from storytelling.matching import Match, Matcher
from storytelling.patterns import Pattern
from storytelling.standing import Standing

# People in a log: those of the story, those of the near miss, and passers-by.
CROWD = 24
# Events of noise before, between and after the steps.
PADDING = 14
EVENTS_A_TURN = 2
MUNDANE = ("talk", "greet", "joke", "question", "reminisce", "negotiate", "reflect", "withdraw")
PLACES = ("hall", "garden", "library", "yard")
GOOD = {"trust_good": 10.0, "affection": 0.6, "respect": 0.4, "familiarity": 0.6, "attraction": 0.5}
BAD = {"affection": -0.4, "familiarity": 0.5, "trust_bad": 2.0}


@dataclass
class Planted:
    """One synthetic log, and what was planted in it."""

    pattern: str
    log: ExportedLog
    cast: dict[str, int]
    # The events of the planted steps; of the near miss too, to tell readings of it from mere noise.
    events: set[int] = field(default_factory=set)
    is_whole: bool = True


def planted(pattern: Pattern, seed: int, without: int | None = None) -> Planted:
    """A log with the pattern in it once; without the step of that index, where one is given."""
    return _Planting(pattern, random.Random(f"{pattern.key}:{seed}:{without}")).log(without)


def sifted(one: Planted, patterns: Mapping[str, Pattern]) -> list[Match]:
    matcher = Matcher(patterns, Standing(one.log.people))
    found: list[Match] = []
    for happening in one.log.happenings:
        found += matcher.feed(happening).complete
    return found


def is_right(one: Planted, match: Match) -> bool:
    """Whether a report is the planted story, or a reading of its events."""
    return set(match.events) <= one.events


def is_found(one: Planted, matches: Sequence[Match], pattern: Pattern) -> bool:
    wanted = {one.cast[name] for name in pattern.core}
    return any(match.pattern == one.pattern and wanted <= set(match.people) for match in matches)


@dataclass
class _Planting:
    pattern: Pattern
    rng: random.Random
    happenings: list[Happening] = field(default_factory=list)
    number: int = 0

    def log(self, without: int | None) -> Planted:
        people = list(range(1, CROWD + 1))
        self.rng.shuffle(people)
        names = self._names()
        cast, other = dict(zip(names, people, strict=False)), dict(zip(names, people[len(names) :], strict=False))
        strangers = people[2 * len(names) :]
        # Of the near miss the last step never comes, so that it is one as long as it can be.
        missing = without if without is not None else -1
        own = self._steps(cast, missing)
        near = self._steps(other, len(self.pattern.steps) - 1)
        self._opening([cast, other], strangers)
        events = self._played(own, near, strangers, {*cast.values(), *other.values()})
        everybody = {who: self._person(who, [cast, other]) for who in people}
        log = ExportedLog(everybody, "", self.happenings)
        return Planted(self.pattern.key, log, cast, events, without is None)

    def _names(self) -> list[str]:
        """Everybody the pattern needs, with somebody to do what is done by nobody in particular."""
        return [*self.pattern.variables, "_one", "_other"]

    def _person(self, who: int, casts: Sequence[Mapping[str, int]]) -> Person:
        group = ""
        if any("rival_groups" in text for text in _conditions(self.pattern)):
            for cast in casts:
                group = "east" if who == cast.get("a") else "west" if who == cast.get("b") else group
            group = group or ("east" if who % 2 else "west")
        values = frozenset({"honesty", "kindness", "loyalty", "discretion"})
        return Person(who, f"Person {who}", f"p{who}", group, values)

    def _opening(self, casts: Sequence[Mapping[str, int]], strangers: Sequence[int]) -> None:
        """How they stand before anything happens, so that what the pattern asks of them holds."""
        shifts: list[Shift] = []
        for cast in casts:
            for text in _conditions(self.pattern):
                shifts += _arranged(text, cast, strangers)
        self.happenings.append(Happening(0, 0, 0, "opening", shifts=tuple(shifts)))

    def _steps(self, cast: Mapping[str, int], missing: int) -> list[Happening | None]:
        """The steps as events without numbers; None where one is left out."""
        found: list[Happening | None] = []
        for index, step in enumerate(self.pattern.steps):
            found.append(None if index == missing else self._event(step, index, cast))
        return found

    def _event(self, step: Clause, index: int, cast: Mapping[str, int]) -> Happening:
        if step.learns:
            teller = self._knower(step.learns[1], cast)
            learner = cast[step.learns[0]]
            # The number of what is told is put in when it is known.
            tags: tuple[str, ...] = (f"told:step{step.learns[1]}", f"of:{cast['_other']}")
            return Happening(0, 0, 0, "interaction", "gossip", teller, (learner,), accepted=True, tags=tags)
        act = self._act(step, self._is_secret(step, index))
        doer, done_to, tags = self._parts(step, act, cast)
        witnesses = tuple(cast[name] for name in self._must_know(index + 1) if cast[name] not in (doer, *done_to))
        kind = "interaction" if act in ACTS and done_to else "solitary" if act in ACTS else "development"
        accepted = (True if step.accepted is None else step.accepted) if kind == "interaction" else None
        place = PLACES[0] if step.same_place or index == 0 else self.rng.choice(PLACES)
        return Happening(
            0, 0, 0, kind, act, doer, done_to, witnesses, accepted, place, max(0.4, step.importance),
            -0.5 if act in ACTS and ACTS[act].harm else 0.3, tags,
        )  # fmt: skip

    def _is_secret(self, step: Clause, index: int) -> bool:
        """Whether the one it is done against is to learn of it only later."""
        learnt = [later.learns for later in self.pattern.steps[index + 1 :] if later.learns]
        return bool(step.against) and (step.against, index + 1) in learnt

    def _act(self, step: Clause, secret: bool) -> str:
        """One that fits; not one that would end a match of the same pattern, nor one that nobody notices."""
        ends = set().union(*(unless.acts or () for unless in self.pattern.unless))
        fitting = sorted(step.acts or set(MUNDANE))
        if secret:
            fitting = [act for act in fitting if act in BEHIND_BACKS] or fitting
        if any(condition.text.startswith("against_values") for condition in step.conditions):
            fitting = [act for act in fitting if act in AGAINST]
        calm = [act for act in fitting if act not in ends and act != "lie"] or fitting
        return self.rng.choice(calm)

    def _parts(self, step: Clause, act: str, cast: Mapping[str, int]) -> tuple[int, tuple[int, ...], tuple[str, ...]]:
        together = [cast[name] for name in step.everyone]
        doer = cast[step.by] if step.by else together[0] if together else cast["_one"]
        done_to = [cast[name] for name in (step.to, *step.one_of[:1]) if name]
        done_to += [who for who in together if who != doer]
        tags = [f"of:{cast[step.of]}"] if step.of else []
        if step.against and not done_to and act in BEHIND_BACKS:
            done_to = [cast["_other"]]
            tags.append(f"of:{cast[step.against]}")
        elif step.against and not done_to:
            done_to = [cast[step.against]]
        elif step.against:
            tags.append(f"of:{cast[step.against]}")
        solitary = act in ACTS and ACTS[act].arity == "solo"
        if not done_to and act in ACTS and not solitary:
            done_to = [cast["_other"]]
        return doer, () if solitary else tuple(done_to), tuple(tags)

    def _must_know(self, step: int) -> list[str]:
        """Whom a later condition wants to know of this step."""
        found = [re.match(rf"knows\((\w+), {step}\)", text) for text in _conditions(self.pattern)]
        return [match[1] for match in found if match]

    def _knower(self, step: int, cast: Mapping[str, int]) -> int:
        """Somebody who was there when it happened."""
        clause = self.pattern.steps[step - 1]
        return cast[clause.by] if clause.by else cast[clause.everyone[0]] if clause.everyone else cast["_one"]

    def _played(
        self, own: Sequence[Happening | None], near: Sequence[Happening | None], strangers: Sequence[int],
        involved: set[int],
    ) -> set[int]:  # fmt: skip
        """Let it all happen, padded with noise; the numbers of the events that were planted."""
        planted: set[int] = set()
        steps: dict[bool, list[int]] = {True: [], False: []}
        for index, pair in enumerate(zip(own, near, strict=True)):
            gap = max(self.pattern.steps[index].after, 1) * EVENTS_A_TURN
            for _ in range(gap + self.rng.randrange(PADDING)):
                self._noise(strangers, involved)
            for mine, event in zip((True, False), pair, strict=True):
                if event is None:
                    steps[mine].append(0)
                    continue
                number = self._add(_with_numbers(event, steps[mine]))
                steps[mine].append(number)
                planted.add(number)
        for _ in range(PADDING):
            self._noise(strangers, involved)
        return planted

    def _noise(self, strangers: Sequence[int], involved: set[int]) -> None:
        """A quiet moment: mundane acts, and with those of the story none that their pattern speaks of."""
        spoken = set().union(*(clause.acts or () for clause in (*self.pattern.steps, *self.pattern.unless)))
        calm = [act for act in MUNDANE if act not in spoken]
        pool = [*strangers, *sorted(involved)] if calm and self.rng.random() < 0.3 else list(strangers)
        one, other = self.rng.sample(pool, 2)
        act = self.rng.choice(calm if {one, other} & involved else MUNDANE)
        solitary = ACTS[act].arity == "solo"
        self._add(
            Happening(
                0, 0, 0, "solitary" if solitary else "interaction", act, one, () if solitary else (other,),
                accepted=None if solitary else self.rng.random() < 0.8, place=self.rng.choice(PLACES),
                importance=0.2, sentiment=0.2,
            )
        )  # fmt: skip

    def _add(self, event: Happening) -> int:
        self.number += 1
        turn = 1 + self.number // EVENTS_A_TURN
        self.happenings.append(replace(event, number=self.number, turn=turn, minute=480 + 5 * turn))
        return self.number


def _with_numbers(event: Happening, steps: Sequence[int]) -> Happening:
    tags = tuple(
        f"told:{steps[int(found[1]) - 1]}" if (found := re.fullmatch(r"told:step(\d+)", tag)) else tag
        for tag in event.tags
    )
    return replace(event, tags=tags)


def _conditions(pattern: Pattern) -> list[str]:
    return [condition.text for step in pattern.steps for condition in step.conditions]


def _arranged(text: str, cast: Mapping[str, int], strangers: Sequence[int]) -> Iterator[Shift]:
    """What makes a condition hold from the beginning."""
    found = re.match(r"(\w+)\((\w+)(?:, (\w+))?\)\s*(>=|<=)?\s*(-?[\d.]+)?", text)
    if not found or found[2] not in cast:
        return
    name, first, second, operator, bound = found.groups()
    if name == "rank":
        respect = 0.5 if operator == "<=" else -0.5
        yield from (Shift(who, cast[first], "respect", respect) for who in strangers[:4])
    elif name == "rival_groups":
        for one in strangers:
            for other in strangers:
                if one % 2 != other % 2:
                    yield Shift(one, other, "affection", -0.6)
    elif second in cast and operator == ">=":
        yield from (Shift(cast[first], cast[second], dimension, value) for dimension, value in GOOD.items())
    elif second in cast and operator == "<=" and float(bound or 0) < 0:
        yield from (Shift(cast[first], cast[second], dimension, value) for dimension, value in BAD.items())
