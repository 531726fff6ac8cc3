"""Clauses of a pattern: what kind of event fits, who must play which part in it, and under which conditions.

After Felt and Winnow (Kreminski, Dickinson & Wardrip-Fruin 2019; Kreminski, Dickinson & Mateas 2021): a clause is
matched against one event, and binds the pattern's variables to those in it. Different variables are different people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from storytelling.conditions import Condition, Moment
from storytelling.happenings import Happening
from storytelling.standing import Standing

# Of a crowd, so many are tried for one part.
MOST_TRIED = 16

# Acts against a third person, done together with whoever answers.
BEHIND_BACKS = frozenset({"gossip", "reveal_secret", "warn", "ally"})

Cast = dict[str, int]


@dataclass(frozen=True, slots=True)
class Clause:
    """What an event must be like. `acts` of None is any event."""

    says: str
    acts: frozenset[str] | None = None
    by: str = ""
    to: str = ""
    of: str = ""
    seen: str = ""
    # Whom it was done to, to their face or behind their back.
    against: str = ""
    # One of these, known by then, it was done to.
    one_of: tuple[str, ...] = ()
    # All of these take part, whoever began it.
    everyone: tuple[str, ...] = ()
    accepted: bool | None = None
    importance: float = 0.0
    # At the place of this step, counted from 1.
    same_place: int = 0
    # Turns since the step before: at least, and at most (0: no bound but the pattern's).
    after: int = 0
    within: int = 0
    conditions: tuple[Condition, ...] = ()
    # Somebody comes to know of what happened at a step, counted from 1.
    learns: tuple[str, int] | None = None

    @property
    def variables(self) -> tuple[str, ...]:
        """Whom the clause names itself, in the order in which it finds them."""
        learner = (self.learns[0],) if self.learns else ()
        named = (self.by, self.to, self.against, self.of, self.seen, *self.everyone, *learner)
        return tuple(dict.fromkeys(name for name in named if name))


@dataclass(frozen=True, slots=True)
class Step(Clause):
    # Which part of a story it is: setup, inciting, rising, crisis or climax.
    beat: str = "rising"


@dataclass(frozen=True, slots=True)
class Unless(Clause):
    """Ends a match while at least `since` steps are done and fewer than `until`."""

    since: int = 1
    until: int = 99


@dataclass(frozen=True, slots=True)
class Ending(Clause):
    """How a story of the pattern may end once its steps are done."""

    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a partial match brings to a clause: numbers, turns and places of its steps, and what was noted."""

    events: tuple[int, ...] = ()
    turns: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    marks: tuple[tuple[str, float], ...] = ()


NOTHING = Progress()


def fitting(
    clause: Clause, happening: Happening, cast: Mapping[str, int], standing: Standing, progress: Progress = NOTHING
) -> Iterator[Cast]:
    """Every way in which the event fits the clause, as who plays whom; what is bound stays as it is."""
    if not admits(clause, happening) or _miscast(clause, happening, cast) or not _follows(clause, happening, progress):
        return
    if clause.one_of and not any(cast.get(name) in happening.responders for name in clause.one_of):
        return
    marks = dict(progress.marks)
    for found in _bound(clause, happening, dict(cast), progress):
        moment = Moment(happening, found, standing, progress.events, marks)
        if all(condition.check(moment) for condition in clause.conditions):
            yield found


def fits(
    clause: Clause, happening: Happening, cast: Mapping[str, int], standing: Standing, progress: Progress = NOTHING
) -> bool:
    return next(fitting(clause, happening, cast, standing, progress), None) is not None


def admits(clause: Clause, happening: Happening) -> bool:
    """All that depends neither on who is who nor on what came before."""
    if clause.acts is not None and happening.act not in clause.acts:
        return False
    if clause.accepted is not None and happening.accepted is not clause.accepted:
        return False
    return happening.importance >= clause.importance


def _miscast(clause: Clause, happening: Happening, cast: Mapping[str, int]) -> bool:
    """Whether doer or addressee is bound and somebody else: what most matches that an event might concern fail by."""
    if clause.by in cast and cast[clause.by] != happening.initiator:
        return True
    return clause.to in cast and cast[clause.to] not in happening.responders


def _follows(clause: Clause, happening: Happening, progress: Progress) -> bool:
    """Whether it stands to the earlier steps as it should."""
    if clause.same_place and progress.places[clause.same_place - 1] != happening.place:
        return False
    if clause.learns:
        return tells_of(happening, progress.events[clause.learns[1] - 1])
    return True


def tells_of(happening: Happening, number: int) -> bool:
    """Whether whoever is there comes to know of the earlier event."""
    return happening.told == number or (happening.kind == "development" and happening.cause == number)


def _bound(clause: Clause, happening: Happening, cast: Cast, progress: Progress) -> Iterator[Cast]:
    parts: list[tuple[str, Sequence[int]]] = []
    if clause.by:
        parts.append((clause.by, (happening.initiator,) if happening.initiator is not None else ()))
    if clause.to:
        parts.append((clause.to, happening.responders))
    if clause.against:
        parts.append((clause.against, targets(happening)))
    if clause.of:
        parts.append((clause.of, happening.thirds))
    if clause.seen:
        parts.append((clause.seen, happening.witnesses))
    if clause.learns:
        parts.append((clause.learns[0], (*happening.involved, *happening.witnesses)))
    for found in _assigned(cast, parts):
        if clause.everyone:
            yield from _together(clause.everyone, found, happening.involved)
        else:
            yield found


def targets(happening: Happening) -> tuple[int, ...]:
    """Whom it was done against: of what is done behind somebody's back, not the one who was told."""
    return happening.thirds if happening.act in BEHIND_BACKS else (*happening.responders, *happening.thirds)


def _assigned(cast: Cast, parts: Sequence[tuple[str, Sequence[int]]]) -> Iterator[Cast]:
    """Every way of giving the parts, each variable to somebody else."""
    if not parts:
        yield cast
        return
    (name, candidates), rest = parts[0], parts[1:]
    if name in cast:
        if cast[name] in candidates:
            yield from _assigned(cast, rest)
        return
    taken = set(cast.values())
    for who in candidates[:MOST_TRIED]:
        if who not in taken:
            yield from _assigned({**cast, name: who}, rest)


def _together(names: Sequence[str], cast: Cast, involved: Sequence[int]) -> Iterator[Cast]:
    if any(name in cast and cast[name] not in involved for name in names):
        return
    free = [name for name in names if name not in cast]
    taken = set(cast.values())
    others = [who for who in involved if who not in taken][:MOST_TRIED]
    for chosen in permutations(others, len(free)):
        yield {**cast, **dict(zip(free, chosen, strict=True))}
