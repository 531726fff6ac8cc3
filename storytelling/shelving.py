"""Shelving: what the loom has changed, written as rows for pages to read. The rows follow the loom, never lead it.

All of it is one statement, the sieve's own row included. In what it is given, rows know their parents by number, as the
loom does: a story its seed, an arc its story, a beat its arc; the statement puts the ids there as it goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from characters import rows
from ecosystem.models import User
from storytelling import seeds
from storytelling.loom import Loom, Woven
from storytelling.models import Arc, Beat, Chapter, Sieve, Story, StorySeed
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
# An arc goes by its story's number and its own as one number: a story has far fewer.
ARCS_APART = 1_000


def write(sieve: Sieve, columns: Sequence[str], loom: Loom, user: User | None = None) -> None:
    """Write what the loom has changed, and these columns of the sieve."""
    world_id, minute, woven = sieve.world_id, sieve.world.minute, loom.unshelved
    gone = [seed.number for seed in woven.seeds.values() if _is_gone(seed)]
    kept = [_seed(world_id, seed, minute, user) for seed in woven.seeds.values() if not _is_gone(seed)]
    stories = _to_write({**loom.stories, **woven.stories}, loom.shelved)
    given = {
        "sieve": rows.document([{"id": sieve.pk, **{column: getattr(sieve, column) for column in columns}}]),
        "world": world_id,
        "gone": gone,
        "seeds": rows.document(rows.plain(kept)),
    }
    if stories:
        arcs = [(one.number, arc) for one in stories for arc in _changed_arcs(one, loom.shelved.get(one.number))]
        beats = [_beat(*one, *numbered) for one in arcs for numbered in enumerate(one[1].beats, 1)]
        given["stories"] = rows.document(rows.plain([_story(world_id, one) for one in stories]))
        given["arcs"] = rows.document([_arc(*one) for one in arcs])
        given["beats"] = rows.document(beats)
    with connection.cursor() as cursor:
        cursor.execute(_statement(tuple(columns), with_stories=bool(stories)), given)  # type: ignore[arg-type]
    loom.unshelved = Woven()
    loom.shelved |= {one.number: one for one in stories}
    loom.shelved = {number: one for number, one in loom.shelved.items() if number in loom.stories}


@cache
def _statement(columns: tuple[str, ...], *, with_stories: bool) -> str:
    """What was only ever a possibility, and is none any more, would bury the inbox: it goes, and so do lost wishes."""
    sieve, seed, beat, told = (model._meta.db_table for model in (Sieve, StorySeed, Beat, Chapter.beats.through))
    moved = ", ".join(f"{column} = new.{column}" for column in columns)
    parts = {
        "sieve": f"UPDATE {sieve} old SET {moved} FROM jsonb_populate_recordset(NULL::{sieve}, %(sieve)s) new"
        " WHERE old.id = new.id",
        "gone": f"DELETE FROM {seed} WHERE world_id = %(world)s AND number = ANY(%(gone)s) AND decided_by_id IS NULL",
        "seed": f"{_upsert(StorySeed, 'seeds', 'world_id, number', SEED_COLUMNS)} RETURNING id, number",
    }
    if with_stories:
        grown = "LEFT JOIN seed ON seed.number = new.seed_id"
        of_story = "JOIN story ON story.number = new.story_id"
        of_arc = (
            f"JOIN story ON story.number = new.arc_id / {ARCS_APART}"
            f" JOIN arc ON arc.story_id = story.id AND arc.number = new.arc_id %% {ARCS_APART}"
        )
        parts |= {
            "story": _upsert(Story, "stories", "world_id, number", STORY_COLUMNS, grown, seed_id="seed.id")
            + " RETURNING id, number",
            "arc": _upsert(Arc, "arcs", "story_id, number", ARC_COLUMNS, of_story, story_id="story.id")
            + " RETURNING id, story_id, number",
            "beat": _upsert(Beat, "beats", "arc_id, number", BEAT_COLUMNS, of_arc, arc_id="arc.id")
            + " RETURNING arc_id, number",
            "lost": f"SELECT id FROM {beat} WHERE arc_id IN (SELECT id FROM arc)"
            " AND (arc_id, number) NOT IN (SELECT arc_id, number FROM beat)",
            "untold": f"DELETE FROM {told} WHERE beat_id IN (SELECT id FROM lost)",
            "unwished": f"DELETE FROM {beat} WHERE id IN (SELECT id FROM lost)",
        }
    return f"WITH {', '.join(f'{name} AS ({part})' for name, part in parts.items())} SELECT 1"


def _upsert(model: type[Model], given: str, unique: str, changing: Sequence[str], parents: str = "", **ids: str) -> str:
    table = connection.ops.quote_name(model._meta.db_table)
    columns = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(ids.get(column, f"new.{column}") for column in columns)
    changes = ", ".join(f"{column} = excluded.{column}" for column in changing)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values}"
        f" FROM jsonb_populate_recordset(NULL::{table}, %({given})s) new {parents}"
        f" ON CONFLICT ({unique}) DO UPDATE SET {changes}"
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


def _to_write(stories: Mapping[int, Outline], written: Mapping[int, Outline]) -> list[Outline]:
    """The stories that are not as they were written; none as long as all that moves are their curves, a little."""
    moved = [one for one in stories.values() if one is not written.get(one.number)]
    return moved if any(_is_worth_writing(one, written.get(one.number)) for one in moved) else []


def _is_worth_writing(now: Outline, written: Outline | None) -> bool:
    """Most turns move a story's tension alone, and its curve may lag."""
    if written is None or now.arcs is not written.arcs or now.status != written.status:
        return True
    return len(now.tension) >= TENSION_LAGS and now.tension[-TENSION_LAGS] > written.tension[-1]


def _changed_arcs(now: Outline, written: Outline | None) -> list[ArcOutline]:
    known = {id(arc) for arc in written.arcs} if written else set()
    return [arc for arc in now.arcs if id(arc) not in known]


def _story(world_id: int, one: Outline) -> Story:
    return Story(
        world_id=world_id,
        number=one.number,
        seed_id=one.seed,
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


def _arc(story: int, arc: ArcOutline) -> rows.Row:
    return {
        "story_id": story,
        "number": arc.number,
        "role": arc.role,
        "title": arc.title,
        "pattern": arc.pattern,
        "genre": arc.genre,
        "status": arc.status,
        "outcome": arc.outcome,
        "bindings": dict(arc.cast),
        "motives": [_plain(motive) for motive in arc.motives],
        "focus_id": arc.focus,
        "opened": arc.opened,
        "closed": arc.closed,
    }


def _beat(story: int, arc: ArcOutline, number: int, beat: BeatOutline) -> rows.Row:
    return {
        "arc_id": story * ARCS_APART + arc.number,
        "number": number,
        "kind": beat.kind,
        "text": beat.text or "What comes next",
        "status": beat.status,
        "planned": beat.planned,
        "actual": beat.actual,
        "event_numbers": beat.events,
        "step": beat.step,
        "storylet": beat.storylet,
    }
