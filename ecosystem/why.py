"""Why a moment happened: what its people wanted, remembered and weighed, and what it changed between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from characters.minds import Reason
from characters.models import Event, Goal, Memory
from ecosystem import moments
from ecosystem.models import World
from ecosystem.moments import Moment, Person, in_a_row
from relationships.models import LedgerEntry

# How a dimension is said between two people: "trust in", "fear of".
TOWARDS = {
    "trust": "in", "affection": "for", "respect": "for", "familiarity": "with", "attraction": "to", "fear": "of",
}  # fmt: skip
# Memories shown of each person.
MOST_RECALLED = 3
# A mood that moves somebody by less than this is not worth telling.
FELT = 0.01
# What reads as less for a bond when it grows.
UNWELCOME = frozenset({"fear"})
# How the rules begin by which people who steer a world keep something back.
REIN = "rein."
VOICES = {
    Event.Voiced.HOUSE: "Worded by the house voice",
    Event.Voiced.MODEL: "Worded by the model",
    Event.Voiced.LOCAL: "Worded by the local model",
    Event.Voiced.FALLBACK: "Worded by the house voice, because the model failed",
    Event.Voiced.PERSON: "In a person’s own words",
    Event.Voiced.NONE: "Not put into words",
}


@dataclass(frozen=True, slots=True)
class Weight:
    """One thing that weighed: for (above 0) or against, its share of the heaviest, 0..1, and the rule that says so."""

    text: str
    value: float
    share: float
    event: int | None
    rule: str

    @property
    def is_rein(self) -> bool:
        """Whether it tells of what people who steer the world do not let anybody do."""
        return self.rule.startswith(REIN)


@dataclass(frozen=True, slots=True)
class Weighed:
    person: Person
    question: str
    weights: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """One thing that changed between two people: before and after, in -1..1 or 0..1, and why."""

    what: str
    before: str
    after: str
    kind: str
    # What was the reason, with the rule behind it.
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Recalled:
    """What came to one person's mind, weightiest first."""

    person: Person
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caught:
    """Whom somebody's mood reached: what of it passed, and each by name with how far it moved them."""

    person: Person
    what: str
    reached: tuple[tuple[Person, str, str], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    moment: Moment
    goals: list[str]
    weighed: list[Weighed]
    recalled: list[Recalled]
    shifts: list[Shift]
    # The same between others: those who saw it think differently of each other now.
    ripples: list[Shift]
    feelings: list[tuple[str, str]]
    # Whose mood spread to whom of those who were there.
    spread: list[Caught]
    witnesses: str
    # What it answers: an earlier moment, where one moved them.
    answers: Moment | None
    voice: str
    fell_back: bool


def of(world: World, event: Event, people: Mapping[int, Person]) -> Explanation:
    """Five queries, however much there is to explain."""
    involved = {event.initiator_id, *event.responder_ids}
    shifts = [
        (effect["source"] in involved and effect["target"] in involved, shift)
        for effect, shift in _shifts(event, people)
    ]
    earlier = Event.objects.filter(world=world, number=event.cause) if event.cause else Event.objects.none()
    return Explanation(
        moment=moments.of(people, [event])[0],
        goals=[goal.text for goal in _served(event)],
        weighed=list(_weighed(event, people)),
        recalled=_recalled(event, people),
        shifts=[shift for between, shift in shifts if between],
        ripples=[shift for between, shift in shifts if not between],
        feelings=_feelings(event, people),
        spread=_spread(event, people),
        witnesses=in_a_row([people[who].name for who in event.witness_ids if who in people]),
        answers=next(iter(moments.of(people, earlier)), None),
        voice=_voice(event),
        fell_back=event.voiced_by == Event.Voiced.FALLBACK,
    )


def _served(event: Event) -> list[Goal]:
    """The initiator's goals that an act like this one serves."""
    goals = Goal.objects.filter(holder=event.initiator_id) if event.initiator_id else Goal.objects.none()
    return [goal for goal in goals if event.act in goal.acts and goal.target_id in (None, *event.responder_ids)]


def _weighed(event: Event, people: Mapping[int, Person]) -> Iterable[Weighed]:
    by_person: dict[int, list[Reason]] = {}
    for told in event.reasons:
        reason = Reason(told["rule"], told["text"], told["weight"], told.get("event"))
        by_person.setdefault(told["who"], []).append(reason)
    for who, reasons in by_person.items():
        if who not in people:
            continue
        # What the rein kept back may weigh more than all that was done for, and would dwarf it.
        heaviest = max((abs(one.weight) for one in reasons if not one.rule.startswith(REIN)), default=0.0) or 1.0
        weights = tuple(
            Weight(one.text, one.weight, round(min(1.0, abs(one.weight) / heaviest), 3), one.event, named(one.rule))
            for one in sorted(reasons, key=lambda reason: -abs(reason.weight))
        )
        yield Weighed(people[who], _question(event, who, people[who].name), weights)


def _recalled(event: Event, people: Mapping[int, Person]) -> list[Recalled]:
    by_person: dict[int, list[str]] = {}
    memories = Memory.objects.filter(pk__in=event.recalled).order_by("-importance", "pk")
    for owner, text in memories.values_list("owner", "text"):
        by_person.setdefault(owner, []).append(text)
    involved = [event.initiator_id, *event.responder_ids]
    return [
        Recalled(people[who], tuple(by_person[who][:MOST_RECALLED]))
        for who in involved
        if who in by_person and who in people
    ]


def _question(event: Event, who: int, name: str) -> str:
    if who == event.initiator_id:
        return f"What moved {name}"
    if len(event.responder_ids) > 1:
        return f"How {name} took it"
    return f"Why {name} {'went along' if event.accepted else 'would not'}"


def _shifts(event: Event, people: Mapping[int, Person]) -> Iterable[tuple[Mapping[str, int], Shift]]:
    reasons: dict[tuple[int, int, str], dict[str, str]] = {}
    for entry in LedgerEntry.objects.filter(world=event.world_id, event=event.number).order_by("pk"):
        key = (entry.source_id, entry.target_id, entry.dimension.split("_")[0])
        reasons.setdefault(key, {}).setdefault(entry.reason, named(entry.rule))
    for effect in _summed(event.effects):
        source, target, dimension = people.get(effect["source"]), people.get(effect["target"]), effect["dimension"]
        if source is None or target is None or dimension == "familiarity" or unmoved(effect):
            continue
        grew = effect["after"] > effect["before"]
        shift = Shift(
            what=f"{source.name}’s {dimension} {TOWARDS.get(dimension, 'towards')} {target.name}",
            before=signed(effect["before"]),
            after=signed(effect["after"]),
            kind="up" if grew != (dimension in UNWELCOME) else "down",
            reasons=tuple(reasons.get((source.id, target.id, dimension), {}).items()),
        )
        yield effect, shift


def _summed(effects: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What several rules did to the same at once as one: from where it stood before to where it came to."""
    found: dict[tuple[int, int, str], dict[str, Any]] = {}
    for effect in effects:
        key = effect["source"], effect["target"], effect["dimension"]
        found.setdefault(key, dict(effect))["after"] = effect["after"]
    return list(found.values())


def unmoved(effect: Mapping[str, Any]) -> bool:
    """Whether a reader would see the same number twice."""
    return signed(effect["before"]) == signed(effect["after"])


def named(rule: str) -> str:
    """The key of a rule as people read it: "likes them", "nature.warmth"."""
    return rule.replace("_", " ")


def signed(value: float) -> str:
    """Two decimals with a true minus."""
    return f"{value:.2f}".replace("-", "−")


def _feelings(event: Event, people: Mapping[int, Person]) -> list[tuple[str, str]]:
    felt: dict[str, list[str]] = {}
    for one in event.feelings:
        if one["who"] in people:
            felt.setdefault(people[one["who"]].name, []).append(f"{_strength(one['intensity'])}{one['emotion']}")
    return [(name, in_a_row(words)) for name, words in felt.items()]


def _spread(event: Event, people: Mapping[int, Person]) -> list[Caught]:
    """Moods that passed between those who were there; whoever's reached most comes first."""
    by_source: dict[int, list[Mapping[str, float]]] = {}
    for one in event.ripples:
        moved = max(abs(one["pleasure"]), abs(one["arousal"]))
        if one["source"] in people and one["target"] in people and moved >= FELT:
            by_source.setdefault(one["source"], []).append(one)
    found = []
    for source, ripples in by_source.items():
        ripples.sort(key=lambda one: -abs(one["pleasure"]) - abs(one["arousal"]))
        reached = tuple((people[int(one["target"])], _lift(one["pleasure"]), _stir(one["arousal"])) for one in ripples)
        found.append(Caught(people[source], _mood_of(ripples), reached))
    return sorted(found, key=lambda one: -len(one.reached))


def _mood_of(ripples: Sequence[Mapping[str, float]]) -> str:
    pleasure, arousal = (sum(one[part] for one in ripples) for part in ("pleasure", "arousal"))
    if abs(arousal) > 1.5 * abs(pleasure):
        return "unrest" if arousal > 0 else "calm"
    return "good spirits" if pleasure > 0 else "low spirits"


def _lift(pleasure: float) -> str:
    return f"{'lifted' if pleasure > 0 else 'lowered'} {signed(abs(pleasure))}" if abs(pleasure) >= FELT else ""


def _stir(arousal: float) -> str:
    return f"{'stirred' if arousal > 0 else 'calmed'} {signed(abs(arousal))}" if abs(arousal) >= FELT else ""


def _strength(intensity: float) -> str:
    return "a little " if intensity < 0.25 else "great " if intensity >= 0.6 else ""


def _voice(event: Event) -> str:
    said = VOICES.get(Event.Voiced(event.voiced_by), "")
    if event.model and event.voiced_by in (Event.Voiced.MODEL, Event.Voiced.LOCAL):
        tokens = event.prompt_tokens + event.completion_tokens
        return f"{said} {event.model}" + (f" in {tokens:,} tokens" if tokens else "")
    return said
