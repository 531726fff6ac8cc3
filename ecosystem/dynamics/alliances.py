"""Alliances in play: made by consent, joined, left in anger, looked at now and then, over when they hold no more."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from characters.minds import Emotion, Mind, Reason
from ecosystem.dynamics.rank import listed
from ecosystem.scenes import Development, Feeling, Scene
from ecosystem.stage import Stage
from relationships import alliances, conflicts
from relationships.acts import ACTS
from relationships.alliances import Alliance
from relationships.bonds import Bond
from relationships.dealings import Nudge

# What being allied adds to the wish for an act, or takes from it.
BOUND: Mapping[str, float] = MappingProxyType(
    {"ally": -5.0, "help": 1.2, "warn": 1.0, "encourage": 0.6, "confide": 0.5, "criticise": -0.5, "insult": -1.0,
     "threaten": -1.5, "accuse": -0.8, "betray": -1.0}
)  # fmt: skip
# How one meets whom one's allies stand against, or are at odds with.
AGAINST: Mapping[str, float] = MappingProxyType(
    {"challenge": 0.7, "confront": 0.7, "criticise": 0.6, "snub": 0.5, "joke": -0.5, "help": -0.6}
)
# What an ally asks is granted the more readily.
ASKED = frozenset({"ask_help", "warn", "negotiate", "promise", "demand", "advise", "mediate"})
GRANTED = 1.0


def record(stage: Stage, scene: Scene, rng: random.Random) -> None:
    """Common cause made, or an ally harmed."""
    if not scene.responses:
        return
    first, second = scene.initiator, scene.responders[0]
    if scene.act == "ally" and scene.accepted:
        _agreed(stage, scene, first, second)
    elif ACTS[scene.act].harm >= alliances.RUPTURE and not ACTS[scene.act].result(bool(scene.accepted)).concealed:
        _harmed(stage, scene, first, second)


def draw(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    """Allies stand by each other, and together against whom they are against."""
    for alliance in stage.facts("alliances", who):
        if not alliance.is_open:
            continue
        if partner in alliance.members:
            reason = f"{stage.seen.minds[who].name} and {stage.seen.minds[partner].name} are allies"
            yield from _pulls(BOUND, "alliance.bound", reason, alliance.event)
        elif alliance.against == partner:
            reason = f"{stage.seen.minds[who].name} has allies against {stage.seen.minds[partner].name}"
            yield from _pulls(AGAINST, "alliance.against", reason, alliance.event)
        else:
            for conflict in stage.facts("conflicts", partner):
                friend = conflict.opponent(partner)
                if conflict.is_open and conflict.level >= conflicts.ARGUMENT and friend in alliance.members:
                    reason = (
                        f"{stage.seen.minds[partner].name} is at odds with {stage.seen.minds[friend].name}, an ally"
                    )
                    yield from _pulls(AGAINST, "alliance.sides", reason, conflict.event)
                    break


def sway(stage: Stage, who: int, initiator: int, act: str) -> Iterator[Nudge]:
    if act in ASKED:
        for alliance in stage.facts("alliances", who):
            if alliance.is_open and initiator in alliance.members:
                reason = f"{stage.seen.minds[initiator].name} is an ally"
                yield Nudge(GRANTED, Reason("alliance.bound", reason, GRANTED, alliance.event), own=True)


def look(stage: Stage, rng: random.Random) -> None:
    """Whether each alliance holds still: who has had enough leaves it, and what holds no more is over."""
    for alliance in stage.society.alliances:
        if alliance.is_open and (alliances.due(alliance, stage.minute) or len(alliance.members) < 2):
            _look(stage, alliance)
    stage.society = stage.society.keeping("alliances", alliances.CLOSED_KEPT)


def _pulls(weights: Mapping[str, float], rule: str, text: str, event: int) -> Iterator[tuple[str, Nudge]]:
    for act, weight in weights.items():
        yield act, Nudge(weight, Reason(rule, text, weight, event), own=True)


def _agreed(stage: Stage, scene: Scene, first: int, second: int) -> None:
    mine, theirs = alliances.of(stage.society, first), alliances.of(stage.society, second)
    if mine is None and theirs is None:
        _form(stage, scene, first, second)
    elif mine is None or theirs is None:
        alliance, newcomer = (theirs, first) if theirs is not None else (mine, second)
        if alliance is not None and _welcome(stage, newcomer, alliance):
            _join(stage, scene, alliance, newcomer)
    elif mine.number != theirs.number:
        for who, own, other in ((first, mine, theirs), (second, theirs, mine)):
            if _tempted(stage, who, own, other):
                _leave(stage, own, who, scene.number, f"{stage.seen.minds[who].name} has gone over to others")
                _join(stage, scene, other, who)
                break


def _tempted(stage: Stage, who: int, own: Alliance, other: Alliance) -> bool:
    here = alliances.mean_trust([stage.bond(who, one) for one in own.members if one != who])
    there = alliances.mean_trust([stage.bond(who, one) for one in other.members])
    return there >= here + alliances.TEMPTED and _welcome(stage, who, other)


def _welcome(stage: Stage, newcomer: int, alliance: Alliance) -> bool:
    concerned = [who for who in (alliance.against, alliance.about) if who is not None]
    return alliances.welcome(newcomer, alliance, _bonds(stage, (*alliance.members, newcomer, *concerned)))


def _form(stage: Stage, scene: Scene, first: int, second: int) -> None:
    foes = _foes(stage, first, second)
    bonds = stage.bond(first, second), stage.bond(second, first)
    found = alliances.case(stage.mind(first), stage.mind(second), bonds, foes)
    if found.score < alliances.FORMS:
        return
    against, about = _concern(stage, scene, found)
    names = {who: mind.name for who, mind in stage.seen.minds.items()}
    purpose = alliances.purpose(names.get(against or 0, ""), names.get(about or 0, ""))
    members = tuple(sorted((first, second)))
    between = _bonds(stage, members)
    concerned = [f"about:{who}" for who in (against, about) if who is not None]
    number = stage.develop(
        Development(
            kind="alliance_formed",
            text=f"{names[first]} and {names[second]} are allies from now on, to {purpose}.",
            initiator=first,
            others=(second,),
            witnesses=scene.witnesses,
            place=scene.place,
            reasons=_case_reasons(found, names, first, second, scene.number),
            feelings=tuple(
                Feeling(who, Emotion("hope", 0.35, stage.minute, other))
                for who, other in ((first, second), (second, first))
            ),
            importance=0.6,
            polarity=0.5,
            tags=("alliance", f"league:{stage.society.last + 1}", f"who:{first}", f"who:{second}", *concerned),
            clauses={"news": f"{names[first]} and {names[second]} are in league to {purpose}"},
            cause=scene.number,
        )
    )
    alliance = Alliance(
        members, alliances.leader(members, _minds(stage, members), between), purpose, against, about, stage.minute,
        number, alliances.cohesion(members, between, conflicts.quarrels(stage.society.conflicts, members)),
    )  # fmt: skip
    stage.society = stage.society.adding("alliances", alliance)


def _foes(stage: Stage, first: int, second: int) -> list[int]:
    return [
        who
        for who in stage.seen.minds
        if who not in (first, second)
        and stage.bond(first, who).affection <= alliances.FOE
        and stage.bond(second, who).affection <= alliances.FOE
    ]


def _concern(stage: Stage, scene: Scene, found: alliances.Case) -> tuple[int | None, int | None]:
    """Whom it is against, and else whom it is about: the one they spoke of, a common enemy, the object of a goal."""
    if found.foes:
        return scene.third if scene.third in found.foes else found.foes[0], None
    for goal in found.goals:
        if goal.target is not None and goal.target in stage.seen.minds:
            return (goal.target, None) if alliances.is_hostile(goal) else (None, goal.target)
    return None, None


def _case_reasons(
    found: alliances.Case, names: Mapping[int, str], first: int, second: int, event: int
) -> tuple[Reason, ...]:
    both = f"{names[first]} and {names[second]}"
    reasons = [Reason("alliance.trust", f"{both} trust each other", round(found.trust, 3), event)]
    for goal in found.goals[: alliances.MOST_COUNTED]:
        about = f" over {names[goal.target]}" if goal.target in names and goal.target is not None else ""
        reasons.append(Reason("alliance.goal", f"{both} want the same{about}", alliances.SHARED_GOAL))
    for foe in found.foes[: alliances.MOST_COUNTED]:
        reasons.append(Reason("alliance.foe", f"{names[foe]} is an enemy of both", alliances.COMMON_FOE))
    if found.gap:
        reasons.append(Reason("alliance.rank", "One has more to say than the other", -alliances.RANK_GAP * found.gap))
    return tuple(reasons)


def _join(stage: Stage, scene: Scene, alliance: Alliance, newcomer: int) -> None:
    name = stage.seen.minds[newcomer].name
    others = listed(stage, alliance.members)
    stage.develop(
        Development(
            kind="alliance_joined",
            text=f"{name} joins {others}, to {alliance.purpose}.",
            initiator=newcomer,
            others=alliance.members,
            place=scene.place,
            reasons=(Reason("alliance.welcome", f"{others} trust {name}", alliances.WELCOME, scene.number),),
            importance=0.5,
            polarity=0.5,
            tags=_tags(alliance, newcomer),
            clauses={"news": f"{name} is in league with {others} to {alliance.purpose}"},
            cause=scene.number,
        )
    )
    _keep(stage, alliance.joined_by(newcomer), checked=stage.minute)


def _harmed(stage: Stage, scene: Scene, doer: int, victim: int) -> None:
    """Whoever is wronged by an ally and trusts them no more leaves; of two the alliance is over."""
    alliance = alliances.of(stage.society, victim)
    if alliance is None or doer not in alliance.members or stage.bond(victim, doer).trust >= 0.5:
        return
    name, other = stage.seen.minds[victim].name, stage.seen.minds[doer].name
    _leave(stage, alliance, victim, scene.number, f"{name} was wronged by {other}, an ally")


def _leave(stage: Stage, alliance: Alliance, who: int, cause: int | None, why: str) -> None:
    left = alliance.without(who)
    if len(left.members) < 2:
        _dissolve(stage, alliance, cause, why, who)
        return
    name, others = stage.seen.minds[who].name, listed(stage, left.members)
    stage.develop(
        Development(
            kind="alliance_left",
            text=f"{name} has left the alliance with {others}.",
            initiator=who,
            others=left.members,
            place=stage.place(who),
            reasons=(Reason("alliance.left", why, 1.0, cause),),
            feelings=tuple(Feeling(one, Emotion("disappointment", 0.4, stage.minute, who)) for one in left.members),
            importance=0.55,
            polarity=-0.5,
            tags=_tags(alliance),
            clauses={"news": f"{name} has left {others} to themselves"},
            cause=cause,
        )
    )
    _keep(stage, left, checked=alliance.checked)


def _look(stage: Stage, alliance: Alliance) -> None:
    if len(alliance.members) < 2:
        why = "Nobody is left to be allied with"
        if alliance.members:
            _dissolve(stage, alliance, None, why, alliance.members[0])
        return
    members = alliance.members
    bonds = _bonds(stage, members)
    gone = alliances.estranged(members, bonds)
    if gone is not None:
        name = stage.seen.minds[gone].name
        _leave(stage, alliance, gone, None, f"{name} has little trust or liking left for the others")
        return
    quarrels = conflicts.quarrels(stage.society.conflicts, members)
    cohesion = alliances.cohesion(members, bonds, quarrels)
    weak = alliance.weak + 1 if cohesion < alliances.HOLDS else 0
    if weak >= alliances.WEAK_CHECKS:
        why = "They quarrel among themselves" if quarrels else "They trust each other too little"
        _dissolve(stage, alliance, None, why, members[0])
        return
    leader = alliances.leader(members, _minds(stage, members), bonds)
    _keep(stage, replace(alliance, cohesion=cohesion, weak=weak, leader=leader), checked=stage.minute)


def _dissolve(stage: Stage, alliance: Alliance, cause: int | None, why: str, who: int) -> None:
    others = tuple(one for one in alliance.members if one != who)
    names = listed(stage, (who, *others))
    alone = f"{names} is left without allies." if not others else f"The alliance of {names} is over."
    number = stage.develop(
        Development(
            kind="alliance_dissolved",
            text=alone,
            initiator=who,
            others=others,
            place=stage.place(who),
            reasons=(Reason("alliance.dissolved", why, 1.0, cause),),
            importance=0.5,
            polarity=-0.4,
            tags=_tags(alliance),
            clauses={"news": f"the alliance of {names} is over" if others else f"{names} has no allies left"},
            cause=cause,
        )
    )
    stage.society = stage.society.changing("alliances", alliance.ending(number, stage.minute))


def _keep(stage: Stage, alliance: Alliance, checked: int) -> None:
    leader = alliance.leader
    if leader is None:
        leader = alliances.leader(alliance.members, _minds(stage, alliance.members), _bonds(stage, alliance.members))
    stage.society = stage.society.changing("alliances", replace(alliance, leader=leader, checked=checked))


def _tags(alliance: Alliance, *others: int) -> tuple[str, ...]:
    return "alliance", f"league:{alliance.number}", *(f"who:{who}" for who in (*others, *alliance.members))


def _minds(stage: Stage, members: Sequence[int]) -> Mapping[int, Mind]:
    return {who: stage.mind(who) for who in members}


def _bonds(stage: Stage, members: Sequence[int]) -> Mapping[tuple[int, int], Bond]:
    return {(one, other): stage.bond(one, other) for one in members for other in members if one != other}
