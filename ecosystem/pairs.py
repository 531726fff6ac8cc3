"""Two of a world and how each stands to the other: the two directions side by side, and how each came about.

The reading is a fixed number of queries, however long the two have known each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from characters.habits import with_person
from characters.minds import Mind
from characters.models import EcosystemCharacter, Event
from ecosystem import moments, plots
from ecosystem.biography import Side, side
from ecosystem.models import World
from ecosystem.moments import Moment, Person
from ecosystem.plots import Line, Mark
from ecosystem.templatetags.charts import signed
from ecosystem.why import named
from relationships import compatibility, history, layers, preference
from relationships.bonds import Bond
from relationships.compatibility import Part
from relationships.history import Course, Step
from relationships.models import CharacterRelationship, LedgerEntry
from relationships.preference import Preference

# Moments of what changed on a page.
CHANGES = 14
# What the drawing of a history shows of a bond, and what questions are answered about.
DRAWN = ("trust", "affection", "respect")
# What reads as less for two people when it grows.
UNWELCOME = frozenset({"fear"})
# The rule by which people get to know each other whatever they do.
CONTACT = "contact"
# A gap in trust between the two directions that is worth a sentence, and one that is worth a strong one.
GAP, GULF = 0.12, 0.3
STANDS = {
    -3: "hates", -2: "is hostile to", -1: "is at odds with", 0: "is neither for nor against", 1: "is cordial to",
    2: "is fond of", 3: "is devoted to",
}  # fmt: skip
MUTUAL = {
    -3: "hate each other", -2: "are hostile to each other", -1: "are at odds", 0: "are not much to each other",
    1: "are cordial", 2: "are fond of each other", 3: "are devoted to each other",
}  # fmt: skip
# The question by dimension: it fell below the middle, it fell, it rose above the middle, it rose; and where it stands
# still, low, middling or high.
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "trust": (
        "Why {who} no longer trusts {whom}", "Why {who} trusts {whom} less", "Why {who} trusts {whom} now",
        "Why {who} trusts {whom} more", "Why {who} does not trust {whom}", "{who}’s trust in {whom}",
        "Why {who} trusts {whom}",
    ),
    "affection": (
        "Why {who} no longer likes {whom}", "Why {who} likes {whom} less", "Why {who} likes {whom} now",
        "Why {who} likes {whom} more", "Why {who} does not like {whom}", "{who}’s liking for {whom}",
        "Why {who} likes {whom}",
    ),
    "respect": (
        "Why {who} no longer looks up to {whom}", "Why {who} thinks less of {whom}", "Why {who} looks up to {whom} now",
        "Why {who} thinks more of {whom}", "Why {who} looks down on {whom}", "{who}’s opinion of {whom}",
        "Why {who} looks up to {whom}",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """One direction as it was walked: where it stands, the steps that led there, and the course of each dimension."""

    who: Person
    whom: Person
    bond: Bond
    steps: Sequence[Step]
    courses: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """The moments that are told of, by number, and when each that mattered was."""

    world: World
    moments: Mapping[int, Moment]
    minutes: Mapping[int, int]

    def address(self, number: int) -> str:
        return reverse("event", args=[self.world.slug, number])


@dataclass(frozen=True, slots=True)
class Because:
    """One deed that moved a dimension: by how much, for what reason, by which rule, and the moment it was."""

    shift: float
    reason: str
    rule: str
    moment: Moment | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Why somebody trusts (likes, esteems) another as they do: a question, the way in words, and what made it."""

    question: str
    way: str
    trend: int
    because: tuple[Because, ...]
    at_first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Direction:
    """How `who` stands to `whom`, how `whom` suits `who`, and how much `who` seeks their company."""

    who: Person
    whom: Person
    side: Side
    drawing: str
    answers: tuple[Answer, ...]
    suits: float
    parts: tuple[Part, ...]
    preferred: Preference

    @property
    def average(self) -> float:
        """How well an average couple suits itself, against which the parts count."""
        return preference.AVERAGE_MATCH


@dataclass(frozen=True, slots=True)
class Level:
    """One dimension in both directions, as numbers, as bars of -1..1 and as steps of the scale."""

    name: str
    out: float
    back: float
    bar_out: float
    bar_back: float

    @property
    def steps(self) -> tuple[int, int]:
        return layers.step(self.bar_out), layers.step(self.bar_back)


@dataclass(frozen=True, slots=True)
class Change:
    """What a moment changed of how one of them stands to the other, with the reason."""

    who: Person
    whom: Person
    reason: str
    shifts: tuple[tuple[str, float], ...]

    @property
    def moved(self) -> list[tuple[str, str, str]]:
        """Each dimension that moved, by how much, and whether that is for or against the two.

        That they know each other better goes without saying where there is more to say.
        """
        telling = [one for one in self.shifts if one[0] != "familiarity"] or self.shifts
        return [
            (name, signed(shift), "up" if (shift > 0) != (name in UNWELCOME) else "down") for name, shift in telling
        ]


@dataclass(frozen=True, slots=True)
class Changed:
    moment: Moment
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    one: Person
    other: Person
    story: tuple[str, ...]
    directions: tuple[Direction, ...]
    levels: tuple[Level, ...]
    changed: tuple[Changed, ...]
    # Number of the moment from which the next page goes back.
    earlier: int | None
    beginnings: tuple[Change, ...]
    first_day: int


def of(world: World, one: EcosystemCharacter, other: EcosystemCharacter, before: int | None = None) -> Pair:
    """Needs the sheets of both fetched; `before` turns the pages of what changed. Seven queries."""
    ways = _ways(world, one, other)
    listed, earlier = _listed(ways, before)
    causes = {step.event for way in ways for course in way.courses for step in course.causes}
    background = Background(world, _moments(world, {*listed, *causes}, (one, other)), _minutes(world, ways))
    minds = [one.mind(), other.mind()]
    out, back = (
        _direction(way, background, mine, theirs)
        for way, mine, theirs in zip(ways, minds, reversed(minds), strict=True)
    )
    return Pair(
        one=out.who,
        other=out.whom,
        story=tuple(_story(out, back)),
        directions=(out, back),
        levels=tuple(_levels(ways[0].bond, ways[1].bond)),
        changed=tuple(_changed(number, ways, background) for number in listed if number in background.moments),
        earlier=earlier,
        beginnings=tuple(_change(way, step) for way in ways for step in history.beginnings(way.steps)),
        first_day=min(background.minutes.values(), default=world.minute) // plots.DAY + 1,
    )


def _ways(world: World, one: EcosystemCharacter, other: EcosystemCharacter) -> list[Way]:
    people = moments.people((one, other))
    both = (one.pk, other.pk)
    bonds = {
        (row.source_id, row.target_id): row.bond()
        for row in CharacterRelationship.objects.filter(world=world).among(both)
    }
    ways = []
    for source, target in (both, both[::-1]):
        steps = history.walk(source, target, LedgerEntry.objects.between(source, target))
        bond = bonds.get((source, target), Bond(source, target))
        courses = tuple(history.course(steps, name) for name in DRAWN)
        ways.append(Way(people[source], people[target], bond, steps, courses))
    return ways


def _listed(ways: Iterable[Way], before: int | None) -> tuple[list[int], int | None]:
    """Numbers of the moments on this page, newest first, and where the next page begins."""
    moved = {step.event for way in ways for step in way.steps if step.event and step.shifts()}
    numbers = sorted((number for number in moved if before is None or number < before), reverse=True)
    page = numbers[:CHANGES]
    return page, page[-1] if len(numbers) > CHANGES else None


def _minutes(world: World, ways: Iterable[Way]) -> dict[int, int]:
    """When each event was that ever changed something between the two; what lies before all is the first of them."""
    numbers = {step.event for way in ways for step in way.steps}
    found = dict(Event.objects.filter(world=world, number__in=numbers).order_by().values_list("number", "minute"))
    if 0 in numbers:
        found[0] = min(found.values(), default=world.minute)
    return found


def _moments(world: World, numbers: Collection[int], both: tuple[EcosystemCharacter, ...]) -> dict[int, Moment]:
    """The moments themselves, with everybody in them by name."""
    events = list(Event.objects.filter(world=world, number__in=numbers))
    involved = {who for event in events for who in (event.initiator_id, *event.responder_ids)}
    lives = world.cast.select_related("character").filter(pk__in=[who for who in involved if who is not None])
    people = moments.people((*both, *lives))
    return {moment.number: moment for moment in moments.of(people, events)}


def _direction(way: Way, background: Background, mine: Mind, theirs: Mind) -> Direction:
    learnt = with_person(mine.habits, theirs.id, background.world.minute) if mine.habits else 0.0
    return Direction(
        who=way.who,
        whom=way.whom,
        side=side(way.bond),
        drawing=_drawing(way, background),
        answers=tuple(_answer(way, course, background) for course in way.courses),
        suits=compatibility.value(mine.personality, theirs.personality),
        parts=compatibility.parts(mine.personality, theirs.personality),
        preferred=preference.preference(mine, theirs, way.bond, learnt),
    )


def _drawing(way: Way, background: Background) -> str:
    """Trust, affection and respect over the days; trust drawn so that the middle is not knowing."""
    minutes, now = background.minutes, background.world.minute
    known = [step for step in way.steps if step.event in minutes]
    if not known:
        return ""
    lines = []
    for name in DRAWN:
        points = [(minutes[step.event], _signed(step.after, name)) for step in known]
        lines.append(Line(name, [*points, (now, _signed(way.bond, name))]))
    marks = [_mark(step, background) for step in known if step.event in background.moments]
    label = f"How {way.who.name} came to stand to {way.whom.name}: trust, affection and respect, day by day"
    return plots.plot(lines, marks, (minutes[known[0].event], now), label)


def _mark(step: Step, background: Background) -> Mark:
    moment = background.moments[step.event]
    name, shift = max(((name, step.shift(name)) for name in DRAWN), key=lambda one: abs(one[1]))
    label = f"Day {moment.day}, {moment.clock}: {step.reason}; {name} {signed(shift)}"
    minute = background.minutes[step.event]
    return Mark(minute, _signed(step.after, name), label, background.address(step.event), abs(shift))


def _signed(bond: Bond, name: str) -> float:
    found = history.level(bond, name)
    return 2 * found - 1 if name == "trust" else found


def _answer(way: Way, course: Course, background: Background) -> Answer:
    because = tuple(
        Because(step.shift(course.dimension), step.reason, named(step.rule), background.moments.get(step.event))
        for step in (course.causes if course.trend else ())
    )
    first = tuple(step.reason for step in history.beginnings(way.steps) if step.shift(course.dimension))
    return Answer(
        question=QUESTIONS[course.dimension][_asked(course)].format(who=way.who.short, whom=way.whom.short),
        way=_way(course, background),
        trend=course.trend,
        because=because,
        at_first=first,
    )


def _asked(course: Course) -> int:
    """Which of the questions a course answers."""
    middle, clear = (0.5, 0.1) if course.dimension == "trust" else (0.0, 0.15)
    if course.trend:
        crossed = (course.then - middle) * (course.now - middle) < 0
        return (0 if crossed else 1) if course.trend < 0 else (2 if crossed else 3)
    return 4 if course.now <= middle - clear else 6 if course.now >= middle + clear else 5


def _way(course: Course, background: Background) -> str:
    name = course.dimension.capitalize()
    if not course.trend:
        return f"{name} has hardly moved: {_number(course.now)}."
    since = background.minutes.get(course.since)
    when = f" since day {since // plots.DAY + 1}" if course.since and since is not None else " since the beginning"
    told = (
        f"{name} {'rose' if course.trend > 0 else 'fell'} from {_number(course.then)} to {_number(course.now)}{when}."
    )
    if abs(course.faded) >= history.STEADY and course.faded * course.way > 0:
        told += f" {signed(course.faded)} of it is time passing."
    return told


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _story(out: Direction, back: Direction) -> Iterable[str]:
    """What is telling about the two, in a sentence or two; that they do not match above all."""
    one, other = out.who.name, out.whom.name
    if out.side.step == back.side.step:
        yield f"{one} and {other} {MUTUAL[out.side.step]}."
    else:
        yield f"{one} {STANDS[out.side.step]} {other}; {other} {STANDS[back.side.step]} {one}."
    gap = out.side.trust - back.side.trust
    if abs(gap) >= GAP:
        more, less = (out, back) if gap > 0 else (back, out)
        much = "far more" if abs(gap) >= GULF else "more"
        trust = f"{_number(more.side.trust)} against {_number(less.side.trust)}"
        yield f"{more.who.name} trusts {less.who.name} {much} than the other way round, {trust}."


def _levels(out: Bond, back: Bond) -> Iterable[Level]:
    for name in history.READ:
        if name in ("attraction", "fear") and not (history.level(out, name) or history.level(back, name)):
            continue
        bars = [_signed(bond, name) for bond in (out, back)]
        yield Level(name, history.level(out, name), history.level(back, name), *bars)


def _changed(number: int, ways: Iterable[Way], background: Background) -> Changed:
    changes = [_summed(way, [step for step in way.steps if step.event == number]) for way in ways]
    return Changed(background.moments[number], tuple(change for change in changes if change.shifts))


def _summed(way: Way, steps: Sequence[Step]) -> Change:
    """What one moment did to one direction: its reasons, that they met only where there is no other."""
    if not steps:
        return Change(way.who, way.whom, "", ())
    told = [step.reason for step in steps if step.rule != CONTACT] or [steps[0].reason]
    whole = Step(steps[0].event, "", "", steps[0].before, steps[-1].after)
    return Change(way.who, way.whom, "; ".join(_merged(list(dict.fromkeys(told)))), tuple(whole.shifts()))


def _merged(reasons: Sequence[str]) -> list[str]:
    """Without what is said again: "A mocked B" is part of "A mocked B; B is slow to take offence"."""
    return [one for one in reasons if not any(other != one and other.startswith(one) for other in reasons)]


def _change(way: Way, step: Step) -> Change:
    return Change(way.who, way.whom, step.reason, tuple(step.shifts()))
