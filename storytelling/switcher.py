"""Switching genres: what it would change is shown first, of a story under way and of the whole world."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from storytelling import genres, inbox, sifting, switching, views
from storytelling.genres import GenreTemplate
from storytelling.models import Arc, Story
from storytelling.switching import Difference

# Patterns that a preview of the world's genre names.
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Leaning:
    """A pattern that would count for more, or for less."""

    title: str
    now: float
    then: float


def chosen(request: HttpRequest) -> GenreTemplate | None:
    """The genre that was asked for, if there is one of that name."""
    name = request.POST.get("genre", "") or request.GET.get("genre", "")
    return genres.templates().get(name)


@require_http_methods(["GET", "POST"])
def story_genre(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What another genre would change in a story; posted, it goes on in it."""
    world = views.steered(request, slug)
    story = get_object_or_404(Story, world=world, number=number, status=Story.Status.UNFOLDING)
    arcs = list(story.arcs.filter(status=Arc.Status.OPEN))
    asked = request.POST.get("arc", "") or request.GET.get("arc", "")
    arc = next((one for one in arcs if str(one.number) == asked), None)
    only, to = arc.number if arc else None, chosen(request)
    if request.method == "POST":
        if to is None or sifting.switch(world.pk, number, to.name, only) is None:
            messages.error(request, "Choose a genre for a story that is still under way.")
        else:
            messages.success(request, f"“{arc.title if arc else story.title}” goes on as {to.title.lower()}.")
        return redirect("stories:board", slug=slug, number=number)
    own = genres.of(arc.genre if arc else story.genre)
    differences = sifting.previewed(world.pk, number, to.name, only) if to and to.name != own.name else None
    context = {
        **views.frame(request, world, "stories"),
        "story": story,
        "genres": genres.templates().values(),
        "own": own,
        "arcs": arcs,
        "arc": arc,
        "to": to,
        "difference": named(world.pk, differences) if differences else None,
    }
    part = "#preview" if request.headers.get("HX-Request-Type") == "partial" else ""
    return render(request, f"storytelling/genre.html{part}", context)


def named(world_id: int, difference: Difference) -> dict[str, object]:
    """The difference with its patterns by their titles."""
    titles = {key: plain_title(pattern.title) for key, pattern in sifting.patterns_of(world_id).items()}
    return {
        "tone": difference.tone,
        "diction": difference.diction,
        "endings": difference.endings,
        "dropped": difference.dropped,
        "wished": difference.wished,
        "favoured": [titles[key] for key in difference.favoured],
        "disfavoured": [titles[key] for key in difference.disfavoured],
        "kept": difference.kept,
    }


def plain_title(title: str) -> str:
    """A pattern's title with letters for whoever may play the parts: “{b} betrays twice” is “B betrays twice”."""
    return re.sub(r"{(\w+)}", lambda part: part[1].upper(), title)


@require_http_methods(["GET", "POST"])
def world_genre(request: HttpRequest, slug: str) -> HttpResponse:
    """What another genre would change for the stories a world has yet to begin; posted, it takes it."""
    world = inbox.directed(request, slug)
    to = chosen(request)
    if request.method == "POST":
        if to is None:
            messages.error(request, "Choose a genre.")
        else:
            sifting.steer(world.pk, genre=to.name)
            messages.success(request, f"{world.title} leans towards {to.title.lower()} from now on.")
        return redirect("stories:inbox", slug=slug)
    own = genres.of(world.genre)
    if to is None:
        raise Http404
    more, less = leanings(world.pk, own, to)
    open_stories = world.stories.under_way().count()
    context = {
        **views.frame(request, world, "seeds"), "own": own, "to": to, "more": more, "less": less,
        "genres": genres.templates().values(), "open_stories": open_stories,
        "wished": switching.wishes(to),
    }  # fmt: skip
    return render(request, "storytelling/world_genre.html", context)


def leanings(world_id: int, now: GenreTemplate, then: GenreTemplate) -> tuple[list[Leaning], list[Leaning]]:
    """The patterns that would count for more and for less, those that change most first."""
    found = [
        Leaning(plain_title(pattern.title), now.favours.get(key, 1.0), then.favours.get(key, 1.0))
        for key, pattern in sifting.patterns_of(world_id).items()
    ]
    found.sort(key=lambda one: (-abs(one.then - one.now), one.title))
    more = [one for one in found if one.then > one.now]
    less = [one for one in found if one.then < one.now]
    return more[:MOST_NAMED], less[:MOST_NAMED]
