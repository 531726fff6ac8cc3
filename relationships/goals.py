"""Goals that characters set themselves: what they come of, how near they are, when they are given up, which clash.

Goals come of needs that are empty (belonging: Baumeister & Leary 1995; esteem: Leary's sociometer 1995; autonomy and
purpose after Deci & Ryan 2000), of wrongs, of wounds, of love and of rank. A goal is let go of when nothing comes of it
(goal disengagement, Wrosch et al. 2003), and of two that pull opposite ways at one person the stronger is kept (goal
shielding, Shah, Friedman & Kruglanski 2002). The sizes are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from characters import wounds
from characters.minds import Deed, GoalView, Mind
from characters.personality import trait
from relationships import preference
from relationships.acts import ACTS
from relationships.bonds import Bond
from relationships.dealings import AMENDS, Dealings
from relationships.rank import CONTESTS

# Nobody has more goals of their own choosing than this at once, nor more goals in all.
MOST_CHOSEN, MOST_HELD = 2, 5
# A wish weaker than this is no goal.
LEAST_PRIORITY = 0.4
# Nothing has come of a chosen goal for so many minutes, or of a given one: it is let go.
PATIENCE, PATIENCE_WITH_GIVEN = 2 * 24 * 60, 6 * 24 * 60
# Refused so often in a row, one gives a chosen goal up, or a given one.
REFUSED, REFUSED_GIVEN = 4, 8
# To take the place of a goal of the opposite sense a new one must be so much stronger; a given one is more dear.
STRONGER, MUCH_STRONGER = 0.1, 0.25
# Below this a need makes a goal of itself.
EMPTY: Mapping[str, float] = MappingProxyType(
    {"belonging": 0.4, "esteem": 0.35, "safety": 0.35, "autonomy": 0.3, "purpose": 0.35}
)
# Where a need counts as met.
MET = 0.75
# Affection and familiarity of a friend; respect of one who thinks well of one; trust of one to turn to.
FRIEND_LIKED, FRIEND_KNOWN, ESTEEMED, RELIED_ON = 0.45, 0.3, 0.4, 0.6
# Attraction from which somebody is worth winning, and on the other side from which they are won.
LOVED, WON = 0.45, 0.5
# A wrong that did less harm is no matter of days.
GRAVE = 0.3
TOGETHER = frozenset({"sweetheart", "partner"})
# Whoever strives so much minds being behind; somebody so little ahead may be passed, and passed by as much one is.
AMBITIOUS, NEAR, PAST = 0.65, 150.0, 60.0
# What is so nearly reached already is nothing to set oneself.
NEARLY = 0.7
# To have it out with somebody, and be heard, is satisfaction.
RECKONINGS = frozenset({"confront", "accuse", "demand", "challenge"})
# From here a goal given with acts of one colour stands for or against whom it is about.
COLOURED = 0.15


class Kind(NamedTuple):
    """A sort of goal: as it is told ("to ..."), as its holder says it ("I want to ..."), and what serves it."""

    text: str
    wish: str
    acts: frozenset[str]
    # For whom it is about (1), against them (-1), or neither.
    towards: int = 0


def _kind(text: str, acts: str, towards: int = 0, wish: str = "") -> Kind:
    return Kind(f"to {text}", wish or text, frozenset(acts.split()), towards)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "friend": _kind("find a friend in {y}", "talk invite joke reminisce praise help give confide", 1),
        "esteem": _kind("be thought well of by {y}", "teach help challenge praise negotiate advise encourage", 1),
        "shelter": _kind("have {y} to rely on", "ask_help ally confide negotiate thank promise", 1),
        "freedom": _kind("be told by nobody what to do", "withdraw demand challenge reflect confront"),
        "use": _kind("be of use to {y}", "help teach advise encourage comfort reassure mediate", 1),
        "satisfaction": _kind("have satisfaction from {y}", "confront demand accuse challenge snub", -1),
        "peace": _kind("be at peace with {y} again", "forgive negotiate talk reassure thank", 1),
        "amends": _kind("make it good to {y}", "apologise make_amends confess give help", 1),
        "win": _kind("win the heart of {y}", "flirt court invite give embrace declare_love praise", 1),
        "heal": Kind("", "", frozenset()),
        "rise": _kind("come out ahead of {y}", "challenge negotiate demand teach confront criticise", -1),
    }
)


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody whom a goal might be about, from the side of who might set it."""

    mind: Mind
    bond: Bond
    back: Bond
    # What has passed between the two, from the side of who might set it.
    passed: Dealings = field(default_factory=Dealings)


class Prospect(NamedTuple):
    """A goal that somebody might set themselves, and why."""

    kind: str
    target: int | None
    priority: float
    text: str
    wish: str
    acts: frozenset[str]
    why: str
    event: int | None = None


def prospects(me: Mind, others: Sequence[Other]) -> list[Prospect]:
    """What somebody might make a goal of now, the strongest first."""
    found = [one for one in (*_of_needs(me, others), *_of_people(me, others), *_of_wounds(me, others)) if one]
    strong = [one for one in found if one.priority >= LEAST_PRIORITY]
    return sorted(strong, key=lambda one: (-one.priority, one.kind, one.target or 0))


def _made(
    me: Mind, kind: str, priority: float, why: str, about: Other | None = None, event: int | None = None
) -> Prospect:
    name = about.mind.name if about else ""
    sort = KINDS[kind]
    return Prospect(
        kind, about.mind.id if about else None, round(min(0.95, priority), 2), sort.text.format(y=name)[:200],
        sort.wish.format(y=name)[:200], sort.acts - me.boundaries - me.barred, why[:200], event,
    )  # fmt: skip


def _of_needs(me: Mind, everybody: Sequence[Other]) -> Iterator[Prospect]:
    # Nobody looks to somebody for what they need who has wronged them.
    others = [one for one in everybody if one.passed.their_wrong is None]
    pressing = {need: (bound - me.needs[need]) / bound for need, bound in EMPTY.items() if me.needs[need] < bound}
    if (lack := pressing.get("belonging")) and (one := _likeliest(me, others)):
        yield _made(me, "friend", 0.45 + 0.4 * lack, f"{me.name} has had little company", one)
    if lack := pressing.get("esteem"):
        judges = [one for one in others if one.bond.respect >= 0.15 and one.back.respect < ESTEEMED]
        if judge := max(judges, key=lambda one: (one.bond.respect, -one.mind.id), default=None):
            yield _made(me, "esteem", 0.4 + 0.4 * lack, f"{me.name} feels small beside {judge.mind.name}", judge)
    if lack := pressing.get("safety"):
        trusted = [one for one in others if one.bond.trust >= RELIED_ON - 0.05 and one.bond.fear < 0.2]
        if helper := max(trusted, key=lambda one: (one.bond.trust, -one.mind.id), default=None):
            yield _made(me, "shelter", 0.45 + 0.4 * lack, f"{me.name} does not feel safe", helper)
    if lack := pressing.get("autonomy"):
        yield _made(me, "freedom", 0.4 + 0.4 * lack, f"{me.name} is tired of being told")
    if lack := pressing.get("purpose"):
        needy = [one for one in others if one.bond.affection >= 0.1]
        if one := min(needy, key=lambda one: (one.mind.mood.pleasure - one.bond.affection, one.mind.id), default=None):
            yield _made(me, "use", 0.35 + 0.4 * lack, f"{me.name} wonders what it is all for", one)


def _likeliest(me: Mind, others: Sequence[Other]) -> Other | None:
    """Of those who are no friends yet the one whose company one would soonest seek."""
    open_to = [one for one in others if -0.05 <= one.bond.affection < FRIEND_LIKED and one.bond.fear < 0.2]
    return max(open_to, key=lambda one: (preference.value(me, one.mind, one.bond), -one.mind.id), default=None)


def _of_people(me: Mind, others: Sequence[Other]) -> Iterator[Prospect]:
    kind_hearted = me.personality.agreeableness
    ambition = trait(me.personality, "achievement_striving")
    for one in others:
        bond, name = one.bond, one.mind.name
        if (wrong := one.passed.their_wrong) and wrong.harm >= GRAVE:
            grave = 0.35 + 0.6 * wrong.harm
            told = f"{ACTS[wrong.act].told(name, me.name)}"
            if bond.affection > 0.05 and kind_hearted >= 0.45:
                yield _made(me, "peace", grave + 0.3 * bond.affection, told, one, wrong.number)
            else:
                yield _made(me, "satisfaction", grave + 0.3 * (0.6 - kind_hearted), told, one, wrong.number)
        if (mine := one.passed.my_wrong) and mine.harm >= GRAVE and kind_hearted >= 0.35 and bond.affection > -0.25:
            told = ACTS[mine.act].told(me.name, name)
            yield _made(me, "amends", 0.2 + 0.5 * mine.harm + 0.4 * kind_hearted, told, one, mine.number)
        if bond.attraction >= LOVED and bond.affection >= 0.05 and bond.stage not in {"sweetheart", "partner"}:
            yield _made(me, "win", 0.35 + 0.6 * bond.attraction, f"{me.name} is in love with {name}", one)
        ahead = one.mind.rating - me.rating
        if ambition >= AMBITIOUS and 0 < ahead <= NEAR and (contest := _contest(one.passed)):
            told = f"{name} has the better of {me.name}"
            yield _made(me, "rise", 0.1 + 0.6 * ambition, told, one, contest.number)


def _contest(passed: Dealings) -> Deed | None:
    """The last time the two measured themselves against each other."""
    fought = [deed for deed in (*passed.by_me, *passed.to_me) if deed.act in CONTESTS]
    return max(fought, key=lambda deed: deed.number, default=None)


def _of_wounds(me: Mind, others: Sequence[Other]) -> Iterator[Prospect]:
    aim = wounds.aim(me)
    if aim is None:
        return
    trusted = [one for one in others if one.bond.trust >= RELIED_ON and one.bond.affection >= 0.1]
    near = max(trusted, key=lambda one: (one.bond.trust + one.bond.affection, -one.mind.id), default=None)
    text = f"{aim.text}, with {near.mind.name} to turn to" if near else aim.text
    acts = aim.acts - me.boundaries - me.barred
    yield Prospect("heal", near.mind.id if near else None, aim.priority, text[:200], aim.wish, acts, aim.why, aim.event)


def reached(goal: GoalView, me: Mind, other: Other | None) -> float:
    """How near a goal of one's own is, 0..1, by how things stand; what was done for it counts beside it."""
    if goal.kind == "freedom":
        return me.needs["autonomy"] / MET
    if goal.kind == "heal":
        worst = max(me.wounds, key=wounds.smart, default=None)
        return 1.0 if worst is None or wounds.smart(worst) < 0.1 else worst.healed / wounds.SCAR
    if other is None or goal.kind not in _NEARNESS:
        return 0.0
    return max(0.0, min(1.0, _NEARNESS[goal.kind](goal, me, other)))


def _settled(goal: GoalView, deeds: Sequence[Deed], acts: frozenset[str]) -> bool:
    return any(deed.act in acts and deed.accepted and deed.minute >= goal.since for deed in deeds)


def _had_satisfaction(goal: GoalView, me: Mind, one: Other) -> float:
    owned_up = _settled(goal, one.passed.to_me, AMENDS)
    return float(owned_up or _settled(goal, one.passed.by_me, RECKONINGS))


def _at_peace(goal: GoalView, me: Mind, one: Other) -> float:
    made_up = _settled(goal, one.passed.by_me, frozenset({"forgive"})) or _settled(goal, one.passed.to_me, AMENDS)
    return 1.0 if made_up else 0.0


def _won(goal: GoalView, me: Mind, one: Other) -> float:
    return 1.0 if one.bond.stage in TOGETHER else min(0.95, one.back.attraction / WON)


_NEARNESS: Mapping[str, Callable[[GoalView, Mind, Other], float]] = MappingProxyType(
    {
        "friend": lambda goal, me, one: min(one.bond.affection / FRIEND_LIKED, one.bond.familiarity / FRIEND_KNOWN),
        "esteem": lambda goal, me, one: one.back.respect / ESTEEMED,
        "shelter": lambda goal, me, one: min(one.back.affection / 0.3, me.needs["safety"] / MET),
        "use": lambda goal, me, one: me.needs["purpose"] / MET,
        "satisfaction": _had_satisfaction,
        "peace": _at_peace,
        "amends": lambda goal, me, one: float(_settled(goal, one.passed.by_me, AMENDS)),
        "win": _won,
        "rise": lambda goal, me, one: 0.5 + (me.rating - one.mind.rating) / (2 * PAST),
    }
)


def given_up(goal: GoalView, minute: int) -> str:
    """Why a goal is let go of, in words; empty as long as it is not."""
    chosen = bool(goal.kind)
    if goal.refusals >= (REFUSED if chosen else REFUSED_GIVEN):
        return f"refused {goal.refusals} times, and never once met half way"
    if minute - max(goal.since, goal.moved) > (PATIENCE if chosen else PATIENCE_WITH_GIVEN):
        return "nothing has come of it for days"
    return ""


def sense(goal: GoalView | Prospect) -> int:
    """Whether a goal is for whom it is about (1), against them (-1) or neither, by its sort or by what serves it."""
    if goal.kind:
        return KINDS[goal.kind].towards
    colour = sum(ACTS[act].polarity for act in goal.acts if act in ACTS) / max(1, len(goal.acts))
    return 1 if colour >= COLOURED else -1 if colour <= -COLOURED else 0


def clashes(one: GoalView | Prospect, other: GoalView | Prospect) -> bool:
    """Whether two goals pull opposite ways at the same person."""
    return one.target is not None and one.target == other.target and sense(one) * sense(other) < 0


def yields(held: GoalView, wanted: Prospect) -> bool:
    """Whether a goal that is held gives way to one that clashes with it."""
    return wanted.priority > held.priority + (STRONGER if held.kind else MUCH_STRONGER)


def new(prospect: Prospect, me: Mind, other: Other | None, minute: int, id: int) -> GoalView | None:
    """The goal as it is set; None where it is as good as reached."""
    goal = GoalView(
        id=id, text=prospect.text, priority=prospect.priority, progress=0.0, target=prospect.target,
        acts=prospect.acts, wish=prospect.wish, kind=prospect.kind, since=minute, why=prospect.why,
    )  # fmt: skip
    near = reached(goal, me, other)
    return None if near >= NEARLY else replace(goal, progress=round(near, 4))


def next_goal(held: Iterable[GoalView], wanted: Sequence[Prospect]) -> tuple[Prospect, GoalView | None] | None:
    """What somebody sets themselves next, and the goal of theirs that gives way to it; None where nothing is."""
    goals = list(held)
    chosen = sum(1 for goal in goals if goal.kind)
    for prospect in wanted:
        if not prospect.acts or any(_same(goal, prospect) for goal in goals):
            continue
        clashing = next((goal for goal in goals if clashes(goal, prospect)), None)
        if clashing is not None:
            if yields(clashing, prospect):
                return prospect, clashing
        elif chosen < MOST_CHOSEN and len(goals) < MOST_HELD:
            return prospect, None
    return None


def _same(goal: GoalView, wanted: Prospect) -> bool:
    """What one wants already, of that person or in that way."""
    if goal.kind == wanted.kind and (goal.target == wanted.target or wanted.kind in {"friend", "use", "heal", "win"}):
        return True
    # A goal that was given and is served by much the same acts towards the same person is no other goal.
    shared = len(goal.acts & wanted.acts)
    return not goal.kind and goal.target == wanted.target is not None and shared >= min(3, len(goal.acts))
