"""Wounds: when a hurt stays, what brings it back, what heals it, and what is left of it.

A hurt stays when it is deep, comes from somebody near and meets a nervous temper. What reminds of it makes every pain
stronger and wears it in (sensitisation). It heals in safe company, told to somebody who listens, after three safe
contacts in a row, as in dda_scaffold's healing field (`simulate_healing_field.py`); what hurts again sets it back.
Unlike "Years of Lead", which adds the remaining hurt daily, healing here only ever lessens what is left. Sizes ours.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from characters.minds import Healing, Mind, Wound
from characters.personality import grown

# A hurt of this severity stays.
OPENS = 0.32
# Nobody is wounded as deeply as not to be wounded more.
DEEPEST = 0.95
# A stranger can do this much of what the dearest can.
STRANGER = 0.2
# Somebody with this many open wounds is not given one more: what comes goes into the old ones.
MOST_OPEN = 4
# How surely each thing brings it back: whoever dealt it, a deed of its kind, the place.
PERSON, TAG, PLACE = 1.0, 0.7, 0.4
# Being brought back wears it in by so much, and once in so many minutes.
SENSITISED = 0.02
AGAIN = 240
# From this likeness on the memory comes unbidden.
UNBIDDEN = 0.7
# Trust from which company is safe, and how many safe contacts it takes before anything heals.
SAFE_TRUST = 0.6
FIRST_SAFE = 3
# More safe contacts than this are no reserve against an unsafe one.
MOST_SAFE = 6
# What telling somebody heals, what company alone, and what amends of the one who dealt it.
DISCLOSURE, COMPANY, AMENDS = 0.16, 0.05, 0.12
# What being hurt again undoes; a new wound by the same hand undoes more, and deepens it.
SETBACK = 0.05
TORN_OPEN = 0.15
DEEPENED = 0.1
# So far healed, it is a scar.
SCAR = 0.9
# A setback is told of where it had healed so far; below that there was little to lose.
WORTH_TELLING = 0.5
# What somebody grows by a scar, and by all their scars together, in one trait.
GROWTH, MOST_GROWTH = 0.05, 0.15
# Steps kept of a wound's course.
MOST_STEPS = 30
TEXT = 160
PRONOUNS = {"she": ("she", "her", "her"), "he": ("he", "his", "him"), "they": ("they", "their", "them")}


@dataclass(frozen=True, slots=True)
class Reminder:
    """What happens around somebody: who is in it, where, the tag of the deed, and how harmful it is."""

    persons: frozenset[int]
    place: str
    tag: str
    harm: float
    minute: int
    event: int


@dataclass(frozen=True, slots=True)
class Aim:
    """What somebody may set themselves because of a wound: to get over it."""

    text: str
    wish: str
    acts: frozenset[str]
    priority: float
    why: str
    event: int


def severity(hurt: float, closeness: float, neuroticism: float) -> float:
    """How deep a hurt of 0..1 goes, from somebody so close, in somebody so nervous."""
    return min(DEEPEST, hurt * closeness * (0.5 + neuroticism))


def closeness(affection: float, attraction: float) -> float:
    """How near somebody is, .2..1, by what one feels for them."""
    return STRANGER + (1 - STRANGER) * max(0.0, affection, attraction)


def smart(wound: Wound) -> float:
    """How much a wound still hurts, 0..1."""
    return wound.severity * (1 - wound.healed)


def opened(mind: Mind, wound: Wound) -> Mind:
    """With one wound more, dealt just now."""
    first = Healing(wound.minute, wound.event, 0.0, "It was dealt")
    return replace(mind, wounds=(*mind.wounds, replace(wound, stirred=wound.minute, course=(first,))))


def same_hand(mind: Mind, persons: Collection[int]) -> Wound | None:
    """An open wound by one of these people: a further hurt by them goes into it."""
    return next((one for one in mind.wounds if not one.persons.isdisjoint(persons)), None)


def torn_open(wound: Wound, minute: int, event: int, text: str) -> Wound:
    """Hurt again by the same hand: deeper than before, and less healed."""
    deeper = replace(
        wound, severity=min(DEEPEST, wound.severity + DEEPENED), healed=max(0.0, wound.healed - TORN_OPEN), safe=0,
        stirred=minute,
    )  # fmt: skip
    return _stepped(deeper, minute, event, text)


def likeness(wound: Wound, reminder: Reminder) -> float:
    """How surely what happens brings the wound back, 0..1; what dealt it does not remind of itself."""
    if reminder.event == wound.event:
        return 0.0
    found = 0.0
    if not wound.persons.isdisjoint(reminder.persons):
        found = PERSON
    elif reminder.tag in wound.tags and reminder.harm > 0:
        found = TAG
    elif wound.place and reminder.place == wound.place and reminder.harm > 0:
        found = PLACE
    return found


def sharpened(mind: Mind, reminder: Reminder) -> tuple[Wound | None, float]:
    """The wound that is touched most, and by how much it multiplies what hurts: 1 + what still smarts x likeness."""
    touched = [(smart(one) * likeness(one, reminder), one) for one in mind.wounds]
    most = max(touched, key=lambda pair: (pair[0], -pair[1].event), default=(0.0, None))
    return (most[1], 1 + most[0]) if most[0] > 0 else (None, 1.0)


def comes_unbidden(wound: Wound, reminder: Reminder) -> bool:
    """Whether the memory forces itself on its bearer now; it does not do so every minute."""
    return likeness(wound, reminder) >= UNBIDDEN and reminder.minute - wound.stirred >= AGAIN


def worn_in(wound: Wound, minute: int) -> Wound:
    """After it came back: a little deeper than before."""
    return replace(wound, severity=min(DEEPEST, wound.severity + SENSITISED), stirred=minute)


def unsafe(wound: Wound, reminder: Reminder) -> Wound:
    """After being hurt in a way that reminds of it."""
    back = replace(wound, safe=max(0, wound.safe - 1), healed=max(0.0, wound.healed - SETBACK))
    return _stepped(back, reminder.minute, reminder.event, "It was touched on") if wound.healed else back


def safe(wound: Wound) -> Wound:
    return wound if wound.safe >= MOST_SAFE else replace(wound, safe=wound.safe + 1)


def listened(agreeableness: float, neuroticism: float) -> float:
    """How well telling a listener so kind does somebody so nervous, 0..1."""
    return agreeableness * (1 - neuroticism / 2)


def eased(wound: Wound, amount: float, minute: int, event: int, text: str) -> Wound:
    """Healed by some more, if there have been safe contacts enough."""
    if wound.safe < FIRST_SAFE or amount <= 0:
        return wound
    return _stepped(replace(wound, healed=min(1.0, wound.healed + amount)), minute, event, text)


def is_scar(wound: Wound) -> bool:
    return wound.healed >= SCAR


def scarred(mind: Mind, wound: Wound, minute: int) -> Mind:
    """The wound closed, and its bearer grown by it, as far as one grows by wounds."""
    grows = growth_of(wound)
    by = min(GROWTH, MOST_GROWTH - mind.growth.get(grows, 0.0))
    closed = replace(wound, closed=minute, growth=grows if by > 0 else "")
    wounds = tuple(closed if one.event == wound.event else one for one in mind.wounds)
    if by <= 0:
        return replace(mind, wounds=wounds)
    growth = {**mind.growth, grows: round(mind.growth.get(grows, 0.0) + by, 4)}
    # A match is kept by the sheet's version, and this person is no longer as the sheet has it.
    return replace(
        mind, wounds=wounds, growth=growth, personality=grown(mind.personality, {grows: by}), sheet=(0, 0)
    )  # fmt: skip


def growth_of(wound: Wound) -> str:
    """Who was often thrown back has learnt to hold on; who was carried has learnt to be kind."""
    setbacks = sum(
        later.healed < earlier.healed for earlier, later in zip(wound.course, wound.course[1:], strict=False)
    )
    return "conscientiousness" if setbacks > 1 else "agreeableness"


def retold(wound: Wound, name: str, pronouns: str) -> str:
    """What was done, of one who has just been named: "Mr Wickham betrayed her"."""
    subject, owned, whom = PRONOUNS.get(pronouns, PRONOUNS["they"])
    told = wound.text
    if told.startswith(f"{name} "):
        told = f"{subject}{told.removeprefix(name)}"
    return told.replace(f"{name}’s", owned).replace(f"{name}'s", owned).replace(name, whom)


def with_wound(mind: Mind, wound: Wound) -> Mind:
    """With this wound in place of what it was before."""
    return replace(mind, wounds=tuple(wound if one.event == wound.event else one for one in mind.wounds))


def aim(mind: Mind) -> Aim | None:
    """The goal that the deepest open wound suggests: to get over it, with the help of others."""
    worst = max(mind.wounds, key=smart, default=None)
    if worst is None or smart(worst) < 0.2:
        return None
    return Aim(
        text="to get over an old hurt",
        wish="be done with what was done to me",
        acts=frozenset({"confide", "ask_help", "reminisce", "embrace", "reflect", "forgive"}),
        priority=round(min(0.9, 0.3 + 0.6 * smart(worst)), 2),
        why=f"{mind.name} has not got over it that {retold(worst, mind.name, mind.pronouns)}"[:200],
        event=worst.event,
    )


def _stepped(wound: Wound, minute: int, event: int, text: str) -> Wound:
    healed = round(wound.healed, 4)
    step = Healing(minute, event, healed, text[:TEXT])
    return replace(wound, healed=healed, course=(*wound.course[:1], *wound.course[1:][-(MOST_STEPS - 2) :], step))
