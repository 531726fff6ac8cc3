"""What an act changes between those who took part in it, those it was about and those who saw it.

Effects come from the act's data (`acts.yaml`), scaled by who takes them and by how much room is left. Witnesses judge
by the "leading eight" (Ohtsuki & Iwasa 2004): harm to somebody one distrusts counts as justified. What an apology
mends depends on what was broken (Kim et al. 2004) and on whether anger still burns (Ma 2019). The sizes are ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from characters import mood
from characters.minds import Mind
from characters.personality import trait
from relationships import matches, trust
from relationships.acts import ACTS, Act, Effect
from relationships.bonds import Bond, Change
from relationships.dealings import Third

# What a meeting adds to how well two know each other, before it is scaled by how much is left to learn.
CONTACT = 0.02
# A talk in private teaches this many times more.
PRIVATE_CONTACT = 1.5
# How much a sharp or a soft temper changes what is taken amiss.
TEMPER = 0.6
# How much a warm temper changes what is taken well.
WARMTH = 0.4
# Anger above this leaves no ear for an apology.
DEAF_ANGER = 0.6
# What words alone mend of a broken word (an integrity failure, Kim et al. 2004).
INTEGRITY_REPAIR = 0.3
# A witness changes this share of what the one concerned would.
WITNESS_SHARE = 0.3
# Trust at or below which a witness finds harm deserved.
DISTRUSTED = 0.3
# A tale by one who is trusted no more than this moves no feeling.
NO_CREDIT = 0.2
# An act at least this harmful makes a witness judge.
HARMFUL = 0.2
# What a harmful act costs the doer in remorse, for each part of harm and of agreeableness.
CONSCIENCE = 1.0
# Changes smaller than this are not worth a line in the ledger.
SLIGHTEST = 0.003
# The ledger keeps this much of a reason.
REASON_LENGTH = 200


class Felt(NamedTuple):
    who: int
    emotion: str
    intensity: float
    about: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one act does: changes for the ledger, feelings, needs filled (or emptied) and energy spent, by id."""

    changes: tuple[Change, ...]
    felt: tuple[Felt, ...]
    needs: Mapping[int, Mapping[str, float]]
    energy: Mapping[int, float]


def outcome(
    act: Act,
    accepted: bool,
    initiator: Mind,
    responder: Mind | None,
    bonds: tuple[Bond, Bond] | None,
    third: Third | None = None,
    *,
    mends: str = "",
) -> Outcome:
    """What the act does to the two (and to how the responder sees the third).

    `bonds` are initiator's to responder and back; `mends` is the key of the wrong that an act of repair is about.
    Deltas shrink as a dimension nears its end, so that nothing saturates by repetition.
    """
    result = act.result(accepted)
    people = {"initiator": initiator} | ({"responder": responder} if responder else {})
    others = {"initiator": responder.id if responder else None, "responder": initiator.id}
    felt = tuple(
        # What one is warned of is feared of the one warned about.
        Felt(people[role].id, emotion, intensity, third.id if third and emotion == "fear" and act.of else others[role])
        for role, feelings in result.feelings.items()
        if role in people
        for emotion, intensity in feelings.items()
    )
    if responder and (remorse := CONSCIENCE * act.harm * initiator.personality.agreeableness) > mood.FAINTEST:
        felt += (Felt(initiator.id, "remorse", remorse, responder.id),)
    needs = {people[role].id: gains for role, gains in result.needs.items() if role in people}
    energy = {initiator.id: act.energy} | ({responder.id: act.energy / 2} if responder else {})
    if responder is None or bonds is None:
        return Outcome((), felt, needs, energy)
    between = _Between(act, accepted, initiator, responder, bonds, third, mends)
    return Outcome(tuple(between.changes()), felt, needs, energy)


@dataclass(frozen=True, slots=True)
class _Between:
    act: Act
    accepted: bool
    initiator: Mind
    responder: Mind
    bonds: tuple[Bond, Bond]
    third: Third | None
    mends: str

    def changes(self) -> Iterator[Change]:
        yield from self._contact()
        for effect in self.act.result(self.accepted).effects:
            if "third" in (effect.source, effect.target):
                yield from self._about_third(effect)
            else:
                yield from self._direct(effect)

    def _contact(self) -> Iterator[Change]:
        amount = CONTACT * (PRIVATE_CONTACT if self.act.private else 1) * (1 if self.accepted else 0.5)
        for bond in self.bonds:
            delta = amount * (1 - bond.familiarity)
            if delta >= SLIGHTEST:
                yield Change(bond.source, bond.target, "familiarity", delta, "They spent time together", "contact")

    def _direct(self, effect: Effect) -> Iterator[Change]:
        bond = self.bonds[0] if effect.source == "initiator" else self.bonds[1]
        holder, other = (self.initiator, self.responder)
        if effect.source == "responder":
            holder, other = other, holder
        mending, ear = self._mending(holder)
        if effect.trust:
            importance = effect.trust * self.act.intensity * (mending if effect.trust > 0 else 1)
            good, bad = trust.added(bond.trust_good, bond.trust_bad, importance, breach=self.act.breach)
            yield from self._evidence(bond, good, bad, ear)
        for dimension, delta in effect.steps():
            factor, note = scale(dimension, delta, holder, other)
            if delta > 0:
                factor, note = factor * mending, ear or note
            yield from self._change(bond, dimension, delta * factor * room(bond, dimension, delta), note)

    def _about_third(self, effect: Effect) -> Iterator[Change]:
        if self.third is None:
            return
        if effect.source == "third":
            if self.third.present:
                bond = Bond(self.third.id, self.responder.id)
                for dimension, delta in effect.steps():
                    yield from self._change(bond, dimension, delta, f"{self.third.name} saw it")
            return
        # Hearsay is worth what its teller is worth to the hearer.
        teller = self.bonds[1]
        bond = self.third.theirs
        note = f"{self.responder.name} has it from {self.initiator.name}"
        if effect.trust:
            believed = trust.opinion(teller.trust_good, teller.trust_bad)
            importance = effect.trust * self.act.intensity * self.third.weight
            good, bad = trust.heard(bond.trust_good, bond.trust_bad, believed, importance)
            yield from self._evidence(bond, good, bad, note)
        for dimension, delta in effect.steps():
            moved = delta * self.third.weight
            yield from self._change(bond, dimension, moved * credited(teller) * room(bond, dimension, moved), note)

    def _mending(self, holder: Mind) -> tuple[float, str]:
        """How much of what should mend does, and why not more."""
        if self.act.family != "repair" or holder is not self.responder:
            return 1.0, ""
        if mood.intensity(holder.emotions, "anger", self.initiator.id) > DEAF_ANGER:
            return 0.0, f"{holder.name} is too angry to hear it"
        if self.act.key == "apologise" and self.mends in ACTS and ACTS[self.mends].family == "treachery":
            return INTEGRITY_REPAIR, "words mend little of a broken faith"
        return 1.0, ""

    def _evidence(self, bond: Bond, good: float, bad: float, note: str) -> Iterator[Change]:
        yield from self._change(bond, "trust_good", good, note)
        yield from self._change(bond, "trust_bad", bad, note)

    def _change(self, bond: Bond, dimension: str, delta: float, note: str) -> Iterator[Change]:
        if abs(delta) >= SLIGHTEST:
            third = self.third.name if self.third else ""
            text = self.act.sentence(self.initiator.name, self.responder.name, third, accepted=self.accepted)
            text = f"{text}; {note}" if note else text
            rule = f"{self.act.key}.{'accepted' if self.accepted else 'refused'}"
            yield Change(bond.source, bond.target, dimension, delta, text[:REASON_LENGTH], rule)


def scale(dimension: str, delta: float, holder: Mind, other: Mind) -> tuple[float, str]:
    """How much more or less than most `holder` takes a change, and the trait that does it, in words."""
    own = holder.personality
    if dimension == "fear":
        return 1 + TEMPER * (own.neuroticism - 0.5), ""
    if dimension == "attraction":
        return 1.0, ""
    if delta < 0:
        sharp = 1 + TEMPER * (own.neuroticism - 0.5)
        soft = 1 - TEMPER * (own.agreeableness - 0.5)
        factor = sharp * soft
        if factor >= 1.15:
            return factor, f"{holder.name} takes things to heart"
        return factor, f"{holder.name} is slow to take offence" if factor <= 0.85 else ""
    warm = 1 + WARMTH * (trait(own, "friendliness") - 0.5)
    if dimension != "affection":
        return warm, ""
    suits = matches.between(holder, other)
    note = f"{other.name} suits {holder.name}" if suits >= 0.65 else ""
    # Twice the middling match gives half as much again.
    return warm * (0.5 + suits), note if suits >= 0.4 else f"{other.name} does not suit {holder.name}"


def room(bond: Bond, dimension: str, delta: float) -> float:
    """The share of a change that a dimension has room for, 0..1: it shrinks with the square of what is left."""
    value: float = getattr(bond, dimension)
    left = 1 - abs(value) if value * delta > 0 else 1.0
    return left * left


def credited(teller: Bond) -> float:
    """How far a tale moves whoever trusts its teller so: not at all where they are sure that it is a liar."""
    return max(0.0, (teller.trust - NO_CREDIT) / (1 - NO_CREDIT))


def witnessed(
    act: Act, accepted: bool, witness: Mind, to_initiator: Bond, to_responder: Bond, names: tuple[str, str]
) -> Outcome:
    """What it does to somebody who saw it; `names` are the initiator's and the responder's."""
    doer = to_initiator.target
    if act.harm >= HARMFUL and deserved(to_responder):
        return Outcome((), (Felt(witness.id, "gloating", act.harm * 0.6, to_responder.target),), {}, {})
    emotions = act.result(accepted).feelings.get("witness", {})
    felt = tuple(Felt(witness.id, emotion, intensity, doer) for emotion, intensity in emotions.items())
    text, rule = f"{witness.name} saw that {act.told(*names)}"[:REASON_LENGTH], f"{act.key}.witnessed"
    steps: list[tuple[str, float]] = []
    if act.harm >= HARMFUL:
        care = 0.5 + max(0.0, to_responder.affection)
        delta = -act.harm * WITNESS_SHARE * 0.25 * care * room(to_initiator, "affection", -1)
        good, bad = trust.added(
            to_initiator.trust_good, to_initiator.trust_bad, -act.harm * act.intensity * WITNESS_SHARE * care
        )
        steps = [("affection", delta), ("trust_good", good), ("trust_bad", bad)]
    elif act.polarity >= 0.6 and accepted:
        steps = [("respect", act.intensity * WITNESS_SHARE * 0.15 * room(to_initiator, "respect", 1))]
    changes = tuple(Change(witness.id, doer, *step, text, rule) for step in steps if abs(step[1]) >= SLIGHTEST)
    return Outcome(changes, felt, {}, {})


def deserved(to_victim: Bond) -> bool:
    """Whether an onlooker finds that whoever was harmed had it coming (leading eight)."""
    return to_victim.trust <= DISTRUSTED or to_victim.affection <= -0.3
