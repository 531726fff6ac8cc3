"""Initiative: who begins things unprompted, who answers, and who does either as it presses.

Proactive personality (Bateman & Crant 1993) goes with extraversion, conscientiousness and openness, and with calm
(Fuller & Marler 2009, a meta-analysis); the sheet's own figure is half of it. Weights and bounds ours.
"""

from __future__ import annotations

from characters.minds import Mind, Reason

OWN, OUTGOING, STEADY, CURIOUS, CALM = 0.5, 0.2, 0.12, 0.1, 0.08
# From here one acts unprompted by nature; up to there one waits to be asked. Between them it depends.
PROACTIVE, REACTIVE = 0.58, 0.42
# A need that is fuller than this presses nobody.
PRESSING_NEED = 0.4
# A goal of the highest priority presses this much.
GOAL = 0.4
# What being prompted or not adds to the urge to act, in points of a wish's score, by profile: whoever waits to be asked
# answers readily and begins hardly anything.
PROMPTED = {"proactive": 0.4, "adaptive": 0.8, "reactive": 1.2}
UNPROMPTED = {"proactive": 0.6, "adaptive": -0.8, "reactive": -2.4}
# The lean itself counts for so many points, and to somebody adaptive what presses for as many more.
LEAN, PRESSURE = 3.0, 2.0
# Whoever had no part in a turn thinks of it again after so many minutes: the keen sooner.
SOONEST, LATEST = 10, 25
MIDDLING = 17

WORDS = {
    "proactive": "acts unprompted",
    "reactive": "waits to be asked",
    "adaptive": "acts unprompted when something presses",
}


def lean(mind: Mind) -> float:
    """How far somebody tends to begin things, 0..1."""
    p = mind.personality
    return (
        OWN * mind.initiative
        + OUTGOING * p.extraversion
        + STEADY * p.conscientiousness
        + CURIOUS * p.openness
        + CALM * (1 - p.neuroticism)
    )


def profile(mind: Mind) -> str:
    """proactive, reactive or adaptive."""
    tends = lean(mind)
    return "proactive" if tends >= PROACTIVE else "reactive" if tends <= REACTIVE else "adaptive"


def pressure(mind: Mind) -> float:
    """How much presses somebody to act, 0..1: the emptiest need, the dearest goal, being stirred."""
    emptiest = min(mind.needs.values(), default=1.0)
    need = max(0.0, 1 - emptiest / PRESSING_NEED)
    goal = max((one.priority for one in mind.goals if one.progress < 1), default=0.0)
    return max(need, GOAL * goal, mind.mood.arousal)


def drive(mind: Mind, *, prompted: bool) -> float:
    """What initiative adds to the urge to act now, in points; `prompted`: there is something to answer."""
    kind = profile(mind)
    points = LEAN * lean(mind) + (PROMPTED if prompted else UNPROMPTED)[kind]
    if kind == "adaptive" and not prompted:
        points += PRESSURE * pressure(mind)
    return points


def reason(mind: Mind, *, prompted: bool) -> Reason | None:
    """Why somebody of that bent came first, where it told in their favour."""
    kind = profile(mind)
    if kind == "adaptive" and not prompted:
        pressed = UNPROMPTED[kind] + PRESSURE * pressure(mind)
        told = Reason("initiative", f"{mind.name} does not wait when something presses", pressed)
        return told if pressed > 0 else None
    if kind == "proactive":
        return Reason("initiative", f"{mind.name} acts unprompted", (PROMPTED if prompted else UNPROMPTED)[kind])
    if kind == "reactive" and prompted:
        return Reason("initiative", f"{mind.name} is quick to answer, if slow to begin", PROMPTED[kind])
    return None


def patience(mind: Mind) -> int:
    """Minutes until somebody who had no part in a turn thinks of it again."""
    return round(LATEST - (LATEST - SOONEST) * lean(mind))
