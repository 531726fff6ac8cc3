"""What a narrator is given of a world's rows: its events as moments, its people as they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import Q

from characters.checks import clean
from characters.models import EcosystemCharacter, Event
from characters.names import called
from storytelling import chapters
from storytelling.cases import Case
from storytelling.models import Beat, Story
from storytelling.narrator import Change, Felt, Line, Moment, Motive, Person, Place

REASONS_TOLD = 2

Places = Mapping[str, Place]


def named(places: Places) -> dict[str, str]:
    return {key: place.name for key, place in places.items()}


def moments_of(story: Story, places: Places, case: Case | None = None) -> dict[int, Moment]:
    """The story's events and those of its people around them, by number."""
    numbers = {
        number
        for beat in Beat.objects.filter(arc__story=story).values_list("event_numbers", flat=True)
        for number in beat
    }
    if not numbers:
        return {}
    if case is not None:
        numbers |= {case.crime, case.solution or case.crime, *(hint.event for hint in (*case.clues, *case.herrings))}
    near = Q(
        number__range=(min(numbers), max(numbers)), initiator__in=story.cast_ids, importance__gte=chapters.WORTH_TELLING
    )
    events = Event.objects.filter(near | Q(number__in={1, *numbers}), world=story.world_id).order_by("number")
    found = {event.number: moment_of(event, places) for event in events}
    causes = {moment.cause for moment in found.values() if moment.cause} - found.keys()
    for event in Event.objects.filter(world=story.world_id, number__in=causes):
        found[event.number] = replace(moment_of(event, places), importance=0.0)
    return found


def moment_of(event: Event, places: Places) -> Moment:
    return Moment(
        number=event.number,
        minute=event.minute,
        kind=event.kind,
        act=event.act,
        place=places[event.place].name if event.place in places else "",
        initiator=event.initiator_id,
        responders=tuple(event.responder_ids),
        witnesses=tuple(event.witness_ids),
        accepted=event.accepted,
        tone=event.tone,
        deed=_news(event),
        lines=tuple(
            Line(line.get("speaker"), clean(str(line["text"])), clean(str(line.get("gesture") or "")))
            for line in event.lines
        ),
        changes=tuple(
            Change(one["source"], one["target"], one["dimension"], one["after"] - one["before"])
            for one in event.effects
        ),
        reasons=tuple(
            clean(str(reason["text"]))
            for reason in sorted(event.reasons, key=lambda reason: -abs(reason["weight"]))[:REASONS_TOLD]
        ),
        cause=event.cause,
        importance=event.importance,
        motives=tuple(
            Motive(reason["who"], str(reason["rule"]), clean(str(reason["text"])), reason["weight"])
            for reason in event.reasons
        ),
        feelings=tuple(Felt(one["who"], one["emotion"], one["intensity"]) for one in event.feelings),
        about=places[event.place].about if event.place in places else "",
    )


def _news(event: Event) -> str:
    """The clause of news; whose secret it was is not in it where nobody would hear it."""
    news = clean(str(event.clauses.get("news", "")))
    whose = next((tag.removeprefix("secret_of:") for tag in event.tags if tag.startswith("secret_of:")), "")
    if " told a secret to " in news and whose.isdigit():
        owner = EcosystemCharacter.objects.filter(pk=int(whose)).first()
        return news.replace(" told a secret to ", f" told {owner.name}’s secret to ") if owner else news
    return news


def people_of(story: Story) -> dict[int, Person]:
    return people_in(story.world_id)


def people_in(world_id: int) -> dict[int, Person]:
    """Everybody of the world by id, as a narrator calls them."""
    lives = EcosystemCharacter.objects.filter(world=world_id).select_related("character").order_by("pk")
    return {
        one.pk: Person(
            one.pk, one.name, called(one.character.address, one.name), one.character.pronouns,
            clean(one.character.role),
        )
        for one in lives
    }  # fmt: skip
