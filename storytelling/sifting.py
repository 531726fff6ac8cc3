"""Sifting a world's log: events in number order through its loom, what changed written as rows.

The sieve's row says how far the log has come, and holds all that the loom must remember. Whoever has the row's lock
goes on from there, so that it makes no difference who, when, or after which restart. A process keeps the looms it has
had in hand; the row's edition tells whether they are still as they were left.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import F

from characters.datafile import DataFault
from characters.models import EcosystemCharacter, Event, Goal
from characters.models import Wound as WoundRow
from ecosystem.models import User, World
from relationships.bonds import DIMENSIONS
from relationships.models import CharacterRelationship, LedgerEntry
from storytelling import drama, seeds, shelving, sowing, spool, weaving
from storytelling.happenings import Aim, Felt, Happening, Person, Shift, sentiment_of
from storytelling.loom import Loom, Woven
from storytelling.models import Pattern, Sieve, StorySeed
from storytelling.patterns import Pattern as Form
from storytelling.patterns import catalogue, read_text
from storytelling.standing import Pair, taken_back

log = logging.getLogger(__name__)

# Events taken through at once: what a world that was never sifted has behind it comes in pieces.
BATCH = 2_000
# Looms that a process keeps.
LOOMS_KEPT = 60

COLUMNS = (
    "number", "generation", "minute", "kind", "act", "initiator", "responder_ids", "witness_ids", "accepted", "place",
    "importance", "sentiment", "tags", "cause", "feelings", "clauses",
)  # fmt: skip

_kept: dict[int, tuple[int, Loom]] = {}


def advance(world_id: int) -> int:
    """Bring a world's stories up to its log; returns how many events that took in. Safe to repeat, and to be killed."""
    taken = 0
    while True:
        with transaction.atomic():
            world = World.objects.only("pk", "genre", "log_position").get(pk=world_id)
            sieve = _locked(world_id)
            if sieve.position >= world.log_position:
                return taken
            taken += _through(world, sieve)


def _locked(world_id: int) -> Sieve:
    found = Sieve.objects.select_for_update().filter(world=world_id).first()
    if found is None:
        Sieve.objects.get_or_create(world_id=world_id)
        found = Sieve.objects.select_for_update().get(world=world_id)
    return found


def _through(world: World, sieve: Sieve) -> int:
    """Take the next events through the loom, and write what came of it."""
    last = min(world.log_position, sieve.position + BATCH)
    happenings = read(world.pk, sieve.position + 1, last)
    loom = loom_of(world, sieve)
    read_now = {one.number: one for one in happenings}

    def archive(numbers: Collection[int]) -> Mapping[int, Happening]:
        missing = [number for number in numbers if number not in read_now]
        found = {one.number: one for one in _read(Event.objects.filter(world=world.pk, number__in=missing))}
        return {number: one for number in numbers if (one := read_now.get(number) or found.get(number)) is not None}

    woven = Woven()
    for _, turn in groupby(happenings, key=lambda one: one.turn):
        came = weaving.advance(loom, list(turn), archive)
        woven.seeds |= came.seeds
        woven.stories |= came.stories
    shelving.write(world.pk, woven, loom)
    save(sieve, loom, last)
    return len(happenings)


def save(sieve: Sieve, loom: Loom, position: int) -> None:
    """Write the sieve's row; this process's loom is of its edition."""
    sieve.position = position
    sieve.edition += 1
    sieve.state = spool.wound(loom)
    sieve.wants = [plain(want) for want in loom.wants(drama.STRENGTHS[sieve.drama])]
    sieve.save(update_fields=["position", "edition", "state", "wants"])
    _kept.pop(sieve.world_id, None)
    while len(_kept) >= LOOMS_KEPT:
        del _kept[next(iter(_kept))]
    _kept[sieve.world_id] = (sieve.edition, loom)


def plain(want: drama.Want) -> dict[str, Any]:
    return {name: getattr(want, name) for name in want.__slots__}


def wanted(row: Mapping[str, Any]) -> drama.Want:
    feelings = tuple((name, strength) for name, strength in row["feelings"])
    return drama.Want(**{**row, "acts": tuple(row["acts"]), "feelings": feelings})


def loom_of(world: World, sieve: Sieve) -> Loom:
    """The world's loom as the sieve's row has it, among those who live there now."""
    kept = _kept.pop(world.pk, None)
    present = frozenset(EcosystemCharacter.objects.present().filter(world=world.pk).values_list("pk", flat=True))
    if kept is not None and kept[0] == sieve.edition:
        loom = kept[1]
        if present != frozenset(loom.matcher.standing.people):
            loom.matcher.standing.people = people_of(world.pk)
    else:
        people = people_of(world.pk)
        loom = spool.unwound(sieve.state, patterns_of(world.pk), people, bonds_at(world.pk, sieve), world.genre)
    loom.matcher.standing.genre = world.genre
    loom.accepts_itself = sieve.accepts_itself
    loom.matcher.forget(present)
    return loom


def patterns_of(world_id: int) -> Mapping[str, Form]:
    """The house's patterns and the world's own; one of the world's that cannot be read any more is passed over."""
    found = dict(catalogue())
    for row in Pattern.objects.sifting(world_id):
        try:
            form = read_text(row.source, f"{row.key}.yaml")[0]
        except DataFault as fault:
            log.warning("pattern %s of world %s is passed over: %s", row.key, world_id, fault)
            continue
        found[row.key] = replace(form, key=row.key)
    return found


def people_of(world_id: int) -> dict[int, Person]:
    """Everybody who lives in the world, with what they want and what they carry."""
    aims: dict[int, list[Aim]] = {}
    held = Goal.objects.filter(holder__world=world_id, status=Goal.Status.HELD).order_by("-priority", "pk")
    for holder, text, target, priority in held.values_list("holder", "text", "target", "priority"):
        aims.setdefault(holder, []).append(Aim(text, target, priority))
    wounds = WoundRow.objects.open_in(world_id)
    cast = EcosystemCharacter.objects.present().filter(world=world_id).select_related("character").order_by("pk")
    return {
        one.pk: Person(
            one.pk, one.name, one.key, one.group, frozenset(one.character.values), one.character.pronouns,
            tuple(aims.get(one.pk, ())), tuple(wound.text for wound in wounds.get(one.pk, ())),
        )
        for one in cast
    }  # fmt: skip


def bonds_at(world_id: int, sieve: Sieve) -> dict[Pair, list[float]]:
    """How everybody stood at the sieve's point of the log: as they stand now, less what came since."""
    if sieve.position == 0:
        return {}
    rows = CharacterRelationship.objects.filter(world=world_id).values_list("source", "target", *DIMENSIONS)
    now = {(row[0], row[1]): list(row[2:]) for row in rows}
    since = LedgerEntry.objects.filter(world=world_id, event__gt=sieve.position)
    return taken_back(now, (Shift(*row) for row in since.values_list("source", "target", "dimension", "delta")))


def read(world_id: int, first: int, last: int) -> list[Happening]:
    """The events of these numbers as happenings; before the first comes how they stood when the curtain rose."""
    found = list(_read(Event.objects.filter(world=world_id, number__range=(first, last))))
    if first == 1:
        found.insert(0, Happening(0, 0, 0, "narration", shifts=tuple(_shifts(world_id, [0]).get(0, ()))))
    return found


def _read(events: Any) -> Iterable[Happening]:
    rows = list(events.order_by("number").values_list("world", *COLUMNS))
    shifts = _shifts(rows[0][0], [row[1] for row in rows]) if rows else {}
    return [_happening(row[1:], tuple(shifts.get(row[1], ()))) for row in rows]


def _shifts(world_id: int, numbers: Sequence[int]) -> dict[int, list[Shift]]:
    found: dict[int, list[Shift]] = {}
    entries = LedgerEntry.objects.filter(world=world_id, event__in=numbers).order_by("pk")
    columns = entries.values_list("event", "source", "target", "dimension", "delta")
    for event, source, target, dimension, delta in columns:
        found.setdefault(event, []).append(Shift(source, target, dimension, delta))
    return found


def _happening(row: Sequence[Any], shifts: tuple[Shift, ...]) -> Happening:
    (number, turn, minute, kind, act, initiator, responders, witnesses, accepted, place, importance, sentiment, tags,
     cause, feelings, clauses) = row  # fmt: skip
    return Happening(
        number, turn, minute, kind, act, initiator, tuple(responders), tuple(witnesses), accepted, place, importance,
        sentiment_of(act, sentiment), tuple(tags), cause, shifts,
        tuple(Felt(felt["who"], felt["emotion"], felt["intensity"]) for felt in feelings), clauses.get("news", ""),
    )  # fmt: skip


def wants(world_id: int, position: int) -> tuple[drama.Want, ...]:
    """What the world's stories would like to happen next, as of its newest event."""
    row = _wanting(world_id)
    if row is None or row[0] < position:
        advance(world_id)
        row = _wanting(world_id)
    return tuple(wanted(want) for want in row[1]) if row and row[2] != Sieve.Drama.OFF else ()


def _wanting(world_id: int) -> tuple[int, list[dict[str, Any]], str] | None:
    return Sieve.objects.filter(world=world_id).values_list("position", "wants", "drama").first()


def decide(seed: StorySeed, status: str, reason: str = "", user: User | None = None) -> StorySeed:
    """What a person says of a seed: accepted, later or dismissed; teaches the world's taste."""
    with transaction.atomic():
        world = World.objects.get(pk=seed.world_id)
        sieve = _locked(world.pk)
        loom, woven = loom_of(world, sieve), Woven()
        found = loom.seeds.get(seed.number)
        if found is not None:
            if status == seeds.ACCEPTED:
                loom.taste = seeds.taught(loom.taste, found, accepted=True, reason=reason)
                events = {one.number: one for one in _read(world.events.filter(number__in=found.events))}
                sowing.accept(loom, woven, found, lambda numbers: events, reason=reason, by_hand=True)
            else:
                if status == seeds.DISMISSED:
                    loom.taste = seeds.taught(loom.taste, found, accepted=False, reason=reason)
                sowing.let_be(loom, woven, found, status, reason)
            shelving.write(world.pk, woven, loom, user)
            save(sieve, loom, sieve.position)
    seed.refresh_from_db()
    return seed


def renew(world_id: int) -> None:
    """Let every process unwind the world's loom anew, as after somebody has changed the world's patterns."""
    Sieve.objects.filter(world=world_id).update(edition=F("edition") + 1)
