"""Who lives in a world, brought in and sent off by its directors; and worlds begun with nobody in them."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from characters import desk
from characters.models import Character, EcosystemCharacter, Event
from ecosystem import epilogues, founding, fragments, live, moments, outlook, settling
from ecosystem.models import Membership, User, World
from ecosystem.moments import Living
from ecosystem.roles import Role
from ecosystem.settling import ACQUAINTANCE, Coming
from relationships import mapping

# Rows for places on the form of a new world, and how many must be filled.
PLACE_ROWS, FEWEST_PLACES = 6, 2
GENRES = ("romance", "mystery", "adventure", "tragedy")
# The moods of a place that move those in it, as one would choose them.
MOODS = {
    "": "Plain: as any other", "quiet": "Quiet: made for confidences", "lively": "Lively: full of company",
    "uneasy": "Uneasy: one looks round", "intimate": "Intimate: room for two", "open": "Open: seen from everywhere",
    "formal": "Formal: best manners", "secret": "Secret: known to few", "watchful": "Watchful: somebody listens",
}  # fmt: skip


def directed(request: HttpRequest, slug: str) -> World:
    """A world that whoever asks may direct; somebody else's private one is not there."""
    world = get_object_or_404(World.objects.visible_to(request.user), slug=slug)
    if not world.may(request.user, Role.DIRECTOR):
        raise PermissionDenied("Only a director or the owner of this world may change its cast.")
    return world


def directable(user: User) -> list[World]:
    roles = [role for role in Role.values if role in (Role.DIRECTOR, Role.OWNER)]
    return [
        member.world
        for member in Membership.objects.filter(user=user, role__in=roles).select_related("world").order_by("-pk")
    ]


@login_required
@require_safe
def cast(request: HttpRequest, slug: str) -> HttpResponse:
    """Who lives here, who has left, and whom one could bring in."""
    assert isinstance(request.user, User)
    world = directed(request, slug)
    lives = list(world.cast.select_related("character").order_by("name"))
    here = {one.character_id for one in lives if one.departed is None}
    people, places = moments.people(lives), outlook.place_names(world)
    mine = Character.objects.of(request.user).exclude(pk__in=here).order_by("name")
    context = {
        "world": world,
        "slug": slug,
        "present": [(people[one.pk], one, places.get(one.place, "")) for one in lives if one.departed is None],
        "gone": [(people[one.pk], one) for one in lives if one.departed is not None],
        "mine": [(one, desk.seed_of(one.sheet())) for one in mine],
        "has_any": Character.objects.of(request.user).exists(),
        "books": _books(here),
        "section": "worlds",
    }
    return render(request, "ecosystem/cast.html", context)


def _books(here: set[int]) -> dict[str, list[tuple[Character, str]]]:
    """The house's characters who are not here, by the book they come from."""
    found = dict[str, list[tuple[Character, str]]]()
    for one in Character.objects.of_the_house().exclude(pk__in=here).order_by("key"):
        found.setdefault(one.tags[1] if len(one.tags) > 1 else "Others", []).append((one, desk.seed_of(one.sheet())))
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A character of one's own, or of the house, comes in: where to, and whom they know already."""
    assert isinstance(request.user, User)
    world = directed(request, slug)
    sheet = get_object_or_404(Character.objects.open_to(request.user), pk=pk, put_away=False)
    lives = outlook.present(outlook.living(world))
    fault = ""
    if request.method == "POST":
        knows = {one.pk: request.POST.get(f"knows-{one.pk}", "") for one in lives}
        try:
            settling.settle(world, sheet, Coming(request.POST.get("place", ""), knows), request.user)
        except settling.Refused as refused:
            fault = str(refused)
        else:
            show(world.pk)
            messages.success(request, f"{sheet.name} has come to {world.title}.")
            return redirect("world", slug=world.slug)
    context = {
        "sheet": sheet, "seed": desk.seed_of(sheet.sheet()), "world": world, "fault": fault, "section": "worlds",
        **_choices(world, lives),
    }  # fmt: skip
    return render(request, "ecosystem/settle.html", context, status=422 if fault else 200)


def _choices(world: World, lives: Sequence[Living]) -> dict[str, object]:
    people = moments.people(lives)
    return {
        "places": outlook.place_names(world).items(),
        "people": [people[one.pk] for one in sorted(lives, key=lambda one: one.name)],
        "ways": [(key, said) for key, (said, *_) in ACQUAINTANCE.items()],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody leaves for good, or for another world; the epilogue is proposed, and may be told otherwise."""
    assert isinstance(request.user, User)
    world = directed(request, slug)
    lives = EcosystemCharacter.objects.present().select_related("character", "world")
    life = get_object_or_404(lives, world=world, pk=pk)
    others = [one for one in directable(request.user) if one.pk != world.pk] if _may_move(request.user, life) else []
    target = next((one for one in others if one.slug == request.POST.get("to", request.GET.get("to", ""))), None)
    fault = ""
    if request.method == "POST" and "text" in request.POST:
        try:
            return _sent_off(request, life, target)
        except settling.Refused as refused:
            fault = str(refused)
    context = {
        "world": world, "slug": slug, "life": life, "person": moments.people([life])[life.pk], "others": others,
        "target": target, "places": outlook.place_names(target).items() if target else (), "fault": fault,
        "text": request.POST.get("text") or settling.proposed_epilogue(life, target.title if target else ""),
        "section": "worlds",
    }  # fmt: skip
    return render(request, "ecosystem/leave.html", context, status=422 if fault else 200)


def _may_move(user: User, life: EcosystemCharacter) -> bool:
    """A life moves with its sheet, and a sheet with its owner; those of the house are anybody's."""
    return life.character.owner_id in (None, user.pk)


def _sent_off(request: HttpRequest, life: EcosystemCharacter, target: World | None) -> HttpResponse:
    """First the arrival, then the departure: should the first be refused, nobody has gone anywhere."""
    assert isinstance(request.user, User)
    text = " ".join(request.POST["text"].replace("\x00", "").split())[: epilogues.LONGEST]
    if not text and not (target and request.POST.get("stay") == "on"):
        raise settling.Refused("Say something about how they left; one sentence will do.")
    if target is not None:
        carrying = life if request.POST.get("remember") == "on" else None
        there = settling.settle(
            target, life.character, Coming(request.POST.get("place", ""), {}, carrying), request.user
        )
        show(target.pk)
        if request.POST.get("stay") == "on":
            messages.success(request, f"{life.name} lives in {target.title} as well now; neither life knows the other.")
            return redirect("character", slug=target.slug, pk=there.pk)
    show(life.world_id, settling.leave(life, text, request.user.display_name))
    went = f"{life.name} has gone to {target.title}." if target else f"{life.name} has left {life.world.title}."
    messages.success(request, f"{went} Their life here stays to be read.")
    return redirect("world_cast", slug=life.world.slug)


def show(world_id: int, *events: Event) -> None:
    """Lay newcomers out on the map, and tell everybody who watches, the cast included."""
    mapping.lay_out(world_id)
    with fragments.in_order(world_id):
        world = World.objects.get(pk=world_id)
        told = fragments.frame(world, events, ()) if events else ""
        live.publish(world_id, told + fragments.whole_cast(world))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def blank(request: HttpRequest) -> HttpResponse:
    """A world with places of one's own and nobody in it."""
    assert isinstance(request.user, User)
    posted = request.POST
    rows = list(zip(posted.getlist("place"), posted.getlist("mood"), strict=False))[: founding.MOST_PLACES]
    faults: dict[str, str] = {}
    if request.method == "POST":
        places = [(name, mood if mood in MOODS else "") for name, mood in rows if name.strip()]
        faults = _faults(posted.get("title", ""), [name for name, _ in places])
        if not faults:
            genre = posted.get("genre", "") if posted.get("genre") in GENRES else ""
            world = founding.found(
                request.user, posted["title"], posted.get("premise", ""), posted.get("premise", ""), places=places,
                topics=posted.get("topics", "").splitlines(), genre=genre,
            )  # fmt: skip
            messages.success(request, f"{world.title} stands. Now bring somebody in.")
            return redirect("world_cast", slug=world.slug)
    context = {
        "faults": faults, "given": posted, "rows": [*rows, *[("", "")] * PLACE_ROWS][: max(PLACE_ROWS, len(rows))],
        "moods": MOODS.items(), "genres": GENRES, "fewest": FEWEST_PLACES, "section": "worlds",
    }  # fmt: skip
    return render(request, "ecosystem/blank.html", context, status=422 if faults else 200)


def _faults(title: str, places: list[str]) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not title.strip():
        faults["title"] = "Give your world a name."
    if len({" ".join(name.casefold().split()) for name in places}) < len(places):
        faults["places"] = "Two places have the same name; call them apart."
    elif len(places) < FEWEST_PLACES:
        faults["places"] = f"Name at least {FEWEST_PLACES} places: somewhere to be, and somewhere else to go."
    return faults
