"""Play: one decided act, from who is in it to what it changes. Pure; applies itself to the stage."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from characters import initiative, mood, needs
from characters.minds import Emotion, GoalView, Reason
from ecosystem.matter import TELLING, Matter
from ecosystem.rein import PAUSES
from ecosystem.scenes import MINUTES_PER_TURN, Feeling, Response, Scene, Sleep
from ecosystem.stage import Stage
from relationships import rumours
from relationships.acts import ACTS, Act
from relationships.bonds import Change
from relationships.consequences import Felt, Outcome, outcome, witnessed
from relationships.dealings import Third

# Of those nearby, who overhears what was meant for one: nobody much.
OVERHEARD_CHANCE = 0.12
# In a crowd no more than so many notice what passes between others.
MOST_WITNESSES = 8
# How much one fitting, well-taken act brings a goal forward.
GOAL_STEP = 0.04
# What characters set themselves is nearer at hand than what they were given.
CHOSEN_STEP = 0.12
# No more refusals than this are counted.
MOST_REFUSALS = 100
# After a scene its initiator lets so many minutes pass, less the more initiative it has.
PAUSE = 35
# Whoever something strong was done to does not wait that long.
REPLY_PAUSE = 10
# At this energy one goes to rest, and sleeps until rested.
TIRED = 0.2
REST_MINUTES = 90
# Liking from which one speaks warmly, and dislike from which sharply.
WARM, SHARP = 0.2, -0.2
HOSTILE = frozenset({"hostile", "treachery"})


@dataclass(frozen=True, slots=True)
class Played:
    """An act on its way to becoming a scene: who does it to whom, about what, and why."""

    act: Act
    initiator: int
    responses: tuple[Response, ...]
    reasons: tuple[Reason, ...]
    matter: Matter
    cause: int | None = None
    mends: str = ""

    @property
    def responders(self) -> tuple[int, ...]:
        return tuple(response.who for response in self.responses)


def perform(stage: Stage, played: Played, rng: random.Random) -> Scene:
    """Let the act happen: changes, feelings, needs, goals, sleep; returns the scene for the log."""
    place = stage.place(played.initiator)
    witnesses = witnesses_of(stage, played, place, rng)
    outcomes = outcomes_of(stage, played)
    outcomes += [one for who in witnesses for one in _judged(stage, played, who)]
    held, effects = stage.change([change for one in outcomes for change in one.changes])
    feelings = feelings_of(outcomes, stage.minute, stage.next_number)
    stage.feel(feelings)
    _spend(stage, played, outcomes)
    _serve_goals(stage, played)
    _settle(stage, played, place)
    scene = Scene(
        act=played.act.key,
        initiator=played.initiator,
        responses=played.responses,
        witnesses=tuple(witnesses),
        place=place,
        tone=tone_of(stage, played.initiator, played.responders, played.act),
        reasons=played.reasons,
        changes=held,
        effects=effects,
        feelings=feelings,
        importance=importance_of(played, held),
        polarity=played.act.polarity,
        tags=tags_of(played, place),
        slots=played.matter.slots,
        clauses=clauses_of(stage, played),
        cause=played.cause,
        told=played.matter.told,
        secret=played.matter.secret,
        third=played.matter.third,
        tale=played.matter.tale,
        number=stage.next_number,
    )
    stage.add(scene)
    return scene


def witnesses_of(stage: Stage, played: Played, place: str, rng: random.Random) -> list[int]:
    """Who else is there and notices: everybody, or for what is meant for one, hardly anybody."""
    around = stage.present(place, (played.initiator, *played.responders))
    if not played.act.private:
        return around if len(around) <= MOST_WITNESSES else _noticing(stage, played, around, rng)
    return [who for who in around if rng.random() < OVERHEARD_CHANCE]


def _noticing(stage: Stage, played: Played, around: Sequence[int], rng: random.Random) -> list[int]:
    """Of a crowd those who notice: whom the people in it concern, and some by chance."""
    people = (played.initiator, *played.responders)

    def concern(who: int) -> float:
        return sum(abs(stage.bond(who, one).affection) for one in people) + rng.random()

    kept = set(sorted(around, key=concern, reverse=True)[:MOST_WITNESSES])
    return [who for who in around if who in kept]


def outcomes_of(stage: Stage, played: Played) -> list[Outcome]:
    initiator = stage.mind(played.initiator)
    if not played.responses:
        return [outcome(played.act, True, initiator, None, None)]
    found = []
    for response in played.responses:
        pair = played.initiator, response.who
        bonds = stage.bond(*pair), stage.bond(pair[1], pair[0])
        third = third_of(stage, played, *pair)
        responder = stage.mind(response.who)
        found.append(outcome(played.act, response.accepted, initiator, responder, bonds, third, mends=played.mends))
    return found


def feelings_of(outcomes: Sequence[Outcome], minute: int, event: int) -> tuple[Feeling, ...]:
    """Everybody's feelings; one towards several at once is felt once, as strongly as towards any of them."""
    strongest: dict[tuple[int, str], Felt] = {}
    for one in outcomes:
        for felt in one.felt:
            known = strongest.get((felt.who, felt.emotion))
            if known is None or felt.intensity > known.intensity:
                strongest[felt.who, felt.emotion] = felt
    return tuple(
        Feeling(felt.who, Emotion(felt.emotion, round(felt.intensity, 3), minute, felt.about, event))
        for felt in strongest.values()
    )


def third_of(stage: Stage, played: Played, initiator: int, responder: int) -> Third | None:
    third = played.matter.third
    if third is None or third in (initiator, responder) or third not in stage.seen.minds:
        return None
    return Third(
        third, stage.seen.minds[third].name, stage.bond(initiator, third), stage.bond(responder, third),
        present=stage.place(third) == stage.place(initiator),
        weight=rumours.weight(played.matter.tale) if played.act.key in TELLING else 1.0,
    )  # fmt: skip


def _judged(stage: Stage, played: Played, who: int) -> list[Outcome]:
    if not played.responses:
        return []
    first = played.responses[0]
    names = stage.seen.minds[played.initiator].name, stage.seen.minds[first.who].name
    to_initiator, to_responder = stage.bond(who, played.initiator), stage.bond(who, first.who)
    return [witnessed(played.act, first.accepted, stage.mind(who), to_initiator, to_responder, names)]


def _spend(stage: Stage, played: Played, outcomes: Sequence[Outcome]) -> None:
    """Needs filled or emptied, energy and the appetite for company spent."""
    company = len(played.responses)
    for who in (played.initiator, *played.responders):
        mind = stage.mind(who)
        filled = mind.needs
        for one in outcomes:
            filled = needs.filled(filled, one.needs.get(who, {}))
        cost = max((one.energy.get(who, 0.0) for one in outcomes), default=0.0)
        left = needs.after_company(mind.social_capacity, mind.personality, company) if company else mind.social_capacity
        stage.minds[who] = replace(mind, needs=filled, energy=needs.spent(mind.energy, cost), social_capacity=left)


def _serve_goals(stage: Stage, played: Played) -> None:
    mind = stage.mind(played.initiator)
    accepted = not played.responses or any(response.accepted for response in played.responses)
    goals = tuple(_served(goal, played, accepted, stage.minute) for goal in mind.goals)
    if any(after is not before for after, before in zip(goals, mind.goals, strict=True)):
        stage.minds[played.initiator] = replace(mind, goals=goals)


def _served(goal: GoalView, played: Played, accepted: bool, minute: int) -> GoalView:
    """A goal after an act: nearer where the act serves it and was well taken, once more refused where it was not."""
    if goal.progress >= 1 or played.act.key not in goal.acts or goal.target not in (None, *played.responders):
        return goal
    if not accepted:
        return replace(goal, refusals=min(MOST_REFUSALS, goal.refusals + 1))
    step = CHOSEN_STEP if goal.kind else GOAL_STEP
    nearer = round(min(1.0, goal.progress + step * (0.5 + played.act.intensity)), 4)
    return replace(goal, progress=nearer, moved=minute, refusals=0)


def _settle(stage: Stage, played: Played, place: str) -> None:
    """What everybody is now doing, and when they stir again."""
    names = [stage.seen.speakers[who].name for who in played.responders]
    where = stage.place_name(place)
    verb = played.act.label
    told = f"Just {played.act.past} {' and '.join(names[:2])}" if names else f"{verb[:1].upper()}{verb[1:]}"
    stage.doing[played.initiator] = f"{told}, in {where}" if names else f"Alone with their thoughts in {where}"
    pause = PAUSE * PAUSES[stage.pace(played.initiator)]
    sleep_until(stage, played.initiator, stage.minute + round(pause * (1.3 - _ready(stage, played.initiator))))
    for response in played.responses:
        with_whom = stage.seen.speakers[played.initiator].name
        stage.doing[response.who] = f"With {with_whom} in {where}"
        strong = played.act.intensity >= 0.3 or played.act.harm >= 0.2
        usual = PAUSE * PAUSES[stage.pace(response.who)]
        after = REPLY_PAUSE if strong else round(usual * (1.2 - _ready(stage, response.who)))
        sleep_until(stage, response.who, stage.minute + after)


def _ready(stage: Stage, who: int) -> float:
    return 0.5 if "initiative" in stage.without else stage.mind(who).initiative


def sleep_until(stage: Stage, who: int, minute: int) -> None:
    """Sleep until a timer, or until something concerns one; the exhausted rest undisturbed."""
    if stage.mind(who).energy < TIRED:
        rest(stage, who)
    else:
        stage.sleeps[who] = Sleep(max(minute, stage.minute + MINUTES_PER_TURN), (f"who:{who}", f"about:{who}"))


def think_again(stage: Stage, who: int) -> None:
    """Whoever had no part in the turn lets a little time pass; what concerns them wakes them before."""
    usual = initiative.MIDDLING if "initiative" in stage.without else initiative.patience(stage.mind(who))
    minutes = usual * PAUSES[stage.pace(who)]
    stage.sleeps[who] = Sleep(stage.minute + round(minutes), (f"who:{who}", f"about:{who}"))


def rest(stage: Stage, who: int) -> None:
    mind = stage.mind(who)
    stage.minds[who] = replace(mind, energy=needs.rested(needs.rested(mind.energy, REST_MINUTES), REST_MINUTES))
    stage.sleeps[who] = Sleep(stage.minute + REST_MINUTES, ())
    stage.doing[who] = f"Resting in {stage.place_name(mind.place)}"


def tone_of(stage: Stage, who: int, others: Sequence[int], act: Act) -> str:
    """warm, even or sharp: how one speaks, from liking, mood and anger."""
    mind = stage.mind(who)
    liking = sum(stage.bond(who, other).affection for other in others) / len(others) if others else 0.0
    leaning = liking + 0.35 * mind.mood.pleasure - 0.5 * mood.intensity(mind.emotions, "anger")
    if act.family in HOSTILE:
        return "sharp" if leaning < 0.1 else "even"
    return "warm" if leaning >= WARM else "sharp" if leaning <= SHARP else "even"


def importance_of(played: Played, held: Sequence[Change]) -> float:
    """0..1: the act's own weight, and how much it really moved."""
    moved = sum(abs(change.delta) for change in held if not change.dimension.startswith("trust"))
    return round(min(1.0, 0.7 * played.act.intensity + 0.5 * played.act.harm + 0.6 * moved), 3)


def tags_of(played: Played, place: str) -> tuple[str, ...]:
    tags = [f"act:{played.act.key}", f"family:{played.act.family}", f"tag:{played.act.tag}", f"place:{place}"]
    tags += [f"who:{who}" for who in (played.initiator, *played.responders)]
    if played.matter.third is not None:
        about = "secret_of" if played.matter.secret is not None else "of"
        tags.append(f"{about}:{played.matter.third}")
    if played.matter.told is not None:
        tags.append(f"told:{played.matter.told}")
    return tuple(tags)


def clauses_of(stage: Stage, played: Played) -> dict[str, str]:
    """How it will be spoken of: by others, to its doer, by its doer, and the topic it was about."""

    def name(who: int | None) -> str:
        return stage.seen.minds[who].name if who is not None and who in stage.seen.minds else "somebody"

    a = name(played.initiator)
    b = name(played.responders[0]) if played.responders else ""
    c = name(played.matter.third) if played.matter.third else ""
    accepted = all(response.accepted for response in played.responses[:1])
    deed = played.act.deed
    # Who was taken in remembers a conversation, tells of one, and holds nothing against anybody.
    unseen = played.act.result(accepted).concealed
    seemed = ACTS["talk"] if unseen else played.act
    return {
        "news": seemed.sentence(a, b, c, accepted=accepted),
        "deed": "" if unseen else deed.you.format(c=c or "another"),
        "mydeed": deed.me.format(c=c or "another"),
        "topic": played.matter.slots.get("topic", ""),
    }
