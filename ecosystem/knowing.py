"""Knowing a character: what they remember, looked through and mended; what is kept from them; what they did since."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from characters import mood, searching
from characters.models import EcosystemCharacter, Event, Goal, Memory, Secret, Wound
from ecosystem import convictions, inner, moments, outlook
from ecosystem.casting import directed
from ecosystem.models import User, World
from ecosystem.moments import Person
from storytelling import digest

# Memories on a page, and pages that can be turned.
PAGE, MOST_PAGES = 30, 400
LONGEST = 400
# Lives of which a session knows when they were last looked at.
LOOKS_KEPT = 60
# Where a session keeps the last memory that was forgotten, and when lives were looked at.
FORGOTTEN, LOOKED = "forgotten_memory", "looked_at_lives"


# The colour of a memory by its valence: from here up, the step of the mood's scale and the word for it.
COLOURS = ((0.35, 2, "sweet"), (0.1, 1, "pleasant"), (-0.1, 0, ""), (-0.35, -1, "unpleasant"), (-1.0, -2, "bitter"))


@dataclass(frozen=True, slots=True)
class Recollection:
    """A memory as lists show it: about whom, from when, how it is coloured, and whether its moment left a wound."""

    memory: Memory
    about: list[Person]
    when: str
    step: int
    colour: str
    mark: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A secret that concerns somebody: whose it is, and whether they know it."""

    text: str
    holder: Person | None
    known: bool


def _life(request: HttpRequest, slug: str, pk: int) -> tuple[World, EcosystemCharacter]:
    world = directed(request, slug)
    return world, get_object_or_404(EcosystemCharacter.objects.select_related("character"), world=world, pk=pk)


@login_required
@require_safe
def memories(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    world, life = _life(request, slug, pk)
    people = moments.people(outlook.living(world))
    asked = request.GET.get("q", "").replace("\x00", "").strip()[: searching.LONGEST_QUERY]
    wanted, sift = searching.query(asked), _sift(request, people)
    page = min(outlook.number_in(request.GET.get("page", "")) or 1, MOST_PAGES)
    found = searching.search(life.pk, wanted, sift, PAGE + 1, (page - 1) * PAGE)
    context = {
        "world": world, "slug": slug, "life": life, "person": people[life.pk], "asked": asked, "sift": sift,
        "found": recollections(life, found[:PAGE], people),
        "by_meaning": wanted.vector is not None, "page": page, "more": len(found) > PAGE,
        "kinds": Memory.Kind.choices, "people": sorted(people.values(), key=lambda one: one.name),
        "section": "worlds",
    }  # fmt: skip
    if request.headers.get("HX-Request-Type") == "partial":
        return render(request, "ecosystem/memories.html#found", context)
    beliefs, unsuspected = convictions.of(world, life, people)
    context |= {
        "count": life.memories.count(), "secrets": _secrets(world, life, people), "beliefs": beliefs,
        "unsuspected": unsuspected, "forgotten": _last_forgotten(request, life), "query": _query(request),
    }  # fmt: skip
    return render(request, "ecosystem/memories.html", context)


def recollections(
    life: EcosystemCharacter, memories: Sequence[Memory], people: Mapping[int, Person]
) -> list[Recollection]:
    """Memories for a list, with one query whatever their number."""
    numbers = [memory.event for memory in memories if memory.event]
    wounds = dict(Wound.objects.filter(bearer=life, event__in=numbers).values_list("event", "closed"))
    marks = {event: "left a wound" if closed is None else "left a scar" for event, closed in wounds.items()}
    return [_recollection(memory, people, marks.get(memory.event or 0, "")) for memory in memories]


def _recollection(memory: Memory, people: Mapping[int, Person], mark: str) -> Recollection:
    step, colour = next((step, word) for least, step, word in COLOURS if memory.valence >= least)
    return Recollection(memory, _named(memory.about_ids, people), inner.when(memory.minute), step, colour, mark)


def _sift(request: HttpRequest, people: Mapping[int, Person]) -> searching.Sift:
    kind, about, least = (request.GET.get(name, "") for name in ("kind", "about", "least"))
    whom = outlook.number_in(about)
    return searching.Sift(
        kind=kind if kind in Memory.Kind.values else "",
        about=whom if whom in people else None,
        least=float(least) if least in {"4", "6", "8"} else 0.0,
        pinned=request.GET.get("pinned") == "on",
        feeling=request.GET.get("feeling", "") if request.GET.get("feeling") in searching.FEELINGS else "",
    )


def _query(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


def _named(ids: list[int], people: Mapping[int, Person]) -> list[Person]:
    return [people[one] for one in ids if one in people]


def _secrets(world: World, life: EcosystemCharacter, people: Mapping[int, Person]) -> list[Unknown]:
    """What is kept from them or shared with them: secrets of others that are about them, or that they were told."""
    rows = Secret.objects.filter(holder__world=world).exclude(holder=life).select_related("holder")
    return [
        Unknown(secret.text, people.get(secret.holder_id), life.pk in secret.knower_ids)
        for secret in rows.order_by("pk")
        if secret.about_id == life.pk or life.pk in secret.knower_ids
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def memory(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One memory: the moment it comes from, what rests on it, and what may be done with it."""
    world, life = _life(request, slug, pk)
    row = get_object_or_404(life.memories.defer("embedding"), pk=number)
    if request.method == "POST":
        does = {"pin": _pin, "unpin": _pin, "edit": _edit, "forget": _forget}
        return does.get(request.POST.get("do", ""), _edit)(request, world, life, row)
    return _memory_page(request, world, life, row)


def _memory_page(
    request: HttpRequest, world: World, life: EcosystemCharacter, row: Memory, *, status: int = 200, **more: object
) -> HttpResponse:
    people = moments.people(outlook.living(world))
    source = Event.objects.filter(world=world, number=row.event).first() if row.event else None
    context = {
        "world": world, "slug": world.slug, "life": life, "person": people[life.pk], "memory": row,
        "one": recollections(life, [row], people)[0], "about": _named(row.about_ids, people),
        "moment": moments.of(people, [source])[0] if source else None,
        "rests": resting_on(life, row), "section": "worlds", **more,
    }  # fmt: skip
    return render(request, "ecosystem/memory.html", context, status=status)


def resting_on(life: EcosystemCharacter, row: Memory) -> list[str]:
    """What would hang in the air without a memory: thoughts that cite it, and the wound that its event left."""
    cited = life.memories.filter(evidence_ids__contains=[row.pk]).values_list("text", flat=True)
    wounds = Wound.objects.filter(bearer=life, event=row.event).values_list("text", flat=True) if row.event else ()
    return [*(f"The thought: {text}" for text in cited), *(f"The wound: {text}" for text in wounds)]


def _pin(request: HttpRequest, world: World, life: EcosystemCharacter, row: Memory) -> HttpResponse:
    pinned = request.POST.get("do") == "pin"
    Memory.objects.filter(pk=row.pk).update(pinned=pinned)
    if request.headers.get("HX-Request-Type") == "partial":
        row.pinned = pinned
        (one,) = recollections(life, [row], moments.people(outlook.living(world)))
        context = {"one": one, "slug": world.slug, "life": life}
        return render(request, "ecosystem/memories.html#memory", context)
    return redirect("memories", slug=world.slug, pk=life.pk)


def _edit(request: HttpRequest, world: World, life: EcosystemCharacter, row: Memory) -> HttpResponse:
    """Another wording, and how much it matters; it is embedded anew."""
    text = " ".join(request.POST.get("text", "").replace("\x00", "").split())
    typed = request.POST.get("importance", "")
    importance = float(typed) if typed.isdecimal() and 1 <= int(typed) <= 10 else row.importance
    if not text or len(text) > LONGEST:
        fault = f"Keep it between one and {LONGEST} characters; it has {len(text)}."
        row.text = text[:LONGEST]
        return _memory_page(request, world, life, row, status=422, fault=fault)
    changes: dict[str, Any] = {"text": text, "importance": importance, "text_hash": zlib.crc32(text.encode())}
    if text != row.text:
        changes |= {"embedding": None, "embedding_model": ""}
    Memory.objects.filter(pk=row.pk).update(**changes)
    messages.success(request, f"{life.name} remembers it so from now on.")
    return redirect("memories", slug=world.slug, pk=life.pk)


def _forget(request: HttpRequest, world: World, life: EcosystemCharacter, row: Memory) -> HttpResponse:
    """Gone, until somebody takes it back: the session keeps the last one, with its number, so that all fits again."""
    kept = {field.attname: getattr(row, field.attname) for field in Memory._meta.concrete_fields
            if field.attname not in ("embedding", "embedding_model")}  # fmt: skip
    row.delete()
    request.session[FORGOTTEN] = kept
    return redirect("memories", slug=world.slug, pk=life.pk)


def _last_forgotten(request: HttpRequest, life: EcosystemCharacter) -> str:
    kept = request.session.get(FORGOTTEN)
    return str(kept["text"]) if kept and kept["owner_id"] == life.pk else ""


@login_required
@require_POST
def recall(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back the last forgetting."""
    _, life = _life(request, slug, pk)
    kept = request.session.get(FORGOTTEN)
    if kept and kept["owner_id"] == life.pk:
        del request.session[FORGOTTEN]
        Memory.objects.get_or_create(pk=kept.pop("id"), defaults=kept)
        messages.success(request, f"{life.name} remembers it again.")
    return redirect("memories", slug=slug, pk=pk)


@login_required
@require_safe
def since(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What somebody did since this reader last looked at them; a part of their page, asked for by each reader."""
    assert isinstance(request.user, User)
    world = get_object_or_404(World.objects.visible_to(request.user), slug=slug)
    life = get_object_or_404(EcosystemCharacter, world=world, pk=pk)
    looks = dict(request.session.get(LOOKED, {}))
    before = looks.pop(str(life.pk), None)
    step = mood.step(life.mood)
    looks[str(life.pk)] = [world.log_position, step, timezone.now().isoformat()]
    request.session[LOOKED] = dict(list(looks.items())[-LOOKS_KEPT:])
    if before is None or before[0] >= world.log_position:
        return HttpResponse("")
    seen, step_then, at = before
    new = Event.objects.filter(world=world, number__gt=seen).involving(life.pk)
    acts: dict[str, int] = {}
    for act in new.filter(initiator=life).exclude(accepted=False).values_list("act", flat=True)[:500]:
        acts[act] = acts.get(act, 0) + 1
    people = moments.people(outlook.living(world))
    strongest = new.order_by("-importance", "-number").first()
    context = {
        "life": life, "slug": slug, "count": new.count(), "told": digest.worth_telling(acts), "at": at,
        "strongest": moments.of(people, [strongest])[0] if strongest else None,
        "done": list(Goal.objects.filter(holder=life, status=Goal.Status.ACHIEVED).values_list("text", flat=True)[:2]),
        "mood_then": outlook.MOOD_WORDS[step_then + 3], "mood_now": outlook.MOOD_WORDS[step + 3],
        "moved": step != step_then,
    }  # fmt: skip
    return render(request, "ecosystem/_since.html", context)
