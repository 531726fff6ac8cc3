"""What happened, as values: an event of the log as far as stories ask of it, and the people it happened to.

A world's rows, a turn played in memory and an exported log all become `Happening`s, so that sifting cannot tell them
apart. Ids are those of the world's cast; in an exported log, where there are none, they count from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from relationships.acts import ACTS

# Tags that name somebody the event was about: a third person spoken of, or whose secret it was.
ABOUT = ("of:", "secret_of:", "slander_of:")
# The tag that names the earlier event which is told in this one.
TOLD = "told:"


class Shift(NamedTuple):
    """One change of how `source` stands to `target`, as the ledger has it."""

    source: int
    target: int
    dimension: str
    delta: float


class Felt(NamedTuple):
    who: int
    emotion: str
    intensity: float


class Aim(NamedTuple):
    """Something somebody wants, and of whom."""

    text: str
    target: int | None
    priority: float


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is, as far as a pattern may ask."""

    id: int
    name: str
    key: str = ""
    group: str = ""
    values: frozenset[str] = frozenset()
    pronouns: str = "they"
    aims: tuple[Aim, ...] = ()
    # What has hurt them so that they carry it, each a clause: "Claudius betrayed Gertrude".
    wounds: tuple[str, ...] = ()
    # What most call them, where it is no part of the name: "Master Player".
    called: str = ""


@dataclass(frozen=True)
class Happening:
    """One event of the log."""

    number: int
    turn: int
    minute: int
    kind: str
    act: str = ""
    initiator: int | None = None
    responders: tuple[int, ...] = ()
    witnesses: tuple[int, ...] = ()
    accepted: bool | None = None
    place: str = ""
    importance: float = 0.3
    sentiment: float = 0.0
    tags: tuple[str, ...] = ()
    cause: int | None = None
    shifts: tuple[Shift, ...] = ()
    feelings: tuple[Felt, ...] = ()
    # What was said of it afterwards: a clause of news without a stop.
    news: str = ""

    @cached_property
    def involved(self) -> tuple[int, ...]:
        return (self.initiator, *self.responders) if self.initiator is not None else self.responders

    @cached_property
    def thirds(self) -> tuple[int, ...]:
        """Whom it was about beside those in it."""
        found = [tag.partition(":")[2] for tag in self.tags if tag.startswith(ABOUT)]
        return tuple(dict.fromkeys(int(one) for one in found if one.isdigit()))

    @cached_property
    def concerned(self) -> frozenset[int]:
        """Those in it and those it was about."""
        return frozenset((*self.involved, *self.thirds))

    @cached_property
    def told(self) -> int | None:
        """Number of the earlier event that was told of."""
        return next((int(tag[len(TOLD) :]) for tag in self.tags if tag.startswith(TOLD)), None)

    @cached_property
    def harm(self) -> float:
        """0..1: what it did to the one it was done to."""
        act = ACTS.get(self.act)
        return act.harm if act else max(0.0, -self.sentiment)

    @cached_property
    def knowers(self) -> frozenset[int]:
        """Who knows of it from having been there; who was taken in by it does not."""
        act = ACTS.get(self.act)
        unseen = act is not None and act.result(bool(self.accepted)).concealed
        there = (self.initiator,) if unseen else (*self.involved, *self.witnesses)
        return frozenset(who for who in there if who is not None)


def sentiment_of(act: str, told: float) -> float:
    """How it was meant to go, -1..1: of an act as it was decided, whoever worded it; of the rest as the log says."""
    found = ACTS.get(act)
    return found.polarity if found else told


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Ids for an exported log's cast: in the order given, from 1."""
    return {name: number for number, name in enumerate(dict.fromkeys(names), 1)}


def from_line(line: Mapping[str, object], ids: dict[str, int]) -> Happening:
    """One line of an exported log; whoever is new in it gets the next id."""

    def who(name: object) -> int | None:
        return ids.setdefault(str(name), len(ids) + 1) if name is not None else None

    def many(field: str) -> tuple[int, ...]:
        return tuple(one for name in _list(line, field) if (one := who(name)) is not None)

    shifts = []
    for entry in _list(line, "ledger"):
        source, target = who(entry["source"]), who(entry["target"])
        if source is not None and target is not None:
            shifts.append(Shift(source, target, str(entry["dimension"]), float(entry["delta"])))
    feelings = [
        Felt(one, str(felt["emotion"]), float(felt["intensity"]))
        for felt in _list(line, "feelings")
        if (one := who(felt["who"])) is not None
    ]
    accepted, cause, clauses = line.get("accepted"), line.get("cause"), line.get("clauses") or {}
    return Happening(
        number=_whole(line, "number"),
        turn=_whole(line, "turn"),
        minute=_whole(line, "minute"),
        kind=str(line.get("kind") or "interaction"),
        act=str(line.get("act") or ""),
        initiator=who(line.get("initiator")),
        responders=many("responders"),
        witnesses=many("witnesses"),
        accepted=bool(accepted) if accepted is not None else None,
        place=str(line.get("place") or ""),
        importance=float(line.get("importance") or 0.0),  # type: ignore[arg-type]
        sentiment=sentiment_of(str(line.get("act") or ""), float(line.get("sentiment") or 0.0)),  # type: ignore[arg-type]
        tags=tuple(_native(str(tag), ids) for tag in _list(line, "tags")),
        cause=int(cause) if isinstance(cause, int) else None,
        shifts=tuple(shifts),
        feelings=tuple(feelings),
        news=str(clauses.get("news", "")) if isinstance(clauses, Mapping) else "",
    )


def _native(tag: str, ids: dict[str, int]) -> str:
    """Tags name people by key in an exported log; here by id."""
    kind, colon, name = tag.partition(":")
    if f"{kind}:" in ABOUT and name and not name.isdigit():
        return f"{kind}{colon}{ids.setdefault(name, len(ids) + 1)}"
    return tag


def _list(line: Mapping[str, object], field: str) -> list[Any]:
    found = line.get(field)
    return found if isinstance(found, list) else []


def _whole(line: Mapping[str, object], field: str) -> int:
    found = line.get(field)
    if not isinstance(found, int):
        raise ValueError(f"“{field}” must be a whole number")
    return found
