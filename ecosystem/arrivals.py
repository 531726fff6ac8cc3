"""Bringing characters and lore into a world: which of mine, or a new one."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from characters import lorebooks, upgrading
from characters.cards import mapping
from characters.carrying import worlds_of
from characters.models import Card, Character, EcosystemCharacter
from ecosystem import casting, founding, joining, oldlives, showcase, starters
from ecosystem.models import User, World
from ecosystem.roles import Role
from relationships import mapping as maps

# A village; more come in a second time.
MOST_AT_ONCE = 100
# Names out of a book that people of a new world talk about.
TOPICS_OF_LORE = 12
LONGEST_TOPIC_WORDS = 4


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Choose a world for one or more characters; a POST that names one brings them there."""
    assert isinstance(request.user, User)
    asked = [str(pk)] if pk is not None else (request.POST or request.GET).getlist("who")
    characters = _asked(request.user, asked)
    if not characters:
        messages.error(request, "Tick at least one character first.")
        return redirect("characters:shelf")
    if request.method == "POST" and "world" in request.POST:
        return _bring(request, request.user, characters)
    mine = worlds_of(request.user)
    present = Count("cast", filter=Q(cast__departed=None))
    sizes = dict(World.objects.filter(pk__in=[one.world_id for one in mine]).annotate(n=present).values_list("pk", "n"))
    context = {
        "characters": characters,
        "worlds": [(member.world, sizes[member.world_id]) for member in mine],
        "title": _title(characters),
        "openings": _openings(characters),
        "casts": showcase.casts(),
        "section": "characters",
    }
    return render(request, "ecosystem/join.html", context)


def _asked(user: User, asked: Sequence[str]) -> list[Character]:
    ids = {int(one) for one in asked if one.isdecimal() and len(one) < 19}
    if len(ids) > MOST_AT_ONCE:
        raise Http404("too many at once")
    found = list(Character.objects.open_to(user).filter(pk__in=ids, put_away=False).order_by("pk"))
    if len(found) != len(ids):
        raise Http404("not all of these are yours")
    return found


def _bring(request: HttpRequest, user: User, characters: list[Character]) -> HttpResponse:
    slug, starter = request.POST["world"], request.POST.get("starter", "")
    world = get_object_or_404(World.objects.of(user), slug=slug) if slug else None
    if world is not None and not world.may(user, Role.DIRECTOR):
        raise Http404("not a world of theirs")
    with transaction.atomic():
        _take_suggestions(request, user, characters)
        if world is not None:
            oldlives.restore(world, joining.join(world, characters, sender=user))
        elif starter in starters.names():
            world = _among(user, characters, starter)
        else:
            world = _found(user, characters, request.POST.get("title", ""), request.POST.get("opening", ""))
    if slug:
        casting.show(world.pk)
    else:
        maps.lay_out(world.pk)
    names = characters[0].name if len(characters) == 1 else f"{characters[0].name} and {len(characters) - 1} more"
    messages.success(request, f"{names} live{'s' * (len(characters) == 1)} in {world.title} now.")
    return redirect("world", slug=world.slug)


def _take_suggestions(request: HttpRequest, user: User, characters: Sequence[Character]) -> None:
    """What the report of a card was ticked for; of several at once, all that nothing speaks against."""
    own = [one for one in characters if one.owner_id == user.pk]
    if len(own) == 1 and "take" in request.POST:
        chosen = [(key, request.POST.get(f"as-{key}", "")) for key in request.POST.getlist("take")]
        upgrading.take(own[0], chosen)
    elif "suggested" in request.POST:
        for one in own:
            upgrading.take(one, upgrading.ticked(upgrading.offered(one)))


def _among(user: User, characters: list[Character], starter: str) -> World:
    """A new world of a book's cast, running, into which these characters come."""
    with transaction.atomic():
        world = starters.create_world(starters.read(starter), user)
        world.memberships.update(seen_number=world.log_position)
        oldlives.restore(world, joining.join(world, characters, sender=user))
        _start(world, user)
    return world


def _start(world: World, user: User) -> None:
    now = timezone.now()
    running = {"is_running": True, "watched_at": now, "next_turn_at": now, "steered_by": user.display_name}
    World.objects.filter(pk=world.pk).update(**running)


def _found(user: User, characters: list[Character], title: str, opening: str) -> World:
    """A new world around these characters, running, begun as the first of them begins."""
    told = lorebooks.newest_card(characters[0])
    data = lorebooks.card_data(told) if told else None
    which = int(opening) if opening.isdecimal() and len(opening) < 5 else 0
    with transaction.atomic():
        world = founding.found(
            user,
            title.strip() or _title(characters),
            mapping.scenario(data) if data else "",
            mapping.opening(data, which, of_many=len(characters) > 1) if data else "",
            topics=_topics(characters),
        )
        oldlives.restore(world, joining.join(world, characters, sender=user, told=False))
        _start(world, user)
    return world


def _title(characters: Sequence[Character]) -> str:
    return f"The world of {characters[0].name}"[: founding.TITLE]


def _openings(characters: Sequence[Character]) -> list[tuple[int, str]]:
    told = lorebooks.newest_card(characters[0]) if len(characters) == 1 else None
    data = lorebooks.card_data(told) if told else None
    return [(number, mapping.opening(data, number)) for number in range(len(data.openings))] if data else []


def _topics(characters: Sequence[Character]) -> list[str]:
    """Proper names out of the characters' books: something to talk about."""
    found = dict[str, None]()
    for character in characters:
        told = lorebooks.newest_card(character)
        book = lorebooks.book_of(told) if told and told.entry_count else None
        for entry in book.entries if book else ():
            words = entry.name.split()
            if words and len(words) <= LONGEST_TOPIC_WORDS and words[-1][0].isupper() and entry.enabled:
                found[entry.name] = None
    return list(found)[:TOPICS_OF_LORE]


@login_required
@require_POST
def bring_lore(request: HttpRequest, pk: int) -> HttpResponse:
    """A card's book into a world of mine, without anybody coming along."""
    assert isinstance(request.user, User)
    card = get_object_or_404(Card.objects.of(request.user), pk=pk)
    world = get_object_or_404(World.objects.of(request.user), slug=request.POST.get("world", ""))
    if not world.may(request.user, Role.DIRECTOR):
        raise Http404("not a world of theirs")
    holder = EcosystemCharacter.objects.present().filter(world=world, character=card.character_id).first()
    count = lorebooks.adopt(card, world.pk, holder if card.character_id else None)
    told = f"{world.title} knows {count:,} things more." if count else f"{world.title} knew all of it already."
    messages.success(request, told)
    return redirect("characters:card", pk=card.pk)
