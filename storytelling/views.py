"""The stories of a world: the library of those told and those under way, and the plot board of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import django_rq
from django.contrib import messages
from django.db.models import Avg, Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from redis.exceptions import RedisError

from characters import mood, portraits
from characters.models import EcosystemCharacter
from ecosystem.models import World
from ecosystem.roles import Role, at_least
from storytelling import glance, plotlines, reading, versions, writing
from storytelling.chapters import ORDERS
from storytelling.models import Beat, Chapter, Rating, Story, StorySeed

STORIES_SHOWN = 60
BOOKS = (("epub", "EPUB"), ("md", "Markdown"), ("html", "HTML"), ("json", "JSON with sources"))


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
    """The world, for whoever may write in it."""
    world = visible(request, slug)
    if not world.may(request.user, Role.WRITER):
        raise Http404
    return world


def frame(request: HttpRequest, world: World, tab: str) -> dict[str, object]:
    """What every page of a world's stories needs: whose it is, what its reader may do, and the tabs."""
    role = world.role_of(request.user)
    return {
        "world": world,
        "slug": world.slug,
        "tab": tab,
        "may": at_least(role, Role.WRITER),
        "may_direct": at_least(role, Role.DIRECTOR),
        "waiting": StorySeed.objects.filter(world=world).waiting().count(),
    }


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


def people_in(cast: Mapping[int, Person], ids: Iterable[int]) -> list[Person]:
    return [cast[who] for who in ids if who in cast]


@dataclass(frozen=True, slots=True)
class Card:
    """A story in the library."""

    row: Story
    people: list[Person]
    past: list[float]
    ahead: list[float]
    # What is wanted next, of one under way.
    upcoming: str
    words: int
    stars: float | None
    readers: int

    @property
    def minutes(self) -> int:
        return max(1, round(self.words / reading.WORDS_A_MINUTE))


@require_safe
def library(request: HttpRequest, slug: str) -> HttpResponse:
    world = visible(request, slug)
    stories = list(world.stories.order_by("-number")[:STORIES_SHOWN])
    cards = cards_of(world, stories)
    shelves = {status: [card for card in cards if card.row.status == status] for status in Story.Status.values}
    context = {
        **frame(request, world, "stories"),
        "complete": sorted(shelves[Story.Status.COMPLETE], key=lambda card: (not card.words, -card.row.number)),
        "unfolding": shelves[Story.Status.UNFOLDING],
        "abandoned": shelves[Story.Status.ABANDONED],
        "later": world.seeds.filter(status=StorySeed.Status.LATER).count(),
    }
    return render(request, "storytelling/library.html", context)


def cards_of(world: World, stories: Sequence[Story]) -> list[Card]:
    cast = cast_of(world)
    told = Chapter.objects.filter(story__in=stories, status=Chapter.Status.WRITTEN, is_current=True)
    words = dict(told.values("story").annotate(sum=Sum("words")).values_list("story", "sum").order_by())
    rated = Rating.objects.filter(story__in=stories).values("story").annotate(mean=Avg("stars"), count=Count("pk"))
    stars = {row["story"]: row for row in rated.order_by()}
    open_stories = [one for one in stories if one.status == Story.Status.UNFOLDING]
    planned = Beat.objects.filter(arc__story__in=open_stories, arc__number=1, status=Beat.Status.PLANNED)
    ahead: dict[int, list[Beat]] = {}
    for beat in planned.select_related("arc").order_by("arc", "number"):
        ahead.setdefault(beat.arc.story_id, []).append(beat)
    return [
        Card(
            row=story,
            people=people_in(cast, story.cast_ids)[:6],
            past=[level for _, level in story.tension][-glance.POINTS :],
            ahead=[beat.planned for beat in ahead.get(story.pk, ())],
            upcoming=next((beat.text for beat in ahead.get(story.pk, ())), ""),
            words=words.get(story.pk, 0),
            stars=stars[story.pk]["mean"] if story.pk in stars else None,
            readers=stars[story.pk]["count"] if story.pk in stars else 0,
        )
        for story in stories
    ]


@require_safe
def board(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    world = visible(request, slug)
    story = get_object_or_404(Story, world=world, number=number)
    cast = cast_of(world)
    arcs = list(story.arcs.prefetch_related("beats"))
    curve = plotlines.curve(arcs)
    context = {
        **frame(request, world, "stories"),
        "story": story,
        "people": people_in(cast, story.cast_ids),
        "lanes": [plotlines.lane(arc, cast) for arc in arcs],
        "curve": curve,
        "planned": [point.planned for point in curve],
        "actual": [point.actual for point in curve],
        "tension_said": plotlines.said(curve),
        "shared": plotlines.shared(arcs, cast),
        "visibilities": Story.Visibility.choices,
        "open_findings": story.review_items.open().count(),
        "address": request.build_absolute_uri(f"/read/{story.token}/"),
        **chapters(story),
    }
    return render(request, "storytelling/board.html", context)


def chapters(story: Story) -> dict[str, object]:
    """The chapters that readers have, what is being written, and which versions there were."""
    rows = list(story.chapters.select_related("point_of_view__character").order_by("number", "-version"))
    busy = [one for one in rows if one.status in {Chapter.Status.QUEUED, Chapter.Status.WRITING}]
    current = [one for one in rows if one.is_current and one.status == Chapter.Status.WRITTEN]
    return {
        "chapters": current,
        "versions": versions.of(story),
        "words": sum(one.words for one in current),
        "busy": busy,
        "done": sum(int(one.progress.get("done", 0)) for one in busy),
        "of": sum(int(one.progress.get("of", 0)) for one in busy),
        "now": next((one for one in busy if one.status == Chapter.Status.WRITING), busy[0] if busy else None),
        "failed": next((one for one in rows if one.status == Chapter.Status.FAILED and one.trouble), None),
        "forms": BOOKS,
        "stopped": any(one.status == Chapter.Status.CANCELLED for one in rows) and not busy,
    }


@require_safe
def progress(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How far the telling is; asked every second while it goes on."""
    world = visible(request, slug)
    story = get_object_or_404(Story, world=world, number=number)
    people = people_in(cast_of(world), story.cast_ids)
    context = {"slug": slug, "story": story, "people": people, "may": world.may(request.user, Role.WRITER)}
    return render(request, "storytelling/board.html#telling", {**context, **chapters(story)})


@require_POST
def tell(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Queue the story's chapters, anew or from where they were stopped."""
    world = steered(request, slug)
    story = get_object_or_404(Story, world=world, number=number)
    eyes = next((who for who in story.cast_ids if str(who) == request.POST.get("eyes")), None)
    try:
        if request.POST.get("go_on") != "yes" or not writing.resume(story):
            order = request.POST.get("order", "")
            writing.begin(story, {}, eyes, order if order in ORDERS else "")
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
