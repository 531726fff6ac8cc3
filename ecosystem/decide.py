"""Decide: who does what to whom, whether it is taken well, and what it changes. Pure, and replayable from a seed.

The shape is Comme il Faut's (McCoy, Treanor, Samuel et al. 2014; its successor Ensemble): volition over acts and
partners, a choice among the strongest, and the responder's own volition as the answer.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from characters import initiative
from characters.habits import with_person
from characters.minds import Reason
from ecosystem import dynamics, nightfall, rein, turnorder, whereabouts
from ecosystem.deeds import RECENT, Log, log_of
from ecosystem.matter import hurt_for, matter_of, own_secret_for, secret_of, topics_off
from ecosystem.playing import Played, perform, rest, think_again, tone_of
from ecosystem.scenes import Decision, Response, Snapshot
from ecosystem.stage import Stage
from ecosystem.talk import whom_to_speak_of
from ecosystem.waking import waking
from relationships import preference, volition
from relationships.acts import ACTS
from relationships.dealings import Circumstances, Nudge
from relationships.volition import Wish

# People attend to a handful of those around them; it also keeps a turn's cost from growing with the crowd.
MOST_PARTNERS = 5
# A scene of a group has at most this many answering.
MOST_RESPONDERS = 3
# Of the acts meant for more than one, so many draw in whoever stands near.
JOINED_CHANCE = 0.45
# Too tired to begin anything.
LEAST_ENERGY = 0.12
# How far a whispered suggestion pulls; a strong rule of one's own weighs as much.
WHISPER_WEIGHT = 6.0
# How much chance has a say in whose wish is played first, in units of a wish's score.
STIR = 2.0
# Whoever did something to one in so many minutes, and has had no answer, prompts one.
ANSWERED_LATE = 60
# How much chance has a say in an answer.
WAVER = 1.0
# How much seeking somebody, or avoiding them, counts in whom one attends to, beside how deep the tie is.
SOUGHT = 0.8


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody's wish, competing with the others for a place in the turn."""

    actor: int
    wish: Wish
    urge: float
    # What it would sooner have done, had those who steer the world let it.
    kept_back: Wish | None = None
    # Why it came to them to begin, where that was their bent.
    bent: Reason | None = None

    @property
    def partner(self) -> int | None:
        return self.wish.target


def decide(seen: Snapshot, rng: random.Random, without: frozenset[str] = frozenset()) -> Decision:
    """The whole turn after `seen`; `rng` is the only source of chance.

    Mechanisms named in `without` (keys of `dynamics.NAMES`) are switched off.
    """
    if nightfall.has_come(seen):
        return nightfall.rest(seen, rng)
    minute, awake = waking(seen)
    log = log_of(seen.past, minute, seen.society)
    stage = Stage(seen, minute, without=without, log=log)
    dynamics.open_turn(stage, rng)
    around = {who: stage.mind(who) if who in awake else mind for who, mind in seen.minds.items()}
    bound = {**whereabouts.heeding(seen, around), **dynamics.heading(stage)}
    loose, choosy = [who for who in awake if who not in bound], "preference" not in without
    movers = whereabouts.moves(seen, around, loose, rng, choosy=choosy)
    movers |= whereabouts.towards(seen, around, awake, bound)
    for who, place in movers.items():
        stage.move(who, place)
    actors = []
    for who in awake:
        if who not in movers and stage.mind(who).energy < LEAST_ENERGY:
            rest(stage, who)
        elif who not in movers:
            actors.append(who)
    proposals = [found for who in actors if (found := propose(stage, log, who, rng)) is not None]
    busy = _play(stage, log, turnorder.ordered(stage, proposals, movers, rng), rng)
    for who in actors:
        if who not in busy:
            think_again(stage, who)
    dynamics.close_turn(stage, rng)
    return stage.decision(considered=len(actors))


def _play(stage: Stage, log: Log, proposals: Sequence[Proposal], rng: random.Random) -> set[int]:
    """Disjoint scenes, the strongest wish first; what comes of each takes hold before the next. Who was in one."""
    busy: set[int] = set()
    played = 0
    for proposal in proposals:
        if played == stage.seen.scenes_wanted:
            break
        if proposal.actor in busy or proposal.partner in busy:
            continue
        scene = perform(stage, answered(stage, log, proposal, busy, rng), rng)
        busy |= {scene.initiator, *scene.responders}
        if stage.seen.rein.order == "pooled":
            stage.round |= {scene.initiator}
        played += 1
        dynamics.after(stage, scene, rng)
    return busy


def propose(stage: Stage, log: Log, who: int, rng: random.Random) -> Proposal | None:
    """What somebody awake would most like to do now, and with whom; None where nothing draws them."""
    mind = stage.mind(who)
    by_oneself = circumstances(stage, log, who, None, rng)
    found, disposed = volition.alone(mind, by_oneself), volition.disposition(mind, by_oneself)
    for partner in partners(stage, log, who, rng):
        # A secret is there to be confided only as long as this partner has not heard it; a hurt, until it is healed.
        told = own_secret_for(stage.seen, who, partner) or hurt_for(stage.seen, who, partner)
        me = mind if bool(told) == bool(mind.secrets_held) else replace(mind, secrets_held=1 if told else 0)
        bonds = stage.bond(who, partner), stage.bond(partner, who)
        scene = circumstances(stage, log, who, partner, rng)
        found += volition.wishes(me, disposed, stage.mind(partner), bonds, log.dealings(who, partner), scene)
    found, barred = volition.let(mind, found)
    wish = volition.choose(found, rng, volition.temperature(mind.personality))
    if wish is None:
        return None
    kept_back = barred if barred and barred.score > wish.score else None
    driven = "initiative" not in stage.without
    prompted = driven and _prompted(stage, log, who, wish.target)
    urge = wish.score + STIR * rng.gauss(0, 1)
    urge += initiative.drive(mind, prompted=prompted) if driven else initiative.LEAN / 2
    why = initiative.reason(mind, prompted=prompted) if driven else None
    return Proposal(who, wish, urge, kept_back, why)


def _prompted(stage: Stage, log: Log, who: int, target: int | None) -> bool:
    """Whether there is something to answer: an event put into the world, a whisper, or what the other did last."""
    if target is None:
        return False
    if any(injection.place in ("", stage.place(who)) for injection in stage.seen.injections):
        return True
    if any(whisper.who == who for whisper in stage.seen.whispers):
        return True
    deeds = log.between(who, target)
    return bool(deeds) and deeds[-1].initiator == target and stage.minute - deeds[-1].minute <= ANSWERED_LATE


def partners(stage: Stage, log: Log, who: int, rng: random.Random) -> list[int]:
    """Whom of those present somebody attends to: ties that run deep, whom a goal is about, fresh dealings, chance."""
    present = stage.present(stage.place(who), (who,))
    if len(present) <= MOST_PARTNERS:
        return present
    mind, chooses = stage.mind(who), "preference" not in stage.without
    aims = {goal.target for goal in mind.goals}
    whispered = {whisper.target for whisper in stage.seen.whispers if whisper.who == who}

    def salience(other: int) -> float:
        bond = stage.bond(who, other)
        deeds = log.between(who, other)
        fresh = bool(deeds) and stage.minute - deeds[-1].minute < RECENT
        depth = abs(bond.affection) + bond.attraction + bond.fear
        if chooses:
            known = stage.minds.get(other) or stage.seen.minds[other]
            learnt = with_person(mind.habits, other, stage.minute) if mind.habits else 0.0
            depth += SOUGHT * preference.value(mind, known, bond, learnt)
        return depth + 0.6 * (other in aims) + 0.3 * fresh + 9 * (other in whispered) + 0.8 * rng.random()

    kept = set(sorted(present, key=salience, reverse=True)[:MOST_PARTNERS])
    return [other for other in present if other in kept]


def circumstances(stage: Stage, log: Log, who: int, partner: int | None, rng: random.Random) -> Circumstances:
    seen = stage.seen
    place = seen.setting.places.get(stage.place(who))
    moment = partial(
        Circumstances,
        minute=stage.minute,
        place_mood=place.mood if place else "",
        lately=log.lately.get(who, {}),
        autonomy=seen.autonomies[who],
        genre=seen.genre,
    )
    if partner is None:
        return moment(nudges=gathered(dynamics.alone(stage, who)))
    third = whom_to_speak_of(stage, log, who, partner, rng)
    return moment(
        witnesses=len(stage.present(stage.place(who), (who, partner))),
        third=third,
        secrets_of_third=1 if third and secret_of(seen, who, partner, third.id) else 0,
        nudges=nudges_of(stage, who, partner),
    )


def nudges_of(stage: Stage, who: int, partner: int) -> dict[str, tuple[Nudge, ...]]:
    """What draws somebody to an act, or keeps them from it, beyond the rules: whispers, and every mechanism's say."""
    whispered = [
        (
            whisper.act,
            Nudge(WHISPER_WEIGHT, Reason("whisper", f"{whisper.sender or 'Somebody'} whispered it", WHISPER_WEIGHT)),
        )
        for whisper in stage.seen.whispers
        if whisper.who == who and whisper.target == partner
    ]
    return gathered((*whispered, *dynamics.nudges(stage, who, partner)))


def gathered(pulls: Iterable[tuple[str, Nudge]]) -> dict[str, tuple[Nudge, ...]]:
    found: dict[str, list[Nudge]] = {}
    for act, nudge in pulls:
        found.setdefault(act, []).append(nudge)
    return {act: tuple(nudges) for act, nudges in found.items()}


def answered(stage: Stage, log: Log, proposal: Proposal, busy: set[int], rng: random.Random) -> Played:
    """The wish as an act under way: who it is done to, what it is about, and how each of them takes it."""
    actor, partner, wish = proposal.actor, proposal.partner, proposal.wish
    act = ACTS[wish.act]
    mind = stage.mind(actor)
    responses = []
    for who in responders_of(stage, proposal, busy, rng):
        answer = volition.answer(
            stage.mind(who),
            mind,
            act.key,
            stage.bond(who, actor),
            log.dealings(who, actor),
            wish.encounter.scene,
            noise=WAVER * rng.gauss(0, 1),
            swayed=dynamics.answers(stage, who, actor, act.key),
        )
        responses.append(Response(who, answer.accepted, answer.reasons, tone_of(stage, who, (actor,), act)))
    wrong = log.dealings(actor, partner).my_wrong if partner is not None else None
    reasons = (*wish.reasons, *([proposal.bent] if proposal.bent else ()), *_kept_back(stage, proposal))
    third = wish.encounter.scene.third if wish.third is not None else None
    return Played(
        act=act,
        initiator=actor,
        responses=tuple(responses),
        reasons=reasons,
        matter=matter_of(stage.seen, act.key, actor, partner, third, rng),
        cause=max((reason.event for reason in reasons if reason.event), default=None),
        mends=wrong.act if wrong else "",
    )


def _kept_back(stage: Stage, proposal: Proposal) -> list[Reason]:
    barred = proposal.kept_back
    if barred is None:
        return []
    names = [stage.seen.minds[who].name if who is not None else "" for who in (proposal.actor, barred.target)]
    return [rein.kept_back(stage.seen.rein, names[0], barred.act, names[1], barred.score)]


def responders_of(stage: Stage, proposal: Proposal, busy: set[int], rng: random.Random) -> list[int]:
    if proposal.partner is None:
        return []
    if ACTS[proposal.wish.act].arity != "group" or rng.random() >= JOINED_CHANCE:
        return [proposal.partner]
    pair = proposal.actor, proposal.partner
    off = topics_off(stage.seen, *pair)
    # What is off limits to somebody must not come up; where it might, they stay out of it.
    near = [who for who in stage.present(stage.place(pair[0]), (*pair, *busy)) if stage.mind(who).topics_off <= off]
    joining = rng.sample(near, min(len(near), rng.randint(1, MOST_RESPONDERS - 1)))
    return [proposal.partner, *sorted(joining)]
