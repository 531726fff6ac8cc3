"""A short story of two that has come to its end, in Alice's world."""

from __future__ import annotations

import pytest

from characters.models import Character, EcosystemCharacter, Event
from ecosystem.models import World
from storytelling.models import Arc, Beat, Story

KINDS = ("setup", "inciting", "rising", "rising", "crisis", "climax", "resolution")


def life(world: World, name: str) -> EcosystemCharacter:
    return EcosystemCharacter.objects.create(
        world=world, character=Character.objects.create(name=name, pronouns="she"), name=name, place="hall"
    )


@pytest.fixture
def story(world: World) -> Story:
    mara, ioan = life(world, "Mara Voss"), life(world, "Ioan Reyn")
    story = Story.objects.create(
        world=world, number=1, title="The promise", genre="romance", cast_ids=[mara.pk, ioan.pk]
    )
    arc = Arc.objects.create(story=story, number=1, title="The promise")
    for number, kind in enumerate(KINDS, 1):
        who, other = (mara, ioan) if number % 2 else (ioan, mara)
        Event.objects.create(
            world=world, number=number, minute=540 + 30 * number, act="talk", place="hall", initiator=who,
            responder_ids=[other.pk], accepted=True, importance=0.5, tone="even",
            clauses={"news": f"{who.name} talked with {other.name}"},
            lines=[{"speaker": who.pk, "text": f"This is line {number}.", "gesture": "nods"}],
        )  # fmt: skip
        Beat.objects.create(
            arc=arc, number=number, kind=kind, text=f"Beat {number}", status=Beat.Status.MET, planned=0.5,
            actual=0.1 * number,
            event_numbers=[number],
        )  # fmt: skip
    return story
