"""Conflicts in play: heated by hostile acts, climbing rung by rung, calmed by amends and mediators, won, or cooled."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from characters import mood
from characters.minds import Reason
from ecosystem.scenes import Development, Scene
from ecosystem.stage import Stage
from relationships import conflicts, rank
from relationships.acts import ACTS
from relationships.bonds import Change
from relationships.conflicts import ARGUMENT, BREAK, COOLED, DISPUTE, RESOLVED, SABOTAGE, TENSION, WON, Conflict
from relationships.dealings import BEHIND_BACKS, Nudge

# What each rung adds to the wish to do something to one's opponent, or takes from it.
PULLS: Mapping[int, Mapping[str, float]] = MappingProxyType(
    {
        TENSION: {"criticise": 0.3, "joke": -0.3},
        ARGUMENT: {"confront": 0.7, "criticise": 0.5, "accuse": 0.4, "joke": -0.6, "talk": -0.4, "apologise": 0.5},
        DISPUTE: {"confront": 0.9, "challenge": 0.7, "demand": 0.5, "insult": 0.5, "talk": -0.8, "apologise": 0.6},
        SABOTAGE: {"gossip": 0.5, "lie": 0.9, "betray": 0.6, "provoke": 0.7, "threaten": 0.6, "talk": -1.0},
        BREAK: {"snub": 1.0, "talk": -2.0, "greet": -1.0, "confront": -0.5, "forgive": 0.4},
    }
)
KINDS: Mapping[int, str] = MappingProxyType(
    {
        TENSION: "conflict_tension", ARGUMENT: "conflict_argument", DISPUTE: "conflict_dispute",
        SABOTAGE: "conflict_sabotage", BREAK: "conflict_break",
    }
)  # fmt: skip
TEXTS: Mapping[int, str] = MappingProxyType(
    {
        TENSION: "Something has come between {a} and {b}.",
        ARGUMENT: "{a} and {b} are at odds, and neither hides it from the other any more.",
        DISPUTE: "The quarrel of {a} and {b} is out in the open, for anybody to take sides in.",
        SABOTAGE: "Between {a} and {b} it is past words: each would now gladly see the other come to harm.",
        BREAK: "{a} and {b} have broken with each other.",
    }
)
NEWS: Mapping[int, str] = MappingProxyType(
    {
        TENSION: "something has come between {a} and {b}", ARGUMENT: "{a} and {b} are at odds",
        DISPUTE: "{a} and {b} quarrel for all to hear", SABOTAGE: "{a} and {b} mean each other harm",
        BREAK: "{a} and {b} have broken with each other",
    }
)  # fmt: skip
IMPORTANCE: Mapping[int, float] = MappingProxyType(
    {TENSION: 0.3, ARGUMENT: 0.4, DISPUTE: 0.55, SABOTAGE: 0.65, BREAK: 0.7}
)
# What it costs both in each other's eyes to quarrel before people, and to break.
COSTS: Mapping[int, tuple[str, float]] = MappingProxyType({DISPUTE: ("respect", -0.02), BREAK: ("affection", -0.05)})
# How much more somebody whom both trust wants to make peace.
PEACE = 2.5


def record(stage: Stage, scene: Scene, rng: random.Random) -> None:
    """What the scene did to the quarrels of those in it."""
    if not scene.responses:
        return
    first, second = scene.initiator, scene.responders[0]
    act = ACTS[scene.act]
    if scene.act == "mediate" and scene.accepted and scene.third is not None:
        _mediated(stage, scene, first, second, scene.third)
    elif act.polarity > 0:
        if scene.accepted and scene.act in conflicts.SOOTHES:
            _soothed(stage, scene, first, second, conflicts.SOOTHES[scene.act])
    elif not act.result(bool(scene.accepted)).concealed:
        wronged = second
        if scene.act in BEHIND_BACKS:
            if scene.third is None or scene.third not in scene.witnesses:
                return
            wronged = scene.third
        if not _decided(stage, scene, first, second):
            _heated(stage, scene, first, wronged)


def pull(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    """Opponents are drawn to quarrel, and those whom both trust to make peace."""
    for conflict in stage.facts("conflicts", partner):
        if not conflict.is_open:
            continue
        names = stage.seen.minds[conflict.one].name, stage.seen.minds[conflict.other].name
        if who in conflict.people:
            text = f"There is {conflicts.LEVELS[conflict.level]} between {names[0]} and {names[1]}"
            for act, weight in PULLS[conflict.level].items():
                yield act, Nudge(weight, Reason("conflict", text, weight, conflict.event), own=True)
        elif conflict.level >= ARGUMENT and _could_mediate(stage, who, conflict):
            text = f"{names[0]} and {names[1]} both trust {stage.seen.minds[who].name}"
            yield "mediate", Nudge(PEACE, Reason("conflict.mediator", text, PEACE, conflict.event), own=True)


def cool(stage: Stage, rng: random.Random) -> None:
    """Quarrels that nobody has renewed die down."""
    for conflict in stage.society.conflicts:
        if conflict.is_open and conflicts.cooled(conflict, stage.minute) < conflicts.COOLED_AT:
            number = 0
            if conflict.highest >= ARGUMENT:
                a, b = _names(stage, conflict)
                told = Development(
                    "conflict_cooled",
                    f"{a} and {b} have let their quarrel rest, though nothing was settled.",
                    importance=0.35,
                    polarity=-0.1,
                    clauses={"news": f"{a} and {b} let their quarrel rest"},
                )
                number = _ended(stage, conflict, told)
            stage.society = stage.society.changing("conflicts", conflict.ending(COOLED, number, stage.minute))
    stage.society = stage.society.keeping("conflicts", conflicts.CLOSED_KEPT)


def between(stage: Stage, a: int, b: int) -> Conflict | None:
    """The open conflict of two."""
    people = conflicts.pair(a, b)
    return next((one for one in stage.facts("conflicts", a) if one.is_open and one.people == people), None)


def _could_mediate(stage: Stage, who: int, conflict: Conflict) -> bool:
    return conflicts.could_mediate(stage.bond(side, who) for side in conflict.people)


def _heated(stage: Stage, scene: Scene, doer: int, victim: int) -> None:
    mind, bond = stage.mind(victim), stage.bond(victim, doer)
    anger = mood.intensity(mind.emotions, "anger", doer)
    contested = {goal.target for goal in mind.goals} & {goal.target for goal in stage.mind(doer).goals} - {None}
    at_stake = conflicts.stakes(bond, goal=bool(contested))
    added = conflicts.heat_of(scene.act, anger, mind.personality.agreeableness, at_stake)
    if not added:
        return
    reasons = (
        Reason("conflict.deed", scene.clauses.get("news", ""), added, scene.number),
        Reason("conflict.anger", f"{mind.name} is angry", round(anger, 3)),
        Reason(
            "conflict.temper", f"How readily {mind.name} lets things pass", round(-mind.personality.agreeableness, 3)
        ),
        Reason("conflict.stakes", "What the two are to each other, and what both want", at_stake),
    )
    before = between(stage, doer, victim)
    if before is None:
        known = stage.facts("conflicts", victim)
        if conflicts.begins(doer, victim, added, stage.minute, known):
            new = conflicts.begun(doer, victim, added, scene.number, stage.minute, known)
            stage.society = stage.society.adding("conflicts", new)
            _step(stage, scene, stage.society.conflicts[-1], doer, reasons)
        return
    after = conflicts.heated(before, added, scene.number, stage.minute, seen=bool(scene.witnesses))
    stage.society = stage.society.changing("conflicts", after)
    if after.level > before.level:
        _step(stage, scene, after, doer, reasons)


def _step(stage: Stage, scene: Scene, conflict: Conflict, doer: int, reasons: tuple[Reason, ...]) -> None:
    """One rung up, told."""
    other = conflict.opponent(doer)
    a, b = stage.seen.minds[doer].name, stage.seen.minds[other].name
    level, kind = conflict.level, KINDS[conflict.level]
    text, news = TEXTS[level].format(a=a, b=b), NEWS[level].format(a=a, b=b)
    if level == TENSION and conflict.is_feud:
        kind, text, news = (
            "conflict_feud",
            f"{a} and {b} are at it again: it has become a feud.",
            f"{a} and {b} are at feud",
        )
        reasons += (Reason("conflict.feud", "Not the first quarrel between the two of late", float(conflict.times)),)
    changes: tuple[Change, ...] = ()
    if level in COSTS:
        dimension, delta = COSTS[level]
        ways = ((doer, other), (other, doer))
        changes = tuple(Change(*way, dimension, delta, text[:200], f"conflict.{level}") for way in ways)
    stage.develop(
        Development(
            kind=kind,
            text=text,
            initiator=doer,
            others=(other,),
            witnesses=scene.witnesses if level >= DISPUTE else (),
            place=scene.place,
            reasons=reasons,
            changes=changes,
            importance=IMPORTANCE[level],
            polarity=-0.3 - 0.1 * level,
            tags=_tags(conflict),
            clauses={"news": news},
            cause=scene.number,
        )
    )


def _decided(stage: Stage, scene: Scene, first: int, second: int) -> bool:
    """Whether the act settles the quarrel: whoever is yielded to by somebody much weaker has won."""
    conflict = between(stage, first, second)
    if conflict is None or conflict.level < DISPUTE or rank.won(scene.act, scene.accepted) is not True:
        return False
    gap = stage.mind(first).rating - stage.mind(second).rating
    if gap < conflicts.VICTORY:
        return False
    a, b = stage.seen.minds[first].name, stage.seen.minds[second].name
    reasons = (
        Reason("conflict.yielded", scene.clauses.get("news", ""), 1.0, scene.number),
        Reason("rank.gap", f"{b} is used to giving way, and {a} is not", round(gap, 1)),
    )
    told = Development(
        "conflict_won",
        f"{b} gives in: the quarrel with {a} is over, and {a} has won it.",
        first,
        reasons=reasons,
        changes=(Change(second, first, "fear", 0.05, f"{b} gave in to {a}", "conflict.won"),),
        importance=0.55,
        polarity=-0.1,
        clauses={"news": f"{a} got the better of {b}"},
        cause=scene.number,
    )
    number = _ended(stage, conflict, told)
    stage.society = stage.society.changing("conflicts", conflict.ending(WON, number, stage.minute, first))
    return True


def _mediated(stage: Stage, scene: Scene, mediator: int, side: int, other: int) -> None:
    conflict = between(stage, side, other)
    if conflict is not None:
        trusted = _could_mediate(stage, mediator, conflict)
        amount = conflicts.MEDIATED * (conflicts.TRUSTED_MEDIATOR if trusted else 1.0)
        _calm(stage, scene, conflict, amount, f"{stage.seen.minds[mediator].name} made peace between them")


def _soothed(stage: Stage, scene: Scene, first: int, second: int, amount: float) -> None:
    conflict = between(stage, first, second)
    if conflict is not None:
        _calm(stage, scene, conflict, amount, "")


def _calm(stage: Stage, scene: Scene, conflict: Conflict, amount: float, why: str) -> None:
    after = conflicts.soothed(conflict, amount, scene.number, stage.minute)
    if after.level:
        stage.society = stage.society.changing("conflicts", after)
        return
    a, b = _names(stage, conflict)
    reasons = (Reason("conflict.amends", why or scene.clauses.get("news", ""), round(amount, 3), scene.number),)
    number = 0
    if conflict.highest >= ARGUMENT:
        # What was no more than a tension goes as it came.
        told = Development(
            "conflict_resolved",
            f"{a} and {b} have made their peace.",
            reasons=reasons,
            importance=0.55,
            polarity=0.6,
            clauses={"news": f"{a} and {b} have made peace"},
            cause=scene.number,
        )
        number = _ended(stage, conflict, told)
    stage.society = stage.society.changing("conflicts", after.ending(RESOLVED, number, stage.minute))


def _ended(stage: Stage, conflict: Conflict, told: Development) -> int:
    """Tell how it ended: of the two, in their place, and because of what last moved it if of nothing else."""
    one = conflict.one if told.initiator is None else told.initiator
    return stage.develop(
        replace(
            told,
            initiator=one,
            others=(conflict.opponent(one),),
            place=stage.place(one),
            tags=_tags(conflict),
            cause=told.cause or conflict.event,
        )
    )


def _tags(conflict: Conflict) -> tuple[str, ...]:
    return (
        "conflict",
        f"level:{conflict.level}",
        f"who:{conflict.one}",
        f"who:{conflict.other}",
        f"quarrel:{conflict.number}",
    )


def _names(stage: Stage, conflict: Conflict) -> tuple[str, str]:
    return stage.seen.minds[conflict.one].name, stage.seen.minds[conflict.other].name
