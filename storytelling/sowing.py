"""Sowing: matches and turning points become seeds; seeds ripen, wither, and are accepted into stories."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from characters.mood import EMOTIONS
from relationships import stages
from storytelling import genres, plots, seeds, tension, triggers, turning
from storytelling.clauses import Progress
from storytelling.happenings import Happening
from storytelling.loom import MOST_ARCS, Archive, Loom, Woven
from storytelling.matching import Match
from storytelling.outline import ArcOutline, Outline
from storytelling.patterns import Pattern, worded
from storytelling.seeds import Component, Seed
from storytelling.triggers import Trigger

# Undecided seeds of a kind; the least promising makes room.
MOST_SEEDS = {seeds.PARTIAL: 12, seeds.COMPLETE: 24, seeds.TURNING: 6}
# What was let go, or has turned, is not found again within so many turns.
RESTS = 60
# Bonds and people whose course is followed; the one untouched longest is forgotten.
MOST_SERIES = 240
# A match with steps to go is worth this much of what it promises, and the rest by the share of its steps done.
PROMISE = 0.55
# A story shares this many people with what happens to it.
ENTANGLED = 2


def sow(loom: Loom, woven: Woven, ripe: Sequence[Match], archive: Archive) -> None:
    """Make seeds of the matches that completed or came half way in a turn."""
    latest = {(match.pattern, origin(loom, match)): match for match in ripe}
    events = archive({number for match in latest.values() for number in match.events})
    for (_, whose), match in latest.items():
        happenings = [events[number] for number in match.events if number in events]
        taken = any(plots.is_match_of(arc, match) for arc in loom.open_arcs())
        if happenings and not taken:
            _sow_match(loom, woven, match, whose, happenings)


def is_ripe(loom: Loom, match: Match) -> bool:
    """Whether a match is worth weighing: complete, or at least half way and past its beginning."""
    total = len(loom.matcher.patterns[match.pattern].steps)
    return match.done >= seeds.FEWEST_STEPS and 2 * match.done >= total


def origin(loom: Loom, one: Match | Seed) -> str:
    """What a seed is known again by: the pattern and whose story it is, as far as that is known."""
    core, cast = loom.matcher.patterns[one.pattern].core, dict(one.cast)
    return f"{one.pattern}:{','.join(str(cast.get(name, 0)) for name in core)}"


def _sow_match(loom: Loom, woven: Woven, match: Match, whose: str, happenings: Sequence[Happening]) -> None:
    pattern = loom.matcher.patterns[match.pattern]
    complete = match.done == len(pattern.steps)
    if not complete and loom.turn - loom.rests.get(whose, -RESTS) < RESTS:
        return
    parts = seeds.components(match.pattern, match.people, happenings, loom.reckoning, len(loom.matcher.patterns))
    weight = pattern.weight * loom.genre.favours.get(match.pattern, 1.0)
    score = seeds.score(parts, match.pattern, weight, loom.taste)
    if complete:
        loom.reckoning.complete[match.pattern] = loom.reckoning.complete.get(match.pattern, 0) + 1
    else:
        score = round(score * (PROMISE + (1 - PROMISE) * match.done / len(pattern.steps)), 4)
    known = next(
        (one for one in loom.seeds.values() if one.pattern == match.pattern and origin(loom, one) == whose), None
    )
    if known is None and score < seeds.SHOWN:
        return
    if known is not None and known.done > match.done:
        return
    kind = seeds.COMPLETE if complete else seeds.PARTIAL
    if known is None and not _has_room(loom, kind, score):
        return
    seed = _worded(loom, pattern, match, parts, score)
    if known is not None:
        seed = replace(seed, number=known.number, found=known.found, status=known.status)
    else:
        seed = _numbered(loom, seed)
    loom.keep_seed(woven, seed)
    _make_room(loom, woven, seed.kind)


def _worded(loom: Loom, pattern: Pattern, match: Match, parts: tuple[Component, ...], score: float) -> Seed:
    names, cast = loom.scene.names, dict(match.cast)
    steps = pattern.steps
    genre = loom.genre.name if pattern.genres.get(loom.genre.name, 0) >= 0.4 else pattern.genre
    return Seed(
        number=0,
        kind=seeds.COMPLETE if match.done == len(steps) else seeds.PARTIAL,
        pattern=pattern.key,
        title=worded(pattern.title, cast, names)[:160],
        summary=worded(pattern.summary, cast, names),
        cast=match.cast,
        people=match.people,
        events=match.events,
        done=match.done,
        total=len(steps),
        missing=worded(steps[match.done].says, cast, names)[:300] if match.done < len(steps) else "",
        genre=genre,
        score=score,
        components=parts,
        found=loom.turn,
        changed=loom.turn,
    )


def _numbered(loom: Loom, seed: Seed) -> Seed:
    loom.last_seed += 1
    return replace(seed, number=loom.last_seed)


def _has_room(loom: Loom, kind: str, score: float) -> bool:
    """Whether a seed would not be the first to make room for the others."""
    same = [seed for seed in loom.seeds.values() if seed.kind == kind and seed.status == seeds.WAITING]
    return len(same) < MOST_SEEDS[kind] or score > min(seed.score for seed in same)


def _make_room(loom: Loom, woven: Woven, kind: str) -> None:
    same = [seed for seed in loom.seeds.values() if seed.kind == kind and seed.status == seeds.WAITING]
    if len(same) > MOST_SEEDS[kind]:
        least = min(same, key=lambda seed: (seed.score, seed.number))
        loom.keep_seed(woven, replace(least, status=seeds.WITHERED, changed=loom.turn))


def follow_series(loom: Loom, woven: Woven, happening: Happening, archive: Archive) -> None:
    """Note how bonds and feelings went on, and make a seed where something has turned."""
    standing = loom.matcher.standing
    points: dict[str, float] = {}
    for pair in dict.fromkeys((shift.source, shift.target) for shift in happening.shifts):
        points[f"{pair[0]}:{pair[1]}"] = round(stages.regard(standing.bond(*pair)), 4)
    for who in dict.fromkeys(felt.who for felt in happening.feelings):
        felt = [one for one in happening.feelings if one.who == who]
        points[str(who)] = round(sum(EMOTIONS[one.emotion].pleasure * one.intensity for one in felt), 4)
    for key, value in points.items():
        series = [*loom.series.pop(key, []), (happening.number, value)][-2 * turning.SIDE :]
        loom.series[key] = series
        if len(series) < 2 * turning.SIDE or loom.turn - loom.rests.get(key, -RESTS) < RESTS:
            continue
        if sharpness := turning.pivot([point for _, point in series]):
            loom.rests[key] = loom.turn
            _sow_turning(loom, woven, key, series, sharpness, archive)
    while len(loom.series) > MOST_SERIES:
        del loom.series[next(iter(loom.series))]


def _sow_turning(
    loom: Loom, woven: Woven, key: str, series: Sequence[tuple[int, float]], sharpness: float, archive: Archive
) -> None:
    steps = [(abs(after[1] - before[1]), after[0]) for before, after in pairwise(series)]
    turn = max(steps[-turning.SIDE :], key=lambda step: step[0])[1]
    found = archive({series[0][0], turn})
    happenings = [found[number] for number in sorted({series[0][0], turn}) if number in found]
    people = _pair(key, happenings)
    scene = loom.scene
    if len(people) < ENTANGLED or any(who not in scene.people for who in people):
        return
    parts = seeds.components("", people, happenings, loom.reckoning, len(loom.matcher.patterns))
    score = round(seeds.score(parts, "", 0.75 + 0.5 * sharpness, loom.taste), 4)
    names = " and ".join(scene.people[who].name for who in people[:ENTANGLED])
    turned = "better" if series[-1][1] > series[0][1] else "worse"
    if score < seeds.SHOWN or any(set(people) <= set(one.people) for one in loom.seeds.values() if not one.pattern):
        return
    seed = Seed(
        number=0,
        kind=seeds.TURNING,
        pattern="",
        title=f"Where it turned between {names}",
        summary=f"Something has changed between {names}, for the {turned}.",
        cast=tuple(zip(("a", "b"), people, strict=False)),
        people=people,
        events=tuple(one.number for one in happenings),
        done=1,
        total=1,
        missing="",
        genre=loom.genre.name,
        score=score,
        components=parts,
        found=loom.turn,
        changed=loom.turn,
    )
    loom.keep_seed(woven, _numbered(loom, seed))
    _make_room(loom, woven, seeds.TURNING)


def _pair(key: str, happenings: Sequence[Happening]) -> tuple[int, ...]:
    """The two that a turning point is about; of one person's feelings, with whoever was there most."""
    ids = tuple(int(part) for part in key.split(":"))
    if len(ids) > 1:
        return ids
    others = [who for happening in happenings for who in happening.involved if who != ids[0]]
    return (*ids, max(set(others), key=lambda who: (others.count(who), -who))) if others else ids


def wither(loom: Loom, woven: Woven) -> None:
    """Let go of seeds whose match has died or run out."""
    if not (woven.sifted.died or woven.sifted.expired):
        return
    ended = {match.pattern for match in woven.sifted.expired} | {death.match.pattern for death in woven.sifted.died}
    for seed in list(loom.seeds.values()):
        if seed.kind == seeds.PARTIAL and seed.pattern in ended and not _lives(loom, seed):
            loom.keep_seed(woven, replace(seed, status=seeds.WITHERED, changed=loom.turn))


def _lives(loom: Loom, seed: Seed) -> bool:
    live = loom.matcher.live.get(seed.pattern, {})
    return any(
        match.events[: seed.done] == seed.events and set(seed.cast) <= set(match.cast) for match in live.values()
    )


def decide(loom: Loom, woven: Woven, archive: Archive) -> None:
    """Let the triggers decide on what nobody has decided on, the most promising first."""
    if not loom.accepts_itself:
        return
    waiting = [seed for seed in loom.seeds.values() if seed.status == seeds.WAITING]
    for seed in sorted(waiting, key=lambda one: (-one.score, one.number)):
        trigger = next(_firing(loom, seed), None)
        if trigger is None:
            continue
        if trigger.then == "accept":
            accept(loom, woven, seed, archive, reason=trigger.key)
        else:
            status = seeds.DISMISSED if trigger.then == "dismiss" else seeds.LATER
            let_be(loom, woven, seed, status, trigger.key)


def _firing(loom: Loom, seed: Seed) -> Iterator[Trigger]:
    """The triggers that a seed sets off, the house's first first; none where its story is told already."""
    ripe = [one for one in triggers.house() if one.fires(seed, loom.turn, len(loom.stories))]
    if ripe and not told_already(loom, seed):
        entangled = host(loom, seed.people) is not None
        yield from (one for one in ripe if entangled or not one.when.entangled)


def let_be(loom: Loom, woven: Woven, seed: Seed, status: str, reason: str = "") -> None:
    """Dismiss a seed, or keep it for later."""
    if seed.pattern and status == seeds.DISMISSED:
        loom.rests[origin(loom, seed)] = loom.turn
    loom.keep_seed(woven, replace(seed, status=status, reason=reason, changed=loom.turn))


def told_already(loom: Loom, seed: Seed) -> bool:
    """Whether a story under way has the same thing happen to the same people."""
    return any(
        arc.pattern == seed.pattern and len(set(arc.people) & set(seed.people)) >= ENTANGLED for arc in loom.open_arcs()
    )


def host(loom: Loom, people: Collection[int]) -> Outline | None:
    """The story under way that something about these people belongs to, if there is one with room for it."""
    fitting = [
        story
        for story in loom.stories.values()
        if len(set(story.people) & set(people)) >= ENTANGLED and len(story.arcs) < MOST_ARCS
    ]
    return max(fitting, key=lambda story: (len(set(story.people) & set(people)), -story.number), default=None)


def accept(
    loom: Loom, woven: Woven, seed: Seed, archive: Archive, *, reason: str = "", by_hand: bool = False
) -> Outline | None:
    """Make a story of a seed, or a complication of one; None where its people are in too many already."""
    if not by_hand and not loom.has_room(seed.people):
        return None
    found = archive(seed.events)
    happenings = [found[number] for number in seed.events if number in found]
    if not happenings:
        let_be(loom, woven, seed, seeds.WITHERED, "lost")
        return None
    story = host(loom, seed.people)
    arc = _arc(loom, seed, happenings, story)
    if story is None:
        loom.last_story += 1
        story = Outline(
            loom.last_story, seed.number, arc.title, seed.summary, arc.genre, (arc,), opened=loom.turn,
            tension=_so_far(happenings),
        )  # fmt: skip
    else:
        story = replace(story, arcs=(*story.arcs, arc))
    loom.keep_story(woven, story)
    loom.reckoning.tell(seed.pattern, seed.people)
    loom.keep_seed(woven, replace(seed, status=seeds.ACCEPTED, reason=reason, changed=loom.turn))
    return story


def _arc(loom: Loom, seed: Seed, happenings: Sequence[Happening], story: Outline | None) -> ArcOutline:
    genre = genres.of(story.genre if story else seed.genre)
    number = len(story.arcs) + 1 if story else 1
    if seed.pattern in loom.matcher.patterns:
        match = Match(seed.pattern, seed.cast, Progress(seed.events))
        return plots.from_match(loom.matcher.patterns[seed.pattern], match, happenings, genre, loom.scene, number)
    arc = plots.from_turning(seed.people, happenings, genre, loom.scene, seed.title)
    return replace(arc, number=number, role="main" if number == 1 else "complication")


def _so_far(happenings: Sequence[Happening]) -> tuple[tuple[int, float], ...]:
    """The tension of a story over the events it begins with."""
    level, last, points = tension.PLANNED["setup"], happenings[0].turn, []
    for one in happenings:
        level = tension.after(level, tension.of(one), one.turn - last)
        last = one.turn
        points.append((one.number, level))
    return tuple(points)
