"""Plots: from a seed to an outline, and what each event does to it.

An arc has the steps of its pattern as beats, then an ending; one that grew from a turning point takes the
shape of its genre. Beats are met by what happens, never by decree: an arc that nobody goes on with is left standing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from relationships import stages
from relationships.acts import ACTS
from storytelling import tension
from storytelling.clauses import Clause, Ending, fits
from storytelling.genres import GenreTemplate
from storytelling.happenings import Happening, Person
from storytelling.matching import Match
from storytelling.outline import BROKEN, CLOSED, MET, MISSED, PLANNED, ArcOutline, BeatOutline, Motive
from storytelling.patterns import Pattern, worded
from storytelling.standing import Standing

# Turns that an arc waits for its ending: the story itself, and a complication of it.
PATIENCE = {"main": 40, "complication": 20}
# Turns that a storylet is wished for before something else is.
STORYLET_PATIENCE = 12
# An arc without a pattern takes what comes, if it is nearly as tense as planned.
NEARLY = 0.2
# Turns since its climax after which an arc may end in quiet, and the tension at which it does.
QUIET_TURNS, QUIET = 14, 0.5
# Mean regard from which it stands well between people; below its opposite, ill.
WELL = 0.1
LEFT_STANDING = "left standing"
MOST_MOTIVES = 3


@dataclass(frozen=True, slots=True)
class Scene:
    """What plotting looks at: the cast by id, how they stand, the patterns, and the turn."""

    people: Mapping[int, Person]
    standing: Standing
    patterns: Mapping[str, Pattern]
    turn: int

    @property
    def names(self) -> Mapping[int, str]:
        return {who: person.name for who, person in self.people.items()}


def from_match(
    pattern: Pattern, match: Match, happenings: Sequence[Happening], genre: GenreTemplate, scene: Scene, number: int = 1
) -> ArcOutline:
    """The arc of a match, complete or under way; what has happened is met already."""
    cast, names = dict(match.cast), scene.names
    hoped = hoped_ending(pattern, genre)
    kinds = [*(step.beat for step in pattern.steps), "resolution"]
    texts = [*(step.says for step in pattern.steps), hoped.says if hoped else "it comes to rest"]
    beats = []
    for index, (kind, text, planned) in enumerate(zip(kinds, texts, tension.planned(kinds), strict=True)):
        beat = BeatOutline(
            kind, worded(text, cast, names)[:300], planned, step=index + 1 if kind != "resolution" else 0
        )
        if index < len(happenings):
            happened = happenings[index]
            beat = replace(beat, status=MET, actual=tension.of(happened), events=cited(happened))
        beats.append(beat)
    lead = cast.get(pattern.lead, match.people[0])
    return ArcOutline(
        number=number,
        role="main" if number == 1 else "complication",
        title=worded(pattern.title, cast, names)[:160],
        pattern=pattern.key,
        genre=genre.name,
        cast=match.cast,
        beats=tuple(beats),
        motives=motives(match.people, scene),
        focus=lead,
        opened=scene.turn,
        touched=scene.turn,
    )


def from_turning(
    pair: Sequence[int], happenings: Sequence[Happening], genre: GenreTemplate, scene: Scene, title: str
) -> ArcOutline:
    """An arc in the genre's own shape, begun by a turning point; earlier events are its set-up."""
    kinds, planned = genre.shape, tension.planned(genre.shape)
    known = {"setup": happenings[:1], "inciting": happenings[-1:]}
    beats = []
    for kind, level in zip(kinds, planned, strict=True):
        found = known.pop(kind, ())
        beat = BeatOutline(kind, told(found[0]) if found else "", level)
        if found:
            beat = replace(beat, status=MET, actual=tension.of(found[0]), events=cited(found[0]))
        beats.append(beat)
    cast = tuple(zip(("a", "b", "c", "d"), pair, strict=False))
    return ArcOutline(
        1, "main", title, "", genre.name, cast, tuple(beats), motives(pair, scene), focus=pair[0],
        opened=scene.turn, touched=scene.turn,
    )  # fmt: skip


def cited(happening: Happening) -> tuple[int, ...]:
    """The event, and the earlier one that moved its doer: the cause belongs to the story."""
    return (happening.number,) if happening.cause is None else (happening.number, happening.cause)


def told(happening: Happening) -> str:
    text = happening.news or "something happened between them"
    return (text[:1].upper() + text[1:])[:300]


def polarity(ending: Ending) -> float:
    """How well an ending ends, -1..1: the mean of its deeds."""
    known = [ACTS[act].polarity for act in ending.acts or () if act in ACTS]
    return sum(known) / len(known) if known else 0.0


def hoped_ending(pattern: Pattern, genre: GenreTemplate) -> Ending | None:
    """The ending that suits the genre: the best for a romance, the worst for a tragedy."""
    return max(pattern.ends, key=lambda end: polarity(end) * genre.inclination, default=None)


def motives(people: Sequence[int], scene: Scene) -> tuple[Motive, ...]:
    """Why each of them is in it: what they want of the others, what they carry, how they stand to the others."""
    found: list[Motive] = []
    for who in people:
        person = scene.people.get(who)
        if person is None:
            continue
        own = [
            Motive(who, "goal", f"{person.name} wants {aim.text}"[:200], aim.priority)
            for aim in person.aims
            if aim.target in people or aim.target is None
        ]
        own += [Motive(who, "wound", f"{person.name} carries it that {wound}"[:200], 0.8) for wound in person.wounds]
        own += [_stance(who, other, scene) for other in people if other != who and other in scene.people]
        found += sorted(own, key=lambda motive: -motive.weight)[:MOST_MOTIVES]
    return tuple(found)


def _stance(who: int, other: int, scene: Scene) -> Motive:
    bond = scene.standing.bond(who, other)
    names = scene.people[who].name, scene.people[other].name
    if bond.attraction >= 0.35:
        return Motive(who, "bond", f"{names[0]} is drawn to {names[1]}", round(bond.attraction, 3))
    if bond.fear >= 0.35:
        return Motive(who, "bond", f"{names[0]} is afraid of {names[1]}", round(bond.fear, 3))
    return Motive(
        who, "bond", f"{names[0]} is {stages.word(bond)} towards {names[1]}", round(abs(stages.regard(bond)), 3)
    )


def roles(arc: ArcOutline, standing: Standing) -> dict[str, int]:
    """Who plays lead, other and third in the genre's storylets."""
    lead = arc.focus if arc.focus in arc.people else arc.people[0]

    def strength(who: int) -> float:
        return abs(stages.regard(standing.bond(lead, who))) + abs(stages.regard(standing.bond(who, lead)))

    inside = sorted((who for who in arc.people if who != lead), key=lambda who: (-strength(who), who))
    parts = {"lead": lead}
    if inside:
        parts["other"] = inside[0]
    third = inside[1] if len(inside) > 1 else _outsider(arc, lead, standing, strength)
    if third is not None:
        parts["third"] = third
    return parts


def _outsider(arc: ArcOutline, lead: int, standing: Standing, strength: Callable[[int], float]) -> int | None:
    """Whoever else the lead has most to do with; of a large cast most have nothing to do with them."""
    outside = [who for who in standing.people if who not in arc.people]
    tied = [who for who in outside if (lead, who) in standing.bonds or (who, lead) in standing.bonds]
    return max(tied or outside, key=lambda who: (strength(who), -who), default=None)


def touches(arc: ArcOutline, happening: Happening) -> bool:
    """Whether an event is between people of the arc, or about one and by another."""
    return len(happening.concerned.intersection(arc.people)) >= min(2, len(arc.people))


def followed(arc: ArcOutline, match: Match, happening: Happening, scene: Scene) -> ArcOutline:
    """The arc after its own match has come a step further with this event."""
    pattern = scene.patterns[arc.pattern]
    cast, names = dict(match.cast), scene.names
    beats = []
    for beat in arc.beats:
        if beat.step and beat.step <= match.done and beat.status == PLANNED:
            number = match.events[beat.step - 1]
            actual = tension.of(happening) if number == happening.number else beat.planned
            text = worded(pattern.steps[beat.step - 1].says, cast, names)[:300]
            events = cited(happening) if number == happening.number else (number,)
            beat = replace(beat, status=MET, actual=actual, events=events, text=text)
        elif beat.step and beat.status == PLANNED:
            beat = replace(beat, text=worded(pattern.steps[beat.step - 1].says, cast, names)[:300])
        beats.append(beat)
    title = worded(pattern.title, cast, names)[:160]
    return replace(
        arc, cast=match.cast, beats=tuple(beats), touched=scene.turn, title=title, motives=motives(match.people, scene)
    )


def is_match_of(arc: ArcOutline, match: Match) -> bool:
    """Whether a match is the one the arc grew from, further on."""
    have = tuple(beat.events[0] for beat in arc.beats if beat.step and beat.status == MET)
    return match.pattern == arc.pattern and match.events[: len(have)] == have and set(arc.cast) <= set(match.cast)


def met(arc: ArcOutline, beat: BeatOutline, happening: Happening, text: str = "") -> ArcOutline:
    """The arc with this beat met by the event."""
    words = (text or beat.text)[:300]
    after = replace(beat, status=MET, actual=tension.of(happening), events=cited(happening), text=words)
    return replace(arc, beats=tuple(after if one is beat else one for one in arc.beats), touched=happening.turn)


def passed_over(arc: ArcOutline, beat: BeatOutline) -> ArcOutline:
    """The arc without a wish that nothing came of."""
    return replace(arc, beats=tuple(one for one in arc.beats if one is not beat))


def ending_of(arc: ArcOutline, happening: Happening, scene: Scene) -> tuple[str, str] | None:
    """How the event ends the arc, as (outcome, text), if its climax is behind it and it does."""
    pattern = scene.patterns.get(arc.pattern)
    cast, names = dict(arc.cast), scene.names
    for end in pattern.ends if pattern else ():
        if happening.turn - arc.touched >= end.after and fits(end, happening, cast, scene.standing):
            return worded(end.outcome, cast, names, starts=False), worded(end.says, cast, names)
    return None


def ends_in_quiet(arc: ArcOutline, happening: Happening, scene: Scene, level: float) -> bool:
    """Whether an arc comes to rest without an ending of its own: in a calm moment of its people, some time later."""
    pattern = scene.patterns.get(arc.pattern)
    cast = dict(arc.cast)
    core = {cast[name] for name in pattern.core if name in cast} if pattern else set(arc.people)
    together = len(core & set(happening.involved)) >= min(2, len(core))
    return together and happening.turn - arc.touched >= QUIET_TURNS and level <= QUIET


def quiet_outcome(arc: ArcOutline, happening: Happening, scene: Scene) -> str:
    """How it stands between those who meet in the end."""
    pairs = [(one, other) for one in happening.involved for other in happening.involved if one != other]
    here = [pair for pair in pairs if set(pair) <= set(arc.people)]
    regards = [stages.regard(scene.standing.bond(*pair)) for pair in here]
    mean = sum(regards) / len(regards) if regards else 0.0
    if mean >= WELL:
        return "it stands well between them"
    return "it stands ill between them still" if mean <= -WELL else "it is let be"


def closed(arc: ArcOutline, outcome: str, turn: int, *, broken: bool = False) -> ArcOutline:
    """The arc at its end; what it still wanted is passed over."""
    beats = tuple(replace(beat, status=MISSED) if beat.status == PLANNED else beat for beat in arc.beats)
    return replace(arc, beats=beats, status=BROKEN if broken else CLOSED, outcome=outcome[:160], closed=turn)


def wanted_clause(arc: ArcOutline, scene: Scene, genre: GenreTemplate) -> tuple[Clause, dict[str, int]] | None:
    """What would meet the arc's next beat, and who plays whom in it."""
    beat = arc.next
    if beat is None:
        return None
    if beat.storylet:
        return genre.storylets[beat.storylet].clause, roles(arc, scene.standing)
    pattern = scene.patterns.get(arc.pattern)
    if pattern is None:
        return None
    if beat.step:
        return pattern.steps[beat.step - 1], dict(arc.cast)
    hoped = hoped_ending(pattern, genre)
    return (hoped, dict(arc.cast)) if hoped else None
