"""Shelving: what the loom has changed, written as rows for pages to read. The rows follow the loom, never lead it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from characters import rows
from characters.models import EcosystemCharacter
from ecosystem.models import User
from storytelling import seeds
from storytelling.loom import Loom, Woven
from storytelling.models import Arc, Beat, Story, StorySeed
from storytelling.outline import ArcOutline, BeatOutline, Outline
from storytelling.seeds import Seed

SEED_COLUMNS = (
    "kind", "pattern", "title", "summary", "bindings", "cast_ids", "event_numbers", "steps_done", "steps_total",
    "missing", "genre", "score", "components", "status", "reason", "decided_by_id", "decided_at", "changed_generation",
)  # fmt: skip
STORY_COLUMNS = ("title", "summary", "genre", "status", "outcome", "cast_ids", "closed", "tension")
ARC_COLUMNS = (
    "role", "title", "pattern", "genre", "status", "outcome", "bindings", "motives", "focus_id", "closed",
)  # fmt: skip
BEAT_COLUMNS = ("kind", "text", "status", "planned", "actual", "event_numbers", "step", "storylet")


# Points of a story's tension that may wait to be written.
TENSION_LAGS = 4


def write(world_id: int, woven: Woven, loom: Loom, minute: int, user: User | None = None) -> None:
    """Write what changed by this minute; inside the transaction that moves the sieve."""
    _write_seeds(world_id, woven.seeds.values(), minute, user)
    if woven.stories:
        _write_stories(world_id, list(woven.stories.values()), loom)


def _write_seeds(world_id: int, changed: Iterable[Seed], minute: int, user: User | None) -> None:
    kept = [seed for seed in changed if not _is_gone(seed)]
    if gone := [seed.number for seed in changed if _is_gone(seed)]:
        # What was only ever a possibility, and is none any more, would bury the inbox.
        StorySeed.objects.filter(world=world_id, number__in=gone, decided_by=None).delete()
    rows.insert(
        [_seed(world_id, seed, minute, user) for seed in kept],
        unique=("world_id", "number"),
        changing=SEED_COLUMNS,
    )


def _is_gone(seed: Seed) -> bool:
    return seed.kind == seeds.PARTIAL and seed.status == seeds.WITHERED


def _seed(world_id: int, seed: Seed, minute: int, user: User | None) -> StorySeed:
    decided = seed.status in (seeds.ACCEPTED, seeds.DISMISSED)
    return StorySeed(
        world_id=world_id,
        number=seed.number,
        kind=seed.kind,
        pattern=seed.pattern,
        title=seed.title,
        summary=seed.summary[:600],
        bindings=dict(seed.cast),
        cast_ids=list(seed.people),
        event_numbers=list(seed.events),
        steps_done=seed.done,
        steps_total=seed.total,
        missing=seed.missing,
        genre=seed.genre,
        score=seed.score,
        components=[_plain(part) for part in seed.components],
        status=seed.status,
        reason=seed.reason,
        decided_by=user if decided else None,
        decided_at=timezone.now() if decided else None,
        generation=seed.found,
        minute=minute,
        changed_generation=seed.changed,
    )


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _write_stories(world_id: int, changed: list[Outline], loom: Loom) -> None:
    changed = [one for one in changed if _is_worth_writing(one, loom.shelved.get(one.number))]
    if not changed:
        return
    new = [one.seed for one in changed if one.number not in loom.shelved]
    grown = dict(StorySeed.objects.filter(world=world_id, number__in=new).values_list("number", "pk")) if new else {}
    rows.insert(
        [_story(world_id, one, grown.get(one.seed)) for one in changed],
        unique=("world_id", "number"),
        changing=STORY_COLUMNS,
    )
    arcs = [(one.number, arc) for one in changed for arc in _changed_arcs(one, loom.shelved.get(one.number))]
    if arcs:
        _write_arcs(world_id, arcs)
    loom.shelved |= {one.number: one for one in changed}
    loom.shelved = {number: one for number, one in loom.shelved.items() if number in loom.stories}


def _is_worth_writing(now: Outline, written: Outline | None) -> bool:
    """Most turns move a story's tension alone, and its curve may lag a little."""
    if written is None or now.arcs is not written.arcs or now.status != written.status:
        return True
    return len({event for event, _ in now.tension} - {event for event, _ in written.tension}) >= TENSION_LAGS


def _changed_arcs(now: Outline, written: Outline | None) -> list[ArcOutline]:
    known = {id(arc) for arc in written.arcs} if written else set()
    return [arc for arc in now.arcs if id(arc) not in known]


def _write_arcs(world_id: int, arcs: list[tuple[int, ArcOutline]]) -> None:
    stories = dict(
        Story.objects.filter(world=world_id, number__in={story for story, _ in arcs}).values_list("number", "pk")
    )
    here = set(EcosystemCharacter.objects.filter(world=world_id).values_list("pk", flat=True))
    rows.insert(
        [_arc(stories[story], arc, here) for story, arc in arcs], unique=("story_id", "number"), changing=ARC_COLUMNS
    )
    keys = {
        (story, number): pk
        for pk, story, number in Arc.objects.filter(story__in=stories.values()).values_list("pk", "story", "number")
    }
    beats = [
        (keys[stories[story], arc.number], number, beat)
        for story, arc in arcs
        for number, beat in enumerate(arc.beats, 1)
    ]
    # Wishes that nothing came of are taken out again, and then there are fewer.
    kept = {(arc, number) for arc, number, _ in beats}
    rows_now = Beat.objects.filter(arc__in={arc for arc, _ in kept}).values_list("pk", "arc", "number")
    if gone := [pk for pk, arc, number in rows_now if (arc, number) not in kept]:
        Beat.objects.filter(pk__in=gone).delete()
    rows.insert([_beat(*one) for one in beats], unique=("arc_id", "number"), changing=BEAT_COLUMNS)


def _story(world_id: int, one: Outline, seed: int | None) -> Story:
    return Story(
        world_id=world_id,
        number=one.number,
        seed_id=seed,
        title=one.title,
        summary=one.summary[:600],
        genre=one.genre,
        status=one.status,
        outcome=one.outcome,
        cast_ids=list(one.people),
        opened=one.opened,
        closed=one.closed,
        tension=[list(point) for point in one.tension],
    )


def _arc(story: int, arc: ArcOutline, here: set[int]) -> Arc:
    return Arc(
        story_id=story,
        number=arc.number,
        role=arc.role,
        title=arc.title,
        pattern=arc.pattern,
        genre=arc.genre,
        status=arc.status,
        outcome=arc.outcome,
        bindings=dict(arc.cast),
        motives=[_plain(motive) for motive in arc.motives],
        focus_id=arc.focus if arc.focus in here else None,
        opened=arc.opened,
        closed=arc.closed,
    )


def _beat(arc: int, number: int, beat: BeatOutline) -> Beat:
    return Beat(
        arc_id=arc,
        number=number,
        kind=beat.kind,
        text=beat.text or "What comes next",
        status=beat.status,
        planned=beat.planned,
        actual=beat.actual,
        event_numbers=list(beat.events),
        step=beat.step,
        storylet=beat.storylet,
    )
