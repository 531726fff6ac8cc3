"""Switching a story's genre: what has happened stays, what is hoped for changes, and both can be seen beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from storytelling import genres, tension
from storytelling.genres import GenreTemplate
from storytelling.outline import PLANNED, ArcOutline, BeatOutline, Outline
from storytelling.patterns import Pattern, worded
from storytelling.plots import Scene, hoped_ending

# Wishes of the new genre that a preview names.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """What a switch would change: each pair is (now, then)."""

    genre: tuple[str, str]
    tone: tuple[str, str]
    diction: tuple[str, str]
    # Of each open arc: its title, and the ending hoped for.
    endings: tuple[tuple[str, str, str], ...]
    # Wishes that would be dropped, and what might be wished for instead.
    dropped: tuple[str, ...]
    wished: tuple[str, ...]
    # Patterns that would count for more, and for less.
    favoured: tuple[str, ...]
    disfavoured: tuple[str, ...]
    # Beats that have happened, and stay whatever is chosen.
    kept: int


def preview(story: Outline, to: str, scene: Scene, arc: int | None = None) -> Difference:
    """What would be different if the story, or one arc of it alone, went on in another genre."""
    own = next((one.genre for one in story.arcs if one.number == arc), story.genre)
    now, then = genres.of(own), genres.of(to)
    after = switched(story, to, scene, arc)
    endings = [
        (one.title, one.beats[-1].text, other.beats[-1].text)
        for one, other in zip(story.arcs, after.arcs, strict=True)
        if one.is_open and one.beats[-1].text != other.beats[-1].text
    ]
    concerned = [one for one in story.open_arcs() if arc in (None, one.number)]
    dropped = [beat.text for one in concerned for beat in one.beats if _is_wish(beat)]
    more, less = _leanings(now, then, scene.patterns)
    return Difference(
        genre=(now.title, then.title),
        tone=(now.tone, then.tone),
        diction=(now.diction, then.diction),
        endings=tuple(endings),
        dropped=tuple(dropped),
        wished=wishes(then),
        favoured=more,
        disfavoured=less,
        kept=sum(beat.status != PLANNED for one in story.arcs for beat in one.beats),
    )


def wishes(genre: GenreTemplate) -> tuple[str, ...]:
    """What the genre may wish for in a story, before anybody has been given a part."""
    named = (one.clause.says.format_map(_Parts()) for one in genre.storylets.values() if not one.fallback)
    return tuple(named)[:MOST_NAMED]


class _Parts(dict[str, str]):
    """Before a storylet is chosen nobody has its parts."""

    def __missing__(self, key: str) -> str:
        return {"lead": "the lead", "other": "the other", "third": "somebody"}.get(key, "somebody")


def _leanings(
    now: GenreTemplate, then: GenreTemplate, patterns: Mapping[str, Pattern]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    change = {key: then.favours.get(key, 1.0) - now.favours.get(key, 1.0) for key in patterns}
    more = sorted((key for key, value in change.items() if value > 0), key=lambda key: (-change[key], key))
    less = sorted((key for key, value in change.items() if value < 0), key=lambda key: (change[key], key))
    return tuple(more[:MOST_NAMED]), tuple(less[:MOST_NAMED])


def switched(story: Outline, to: str, scene: Scene, arc: int | None = None) -> Outline:
    """The story, or one arc, in another genre from here on; back again gives what there was, less its wishes."""
    genre = genres.of(to)
    arcs = tuple(
        _switched(one, genre, scene) if one.is_open and arc in (None, one.number) else one for one in story.arcs
    )
    return replace(story, genre=genre.name if arc is None else story.genre, arcs=arcs)


def _switched(arc: ArcOutline, genre: GenreTemplate, scene: Scene) -> ArcOutline:
    pattern = scene.patterns.get(arc.pattern)
    if pattern is None:
        return replace(arc, genre=genre.name, beats=_reshaped(arc, genre))
    beats = [beat for beat in arc.beats if not _is_wish(beat)]
    hoped = hoped_ending(pattern, genre)
    last = beats[-1]
    if hoped is not None and last.status == PLANNED and not last.step:
        beats[-1] = replace(last, text=worded(hoped.says, dict(arc.cast), scene.names)[:300])
    return replace(arc, genre=genre.name, beats=tuple(beats))


def _is_wish(beat: BeatOutline) -> bool:
    return bool(beat.storylet) and beat.status == PLANNED


def _reshaped(arc: ArcOutline, genre: GenreTemplate) -> tuple[BeatOutline, ...]:
    """What has happened, then the rest of the new genre's shape from there."""
    done = tuple(beat for beat in arc.beats if beat.status != PLANNED)
    planned = tension.planned(genre.shape)
    came = [beat.kind for beat in done]
    rest = []
    for kind, level in zip(genre.shape, planned, strict=True):
        if kind in came:
            came.remove(kind)
        else:
            rest.append(BeatOutline(kind, "", level))
    order = list(tension.KINDS)
    last = max((order.index(beat.kind) for beat in done), default=0)
    # What lies behind is not gone back to; every story ends.
    return done + tuple(beat for beat in rest if order.index(beat.kind) >= last or beat.kind == "resolution")
