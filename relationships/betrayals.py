"""Betrayals: harm done by somebody who was trusted, from what makes it one to who has come to know of it.

A betrayal violates what the other was entitled to expect (Elangovan & Shapiro 1998, "Betrayal of Trust in
Organizations"): the victim trusted the doer, and the doer was bound to the victim or took advantage. Until the victim
knows, it is a secret one. What is learned of it recasts what went before (Robinson 1996, "Trust and Breach of the
Psychological Contract"). Thresholds and sizes are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from relationships import trust
from relationships.acts import ACTS
from relationships.bonds import Bond, Change
from relationships.consequences import SLIGHTEST, room

# Harm below this is no betrayal, whoever did it.
LEAST_HARM = 0.35
# An open quarrel is not one either; a threat is.
LEAST_OPEN_HARM = 0.5
# Harm that is hidden weighs this many times as much.
CONCEALED_FACTOR = 1.3
# Trust from which harm for the doer's own gain is betrayal, and trust from which it is where a bond was broken.
TRUSTED, TRUSTED_BOUND = 0.58, 0.5
# What is learned counts as a bad deed of this importance at the least, and of 1 for the gravest.
LEAST_IMPORTANCE = 0.5
# Of what spoke for the doer before, this share for each part of severity is now taken for pretence.
RECAST = 0.8
# Affection and respect that are lost with the gravest.
AFFECTION_LOST, RESPECT_LOST = 0.45, 0.35
# A telling is taken for true from so much credence on; who already distrusts the doer needs less.
CREDIBLE, CREDIBLE_OF_THE_DISTRUSTED = 0.3, 0.12
# Betrayals made up that stay in mind: what they leave behind, a ceiling on trust, stays with them.
CLOSED_KEPT = 120

HIDDEN, KNOWN, FEUD, RECONCILED = "hidden", "known", "feud", "reconciled"
SAW, TOLD, OVERHEARD, CONFESSED, PROVED = "saw", "told", "overheard", "confessed", "proved"
PROMISE, SECRET, ALLIANCE, ADVANTAGE, SLANDER = "promise", "secret", "alliance", "advantage", "slander"


class Known(NamedTuple):
    """Somebody's knowledge of it: since which event, and from whom; nobody, where they were there."""

    who: int
    event: int
    teller: int | None = None


@dataclass(frozen=True, slots=True)
class Betrayal:
    doer: int
    victim: int
    act: str
    # What was broken, or `advantage` where trust alone was.
    bound: str
    severity: float
    # How far the victim trusted the doer before it.
    trust_before: float
    concealed: bool
    # A clause that tells it: "Ioan broke a promise to Mara".
    deed: str
    # Numbers of the event that did it and of those that prove it, the oldest first.
    event: int
    evidence: tuple[int, ...]
    minute: int
    state: str = HIDDEN
    knowledge: tuple[Known, ...] = ()
    # Number of the event with which the victim learned of it, when that was, and how; 0 while it is secret.
    learned: int = 0
    learned_minute: int = 0
    means: str = ""
    # What has been made good, as `repair` counts it: what stays, and what words alone did and when.
    points: float = 0.0
    apology: float = 0.0
    apologised: int = 0
    # The share of the grudge that time has taken so far and the bond has got back.
    eased: float = 0.0
    # Number of the event that ended it, and when.
    ended: int = 0
    closed: int = 0
    number: int = 0

    @property
    def is_open(self) -> bool:
        return self.state != RECONCILED

    @property
    def is_secret(self) -> bool:
        return self.state == HIDDEN

    @property
    def is_deceit(self) -> bool:
        """It broke faith, and did not merely hurt: trust never wholly recovers."""
        return self.concealed or ACTS[self.act].family == "treachery"

    @property
    def people(self) -> tuple[int, ...]:
        return (self.doer, self.victim, *(known.who for known in self.knowledge))

    def known_to(self, who: int) -> bool:
        return any(known.who == who for known in self.knowledge)

    def among(self, cast: frozenset[int]) -> Betrayal | None:
        if self.doer not in cast or self.victim not in cast:
            return None
        if all(known.who in cast for known in self.knowledge):
            return self
        return replace(self, knowledge=tuple(known for known in self.knowledge if known.who in cast))

    def knowing(self, knowers: Iterable[int], event: int, teller: int | None) -> Betrayal:
        """The same with those among `knowers` to whom it is new; itself where it is new to nobody."""
        new = tuple(Known(who, event, teller) for who in dict.fromkeys(knowers) if not self.known_to(who))
        return replace(self, knowledge=(*self.knowledge, *new)) if new else self

    def discovered(self, event: int, minute: int, means: str, teller: int | None = None) -> Betrayal:
        """The victim knows, by the event."""
        known = self.knowing([self.victim], event, teller)
        return replace(known, state=KNOWN, learned=event, learned_minute=minute, means=means)


def is_one(act: str, harm: float, trusted: float, bound: str, *, concealed: bool) -> bool:
    """Whether harm by somebody trusted so far, before it, was betrayal; of a bond one may expect something."""
    weighed = harm * (CONCEALED_FACTOR if concealed else 1)
    least = LEAST_OPEN_HARM if ACTS[act].family == "hostile" else LEAST_HARM
    if weighed < least:
        return False
    return trusted >= (TRUSTED_BOUND if bound else TRUSTED) and bool(bound or gained(act))


def gained(act: str) -> bool:
    """Whether its doer gets something out of the act at the other's cost."""
    got = ACTS[act].accept.needs.get("initiator", {})
    return ACTS[act].family == "treachery" and sum(got.values()) > 0


def closeness(bond: Bond) -> float:
    """How near the victim was to the doer, 0..1."""
    return min(1.0, 0.6 * max(0.0, bond.affection) + 0.4 * bond.familiarity)


def severity(harm: float, trusted: float, near: float, *, concealed: bool) -> float:
    """How grave it is, 0..1: the more, the more the doer was trusted and the nearer the two were."""
    return min(1.0, harm * trusted * (0.5 + 0.5 * near) * (CONCEALED_FACTOR if concealed else 1))


def importance(grave: float) -> float:
    """What it counts for as a deed, 0..1."""
    return LEAST_IMPORTANCE + (1 - LEAST_IMPORTANCE) * grave


def collapse(bond: Bond, grave: float, reason: str, *, felt: float = 0.0) -> tuple[Change, ...]:
    """What learning of it does to how the victim stands to the doer.

    `felt` is the importance of what the deed itself has already done to the trust, where the victim saw it done.
    """
    recast = -bond.trust_good * RECAST * grave
    good, bad = trust.added(bond.trust_good + recast, bond.trust_bad, -max(0.0, importance(grave) - felt), breach=True)
    share = 1.0 if not felt else 0.4
    steps = [
        ("trust_good", recast + good),
        ("trust_bad", bad),
        ("affection", -AFFECTION_LOST * grave * share * room(bond, "affection", -1)),
        ("respect", -RESPECT_LOST * grave * share * room(bond, "respect", -1)),
    ]
    return tuple(
        Change(bond.source, bond.target, dimension, delta, reason[:200], "betrayal.known")
        for dimension, delta in steps
        if abs(delta) >= SLIGHTEST
    )


def believed(credence: float, to_doer: Bond) -> bool:
    """Whether the victim takes it from a teller of that credence."""
    least = CREDIBLE_OF_THE_DISTRUSTED if to_doer.trust < 0.5 else CREDIBLE
    return credence >= least


def secret_from(betrayals: Iterable[Betrayal], victim: int) -> Sequence[Betrayal]:
    """What has been done to somebody behind their back, the gravest first."""
    return gravest(one for one in betrayals if one.victim == victim)


def gravest(betrayals: Iterable[Betrayal]) -> Sequence[Betrayal]:
    """Those of them that are secret, the gravest first."""
    return sorted((one for one in betrayals if one.is_secret), key=lambda one: (-one.severity, one.number))


def suffered(betrayals: Iterable[Betrayal], victim: int, doer: int) -> Sequence[Betrayal]:
    """What the one holds against the other and has not got over, the oldest first."""
    return [one for one in betrayals if one.state in {KNOWN, FEUD} and one.victim == victim and one.doer == doer]
