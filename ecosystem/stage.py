"""The world in the middle of a turn: everybody as they are by now, changed scene by scene; in the end a Decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from characters import composure, mood, needs
from characters.minds import Mind
from ecosystem.deeds import NO_LOG, Log
from ecosystem.scenes import Decision, Development, Effect, Feeling, Ripple, Scene, Sleep, Snapshot, Stirring
from relationships import fading, stages
from relationships.bonds import Bond, Change, applied
from relationships.society import Society, by_person

Pair = tuple[int, int]
Found = TypeVar("Found")
DAY = 24 * 60


def aged(mind: Mind, since: int, minute: int) -> Mind:
    """Somebody after minutes in which nothing happened to them: moods fade, needs grow, energy runs down."""
    passed = minute - since
    if passed <= 0:
        return mind
    faded = mood.decay(mind.mood, mood.baseline(mind.personality), passed)
    return replace(
        mind,
        mood=faded,
        emotions=mood.faded(mind.emotions, minute),
        needs=needs.decayed(mind.needs, passed),
        energy=needs.tired(mind.energy, passed),
        social_capacity=needs.after_solitude(mind.social_capacity, mind.personality, passed),
        strain=composure.strained(mind, faded.pleasure, minute, passed),
    )


@dataclass
class Stage:
    """Lives only inside one call of `decide`; who was never looked at stays as they were observed."""

    seen: Snapshot
    minute: int
    minds: dict[int, Mind] = field(default_factory=dict)
    bonds: dict[Pair, Bond] = field(default_factory=dict)
    sleeps: dict[int, Sleep] = field(default_factory=dict)
    doing: dict[int, str] = field(default_factory=dict)
    society: Society = field(default_factory=Society)
    # What has happened so far in this turn, in order; the index is the number less that of the first.
    happenings: list[Scene | Development] = field(default_factory=list)
    # Mechanisms that are switched off, to see what they are good for.
    without: frozenset[str] = frozenset()
    # Whose mind something other than a scene of theirs has changed; only such are written back.
    moved: set[int] = field(default_factory=set)
    # The facts of each kind by those they concern, as long as none of the kind changes.
    read: dict[str, tuple[object, Mapping[int, tuple[Any, ...]]]] = field(default_factory=dict)
    # What was made of the facts for somebody, as long as none of any kind changes.
    made: dict[tuple[str, int], Any] = field(default_factory=dict)
    made_of: Society = field(default_factory=Society)
    # Who is where, as long as nobody walks.
    there: dict[str, list[int]] = field(default_factory=dict)
    # What has passed between any two, as the turn found it.
    log: Log = NO_LOG
    # Where turns go in rounds: who has begun something in this one.
    round: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.society = self.seen.society
        self.round = self.seen.rein.round

    @property
    def next_number(self) -> int:
        """The number that the next happening has in the log; injections and nightfall come first."""
        return first_number(self.seen) + len(self.happenings)

    def add(self, happening: Scene | Development) -> None:
        self.happenings.append(replace(happening, number=self.next_number))

    def happening(self, number: int) -> Scene | Development:
        """What has that number, with what came of it so far."""
        return self.happenings[number - first_number(self.seen)]

    def develop(self, development: Development) -> int:
        """Let something come of things: its changes and feelings take hold; returns its number in the log."""
        held, effects = self.change(development.changes)
        self.feel(development.feelings)
        self.add(replace(development, changes=held, effects=(*development.effects, *effects)))
        return self.next_number - 1

    def amend(
        self,
        number: int,
        *,
        changes: Sequence[Change] = (),
        feelings: Sequence[Feeling] = (),
        ripples: Sequence[Ripple] = (),
        tags: Sequence[str] = (),
    ) -> None:
        """More that came of something which happened in this turn; changes and feelings take hold."""
        held, effects = self.change(changes)
        self.feel(feelings)
        index = number - first_number(self.seen)
        one = self.happenings[index]
        self.happenings[index] = replace(
            one,
            changes=(*one.changes, *held),
            effects=(*one.effects, *effects),
            feelings=(*one.feelings, *feelings),
            ripples=(*one.ripples, *ripples),
            tags=(*one.tags, *tags),
        )

    def facts(self, kind: str, who: int) -> tuple[Any, ...]:
        """The facts of the kind that concern somebody, in the order of their making."""
        held = getattr(self.society, kind)
        known = self.read.get(kind)
        if known is None or known[0] is not held:
            known = held, by_person(held)
            self.read[kind] = known
        return known[1].get(who, ())

    def once(self, name: str, who: int, find: Callable[[], Found]) -> Found:
        """What `find` makes of the log and the facts for somebody, found again only when a fact has changed."""
        if self.made_of is not self.society:
            self.made, self.made_of = {}, self.society
        if (name, who) not in self.made:
            self.made[name, who] = find()
        found: Found = self.made[name, who]
        return found

    def mind(self, who: int) -> Mind:
        if who not in self.minds:
            self.minds[who] = aged(self.seen.minds[who], self.seen.as_of[who], self.minute)
        return self.minds[who]

    def bond(self, source: int, target: int) -> Bond:
        pair = source, target
        return self.bonds.get(pair) or self.seen.bonds.get(pair) or Bond(source, target)

    def present(self, place: str, apart_from: Iterable[int] = ()) -> list[int]:
        """Who is at the place by now, in the cast's order."""
        if not self.there:
            for who in self.seen.minds:
                self.there.setdefault(self.place(who), []).append(who)
        apart = set(apart_from)
        return [who for who in self.there.get(place, ()) if who not in apart]

    def pace(self, who: int) -> str:
        return self.seen.paces.get(who) or self.seen.rein.pace

    def place(self, who: int) -> str:
        return (self.minds.get(who) or self.seen.minds[who]).place

    def place_name(self, key: str) -> str:
        place = self.seen.setting.places.get(key)
        return place.name if place else "the open"

    def move(self, who: int, place: str) -> None:
        self.minds[who] = replace(self.mind(who), place=place)
        self.there.clear()
        self.doing[who] = f"Walking to {self.place_name(place)}"
        self.sleeps[who] = Sleep(self.minute, ("",))

    def change(self, changes: Sequence[Change]) -> tuple[tuple[Change, ...], tuple[Effect, ...]]:
        """Let changes take hold; returns those that did, and what they look like to the eye."""
        by_pair: dict[Pair, list[Change]] = {}
        for one in changes:
            by_pair.setdefault((one.source, one.target), []).append(one)
        held: list[Change] = []
        effects: list[Effect] = []
        for pair, wanted in by_pair.items():
            before = self.bond(*pair)
            # Time is reckoned with when two meet again, a night at a time.
            nights = self.minute // DAY - before.minute // DAY
            after, took = applied(before, [*fading.faded(before, nights), *wanted] if nights else wanted)
            stage = stages.stage(after, before.stage, self.bond(pair[1], pair[0]))
            self.bonds[pair] = replace(after, stage=stage, minute=self.minute)
            held += took
            effects += effects_of(before, self.bonds[pair])
        return tuple(held), tuple(effects)

    def set_mind(self, mind: Mind) -> None:
        """A mind that a mechanism has changed; it is written back whether or not its owner acts in this turn."""
        self.minds[mind.id] = mind
        self.moved.add(mind.id)

    def feel(self, feelings: Sequence[Feeling]) -> None:
        for feeling in feelings:
            self._raise(feeling, 0.0)

    def stir(self, number: int, stirring: Stirring) -> None:
        """An old hurt that came to somebody's mind in a scene of this turn."""
        index = number - first_number(self.seen)
        one = self.happenings[index]
        if isinstance(one, Scene):
            self.happenings[index] = replace(one, stirrings=(*one.stirrings, stirring))

    def deepen(self, number: int, feelings: Sequence[Feeling]) -> None:
        """Feelings that something brought up: one that it has stirred already is only raised to the new strength."""
        index = number - first_number(self.seen)
        one = self.happenings[index]
        held = {(felt.who, felt.emotion.name, felt.emotion.about): felt for felt in one.feelings}
        for feeling in feelings:
            key = feeling.who, feeling.emotion.name, feeling.emotion.about
            before = held[key].emotion.intensity if key in held else 0.0
            if feeling.emotion.intensity > before:
                held[key] = feeling
                self._raise(feeling, before)
        self.happenings[index] = replace(one, feelings=tuple(held.values()))

    def _raise(self, feeling: Feeling, before: float) -> None:
        self.moved.add(feeling.who)
        mind, emotion = self.mind(feeling.who), feeling.emotion
        more = emotion.intensity - before
        moved = mood.felt(mind.mood, emotion.name, more, mind.personality.neuroticism)
        self.minds[feeling.who] = replace(mind, mood=moved, emotions=mood.stirred(mind.emotions, emotion))

    def decision(self, considered: int) -> Decision:
        scenes = [one for one in self.happenings if isinstance(one, Scene)]
        acted = {who for scene in scenes for who in (scene.initiator, *scene.responders, *scene.witnesses)}
        touched = acted | set(self.sleeps) | self.moved
        return Decision(
            minute=self.minute,
            happenings=tuple(self.happenings),
            society=self.society,
            minds={who: self.minds[who] if who in touched and who in self.minds else mind
                   for who, mind in self.seen.minds.items()},
            bonds={**self.seen.bonds, **self.bonds},
            sleeps={**self.seen.sleeps, **self.sleeps},
            doing={who: self.doing.get(who, speaker.doing) for who, speaker in self.seen.speakers.items()},
            round=self.round,
            considered=considered,
        )  # fmt: skip


def first_number(seen: Snapshot) -> int:
    """The number of the first thing that a turn decides on: what people injected is numbered before it."""
    return seen.log_position + len(seen.injections) + 1


def effects_of(before: Bond, after: Bond) -> list[Effect]:
    """What changed between two, trust as its mean."""
    found = []
    for dimension in ("trust", "affection", "respect", "familiarity", "attraction", "fear"):
        was, now = getattr(before, dimension), getattr(after, dimension)
        if abs(now - was) >= 0.0005:
            found.append(Effect(before.source, before.target, dimension, round(was, 4), round(now, 4)))
    return found


def everybody_rested(seen: Snapshot, minute: int) -> Mapping[int, Mind]:
    """The cast after a night: rested, hungry for company, feelings slept on."""
    return {
        who: replace(
            composure.slept(aged(mind, seen.as_of[who], minute)), energy=1.0, social_capacity=1.0,
            needs={need: max(0.35, level) for need, level in mind.needs.items()},
        )
        for who, mind in seen.minds.items()
    }  # fmt: skip
