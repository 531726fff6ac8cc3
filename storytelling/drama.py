"""The drama manager: what the stories under way would like to happen next.

A wish is a nudge on somebody's volition towards an act, bounded, and shown for what it is ("The story wants ...");
whoever would not do it on their own terms does not, and whoever it is done to answers as ever. After the drama managers
of Weyhrauch 1997 and of story-graph-assistant; partial matches as what might be invited are Kreminski's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from storytelling.clauses import Clause
from storytelling.genres import GenreTemplate
from storytelling.outline import ArcOutline, Outline
from storytelling.patterns import Pattern
from storytelling.plots import Scene, wanted_clause
from storytelling.seeds import Seed

# How many points a wish may weigh, by how much the drama manager may say; a strong rule of one's own weighs ten.
STRENGTHS: Mapping[str, float] = MappingProxyType({"off": 0.0, "free": 1.5, "balanced": 3.0, "guided": 5.0})
# What a director asks for weighs as much as a story at its strongest, for or against.
PRESSED = 5.0
WAYS: Mapping[str, int] = MappingProxyType({"push": 1, "prevent": -1})
# Seeds that directors may push or prevent at once.
MOST_SWAYS = 6
# No more wishes than this in one turn: a world is not a puppet theatre.
MOST_WANTS = 12
# Anybody at all.
ANYBODY = 0
# How somebody comes to know of something.
TELLING = frozenset({"gossip", "warn", "confess", "reveal_secret", "confide"})


@dataclass(frozen=True, slots=True)
class Want:
    """A wish: that `who` do one of the acts to `target`; 0 is anybody."""

    who: int
    target: int
    acts: tuple[str, ...]
    weight: float
    text: str
    story: int
    # A stroke of chance to be told instead of an act, with how it makes `who` feel, and the tag it goes by.
    brings: str = ""
    feelings: tuple[tuple[str, float], ...] = ()
    tag: str = ""


def wants(
    stories: Iterable[Outline],
    scene: Scene,
    genres: Mapping[str, GenreTemplate],
    strength: float,
    unseen: Mapping[int, int],
) -> tuple[Want, ...]:
    """The strongest wishes of all open arcs; those opened last come first in a story, for they must close first."""
    if not strength:
        return ()
    found: list[Want] = []
    for story in stories:
        level = story.tension[-1][1] if story.tension else 0.0
        for order, arc in enumerate(reversed(list(story.open_arcs()))):
            beat = arc.next
            if beat is None:
                continue
            gap = max(0.0, beat.planned - level) if beat.kind != "resolution" else 0.3
            waited = max((scene.turn - unseen.get(who, scene.turn) for who in arc.people), default=0)
            pressing = min(1.0, 0.4 + 0.6 * gap + 0.02 * min(20, waited)) * 0.7**order
            found += _of_arc(story, arc, scene, genres[arc.genre], round(strength * pressing, 2))
    found.sort(key=lambda want: (bool(not want.brings), -want.weight, want.story, want.who, want.target))
    return tuple(found[:MOST_WANTS])


def _of_arc(story: Outline, arc: ArcOutline, scene: Scene, genre: GenreTemplate, weight: float) -> Iterator[Want]:
    beat, wanted = arc.next, wanted_clause(arc, scene, genre)
    if beat is None or wanted is None:
        return
    clause, cast = wanted
    storylet = genre.storylets.get(beat.storylet)
    if storylet and storylet.brings:
        known = scene.names
        names = {role: known.get(who, "somebody") for role, who in cast.items()}
        feelings = tuple(storylet.brings.feelings.get("lead", {}).items())
        yield Want(
            cast["lead"], ANYBODY, (), weight, beat.text, story.number, storylet.brings.text.format_map(_Names(names)),
            feelings, tag(story.number, arc.number, storylet.key),
        )  # fmt: skip
        return
    for who, target in _pairs(clause, cast):
        acts = tuple(sorted(TELLING if clause.learns else clause.acts or ()))
        if acts and who != target:
            yield Want(who, target, acts, weight, beat.text, story.number)


def pressed(seed: Seed, pattern: Pattern, way: str) -> tuple[Want, ...]:
    """A director's wish that what a seed is waiting for come about, or that it do not; of no story's own."""
    step = pattern.steps[seed.done] if seed.done < len(pattern.steps) else None
    if step is None or not (acts := tuple(sorted(TELLING if step.learns else step.acts or ()))):
        return ()
    pairs = [(who, target) for who, target in _pairs(step, dict(seed.cast)) if who != target]
    return tuple(Want(*pair, acts, WAYS[way] * PRESSED, seed.missing, 0) for pair in pairs)


def said(want: Want) -> str:
    """Whose wish it is, and what for, as a reason tells it."""
    if want.story:
        return f"The story wants: {want.text}"
    return f"A director {'would like' if want.weight > 0 else 'would rather not'}: {want.text}"


class _Names(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "somebody"


def tag(story: int, arc: int, storylet: str) -> str:
    """How an event that a storylet brought is known by."""
    return f"story:{story}.{arc}.{storylet}"


def _pairs(clause: Clause, cast: Mapping[str, int]) -> list[tuple[int, int]]:
    """Who would have to do it to whom, as far as that is known."""
    if clause.learns:
        return [(ANYBODY, cast[clause.learns[0]])] if clause.learns[0] in cast else []
    together = [cast[name] for name in clause.everyone if name in cast]
    if len(together) > 1:
        return [(one, other) for one in together for other in together if one != other]
    if together:
        return [(together[0], ANYBODY), (ANYBODY, together[0])]
    doer = cast.get(clause.by, ANYBODY)
    done_to = clause.to or clause.against
    if clause.one_of:
        return [(doer, cast[name]) for name in clause.one_of if name in cast]
    target = cast.get(done_to, ANYBODY)
    return [(doer, target)] if doer or target else []


def pulling(wants: Sequence[Want], who: int, partner: int) -> Iterator[tuple[str, Want]]:
    """The wishes that concern what `who` might do to `partner`, act by act."""
    for want in wants:
        if want.who in (ANYBODY, who) and want.target in (ANYBODY, partner):
            for act in want.acts:
                yield act, want
