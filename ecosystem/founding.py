"""Worlds made from nothing: a few places, a premise, and room for whoever is brought."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from django.db import transaction

from characters.cards.text import line
from characters.models import Event
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role

TITLE, PREMISE, OPENING, TOPIC = 80, 1000, 900, 60
MOST_TOPICS, MOST_PLACES, LONGEST_PLACE = 24, 9, 40
# Where people meet in any age and land, when nobody says otherwise: key, name, mood.
PLACES = (
    ("square", "the square", "lively"),
    ("inn", "the inn", "noisy"),
    ("house", "the old house", "quiet"),
    ("garden", "the walled garden", "secluded"),
    ("road", "the road out of town", "open"),
)
# What people anywhere talk about.
TOPICS = (
    "the weather",
    "the price of bread",
    "an old friend",
    "the news from the road",
    "a dream of last night",
    "supper",
)
MORNING = 8 * 60


def found(
    owner: User,
    title: str,
    premise: str = "",
    opening: str = "",
    *,
    places: Iterable[str | tuple[str, str]] = (),
    topics: Sequence[str] = (),
    genre: str = "",
) -> World:
    """A new world of the owner's with nobody in it, as its first morning begins."""
    title = line(title, TITLE) or "A world of my own"
    with transaction.atomic():
        World.make_room(owner)
        world = World.objects.create(
            slug=World.new_slug(title),
            owner=owner,
            title=title,
            premise=line(premise, PREMISE),
            genre=genre,
            setting=setting(places, topics),
            seed=secrets.randbits(48),
            minute=MORNING,
            log_position=1,
        )
        Membership.objects.create(world=world, user=owner, role=Role.OWNER, seen_number=1)
        Event.objects.create(
            world=world,
            number=1,
            minute=MORNING,
            kind=Event.Kind.NARRATION,
            importance=0.5,
            tags=["opening"],
            lines=[
                {
                    "speaker": None,
                    "text": line(opening, OPENING) or "A first morning, and nothing has happened yet.",
                    "gesture": "",
                }
            ],
        )
    return world


def setting(places: Iterable[str | tuple[str, str]], topics: Sequence[str]) -> dict[str, object]:
    """The world's places, with or without a mood, and its topics, as a starter file has them.

    Every place is near every other.
    """
    given = [(place, "") if isinstance(place, str) else place for place in places]
    moods = {name: mood for place, mood in given if (name := line(place, LONGEST_PLACE))}
    named = list(moods.items())[:MOST_PLACES]
    own = [(f"place_{number}", name, mood) for number, (name, mood) in enumerate(named, 1)]
    rows = [{"key": key, "name": name, "mood": mood} for key, name, mood in own or PLACES]
    kept = [line(topic, TOPIC) for topic in topics if topic.strip()][:MOST_TOPICS]
    return {"places": rows, "topics": [*kept, *TOPICS], "day_starts": "08:00"}
