"""What a map of relationships can show of a bond: how warmly, how trustingly, how humbly one stands to another.

Pure. Each layer reads a bond as one value of -1..1 and as a step of the seven that the map's colours have, with a word
for every step. Affinity is the regard of `stages`. Trust counts as far as it is founded. Power is read from below, by
who gives way: esteem and fear are the two roads to rank (Henrich & Gil-White 2001, "The evolution of prestige"), and
contempt is a refusal of it. What is no bond but a fact, an alliance or a conflict, has values of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from relationships import stages
from relationships.bonds import Bond

# How much esteem and fear make of giving way.
ESTEEM_WEIGHT, FEAR_WEIGHT = 0.55, 0.45


@dataclass(frozen=True, slots=True)
class Layer:
    label: str
    # A word for each step that it can take.
    words: Mapping[int, str]
    # What half a line on the map tells, and what a square of the matrix does.
    legend: str
    square: str
    # None where facts and not bonds have the value.
    of: Callable[[Bond], float] | None = None

    @property
    def is_mutual(self) -> bool:
        """Facts are the same both ways; feelings seldom are."""
        return self.of is None

    @property
    def ends(self) -> tuple[str, str]:
        """The words at the two ends of the scale."""
        return self.words[min(self.words)], self.words[max(self.words)]


def founded_trust(bond: Bond) -> float:
    """Trust as far as it is founded: 0 where nothing is known, -1 and 1 where one is sure."""
    return (2 * bond.trust - 1) * (1 - bond.uncertainty)


def deference(bond: Bond) -> float:
    """How far the source gives way to the target: out of esteem or of fear; below 0 it looks down on them."""
    return max(-1.0, min(1.0, ESTEEM_WEIGHT * bond.respect + FEAR_WEIGHT * bond.fear))


def step(value: float) -> int:
    """The value as a step of the colour scale, -3..3, at the bounds that regard has."""
    size = sum(abs(value) >= bound for bound in stages.STEPS)
    return size if value > 0 else -size


LAYERS: Mapping[str, Layer] = MappingProxyType(
    {
        "affinity": Layer(
            "Affinity",
            stages.WORDS,
            "Each half of a tie shows how the nearer one feels",
            "Each square shows how whoever is at its left feels about whoever is above",
            stages.regard,
        ),
        "trust": Layer(
            "Trust",
            MappingProxyType(
                {
                    -3: "expects the worst", -2: "distrusts", -1: "is wary", 0: "cannot tell", 1: "leans to trust",
                    2: "trusts", 3: "trusts wholly",
                }
            ),
            "Each half shows how far the nearer one trusts the other",
            "Each square shows how far whoever is at its left trusts whoever is above",
            founded_trust,
        ),
        "power": Layer(
            "Power",
            MappingProxyType(
                {
                    -3: "despises", -2: "looks down on", -1: "thinks little of", 0: "gives no way", 1: "heeds",
                    2: "defers", 3: "submits",
                }
            ),
            "Each half shows how far the nearer one gives way to the other",
            "Each square shows how far whoever is at its left gives way to whoever is above",
            deference,
        ),
        "alliance": Layer(
            "Alliances",
            MappingProxyType({0: "no allies", 1: "loosely allied", 2: "allied", 3: "firmly allied"}),
            "Lines join those who have made common cause; the darker, the better it holds",
            "Squares join those who have made common cause; the larger, the better it holds",
        ),
        "conflict": Layer(
            "Conflicts",
            MappingProxyType({-3: "open war", -2: "argument", -1: "tension", 0: "peace"}),
            "Lines part those who are at odds; the darker, the further it has gone",
            "Squares part those who are at odds; the larger, the further it has gone",
        ),
    }
)  # fmt: skip
