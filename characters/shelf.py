"""A creator's characters: the shelf they stand on, how a new one is begun, copies, and putting one away."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from characters import desk, editing, personality, sheets
from characters.models import Character, Draft, EcosystemCharacter
from ecosystem.models import User

# More characters than this are looked for rather than looked through; so many tags are offered to find them by.
FEW, MOST_TAGS = 8, 24


@dataclass(frozen=True, slots=True)
class Standing:
    """One character on the shelf."""

    character: Character
    seed: str
    reading: str
    lives: list[EcosystemCharacter]
    has_draft: bool


@login_required
@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    mine = list(Character.objects.of(request.user).order_by("-updated_at"))
    drafts = list(Draft.objects.filter(owner=request.user).select_related("character"))
    asked, tag = request.GET.get("q", "").strip()[:80], request.GET.get("tag", "")[:40]
    found = [one for one in mine if _is_meant(one, asked, tag)]
    new = [] if asked or tag else [draft for draft in drafts if draft.character is None]
    context = {
        "standing": standing(found, {draft.character_id for draft in drafts}),
        "drafts": [(draft, desk.seed_of(sheets.complete(draft.sheet))) for draft in new],
        "asked": asked,
        "tag": tag,
        "tags": Counter(one for character in mine for one in character.tags).most_common(MOST_TAGS),
        "count": len(mine),
        "sought": len(mine) > FEW,
        "away": list(Character.objects.filter(owner=request.user, put_away=True).order_by("name")),
        "section": "characters",
    }
    return render(request, "characters/shelf.html", context)


def _is_meant(one: Character, asked: str, tag: str) -> bool:
    """Whether a search means a character: by any part of its name, line or tags, and by a whole tag."""
    words = " ".join((one.name, one.role, *one.tags)).casefold()
    return (not tag or tag in one.tags) and all(word in words for word in asked.casefold().split())


def standing(mine: list[Character], drafted: set[int | None]) -> list[Standing]:
    lives: dict[int, list[EcosystemCharacter]] = defaultdict(list)
    for life in EcosystemCharacter.objects.present().filter(character__in=mine).select_related("world").order_by("pk"):
        lives[life.character_id].append(life)
    return [
        Standing(
            one, desk.seed_of(one.sheet()), personality.reading(one.personality()), lives[one.pk], one.pk in drafted
        )
        for one in mine
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The ways to begin; from nothing is one press."""
    assert isinstance(request.user, User)
    if request.method == "POST":
        return redirect("characters:draft", pk=editing.begin(request.user, sheets.blank()).pk)
    return render(request, "characters/new.html", {"section": "characters"})


@login_required
@require_safe
def house(request: HttpRequest) -> HttpResponse:
    """The house's own characters, by the book they come from, to be copied."""
    by_book: dict[str, list[tuple[Character, str]]] = defaultdict(list)
    for one in Character.objects.of_the_house().order_by("key"):
        by_book[one.tags[1] if len(one.tags) > 1 else "Others"].append((one, desk.seed_of(one.sheet())))
    return render(request, "characters/house_shelf.html", {"books": dict(by_book), "section": "characters"})


@login_required
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy of one's own, or of one of the house's, to change as one likes."""
    assert isinstance(request.user, User)
    original = get_object_or_404(Character.objects.open_to(request.user), pk=pk)
    taken = Character.objects.of(request.user).values_list("name", flat=True)
    sheet = _by_name(original) | {"name": sheets.named(original.name, taken)}
    made = Character.objects.create(owner=request.user, **sheet)
    messages.success(request, f"{made.name} is yours to change.")
    return redirect("characters:edit", pk=made.pk)


def _by_name(original: Character) -> sheets.Sheet:
    """The sheet with people called by name, where a starter's file calls them by key."""
    sheet = sheets.complete(original.sheet())
    if not original.key:
        return sheet
    starter = original.key.partition("/")[0]
    cast = Character.objects.filter(key__startswith=f"{starter}/").values_list("key", "name")
    names = {key.removeprefix(f"{starter}/"): name for key, name in cast}
    sheet["goals"] = [{**goal, "target": names.get(goal["target"], "")} for goal in sheet["goals"]]
    sheet["secrets"] = [
        {
            **secret,
            "about": names.get(secret["about"], ""),
            "known_by": [names[key] for key in secret["known_by"] if key in names],
        }
        for secret in sheet["secrets"]
    ]
    return sheet


@login_required
@require_POST
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the shelf and back again; a sheet whose lives go on is never lost."""
    character = get_object_or_404(Character, pk=pk, owner=request.user)
    back = request.POST.get("do") == "back"
    Character.objects.filter(pk=character.pk).update(put_away=not back)
    told = f"{character.name} is back on the shelf." if back else f"{character.name} is put away; you find them below."
    messages.success(request, told)
    return redirect("characters:shelf")


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a sheet for good, once its name has been typed and nobody lives by it."""
    character = get_object_or_404(Character, pk=pk, owner=request.user, put_away=True)
    if request.POST.get("name", "").strip() != character.name:
        messages.error(request, f"Nothing was deleted: type “{character.name}” to confirm.")
        return redirect("characters:shelf")
    try:
        character.delete()
    except ProtectedError:
        messages.error(request, f"{character.name} has lived in a world that remembers them, so the sheet is kept.")
    else:
        messages.success(request, f"{character.name} is gone.")
    return redirect("characters:shelf")
