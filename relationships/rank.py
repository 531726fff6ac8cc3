"""Rank: who yields to whom (dominance) and who is looked up to (prestige), kept apart.

That there are two ways up is Henrich & Gil-White 2001 ("The evolution of prestige"). Dominance is an Elo rating over
contests, as ethologists use it (Neumann et al. 2011, "Assessing dominance hierarchies"): whoever stands firm wins, the
unexpected win counts most. David's score (David 1987; with the correction for chance of de Vries, Stevens & Vervaecke
2006) ranks the same contests by whom one has beaten. A respect counts to prestige only from somebody who knows one a
little, as in bevy_society.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from relationships.bonds import Bond

# Everybody begins here, and a contest between equals moves both by half of K (Neumann's middling choice).
START, K = 1000.0, 100.0
# Two so far apart: the higher wins ten times in eleven.
SPREAD = 400.0
# No rating leaves these.
LOWEST, HIGHEST = 0.0, 2000.0
# What counts as a contest, and how much of one: to accept is to take it, to refuse is to give it back.
CONTESTS: Mapping[str, float] = MappingProxyType(
    {"challenge": 1.0, "demand": 1.0, "threaten": 1.0, "confront": 0.7, "accuse": 0.5, "criticise": 0.4}
)
# What having lost a vote to somebody counts for.
VOTE = 0.6
# How well one must know somebody for one's respect to count.
KNOWN = 0.2
# A prestige that one person grants counts half; it takes several to be somebody.
GRANTED = 1.0
# So far above everybody's middle one is nearly at the top, in rating and in respect.
HIGH_RATING, HIGH_RESPECT = 150.0, 0.35
# How far ahead of all others one must be to lead, and ahead of whoever leads to take their place.
AHEAD, OVERTHROWN = 0.12, 0.2
# Nobody leads whom fewer than so many could follow.
FEWEST = 3
# It is asked who leads so often, minutes.
ASKED_EVERY = 360
# A change of leaders with so many behind the new one is a coup.
COUP = 2
CLOSED_KEPT = 6


class Score(NamedTuple):
    """David's score: `wins` and `losses` are sums of dyadic shares, `score` from -n(n-1)/2 up, `norm` from 0 to n-1."""

    who: int
    score: float
    norm: float


class Prestige(NamedTuple):
    # Mean respect of those who know them, -1..1, drawn to nought where few do.
    value: float
    judges: int


@dataclass(frozen=True, slots=True)
class Leadership:
    """Who everybody follows, and since when; `toppled` is whom they took it from by force of followers."""

    leader: int
    since: int
    # Number of the event at which it began.
    event: int
    toppled: int | None = None
    # Number of the event that ended it and its minute; 0 while it lasts.
    ended: int = 0
    closed: int = 0
    number: int = 0

    @property
    def is_open(self) -> bool:
        return not self.closed

    @property
    def people(self) -> tuple[int, ...]:
        return (self.leader,)

    def among(self, cast: frozenset[int]) -> Leadership | None:
        return self if self.leader in cast else None

    def ending(self, event: int, minute: int) -> Leadership:
        return replace(self, ended=event, closed=minute)


def expected(rating: float, other: float) -> float:
    """How likely the first is to stand firm against the other, 0..1."""
    return float(1 / (1 + 10 ** ((other - rating) / SPREAD)))


def rated(winner: float, loser: float, weight: float = 1.0) -> tuple[float, float]:
    """The two ratings after a contest of that weight."""
    step = K * weight * (1 - expected(winner, loser))
    return round(min(HIGHEST, winner + step), 2), round(max(LOWEST, loser - step), 2)


def won(act: str, accepted: bool | None) -> bool | None:
    """Whether the one who began it won; None where the act is no contest."""
    return None if act not in CONTESTS or accepted is None else accepted


def contests(deeds: Iterable[tuple[str, int, int, bool | None]]) -> list[tuple[int, int]]:
    """(winner, loser) of every contest among (act, initiator, responder, accepted), in their order."""
    found = []
    for act, initiator, responder, accepted in deeds:
        outcome = won(act, accepted)
        if outcome is not None:
            found.append((initiator, responder) if outcome else (responder, initiator))
    return found


def davids_scores(fought: Iterable[tuple[int, int]], cast: Sequence[int]) -> list[Score]:
    """Everybody's, the highest first; `fought` are (winner, loser) among the cast."""
    here = set(cast)
    wins: dict[tuple[int, int], int] = {}
    for winner, loser in fought:
        if winner in here and loser in here and winner != loser:
            wins[winner, loser] = wins.get((winner, loser), 0) + 1
    shares: dict[int, dict[int, float]] = {who: {} for who in cast}
    for one, other in {pair if pair[0] < pair[1] else pair[::-1] for pair in wins}:
        met = wins.get((one, other), 0) + wins.get((other, one), 0)
        share = wins.get((one, other), 0) / met
        # Corrected for chance: one win is less than always winning.
        shares[one][other] = share - (share - 0.5) / (met + 1)
        shares[other][one] = 1 - shares[one][other]
    gained = {who: sum(beaten.values()) for who, beaten in shares.items()}
    lost = {who: len(beaten) - gained[who] for who, beaten in shares.items()}
    size = len(cast)
    found = []
    for who, beaten in shares.items():
        second = sum(share * gained[other] - (1 - share) * lost[other] for other, share in beaten.items())
        score = gained[who] + second - lost[who]
        found.append(Score(who, round(score, 4), round((score + size * (size - 1) / 2) / size, 4)))
    return sorted(found, key=lambda one: (-one.score, one.who))


def prestige(bonds: Iterable[Bond]) -> dict[int, Prestige]:
    """How everybody is looked up to whom anybody knows."""
    sums: dict[int, float] = {}
    judges: dict[int, int] = {}
    for bond in bonds:
        if bond.familiarity >= KNOWN:
            sums[bond.target] = sums.get(bond.target, 0.0) + bond.respect
            judges[bond.target] = judges.get(bond.target, 0) + 1
    return {who: granted(total, judges[who]) for who, total in sums.items()}


def granted(respect: float, judges: int) -> Prestige:
    """The prestige that so many judges grant, whose respect sums to that."""
    return Prestige(round(respect / (judges + GRANTED), 4), judges)


def standing(rating: float, respect: float) -> float:
    """Dominance and prestige in one figure, for the question of who leads only: about -1..1, half from each."""
    firm = max(-1.0, min(1.0, (rating - START) / HIGH_RATING))
    looked_up_to = max(-1.0, min(1.0, respect / HIGH_RESPECT))
    return round(0.5 * firm + 0.5 * looked_up_to, 4)


def leads(standings: Mapping[int, float], now: int | None) -> int | None:
    """Who leads after `now` (None: nobody): whoever is clearly ahead; a leader is left only for somebody better."""
    if len(standings) < FEWEST:
        return None
    first, second = sorted(standings, key=lambda who: (-standings[who], who))[:2]
    if now in standings:
        assert now is not None
        return first if standings[first] >= standings[now] + OVERTHROWN else now
    return first if standings[first] >= max(AHEAD, standings[second] + AHEAD) else None


def backing(leader: int, fallen: int, allies: Iterable[int]) -> tuple[int, ...]:
    """Those who stand behind the one against the other: a change with two such and more is a coup."""
    return tuple(sorted(who for who in set(allies) if who not in (leader, fallen)))
