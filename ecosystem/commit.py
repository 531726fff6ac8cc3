"""Commit: one short transaction moves the world from generation n to n + 1 and writes all that the turn decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from billing.models import Usage
from characters import habits, mood, rows
from characters.minds import Crack, Emotion, Mind, Reason
from characters.models import EcosystemCharacter, Event, Goal, MoodPoint, Secret, Wound
from ecosystem import moodline, pulse, remembering, whispers
from ecosystem.inputs import Asked
from ecosystem.models import SECONDS_PER_TURN, Overtaken, Turn, World, WorldInput
from ecosystem.scenes import Decision, Development, Effect, Injection, Recalled, Ripple, Scene, Snapshot
from ecosystem.voice import Spoken
from relationships import ledger, record
from relationships.matches import NOTHING_ASKED, Figures

# The world as it is now, not as the turn found it: somebody may have changed its speed meanwhile.
ADVANCE = """
UPDATE ecosystem_world
SET generation = generation + 1, log_position = log_position + %(count)s, minute = %(minute)s,
    next_turn_at = %(now)s::timestamptz + interval '1 second' * %(seconds)s / speed, lease_until = NULL,
    turns_spent = CASE WHEN spent_on = %(today)s THEN turns_spent + 1 ELSE 1 END, spent_on = %(today)s,
    failures = 0, trouble = '', round = %(round)s
WHERE id = %(world)s AND generation = %(generation)s
"""


@dataclass(frozen=True, slots=True)
class Committed:
    turn: Turn
    events: tuple[Event, ...]
    # Who looks different to a reader than before the turn.
    changed: frozenset[int] = frozenset()

    @property
    def is_night(self) -> bool:
        return any("night" in event.tags for event in self.events)

    @property
    def pondering(self) -> tuple[int, ...]:
        """Who has been alone with their thoughts."""
        return tuple(one.initiator_id for one in self.events if one.act == "reflect" and one.initiator_id is not None)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A turn ready to be written: what was asked and seen, what was decided, recalled and said."""

    seen: Snapshot
    asked: Asked
    decided: Decision
    recalled: Recalled
    spoken: tuple[Spoken, ...]
    stages: Mapping[str, float]
    # How often it was asked how two suit each other, and how often that was known.
    matched: Figures = NOTHING_ASKED


def commit(world: World, turn: Prepared, now: datetime) -> Committed:
    """Write the turn, or raise `Overtaken` and write nothing."""
    seen, decided, spoken = turn.seen, turn.decided, turn.spoken
    injected = [_injected(world, seen, injection) for injection in seen.injections]
    words = iter(spoken)
    happened = [
        _event(world, turn, one, next(words)) if isinstance(one, Scene) else _development(world, seen, decided, one)
        for one in decided.happenings
    ]
    events = [*injected, *happened]
    with transaction.atomic(), rows.together():
        first = _advance(world, seen, decided, len(events), now)
        for number, event in enumerate(events, first):
            event.number = number
        rows.insert(events)
        remembering.write(seen, decided, turn.recalled, injected, happened)
        ledger.write(
            world.pk,
            seen.bonds,
            decided.bonds,
            [(event.number, one.changes) for event, one in zip(happened, decided.happenings, strict=True)],
        )
        record.write(world.pk, seen.society, decided.society)
        _share_secrets(seen, decided)
        _write_minds(seen, decided, happened)
        _write_goals(seen, decided)
        _write_wounds(seen, decided)
        rows.insert([_mood_point(decided, point) for point in moodline.points(seen, decided)])
        _answer_inputs(world, turn, injected, now)
        row = Turn(
            world=world,
            generation=seen.generation + 1,
            seed=seen.seed,
            minute=decided.minute,
            first_event=first,
            event_count=len(events),
            model_calls=sum(said.calls for said in spoken),
            retries=sum(said.retries for said in spoken),
            fallbacks=sum(said.fell_back for said in spoken),
            pulse=pulse.of(decided.minds, decided.bonds),
            matches_asked=turn.matched.asked,
            matches_known=turn.matched.hits,
            stages=dict(turn.stages),
            committed_at=now,
        )
        rows.insert([row])
        rows.insert([_usage(world, spoken, now)], unique=("world_id", "day"), adding=Usage.AMOUNTS)
    record.keep(world.pk, seen.generation + 1, decided.society)
    return Committed(row, tuple(events), _changed(seen, decided))


def _plain(one: Reason | Effect | Emotion | Ripple | Crack) -> dict[str, object]:
    """As JSON will have it. `asdict` would copy every number by its own rules, and a turn has hundreds."""
    return {name: getattr(one, name) for name in one.__slots__}


def _changed(seen: Snapshot, decided: Decision) -> frozenset[int]:
    """Everybody's mood drifts every turn; of most a reader sees nothing."""
    return frozenset(
        who
        for who, mind in decided.minds.items()
        if mind is not seen.minds[who]
        and (
            decided.doing[who] != seen.speakers[who].doing
            or mood.word(mind.mood) != mood.word(seen.minds[who].mood)
            or decided.sleeps[who].mask != seen.sleeps[who].mask
        )
    )


def _advance(world: World, seen: Snapshot, decided: Decision, count: int, now: datetime) -> int:
    """Move the world by one generation; the number of the turn's first event."""
    values: dict[str, Any] = {
        "world": world.pk,
        "generation": seen.generation,
        "count": count,
        "minute": decided.minute,
        "now": now,
        "today": now.date(),
        "seconds": SECONDS_PER_TURN,
        "round": Jsonb(sorted(decided.round)),
    }
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, values)
        if cursor.rowcount != 1:
            raise Overtaken(f"world {world.pk} has left generation {seen.generation}")
    # Only this moves the log, so it still stands where the world was read.
    return world.log_position + 1


def _development(world: World, seen: Snapshot, decided: Decision, one: Development) -> Event:
    return Event(
        world=world,
        generation=seen.generation + 1,
        minute=decided.minute,
        kind=Event.Kind.DEVELOPMENT if one.kind else Event.Kind.NARRATION,
        act=one.kind,
        place=one.place,
        initiator_id=one.initiator,
        responder_ids=list(one.others),
        witness_ids=list(one.witnesses),
        tags=list(one.tags),
        cause=one.cause,
        lines=[{"speaker": None, "text": one.text, "gesture": ""}],
        sentiment=one.polarity,
        importance=one.importance,
        reasons=[{"who": one.initiator, **_plain(reason)} for reason in one.reasons],
        clauses=dict(one.clauses),
        **_aftermath(one),
    )


def _aftermath(one: Scene | Development) -> dict[str, Any]:
    """What came of it for those in it, as the event's row has it."""
    return {
        "feelings": [
            {"who": felt.who, "emotion": felt.emotion.name, "intensity": felt.emotion.intensity}
            for felt in one.feelings
        ],
        "effects": [_plain(effect) for effect in one.effects],
        "ripples": [_plain(ripple) for ripple in one.ripples],
    }


def _injected(world: World, seen: Snapshot, injection: Injection) -> Event:
    present = [who for who, mind in seen.minds.items() if not injection.place or mind.place == injection.place]
    return Event(
        world=world,
        generation=seen.generation + 1,
        minute=seen.minute,
        kind=Event.Kind.INJECTION,
        place=injection.place,
        witness_ids=present,
        tags=["injection", *(f"who:{who}" for who in present)],
        lines=[{"speaker": None, "text": injection.text, "gesture": ""}],
        importance=0.7,
        clauses={"topic": injection.topic} if injection.topic else {},
        voiced_by=Event.Voiced.PERSON,
        sender_name=injection.sender,
    )


def _event(world: World, turn: Prepared, scene: Scene, said: Spoken) -> Event:
    seen, decided = turn.seen, turn.decided
    reasons = [{"who": scene.initiator, **_plain(reason)} for reason in scene.reasons]
    for response in scene.responses:
        reasons += [{"who": response.who, **_plain(reason)} for reason in response.reasons]
    return Event(
        world=world,
        generation=seen.generation + 1,
        minute=decided.minute,
        kind=Event.Kind.INTERACTION if scene.responses else Event.Kind.SOLITARY,
        act=scene.act,
        place=scene.place,
        initiator_id=scene.initiator,
        responder_ids=list(scene.responders),
        witness_ids=list(scene.witnesses),
        tags=list(scene.tags),
        cause=scene.cause,
        accepted=scene.accepted,
        tone=scene.tone,
        lines=[*(line.as_json() for line in said.lines), *remembering.asides(seen, scene)],
        sentiment=said.sentiment,
        importance=scene.importance,
        reasons=reasons,
        recalled=[memory.id for who in (scene.initiator, *scene.responders) for memory in turn.recalled.get(who, ())],
        clauses=dict(scene.clauses),
        voiced_by=said.voiced_by,
        model=said.model,
        prompt_tokens=said.prompt_tokens,
        completion_tokens=said.completion_tokens,
        **_aftermath(scene),
    )


def _share_secrets(seen: Snapshot, decided: Decision) -> None:
    hearers: dict[int, set[int]] = {}
    for scene in decided.scenes:
        if scene.secret is not None:
            # Whoever overheard it knows it as well.
            hearers.setdefault(scene.secret, set()).update((*scene.responders, *scene.witnesses))
    shared = [
        {"id": one.id, "knower_ids": sorted((one.knowers | hearers[one.id]) - {one.holder})}
        for one in seen.secrets
        if one.id in hearers
    ]
    rows.update(Secret, shared)


def _write_minds(seen: Snapshot, decided: Decision, happened: Sequence[Event]) -> None:
    last = {who: event.number for event in happened for who in (event.initiator_id, *event.responder_ids)}
    changed = []
    for who, mind in decided.minds.items():
        if mind is not seen.minds[who] or decided.sleeps[who] is not seen.sleeps[who]:
            state = _state(who, mind, decided, last.get(who) or seen.speakers[who].last_event)
            if mind.habits is not seen.minds[who].habits:
                state |= {"habits": habits.dumped(mind.habits), "usual": mind.usual}
            changed.append(state)
    rows.update(EcosystemCharacter, changed, some=("habits", "usual"))


def _write_goals(seen: Snapshot, decided: Decision) -> None:
    changed = []
    for who, mind in decided.minds.items():
        if mind.goals is not seen.minds[who].goals:
            before = {goal.id: goal for goal in seen.minds[who].goals}
            moved = [goal for goal in mind.goals if before.get(goal.id) is not goal]
            changed += [Goal.row(who, goal, decided.minute) for goal in moved]
    rows.put(changed, Goal.MOVES)


def _write_wounds(seen: Snapshot, decided: Decision) -> None:
    changed = [
        Wound.row(who, wound)
        for who, mind in decided.minds.items()
        if mind.wounds is not seen.minds[who].wounds
        for wound in mind.wounds
        if wound not in seen.minds[who].wounds
    ]
    rows.insert(changed, unique=("bearer_id", "event"), changing=Wound.CHANGING)


def _mood_point(decided: Decision, point: moodline.Point) -> MoodPoint:
    mind = decided.minds[point.who]
    return MoodPoint(
        life_id=mind.id,
        minute=decided.minute,
        event=point.event,
        pleasure=mind.mood.pleasure,
        arousal=mind.mood.arousal,
        dominance=mind.mood.dominance,
        word=mood.word(mind.mood),
        cause=point.cause[: moodline.CAUSE_LENGTH],
    )


def _state(who: int, mind: Mind, decided: Decision, last_event: int) -> dict[str, object]:
    sleep = decided.sleeps[who]
    return {
        "id": who,
        "place": mind.place,
        "doing": decided.doing[who][:160],
        "energy": mind.energy,
        "social_capacity": mind.social_capacity,
        "needs": dict(mind.needs),
        "pleasure": mind.mood.pleasure,
        "arousal": mind.mood.arousal,
        "dominance": mind.mood.dominance,
        "emotions": [_plain(emotion) for emotion in mind.emotions],
        "strain": mind.strain,
        "crack": _plain(mind.crack) if mind.crack else {},
        "growth": dict(mind.growth),
        "rating": mind.rating,
        "minute": decided.minute,
        "mask": list(sleep.mask),
        "wakes_at": sleep.wakes_at,
        "last_event": last_event,
    }


def _answer_inputs(world: World, turn: Prepared, injected: Sequence[Event], now: datetime) -> None:
    seen, asked, decided = turn.seen, turn.asked, turn.decided
    answered: list[tuple[int, dict[str, object] | None, str]] = []
    for number, event in zip((one.input for one in asked.injections), injected, strict=True):
        answered.append((number, {"event": event.number}, ""))
    if not decided.night:
        # Who sleeps hears no whisper; it waits for the morning.
        answered += [(one.input, whispers.outcome(seen, decided, one), "") for one in asked.whispers]
        answered += [_called(one.input, decided) for one in asked.summons]
    answered += [(number, None, error) for number, error in asked.refused]
    for number, result, error in answered:
        WorldInput.objects.filter(world=world, number=number).update(result=result, error=error, applied_at=now)


def _called(number: int, decided: Decision) -> tuple[int, dict[str, object] | None, str]:
    """The event with which an occasion was called that somebody asked for."""
    event = next((one.number for one in decided.happenings if f"input:{number}" in one.tags), None)
    return (number, {"event": event}, "") if event else (number, None, "Nobody could come to it.")


def _usage(world: World, spoken: Sequence[Spoken], now: datetime) -> Usage:
    """What the turn adds to the day's."""
    return Usage(
        world=world,
        user_id=world.owner_id,
        day=now.date(),
        turns=1,
        interactions=len(spoken),
        model_calls=sum(said.calls for said in spoken),
        fallbacks=sum(said.fell_back for said in spoken),
        prompt_tokens=sum(said.prompt_tokens for said in spoken),
        completion_tokens=sum(said.completion_tokens for said in spoken),
        cost=sum(said.cost for said in spoken),
    )
