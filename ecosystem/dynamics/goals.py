"""Goals in play: set, come nearer to, reached, given up. Looked at now and then, and when something grave was done."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from characters import needs
from characters.minds import Emotion, GoalView, Mind, Reason
from ecosystem.scenes import Development, Feeling, Scene
from ecosystem.stage import Stage
from relationships import goals
from relationships.goals import Other, Prospect

# Somebody awake looks at their goals once in so many turns.
LOOKED_AT_EVERY = 6
# A deed that matters this much makes whoever it was done to look at theirs at once.
GRAVE = 0.35
# Of those around so many are thought of, beside those with whom there is something to settle.
THOUGHT_OF = 10
# What reaching a goal fills, and how strongly it is felt; a goal given up is felt by how dear it was.
PURPOSE, ESTEEM = 0.2, 0.1
GLAD, PROUD, DOWN = 0.7, 0.4, 0.6
# Only what was dear enough is told to everybody.
WORTH_TELLING = 0.62


def look(stage: Stage, rng: random.Random) -> None:
    """Whoever stirred in this turn and whose time it is, and whoever was in something grave, look at their goals."""
    turn = stage.seen.generation
    due = {who for at, who in enumerate(stage.seen.minds) if who in stage.sleeps and (turn + at) % LOOKED_AT_EVERY == 0}
    # What was done a turn ago has been taken in by now.
    due |= {
        who
        for past in stage.seen.past
        if past.generation == turn and past.importance >= GRAVE
        for who in (past.initiator, *past.responders)
        if who is not None
    }
    for who in sorted(due | _arrived(stage)):
        if who in stage.seen.minds:
            _review(stage, who)
            _choose(stage, who)


def _arrived(stage: Stage) -> set[int]:
    """Whoever came to the end of a goal by what they did in this turn."""
    began = {one.initiator for one in stage.happenings if isinstance(one, Scene)}
    return {who for who in began if any(goal.progress >= 1 and goal.status == "held" for goal in stage.mind(who).goals)}


def _review(stage: Stage, who: int) -> None:
    """Goals of one's own come nearer as things turn out; what is reached or hopeless is over."""
    mind = stage.mind(who)
    if not mind.goals:
        return
    reviewed = []
    for goal in mind.goals:
        about = None if goal.target is None or goal.target not in stage.seen.minds else _other(stage, who, goal.target)
        near = round(goals.reached(goal, mind, about), 4)
        if goal.kind and goal.progress < near:
            goal = replace(goal, progress=near, moved=stage.minute)
        reviewed.append(goal)
    if any(after is not before for after, before in zip(reviewed, mind.goals, strict=True)):
        stage.set_mind(replace(mind, goals=tuple(reviewed)))
    for goal in reviewed:
        if goal.status != "held":
            continue
        gone = goal.target is not None and goal.target not in stage.seen.minds
        if goal.progress >= 1:
            _reach(stage, who, goal)
        elif why := "they are gone" if gone else goals.given_up(goal, stage.minute):
            _give_up(stage, who, goal, why)


def _choose(stage: Stage, who: int) -> None:
    mind = stage.mind(who)
    held = [goal for goal in mind.goals if goal.status == "held"]
    if sum(1 for goal in held if goal.kind) > goals.MOST_CHOSEN:
        return
    around = {one: _other(stage, who, one) for one in _around(stage, who)}
    open_to = [one for one in goals.prospects(mind, list(around.values())) if _new(stage, mind, around, one)]
    found = goals.next_goal(held, open_to)
    if found is None:
        return
    wanted, yielding = found
    new = _new(stage, mind, around, wanted)
    assert new is not None
    if yielding is not None:
        _give_up(stage, who, yielding, f"it gave way to a stronger wish, {wanted.text}"[:200], wanted)
        mind = stage.mind(who)
    stage.set_mind(replace(mind, goals=(*mind.goals, new)))


def _new(stage: Stage, mind: Mind, around: Mapping[int, Other], wanted: Prospect) -> GoalView | None:
    about = around.get(wanted.target) if wanted.target is not None else None
    return goals.new(wanted, mind, about, stage.minute, id=-len(mind.goals) - 1)


def _around(stage: Stage, who: int) -> list[int]:
    """Those whom a goal might be about: who is there, and with whom there is something to settle."""
    near = stage.present(stage.place(who), (who,))[:THOUGHT_OF]
    sore = [one for one in stage.log.sore.get(who, {}) if one in stage.seen.minds]
    return sorted({*near, *sore})


def _other(stage: Stage, who: int, other: int) -> Other:
    return Other(stage.mind(other), stage.bond(who, other), stage.bond(other, who), stage.log.dealings(who, other))


def _reach(stage: Stage, who: int, goal: GoalView) -> None:
    _end(stage, who, replace(goal, progress=1.0, status="achieved", outcome=f"reached on day {_day(stage)}"))
    mind = stage.mind(who)
    stage.set_mind(replace(mind, needs=needs.filled(mind.needs, {"purpose": PURPOSE, "esteem": ESTEEM})))
    feelings = _felt(stage, who, goal, {"satisfaction": GLAD, "pride": PROUD})
    told = f"{mind.name} has got what {mind.pronouns} wanted"
    development = Development(
        kind="goal_reached", text=f"{told}: {goal.text}.", others=(goal.target,) if goal.target else (),
        feelings=feelings, polarity=0.5, clauses={"news": told},
    )  # fmt: skip
    _tell(stage, who, goal, development)


def _give_up(stage: Stage, who: int, goal: GoalView, why: str, instead: Prospect | None = None) -> None:
    _end(stage, who, replace(goal, status="abandoned", outcome=why))
    name = stage.mind(who).name
    if instead is None:
        told, because = f"{name} no longer hopes {goal.text}", why
        feelings = _felt(stage, who, goal, {"disappointment": DOWN})
    else:
        told, because = f"{name} no longer means {goal.text}, but {instead.text}", instead.why
        feelings = ()
    development = Development(
        kind="goal_given_up", text=f"{told}: {because}.", feelings=feelings, polarity=-0.3, clauses={"news": told}
    )
    _tell(stage, who, goal, development)


def _end(stage: Stage, who: int, goal: GoalView) -> None:
    mind = stage.mind(who)
    stage.set_mind(replace(mind, goals=tuple(goal if one.id == goal.id else one for one in mind.goals)))


def _felt(stage: Stage, who: int, goal: GoalView, emotions: dict[str, float]) -> tuple[Feeling, ...]:
    dear = 0.4 + 0.6 * goal.priority
    return tuple(
        Feeling(who, Emotion(name, round(strength * dear, 3), stage.minute)) for name, strength in emotions.items()
    )


def _tell(stage: Stage, who: int, goal: GoalView, development: Development) -> None:
    """What was dear enough is told to everybody; the rest is only felt."""
    if goal.kind and goal.priority < WORTH_TELLING:
        stage.feel(development.feelings)
        return
    weight = goal.priority if development.polarity > 0 else -goal.priority
    why = goal.why or f"It is what {stage.mind(who).name} was after"
    stage.develop(
        replace(
            development,
            initiator=who,
            place=stage.place(who),
            reasons=(Reason("goal", why[:200], weight),),
            importance=round(0.25 + 0.3 * goal.priority, 3),
            tags=(f"who:{who}", "goal"),
        )
    )


def _day(stage: Stage) -> int:
    return stage.minute // (24 * 60) + 1
