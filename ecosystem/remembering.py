"""What each remembers of what happened in a turn, and what comes back to somebody unbidden."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from characters import recall, rows
from characters.models import Event, Memory
from ecosystem.scenes import Decision, Development, Recalled, Scene, Snapshot

MEMORY_LENGTH = 400
# What people injected is remembered by whoever was there as something out of the ordinary.
INJECTED = 7.0
# Who only looked on remembers it as less.
WITNESSED = 0.7
# How the narrator says that an old hurt came back; {name} bears it, {text} was done.
UNBIDDEN = (
    "It comes back to {name} that {text}.",
    "{name} is not quite here: {text}, and the thought of it will not go.",
    "For a moment it is that day again for {name}, and {text}.",
    "{name} had rather not have thought of it. But {text}.",
    "Something of this brings it all back to {name}, how {text}.",
)

Felt = Mapping[int, list[tuple[str, float]]]


def asides(seen: Snapshot, scene: Scene) -> Iterator[dict[str, object]]:
    """What the narrator adds to a scene: the old hurts that it brought back."""
    for stirring in scene.stirrings:
        said = UNBIDDEN[(scene.number + stirring.event) % len(UNBIDDEN)]
        text = said.format(name=seen.minds[stirring.who].name, text=stirring.text)
        yield {"speaker": None, "text": text[:MEMORY_LENGTH], "gesture": ""}


def write(
    seen: Snapshot, decided: Decision, recalled: Recalled, injected: Sequence[Event], happened: Sequence[Event]
) -> None:
    memories = []
    for event in injected:
        memories += _remembered(event, event.witness_ids, Memory.Kind.WITNESSED, event.lines[0]["text"], INJECTED, {})
    for event, one in zip(happened, decided.happenings, strict=True):
        text = remembered_text(seen, one, event) if isinstance(one, Scene) else one.text
        importance, felt = 1 + 9 * one.importance, _felt(one)
        involved = [who for who in (event.initiator_id, *event.responder_ids) if who is not None]
        memories += _remembered(event, involved, Memory.Kind.LIVED, text, importance, felt)
        memories += _remembered(event, one.witnesses, Memory.Kind.WITNESSED, text, importance * WITNESSED, felt)
        if isinstance(one, Scene):
            memories += _told(seen, one, event)
    rows.insert(memories)
    ids = {memory.id for found in recalled.values() for memory in found}
    # Recency counts from the last retrieval: what comes to mind stays in mind.
    rows.update(Memory, [{"id": one, "recalled_minute": decided.minute} for one in sorted(ids)])


def _felt(one: Scene | Development) -> Felt:
    found: dict[int, list[tuple[str, float]]] = {}
    for feeling in one.feelings:
        found.setdefault(feeling.who, []).append((feeling.emotion.name, feeling.emotion.intensity))
    return found


def remembered_text(seen: Snapshot, scene: Scene, event: Event) -> str:
    """What there is to remember of a scene: who did what to whom, where, and the first words of it."""
    place = seen.setting.places[scene.place].name if scene.place in seen.setting.places else ""
    first = next((line["text"] for line in event.lines if line["speaker"] == scene.initiator), "")
    text = scene.clauses.get("news", "")
    text = f"{text[:1].upper()}{text[1:]}" + (f", in {place}" if place else "") + "."
    return f"{text} “{first}”"[:MEMORY_LENGTH] if first else text[:MEMORY_LENGTH]


def _remembered(
    event: Event, owners: Iterable[int], kind: str, text: str, importance: float, felt: Felt
) -> list[Memory]:
    """Everybody remembers it by what it made them feel; who felt nothing, by how it went."""
    involved = [who for who in (event.initiator_id, *event.responder_ids) if who is not None]
    sentiment = event.sentiment * (1.0 if kind == Memory.Kind.LIVED else 0.5)
    found = []
    for owner in owners:
        impression = recall.impression(importance, sentiment, felt.get(owner, ()))
        found.append(
            Memory(
                owner_id=owner,
                event=event.number,
                kind=kind,
                text=text[:MEMORY_LENGTH],
                text_hash=zlib.crc32(text.encode()),
                importance=round(impression.importance, 2),
                valence=round(impression.valence, 3),
                about_ids=[who for who in involved if who != owner],
                minute=event.minute,
                recalled_minute=event.minute,
            )
        )
    return found


def _told(seen: Snapshot, scene: Scene, event: Event) -> list[Memory]:
    """Who hears a tale learns it from whoever told it: of an earlier event under its own number."""
    tale = scene.tale
    if tale is None:
        return []
    past = next((one for one in seen.past if one.number == scene.told), None)
    rumour = next((one for one in seen.society.rumours if one.number == tale.rumour), None)
    text = f"{seen.minds[scene.initiator].name} told that {tale.deed}."
    return [
        Memory(
            owner_id=owner,
            event=tale.event or None,
            kind=Memory.Kind.TOLD,
            text=text[:MEMORY_LENGTH],
            text_hash=zlib.crc32(text.encode()),
            importance=round(1 + 9 * (past.importance if past else abs(tale.valence)), 2),
            valence=event.sentiment,
            minute=event.minute,
            recalled_minute=event.minute,
            about_ids=[who for who in (tale.subject, tale.victim) if who is not None and who != owner],
        )
        for owner in (*scene.responders, *scene.witnesses)
        if not (past.known_to(owner) if past else rumour is not None and owner in rumour.knowers)
    ]
