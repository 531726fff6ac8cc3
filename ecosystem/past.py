"""The latest of a world's log, as a turn needs to see it.

Events never change, so a process keeps those it has read and asks each turn only for what came since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from characters.models import Event, Memory
from characters.worded import Question, worded
from ecosystem.models import World
from ecosystem.scenes import Past, Said

# How far back decisions look into the log.
EVENTS_SEEN = 90
# How far back voices know which phrases were used, so that nobody says again what they said yesterday.
EVENTS_HEARD = 260
# Worlds whose latest events a process keeps; past that it forgets the one that has waited longest.
WORLDS_KEPT = 50

# What of an event's row the snapshot needs; the rest (reasons, feelings) is for readers.
COLUMNS = (
    "number", "generation", "minute", "kind", "act", "initiator", "responder_ids", "witness_ids", "accepted",
    "importance", "tags", "clauses", "lines",
)  # fmt: skip

_kept: dict[int, tuple[Past, ...]] = {}


def unread(world: World) -> Question:
    """What the log holds that this process has not read yet."""
    return _after.of(world.pk, _have(world))


def told(world: World) -> Question:
    """Who was told of which of the latest events."""
    return _told.of(world.pk, _since(world))


def read(world: World, fresh: Sequence[Sequence[Any]]) -> tuple[Past, ...]:
    """The log as far as a turn may look back, with the rows that were `unread`."""
    kept = _known(world)
    if fresh:
        kept = (*kept, *(_seen(*row) for row in fresh))[-EVENTS_HEARD:]
        kept = (*(_bare(past) for past in kept[:-EVENTS_SEEN]), *kept[-EVENTS_SEEN:])
        _kept.pop(world.pk, None)
        while len(_kept) >= WORLDS_KEPT:
            del _kept[next(iter(_kept))]
        _kept[world.pk] = kept
    return kept


def of(world: World, log: Sequence[Past], tellings: Iterable[Sequence[Any]], cast: Collection[int]) -> tuple[Past, ...]:
    """The latest events, oldest first; whoever has left the cast since is nobody."""
    since, told = _since(world), dict[int, set[int]]()
    for number, owner in tellings:
        told.setdefault(number, set()).add(owner)
    return tuple(
        past
        if past.number not in told and (past.initiator is None or past.initiator in cast)
        else replace(
            past,
            told=frozenset(told.get(past.number, ())),
            initiator=past.initiator if past.initiator in cast else None,
        )
        for past in log
        if past.number > since
    )


def heard(world: World, log: Sequence[Past]) -> tuple[tuple[int, str], ...]:
    """Who used which phrase in the events before the latest, oldest first."""
    since = _since(world)
    return tuple(spoken for past in log if past.number <= since for spoken in past.phrases)


@worded
def _told(world: int, since: int) -> QuerySet[Memory, tuple[Any, ...]]:
    heard = Memory.objects.filter(owner__world=world, kind=Memory.Kind.TOLD, event__gt=since)
    return heard.values_list("event", "owner")


@worded
def _after(world: int, number: int) -> QuerySet[Event, tuple[Any, ...]]:
    return Event.objects.filter(world=world).after(number).values_list(*COLUMNS)


def _since(world: World) -> int:
    return max(0, world.log_position - EVENTS_SEEN)


def _known(world: World) -> tuple[Past, ...]:
    kept = _kept.get(world.pk, ())
    # Where it is ahead the database is not the one it was: somebody has put back a copy.
    return kept if kept and kept[-1].number <= world.log_position else ()


def _have(world: World) -> int:
    kept = _known(world)
    return max(0, world.log_position - EVENTS_HEARD, kept[-1].number if kept else 0)


def _bare(past: Past) -> Past:
    """Of what is too long ago to be decided on only the phrases are kept."""
    return replace(past, clauses={}, tags=(), said=()) if past.said else past


def _seen(
    number: int, generation: int, minute: int, kind: str, act: str, initiator: int | None, responders: list[int],
    witnesses: list[int], accepted: bool | None, importance: float, tags: list[str], clauses: dict[str, str],
    lines: list[dict[str, Any]],
) -> Past:  # fmt: skip
    return Past(
        number=number,
        generation=generation,
        minute=minute,
        kind=kind,
        act=act,
        initiator=initiator,
        responders=tuple(responders),
        witnesses=tuple(witnesses),
        told=frozenset(),
        accepted=accepted,
        importance=importance,
        tags=tuple(tags),
        clauses=clauses,
        phrases=tuple((line["speaker"], key) for line in lines for key in line.get("keys", ())),
        said=tuple(Said(line["speaker"], line["text"]) for line in lines if line["speaker"] is not None),
    )
