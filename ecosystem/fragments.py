"""Live frames: HTML of `<hx-partial>`s around the page's own partials, rendered once for everybody who watches.

Nothing in a frame depends on who reads it. A frame of events carries the world and its first and last number, so that
a page sees what it has, what is new, and what it missed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from redis.exceptions import RedisError

from characters.models import Event
from ecosystem import live, moments, outlook
from ecosystem import presence as watchers
from ecosystem.models import World
from ecosystem.moments import Living, Person
from storytelling import glance

# The first of the two numbers of the advisory locks under which frames are sent; the other is the world's.
FRAMES = 1813
# A mood that moves somebody by less than this leaves no ring on the map.
SEEN = 0.015


@contextmanager
def in_order(world_id: int) -> Iterator[None]:
    """Frames of a world that are read and sent in here leave in the order of what they tell.

    Else a turn's, rendered just before somebody pressed pause, could arrive after it and say that the world runs. No
    transaction is held open: what a frame tells has been committed when it leaves.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [FRAMES, world_id])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [FRAMES, world_id])


def frame(world: World, events: Sequence[Event], changed: Collection[int]) -> str:
    """What a turn has changed on the page: its moments, whoever looks different, the ties, the numbers, the clock."""
    first = min((event.number for event in events), default=world.log_position + 1)
    return _frame(world, events, first, changed)


def since(world: World, number: int) -> str:
    """What a page that stopped at `number` has missed, as one frame; its feed begins anew where that is too much.

    A page that missed no moment may still have missed a press on the transport, and hears of no more than that.
    """
    steady = transport(world) + presence(world.pk) + strands(world)
    if number == world.log_position:
        return steady
    found = Event.objects.filter(world=world, number__gt=number).order_by("-number")[: outlook.CATCH_UP + 1]
    events = list(reversed(found))
    anew = len(events) > outlook.CATCH_UP or number > world.log_position
    return _frame(world, events[-outlook.CATCH_UP :], number + 1, None, anew=anew) + steady


def catch_up(world_id: int, number: int) -> None:
    """Tell the pages that asked what came after `number`; in order with all that is told otherwise."""
    with in_order(world_id):
        world = World.objects.get(pk=world_id)
        live.publish(world_id, since(world, number), have=number)


def transport(world: World) -> str:
    """The clock and its controls, as everybody sees them; who may press them is decided by the page around."""
    return render_to_string(
        "ecosystem/frames/transport.html", {"world": world, "quiet": outlook.quiet(world, timezone.now())}
    )


def strands(world: World) -> str:
    """The world's stories at a glance."""
    return render_to_string("ecosystem/frames/strands.html", {"slug": world.slug, "stories": glance.panel(world.pk)})


def presence(world_id: int) -> str:
    """Who is watching."""
    return render_to_string("ecosystem/frames/presence.html", watching(world_id))


def watching(world_id: int) -> dict[str, object]:
    """What the presence partial needs. Without Redis nobody is known to watch, and the page stands all the same."""
    try:
        count, names = watchers.watching(world_id)
    except RedisError:
        count, names = 0, []
    return {"count": count, "names": names, "unnamed": count - len(names)}


def whole_cast(world: World) -> str:
    """The list of the cast, where somebody has come or gone."""
    lives = outlook.living(world)
    context = {"slug": world.slug, "cast": outlook.cast_of(lives, moments.people(lives))}
    return render_to_string("ecosystem/frames/cast.html", context)


def _frame(
    world: World, events: Sequence[Event], first: int, changed: Collection[int] | None, *, anew: bool = False
) -> str:
    now = timezone.now()
    lives = outlook.living(world)
    people = moments.people(lives)
    last = max((event.number for event in events), default=world.log_position)
    beats = outlook.beats_of(world)
    # Before its first turn a world has no pulse, but people who know each other.
    bonds = None if beats else outlook.bonds_of(world)
    different = outlook.present(lives if changed is None else [one for one in lives if one.pk in changed])
    context = {
        "world": world,
        "slug": world.slug,
        "first": first,
        "last": last,
        "anew": anew,
        "feed": moments.of(people, sorted(events, key=lambda event: -event.number)),
        "cast": outlook.cast_of(different, people),
        "stats": outlook.stats_of(world, lives, beats, bonds, now),
        "news": news(world, events, first, different, people),
        "quiet": outlook.quiet(world, now),
        "live": True,
        # Whose card is open differs from page to page; left out, every row would look for it in vain.
        "peek": None,
    }
    return render_to_string("ecosystem/frames/turn.html", context)


def ripples(events: Sequence[Event]) -> list[tuple[int, list[int], int]]:
    """Whose mood reached whom, as the map draws it: from, to, and whether it lifted (1) or lowered (-1) them."""
    reached: dict[tuple[int, int], list[int]] = {}
    for event in events:
        for one in event.ripples:
            if abs(one["pleasure"]) >= SEEN:
                reached.setdefault((one["source"], 1 if one["pleasure"] > 0 else -1), []).append(one["target"])
    return [(source, targets, way) for (source, way), targets in reached.items()]


def news(
    world: World,
    events: Sequence[Event],
    first: int,
    changed: Sequence[Living],
    people: dict[int, Person],
) -> str:
    """What the map has to learn of a turn: faces that may have changed, ties that did, and who met whom, as JSON."""
    places = outlook.places_of(changed)
    met = [[event.initiator_id, who] for event in events for who in event.responder_ids if event.initiator_id]
    return json.dumps(
        {
            "nodes": [
                [
                    one.pk,
                    people[one.pk].step,
                    outlook.face_of(people[one.pk]),
                    *(round(at, 3) for at in places[one.pk]),
                ]
                for one in changed
            ],
            "ties": [outlook.tie(bond) for bond in outlook.bonds_of(world, first)],
            "met": met,
            "ripples": ripples(events),
        },
        separators=(",", ":"),
    )
