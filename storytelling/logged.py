"""A world's log as the sieve takes it, read from rows: happenings, and who and how they were who were in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from characters.models import EcosystemCharacter, Event, Goal, wound
from relationships.bonds import DIMENSIONS
from relationships.models import CharacterRelationship, LedgerEntry
from storytelling.happenings import Aim, Felt, Happening, Person, Shift, sentiment_of
from storytelling.standing import Pair, taken_back

COLUMNS = (
    "number", "generation", "minute", "kind", "act", "initiator", "responder_ids", "witness_ids", "accepted", "place",
    "importance", "sentiment", "tags", "cause", "feelings", "clauses",
)  # fmt: skip


def people_of(world_id: int) -> dict[int, Person]:
    """Everybody who lives in the world, with what they want and what they carry."""
    aims: dict[int, list[Aim]] = {}
    held = Goal.objects.filter(holder__world=world_id, status=Goal.Status.HELD).order_by("-priority", "pk")
    for holder, text, target, priority in held.values_list("holder", "text", "target", "priority"):
        aims.setdefault(holder, []).append(Aim(text, target, priority))
    wounds = wound.by_bearer(wound.open_in(world_id))
    cast = EcosystemCharacter.objects.present().filter(world=world_id).select_related("character").order_by("pk")
    return {
        one.pk: Person(
            one.pk, one.name, one.key, one.group, frozenset(one.character.values), one.character.pronouns,
            tuple(aims.get(one.pk, ())), tuple(hurt.text for hurt in wounds.get(one.pk, ())),
        )
        for one in cast
    }  # fmt: skip


def bonds_at(world_id: int, position: int) -> dict[Pair, list[float]]:
    """How everybody stood at a point of the log: as they stand now, less what came since."""
    if position == 0:
        return {}
    rows = CharacterRelationship.objects.filter(world=world_id).values_list("source", "target", *DIMENSIONS)
    now = {(row[0], row[1]): list(row[2:]) for row in rows}
    since = LedgerEntry.objects.filter(world=world_id, event__gt=position)
    return taken_back(now, (Shift(*row) for row in since.values_list("source", "target", "dimension", "delta")))


def read(world_id: int, first: int, last: int) -> list[Happening]:
    """The events of these numbers as happenings; before the first comes how they stood when the curtain rose."""
    found = list(of_rows(Event.objects.filter(world=world_id, number__range=(first, last))))
    if first == 1:
        found.insert(0, Happening(0, 0, 0, "narration", shifts=tuple(_shifts(world_id, [0]).get(0, ()))))
    return found


def of_rows(events: Any) -> Iterable[Happening]:
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
