"""Volition: how much one person wants to do each act to another, and how the other answers. Every figure has reasons.

After Comme il Faut and Ensemble (McCoy, Treanor, Samuel et al. 2014): rules over roles add weight to acts; the sum is
the wish; the responder's own volition is the answer, and from 0 up it is yes. Here a person's nature gives each act a
footing (`base`), repetition takes from it, goals and nudges from outside add to it. The choice is a softmax whose
temperature grows with openness. Scores are in the rules' points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from math import exp
from random import Random
from typing import NamedTuple

from characters.minds import Deed, GoalView, Mind, Personality, Reason
from characters.personality import WORDS, centred, trait
from relationships.acts import ACTS, SOLITARY
from relationships.bonds import Bond
from relationships.dealings import Circumstances, Dealings, Encounter, Nudge, Third
from relationships.preludes import possible
from relationships.rulebook import RULES, Gated, Leaning, Rule, Temper, nature, temper

# A goal of full priority adds this much to an act that serves it.
GOAL_WEIGHT = 4.0
# A goal that concerns nobody in particular is served by any partner, and so counts for less with each.
UNAIMED = 0.5
# No pull from outside counts for more than a strong reason of one's own.
MOST_NUDGE = 8.0
# Doing the same to the same person again within NOVELTY_MINUTES takes this much, less as time passes.
NOVELTY = 2.6
NOVELTY_MINUTES = 480
# Having done the same lately to anyone takes this much each time.
SAMENESS = 1.0
# The other tires of the same act, too.
TIRESOME = 0.8
# Two who have had to do with each other more than ENOUGH times within COMPANY_MINUTES turn to others: so much a time.
SAME_COMPANY = 0.6
ENOUGH = 2
COMPANY_MINUTES = 180
MOST_SAME_COMPANY = 3.0
# Quarrels wear out more slowly than company does.
ENMITY_TIRES = 0.4
# So many points make a wish e times as likely at temperature 1.
POINTS = 1.6
# What a trait adds or takes must be at least this to be worth a reason.
WORTH_SAYING = 0.25
# From here down, an act goes against somebody's grain.
GRAIN = -0.5

# How much one's own will and the pull from outside count, by how freely the characters are let.
AUTONOMY = {"guided": (0.8, 1.5), "balanced": (1.0, 1.0), "free": (1.1, 0.5)}

# Acts that speak of the third person, who must be one that the actor speaks ill of where the act needs an enemy.
ABOUT_THIRD = frozenset({"gossip", "warn", "reveal_secret", "mediate"})
AGAINST_THIRD = -0.15


class Wish(NamedTuple):
    """An act that somebody wants, and how much. Reasons are worded only when asked for: most wishes never win."""

    act: str
    score: float
    target: int | None
    third: int | None
    encounter: Encounter
    rules: tuple[Rule, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        e, act = self.encounter, self.act
        found = [*_nature_reasons(RULES.base[act], e.me.personality, e.me.name)]
        found += [_reason(rule, e) for rule in self.rules]
        if goal := goal_served(e, act):
            found.append(Reason("goal", f"{e.me.name} wants {goal[0].text}"[:200], goal[1]))
        if repeated := repetition(e.past, e.scene).get(act):
            found.append(Reason("novelty", f"{e.me.name} has done much the same lately", -repeated))
        if tired := _worn(act, company(e.past, e.scene)):
            found.append(Reason("company", f"{e.me.name} and {e.other.name} have had much of each other", -tired))
        genre = RULES.genre(e.scene.genre)
        if leaning := genre.acts.get(act):
            found.append(Reason("genre", genre.text, leaning))
        found += pulls(e.scene, act)
        return tuple(sorted(found, key=lambda reason: -abs(reason.weight)))


class Disposition(NamedTuple):
    """What of somebody's wishes is the same whoever is before them."""

    temper: Temper
    # The acts that serve their goals.
    aims: frozenset[str]
    # The rules that may hold: their temper, their state and the place do not speak against it.
    rules: Gated


class Answer(NamedTuple):
    accepted: bool
    score: float
    reasons: tuple[Reason, ...]


def disposition(actor: Mind, scene: Circumstances) -> Disposition:
    """How `actor` is disposed to wish now; of the scene nothing is asked but its place and its sort of tale."""
    encounter = _by_oneself(actor, scene)
    tempered = temper(actor.personality, scene.genre)
    return Disposition(
        tempered,
        frozenset().union(*(goal.acts for goal in actor.goals)),
        tuple(
            (gates, tuple(rule for rule in rules if not rule.own or all(check(encounter) for check in rule.own)))
            for gates, rules in tempered.rules
        ),
    )


def wishes(
    actor: Mind, disposed: Disposition, other: Mind, bonds: tuple[Bond, Bond], past: Dealings, scene: Circumstances
) -> list[Wish]:
    """What `actor`, who is `disposed` so, wants to do to `other`: every possible act that it wants at all, strongest
    first.

    `bonds` are the actor's and the other's; `past` what has passed between them as the actor knows it. Acts that the
    actor is not let to do are among them: see `let`.
    """
    encounter = Encounter(actor, other, *bonds, past, scene)
    acts = possible(encounter)
    found: dict[str, list[Rule]] = {}
    for rule in _matching(encounter, disposed.rules, acts):
        for act in rule.acts:
            found.setdefault(act, []).append(rule)
    stale, tired = repetition(past, scene), company(past, scene)
    genre, (own, pull) = RULES.genre(scene.genre).acts, AUTONOMY[scene.autonomy]
    footing, base = disposed.temper.footing, disposed.temper.base
    weighed = []
    # An act to which nothing draws is not worth weighing, for all else only takes from it.
    for act in acts.intersection(chain(disposed.temper.willing, disposed.aims, found, scene.nudges)):
        rules = found.get(act, ())
        score = base[act]
        if act in stale:
            score = footing[act] - stale[act] + genre.get(act, 0)
        if tired:
            score -= _worn(act, tired)
        for rule in rules:
            score += rule.weight
        if act in disposed.aims and (goal := goal_served(encounter, act)):
            score += goal[1]
        score *= own
        for nudge in scene.nudges.get(act, ()):
            score += (own if nudge.own else pull) * _bounded(nudge)
        if score > 0:
            third = scene.third.id if scene.third and _concerns(act, scene.third) else None
            weighed.append(Wish(act, score, other.id, third, encounter, tuple(rules)))
    # The name breaks ties, so that the order never hangs on that of a set.
    weighed.sort(key=lambda wish: (-wish.score, wish.act))
    return weighed


def against(actor: Mind, act: str) -> Reason | None:
    """What in somebody's own nature speaks most against an act; None where nothing does that is worth a word."""
    reasons = _nature_reasons(RULES.base[act], actor.personality, actor.name)
    own = [reason for reason in reasons if reason.rule.startswith("nature.") and reason.weight < 0]
    return min(own, key=lambda reason: reason.weight, default=None)


def let(actor: Mind, found: Sequence[Wish]) -> tuple[list[Wish], Wish | None]:
    """The wishes that the actor is let to follow, and the strongest of those it is not."""
    if not actor.barred:
        return list(found), None
    barred = [wish for wish in found if wish.act in actor.barred]
    kept_back = max(barred, key=lambda wish: wish.score, default=None)
    return [wish for wish in found if wish.act not in actor.barred], kept_back


def alone(actor: Mind, scene: Circumstances) -> list[Wish]:
    """What `actor` wants to do by itself, as in `wishes`."""
    encounter = _by_oneself(actor, scene)
    footing = nature(actor.personality)
    stale = repetition(encounter.past, scene)
    found = []
    for act in SOLITARY:
        if act in actor.boundaries:
            continue
        rules = tuple(rule for rule in RULES.alone if act in rule.acts and rule.holds(encounter))
        score = footing[act] + sum(rule.weight for rule in rules) - stale.get(act, 0)
        score += RULES.genre(scene.genre).acts.get(act, 0)
        score += sum(_bounded(nudge) for nudge in scene.nudges.get(act, ()))
        if score > 0:
            found.append(Wish(act, score, None, None, encounter, rules))
    return found


def answer(
    responder: Mind,
    initiator: Mind,
    act: str,
    bond: Bond,
    past: Dealings,
    scene: Circumstances,
    *,
    noise: float = 0.0,
    swayed: Sequence[Nudge] = (),
) -> Answer:
    """How `responder`, who stands to `initiator` by `bond`, takes `act`: from a score of 0 up it goes along.

    `past` is what has passed between the two as the responder knows it; `scene.third` is as the initiator sees it;
    `swayed` is what inclines the responder beyond the rules. What the responder would never do it does not go along
    with.
    """
    shared = ACTS[act].polarity > 0 or ACTS[act].tag in {"rumour", "secret"}
    if shared and (act in responder.boundaries or act in responder.barred):
        never = f"That is something {responder.name} never does"
        barred = f"That is something {responder.name} is not let to do"
        boundary = Reason("boundary", never, -10.0) if act in responder.boundaries else Reason("rein", barred, -10.0)
        return Answer(False, -10.0, (boundary,))
    third = scene.third
    if third:
        scene = _seen_by_other(scene, third)
    encounter = Encounter(responder, initiator, bond, Bond(initiator.id, responder.id), past, scene)
    active = _gates(encounter)
    reasons = _nature_reasons(RULES.accept[act], responder.personality, responder.name)
    score = RULES.accept[act].of(responder.personality)
    for rule in RULES.answers[act]:
        if rule.gates <= active and rule.holds(encounter):
            score += rule.weight
            reasons.append(_reason(rule, encounter))
    if tired := TIRESOME * sum(1 for deed in encounter.past.to_me if _recent(deed, act, scene.minute)):
        score -= tired
        reasons.append(Reason("tiresome", f"{responder.name} has had that from {initiator.name} before", -tired))
    for nudge in swayed:
        score += _bounded(nudge)
        reasons.append(Reason(nudge.reason.rule, nudge.reason.text, _bounded(nudge), nudge.reason.event))
    score += noise
    if noise:
        reasons.append(Reason("chance", f"The moment was {'right' if noise > 0 else 'wrong'}", noise))
    reasons.sort(key=lambda reason: -abs(reason.weight))
    return Answer(score >= 0, score, tuple(reasons))


def temperature(personality: Personality) -> float:
    """How freely one chooses among one's wishes: the open-minded surprise more often."""
    return 0.5 + 0.5 * personality.openness


def choose(found: Sequence[Wish], rng: Random, temperature: float) -> Wish | None:
    """One wish, the more likely the stronger (softmax); None where nothing is wished."""
    if not found:
        return None
    most = max(wish.score for wish in found)
    odds = [exp((wish.score - most) / (POINTS * max(1e-6, temperature))) for wish in found]
    mark = rng.random() * sum(odds)
    for wish, chance in zip(found, odds, strict=True):
        mark -= chance
        if mark < 0:
            return wish
    return found[-1]


def goal_served(e: Encounter, act: str) -> tuple[GoalView, float] | None:
    """The goal that the act serves best with this partner, and what it adds."""
    best: tuple[GoalView, float] | None = None
    third = e.scene.third
    for goal in e.me.goals:
        if act not in goal.acts or goal.progress >= 1 or goal.status != "held":
            continue
        about_third = third is not None and goal.target == third.id and _concerns(act, third)
        if goal.target is None or goal.target == e.other.id or about_third:
            weight = GOAL_WEIGHT * goal.priority * (UNAIMED if goal.target is None else 1)
            if best is None or weight > best[1]:
                best = goal, weight
    return best


def _gates(e: Encounter) -> frozenset[str]:
    active = set()
    if e.scene.third is not None:
        active.add("third")
    if e.past.by_me or e.past.to_me:
        active.add("past")
    if e.me.emotions:
        active.add("feelings")
    if e.other.emotions:
        active.add("others_feelings")
    return frozenset(active)


def _by_oneself(actor: Mind, scene: Circumstances) -> Encounter:
    nobody = Bond(actor.id, actor.id)
    return Encounter(actor, actor, nobody, nobody, Dealings(), scene)


def _matching(e: Encounter, disposed: Gated, acts: frozenset[str]) -> Iterator[Rule]:
    """Of the rules that one is disposed to go by, those that hold with this other and draw to any of the acts."""
    active = _gates(e)
    for gates, rules in disposed:
        if gates <= active:
            for rule in rules:
                if not rule.acts.isdisjoint(acts):
                    for check in rule.checks:
                        if not check(e):
                            break
                    else:
                        yield rule


def _concerns(act: str, third: Third) -> bool:
    return act in ABOUT_THIRD or (act == "ally" and third.mine.affection <= AGAINST_THIRD)


def _seen_by_other(scene: Circumstances, third: Third) -> Circumstances:
    turned = Third(third.id, third.name, third.theirs, third.mine, third.present)
    return Circumstances(scene.minute, scene.place_mood, scene.witnesses, turned, autonomy=scene.autonomy)


def _recent(deed: Deed, act: str, minute: int) -> bool:
    return deed.act == act and minute - deed.minute < NOVELTY_MINUTES


def repetition(past: Dealings, scene: Circumstances) -> dict[str, float]:
    """What having done the same before takes from each wish, in points."""
    loss = {act: SAMENESS * times for act, times in scene.lately.items()}
    for deed in past.by_me:
        age = scene.minute - deed.minute
        if age >= NOVELTY_MINUTES:
            break
        loss[deed.act] = loss.get(deed.act, 0) + NOVELTY * (1 - age / NOVELTY_MINUTES)
    return loss


def company(past: Dealings, scene: Circumstances) -> float:
    """What two who were together all this while lose of every friendly wish, 0..MOST_SAME_COMPANY."""
    if not scene.witnesses:
        # There is nobody else to turn to.
        return 0.0
    since = scene.minute - COMPANY_MINUTES
    times = sum(1 for side in (past.by_me, past.to_me) for deed in side if deed.minute > since)
    return min(MOST_SAME_COMPANY, SAME_COMPANY * max(0, times - ENOUGH))


def _worn(act: str, tired: float) -> float:
    return tired if ACTS[act].polarity > 0 else tired * ENMITY_TIRES


def pulls(scene: Circumstances, act: str) -> list[Reason]:
    """What draws to the act, or away from it, beyond the rules, as reasons."""
    return [
        Reason(nudge.reason.rule, nudge.reason.text, _bounded(nudge), nudge.reason.event)
        for nudge in scene.nudges.get(act, ())
    ]


def _bounded(nudge: Nudge) -> float:
    return max(-MOST_NUDGE, min(MOST_NUDGE, nudge.bonus))


def _reason(rule: Rule, e: Encounter) -> Reason:
    z = e.scene.third.name if e.scene.third else ""
    return Reason(rule.id, rule.text.format(x=e.me.name, y=e.other.name, z=z), rule.weight, rule.event(e))


def _nature_reasons(leaning: Leaning, personality: Personality, name: str) -> list[Reason]:
    found = []
    for one, weight in leaning.traits:
        strength = centred(trait(personality, one))
        if abs(weight * strength) >= WORTH_SAYING:
            word = WORDS[one][0 if strength > 0 else 1]
            found.append(Reason(f"nature.{one}", f"{name} is {word}", weight * strength))
    custom = "It comes easily to people" if leaning.rate >= 0 else "It is not lightly done"
    found.append(Reason("custom", custom, leaning.rate))
    return found
