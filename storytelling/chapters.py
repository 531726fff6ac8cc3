"""Chapters: which events of a story are told where, in the order that serves the story. Pure.

Beats give a chapter its bones; scenes of the same people between them give it flesh. A mystery and a tragedy open on
what happened and go back to how it came about (in medias res, after Horace); the other genres keep to the clock. The
deed of a mystery that was solved is told only once it has come out, and whatever points to it before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from storytelling.cases import Case
from storytelling.narrator import Moment

# Beats of these parts belong together in a chapter.
ACTS: tuple[frozenset[str], ...] = (
    frozenset({"setup", "inciting"}),
    frozenset({"rising"}),
    frozenset({"crisis", "climax"}),
    frozenset({"resolution"}),
)
# What a genre opens on before it goes back to the beginning.
OPENS_ON: Mapping[str, tuple[str, ...]] = {"mystery": ("inciting", "rising"), "tragedy": ("crisis", "climax")}
# What else a writer may ask for, as the genre that would order it so: by the clock, or from the middle and then back.
ORDERS: Mapping[str, str] = {"clock": "", "middle": "tragedy"}
# Events of a chapter: fewer are no chapter, more are two.
FEWEST, MOST = 4, 12
# Scenes beside the beats are told if they matter this much.
WORTH_TELLING = 0.22
# "Previously on" looks back over so many beats.
LOOKED_BACK = 4
# A title is rather no longer than this.
TITLE = 60


@dataclass(frozen=True, slots=True)
class Told:
    """A beat that has happened: what part of the story it is, in words, and its events, the main one first."""

    kind: str
    text: str
    events: tuple[int, ...]
    # 0..1, as it really was.
    tension: float = 0.0
    # Of the arc that the story is named for.
    is_main: bool = True


# Beats of one chapter, and its events in the order of telling.
Draft = tuple[list[Told], list[int]]


@dataclass(frozen=True, slots=True)
class ChapterPlan:
    number: int
    title: str
    # In the order of telling.
    events: tuple[int, ...]
    # The part of the story that an event is, where it is a beat's main event.
    parts: Mapping[int, str] = field(default_factory=dict)
    previously: str = ""


def plan(
    beats: Iterable[Told],
    moments: Mapping[int, Moment],
    cast: Collection[int],
    genre: str,
    eyes: int | None = None,
    case: Case | None = None,
) -> tuple[ChapterPlan, ...]:
    """The chapters of a story from the beats that have happened; with `eyes`, only what that character knows of."""
    told = sorted((beat for beat in beats if _within(beat, moments)), key=lambda beat: beat.events[0])
    if not told:
        return ()
    groups = _enough([group for group in _acts(told) if group])
    hints = {hint.event for hint in (*case.clues, *case.herrings)} if case else set()
    if case is not None and case.solution is not None:
        hints.add(case.solution)
    beyond = _supporting(moments, cast, {beat.events[0] for beat in told}, hints)
    drafts: list[Draft] = []
    opening = _opening(told, genre) if case is None else None
    spent = {opening} if opening is not None else set()
    for index, group in enumerate(groups):
        events = _events(group, groups[index + 1 :], beyond, moments, hints) - spent
        spent |= events
        order = [number for number in sorted(events) if eyes is None or moments[number].known_to(eyes)]
        if opening is not None and index == 0:
            order = [opening, *order]
        if index == 0 and eyes is None:
            order = [*_curtain(moments, told), *order]
        if order:
            drafts.append((group, order))
    return tuple(_titled(_veiled(_merged(drafts), case), told))


def _curtain(moments: Mapping[int, Moment], told: Sequence[Told]) -> list[int]:
    """The world's own opening words, where the story begins on that day."""
    first = moments.get(1)
    begins = first is not None and not first.act and bool(first.lines) and first.day == moments[told[0].events[0]].day
    return [1] if begins else []


def _veiled(drafts: list[Draft], case: Case | None) -> list[Draft]:
    """The deed of a mystery told after what brought it to light."""
    if case is None or case.solution is None or not any(case.solution in order for _, order in drafts):
        return drafts
    found: list[Draft] = []
    for group, order in drafts:
        left = [number for number in order if number != case.crime]
        if case.solution in left:
            left.insert(left.index(case.solution) + 1, case.crime)
        if left:
            found.append((group, left))
    return found


def _titled(drafts: Sequence[Draft], told: Sequence[Told]) -> Iterator[ChapterPlan]:
    before: list[Told] = []
    for number, (group, order) in enumerate(drafts, 1):
        tensest = max(group, key=lambda b: (len(b.text) <= TITLE, b.is_main, b.kind != "resolution", b.tension))
        parts: dict[int, str] = {}
        for beat in told:
            # Of what comes several times, the first is remarked on; of endings the last.
            ends = beat.kind == "resolution" and beat.events[0] != order[-1]
            if beat.is_main and beat.events[0] in order and beat.kind not in parts.values() and not ends:
                parts[beat.events[0]] = beat.kind
        yield ChapterPlan(number, tensest.text, tuple(order), parts, _previously(before))
        before += group


def _merged(drafts: Sequence[Draft]) -> list[Draft]:
    """What is too short for a chapter is told with what came before it, or with what comes after."""
    found: list[Draft] = []
    for group, order in drafts:
        if found and min(len(order), len(found[-1][1])) < FEWEST and len(order) + len(found[-1][1]) <= MOST:
            earlier = found.pop()
            found.append(([*earlier[0], *group], [*earlier[1], *order]))
        else:
            found.append((group, order))
    return found


def _within(beat: Told, moments: Mapping[int, Moment]) -> bool:
    return bool(beat.events) and all(number in moments for number in beat.events)


def _acts(told: Sequence[Told]) -> list[list[Told]]:
    """Runs of beats of one act, in the order in which they happened."""
    runs: list[list[Told]] = []
    last: frozenset[str] = frozenset()
    for beat in told:
        act = next((act for act in ACTS if beat.kind in act), frozenset())
        if not runs or act != last:
            runs.append([])
        runs[-1].append(beat)
        last = act
    return runs


def _enough(groups: Sequence[list[Told]]) -> list[list[Told]]:
    """Short runs lean on their neighbours: what resolves a story belongs to its end, what sets it up to its start."""
    found: list[list[Told]] = []
    for group in groups:
        size = sum(len(beat.events) for beat in group)
        if found and (size < FEWEST // 2 or group[0].kind == "resolution") and len(found[-1]) < MOST:
            found[-1] = [*found[-1], *group]
        else:
            found.append(group)
    return found


def _supporting(
    moments: Mapping[int, Moment], cast: Collection[int], beats: Collection[int], hints: Collection[int]
) -> list[Moment]:
    """Scenes among the story's own people that matter enough, and whatever points to an answer."""
    people = set(cast)
    return [
        moment
        for moment in moments.values()
        if moment.number not in beats
        and (
            moment.number in hints
            or (
                moment.initiator in people
                and (not moment.responders or people & {*moment.responders})
                and moment.importance >= WORTH_TELLING
            )
        )
    ]


def _events(
    group: Sequence[Told],
    later: Sequence[Sequence[Told]],
    beyond: Sequence[Moment],
    moments: Mapping[int, Moment],
    hints: Collection[int],
) -> set[int]:
    own = {beat.events[0] for beat in group}
    first = min(own)
    end = min((beat.events[0] for beats in later for beat in beats), default=max(moments) + 1)
    last = max(own) if not later else end - 1
    # A cause that lies further back is called to mind where it counts.
    own |= {number for beat in group for number in beat.events if first <= number <= last}
    room = MOST - len(own)
    near = [moment for moment in beyond if first <= moment.number <= last]
    near.sort(key=lambda moment: (moment.number not in hints, -moment.importance, moment.number))
    return own | {moment.number for moment in near[: max(0, room)]}


def _opening(told: Sequence[Told], genre: str) -> int | None:
    wanted = OPENS_ON.get(genre, ())
    own = [beat for beat in told if beat.is_main]
    found = next((beat.events[0] for kind in wanted for beat in own if beat.kind == kind), None)
    # What happened first anyway needs no going back.
    return found if found is not None and found > told[0].events[0] else None


def _previously(beats: Sequence[Told]) -> str:
    said = list(dict.fromkeys(beat.text.rstrip(".") for beat in beats))[-LOOKED_BACK:]
    return ". ".join(f"{text[:1].upper()}{text[1:]}" for text in said) + "." if said else ""
