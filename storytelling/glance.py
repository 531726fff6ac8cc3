"""A glance at a world's stories: what the observatory, a moment and somebody's page show of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storytelling.models import Arc, Beat, Sieve, Story, StorySeed

# Strands side by side in the observatory.
STRANDS = 3
# Points of a curve that there is room for.
POINTS = 24
STORIES_OF_SOMEBODY = 6
# Of a seed no more is shown.
SEED = ("number", "kind", "title", "missing", "score", "steps_done", "steps_total")
ACTS = {
    "setup": "Act one", "inciting": "Act one", "rising": "Act two", "crisis": "Act two", "climax": "Act three",
    "resolution": "Act three",
}  # fmt: skip


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
    """Stories under way first, then what comes nearest to being one, then what has been; always in six queries."""
    rows = Story.objects.filter(world=world_id)
    told = list(rows.told().order_by("-closed", "-number")[:STRANDS])
    seeds = list(StorySeed.objects.filter(world=world_id).waiting().only(*SEED))
    strands = [*_unfolding(world_id), *_nearest(world_id, seeds), *map(_complete, told)]
    return Panel(tuple(strands[:STRANDS]), len(seeds), rows.told().count())


def _unfolding(world_id: int) -> Iterator[Strand]:
    stories = Story.objects.filter(world=world_id).under_way().order_by("-opened", "-number")[:STRANDS]
    ahead: dict[int, list[Beat]] = {}
    main = Beat.objects.filter(
        arc__story__world=world_id,
        arc__story__status=Story.Status.UNFOLDING,
        arc__role=Arc.Role.MAIN,
        status=Beat.Status.PLANNED,
    )
    for beat in main.select_related("arc").order_by("arc__number", "number"):
        ahead.setdefault(beat.arc.story_id, []).append(beat)
    for story in stories:
        planned = ahead.get(story.pk, [])
        note = f"{ACTS[planned[0].kind]}. Next: {planned[0].text or 'open'}" if planned else "Comes to its end"
        yield Strand(
            "unfolding", story.number, story.title, note, _levels(story), tuple(beat.planned for beat in planned)
        )


def _levels(story: Story) -> tuple[float, ...]:
    return tuple(level for _, level in story.tension[-POINTS:])


def _nearest(world_id: int, seeds: Sequence[StorySeed]) -> list[Strand]:
    """Seeds under way, those with the fewest steps missing first."""
    partial = [seed for seed in seeds if seed.kind == StorySeed.Kind.PARTIAL and seed.missing]
    partial.sort(key=lambda seed: (seed.steps_total - seed.steps_done, -seed.score))
    sways = sways_of(world_id)
    return [
        Strand(
            "seed", seed.number, seed.title, seed.missing, steps=pips(seed), done=seed.steps_done,
            sway=sways.get(seed.number, ""),
        )
        for seed in partial[:STRANDS]
    ]  # fmt: skip


def pips(seed: StorySeed) -> tuple[bool, ...]:
    return tuple(step < seed.steps_done for step in range(seed.steps_total))


def sways_of(world_id: int) -> dict[int, str]:
    """What directors push or prevent, by the number of the seed."""
    found = Sieve.objects.filter(world=world_id).values_list("sways", flat=True).first() or {}
    return {int(number): way for number, way in found.items()}


def _complete(story: Story) -> Strand:
    return Strand("complete", story.number, story.title, story.outcome, _levels(story))


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
