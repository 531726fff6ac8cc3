"""What a turn did, as stories see it: the bridge from decided scenes to happenings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from characters.minds import Mind
from ecosystem.scenes import Decision, Development, Injection, Scene, Snapshot
from relationships.bonds import DIMENSIONS
from storytelling import drama, weaving
from storytelling.happenings import Aim, Felt, Happening, Person, Shift
from storytelling.loom import Loom, Woven
from storytelling.matching import Matcher
from storytelling.outline import Outline
from storytelling.patterns import catalogue
from storytelling.seeds import Seed
from storytelling.standing import opened


def people(seen: Snapshot) -> Mapping[int, Person]:
    return {who: _person(seen, mind) for who, mind in seen.minds.items()}


def _person(seen: Snapshot, mind: Mind) -> Person:
    group = min(mind.groups, default="")
    aims = tuple(Aim(goal.text, goal.target, goal.priority) for goal in mind.goals)
    wounds = tuple(wound.text for wound in mind.wounds)
    return Person(mind.id, mind.name, seen.speakers[mind.id].key, group, mind.values, mind.pronouns, aims, wounds)


def happenings(seen: Snapshot, decided: Decision) -> Iterator[Happening]:
    """Everything that a turn adds to the log, numbered as the log numbers it."""
    for number, injection in enumerate(seen.injections, seen.log_position + 1):
        yield _injected(seen, injection, number)
    for one in decided.happenings:
        yield _happened(seen, decided, one)


def _injected(seen: Snapshot, injection: Injection, number: int) -> Happening:
    present = tuple(who for who, mind in seen.minds.items() if injection.place in ("", mind.place))
    return Happening(
        number, seen.generation + 1, seen.minute, "injection", place=injection.place, witnesses=present, importance=0.7
    )


def _happened(seen: Snapshot, decided: Decision, one: Scene | Development) -> Happening:
    if isinstance(one, Scene):
        kind, act = ("interaction" if one.responses else "solitary"), one.act
        responders, accepted = one.responders, one.accepted
        # The words may add to a scene's sentiment; what was decided is what stories go by.
        sentiment = one.polarity
    else:
        kind, act = ("development" if one.kind else "narration"), one.kind
        responders, accepted, sentiment = one.others, None, one.polarity
    return Happening(
        number=one.number,
        turn=seen.generation + 1,
        minute=decided.minute,
        kind=kind,
        act=act,
        initiator=one.initiator,
        responders=responders,
        witnesses=one.witnesses,
        accepted=accepted,
        place=one.place,
        importance=one.importance,
        sentiment=sentiment,
        tags=one.tags,
        cause=one.cause,
        shifts=tuple(Shift(change.source, change.target, change.dimension, change.delta) for change in one.changes),
        feelings=tuple(Felt(felt.who, felt.emotion.name, felt.emotion.intensity) for felt in one.feelings),
        news=one.clauses.get("news", ""),
    )


@dataclass
class Tale:
    """The stories of a world that is played in memory, woven as a real one's are."""

    loom: Loom
    log: dict[int, Happening] = field(default_factory=dict)
    # Every seed and story there has been, as it was last.
    seeds: dict[int, Seed] = field(default_factory=dict)
    stories: dict[int, Outline] = field(default_factory=dict)
    wants: tuple[drama.Want, ...] = ()
    drama: str = "balanced"

    @classmethod
    def begun(cls, seen: Snapshot, drama: str = "balanced") -> Tale:
        """With the world as it is now for a beginning."""
        shifts = [
            Shift(*pair, dimension, getattr(bond, dimension))
            for pair, bond in seen.bonds.items()
            for dimension in DIMENSIONS
        ]
        return cls(Loom(Matcher(catalogue(), opened(shifts, people(seen), seen.genre))), drama=drama)

    def follow(self, seen: Snapshot, decided: Decision) -> Woven:
        """Take in one turn."""
        turn = list(happenings(seen, decided))
        self.log |= {one.number: one for one in turn}
        woven = weaving.advance(self.loom, turn, self.found)
        self.seeds |= woven.seeds
        self.stories |= woven.stories
        self.wants = self.loom.wants(drama.STRENGTHS[self.drama])
        return woven

    def found(self, numbers: Collection[int]) -> Mapping[int, Happening]:
        return {number: self.log[number] for number in numbers if number in self.log}
