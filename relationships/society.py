"""What holds in a world beyond what two people feel for each other: facts with lives of their own.

A promise is made, falls due and is kept or broken; a rumour starts and dies; an alliance forms and dissolves. Each fact
is a frozen value with a `number` that is its own within the world, in the order of their making, whatever its kind.
Only what is open or recent is here; pages ask the rows for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

from relationships.alliances import Alliance
from relationships.betrayals import Betrayal
from relationships.confidences import Confidence
from relationships.conflicts import Conflict
from relationships.occasions import Occasion
from relationships.promises import Promise
from relationships.rank import Leadership
from relationships.rumours import Rumour


class Fact(Protocol):
    @property
    def number(self) -> int: ...

    def among(self, cast: frozenset[int]) -> Fact | None:
        """The fact as far as it concerns those still in the cast: itself, one with fewer people, or nothing."""


@dataclass(frozen=True, slots=True)
class Society:
    # The last number given to a fact of any kind.
    last: int = 0
    promises: tuple[Promise, ...] = ()
    betrayals: tuple[Betrayal, ...] = ()
    confidences: tuple[Confidence, ...] = ()
    rumours: tuple[Rumour, ...] = ()
    alliances: tuple[Alliance, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    leaderships: tuple[Leadership, ...] = ()
    occasions: tuple[Occasion, ...] = ()

    def among(self, cast: frozenset[int]) -> Society:
        """What holds among those in the cast."""
        changed: dict[str, Any] = {}
        for kind in kinds():
            before: tuple[Fact, ...] = getattr(self, kind)
            after = tuple(left for fact in before if (left := fact.among(cast)) is not None)
            if any(one is not other for one, other in zip(before, after, strict=False)) or len(before) != len(after):
                changed[kind] = after
        return replace(self, **changed) if changed else self

    def adding(self, kind: str, fact: Any) -> Society:
        """With one more fact of the kind, which gets the next number."""
        number = self.last + 1
        held: tuple[Fact, ...] = getattr(self, kind)
        changed: dict[str, Any] = {kind: (*held, replace(fact, number=number))}
        return replace(self, last=number, **changed)

    def changing(self, kind: str, *facts: Any) -> Society:
        """With these facts in place of those of the same numbers."""
        new = {fact.number: fact for fact in facts}
        held: tuple[Fact, ...] = getattr(self, kind)
        changed: dict[str, Any] = {kind: tuple(new.get(fact.number, fact) for fact in held)}
        return replace(self, **changed)

    def keeping(self, kind: str, closed: int) -> Society:
        """Without those of the kind that are over, but for the newest `closed` of them; the rows keep them all."""
        held: tuple[Any, ...] = getattr(self, kind)
        over = [fact.number for fact in held if not fact.is_open]
        if len(over) <= closed:
            return self
        gone = frozenset(sorted(over)[: len(over) - closed])
        changed: dict[str, Any] = {kind: tuple(fact for fact in held if fact.number not in gone)}
        return replace(self, **changed)


NOTHING = Society()


def kinds() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Society) if field.name != "last")


def by_person(facts: Iterable[Any]) -> Mapping[int, tuple[Any, ...]]:
    """The facts by each of those they concern (`people`), in the order of their making."""
    found: dict[int, list[Any]] = {}
    for fact in facts:
        for who in dict.fromkeys(fact.people):
            found.setdefault(who, []).append(fact)
    return {who: tuple(held) for who, held in found.items()}
