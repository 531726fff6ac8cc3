"""Weaving: events go in, seeds and stories come out.

Arcs are woven as the threads of MICE are nested (Card 1988; Kowal): what was opened last closes first, so an ending
that comes too early waits; nobody is in more than three open arcs. A match about people of a story under way becomes a
complication of it. What nobody decides on the triggers decide, so that a world left alone comes to its stories.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from storytelling import drama, genres, plots, sowing, tension
from storytelling.clauses import admits, fits
from storytelling.happenings import Happening
from storytelling.loom import Archive, Loom, Woven
from storytelling.matching import Match, Sifted
from storytelling.outline import (
    ABANDONED,
    CLOSED,
    COMPLETE,
    MET,
    ArcOutline,
    BeatOutline,
    Outline,
)
from storytelling.patterns import worded

# Points of a story's tension that are kept.
MOST_POINTS = 240
# An arc that nothing came to for so many turns is helped by a storylet, at most so often.
WAITS, MOST_STORYLETS = 4, 3
# Tension that a storylet after the climax should have.
FALLING = 0.45
# Tension times turns by which somebody must have been out of sight longer than whoever is in focus.
ROTATES = 8.0
CAME_TO_NOTHING = "came to nothing"


def advance(loom: Loom, turn: Sequence[Happening], archive: Archive) -> Woven:
    """Take in the events of one turn, in order; returns what changed.

    1. Stories under way: beats and endings that the event meets, as things stood before it.
    2. The matcher: what it advances, completes and ends; arcs follow their own matches.
    3. Once a turn: seeds from what ripened, what withers, what the triggers decide, what idle arcs are helped with.
    """
    woven, ripe = Woven(), list[Match]()
    loom.remember(turn)
    for happening in turn:
        for story in list(loom.stories.values()):
            loom.keep_story(woven, _progressed(loom, story, happening))
        sifted = loom.matcher.feed(happening)
        for story in list(loom.stories.values()):
            loom.keep_story(woven, _followed(loom, story, sifted, happening))
        loom.reckoning.count(happening)
        ripe += [match for match in (*sifted.advanced, *sifted.complete) if sowing.is_ripe(loom, match)]
        woven.sifted.add(sifted)
        sowing.follow_series(loom, woven, happening, archive)
    if ripe:
        sowing.sow(loom, woven, ripe, archive)
    sowing.wither(loom, woven)
    sowing.decide(loom, woven, archive)
    for story in list(loom.stories.values()):
        loom.keep_story(woven, _tended(loom, story))
    return woven


def _progressed(loom: Loom, story: Outline, happening: Happening) -> Outline:
    """The story after one event: tension where it touches it, beats and endings that it meets."""
    touched = any(plots.touches(arc, happening) for arc in story.open_arcs())
    if touched:
        story = _felt(story, happening)
        loom.unseen.update(dict.fromkeys(happening.involved, happening.turn))
    arcs = tuple(_arc_progressed(loom, story, arc, happening) if arc.is_open else arc for arc in story.arcs)
    if all(one is other for one, other in zip(arcs, story.arcs, strict=True)):
        return story
    return replace(story, arcs=_closed_in_order(arcs, happening.turn))


def _felt(story: Outline, happening: Happening) -> Outline:
    level = story.tension[-1][1] if story.tension else tension.PLANNED["setup"]
    since = happening.turn - max(arc.touched for arc in story.open_arcs())
    point = happening.number, tension.after(level, tension.of(happening), since)
    return replace(story, tension=(*story.tension, point)[-MOST_POINTS:])


def _arc_progressed(loom: Loom, story: Outline, arc: ArcOutline, happening: Happening) -> ArcOutline:
    beat = arc.next
    if beat is None or happening.number in arc.events:
        return arc
    if beat.storylet:
        if _brings(loom, story, arc, beat, happening):
            return plots.met(arc, beat, happening)
        if arc.pattern:
            # A storylet is only a help: an ending that comes first is an ending all the same.
            return _ended(loom, story, arc, happening)
    if not arc.pattern and beat is not arc.beats[-1]:
        near = plots.touches(arc, happening) and tension.of(happening) >= beat.planned - plots.NEARLY
        return plots.met(arc, beat, happening, plots.told(happening)) if near else arc
    return arc if beat.step else _ended(loom, story, arc, happening)


def _brings(loom: Loom, story: Outline, arc: ArcOutline, beat: BeatOutline, happening: Happening) -> bool:
    """Whether the event is what the storylet wished for."""
    storylet = genres.of(arc.genre).storylets.get(beat.storylet)
    if storylet is None or storylet.brings:
        return drama.tag(story.number, arc.number, beat.storylet) in happening.tags
    # Most events are of another kind; then nobody need be cast for it.
    standing = loom.matcher.standing
    return admits(storylet.clause, happening) and fits(storylet.clause, happening, plots.roles(arc, standing), standing)


def _ended(loom: Loom, story: Outline, arc: ArcOutline, happening: Happening) -> ArcOutline:
    """The arc with an ending that has happened, if its steps are done and this is one."""
    if any(beat.step and beat.status != MET for beat in arc.beats):
        return arc
    found = plots.ending_of(arc, happening, loom.scene)
    level = story.tension[-1][1] if story.tension else 0.0
    if found is None and plots.ends_in_quiet(arc, happening, loom.scene, level):
        found = plots.quiet_outcome(arc, happening, loom.scene), plots.told(happening)
    if found is None:
        return arc
    return replace(arc, pending=(happening.number, tension.of(happening), *found))


def _closed_in_order(arcs: Sequence[ArcOutline], turn: int) -> tuple[ArcOutline, ...]:
    """Close what has come to an end, the last opened first; what was opened earlier waits for it."""
    found = list(arcs)
    for index in reversed(range(len(found))):
        if not found[index].is_open:
            continue
        if found[index].pending is None:
            break
        found[index] = _resolved(found[index], turn)
    return tuple(found)


def _resolved(arc: ArcOutline, turn: int) -> ArcOutline:
    assert arc.pending is not None
    number, actual, outcome, text = arc.pending
    last = arc.beats[-1]
    ending = replace(last, status=MET, actual=actual, events=(number,), text=text[:300])
    return plots.closed(replace(arc, beats=(*arc.beats[:-1], ending), touched=turn), outcome, turn)


def _followed(loom: Loom, story: Outline, sifted: Sifted, happening: Happening) -> Outline:
    """The story after what the event did to the matches that its arcs grow from."""
    arcs = list(story.arcs)
    for index, arc in enumerate(arcs):
        if not arc.is_open or not any(beat.step and beat.status != MET for beat in arc.beats):
            continue
        own = [match for match in (*sifted.advanced, *sifted.complete) if plots.is_match_of(arc, match)]
        if own:
            arcs[index] = plots.followed(arc, max(own, key=lambda match: match.done), happening, loom.scene)
            continue
        lost = [*(death.match for death in sifted.died), *sifted.expired]
        if any(plots.is_match_of(arc, match) for match in lost) and not _lives(loom, arc):
            arcs[index] = _cut_short(loom, arc, sifted, happening)
    if all(one is other for one, other in zip(arcs, story.arcs, strict=True)):
        return story
    return replace(story, arcs=_closed_in_order(arcs, happening.turn))


def _lives(loom: Loom, arc: ArcOutline) -> bool:
    return any(plots.is_match_of(arc, match) for match in loom.matcher.live.get(arc.pattern, {}).values())


def _cut_short(loom: Loom, arc: ArcOutline, sifted: Sifted, happening: Happening) -> ArcOutline:
    """An arc whose match has ended: by something that happened, which is an ending too, or by time."""
    death = next((one for one in sifted.died if plots.is_match_of(arc, one.match)), None)
    if death is None:
        return plots.closed(arc, CAME_TO_NOTHING, happening.turn, broken=True)
    cast, names = dict(arc.cast), loom.scene.names
    outcome = worded(death.says, cast, names, starts=False)
    ending = happening.number, tension.of(happening), outcome, worded(death.says, cast, names)
    return _resolved(replace(arc, pending=ending), happening.turn)


def _tended(loom: Loom, story: Outline) -> Outline:
    """The story at the end of a turn: idle arcs are helped, hopeless ones closed, and a finished story is finished."""
    arcs = tuple(_arc_tended(loom, story, arc) if arc.is_open else arc for arc in story.arcs)
    arcs = _closed_in_order(arcs, loom.turn)
    if any(one is not other for one, other in zip(arcs, story.arcs, strict=True)):
        story = replace(story, arcs=arcs)
    if any(arc.is_open for arc in story.arcs):
        return story
    main = story.arcs[0]
    status = COMPLETE if main.status == CLOSED else ABANDONED
    return replace(story, status=status, outcome=main.outcome, closed=loom.turn)


def _arc_tended(loom: Loom, story: Outline, arc: ArcOutline) -> ArcOutline:
    gone = [who for who in arc.people if who not in loom.matcher.standing.people]
    if arc.focus in gone or len(gone) == len(arc.people):
        return plots.closed(arc, "somebody in it is gone", loom.turn, broken=True)
    idle, beat = loom.turn - arc.touched, arc.next
    if beat is None:
        return plots.closed(arc, plots.LEFT_STANDING, loom.turn)
    if beat.storylet and loom.turn - arc.used[-1][1] > plots.STORYLET_PATIENCE:
        return plots.passed_over(arc, beat) if arc.pattern else _unhelped(arc, beat)
    if idle > plots.PATIENCE[arc.role] and not _waits_for_match(loom, arc):
        if arc.pending:
            return _resolved(arc, loom.turn)
        reached = any(one.kind == "climax" and one.status == MET for one in arc.beats)
        outcome = plots.LEFT_STANDING if reached else CAME_TO_NOTHING
        return plots.closed(arc, outcome, loom.turn, broken=not reached)
    if not beat.storylet and not arc.pending and idle >= WAITS and len(arc.used) < MOST_STORYLETS:
        return _helped(loom, story, arc, beat)
    return _turned_to(loom, arc)


def _waits_for_match(loom: Loom, arc: ArcOutline) -> bool:
    return any(beat.step and beat.status != MET for beat in arc.beats) and _lives(loom, arc)


def _helped(loom: Loom, story: Outline, arc: ArcOutline, beat: BeatOutline) -> ArcOutline:
    """The arc with one of its genre's storylets to wish for: as its next beat, or before it."""
    genre = genres.of(arc.genre)
    ending = not beat.step and beat is arc.beats[-1]
    kind = ("resolution" if ending else "rising") if arc.pattern else beat.kind
    if not arc.pattern and ending:
        return arc
    level = story.tension[-1][1] if story.tension else 0.0
    planned = (FALLING if kind == "resolution" else tension.PLANNED["rising"]) if arc.pattern else beat.planned
    parts = plots.roles(arc, loom.matcher.standing)
    now = genres.Situation(kind, parts, loom.turn, loom.turn - arc.touched, arc.used, planned - level)
    rng = random.Random(f"{story.number}:{arc.number}:{loom.turn}")
    storylet = genres.choose(genre, now, loom.matcher.standing, rng)
    if storylet is None:
        return arc
    text = worded(storylet.clause.says, parts, loom.scene.names)[:300]
    used = (*arc.used, (storylet.key, loom.turn))
    if not arc.pattern:
        helped = tuple(replace(one, storylet=storylet.key, text=text) if one is beat else one for one in arc.beats)
        return replace(arc, beats=helped, used=used)
    wish = BeatOutline(kind, text, planned, storylet=storylet.key)
    index = arc.beats.index(beat)
    return replace(arc, beats=(*arc.beats[:index], wish, *arc.beats[index:]), used=used)


def _unhelped(arc: ArcOutline, beat: BeatOutline) -> ArcOutline:
    after = replace(beat, storylet="", text="")
    return replace(arc, beats=tuple(after if one is beat else one for one in arc.beats))


def _turned_to(loom: Loom, arc: ArcOutline) -> ArcOutline:
    """The arc seen from whoever has been out of sight longest; the tenser it should be, the sooner it turns."""
    beat = arc.next
    here = [who for who in arc.people if who in loom.matcher.standing.people]
    if beat is None or not here or arc.focus is None:
        return arc
    gap = 0.2 + beat.planned
    waits = {who: gap * (loom.turn - loom.unseen.get(who, arc.opened)) for who in here}
    longest = max(here, key=lambda who: (waits[who], -who))
    if waits[longest] - waits.get(arc.focus, 0.0) < ROTATES:
        return arc
    return replace(arc, focus=longest)
