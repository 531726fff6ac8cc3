"""The event log as JSON lines; ids become the cast's keys, so that two runs of one seed compare byte by byte."""

from __future__ import annotations

import json
from collections.abc import Iterator

from characters.models import EcosystemCharacter, Event
from ecosystem.models import World
from relationships.models import LedgerEntry


def log_lines(world: World, after: int = 0) -> Iterator[str]:
    """Each event of the world as one line of JSON, in number order, with the ledger entries it caused.

    A whole log begins with a line numbered 0: who lives in the world, and how they stood when the curtain rose.
    """
    names = _names(world)
    ledger: dict[int, list[dict[str, object]]] = {}
    entries = LedgerEntry.objects.filter(world=world, event__gt=after or -1).order_by("pk")
    for entry in entries.iterator(2000):
        ledger.setdefault(entry.event, []).append(
            {
                "source": names.get(entry.source_id),
                "target": names.get(entry.target_id),
                "dimension": entry.dimension,
                "delta": entry.delta,
                "rule": entry.rule,
                "reason": entry.reason,
            }
        )
    if not after:
        opening = Event(number=0, minute=0, kind="opening", importance=0.0)
        line = {**_event(opening, names, ledger.pop(0, [])), "genre": world.genre, "cast": _cast(world, names)}
        yield json.dumps(line, ensure_ascii=False) + "\n"
    for event in Event.objects.filter(world=world).after(after).iterator(500):
        yield json.dumps(_event(event, names, ledger.pop(event.number, [])), ensure_ascii=False) + "\n"


def _names(world: World) -> dict[int, str]:
    cast = EcosystemCharacter.objects.filter(world=world).values_list("pk", "key", "name")
    return {pk: key or name for pk, key, name in cast}


def _cast(world: World, names: dict[int, str]) -> list[dict[str, object]]:
    cast = EcosystemCharacter.objects.filter(world=world).select_related("character").order_by("pk")
    return [
        {
            "key": names[one.pk],
            "name": one.name,
            "group": one.group,
            "values": sorted(one.character.values),
            "pronouns": one.character.pronouns,
        }
        for one in cast
    ]


def _event(event: Event, names: dict[int, str], changes: list[dict[str, object]]) -> dict[str, object]:
    return {
        "number": event.number,
        "turn": event.generation,
        "minute": event.minute,
        "kind": event.kind,
        "act": event.act,
        "place": event.place,
        "initiator": names.get(event.initiator_id) if event.initiator_id else None,
        "responders": [names.get(pk) for pk in event.responder_ids],
        "witnesses": [names.get(pk) for pk in event.witness_ids],
        "accepted": event.accepted,
        "tone": event.tone,
        "cause": event.cause,
        "tags": [_portable(tag, names) for tag in event.tags],
        "lines": [
            {"speaker": names.get(line["speaker"]), "text": line["text"], "gesture": line["gesture"]}
            for line in event.lines
        ],
        "sentiment": event.sentiment,
        "importance": event.importance,
        "reasons": [{**reason, "who": names.get(reason["who"])} for reason in event.reasons],
        "feelings": [{**feeling, "who": names.get(feeling["who"])} for feeling in event.feelings],
        "clauses": event.clauses,
        "voiced_by": event.voiced_by,
        "model": event.model,
        "prompt_tokens": event.prompt_tokens,
        "completion_tokens": event.completion_tokens,
        "ledger": changes,
    }


def _portable(tag: str, names: dict[int, str]) -> str:
    kind, _, number = tag.partition(":")
    return (
        f"{kind}:{names.get(int(number), number)}"
        if kind in {"who", "about", "of", "secret_of", "slander_of", "betrayal"} and number.isdigit()
        else tag
    )
