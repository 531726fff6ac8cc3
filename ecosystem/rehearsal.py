"""Rehearsal: a world played in memory, with no database and no voice, turn after turn.

It decides as a real world of the same seed does: what a turn reads of the one before is made from its values instead of
from rows. For measuring the rules, and for trying what might happen.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from characters.minds import GoalView, Mind
from characters.models import Character
from ecosystem import observe, rein, starters
from ecosystem.decide import decide
from ecosystem.models import World
from ecosystem.past import EVENTS_SEEN
from ecosystem.rein import FREE, Rein
from ecosystem.scenes import Decision, Development, Past, Scene, SecretView, Sleep, Snapshot
from ecosystem.starters import Starter
from ecosystem.tales import Tale

Without = frozenset[str]
# Ids of the goals that characters set themselves begin past those they were given, and go up turn by turn.
FIRST_CHOSEN, CHOSEN_A_TURN = 100_000, 1_000


def opening(
    starter: Starter, seed: int, autonomy: str = "balanced", scenes_per_turn: int = 0, held: Rein = FREE
) -> Snapshot:
    """The world as the curtain rises; ids count from 1 in the cast's order."""
    world = World(
        pk=1, seed=seed, minute=starters.first_minute(starter), scenes_per_turn=scenes_per_turn, pace=held.pace
    )
    # No row has such an id, so that no match of theirs is taken for that of two others.
    sheets = {
        member.key: Character(
            pk=-zlib.crc32(f"{starter.name}/{member.key}".encode()), **starters.sheet(starter, member)
        )
        for member in starter.cast
    }
    lives = {}
    for number, row in enumerate(starters.cast(world, starter, sheets, random.Random(seed)), 1):
        row.pk = number
        lives[row.key] = row
    goals: dict[int, list[GoalView]] = {}
    for number, goal in enumerate(starters.goals(starter, lives), 1):
        goal.pk = number
        goals.setdefault(goal.holder_id, []).append(goal.view())
    bonds, _ = starters.ties(starter, lives, world.minute)
    return Snapshot(
        world=world.pk,
        generation=0,
        seed=seed,
        minute=world.minute,
        autonomy=autonomy,
        scenes_wanted=observe.scenes_wanted(world, len(lives)),
        starter=starter.name,
        setting=observe.starter_setting(starter.name),
        minds={row.pk: rein.held(row.mind(_in_order(goals.get(row.pk, ()))), held) for row in lives.values()},
        as_of={row.pk: row.minute for row in lives.values()},
        sleeps={row.pk: Sleep(row.wakes_at, tuple(row.mask)) for row in lives.values()},
        autonomies={row.pk: autonomy for row in lives.values()},
        bonds=dict(sorted(bonds.items())),
        secrets=tuple(
            SecretView(
                number, secret.holder_id, secret.text, secret.confession, secret.about_id, frozenset(secret.knower_ids)
            )
            for number, secret in enumerate(starters.secrets_of(starter, lives), 1)
        ),
        past=(),
        speakers={row.pk: observe.speaker_of(row) for row in lives.values()},
        genre=starter.genre,
        # The opening line is the first event of every world.
        log_position=1,
        rein=held,
    )


def play(
    seen: Snapshot, turns: int, without: Without = frozenset(), story: Tale | None = None
) -> Iterator[tuple[Snapshot, Decision]]:
    """What was seen and what was decided, turn by turn; the world's seed is that of the first snapshot.

    Its stories are woven along, in `story` where one is given: they have their say in what happens.
    """
    seed = seen.seed
    if story is None and "story" not in without:
        story = Tale.begun(seen)
    for _ in range(turns):
        seen = replace(seen, seed=observe.seed_of(seed, seen.generation))
        decided = decide(seen, random.Random(seen.seed), without)
        if story is not None:
            story.follow(seen, decided)
        yield seen, decided
        seen = replace(following(seen, decided), wants=story.wants if story else ())


def following(seen: Snapshot, decided: Decision) -> Snapshot:
    """What the next turn sees."""
    written = {
        who
        for who, mind in decided.minds.items()
        if mind is not seen.minds[who] or decided.sleeps[who] is not seen.sleeps[who]
    }
    events = [*_injected(seen), *(_past(seen, decided, one) for one in decided.happenings)]
    last = {who: past.number for past in events for who in (past.initiator, *past.responders) if who is not None}
    log_position = seen.log_position + len(events)
    past = _told(seen, decided, (*seen.past, *events))
    return replace(
        seen,
        generation=seen.generation + 1,
        minute=decided.minute,
        minds={who: _without_scars(mind) for who, mind in _goals_settled(decided.minds, seen.generation).items()},
        as_of={who: decided.minute if who in written else minute for who, minute in seen.as_of.items()},
        sleeps=decided.sleeps,
        bonds=dict(sorted(decided.bonds.items())),
        secrets=_shared(seen, decided),
        past=tuple(one for one in past if one.number > log_position - EVENTS_SEEN),
        speakers={
            who: replace(speaker, doing=decided.doing[who], last_event=last.get(who, speaker.last_event))
            if who in written
            else speaker
            for who, speaker in seen.speakers.items()
        },
        injections=(),
        whispers=seen.whispers if decided.night else (),
        summons=seen.summons if decided.night else (),
        log_position=log_position,
        society=decided.society.among(frozenset(seen.minds)),
        rein=seen.rein if decided.round == seen.rein.round else replace(seen.rein, round=decided.round),
    )


def _in_order(goals: list[GoalView] | tuple[GoalView, ...]) -> tuple[GoalView, ...]:
    return tuple(sorted(goals, key=lambda goal: (-goal.priority, goal.id)))


def _goals_settled(minds: Mapping[int, Mind], generation: int) -> dict[int, Mind]:
    """Goals that were set get ids in the order in which their rows would be written; those that are over go."""
    ids = count(FIRST_CHOSEN + generation * CHOSEN_A_TURN)
    settled = {}
    for who, mind in minds.items():
        if any(goal.id < 0 or goal.status != "held" or goal.progress >= 1 for goal in mind.goals):
            numbered = [replace(goal, id=next(ids)) if goal.id < 0 else goal for goal in mind.goals]
            held = tuple(goal for goal in numbered if goal.status == "held" and goal.progress < 1)
            mind = replace(mind, goals=_in_order(held))
        settled[who] = mind
    return settled


def _without_scars(mind: Mind) -> Mind:
    still = tuple(wound for wound in mind.wounds if wound.closed is None)
    return mind if len(still) == len(mind.wounds) else replace(mind, wounds=still)


def _injected(seen: Snapshot) -> Iterator[Past]:
    for number, injection in enumerate(seen.injections, seen.log_position + 1):
        present = tuple(who for who, mind in seen.minds.items() if injection.place in ("", mind.place))
        yield Past(
            number, seen.generation + 1, seen.minute, "injection", "", None, (), present, frozenset(), None, 0.7,
            ("injection", *(f"who:{who}" for who in present)),
            {"topic": injection.topic} if injection.topic else {}, (), (),
        )  # fmt: skip


def _past(seen: Snapshot, decided: Decision, one: Scene | Development) -> Past:
    clauses: Mapping[str, str] = dict(one.clauses)
    if isinstance(one, Scene):
        kind, responders = ("interaction" if one.responses else "solitary"), one.responders
        act, accepted = one.act, one.accepted
    else:
        kind, responders = ("development" if one.kind else "narration"), one.others
        act, accepted = one.kind, None
    return Past(
        one.number, seen.generation + 1, decided.minute, kind, act, one.initiator, responders, one.witnesses,
        frozenset(), accepted, one.importance, one.tags, clauses, (), (),
    )  # fmt: skip


def _told(seen: Snapshot, decided: Decision, past: tuple[Past, ...]) -> tuple[Past, ...]:
    """The past, with whoever was told of it in this turn."""
    by_number = {one.number: one for one in seen.past}
    hearers: dict[int, set[int]] = {}
    for scene in decided.scenes:
        if scene.told is not None:
            about = by_number[scene.told]
            new = {who for who in (*scene.responders, *scene.witnesses) if not about.known_to(who)}
            hearers.setdefault(scene.told, set()).update(new)
    return tuple(replace(one, told=one.told | hearers[one.number]) if one.number in hearers else one for one in past)


def _shared(seen: Snapshot, decided: Decision) -> tuple[SecretView, ...]:
    hearers: dict[int, set[int]] = {}
    for scene in decided.scenes:
        if scene.secret is not None:
            hearers.setdefault(scene.secret, set()).update((*scene.responders, *scene.witnesses))
    return tuple(
        replace(one, knowers=one.knowers | (hearers[one.id] - {one.holder})) if one.id in hearers else one
        for one in seen.secrets
    )
