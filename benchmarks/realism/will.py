"""Planted scenes of will: what people want, set themselves, learn, and begin."""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.realism.planted import planted
from benchmarks.realism.stagecraft import (
    FED,
    FOUR,
    MORNING,
    ONE,
    THREE,
    TWO,
    bond,
    course,
    done,
    goes_along,
    later,
    mutual,
    off,
    person,
    played,
    share,
    wants,
    world,
)
from characters.minds import GoalView, Habit, Mind, Mood
from ecosystem.decide import decide
from ecosystem.scenes import Scene, Snapshot, Whisper
from relationships.acts import ACTS

EMPTY = 0.05


def _pair(one: Mind, **tie: float) -> Snapshot:
    return world(one, person(TWO), bonds=mutual(ONE, TWO, **tie))


@planted("volition", "the outgoing talk and joke more than the shy", "Costa & McCrae 1992")
def _outgoing() -> bool:
    loud, shy = (wants(_pair(person(extraversion=level)), "joke") for level in (0.9, 0.1))
    return loud > shy


@planted("volition", "the disagreeable insult more", "Costa & McCrae 1992")
def _disagreeable() -> bool:
    kind, hard = (wants(_pair(person(agreeableness=level), affection=-0.4), "insult") for level in (0.9, 0.1))
    return hard > kind


@planted("volition", "the curious ask more", "Costa & McCrae 1992")
def _curious() -> bool:
    curious, dull = (wants(_pair(person(openness=level)), "question") for level in (0.9, 0.1))
    return curious > dull


@planted("volition", "whoever is liked is sought and helped, whoever is disliked is not", "Ensemble: McCoy et al. 2014")
def _liked() -> bool:
    liked, disliked = (wants(_pair(person(), affection=level), "help") for level in (0.6, -0.6))
    return liked > disliked


@planted("volition", "nobody jokes with whom they fear", "Ensemble: McCoy et al. 2014")
def _feared() -> bool:
    return wants(_pair(person(), fear=0.6), "joke") < wants(_pair(person()), "joke")


@planted("volition", "whoever suffers is comforted, by the sympathetic above all", "Batson 1991")
def _comforted() -> bool:
    def comforts(level: float, pleasure: float) -> float:
        two = person(TWO, mood=Mood(pleasure, 0, 0))
        return wants(world(person(agreeableness=level), two, bonds=mutual(ONE, TWO, affection=0.2)), "comfort")

    return comforts(0.9, -0.5) > comforts(0.1, -0.5) and comforts(0.9, -0.5) > comforts(0.9, 0.4)


@planted("volition", "what has just been done is not done again at once", "Berlyne 1960")
def _novelty() -> bool:
    seen = _pair(person(), affection=0.3)
    return wants(done(seen, "joke").seen, "joke") < wants(seen, "joke")


@planted("volition", "who has been refused tries less", "Bandura 1997")
def _rebuffed() -> bool:
    seen = _pair(person(), affection=0.2)
    return wants(done(seen, "invite", accepted=False).seen, "talk") < wants(done(seen, "invite").seen, "talk")


@planted(
    "volition",
    "a suggestion is followed more where people are guided than where they are free",
    "Blumberg & Galyean 1995",
)
def _guided() -> bool:
    def advised(autonomy: str) -> float:
        seen = world(person(), person(TWO), bonds=mutual(ONE, TWO), autonomies={ONE: autonomy, TWO: autonomy})
        seen = replace(seen, autonomy=autonomy)
        whispered = replace(seen, whispers=(Whisper(1, ONE, "advise", TWO),))
        return wants(whispered, "advise") - wants(seen, "advise")

    return advised("guided") > advised("free") > 0


@planted("needs", "the lonely look for company", "Baumeister & Leary 1995")
def _lonely() -> bool:
    lonely, fed = (wants(_pair(person(needs=dict(FED) | {"belonging": level})), "talk") for level in (EMPTY, 0.9))
    return lonely > fed


@planted("needs", "whoever does not feel safe asks for help", "Maslow 1943")
def _unsafe() -> bool:
    unsafe, safe = (wants(_pair(person(needs=dict(FED) | {"safety": level})), "ask_help") for level in (EMPTY, 0.9))
    return unsafe > safe


@planted("needs", "company tires the reserved, and not the outgoing", "Eysenck 1967")
def _company() -> bool:
    def left(level: float) -> float:
        one = person(extraversion=level)
        return course(_pair(one), *[("talk", ONE, TWO, True, 5)] * 4).mind(ONE).social_capacity

    return left(0.9) > left(0.1)


@planted("needs", "who has had enough of company withdraws", "Eysenck 1967")
def _withdraws() -> bool:
    def alone(capacity: float) -> float:
        seen = world(person(social_capacity=capacity), person(TWO, initiative=0.0), bonds=mutual(ONE, TWO))
        return share(seen, lambda scene: scene.initiator == ONE and scene.act == "withdraw", turns=6, seeds=12)

    return alone(0.05) > alone(1.0)


@planted("needs", "a kindness feeds the empty more than the full", "Deci & Ryan 2000")
def _fills() -> bool:
    def fed(level: float) -> float:
        two = person(TWO, needs=dict(FED) | {"esteem": level})
        seen = world(person(), two, bonds=mutual(ONE, TWO))
        praised, ignored = (done(seen, act).mind(TWO).needs["esteem"] for act in ("praise", "talk"))
        return praised - ignored

    return fed(0.1) > fed(0.85) > 0


def _sets(one: Mind, **tie: float) -> list[GoalView]:
    """What somebody sets themselves within an hour or two in quiet company."""
    # One looks at one's goals every half hour or so, the first in the cast in this turn.
    seen = world(one, person(TWO, initiative=0.1), bonds=mutual(ONE, TWO, **tie), generation=42)
    *_, decided = played(seen, 12)
    return [goal for goal in decided.minds[ONE].goals if goal.kind]


@planted("goals", "whoever lacks company sets out to make a friend", "Baumeister & Leary 1995")
def _friend() -> bool:
    return any(goal.kind == "friend" for goal in _sets(person(needs=dict(FED) | {"belonging": EMPTY}), affection=0.15))


@planted("goals", "who wants for nothing sets themselves less than who is in need", "Deci & Ryan 2000")
def _content() -> bool:
    return len(_sets(person(needs=dict.fromkeys(FED, 0.95)))) < len(_sets(person(needs=dict.fromkeys(FED, EMPTY))))


@planted(
    "goals", "a wrong asks for satisfaction, or for peace where one is fond of the other", "McCullough et al. 1998"
)
def _wronged() -> bool:
    def kind(affection: float, agreeableness: float) -> set[str]:
        two = person(TWO, agreeableness=agreeableness)
        seen = world(person(), two, person(THREE), person(FOUR), bonds=mutual(ONE, TWO, affection=affection))
        after = course(seen, ("betray", ONE, TWO, False), ("talk", THREE, FOUR))
        return {goal.kind for goal in after.mind(TWO).goals}

    return "satisfaction" in kind(-0.1, 0.3) and "peace" in kind(0.75, 0.9)


@planted("goals", "what serves one's goal is wanted more", "Gollwitzer 1999")
def _serves() -> bool:
    goal = GoalView(1, "to be thanked by Two", 0.9, 0.2, TWO, frozenset({"teach"}))
    return wants(_pair(person(goals=(goal,))), "teach") > wants(_pair(person()), "teach")


@planted("goals", "a goal that is refused again and again is let go of", "Wrosch et al. 2003")
def _let_go() -> bool:
    goal = GoalView(1, "to find a friend in Two", 0.7, 0.1, TWO, frozenset({"invite"}), kind="friend", since=MORNING)
    seen = _pair(person(goals=(goal,)))
    after = course(seen, *[("invite", ONE, TWO, False, 30)] * 5, *[("talk", ONE, TWO, True, 30)] * 6)
    return not any(one.id == 1 and one.status == "held" for one in after.mind(ONE).goals)


@planted("goals", "to reach what one wanted makes glad, to give it up sad", "Carver & Scheier 1998")
def _outcome() -> bool:
    def mood(progress: float, refusals: int) -> float:
        acts, since = frozenset({"reflect"}), MORNING
        goal = GoalView(1, "x", 0.8, progress, None, acts, kind="freedom", since=since, refusals=refusals)
        seen = replace(world(person(goals=(goal,)), person(TWO, place="yard")), generation=41)
        return done(seen, "reflect", ONE, None).mood(ONE).pleasure

    return mood(0.99, 0) > mood(0.3, 0)


@planted("goals", "of two goals that clash the stronger is kept", "Shah, Friedman & Kruglanski 2002")
def _clash() -> bool:
    friend = GoalView(1, "to find a friend in One", 0.5, 0.1, ONE, frozenset({"invite"}), kind="friend", since=MORNING)
    two = person(TWO, goals=(friend,), agreeableness=0.3)
    seen = world(person(), two, person(THREE), person(FOUR), bonds=mutual(ONE, TWO, affection=-0.1))
    after = course(seen, ("betray", ONE, TWO, False), ("talk", THREE, FOUR))
    return [goal.kind for goal in after.mind(TWO).goals if goal.status == "held"] == ["satisfaction"]


def _practised(accepted: bool, times: int = 6) -> Snapshot:
    seen = _pair(person(), affection=0.3)
    # Other things go as they may, so that what is learnt is the difference.
    even = [("talk", ONE, TWO, n % 2 == 0, 200) for n in range(4)]
    # Long enough after for it to be no mere repetition.
    return later(course(seen, *even, *[("tease", ONE, TWO, accepted, 200)] * times).seen, 600)


def _habit(seen: Snapshot, other: int = TWO) -> float:
    without = frozenset({"learning"})
    return wants(seen, "tease", ONE, other) - wants(seen, "tease", ONE, other, without)


@planted("learning", "what has paid is done again, what has not is left", "Thorndike 1911")
def _effect() -> bool:
    return _habit(_practised(True)) > 0 > _habit(_practised(False))


@planted("learning", "it is with whom it paid that it is done again", "Skinner 1953")
def _with_whom() -> bool:
    seen = _practised(True)
    known = replace(
        seen,
        minds={**seen.minds, THREE: person(THREE)},
        as_of={**seen.as_of, THREE: seen.minute},
        sleeps={**seen.sleeps, THREE: seen.sleeps[TWO]},
        autonomies={**seen.autonomies, THREE: "balanced"},
        speakers={**seen.speakers, THREE: replace(seen.speakers[TWO], id=THREE, name="Three")},
        bonds={**seen.bonds, (ONE, THREE): bond(ONE, THREE, affection=0.3)},
    )
    return _habit(known) > _habit(known, THREE) >= 0


@planted("learning", "what is learnt is bounded: no habit outweighs a strong reason", "Roth & Erev 1995")
def _bounded() -> bool:
    drilled = (Habit("tease", TWO, 1.0, 50.0, MORNING), Habit("tease", None, 1.0, 50.0, MORNING))
    return 1.0 < _habit(_pair(person(habits=drilled), affection=0.3)) <= 2.0 + 1e-9


@planted("learning", "what is not practised is forgotten", "Erev & Roth 1998")
def _forgotten() -> bool:
    drilled = (Habit("tease", TWO, 0.8, 8.0, MORNING),)
    seen = _pair(person(habits=drilled), affection=0.3)
    return _habit(later(seen, 9 * 24 * 60)) < _habit(seen)


@planted("learning", "one success more teaches less than the first", "Rescorla & Wagner 1972")
def _diminishing() -> bool:
    first, third, ninth = (_practised(True, times).minds[ONE] for times in (1, 3, 9))

    def value(mind: Mind) -> float:
        return next((habit.value for habit in mind.habits if habit.act == "tease" and habit.person == TWO), 0.0)

    return 0 < value(first) < value(third) and value(ninth) - value(third) < 3 * (value(third) - value(first))


def _begins(level: float) -> float:
    """How often somebody of that initiative begins something, of all that is begun among six."""
    crowd = [person(id, initiative=0.5) for id in range(2, 7)]
    seen = world(person(initiative=level), *crowd)
    return share(seen, lambda scene: scene.initiator == ONE, turns=25, seeds=8)


@planted("initiative", "the proactive begin more than those who wait to be asked", "Bateman & Crant 1993")
def _proactive() -> bool:
    return _begins(1.0) > _begins(0.0)


@planted("initiative", "who waits to be asked answers nevertheless", "Bateman & Crant 1993")
def _answers() -> bool:
    meek = person(initiative=0.05, extraversion=0.2)
    quiet = world(meek, person(TWO), person(THREE), bonds=mutual(ONE, TWO))
    asked = replace(done(quiet, "question", TWO, ONE).seen, sleeps=quiet.sleeps)
    return _first(asked) > _first(quiet)


def _first(seen: Snapshot) -> int:
    """How often somebody begins the next scene, of eighty times."""
    decided = [decide(seen, random.Random(seed), off()) for seed in range(80)]
    return sum(scene.initiator == ONE for one in decided for scene in one.scenes)


@planted("initiative", "need stirs those who are neither", "Frese & Fay 2001")
def _pressed() -> bool:
    def begins(level: float) -> int:
        one = person(needs=dict(FED) | {"purpose": level})
        return _first(world(one, person(TWO), person(THREE), bonds=mutual(ONE, TWO)))

    return begins(0.0) > begins(0.9)


@planted("volition", "the tired do less, and rest", "Hobfoll 1989")
def _tired() -> bool:
    def busy(energy: float) -> float:
        seen = world(person(energy=energy), person(TWO, initiative=0.2), bonds=mutual(ONE, TWO))
        return share(seen, lambda scene: scene.initiator == ONE, turns=8, seeds=8)

    return busy(0.08) < busy(1.0)


@planted("volition", "an act is taken well from a friend that is taken ill from an enemy", "Heider 1958")
def _from_whom() -> bool:
    def taken(affection: float) -> float:
        return goes_along(_pair(person(), affection=affection), "tease")

    return taken(0.6) > taken(0.0) > taken(-0.6)


@planted("volition", "friends joke and confide, enemies quarrel", "Ensemble: McCoy et al. 2014")
def _tone() -> bool:
    def friendly(scene: Scene) -> bool:
        return ACTS[scene.act].polarity > 0

    fond = mutual(ONE, TWO, affection=0.7, trust=0.8, familiarity=0.7)
    foes = mutual(ONE, TWO, affection=-0.7, trust=0.2, familiarity=0.7)
    shares = [share(world(person(), person(TWO), bonds=ties), friendly, 12) for ties in (fond, foes)]
    return shares[0] > shares[1] + 0.2
