"""The stories of a world: the library with its inbox of seeds, and the plot board of one story."""

from __future__ import annotations

from dataclasses import dataclass

import django_rq
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from redis.exceptions import RedisError

from characters import mood, portraits
from characters.models import EcosystemCharacter
from ecosystem.models import World
from ecosystem.roles import Role
from storytelling import genres, seeds, sifting, writing
from storytelling.models import Chapter, Story, StorySeed

# Seeds shown at once, the most promising first.
SEEDS_SHOWN = 12
STORIES_SHOWN = 60
BOOKS = (("epub", "EPUB"), ("md", "Markdown"), ("html", "HTML"), ("json", "JSON"))
DECISIONS = {
    "accept": StorySeed.Status.ACCEPTED, "later": StorySeed.Status.LATER, "dismiss": StorySeed.Status.DISMISSED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """One of a cast as the pages of stories show them."""

    id: int
    name: str
    seed: str
    step: int


def visible(request: HttpRequest, slug: str) -> World:
    return get_object_or_404(World.objects.visible_to(request.user), slug=slug)


def steered(request: HttpRequest, slug: str) -> World:
    """The world, for whoever may direct it."""
    world = visible(request, slug)
    if not world.may(request.user, Role.WRITER):
        raise Http404
    return world


def cast_of(world: World) -> dict[int, Person]:
    lives = EcosystemCharacter.objects.filter(world=world).select_related("character").order_by("pk")
    return {
        one.pk: Person(
            one.pk,
            one.name,
            one.character.portrait_seed or portraits.seed(one.character.name, one.character.pronouns),
            mood.step(one.mood),
        )
        for one in lives
    }


def _people(cast: dict[int, Person], ids: list[int]) -> list[Person]:
    return [cast[who] for who in ids if who in cast]


@require_safe
def library(request: HttpRequest, slug: str) -> HttpResponse:
    world = visible(request, slug)
    cast = cast_of(world)
    stories = list(world.stories.order_by("-number")[:STORIES_SHOWN])
    told = set(Chapter.objects.filter(story__in=stories, status=Chapter.Status.WRITTEN).values_list("story", flat=True))
    waiting = list(StorySeed.objects.filter(world=world).waiting()[:SEEDS_SHOWN])
    context = {
        "world": world,
        "slug": slug,
        "may": world.may(request.user, Role.WRITER),
        "unfolding": [_card(one, cast, told) for one in stories if one.status == Story.Status.UNFOLDING],
        "complete": [_card(one, cast, told) for one in stories if one.status == Story.Status.COMPLETE],
        "abandoned": [_card(one, cast, told) for one in stories if one.status == Story.Status.ABANDONED],
        "seeds": [{"row": seed, "people": _people(cast, seed.cast_ids), "parts": _parts(seed)} for seed in waiting],
        "later": world.seeds.filter(status=StorySeed.Status.LATER).count(),
        "reasons": [(key, text) for key, (text, _) in seeds.REASONS.items()],
    }
    return render(request, "storytelling/library.html", context)


def _card(story: Story, cast: dict[int, Person], told: set[int]) -> dict[str, object]:
    return {
        "row": story,
        "people": _people(cast, story.cast_ids)[:6],
        "tension": [level for _, level in story.tension][-24:],
        "is_told": story.pk in told,
    }


def _parts(seed: StorySeed) -> list[dict[str, object]]:
    return sorted(seed.components, key=lambda part: -float(part["value"]) * float(part["weight"]))[:3]


@require_POST
def decide(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    world = steered(request, slug)
    seed = get_object_or_404(StorySeed, world=world, number=number)
    status = DECISIONS.get(request.POST.get("decision", ""))
    reason = request.POST.get("reason", "")
    if status is None or (reason and reason not in seeds.REASONS):
        messages.error(request, "Choose accept, later or dismiss.")
    else:
        user = request.user if request.user.is_authenticated else None
        seed = sifting.decide(seed, status, reason, user)
        said = {"accepted": "will be followed as a story", "later": "is kept for later", "dismissed": "was dismissed"}
        messages.success(request, f"“{seed.title}” {said[str(status)]}.")
    return redirect("stories:library", slug=slug)


@require_safe
def board(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    world = visible(request, slug)
    story = get_object_or_404(Story, world=world, number=number)
    cast = cast_of(world)
    arcs = list(story.arcs.prefetch_related("beats"))
    beats = [beat for arc in arcs[:1] for beat in arc.beats.all()]
    context = {
        "world": world,
        "slug": slug,
        "story": story,
        "may": world.may(request.user, Role.WRITER),
        "people": _people(cast, story.cast_ids),
        "lanes": [
            {
                "arc": arc,
                "beats": list(arc.beats.all()),
                "motives": [{**motive, "person": cast.get(motive["who"])} for motive in arc.motives[:8]],
            }
            for arc in arcs
        ],
        "past": [beat.actual for beat in beats if beat.actual is not None],
        "planned": [beat.planned for beat in beats],
        "ahead": [beat.planned for beat in beats if beat.actual is None],
        "genre": genres.of(story.genre),
        "visibilities": Story.Visibility.choices,
        "findings": story.review_items.all()[:20],
        **_chapters(story),
    }
    return render(request, "storytelling/board.html", context)


def _chapters(story: Story) -> dict[str, object]:
    """The chapters that readers have, and what is being written."""
    chapters = list(story.chapters.order_by("number", "-version"))
    busy = [one for one in chapters if one.status in {Chapter.Status.QUEUED, Chapter.Status.WRITING}]
    done = sum(int(one.progress.get("done", 0)) for one in busy)
    return {
        "chapters": [one for one in chapters if one.is_current and one.status == Chapter.Status.WRITTEN],
        "busy": busy,
        "done": done,
        "of": sum(int(one.progress.get("of", 0)) for one in busy),
        "forms": BOOKS,
        "stopped": any(one.status == Chapter.Status.CANCELLED for one in chapters) and not busy,
    }


@require_safe
def progress(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How far the telling is; asked every second while it goes on."""
    world = visible(request, slug)
    story = get_object_or_404(Story, world=world, number=number)
    may = world.may(request.user, Role.WRITER)
    return render(
        request, "storytelling/board.html#telling", {"slug": slug, "story": story, "may": may, **_chapters(story)}
    )


@require_POST
def tell(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Queue the story's chapters, anew or from where they were stopped."""
    world = steered(request, slug)
    story = get_object_or_404(Story, world=world, number=number)
    eyes = next((who for who in story.cast_ids if str(who) == request.POST.get("eyes")), None)
    try:
        if request.POST.get("go_on") != "yes" or not writing.resume(story):
            writing.begin(story, {}, eyes)
    except writing.NothingToTell as error:
        messages.error(request, str(error))
        return redirect("stories:board", slug=slug, number=number)
    try:
        django_rq.get_queue("default").enqueue("ecosystem.jobs.tell", story.pk, result_ttl=0, job_timeout=1800)
    except RedisError:
        messages.warning(request, "The queue does not answer just now. The chapters are written as soon as it does.")
    return redirect("stories:board", slug=slug, number=number)


@require_POST
def cancel(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    story = get_object_or_404(Story, world=steered(request, slug), number=number)
    writing.cancel(story)
    return redirect("stories:board", slug=slug, number=number)


@require_POST
def share(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    world = steered(request, slug)
    story = get_object_or_404(Story, world=world, number=number)
    wanted = request.POST.get("visibility", "")
    if not world.may(request.user, Role.DIRECTOR):
        messages.error(request, "Only a director may share a story.")
    elif wanted not in Story.Visibility.values:
        messages.error(request, "Choose who may read it.")
    else:
        Story.objects.filter(pk=story.pk).update(visibility=wanted)
        messages.success(request, f"“{story.title}”: {Story.Visibility(wanted).label.lower()}.")
    return redirect("stories:board", slug=slug, number=number)
