"""The social acts as data: how each is named and told, what must come before it, what it does if taken well or ill.

The shape is Comme il Faut's social exchange (McCoy, Treanor, Samuel et al. 2014; its successor Ensemble): an act has
requirements, and different effects where it is accepted and where it is refused. Feelings are OCC's; sizes are ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from characters import mood
from characters.datafile import load
from characters.minds import NEEDS

FILE = Path(__file__).with_name("acts.yaml")

Family = Literal["sociable", "care", "romance", "bond", "hostile", "treachery", "repair", "inquiry", "solitary"]
FAMILIES: tuple[str, ...] = get_args(Family)
Role = Literal["initiator", "responder", "third"]
Prelude = Literal[
    "parted", "acquainted", "secret", "favour", "gladness", "sorrow", "third", "quarrel", "attraction", "ardour",
    "passion", "closeness", "pursued", "coupled", "free_of_promise", "promise", "suspicion", "grievance", "trusted",
    "wronged", "wronged_by", "other_secret",
]  # fmt: skip
# Verbs that double their last letter before an ending.
DOUBLED = frozenset({"snub", "beg", "rob", "stab", "shun"})
Unit = Annotated[float, Field(ge=0, le=1)]
Signed = Annotated[float, Field(ge=-1, le=1)]


def _emotion(name: str) -> str:
    if name not in mood.EMOTIONS:
        raise ValueError(f"is not an emotion; one of {', '.join(mood.EMOTIONS)}")
    return name


def _need(name: str) -> str:
    if name not in NEEDS:
        raise ValueError(f"is not a need; one of {', '.join(NEEDS)}")
    return name


def _prelude(text: str) -> str:
    for name in text.split("|"):
        if name not in get_args(Prelude):
            raise ValueError(f"“{name}” is not a prelude; one of {', '.join(get_args(Prelude))}")
    return text


EmotionName = Annotated[str, AfterValidator(_emotion)]
NeedName = Annotated[str, AfterValidator(_need)]
PreludeText = Annotated[str, AfterValidator(_prelude)]


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Effect(Frozen):
    """What an act does to how `source` stands to `target`; trust is a share of the act's intensity."""

    source: Role = Field(alias="from")
    target: Role = Field(alias="to")
    trust: Signed = 0.0
    affection: Signed = 0.0
    respect: Signed = 0.0
    attraction: Signed = 0.0
    fear: Signed = 0.0

    def steps(self) -> Iterator[tuple[str, float]]:
        for dimension in ("affection", "respect", "attraction", "fear"):
            delta: float = getattr(self, dimension)
            if delta:
                yield dimension, delta


class Result(Frozen):
    effects: tuple[Effect, ...] = ()
    feelings: dict[Literal["initiator", "responder", "witness"], dict[EmotionName, Unit]] = {}
    needs: dict[Literal["initiator", "responder"], dict[NeedName, Signed]] = {}
    # The one it is done to does not notice.
    concealed: bool = False


class Clauses(Frozen):
    """How a deed is spoken of: to its doer, by its doer, and by others about {a}, {b} and {c}."""

    you: str
    me: str
    third: str


class Act(Frozen):
    key: str = ""
    label: str
    past: str
    refused: str = ""
    of: str = ""
    clauses: Clauses | None = Field(default=None, alias="deed")
    family: Family
    polarity: Signed
    harm: Unit
    intensity: Unit
    arity: Literal["solo", "pair", "group"]
    energy: Unit
    tag: str
    private: bool = False
    breach: bool = False
    preludes: tuple[PreludeText, ...] = ()
    accept: Result
    refuse: Result = Result()

    @cached_property
    def deed(self) -> Clauses:
        """The clauses, from the past form where the file does not give them."""
        if self.clauses:
            return self.clauses
        of = f" {self.of}" if self.of else ""
        return Clauses(you=f"you {self.past} me", me=f"I {self.past} you", third=f"{{a}} {self.past} {{b}}{of}")

    @property
    def doing(self) -> str:
        """The label as one speaks of doing it: "teasing", "giving something to"."""
        first, _, rest = self.label.partition(" ")
        if first.endswith("ie"):
            stem = f"{first[:-2]}y"
        elif first in DOUBLED:
            stem = first + first[-1]
        else:
            stem = first.removesuffix("e")
        return f"{stem}ing {rest}".rstrip()

    def result(self, accepted: bool) -> Result:
        return self.accept if accepted else self.refuse

    def told(self, a: str, b: str = "", c: str = "") -> str:
        """The deed as a clause of news, whether or not it was well received: "Mara confided in Ioan"."""
        clause = self.deed.third if c or "{c}" not in self.deed.third else f"{{a}} {self.past} {{b}}"
        return clause.format(a=a, b=b, c=c).strip()

    def sentence(self, a: str, b: str = "", c: str = "", *, accepted: bool = True) -> str:
        """The feed's line: "Mara confided in Ioan", "Mara tried to confide in Ioan"."""
        if accepted or not b:
            return self.told(a, b, c)
        of = f" {self.of.format(c=c)}" if self.of and c else ""
        attempt = self.refused.format(b=b) if self.refused else f"tried to {self.label} {b}{of}"
        return f"{a} {attempt}"


class ActsFile(Frozen):
    acts: dict[str, Act]


def read(path: Path) -> Mapping[str, Act]:
    """The acts of a file, or the first `DataFault` in it."""
    found = load(path, ActsFile).acts
    return MappingProxyType({key: act.model_copy(update={"key": key}) for key, act in found.items()})


ACTS = read(FILE)
SOLITARY = tuple(key for key, act in ACTS.items() if act.arity == "solo")
SOCIAL = tuple(key for key, act in ACTS.items() if act.arity != "solo")
