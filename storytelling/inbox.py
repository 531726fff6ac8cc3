"""The inbox of seeds: their evidence, the parts of their score, what people say of them, and how much stories may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from characters.models import Event
from ecosystem.models import User, World
from ecosystem.roles import Role
from storytelling import drama, genres, glance, moments, reading, seeds, sifting, views
from storytelling.models import Sieve, Story, StorySeed

# Seeds shown at once, the most promising first.
SHOWN = 24
DECISIONS = {
    "accept": StorySeed.Status.ACCEPTED, "later": StorySeed.Status.LATER, "dismiss": StorySeed.Status.DISMISSED,
}  # fmt: skip
SAID = {
    StorySeed.Status.ACCEPTED: "will be followed as a story", StorySeed.Status.LATER: "is kept for later",
    StorySeed.Status.DISMISSED: "was dismissed",
}  # fmt: skip
# The shelves of the inbox: what it is called, and which seeds lie there.
SHELVES = {
    "waiting": ("Waiting", (StorySeed.Status.WAITING,)),
    "later": ("Later", (StorySeed.Status.LATER,)),
    "decided": ("Decided", (StorySeed.Status.ACCEPTED, StorySeed.Status.DISMISSED)),
}
# The parts of a score as people call them.
PARTS = {
    "surprise": "Surprise", "stakes": "Stakes", "intensity": "Intensity", "linkage": "Cause and effect",
    "cast": "Its people", "novelty": "Novelty",
}  # fmt: skip
# What each strength of the drama manager means for those who live there.
STRENGTHS = {
    "off": "Stories are noticed and never helped along.",
    "free": "A breath: only where somebody was of two minds.",
    "balanced": "A nudge, about a third of what a strong motive weighs.",
    "guided": "A hand on the shoulder, half of what a strong motive weighs.",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: of how much it is the reason, 0..1, and in words."""

    name: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    number: int
    day: int
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    row: StorySeed
    people: list[views.Person]
    parts: list[Part]
    evidence: list[Evidence]
    steps: tuple[bool, ...]
    sway: str
    reason: str
    story: Story | None


@require_safe
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    world = views.visible(request, slug)
    shelf = request.GET.get("shelf", "")
    return page(request, world, shelf if shelf in SHELVES else "waiting")


def page(request: HttpRequest, world: World, shelf: str) -> HttpResponse:
    rows = StorySeed.objects.filter(world=world)
    order = ("-decided_at", "-number") if shelf == "decided" else ("-score", "-number")
    found = list(rows.filter(status__in=SHELVES[shelf][1]).select_related("decided_by").order_by(*order)[:SHOWN])
    sieve = Sieve.objects.filter(world=world).defer("state").first() or Sieve(world=world)
    context = {
        **views.frame(request, world, "seeds"),
        "shelf": shelf,
        "shelves": [(key, title, rows.filter(status__in=of).count()) for key, (title, of) in SHELVES.items()],
        "seeds": shown(world, found),
        "reasons": [(key, text) for key, (text, _) in seeds.REASONS.items()],
        "sieve": sieve,
        "strengths": [(value, label, STRENGTHS[value]) for value, label in Sieve.Drama.choices],
        "genres": genres.templates().values(),
        "own_genre": genres.of(world.genre),
    }
    return render(request, "storytelling/inbox.html", context)


def shown(world: World, found: Sequence[StorySeed]) -> list[Shown]:
    cast = views.cast_of(world)
    evidence = evidence_of(world, {number for seed in found for number in seed.event_numbers})
    sways = glance.sways_of(world.pk)
    grown = {story.seed_id: story for story in Story.objects.filter(seed__in=found)}
    return [
        Shown(
            row=seed,
            people=views.people_in(cast, seed.cast_ids),
            parts=parts_of(seed),
            evidence=[evidence[number] for number in seed.event_numbers if number in evidence],
            steps=glance.pips(seed.steps_done, seed.steps_total),
            sway=sways.get(seed.number, ""),
            reason=seeds.REASONS[seed.reason][0] if seed.reason in seeds.REASONS else "",
            story=grown.get(seed.pk),
        )
        for seed in found
    ]


def parts_of(seed: StorySeed) -> list[Part]:
    """What the score is made of, the part that counts for most first."""
    parts = sorted(seed.components, key=lambda part: -float(part["value"]) * float(part["weight"]))
    return [Part(PARTS.get(part["name"], part["name"].capitalize()), part["value"], part["text"]) for part in parts]


def evidence_of(world: World, numbers: set[int]) -> Mapping[int, Evidence]:
    """The events of these numbers, each as a sentence."""
    people = moments.people_in(world.pk)
    found = {}
    for event in Event.objects.filter(world=world, number__in=numbers).order_by("number"):
        found[event.number] = Evidence(event.number, event.minute // 1440 + 1, reading.said(event, people))
    return found


@require_POST
def decide(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    world = views.steered(request, slug)
    seed = get_object_or_404(StorySeed, world=world, number=number)
    status = DECISIONS.get(request.POST.get("decision", ""))
    reason = request.POST.get("reason", "")
    if status is None or (reason and reason not in seeds.REASONS):
        messages.error(request, "Choose accept, later or dismiss.")
        return redirect("stories:inbox", slug=slug)
    user = request.user if isinstance(request.user, User) else None
    seed = sifting.decide(seed, status, reason, user)
    if request.headers.get("HX-Request"):
        return render(
            request, "storytelling/inbox.html#decided", {"slug": slug, "said": SAID.get(status), **_one(world, seed)}
        )
    messages.success(request, f"“{seed.title}” {SAID[status]}.")
    return redirect("stories:inbox", slug=slug)


def _one(world: World, seed: StorySeed) -> dict[str, object]:
    """What became of a seed: a story of its own, or a complication of another."""
    stories = Story.objects.filter(world=world)
    arc = Q(arcs__pattern=seed.pattern, arcs__bindings=seed.bindings)
    story = stories.filter(seed=seed).first() or stories.under_way().filter(arc).order_by("-number").first()
    return {"seed": seed, "story": story, "world": world}


@require_POST
def sway(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Push or prevent what a seed waits for; pressed again, let it be."""
    world = directed(request, slug)
    way = request.POST.get("way", "")
    if way not in drama.WAYS:
        return HttpResponse("Choose push or prevent.", status=422)
    sifting.sway(world.pk, number, "" if glance.sways_of(world.pk).get(number) == way else way)
    if not request.headers.get("HX-Request"):
        return redirect("stories:inbox", slug=slug)
    if request.headers.get("HX-Target", "").endswith("strands"):
        return render(request, "ecosystem/_strands.html#strands", {"slug": slug, "stories": glance.panel(world.pk)})
    seed = get_object_or_404(StorySeed, world=world, number=number)
    context = {**views.frame(request, world, "seeds"), "one": shown(world, [seed])[0]}
    return render(request, "storytelling/inbox.html#sway", context)


@require_POST
def steer(request: HttpRequest, slug: str) -> HttpResponse:
    """How strongly stories may say what they want, and whether they begin by themselves."""
    world = directed(request, slug)
    strength = request.POST.get("strength", "")
    if strength not in Sieve.Drama.values:
        messages.error(request, "Choose how strongly the stories may speak.")
    else:
        sifting.steer(world.pk, strength=strength, accepts_itself=request.POST.get("accepts_itself") == "on")
        messages.success(request, "Kept. It holds from the next turn on.")
    return redirect("stories:inbox", slug=slug)


def directed(request: HttpRequest, slug: str) -> World:
    """The world, for whoever directs it."""
    world = views.visible(request, slug)
    if not world.may(request.user, Role.DIRECTOR):
        raise PermissionDenied("Only a director or the owner of this world may do that.")
    return world
