"""The observatory and what hangs off it: a world as it is watched, its moments explained, its people looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zlib import crc32

from django.core.cache import cache
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from characters.minds import DOMAINS
from characters.models import EcosystemCharacter, Event
from ecosystem import biography, fragments, moments, outlook, why
from ecosystem.models import Membership, World
from ecosystem.moments import THEMES
from ecosystem.outlook import Sift
from ecosystem.roles import Role, at_least
from relationships import mapping, occasions
from storytelling import glance

# What many pages that come back at once ask for is rendered once; seconds.
SHARED_FOR = 2
# A look marks the world as watched, but not more often than this.
LOOK_COUNTS = timedelta(seconds=60)
# Things that may befall any world: what happens, and what people will call it.
SUGGESTIONS = (
    ("zap", "A storm", "A storm breaks overhead; nobody can leave before morning.", "the storm"),
    ("feather", "A letter", "A letter arrives, sealed in black, with no name on it.", "the black-sealed letter"),
    ("user", "An arrival", "A stranger comes in out of the dark and asks for shelter.", "the stranger"),
    ("quote", "A rumour", "A rumour goes round that somebody here is not who they say they are.", "the rumour"),
)


def visible(request: HttpRequest, slug: str) -> World:
    return get_object_or_404(World.objects.visible_to(request.user), slug=slug)


def wants_part(request: HttpRequest) -> bool:
    """htmx asks for a part of a page, and not for a whole one as when it goes back in the history."""
    return request.headers.get("HX-Request-Type") == "partial"


@require_safe
def world(request: HttpRequest, slug: str) -> HttpResponse:
    return page(request, visible(request, slug))


def page(request: HttpRequest, world: World, *, status: int = 200, **more: object) -> HttpResponse:
    """The whole page, or its feed alone where a filter asked for it; with `more`, as an answer to a form."""
    now = timezone.now()
    lives = outlook.living(world)
    if any(one.x is None for one in lives):
        mapping.lay_out(world.pk)
        lives = outlook.living(world)
    people = moments.people(lives)
    sift = Sift.of(request.GET, people)
    feed = outlook.feed_of(world, people, sift, outlook.number_in(request.GET.get("before", "")))
    context: dict[str, object] = {
        "world": world, "slug": world.slug, "people": people, "sift": sift, "themes": THEMES, "feed": feed,
        "last": world.log_position, "earlier": earlier(feed),
    }  # fmt: skip
    if wants_part(request) and not more:
        return render(request, "ecosystem/_feed.html#feed", context)
    looked_at(request, world, now)
    bonds = outlook.bonds_of(world)
    role = world.role_of(request.user)
    chosen = outlook.number_in(request.GET.get("one", ""))
    context |= {
        "may_direct": at_least(role, Role.DIRECTOR),
        "role": role,
        "cast": outlook.cast_of(lives, people),
        "stats": outlook.stats_of(world, lives, outlook.beats_of(world), bonds, now),
        "chart": outlook.chart(world, lives, people, outlook.strongest(bonds)),
        "ties": len({frozenset((bond.source, bond.target)) for bond in bonds}),
        "quiet": outlook.quiet(world, now),
        "peek": biography.peek(world, lives, chosen) if chosen else None,
        "places": outlook.place_names(world),
        "suggestions": SUGGESTIONS,
        "stories": glance.panel(world.pk),
        "occasions": occasions.KINDS,
        "asking": "inject" in request.GET,
        "calling": "call" in request.GET,
        **fragments.watching(world.pk),
        **more,
    }
    return render(request, "ecosystem/observatory.html", context, status=status)


def earlier(feed: list[moments.Moment]) -> int | None:
    """The number before which there may be more."""
    return feed[-1].number if len(feed) == outlook.FEED and feed[-1].number > 1 else None


def looked_at(request: HttpRequest, world: World, now: datetime) -> None:
    """Remember how far a member has read, and that somebody looked: that alone keeps a world awake."""
    if request.user.is_authenticated:
        member = Membership.objects.filter(world=world, user=request.user)
        member.filter(seen_number__lt=world.log_position).update(seen_number=world.log_position)
    if world.watched_at is None or world.watched_at < now - LOOK_COUNTS:
        World.objects.filter(pk=world.pk).update(watched_at=now)


@require_safe
def since(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What a page that has everything up to `number` missed, as a frame like any other."""
    found = visible(request, slug)
    # All that the frame tells of the world itself: an answer from before a press on pause must not be shared after it.
    told = (found.generation, found.is_running, found.steered_by, found.speed, found.autonomy, found.trouble)
    key = f"since:{found.pk}:{found.log_position}:{number}:{crc32(repr(told).encode())}"
    return HttpResponse(shared(key, lambda: fragments.since(found, number)))


def shared(key: str, make: Callable[[], str]) -> str:
    try:
        return str(cache.get_or_set(key, make, SHARED_FOR))
    except RedisError:
        return make()


@require_safe
def before(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Earlier moments, for the foot of the feed."""
    found = visible(request, slug)
    people = moments.people(outlook.living(found))
    sift = Sift.of(request.GET, people)
    feed = outlook.feed_of(found, people, sift, number)
    context = {"world": found, "slug": found.slug, "feed": feed, "earlier": earlier(feed), "sift": sift}
    return render(request, "ecosystem/_feed.html#older", context)


@require_safe
def event(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Why something happened: a page of its own, and the panel under a moment."""
    found = visible(request, slug)
    row = get_object_or_404(Event, world=found, number=number)
    people = moments.people(outlook.living(found))
    context = {
        "world": found, "slug": slug, "why": why.of(found, row, people), "moment": moments.of(people, [row])[0],
        "mentions": glance.of_event(found.pk, number),
    }  # fmt: skip
    return render(request, "ecosystem/event.html#why" if wants_part(request) else "ecosystem/event.html", context)


@require_safe
def character(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A character's own page, or its living part alone; asked for by the observatory, the card beside the map."""
    found = visible(request, slug)
    alone = wants_part(request)
    if alone and "life" not in request.GET:
        card = biography.peek(found, outlook.living(found), pk)
        if card is None:
            raise Http404
        return render(request, "ecosystem/_map.html#peek", {"world": found, "slug": slug, "peek": card})
    people = moments.people(outlook.living(found))
    one = get_object_or_404(EcosystemCharacter.objects.select_related("character"), Q(world=found), pk=pk)
    private = found.may(request.user, Role.DIRECTOR)
    context = {
        "world": found, "slug": slug, "bio": biography.of(found, one, people, private=private),
        "stories": glance.of_person(found.pk, pk),
        "traits": [(trait, round(one.character.traits.get(trait, 0.5) * 100)) for trait in DOMAINS],
    }  # fmt: skip
    return render(request, f"ecosystem/character.html{'#life' if alone else ''}", context)
