"""Decide: who does what to whom, whether it is taken well, and what it changes. Pure, and replayable from a seed.

The shape is Comme il Faut's (McCoy, Treanor, Samuel et al. 2014; its successor Ensemble): volition over acts and
partners, a choice among the strongest, and the responder's own volition as the answer. Sleep, timers and masks follow
Concordia's interrupt scheduling: a character that nothing concerns costs nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from characters.minds import Deed, Reason
from ecosystem import nightfall, whereabouts
from ecosystem.matter import anothers_secret_for, matter_of, news_for, own_secret_for
from ecosystem.playing import Played, perform, rest, tone_of
from ecosystem.scenes import MINUTES_PER_TURN, Decision, Past, Response, Scene, Snapshot
from ecosystem.stage import Stage
from relationships import volition
from relationships.acts import ACTS
from relationships.dealings import Circumstances, Dealings, Encounter, Nudge, Third, dealings
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
# How much chance has a say in an answer.
WAVER = 1.0
# A deed of late counts towards whom one attends to.
RECENT = 6 * 60


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody's wish, competing with the others for a place in the turn; no partner where one would be alone."""

    actor: int
    partner: int | None
    wish: Wish
    urge: float
    third: int | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """The log as pairs see it, read once a turn."""

    deeds: dict[frozenset[int], list[Deed]]

    def between(self, one: int, other: int) -> list[Deed]:
        return self.deeds.get(frozenset((one, other)), [])

    def dealings(self, me: int, other: int) -> Dealings:
        return dealings(self.between(me, other), me, other)


def decide(seen: Snapshot, rng: random.Random) -> Decision:
    """The whole turn after `seen`; `rng` is the only source of chance."""
    if nightfall.has_come(seen):
        return nightfall.rest(seen, rng)
    minute, awake = waking(seen)
    stage, log = Stage(seen, minute), log_of(seen.past)
    around = {who: stage.mind(who) if who in awake else mind for who, mind in seen.minds.items()}
    movers = whereabouts.moves(seen, around, awake, rng)
    for who, place in movers.items():
        stage.move(who, place)
    actors = []
    for who in awake:
        if who not in movers and stage.mind(who).energy < LEAST_ENERGY:
            rest(stage, who)
        elif who not in movers:
            actors.append(who)
    proposals = [found for who in actors if (found := propose(stage, log, who, rng)) is not None]
    proposals.sort(key=lambda proposal: -proposal.urge)
    return stage.decision(tuple(_played(stage, log, proposals, rng)), considered=len(actors))


def _played(stage: Stage, log: Log, proposals: Sequence[Proposal], rng: random.Random) -> list[Scene]:
    """Disjoint scenes, the strongest wish first."""
    scenes: list[Scene] = []
    busy: set[int] = set()
    for proposal in proposals:
        if len(scenes) == stage.seen.scenes_wanted:
            break
        if proposal.actor in busy or proposal.partner in busy:
            continue
        scene = perform(stage, answered(stage, log, proposal, busy, rng), rng)
        busy |= {scene.initiator, *scene.responders}
        scenes.append(scene)
    return scenes


def waking(seen: Snapshot) -> tuple[int, list[int]]:
    """The minute of the turn and who is awake in it; the clock runs on where everybody sleeps."""
    minute = seen.minute + MINUTES_PER_TURN
    news = [past for past in seen.past if past.generation == seen.generation]
    awake = [who for who in seen.minds if _wakes(seen, who, minute, news)]
    if not awake and seen.minds:
        minute = max(minute, min(sleep.wakes_at for sleep in seen.sleeps.values()))
        awake = [who for who in seen.minds if seen.sleeps[who].wakes_at <= minute]
    return minute, awake


def _wakes(seen: Snapshot, who: int, minute: int, news: Sequence[Past]) -> bool:
    sleep, known = seen.sleeps[who], seen.speakers[who].last_event
    if sleep.wakes_at <= minute or any(whisper.who == who for whisper in seen.whispers):
        return True
    if any(injection.place in ("", seen.minds[who].place) for injection in seen.injections):
        return True
    # What one took part in oneself is no news.
    tags = (tag for past in news if past.number > known for tag in past.tags)
    return any(tag.startswith(prefix) for tag in tags for prefix in sleep.mask)


def log_of(past: Sequence[Past]) -> Log:
    deeds: dict[frozenset[int], list[Deed]] = {}
    for event in past:
        act = ACTS.get(event.act)
        if act is None or event.initiator is None:
            continue
        for responder in event.responders:
            deed = Deed(
                event.number,
                event.act,
                event.initiator,
                responder,
                bool(event.accepted),
                event.minute,
                act.polarity,
                act.harm,
            )
            deeds.setdefault(frozenset((event.initiator, responder)), []).append(deed)
    return Log(deeds)


def propose(stage: Stage, log: Log, who: int, rng: random.Random) -> Proposal | None:
    """What somebody awake would most like to do now, and with whom; None where nothing draws them."""
    mind = stage.mind(who)
    found: list[tuple[int | None, int | None, Wish]] = []
    for partner in partners(stage, log, who, rng):
        encounter = encounter_of(stage, log, who, partner, rng)
        third = encounter.scene.third
        found += [(partner, third.id if third else None, wish) for wish in volition.wishes(encounter)]
    found += [(None, None, wish) for wish in volition.solitary(mind, stage.minute)]
    if not found:
        return None
    wish = volition.choose([wish for _, _, wish in found], rng, volition.temperature(mind.personality))
    partner, third_id, _ = next(row for row in found if row[2] is wish)
    urge = wish.score + 3 * mind.initiative + STIR * rng.gauss(0, 1)
    return Proposal(who, partner, wish, urge, third_id)


def partners(stage: Stage, log: Log, who: int, rng: random.Random) -> list[int]:
    """Whom of those present somebody attends to: ties that run deep, whom a goal is about, fresh dealings, chance."""
    present = stage.present(stage.place(who), (who,))
    if len(present) <= MOST_PARTNERS:
        return present
    aims = {goal.target for goal in stage.mind(who).goals}
    whispered = {whisper.target for whisper in stage.seen.whispers if whisper.who == who}

    def salience(other: int) -> float:
        bond = stage.bond(who, other)
        deeds = log.between(who, other)
        fresh = bool(deeds) and stage.minute - deeds[-1].minute < RECENT
        depth = abs(bond.affection) + bond.attraction + bond.fear
        return depth + 0.6 * (other in aims) + 0.3 * fresh + 9 * (other in whispered) + 0.8 * rng.random()

    kept = set(sorted(present, key=salience, reverse=True)[:MOST_PARTNERS])
    return [other for other in present if other in kept]


def encounter_of(stage: Stage, log: Log, who: int, partner: int, rng: random.Random) -> Encounter:
    seen = stage.seen
    third = whom_to_speak_of(stage, who, partner, rng)
    untold = own_secret_for(seen, who, partner)
    confided = anothers_secret_for(seen, who, partner)
    place = seen.setting.places.get(stage.place(who))
    return Encounter(
        me=replace(stage.mind(who), secrets_held=1 if untold else 0),
        other=stage.mind(partner),
        bond=stage.bond(who, partner),
        back=stage.bond(partner, who),
        past=log.dealings(who, partner),
        scene=Circumstances(
            minute=stage.minute,
            place_mood=place.mood if place else "",
            witnesses=len(stage.present(stage.place(who), (who, partner))),
            third=third,
            secrets_of_third=1 if confided else 0,
            nudges=_nudges(stage, who, partner),
            autonomy=seen.autonomies[who],
        ),
    )


def whom_to_speak_of(stage: Stage, who: int, partner: int, rng: random.Random) -> Third | None:
    """Somebody there is news of, or failing that somebody either feels strongly about."""
    news = news_for(stage.seen, who, partner)
    if news is not None and news.initiator in stage.seen.minds:
        third = news.initiator
    else:
        others = [other for other in stage.seen.minds if other not in (who, partner)]
        if not others:
            return None
        sample = rng.sample(others, min(4, len(others)))
        third = max(
            sample, key=lambda one: abs(stage.bond(who, one).affection) + abs(stage.bond(partner, one).affection)
        )
    assert third is not None
    return Third(
        third,
        stage.seen.minds[third].name,
        stage.bond(who, third),
        stage.bond(partner, third),
        present=stage.place(third) == stage.place(who),
    )


def _nudges(stage: Stage, who: int, partner: int) -> dict[str, Nudge]:
    return {
        whisper.act: Nudge(
            WHISPER_WEIGHT, Reason("whisper", f"{whisper.sender or 'Somebody'} whispered it", WHISPER_WEIGHT)
        )
        for whisper in stage.seen.whispers
        if whisper.who == who and whisper.target == partner
    }


def answered(stage: Stage, log: Log, proposal: Proposal, busy: set[int], rng: random.Random) -> Played:
    """The wish as an act under way: who it is done to, what it is about, and how each of them takes it."""
    act = ACTS[proposal.wish.act]
    responders = responders_of(stage, proposal, busy, rng)
    responses = []
    for who in responders:
        encounter = encounter_of(stage, log, who, proposal.actor, rng)
        answer = volition.answer(encounter, act.key, WAVER * rng.gauss(0, 1))
        tone = tone_of(stage, who, (proposal.actor,), act)
        responses.append(Response(who, answer.accepted, answer.reasons, tone))
    past = log.dealings(proposal.actor, proposal.partner) if proposal.partner is not None else Dealings()
    wrong = past.my_wrong
    return Played(
        act=act,
        initiator=proposal.actor,
        responses=tuple(responses),
        reasons=proposal.wish.reasons,
        matter=matter_of(stage.seen, act.key, proposal.actor, proposal.partner, proposal.third, rng),
        cause=max((reason.event for reason in proposal.wish.reasons if reason.event), default=None),
        mends=wrong.act if wrong else "",
    )


def responders_of(stage: Stage, proposal: Proposal, busy: set[int], rng: random.Random) -> list[int]:
    if proposal.partner is None:
        return []
    if ACTS[proposal.wish.act].arity != "group" or rng.random() > JOINED_CHANCE:
        return [proposal.partner]
    near = stage.present(stage.place(proposal.actor), (proposal.actor, proposal.partner, *busy))
    joining = rng.sample(near, min(len(near), rng.randint(1, MOST_RESPONDERS - 1)))
    return [proposal.partner, *sorted(joining)]
