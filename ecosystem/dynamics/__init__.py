"""What comes of things: each mechanism in a file of its own, taking hold in the order given here.

A mechanism may have its say at four moments: when a turn opens, when somebody weighs an act or an answer, after each
scene, and when the turn closes. It reads and changes the `Stage` alone; chance comes from the turn's generator.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from ecosystem.dynamics import (
    alliances,
    appraisal,
    balance,
    betrayals,
    company,
    composure,
    confidences,
    conflicts,
    contagion,
    goals,
    learning,
    occasions,
    promises,
    rank,
    repair,
    reputation,
    rumours,
    story,
    wounds,
)
from ecosystem.scenes import Scene
from ecosystem.stage import Stage
from relationships.dealings import Nudge

Moment = Callable[[Stage, random.Random], None]
Aftermath = Callable[[Stage, Scene, random.Random], None]
# (stage, who weighs, whom it would be done to): acts and what draws to them.
Pull = Callable[[Stage, int, int], Iterable[tuple[str, Nudge]]]
# (stage, who weighs): what draws somebody to what they do by themselves.
Solitude = Callable[[Stage, int], Iterable[tuple[str, Nudge]]]
# (stage, who answers, who did it, the act): what inclines to go along, or not to.
Sway = Callable[[Stage, int, int, str], Iterable[Nudge]]

# By the mechanism's name; within a moment they take hold in this order.
OPENING: Mapping[str, Moment] = MappingProxyType(
    {"promises": promises.lapse, "betrayals": betrayals.notice_lapses, "occasions": occasions.open_called}
)
PULLS: Mapping[str, Pull] = MappingProxyType(
    {
        "alliances": alliances.draw,
        "conflicts": conflicts.pull,
        "rank": rank.lead,
        "occasions": occasions.pull,
        "promises": promises.press,
        "rumours": rumours.press,
        "betrayals": betrayals.press,
        "repair": repair.press,
        "learning": learning.pull,
        "preference": company.pull,
        "composure": composure.pull,
        "wounds": wounds.pull,
        "story": story.pull,
    }
)
ALONE: Mapping[str, Solitude] = MappingProxyType({"composure": composure.alone, "wounds": wounds.alone})
SWAYS: Mapping[str, Sway] = MappingProxyType(
    {
        "alliances": alliances.sway,
        "rank": rank.follow,
        "reputation": reputation.sway,
        "composure": composure.sway,
        "wounds": wounds.sway,
    }
)
# Moods pass on as the rest has left them, so contagion comes last.
AFTER: Mapping[str, Aftermath] = MappingProxyType(
    {
        "promises": promises.record,
        "confidences": confidences.record,
        "rumours": rumours.spread,
        "betrayals": betrayals.record,
        "repair": repair.mend,
        "appraisal": appraisal.appraise,
        "rank": rank.record,
        "conflicts": conflicts.record,
        "alliances": alliances.record,
        "balance": balance.lean,
        "learning": learning.learn,
        "wounds": wounds.touch,
        "contagion": contagion.spread,
    }
)
CLOSING: Mapping[str, Moment] = MappingProxyType(
    {
        "story": story.chance,
        "goals": goals.look,
        "conflicts": conflicts.cool,
        "alliances": alliances.look,
        "rank": rank.ask,
        "occasions": occasions.think,
        "repair": repair.cap,
        "promises": promises.forget,
        "confidences": confidences.forget,
        "rumours": rumours.forget,
        "betrayals": betrayals.forget,
        # What others left in the turn may hurt enough to stay, and what one cannot bear gives way at last.
        "wounds": wounds.wound,
        "composure": composure.break_out,
    }
)
# Mechanisms that have their say where the turn itself is decided: whom one attends to, and who begins.
WITHIN = frozenset({"preference", "initiative"})
NAMES = frozenset({*OPENING, *PULLS, *ALONE, *SWAYS, *AFTER, *CLOSING}) | WITHIN


def heading(stage: Stage) -> Mapping[int, str]:
    """Who is bound for which place, whatever else they would do."""
    return {} if "occasions" in stage.without else occasions.heading(stage)


def open_turn(stage: Stage, rng: random.Random) -> None:
    for name, opening in OPENING.items():
        if name not in stage.without:
            opening(stage, rng)


def alone(stage: Stage, who: int) -> Iterator[tuple[str, Nudge]]:
    for name, pull in ALONE.items():
        if name not in stage.without:
            yield from pull(stage, who)


def nudges(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    for name, pull in PULLS.items():
        if name not in stage.without:
            yield from pull(stage, who, partner)


def answers(stage: Stage, who: int, initiator: int, act: str) -> Sequence[Nudge]:
    return [
        nudge for name, sway in SWAYS.items() if name not in stage.without for nudge in sway(stage, who, initiator, act)
    ]


def after(stage: Stage, scene: Scene, rng: random.Random) -> None:
    for name, aftermath in AFTER.items():
        if name not in stage.without:
            aftermath(stage, scene, rng)


def close_turn(stage: Stage, rng: random.Random) -> None:
    for name, closing in CLOSING.items():
        if name not in stage.without:
            closing(stage, rng)
