"""The starters: worlds to begin with, read from their files and brought to life in one transaction."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from characters import datafile, mood, portraits
from characters.minds import NEEDS
from characters.models import Character, EcosystemCharacter, Event, Goal, Secret
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role
from ecosystem.starterfile import Member as Member
from ecosystem.starterfile import Starter as Starter
from ecosystem.starterfile import Tie
from relationships import bonds, ledger, stages, trust
from relationships.bonds import Bond, Change

FOLDER = Path(__file__).with_name("starters")

# Nobody begins with a need quite full, nor with one that presses.
NEED_AT_START = (0.5, 0.85)
# Where the file says nothing, members of one group know each other this well ...
GROUP_FAMILIARITY = 0.5
# ... like each other this much ...
GROUP_AFFECTION = 0.25
# ... and trust each other this far.
GROUP_TRUST = 0.58
# Of the warmth and trust that somebody bears one, this share comes back, times how well they know each other.
WARMTH_RETURNED = 0.5
# The rule under which the ledger enters how they stood before anything happened.
RULE = "opening"

Lives = Mapping[str, EcosystemCharacter]


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@lru_cache
def read(name: str) -> Starter:
    """A starter shipped with the house. Only one of `names()` is read, so that no path can be smuggled in."""
    if name not in names():
        raise KeyError(name)
    return read_file(FOLDER / f"{name}.yaml")


def read_file(path: Path) -> Starter:
    """A creator's own file; raises `datafile.DataFault` naming file, line and field."""
    return datafile.load(path, Starter)


def create_world(starter: Starter, owner: User | None, seed: int | None = None) -> World:
    """A world of this cast as the curtain rises: all of it, or, should anything fail, nothing."""
    seed = secrets.randbits(48) if seed is None else seed
    minute = first_minute(starter)
    with transaction.atomic():
        if owner is not None:
            World.make_room(owner)
        world = World.objects.create(
            slug=World.new_slug(starter.title),
            owner=owner,
            title=starter.title,
            premise=starter.premise,
            genre=starter.genre,
            starter=starter.name,
            seed=seed,
            minute=minute,
            log_position=1,
        )
        if owner is not None:
            Membership.objects.create(world=world, user=owner, role=Role.OWNER)
        settled = cast(world, starter, ensure_sheets(starter), random.Random(seed))
        lives = {row.key: row for row in EcosystemCharacter.objects.bulk_create(settled)}
        _give_goals(starter, lives)
        _give_secrets(starter, lives)
        _tie(world, starter, lives)
        Event.objects.create(
            world=world,
            number=1,
            minute=minute,
            kind=Event.Kind.NARRATION,
            importance=0.5,
            tags=["opening"],
            lines=[{"speaker": None, "text": starter.opening, "gesture": ""}],
        )
    return world


def ensure_sheets(starter: Starter) -> dict[str, Character]:
    """The house's sheets of a starter's cast by key, made on first use and versioned when the file has changed."""
    wanted = {f"{starter.name}/{member.key}": sheet(starter, member) for member in starter.cast}
    rows = Character.objects.filter(key__in=wanted)
    have = {row.key: row for row in rows}
    missing = [Character(key=key, **sheet) for key, sheet in wanted.items() if key not in have]
    if missing:
        # Two first worlds may be made at once: the later one waits for the earlier one's sheets and takes them.
        Character.objects.bulk_create(missing, ignore_conflicts=True)
        have = {row.key: row for row in rows.all()}
    for key, fields in wanted.items():
        if have[key].sheet() != fields:
            for field, value in fields.items():
                setattr(have[key], field, value)
            have[key].save_version()
    return {key.removeprefix(f"{starter.name}/"): row for key, row in have.items()}


def sheet(starter: Starter, member: Member) -> dict[str, object]:
    given = member.model_dump(mode="json")
    given["portrait_seed"] = portraits.seed(member.key, member.pronouns, starter.genre, member.look)
    given["tags"] = [starter.genre, starter.work]
    return {field: given[field] for field in Character.SHEET}


def first_minute(starter: Starter) -> int:
    hours, minutes = starter.day_starts.split(":")
    return int(hours) * 60 + int(minutes)


def cast(
    world: World, starter: Starter, sheets: Mapping[str, Character], rng: random.Random
) -> list[EcosystemCharacter]:
    """The starter's characters as they are when the curtain rises, not saved yet."""
    rows = []
    for member in starter.cast:
        written = sheets[member.key]
        rest = mood.baseline(written.personality())
        rows.append(
            EcosystemCharacter(
                world=world,
                character=written,
                key=member.key,
                name=member.name,
                place=member.place,
                group=member.group or "",
                needs={need: round(rng.uniform(*NEED_AT_START), 3) for need in NEEDS},
                pleasure=rest.pleasure,
                arousal=rest.arousal,
                dominance=rest.dominance,
                minute=world.minute,
                wakes_at=world.minute,
                mask=[""],
            )
        )
    return rows


def _give_goals(starter: Starter, lives: Lives) -> None:
    Goal.objects.bulk_create(goals(starter, lives))


def goals(starter: Starter, lives: Lives) -> list[Goal]:
    return [
        Goal(
            holder=lives[member.key],
            text=goal.text,
            wish=goal.wish,
            priority=goal.priority,
            acts=list(goal.acts),
            target=lives[goal.target] if goal.target else None,
        )
        for member in starter.cast
        for goal in member.goals
    ]


def _give_secrets(starter: Starter, lives: Lives) -> None:
    Secret.objects.bulk_create(secrets_of(starter, lives))


def secrets_of(starter: Starter, lives: Lives) -> list[Secret]:
    return [
        Secret(
            holder=lives[member.key],
            text=secret.text,
            confession=secret.confession,
            about=lives[secret.about] if secret.about else None,
            knower_ids=sorted(lives[key].pk for key in secret.known_by),
        )
        for member in starter.cast
        for secret in member.secrets
    ]


def _tie(world: World, starter: Starter, lives: Lives) -> None:
    after, changes = ties(starter, lives, world.minute)
    ledger.write(world.pk, {}, after, changes)


def ties(
    starter: Starter, lives: Lives, minute: int
) -> tuple[dict[tuple[int, int], Bond], list[tuple[int, tuple[Change, ...]]]]:
    """How the cast stand to each other before anything has happened, and the ledger's entries for it."""
    after, changes = {}, []
    for tie in (*starter.relationships, *_understood(starter)):
        pair = lives[tie.source].pk, lives[tie.target].pk
        after[pair], held = bonds.applied(Bond(*pair, minute=minute), _changes(tie, *pair))
        changes.append((0, held))
    staged = {
        (source, target): replace(bond, stage=stages.stage(bond, bond.stage, after.get((target, source))))
        for (source, target), bond in after.items()
    }
    return staged, changes


def _changes(tie: Tie, source: int, target: int) -> list[Change]:
    good, bad = trust.evidence(tie.trust, tie.certainty)
    amounts = {
        "trust_good": good, "trust_bad": bad, "affection": tie.affection, "respect": tie.respect,
        "familiarity": tie.familiarity, "attraction": tie.attraction, "fear": tie.fear,
    }  # fmt: skip
    return [Change(source, target, dimension, delta, tie.reason, RULE) for dimension, delta in amounts.items()]


def _understood(starter: Starter) -> Iterator[Tie]:
    """What a file need not say: acquaintance is mutual, warmth comes back, and a group is on good terms."""
    told = {(tie.source, tie.target): tie for tie in starter.relationships}
    groups = {group.key: group.name for group in starter.groups}
    for one in starter.cast:
        for other in starter.cast:
            if one is other or (one.key, other.key) in told:
                continue
            back = told.get((other.key, one.key))
            if one.group and one.group == other.group:
                yield _returned(one, other, back, f"They are of one circle: {groups[one.group]}")
            elif back and back.familiarity:
                yield _returned(one, other, back, f"{other.name} knows {one.name}, and not for nothing")


def _returned(one: Member, other: Member, back: Tie | None, reason: str) -> Tie:
    known = back.familiarity if back else 0.0
    trusted = 0.5 + WARMTH_RETURNED * known * max(0.0, back.trust - 0.5) if back else 0.5
    liked = WARMTH_RETURNED * known * max(0.0, back.affection) if back else 0.0
    if one.group and one.group == other.group:
        known, trusted, liked = max(known, GROUP_FAMILIARITY), max(trusted, GROUP_TRUST), max(liked, GROUP_AFFECTION)
    return Tie.model_validate(
        {
            "from": one.key,
            "to": other.key,
            "familiarity": known,
            "trust": trusted,
            "affection": liked,
            "reason": reason[:120],
        }
    )
