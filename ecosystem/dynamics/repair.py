"""Repair in play: amends counted, time counted in, a grudge given up, and trust held below what deceit has cost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from characters import mood
from characters.minds import Emotion, Reason
from ecosystem.scenes import Development, Feeling, Scene
from ecosystem.stage import Stage
from relationships import betrayals, repair
from relationships.acts import ACTS
from relationships.betrayals import FEUD, KNOWN, RECONCILED, Betrayal
from relationships.bonds import Change
from relationships.conflicts import DISPUTE
from relationships.consequences import SLIGHTEST
from relationships.dealings import Nudge

# Two make peace over something kind, not over a bow.
KIND = 0.2
# How little, and how much, one is ready to pardon what has not been made good, and what has.
UNREADY, READY = -5.0, 3.0
# Who has said sorry and is not forgiven, does something, rather than say it again.
DO_SOMETHING, SAY_NO_MORE = 2.5, -3.0
SAID_ENOUGH_FOR = 2 * repair.DAY
# What peace itself does to either's affection.
PEACE = 0.06
# Trust may be above its ceiling by so much: the ledger rounds.
ROUNDING = 0.001


def mend(stage: Stage, scene: Scene, rng: random.Random) -> None:
    """What the scene between a doer and a victim makes good, and what time has in the meantime."""
    for response in scene.responses[:1]:
        for doer, victim in ((scene.initiator, response.who), (response.who, scene.initiator)):
            for one in betrayals.suffered(stage.facts("betrayals", victim), victim, doer):
                after = _eased(stage, scene, _credited(stage, scene, one))
                after = _in_feud(stage, after)
                if scene.accepted and ACTS[scene.act].polarity >= KIND and _is_mended(stage, after):
                    after = _reconciled(stage, scene, after)
                if after is not one:
                    stage.society = stage.society.changing("betrayals", after)


def press(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    """To pardon comes with what has been made good; who has said sorry in vain would do something."""
    held = stage.facts("betrayals", who)
    for one in betrayals.suffered(held, who, partner)[:1]:
        share = min(1.0, _mended(stage, one) / repair.needed(one.severity))
        weight = UNREADY + (READY - UNREADY) * share
        ready = "has come to terms with it" if weight > 0 else "is not ready to pardon it"
        text = f"{stage.mind(who).name} {ready}: {one.deed}"
        yield "forgive", Nudge(weight, Reason("repair.pardon", text[:200], weight, one.learned), own=True)
    for one in betrayals.suffered(held, partner, who)[:1]:
        if one.apology > 0 and stage.minute - one.apologised < SAID_ENOUGH_FOR:
            text = f"Words will not mend it for {stage.mind(partner).name}: {one.deed}"
            for act, weight in (("make_amends", DO_SOMETHING), ("apologise", SAY_NO_MORE)):
                yield act, Nudge(weight, Reason("repair.deeds", text[:200], weight, one.learned), own=True)


def cap(stage: Stage, rng: random.Random) -> None:
    """After deceit nothing brings trust all the way back."""
    for one in stage.society.betrayals:
        most = repair.ceiling(one)
        bond = stage.bonds.get((one.victim, one.doer))
        if bond is None or bond.trust <= most + ROUNDING:
            continue
        excess = repair.down_to(bond.trust_good, bond.trust_bad, most)
        number = _raised_by(stage, one.victim, one.doer)
        if number is not None and excess < -SLIGHTEST:
            reason = f"{stage.mind(one.victim).name} does not forget it: {one.deed}"
            change = Change(one.victim, one.doer, "trust_good", excess, reason[:200], "betrayal.ceiling")
            stage.amend(number, changes=(change,))


def _raised_by(stage: Stage, source: int, target: int) -> int | None:
    """Number of the last happening of the turn that moved how the one trusts the other."""
    for one in reversed(stage.happenings):
        for change in one.changes:
            if (change.source, change.target) == (source, target) and change.dimension.startswith("trust"):
                return one.number
    return None


def _credited(stage: Stage, scene: Scene, one: Betrayal) -> Betrayal:
    if scene.act == "forgive" and scene.initiator == one.victim and scene.accepted:
        return repair.credited(one, one.points + repair.PARDON)
    if scene.initiator != one.doer or not scene.accepted:
        return one
    if scene.act == "apologise":
        anger = mood.intensity(stage.mind(one.victim).emotions, "anger", one.doer)
        words = one.apology + repair.apology(anger, integrity=one.is_deceit)
        return replace(one, apology=round(min(1.0, words), 4), apologised=stage.minute)
    points = {"make_amends": repair.RESTITUTION, "keep_promise": repair.KEPT_PROMISE}
    # What was confessed in this very scene has been counted.
    if scene.act == "confess" and one.learned < scene.number:
        return repair.credited(one, one.points + repair.CONFESSION)
    return repair.credited(one, one.points + points[scene.act]) if scene.act in points else one


def _eased(stage: Stage, scene: Scene, one: Betrayal) -> Betrayal:
    """What time has taken of the grudge since the two last met, given back to the bond."""
    victim = stage.mind(one.victim)
    share = repair.eased((stage.minute - one.learned_minute) / repair.DAY, victim.personality.agreeableness)
    back = repair.EASED_AFFECTION * one.severity * (share - one.eased)
    if back < SLIGHTEST:
        return one
    reason = f"Time has taken the edge off it for {victim.name}: {one.deed}"
    change = Change(one.victim, one.doer, "affection", back, reason[:200], "betrayal.eased")
    stage.amend(scene.number, changes=(change,))
    return replace(one, eased=round(share, 4))


def _in_feud(stage: Stage, one: Betrayal) -> Betrayal:
    """While the two quarrel in the open, the betrayal is fuel of it."""
    quarrels = [one_ for one_ in stage.facts("conflicts", one.victim) if one_.is_open and one.doer in one_.people]
    state = FEUD if any(quarrel.level >= DISPUTE for quarrel in quarrels) else KNOWN
    return one if one.state == state else replace(one, state=state)


def _mended(stage: Stage, one: Betrayal) -> float:
    return repair.mended(one, stage.minute, stage.mind(one.victim).personality.agreeableness)


def _is_mended(stage: Stage, one: Betrayal) -> bool:
    ready = one.state == KNOWN and repair.ripe(one, stage.minute)
    return ready and _mended(stage, one) >= repair.needed(one.severity)


def _reconciled(stage: Stage, scene: Scene, one: Betrayal) -> Betrayal:
    victim, doer = stage.mind(one.victim), stage.mind(one.doer)
    left = " It is not forgotten." if one.is_deceit else ""
    reason = f"{victim.name} has got over it: {one.deed}"
    pairs = ((victim.id, doer.id), (doer.id, victim.id))
    number = stage.develop(
        Development(
            kind="reconciled",
            text=f"{victim.name} and {doer.name} are reconciled, after all that was: {one.deed}.{left}",
            initiator=victim.id,
            others=(doer.id,),
            witnesses=scene.witnesses,
            place=scene.place,
            reasons=(
                Reason(
                    "repair.mended", f"It has been made good as far as it can be: {one.deed}"[:200], 5.0, one.learned
                ),
                Reason("repair.moment", "A kind moment was all that was wanting", 1.0, scene.number),
            ),
            changes=tuple(Change(*pair, "affection", PEACE, reason[:200], "betrayal.reconciled") for pair in pairs),
            feelings=tuple(Feeling(who, Emotion("relief", 0.5, stage.minute, other)) for who, other in pairs),
            importance=0.55,
            polarity=0.7,
            tags=(f"who:{victim.id}", f"who:{doer.id}", "tag:repair"),
            clauses={"news": f"{victim.name} made peace with {doer.name}"},
            cause=scene.number,
        )
    )
    return replace(one, state=RECONCILED, ended=number, closed=stage.minute)
