"""A glance at a world's stories: what the observatory, a moment and somebody's page show of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from characters.worded import together, worded
from ecosystem.models import World
from storytelling.models import Arc, Beat, Sieve, Story, StorySeed

# Strands side by side in the observatory.
STRANDS = 3
# Points of a curve that there is room for.
POINTS = 24
STORIES_OF_SOMEBODY = 6
ACTS = {
    "setup": "Act one", "inciting": "Act one", "rising": "Act two", "crisis": "Act two", "climax": "Act three",
    "resolution": "Act three",
}  # fmt: skip

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Strand:
    """A story under way, a seed that comes near, or a story that has come to its end."""

    # unfolding, seed or complete.
    kind: str
    number: int
    title: str
    note: str
    past: tuple[float, ...] = ()
    ahead: tuple[float, ...] = ()
    # Of a seed: which of its steps have come, and whether a director pushes or prevents the next.
    steps: tuple[bool, ...] = ()
    done: int = 0
    sway: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    strands: tuple[Strand, ...]
    # Seeds that nobody has decided on, and stories that can be read.
    waiting: int
    complete: int


def panel(world_id: int) -> Panel:
    """Stories under way first, then what comes nearest to being one, then what has been; always in one statement."""
    counted, latest, ahead, partial = together(
        _counted.of(world_id), _latest.of(world_id), _ahead.of(world_id), _partial.of(world_id)
    )
    [[sways, waiting, complete]] = counted or [[None, 0, 0]]
    unfolding, told = _unfolding_and_told(latest, ahead)
    strands = [*unfolding, *_nearest(partial, _by_number(sways)), *told]
    return Panel(tuple(strands[:STRANDS]), waiting, complete)


@worded
def _counted(world: int) -> QuerySet[World, tuple[Any, ...]]:
    """What directors push or prevent; seeds that wait, and stories to read."""
    waiting, told = StorySeed.objects.waiting(), Story.objects.told()
    return World.objects.filter(pk=world).values_list("sieve__sways", _count(waiting), _count(told))


def _count(rows: QuerySet[Any]) -> Coalesce:
    own = rows.filter(world=OuterRef("pk")).order_by().values("world")
    return Coalesce(Subquery(own.annotate(count=Count("pk")).values("count")), 0)


def _unfolding_and_told(latest: Rows, ahead: Rows) -> tuple[list[Strand], list[Strand]]:
    beats: dict[int, list[tuple[str, str, float]]] = {}
    for story, kind, text, level in ahead:
        beats.setdefault(story, []).append((kind, text, level))
    unfolding, told = [], []
    for pk, number, title, status, outcome, tension in latest:
        past = tuple(level for _, level in tension[-POINTS:])
        if status == Story.Status.COMPLETE:
            told.append(Strand("complete", number, title, outcome, past))
            continue
        planned = beats.get(pk, [])
        note = f"{ACTS[planned[0][0]]}. Next: {planned[0][1] or 'open'}" if planned else "Comes to its end"
        unfolding.append(Strand("unfolding", number, title, note, past, tuple(level for *_, level in planned)))
    return unfolding, told


@worded
def _latest(world: int) -> QuerySet[Story, tuple[Any, ...]]:
    """Stories under way, then those told, each the latest first; together as many as can be shown."""
    shown = Story.objects.filter(world=world, status__in=[Story.Status.UNFOLDING, Story.Status.COMPLETE])
    latest = shown.order_by("-status", Coalesce("closed", "opened").desc(), "-number")[:STRANDS]
    return latest.values_list("pk", "number", "title", "status", "outcome", "tension")


@worded
def _ahead(world: int) -> QuerySet[Beat, tuple[Any, ...]]:
    main = Beat.objects.filter(
        arc__story__world=world,
        arc__story__status=Story.Status.UNFOLDING,
        arc__role=Arc.Role.MAIN,
        status=Beat.Status.PLANNED,
    )
    return main.order_by("arc__number", "number").values_list("arc__story", "kind", "text", "planned")


def _nearest(partial: Rows, sways: Mapping[int, str]) -> list[Strand]:
    """Seeds under way, those with the fewest steps missing first."""
    return [
        Strand("seed", number, title, missing, steps=pips(done, total), done=done, sway=sways.get(number, ""))
        for number, title, missing, done, total in partial
    ]


@worded
def _partial(world: int) -> QuerySet[StorySeed, tuple[Any, ...]]:
    partial = StorySeed.objects.waiting().filter(world=world, kind=StorySeed.Kind.PARTIAL).exclude(missing="")
    nearest = partial.order_by(F("steps_total") - F("steps_done"), "-score", "-number")[:STRANDS]
    return nearest.values_list("number", "title", "missing", "steps_done", "steps_total")


def pips(done: int, total: int) -> tuple[bool, ...]:
    """Of a seed's steps, which have come."""
    return tuple(step < done for step in range(total))


def sways_of(world_id: int) -> dict[int, str]:
    """What directors push or prevent, by the number of the seed."""
    return _by_number(Sieve.objects.filter(world=world_id).values_list("sways", flat=True).first())


def _by_number(sways: Mapping[str, str] | None) -> dict[int, str]:
    return {int(number): way for number, way in (sways or {}).items()}


@dataclass(frozen=True, slots=True)
class Mention:
    """A story that a moment is part of, and as what."""

    story: Story
    beat: Beat


def of_event(world_id: int, number: int) -> list[Mention]:
    """The stories in which an event is a beat."""
    beats = Beat.objects.filter(arc__story__world=world_id, event_numbers__contains=[number])
    found: dict[int, Mention] = {}
    for beat in beats.select_related("arc__story").order_by("-arc__story__number", "arc__number", "number"):
        found.setdefault(beat.arc.story_id, Mention(beat.arc.story, beat))
    return list(found.values())


def of_person(world_id: int, who: int) -> list[Story]:
    """The latest stories that somebody is in, those that came to nothing left out."""
    rows = Story.objects.filter(world=world_id, cast_ids__contains=[who])
    return list(rows.exclude(status=Story.Status.ABANDONED).order_by("-number")[:STORIES_OF_SOMEBODY])
