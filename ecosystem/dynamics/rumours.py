"""Rumours in play: started and told on, believed or not, stale where they are known, and come to the ears of one."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from characters.minds import Emotion, Reason
from ecosystem.scenes import Development, Feeling, Scene
from ecosystem.stage import Stage
from relationships import rumours, trust
from relationships.betrayals import believed, secret_from
from relationships.bonds import Change
from relationships.consequences import SLIGHTEST
from relationships.dealings import Nudge
from relationships.rumours import Rumour, Tale, Telling

# What is said of one stings from here on, and is a thing to tell of, where it is true, from there.
STINGS, WOUNDS = -0.25, -0.45
# Evidence against whoever tells a tale of one: a true one, a false one; and against whoever retells what is not so.
TALEBEARER, SLANDERER, DUPE = -0.2, -0.4, -0.15
# How much it draws one to have it out with whoever tells tales, where they are true and where they are not.
STUNG, SLANDERED = 1.5, 4.0


def spread(stage: Stage, scene: Scene, rng: random.Random) -> None:
    """The tale goes to whoever listened and whoever overheard it."""
    if scene.tale is None:
        return
    if _is_warning(scene, scene.tale):
        _warned(stage, scene, scene.tale)
        return
    rumour = _found(stage, scene.tale) or _begun(stage, scene, scene.tale)
    if scene.tale.stale:
        # Who tells what everybody knows already does not tell it again.
        stage.amend(scene.number, tags=("stale",))
        rumour = replace(rumour, stifled=rumour.stifled | {scene.initiator})
    told = list(_tellings(stage, scene, scene.tale, rumour))
    rumour = rumours.told(rumour, told, stage.minute)
    if not rumour.truth:
        rumour = _denied(stage, scene, rumour, [one.hearer for one in told])
    stage.society = stage.society.changing("rumours", rumour)
    if any(one.hearer == rumour.subject for one in told):
        _reached(stage, scene, rumour, scene.initiator)


def press(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    """Whoever knows who speaks ill of them would have it out."""
    for rumour in stage.facts("rumours", who):
        if rumour.subject != who or rumour.valence > STINGS or who not in rumour.knowers:
            continue
        tellers = {one.teller: one.event for one in rumour.tellings if one.hearer == who}
        spoke = {one.teller: one.event for one in rumour.tellings if one.teller == partner}
        if partner in (rumour.origin, *tellers) and spoke:
            weight = STUNG if rumour.truth else SLANDERED
            text = f"{stage.mind(partner).name} tells of {stage.mind(who).name} that {rumour.deed}"
            reason = Reason("rumour.heard", text[:200], weight, spoke[partner])
            yield "confront", Nudge(weight, reason, own=True)
            yield "accuse", Nudge(weight / 2, reason, own=True)


def forget(stage: Stage, rng: random.Random) -> None:
    dead = rumours.dying(stage.society.rumours, stage.minute)
    if dead:
        stage.society = stage.society.changing("rumours", *dead)
    stage.society = stage.society.keeping("rumours", rumours.CLOSED_KEPT)


def _is_warning(scene: Scene, tale: Tale) -> bool:
    return tale.act == "gossip" and tale.victim in scene.responders


def _found(stage: Stage, tale: Tale) -> Rumour | None:
    known: Sequence[Rumour] = [one for one in stage.facts("rumours", tale.subject) if one.subject == tale.subject]
    numbered = [one for one in known if tale.rumour and one.number == tale.rumour]
    return next(iter(numbered or [one for one in known if tale.event and one.event == tale.event]), None)


def _begun(stage: Stage, scene: Scene, tale: Tale) -> Rumour:
    rumour = Rumour(
        tale.subject,
        tale.victim,
        scene.initiator,
        tale.act,
        tale.deed,
        tale.event,
        tale.truth,
        tale.valence,
        tale.minute,
    )
    stage.society = stage.society.adding("rumours", rumour)
    if not tale.truth:
        stage.amend(scene.number, tags=("invented", f"slander_of:{tale.subject}"))
    begun: Rumour = stage.society.rumours[-1]
    return begun


def _tellings(stage: Stage, scene: Scene, tale: Tale, rumour: Rumour) -> Iterator[Telling]:
    listened = {response.who: response.accepted for response in scene.responses}
    listened |= dict.fromkeys(scene.witnesses, True)
    teller = scene.initiator
    for who, willing in listened.items():
        if who in rumour.knowers or (rumour.truth and who == rumour.victim):
            continue
        knows_better = not rumour.truth and who in (rumour.victim, rumour.subject)
        credence = 0.0 if knows_better or not willing else rumours.credence(stage.bond(who, teller))
        belief = round(tale.belief * credence, 3)
        yield Telling(teller, who, scene.number, stage.minute, belief, who in scene.witnesses)


def _denied(stage: Stage, scene: Scene, rumour: Rumour, hearers: Sequence[int]) -> Rumour:
    """Who is said to have fallen victim to what never was, knows better; and then so does the teller."""
    victim = rumour.victim
    if victim is None or victim not in hearers:
        return rumour
    name, teller = stage.mind(victim).name, scene.initiator
    stage.amend(
        scene.number,
        changes=_distrust(stage, victim, teller, DUPE, f"{name} knows that it is not so", "rumour.false"),
        tags=("denied",),
    )
    return replace(rumour, stifled=rumour.stifled | {teller, victim})


def _warned(stage: Stage, scene: Scene, tale: Tale) -> None:
    """Somebody is told who speaks ill of them."""
    subject, told = scene.responders[0], scene.tale
    about = next((one for one in stage.facts("rumours", subject) if told and one.number == told.rumour), None)
    if about is None or not scene.accepted or subject in about.knowers:
        return
    if not believed(rumours.credence(stage.bond(subject, scene.initiator)), stage.bond(subject, tale.subject)):
        return
    telling = Telling(scene.initiator, subject, scene.number, stage.minute, 0.0)
    about = rumours.told(about, [telling], stage.minute)
    stage.society = stage.society.changing("rumours", about)
    _reached(stage, scene, about, tale.subject)


def _reached(stage: Stage, scene: Scene, rumour: Rumour, source: int) -> None:
    """It has come to the ears of the one it is about, who knows now who says it."""
    if rumour.valence > STINGS:
        return
    subject, says = stage.mind(rumour.subject), stage.mind(source)
    if any(
        one.doer == source and one.act == "gossip" for one in secret_from(stage.facts("betrayals", source), subject.id)
    ):
        # That somebody trusted does it comes out as what it is.
        return
    weight = TALEBEARER if rumour.truth else SLANDERER
    reason = f"{says.name} says of {subject.name} that {rumour.deed}"
    if rumour.truth and (rumour.valence > WOUNDS or source == rumour.victim):
        # Whoever was wronged may say so, and small talk is small.
        stage.amend(scene.number, changes=_distrust(stage, subject.id, says.id, weight, reason, "rumour.heard"))
        return
    not_so = "" if rumour.truth else " There is no truth in it."
    feelings = [Feeling(subject.id, Emotion("anger", 0.45 if rumour.truth else 0.7, stage.minute, says.id))]
    if rumour.truth:
        feelings.append(Feeling(subject.id, Emotion("shame", 0.35, stage.minute)))
    stage.develop(
        Development(
            kind="rumour_reached",
            text=f"It has come to the ears of {subject.name} what {says.name} tells: that {rumour.deed}.{not_so}",
            initiator=subject.id,
            place=scene.place,
            reasons=(Reason("rumour.heard", reason[:200], 10 * abs(weight), scene.number),),
            changes=_distrust(stage, subject.id, says.id, weight, reason, "rumour.heard"),
            feelings=tuple(feelings),
            importance=0.45,
            polarity=-0.4,
            tags=(f"who:{subject.id}", "tag:rumour"),
            cause=scene.number,
        )
    )


def _distrust(stage: Stage, who: int, of: int, importance: float, reason: str, rule: str) -> tuple[Change, ...]:
    bond = stage.bond(who, of)
    good, bad = trust.added(bond.trust_good, bond.trust_bad, importance)
    steps = (("trust_good", good), ("trust_bad", bad), ("affection", importance * 0.25))
    return tuple(Change(who, of, *step, reason[:200], rule) for step in steps if abs(step[1]) >= SLIGHTEST)
