"""Strain that has become too much gives way: in an outburst, in tears, in withdrawal. Then one comes round.

`characters.composure` reckons the strain; here it shows in what people do, and breaks out as something that happened.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from characters import appraisal, composure
from characters.minds import Emotion, Mind, Reason
from ecosystem.scenes import Development, Feeling
from ecosystem.stage import Stage
from relationships.acts import ACTS
from relationships.bonds import Change
from relationships.dealings import Nudge

# Points that each manner of cracking draws to an act, or keeps from it; a family stands for its acts.
DRAWN: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "outburst": {
            "insult": 4, "provoke": 4, "accuse": 3, "confront": 3, "criticise": 3, "snub": 2, "break_off": 2,
            "threaten": 2, "sociable": -4, "care": -3, "romance": -2, "bond": -3, "repair": -2,
        },
        "tears": {
            "confide": 4, "ask_help": 4, "embrace": 3, "confess": 3, "withdraw": 2, "hostile": -3, "joke": -5,
            "tease": -5, "celebrate": -5, "flirt": -4, "invite": -4, "negotiate": -4, "teach": -4, "praise": -3,
        },
        "withdrawal": {
            "withdraw": 7, "reflect": 3, "sociable": -5, "romance": -4, "bond": -4, "care": -3, "hostile": -3,
            "inquiry": -4, "repair": -2,
        },
    }
)  # fmt: skip
# How each manner inclines one to take what others do.
INCLINED: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "outburst": {"sociable": -3, "bond": -2, "romance": -2, "hostile": -4, "repair": -2, "inquiry": -2},
        "tears": {
            "comfort": 3, "reassure": 3, "embrace": 3, "help": 2, "joke": -4, "tease": -4, "celebrate": -4,
            "invite": -3, "negotiate": -3, "ask_help": -3, "hostile": 2,
        },
        "withdrawal": {"sociable": -4, "romance": -4, "bond": -3, "inquiry": -3, "care": -1},
    }
)  # fmt: skip
# About to crack, one is short with people.
STRAINED: Mapping[str, float] = MappingProxyType(
    {"criticise": 1, "snub": 1, "joke": -1.5, "celebrate": -1.5, "invite": -1}
)
HIMSELF = MappingProxyType({"she": "herself", "he": "himself", "they": "themselves"})
# Lashed out at, one is hurt, and thinks the less of whoever did it.
LASHED = (("affection", -0.04), ("respect", -0.04), ("fear", 0.04))
# In a crowd so many are moved by it.
MOST_MOVED = 6
# So much comes back of one's peace when it is over.
RELIEF = 0.45


def _weights(table: Mapping[str, float]) -> Mapping[str, float]:
    """By act: what a table says of it, or of its family."""
    return {
        key: table.get(key, table.get(act.family, 0.0)) for key, act in ACTS.items() if {key, act.family} & table.keys()
    }


_DRAWN = {manner: _weights(table) for manner, table in DRAWN.items()}
_INCLINED = {manner: _weights(table) for manner, table in INCLINED.items()}


def alone(stage: Stage, who: int) -> Iterator[tuple[str, Nudge]]:
    """What somebody cracking is drawn to by themselves."""
    return (pulled for pulled in pull(stage, who, who) if ACTS[pulled[0]].arity == "solo")


def pull(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    """What somebody cracking, or about to, is drawn to with this partner."""
    mind = stage.mind(who)
    state = composure.state(mind, stage.minute)
    if state == "steady":
        return
    if state == "about to crack":
        reason = Reason("composure", f"{mind.name} is near the end of their strength", 1.0)
        yield from ((act, Nudge(points * mind.strain, reason, own=True)) for act, points in STRAINED.items())
        return
    assert mind.crack is not None
    spares = mind.crack.manner == "outburst" and stage.bond(who, partner).affection > 0.4
    reason = Reason("composure", _beside_themselves(mind), 1.0, mind.crack.event)
    for act, points in _DRAWN[mind.crack.manner].items():
        # Even so, one does not turn on those one loves.
        if not (spares and points > 0 and ACTS[act].family == "hostile"):
            yield act, Nudge(points, reason, own=True)


def sway(stage: Stage, who: int, initiator: int, act: str) -> Iterable[Nudge]:
    mind = stage.mind(who)
    if not composure.is_cracking(mind, stage.minute):
        return ()
    assert mind.crack is not None
    points = _INCLINED[mind.crack.manner].get(act, 0.0)
    reason = Reason("composure", _beside_themselves(mind), points, mind.crack.event)
    return (Nudge(points, reason, own=True),) if points else ()


def break_out(stage: Stage, rng: random.Random) -> None:
    """At the end of a turn, whoever can bear no more gives way; whoever had, and is over it, comes round."""
    for who, mind in list(stage.minds.items()):
        if composure.has_come_round(mind, stage.seen.as_of[who], stage.minute):
            stage.feel([Feeling(who, Emotion("relief", RELIEF, stage.minute))])
        elif mind.strain >= 1:
            crack(stage, mind)


def crack(stage: Stage, mind: Mind) -> None:
    number = stage.next_number
    after = composure.cracked(mind, stage.minute, number)
    stage.set_mind(after)
    assert after.crack is not None
    present = stage.present(mind.place, (mind.id,))
    target = after.crack.about if after.crack.about in present else None
    if after.crack.manner != "outburst":
        target = None
    witnesses = tuple(who for who in present if who != target)
    held = composure.angriest(mind)
    stage.develop(
        Development(
            kind="cracked",
            text=_told(stage, after, target),
            initiator=mind.id,
            others=() if target is None else (target,),
            witnesses=witnesses,
            place=mind.place,
            reasons=tuple(_reasons(mind)),
            changes=_lashed(stage, mind, target),
            feelings=tuple(_felt(stage, mind.id, after.crack.manner, target, witnesses, number)),
            importance=0.55,
            polarity=-0.5,
            tags=_tags(after, target),
            clauses={"news": _news(stage, after, target)},
            cause=held.event if held else None,
        )
    )  # fmt: skip


def _tags(mind: Mind, target: int | None) -> tuple[str, ...]:
    assert mind.crack is not None
    involved = [mind.id] if target is None else [mind.id, target]
    return ("cracked", f"manner:{mind.crack.manner}", *(f"who:{one}" for one in involved))


def _news(stage: Stage, mind: Mind, target: int | None) -> str:
    assert mind.crack is not None
    if mind.crack.manner == "outburst":
        if target is None:
            return f"{mind.name} stormed and raged"
        return f"{mind.name} flew out at {stage.seen.minds[target].name}"
    if mind.crack.manner == "tears":
        return f"{mind.name} broke down in tears"
    return f"{mind.name} would see nobody"


def _told(stage: Stage, mind: Mind, target: int | None) -> str:
    assert mind.crack is not None
    own = HIMSELF.get(mind.pronouns, "themselves")
    if mind.crack.manner == "outburst":
        at = f"lashes out at {stage.seen.minds[target].name}" if target is not None else "storms at whoever is near"
        return f"{mind.name} can bear no more, and {at}."
    if mind.crack.manner == "tears":
        return f"{mind.name} can bear no more, and breaks down in tears."
    return f"{mind.name} can bear no more, and hides {own} away."


def _reasons(mind: Mind) -> Iterator[Reason]:
    bears = composure.bears(mind.personality)
    yield Reason("composure.strain", f"{mind.name} was held below what they can bear too long", 1.0)
    yield Reason("composure.temper", f"{mind.name} bears {bears:.2f} below rest", round(bears, 3))
    for one in sorted(mind.emotions, key=lambda one: -one.intensity)[:2]:
        yield Reason("composure.feeling", f"{mind.name} felt {one.name}", round(one.intensity, 3), one.event)


def _lashed(stage: Stage, mind: Mind, target: int | None) -> tuple[Change, ...]:
    if target is None:
        return ()
    text = f"{mind.name} lashed out at {stage.seen.minds[target].name}"
    return tuple(Change(target, mind.id, dimension, delta, text, "composure.outburst") for dimension, delta in LASHED)


def _felt(
    stage: Stage, who: int, manner: str, target: int | None, witnesses: Sequence[int], number: int
) -> Iterator[Feeling]:
    yield Feeling(who, Emotion("shame", 0.3, stage.minute, target, number))
    if target is not None:
        yield Feeling(target, Emotion("distress", 0.35, stage.minute, who, number))
    for one in witnesses[:MOST_MOVED] if manner != "withdrawal" else ():
        warmth = stage.mind(one).personality.agreeableness
        liking = appraisal.sympathy(stage.bond(one, who).affection, warmth)
        if stirred := appraisal.of_others_fortune(-0.6, liking):
            yield Feeling(one, Emotion(stirred.emotion, stirred.intensity, stage.minute, who, number))


def _beside_themselves(mind: Mind) -> str:
    return f"{mind.name} is beside {HIMSELF.get(mind.pronouns, 'themselves')}"
