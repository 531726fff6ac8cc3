"""Structural balance: whether the friends of friends are friends, and how people lean until they are.

Heider 1946 ("Attitudes and Cognitive Organization") and Cartwright & Harary 1956: three who know each other are
balanced where the product of the signs between them is positive. That a stance to a third is drawn towards the product
of the two others, in steps, is bevy_society's directed form of it; that such steps lead to blocs is Antal, Krapivsky &
Redner 2006 ("Social balance on networks: The dynamics of friendship and enmity"). Between two alone, liking that is not
returned does not last, nor does dislike (Heider's symmetry; Newcomb 1961, "The Acquaintance Process"). Sizes are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from relationships import stages
from relationships.bonds import Bond, Change

Node = TypeVar("Node", int, str)
# Two people (or tribes, parties, powers) and what is between them: above nought for, below it against.
Tie = tuple[Node, Node, float]

# A regard weaker than this has no sign: the scale's "cordial" and "strained".
SIGNED = stages.STEPS[0]
# What the stances of two to each other and of the other to a third move the first's stance to that third, at most.
PULL = 0.2
# Whoever is met moves one's liking by so much of the way to the middle between theirs and one's own, once well known.
RETURN = 0.1
# Leanings smaller than this are not worth a line in the ledger.
SLIGHTEST = 0.003
RULE, RETURNED = "balance", "balance.returned"


class Triangles(NamedTuple):
    balanced: int
    total: int

    @property
    def share(self) -> float | None:
        """How many are balanced, 0..1; None where there are no triangles."""
        return self.balanced / self.total if self.total else None


def sign(bond: Bond) -> int:
    """What the source is to the target: 1 for, -1 against, 0 neither."""
    value = stages.regard(bond)
    return 1 if value >= SIGNED else -1 if value <= -SIGNED else 0


def ties_of(bonds: Iterable[Bond]) -> list[Tie[int]]:
    """The bonds that have a sign, as ties; each direction counts for itself."""
    return [(bond.source, bond.target, float(value)) for bond in bonds if (value := sign(bond))]


def net(ties: Iterable[Tie[Node]]) -> dict[tuple[Node, Node], float]:
    """What is between two, both directions and repeated tellings summed; each pair once, the lesser first."""
    found: dict[tuple[Node, Node], float] = {}
    for source, target, weight in ties:
        if source != target:
            pair = (source, target) if source < target else (target, source)
            found[pair] = found.get(pair, 0.0) + weight
    return found


def triangles(ties: Iterable[Tie[Node]]) -> Triangles:
    """All triads of which every two are tied, and how many of them are balanced."""
    near: dict[Node, dict[Node, bool]] = {}
    for (one, other), weight in net(ties).items():
        if weight:
            # Each tie is kept at its lesser end, so that each triangle is met once.
            near.setdefault(one, {})[other] = weight > 0
    balanced = total = 0
    for others in near.values():
        for other, liked in others.items():
            for third, likes in near.get(other, {}).items():
                if third in others:
                    total += 1
                    balanced += (liked == likes) == others[third]
    return Triangles(balanced, total)


def chance(ties: Iterable[Tie[Node]]) -> float | None:
    """The share of balanced triangles to expect if the same signs were dealt out at random; None without ties."""
    weights = [weight for weight in net(ties).values() if weight]
    if not weights:
        return None
    friends = sum(weight > 0 for weight in weights) / len(weights)
    return friends**3 + 3 * friends * (1 - friends) ** 2


def leaning(mine: Bond, theirs: Bond, to_third: Bond, names: tuple[str, str, str]) -> Change | None:
    """What seeing how one's friend or foe (`mine`) stands to a third (`theirs`) does to one's own stance to the third.

    Towards the product of the two regards, less the nearer the stance is to its end; `names` are mine, the other's and
    the third's. None where it is too little to matter.
    """
    to_other, to_theirs = stages.regard(mine), stages.regard(theirs)
    if abs(to_other) < SIGNED or abs(to_theirs) < SIGNED:
        return None
    drawn = to_other * to_theirs
    left = 1 - abs(to_third.affection) if drawn * to_third.affection > 0 else 1.0
    delta = PULL * drawn * left * left
    if abs(delta) < SLIGHTEST:
        return None
    return Change(mine.source, to_third.target, "affection", delta, _said(to_other, to_theirs, names), RULE)


def returned(mine: Bond, back: Bond, names: tuple[str, str]) -> Change | None:
    """What being liked more or less than one likes does to one's liking; `names` are mine and the other's.

    One feels it as far as one knows them. None where it is too little to matter.
    """
    gap = back.affection - mine.affection
    delta = RETURN * gap / 2 * mine.familiarity
    if abs(delta) < SLIGHTEST:
        return None
    me, other = names
    told = f"{other} likes {me} {'more' if gap > 0 else 'less'} than {me} likes {other}"
    return Change(mine.source, mine.target, "affection", delta, told, RETURNED)


def _said(to_other: float, to_theirs: float, names: tuple[str, str, str]) -> str:
    me, other, third = names
    regard = "likes" if to_other > 0 else "dislikes"
    drawn = "a friend" if to_theirs > 0 else "a foe"
    return f"{third} is {drawn} of {other}, whom {me} {regard}"


def share(bonds: Mapping[tuple[int, int], Bond]) -> Triangles:
    """The balance of a whole world: of those triads that know each other, how many are balanced."""
    return triangles(ties_of(bonds.values()))
