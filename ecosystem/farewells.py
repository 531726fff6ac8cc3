"""What somebody's leaving does to those who stay: each feels it as far as they liked them, and misses the company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from characters import mood
from characters.minds import Emotion
from characters.models import EcosystemCharacter, Event
from ecosystem import epilogues
from relationships.models import CharacterRelationship

CHANGED = ("emotions", "needs", "pleasure", "arousal", "dominance")


def grieve(life: EcosystemCharacter, event: Event, noticing: Sequence[int]) -> None:
    """Whoever notices feels it at once; the moment says who felt what. Between two turns only, as rows are written."""
    rows = CharacterRelationship.objects.filter(target=life, source__in=noticing)
    affections = dict(rows.values_list("source", "affection"))
    staying = EcosystemCharacter.objects.filter(pk__in=affections).select_related("character").order_by("pk")
    moved = []
    for one in staying:
        parting = epilogues.felt(affections[one.pk])
        if parting is not None:
            _move(one, parting, life.pk, event)
            moved.append(one)
            event.feelings.append({"who": one.pk, "emotion": parting.emotion, "intensity": parting.intensity})
    EcosystemCharacter.objects.bulk_update(moved, CHANGED)
    Event.objects.filter(pk=event.pk).update(feelings=event.feelings)


def _move(one: EcosystemCharacter, parting: epilogues.Felt, about: int, event: Event) -> None:
    feeling = Emotion(parting.emotion, parting.intensity, event.minute, about, event.number)
    known = [Emotion(**emotion) for emotion in one.emotions]
    one.emotions = [asdict(emotion) for emotion in mood.stirred(known, feeling)]
    neuroticism = one.character.personality().neuroticism
    after = mood.felt(one.mood, parting.emotion, parting.intensity, neuroticism)
    one.pleasure, one.arousal, one.dominance = after.pleasure, after.arousal, after.dominance
    belonging = one.needs.get("belonging", 0.5)
    one.needs = {**one.needs, "belonging": round(max(0.0, belonging - parting.missed), 4)}
