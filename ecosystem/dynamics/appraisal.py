"""After a scene, each makes of it what they will: by their values, by whom they like, by what they hoped and feared.

What the act itself makes people feel is in its data. Here is what hangs on who they are; where both say the same, the
stronger of the two is felt, once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from characters import appraisal, mood
from characters.appraisal import Stirred
from characters.minds import Emotion, Mind
from ecosystem.dynamics.audience import onlookers
from ecosystem.scenes import Feeling, Scene
from ecosystem.stage import Stage
from relationships import standards
from relationships.acts import ACTS, Act
from relationships.bonds import Bond
from relationships.consequences import deserved

# What one is told of moves one less than what one sees.
HEARSAY = 0.6
# To be turned away is a misfortune of this much of what was at stake.
TURNED_AWAY = 0.6
# An act matters this much at least before anybody feels for one whom it was refused to.
AT_STAKE = 0.3
# From so much liking on, what somebody meets with is felt as if it were one's own.
ONES_OWN = 0.6
# Of what each feels about others' doings, so much: the strongest.
MOST_FELT = 2
# A goal is a satisfaction at each of these parts of the way.
MILESTONES = (0.25, 0.5, 0.75, 1.0)
# Feelings of one sort exclude each other about the same person: nobody admires and despises one deed.
OPPOSITE = {
    "admiration": "reproach", "reproach": "admiration", "pride": "shame", "shame": "pride",
    "happy-for": "resentment", "resentment": "happy-for", "pity": "gloating", "gloating": "pity",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doing:
    """What somebody did to somebody, seen or heard of."""

    act: Act
    accepted: bool
    doer: int
    patient: int | None
    # 1 for what was seen, less for what was told.
    weight: float = 1.0

    @property
    def stake(self) -> float:
        return float(self.act.intensity**0.5)

    @property
    def for_patient(self) -> float:
        """How the patient fared by it, -1..1."""
        if self.act.harm >= standards.HARMLESS:
            return -self.act.harm
        return max(0.0, self.act.polarity) * self.stake if self.accepted else 0.0

    @property
    def for_doer(self) -> float:
        """How the doer fared by the answer, -1..1."""
        if self.act.polarity <= 0 or self.patient is None:
            return 0.0
        return self.act.polarity * self.stake if self.accepted else -TURNED_AWAY * self.stake


def appraise(stage: Stage, scene: Scene, rng: random.Random) -> None:
    if scene.accepted and ACTS[scene.act].family == "repair":
        for who in scene.responders:
            stage.minds[who] = appraisal.soothed(stage.mind(who), scene.initiator)
    doing = Doing(ACTS[scene.act], bool(scene.accepted), scene.initiator, next(iter(scene.responders), None))
    made = chain(_of_ones_own(stage, scene, doing), _of_others(stage, scene, doing), _of_hearsay(stage, scene))
    stage.deepen(scene.number, [one for one in made if not _contradicts(scene, one)])


def _of_ones_own(stage: Stage, scene: Scene, doing: Doing) -> Iterator[Feeling]:
    """What the two of it make of their own deed, of what they hoped and feared of each other, and of their goals."""
    doer = stage.mind(doing.doer)
    creed = standards.by_creed(doing.act.key, doer.values) * doing.stake
    yield from _felt(stage, scene, doer, appraisal.of_deed(creed, own=True), doing.patient)
    yield from _of_goals(stage, scene, doer)
    if doing.patient is not None:
        yield from _decided(stage, scene, doing.patient, doing.doer, doing.for_patient)
        yield from _decided(stage, scene, doing.doer, doing.patient, doing.for_doer)


def _decided(stage: Stage, scene: Scene, who: int, other: int, desirability: float) -> Iterator[Feeling]:
    """Hopes and fears of the other that came true, or came to nothing: they end in something else."""
    mind = stage.mind(who)
    # As they came into the scene: what it has made one hope for is still to come.
    before = mood.faded(stage.seen.minds[who].emotions, stage.minute)
    settled = set()
    for prospect in appraisal.prospects(before, other):
        if stirred := appraisal.of_outcome(prospect.name, prospect.intensity, desirability):
            settled.add(prospect.name)
            yield from _felt(stage, scene, mind, stirred, other)
    old = [one for one in appraisal.prospects(mind.emotions, other) if one.event != scene.number]
    if done := [one for one in old if one.name in settled]:
        stage.minds[who] = appraisal.settled(mind, done)


def _of_goals(stage: Stage, scene: Scene, mind: Mind) -> Iterator[Feeling]:
    before = {goal.id: goal.progress for goal in stage.seen.minds[mind.id].goals}
    for goal in mind.goals:
        was = before.get(goal.id, goal.progress)
        if goal.progress > was and any(was < mark <= goal.progress for mark in MILESTONES):
            emotion = "gratification" if goal.progress >= 1 else "satisfaction"
            yield from _felt(stage, scene, mind, Stirred(emotion, 0.3 + 0.4 * goal.priority), goal.target)


def _of_others(stage: Stage, scene: Scene, doing: Doing) -> Iterator[Feeling]:
    if doing.patient is not None:
        for who in onlookers(stage, scene):
            yield from _judged(stage, scene, who, doing)


def _of_hearsay(stage: Stage, scene: Scene) -> Iterator[Feeling]:
    """Who hears a tale feels about it as an onlooker does, and less the less they trust the teller."""
    tale = scene.tale
    if tale is None or tale.stale or tale.act not in ACTS:
        return
    past = next((one for one in stage.seen.past if one.number == scene.told), None)
    for who in (*scene.responders, *onlookers(stage, scene)):
        if past is not None and past.known_to(who):
            continue
        weight = min(1.0, HEARSAY * 2 * stage.bond(who, scene.initiator).trust)
        doing = Doing(ACTS[tale.act], True, tale.subject, tale.victim, weight)
        yield from _judged(stage, scene, who, doing)
        # Whoever did it to others may do it to one: the likelier, the less they are trusted.
        threat = appraisal.of_prospect(-doing.act.harm * weight, 1 - stage.bond(who, tale.subject).trust)
        if who != tale.subject:
            yield from _felt(stage, scene, stage.mind(who), threat, tale.subject)


def _judged(stage: Stage, scene: Scene, who: int, doing: Doing) -> Iterator[Feeling]:
    """What a third person feels: about the deed, about who suffered or gained by it, about who was turned away."""
    mind = stage.mind(who)
    if doing.patient is None or who in (doing.doer, doing.patient):
        return
    to_patient, to_doer = stage.bond(who, doing.patient), stage.bond(who, doing.doer)
    praise, fared = _praise(mind, doing, to_patient) * doing.weight, doing.for_patient * doing.weight
    if to_patient.affection >= ONES_OWN:
        found = _as_ones_own(doing, praise, fared * to_patient.affection)
    else:
        found = [
            (appraisal.of_deed(praise, own=False), doing.doer),
            (_fortune(mind, fared, to_patient), doing.patient),
        ]
    if doing.act.intensity >= AT_STAKE and doing.for_doer < 0:
        found.append((_fortune(mind, doing.for_doer * doing.weight, to_doer), doing.doer))
    strongest = sorted((one for one in found if one[0]), key=lambda one: -one[0].intensity if one[0] else 0)
    for stirred, about in strongest[:MOST_FELT]:
        yield from _felt(stage, scene, mind, stirred, about)


def _as_ones_own(doing: Doing, praise: float, fared: float) -> list[tuple[Stirred | None, int | None]]:
    """What is done to those one loves is done to oneself."""
    both = appraisal.of_deed_and_fortune(praise, fared, own=False)
    if both is not None:
        return [(both, doing.doer)]
    return [(appraisal.of_deed(praise, own=False), doing.doer), (appraisal.of_fortune(fared), doing.patient)]


def _praise(mind: Mind, doing: Doing, to_patient: Bond) -> float:
    creed = standards.by_creed(doing.act.key, mind.values)
    if doing.act.harm >= standards.HARMLESS and deserved(to_patient):
        # Harm to somebody one distrusts is blamed for one's principles alone.
        return creed * doing.stake
    return standards.praise(doing.act.key, doing.accepted, mind.values) * doing.stake


def _fortune(mind: Mind, desirability: float, bond: Bond) -> Stirred | None:
    liking = appraisal.sympathy(bond.affection, mind.personality.agreeableness)
    return appraisal.of_others_fortune(desirability, liking)


def _felt(stage: Stage, scene: Scene, mind: Mind, stirred: Stirred | None, about: int | None) -> Iterator[Feeling]:
    if stirred is None:
        return
    pleasant = not mood.is_negative(stirred.emotion)
    stirred = appraisal.coloured(stirred, mind.mood.pleasure, pleasant=pleasant)
    if stirred is not None:
        emotion = Emotion(stirred.emotion, stirred.intensity, stage.minute, about, scene.number)
        yield Feeling(mind.id, emotion)


def _contradicts(scene: Scene, new: Feeling) -> bool:
    """Whether the act itself has made them feel the opposite about the same person."""
    opposite = OPPOSITE.get(new.emotion.name)
    return any(
        one.who == new.who and one.emotion.name == opposite and one.emotion.about == new.emotion.about
        for one in scene.feelings
    )
