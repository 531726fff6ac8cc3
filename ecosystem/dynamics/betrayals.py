"""Betrayals in play: noticed as they are done, and secret until they are told, overheard, found out or confessed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from characters.minds import Emotion, Reason
from characters.personality import trait
from ecosystem import talk
from ecosystem.scenes import MINUTES_PER_TURN, Development, Feeling, Scene, Sleep
from ecosystem.stage import Stage
from relationships import betrayals, promises, repair, rumours
from relationships.acts import ACTS
from relationships.betrayals import (
    ADVANTAGE,
    ALLIANCE,
    CONFESSED,
    OVERHEARD,
    PROMISE,
    PROVED,
    SAW,
    SECRET,
    SLANDER,
    TOLD,
    Betrayal,
    Known,
)
from relationships.dealings import BEHIND_BACKS, Nudge
from relationships.trust import BREACH_FACTOR

# How often an inquiry brings to light what the other hides, for middling wits and nerves.
PROBES = {"question": 0.2, "accuse": 0.35, "confront": 0.3}
# Whoever owns to an accusation gives the thing away so often.
OWNED_UP = 0.8
# Somebody who only knows of it and likes the asker better tells so often, where they answer at all.
TELLS = 0.5
# Who asks for another finds out less.
FOR_ANOTHER = 0.5
# Who expects the worst of somebody looks closer.
SUSPICIOUS = 1.3
# A liar gives themselves away in so many of the later meetings: cues are weak (DePaulo et al. 2003).
SLIP = 0.05
BONDS = {
    PROMISE: "{victim} had been given a promise",
    SECRET: "{victim} had told it to {them} in confidence",
    ALLIANCE: "the two had made common cause",
    SLANDER: "{victim} had done nothing of the kind",
    ADVANTAGE: "{victim} had trusted {them}",
}
THEM = {"she": "her", "he": "him", "they": "them"}


class Harm(NamedTuple):
    """Harm that may be a betrayal, as an event did it."""

    doer: int
    victim: int
    act: str
    harm: float
    event: int
    deed: str
    concealed: bool
    # Who saw it for what it was, beside the two.
    saw: tuple[int, ...]


def record(stage: Stage, scene: Scene, rng: random.Random) -> None:
    _spread(stage, scene)
    _confessed(stage, scene)
    _probed(stage, scene, rng)
    _slipped(stage, scene, rng)
    for harm in _harms(stage, scene):
        note(stage, harm)


def notice_lapses(stage: Stage, rng: random.Random) -> None:
    """A promise that has just lapsed, to somebody who relied on it."""
    for one in stage.happenings:
        if isinstance(one, Development) and one.kind == "promise_lapsed" and one.initiator is not None:
            act = promises.LAPSE
            note(
                stage,
                Harm(one.initiator, one.others[0], act, ACTS[act].harm, one.number, one.clauses["news"], False, ()),
            )


def press(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    """Who knows what was done to another behind their back, or is said of them, would tell them, or rather not."""
    tale = talk.owed(stage, who, partner)
    if tale is None:
        return
    to_them, to_doer = stage.bond(who, partner), stage.bond(who, tale.subject)
    kind = 2 + 3 * (stage.mind(who).personality.agreeableness - 0.5)
    weight = kind + 5 * to_them.affection - 3 * to_doer.affection - 2 * to_doer.fear
    text = f"{stage.mind(partner).name} does not know it: {tale.deed}"
    yield "warn", Nudge(weight, Reason("betrayal.owed", text[:200], weight, tale.event or None), own=True)


def forget(stage: Stage, rng: random.Random) -> None:
    stage.society = stage.society.keeping("betrayals", betrayals.CLOSED_KEPT)


def note(stage: Stage, harm: Harm, bound: str = "", evidence: Sequence[int] = ()) -> Betrayal | None:
    """Put harm down as a betrayal, where it is one; whoever saw it done knows at once."""
    if not bound:
        bound, evidence = _bound(stage, harm)
    trusted = _trust_before(stage, harm)
    if not betrayals.is_one(harm.act, harm.harm, trusted, bound, concealed=harm.concealed):
        return None
    bond = stage.bond(harm.victim, harm.doer)
    grave = betrayals.severity(harm.harm, trusted, betrayals.closeness(bond), concealed=harm.concealed)
    fact = Betrayal(
        harm.doer, harm.victim, harm.act, bound or ADVANTAGE, round(grave, 4), round(trusted, 4), harm.concealed,
        harm.deed[:300], harm.event, tuple(sorted({*evidence, harm.event})), stage.minute,
        knowledge=tuple(Known(who, harm.event) for who in dict.fromkeys((harm.doer, *harm.saw))),
    )  # fmt: skip
    if not harm.concealed:
        fact = fact.discovered(harm.event, stage.minute, SAW)
        _took(stage, fact, harm)
    else:
        stage.amend(harm.event, tags=(f"betrayal:{harm.victim}",))
    stage.society = stage.society.adding("betrayals", fact)
    return stage.society.betrayals[-1]


def _took(stage: Stage, fact: Betrayal, harm: Harm) -> None:
    """What it does beyond what the deed itself has done: the past looks different now."""
    pair = fact.victim, fact.doer
    changes = next(one.changes for one in reversed(stage.happenings) if one.number == harm.event)
    lost = sum(one.delta for one in changes if (one.source, one.target, one.dimension) == (*pair, "trust_bad"))
    felt = max(0.0, lost) / BREACH_FACTOR
    reason = f"{fact.deed}; {_bond_broken(stage, fact)}"
    more = betrayals.collapse(stage.bond(*pair), fact.severity, reason, felt=felt)
    stage.amend(harm.event, changes=more, tags=("betrayal", f"betrayal:{fact.victim}"))


def _bound(stage: Stage, harm: Harm) -> tuple[str, tuple[int, ...]]:
    """What bound the doer to the victim, and the events that show it."""
    if harm.act == "gossip":
        return SLANDER, ()
    for promise in stage.facts("promises", harm.doer):
        binds = promise.is_open or promise.ended == harm.event
        if binds and promise.maker == harm.doer and promise.holder == harm.victim:
            return PROMISE, (promise.event,)
    told = [
        one for one in stage.facts("confidences", harm.doer) if one.holder == harm.victim and one.hearer == harm.doer
    ]
    if any(one.teller == harm.victim for one in told):
        return SECRET, tuple(one.event for one in told if one.teller == harm.victim)[:1]
    if harm.act == "reveal_secret" and not told:
        # Let in before the world began.
        return SECRET, ()
    for alliance in stage.facts("alliances", harm.doer):
        if alliance.is_open and harm.victim in alliance.members:
            return ALLIANCE, (alliance.event,)
    return "", ()


def _trust_before(stage: Stage, harm: Harm) -> float:
    happening = next((one for one in reversed(stage.happenings) if one.number == harm.event), None)
    for effect in happening.effects if happening else ():
        if (effect.source, effect.target, effect.dimension) == (harm.victim, harm.doer, "trust"):
            return effect.before
    return stage.bond(harm.victim, harm.doer).trust


def _harms(stage: Stage, scene: Scene) -> Iterator[Harm]:
    act, doer = ACTS[scene.act], scene.initiator
    if scene.act == "reveal_secret" and scene.secret is not None and scene.third is not None:
        hearers = (*scene.responders, *scene.witnesses)
        deed = act.told(stage.mind(doer).name, stage.mind(scene.responders[0]).name, stage.mind(scene.third).name)
        hidden = scene.third not in hearers
        yield Harm(doer, scene.third, act.key, act.harm, scene.number, deed, hidden, hearers)
    elif scene.tale is not None and not scene.tale.truth and not scene.tale.rumour:
        subject = scene.tale.subject
        deed = f"{stage.mind(doer).name} slandered {stage.mind(subject).name}"
        heard = subject in scene.witnesses
        yield Harm(doer, subject, "gossip", rumours.SLANDER_HARM, scene.number, deed, not heard, ())
    elif scene.act not in BEHIND_BACKS:
        for response in scene.responses:
            hidden = act.result(response.accepted).concealed
            deed = act.told(stage.mind(doer).name, stage.mind(response.who).name)
            saw = () if hidden else scene.witnesses
            yield Harm(doer, response.who, act.key, act.harm, scene.number, deed, hidden, saw)


def _spread(stage: Stage, scene: Scene) -> None:
    """Whoever is told of one knows; the victim, if they believe it."""
    tale = scene.tale
    if tale is None or not tale.event:
        return
    listened = [response.who for response in scene.responses if response.accepted]
    for one in _about(stage, tale.subject, tale.event):
        known = one.knowing([*listened, *scene.witnesses], scene.number, scene.initiator)
        if one.is_secret and known.known_to(one.victim):
            credence = rumours.credence(stage.bond(one.victim, scene.initiator))
            if betrayals.believed(credence, stage.bond(one.victim, one.doer)):
                means = TOLD if one.victim in listened else OVERHEARD
                discover(stage, scene, known, means, scene.initiator)
                continue
            # What one will not believe one does not know.
            known = one.knowing([who for who in listened if who != one.victim], scene.number, scene.initiator)
        if known is not one:
            stage.society = stage.society.changing("betrayals", known)


def _about(stage: Stage, doer: int, event: int) -> list[Betrayal]:
    return [one for one in stage.facts("betrayals", doer) if one.doer == doer and one.event == event]


def _confessed(stage: Stage, scene: Scene) -> None:
    if scene.act != "confess" or not scene.responses:
        return
    victim = scene.responses[0].who
    mine = [one for one in stage.facts("betrayals", scene.initiator) if one.doer == scene.initiator]
    for one in betrayals.secret_from(mine, victim)[:1]:
        discover(stage, scene, one, CONFESSED, scene.initiator)


def _probed(stage: Stage, scene: Scene, rng: random.Random) -> None:
    """What an inquiry brings to light of what the one who is asked did, or knows of."""
    if scene.act not in PROBES or not scene.responses:
        return
    asker, asked = scene.initiator, scene.responses[0].who
    hidden = [
        one
        for one in stage.facts("betrayals", asked)
        if one.is_secret and one.known_to(asked) and asked != one.victim and not one.known_to(asker)
    ]
    for one in sorted(hidden, key=lambda one: (-one.severity, one.number))[:1]:
        if rng.random() >= _chance(stage, scene, one):
            continue
        if asker == one.victim:
            discover(stage, scene, one, PROVED, asked)
        else:
            stage.society = stage.society.changing("betrayals", one.knowing([asker], scene.number, asked))
            stage.amend(scene.number, tags=("clue",))


def _slipped(stage: Stage, scene: Scene, rng: random.Random) -> None:
    """Whoever was lied to may notice, as the two talk of something else."""
    for response in scene.responses[:1]:
        for liar, other in ((scene.initiator, response.who), (response.who, scene.initiator)):
            lies = [one for one in stage.facts("betrayals", liar) if one.doer == liar and one.act == "lie"]
            for one in betrayals.secret_from(lies, other)[:1]:
                nerves = stage.mind(liar).personality.neuroticism
                wits = trait(stage.mind(other).personality, "intellect")
                if rng.random() < SLIP * (0.5 + nerves) * (0.5 + wits):
                    discover(stage, scene, one, PROVED, liar)


def _chance(stage: Stage, scene: Scene, one: Betrayal) -> float:
    """How likely it comes out: by the asker's wits, and by the nerves or the leanings of whoever is asked."""
    asker, asked = scene.initiator, scene.responses[0].who
    share = 1.0 if asker == one.victim else FOR_ANOTHER
    if asked != one.doer:
        fonder = stage.bond(asked, asker).affection > stage.bond(asked, one.doer).affection
        return share * TELLS if fonder and scene.accepted else 0.0
    if scene.accepted and scene.act != "question":
        return share * OWNED_UP
    wits = trait(stage.mind(asker).personality, "intellect")
    nerves = stage.mind(asked).personality.neuroticism
    suspects = SUSPICIOUS if stage.bond(asker, asked).trust < 0.5 else 1.0
    return share * PROBES[scene.act] * (0.5 + wits) * (0.5 + nerves) * suspects


def discover(stage: Stage, scene: Scene, one: Betrayal, means: str, teller: int) -> None:
    """The victim learns of it: trust collapses, and the feed tells by what it came out."""
    victim, doer = stage.mind(one.victim), stage.mind(one.doer)
    how, learned = _told(stage, one, means, teller)
    bond = _bond_broken(stage, one)
    grounds = Reason("betrayal.bond", f"{bond[:1].upper()}{bond[1:]}"[:200], 10 * one.trust_before, one.evidence[0])
    deed = Reason("betrayal.deed", one.deed[:200], 10 * one.severity, one.event)
    anger = round(0.45 + 0.5 * one.severity, 3)
    number = stage.develop(
        Development(
            kind="betrayal_discovered",
            text=f"{how} {bond[:1].upper()}{bond[1:]}.",
            initiator=victim.id,
            others=(doer.id,) if doer.id in (scene.initiator, *scene.responders, *scene.witnesses) else (),
            place=scene.place,
            reasons=(grounds, deed, Reason("betrayal.learned", learned[:200], 5.0, scene.number)),
            changes=betrayals.collapse(stage.bond(victim.id, doer.id), one.severity, f"{one.deed}; {learned}"),
            feelings=(
                Feeling(victim.id, Emotion("anger", anger, stage.minute, doer.id)),
                Feeling(victim.id, Emotion("distress", round(0.8 * anger, 3), stage.minute, doer.id)),
            ),
            importance=round(0.55 + 0.4 * one.severity, 3),
            polarity=-0.8,
            tags=(f"who:{victim.id}", "tag:betrayal", "betrayal", f"betrayal:{victim.id}"),
            cause=scene.number,
        )
    )
    found = one.discovered(number, stage.minute, means, teller)
    if means == CONFESSED:
        points = one.points + repair.CONFESSION
        found = repair.credited(found, points)
    stage.society = stage.society.changing("betrayals", found)
    stage.sleeps[victim.id] = Sleep(stage.minute + MINUTES_PER_TURN, (f"who:{victim.id}", f"about:{victim.id}"))


def _bond_broken(stage: Stage, one: Betrayal) -> str:
    doer = stage.mind(one.doer)
    return BONDS[one.bound].format(victim=stage.mind(one.victim).name, them=THEM.get(doer.pronouns, "them"))


def _told(stage: Stage, one: Betrayal, means: str, teller: int) -> tuple[str, str]:
    """How it came out: a sentence for the feed, and a clause for the ledger."""
    victim, doer, source = stage.mind(one.victim).name, stage.mind(one.doer).name, stage.mind(teller).name
    if means == CONFESSED:
        return f"{victim} has it from {doer} now: {one.deed}.", f"{doer} confessed it"
    if means == PROVED:
        asked = "" if teller == one.doer else f", by asking {source}"
        return f"{victim} has found it out: {one.deed}.", f"{victim} found it out{asked}"
    if means == OVERHEARD:
        return f"{victim} overhears enough to know: {one.deed}.", f"{victim} overheard it"
    return f"{victim} learns it from {source}: {one.deed}.", f"{victim} has it from {source}"
