"""Occasions: when people are called together, how they vote, judge and feast, and what it comes to.

A proposal passes by seven in ten, as in Emergence World; how each votes is their own will, from how they stand to whom
it is about. A verdict weighs what each juror knows of the deed against how they stand to accused and accuser, as jurors
do (Pennington & Hastie 1992, "Explaining the evidence"; Devine et al. 2001 on sympathy and prejudice). A feast moves
people a little closer (collective effervescence, Durkheim 1912). Sizes are ours.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from characters.minds import Mind, Reason
from relationships import stages
from relationships.bonds import Bond

GATHERING, VOTE, FEAST, TRIAL = "gathering", "vote", "feast", "trial"
KINDS = (GATHERING, VOTE, FEAST, TRIAL)
# Without so many people in the world there is no such thing.
FEWEST: Mapping[str, int] = MappingProxyType({GATHERING: 3, VOTE: 4, FEAST: 3, TRIAL: 4})
# Without so many who come it comes to nothing: for a vote or a trial beside those it is about.
QUORUM: Mapping[str, int] = MappingProxyType({GATHERING: 3, VOTE: 3, FEAST: 3, TRIAL: 2})
# Minutes from the calling to the beginning, and from there to the end.
NOTICE = 25
LASTS: Mapping[str, int] = MappingProxyType({GATHERING: 40, VOTE: 25, FEAST: 60, TRIAL: 35})
# Nobody invites more.
MOST_INVITED = 24
# A proposal passes by this share of those who vote.
PASSES = 0.7
# What speaks for voting for somebody: regard, respect, fear of them, being their ally or at odds with them.
BY_REGARD, BY_RESPECT, BY_FEAR, BY_ALLIANCE, BY_QUARREL = 1.2, 0.8, 0.5, 0.4, -0.15
# Somebody who has more to say than the candidate had rather not have another above them.
BY_PRIDE, PRIDE = -0.25, 100.0
# It takes a reason to follow anybody, and one to condemn anybody.
CUSTOM, DOUBT = -0.12, -0.3
# What makes up a juror's mind: knowing of the deed and how grave it is, trust in the accused and in the accuser.
BY_EVIDENCE, BY_DISTRUST, BY_ACCUSER = 0.7, 0.9, 0.6
# What a feast does to how those who share it stand to each other, and to whoever gave it.
WARMTH, KNOWN_BETTER, THANKS = 0.02, 0.03, 0.02
# What a verdict does to how a juror who agrees with it stands to the one it went against.
SHAME = -0.05
CLOSED_KEPT = 8
LONGEST_MATTER, LONGEST_OUTCOME = 200, 300
HELD, FAILED = "held", "failed"
PASSED, REJECTED, GUILTY, CLEARED = "passed", "rejected", "guilty", "cleared"


@dataclass(frozen=True, slots=True)
class Occasion:
    kind: str
    place: str
    # Who calls it; nobody where people who direct the world do, or custom does.
    host: int | None
    # Whom it is about: the candidate, the accused, who is honoured; and the accuser.
    subject: int | None
    against: int | None
    # Completes "over …" or "because …": what it is about.
    matter: str
    # Those who will come.
    coming: tuple[int, ...] = ()
    # World minutes.
    called: int = 0
    starts: int = 0
    ends: int = 0
    # Number of the event at which it was called, and of the one that gave rise to it (0: none).
    event: int = 0
    cause: int = 0
    # A person called it, and not the world by itself.
    by_person: bool = False
    came: tuple[int, ...] = ()
    # Who was for (1) and against (-1), each as (who, which).
    votes: tuple[tuple[int, int], ...] = ()
    result: str = ""
    ended: int = 0
    closed: int = 0
    number: int = 0

    @property
    def is_open(self) -> bool:
        return not self.closed

    @property
    def people(self) -> tuple[int, ...]:
        return self.coming

    def among(self, cast: frozenset[int]) -> Occasion | None:
        """It goes on without whoever has left; the vote on somebody, or their trial, does not."""
        if self.subject is not None and self.subject not in cast and self.kind in (VOTE, TRIAL):
            return None
        coming = tuple(who for who in self.coming if who in cast)
        host, subject, against = (who if who in cast else None for who in (self.host, self.subject, self.against))
        if (coming, host, subject, against) == (self.coming, self.host, self.subject, self.against):
            return self
        return replace(self, coming=coming, host=host, subject=subject, against=against)

    def is_on(self, minute: int) -> bool:
        return self.is_open and self.starts <= minute

    def calling(self, minute: int) -> Occasion:
        """The same, called at that minute."""
        starts = minute + NOTICE
        return replace(self, matter=self.matter[:LONGEST_MATTER], called=minute, starts=starts,
                       ends=starts + LASTS[self.kind])  # fmt: skip

    def ending(self, result: str, event: int, minute: int) -> Occasion:
        return replace(self, result=result, ended=event, closed=minute)


class Ballot(NamedTuple):
    who: int
    score: float
    reasons: tuple[Reason, ...]

    @property
    def is_for(self) -> bool:
        return self.score >= 0


def ballot(voter: Mind, candidate: Mind, bond: Bond, *, allied: bool, quarrel: int) -> Ballot:
    """How somebody votes on following a candidate, who votes for themselves; `quarrel` is the rung of theirs, or 0."""
    if voter.id == candidate.id:
        return Ballot(voter.id, 1.0, (Reason("vote.self", f"{voter.name} stands for it", 1.0),))
    parts = [
        ("vote.regard", f"how {voter.name} feels about {candidate.name}", BY_REGARD * stages.regard(bond)),
        ("vote.respect", f"{voter.name}'s respect for {candidate.name}", BY_RESPECT * bond.respect),
        ("vote.fear", f"{voter.name} is afraid of {candidate.name}", BY_FEAR * bond.fear),
        ("vote.ally", f"{voter.name} and {candidate.name} are allies", BY_ALLIANCE * allied),
        ("vote.quarrel", f"{voter.name} is at odds with {candidate.name}", BY_QUARREL * quarrel),
        ("vote.pride", f"{voter.name} yields to nobody", BY_PRIDE * (voter.rating - candidate.rating >= PRIDE)),
        ("vote.custom", "It takes a reason to follow anybody", CUSTOM),
    ]
    return _ballot(voter, parts)


def opinion(
    juror: Mind, names: tuple[str, str], accused: Bond, accuser: Bond | None, evidence: float, *, allied: int
) -> Ballot:
    """How a juror judges: for the charge from 0 up. `evidence` is what they know of the deed by how grave it is, 0..1.

    `allied` is 1 for an ally of the accuser, -1 for one of the accused; `names` are the accused's and the accuser's.
    """
    charged, charging = names
    trusted = accuser.trust if accuser is not None else 0.5
    parts = [
        ("trial.evidence", f"what {juror.name} knows of it", BY_EVIDENCE * evidence),
        ("trial.trust", f"how far {juror.name} trusts {charged}", -BY_DISTRUST * (accused.trust - 0.5)),
        ("trial.regard", f"how {juror.name} feels about {charged}", -0.5 * stages.regard(accused)),
        ("trial.accuser", f"how far {juror.name} trusts {charging or 'the charge'}", BY_ACCUSER * (trusted - 0.5)),
        ("trial.ally", f"{juror.name} has taken sides", 0.35 * allied),
        ("trial.doubt", "It takes a reason to condemn anybody", DOUBT * (1 - evidence)),
    ]
    return _ballot(juror, parts)


def _ballot(voter: Mind, parts: Iterable[tuple[str, str, float]]) -> Ballot:
    reasons = [Reason(rule, text, round(weight, 3)) for rule, text, weight in parts if abs(weight) >= 0.02]
    reasons.sort(key=lambda reason: -abs(reason.weight))
    return Ballot(voter.id, round(sum(reason.weight for reason in reasons), 4), tuple(reasons))


def passes(ballots: Sequence[Ballot]) -> bool:
    """Whether seven in ten are for it."""
    return bool(ballots) and sum(one.is_for for one in ballots) >= PASSES * len(ballots)


def condemns(ballots: Sequence[Ballot]) -> bool:
    """Whether more than half find against the accused."""
    return 2 * sum(one.is_for for one in ballots) > len(ballots)


def comes(mind: Mind, host: Bond | None, chance: float) -> bool:
    """Whether somebody who is asked comes: hardly anybody stays away but for dislike, weariness or reserve."""
    liking = stages.regard(host) if host is not None else 0.0
    pull = 0.75 + 0.35 * liking + 0.25 * (mind.personality.extraversion - 0.5) - 0.4 * (mind.energy < 0.2)
    return chance < pull


def step_towards(start: str, goal: str, near: Mapping[str, Sequence[str]]) -> str | None:
    """The next place on the shortest way; None where one is there or there is no way."""
    if start == goal:
        return None
    ways: deque[tuple[str, str]] = deque((place, place) for place in near.get(start, ()))
    seen = {start}
    while ways:
        place, first = ways.popleft()
        if place == goal:
            return first
        if place not in seen:
            seen.add(place)
            ways.extend((further, first) for further in near.get(place, ()) if further not in seen)
    return None
