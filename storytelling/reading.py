"""Reading a told story: the quiet page, its sources, a reader's stars, a writer's own hand, and books to take away."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Avg, Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from characters.checks import clean
from characters.models import Event
from ecosystem.models import World
from ecosystem.roles import Role
from storytelling import books, moments, narrator, notes, versions, writing
from storytelling.models import Chapter, Passage, Rating, Story

LONGEST_PASSAGE = 6_000
# Words that a reader takes in within a minute (Brysbaert 2019, of English read silently).
WORDS_A_MINUTE = 238
FORMS = {
    "epub": "application/epub+zip",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


def readable(request: HttpRequest, token: str) -> Story:
    """The story of a shared address; a private one is for the members of its world."""
    story = get_object_or_404(Story.objects.select_related("world"), token=token)
    if story.visibility == Story.Visibility.PRIVATE and not story.world.may(request.user, Role.VIEWER):
        raise Http404
    return story


def chapters_of(story: Story, version: int | None = None) -> list[Chapter]:
    """What readers get, or one telling of the story."""
    which = {"is_current": True} if version is None else {"version": version}
    told = story.chapters.filter(status=Chapter.Status.WRITTEN, **which).order_by("number")
    return list(told.select_related("point_of_view").prefetch_related("passages"))


@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    story = readable(request, token)
    return page(request, story, chapters_of(story))


def page(request: HttpRequest, story: Story, chapters: list[Chapter], version: int | None = None) -> HttpResponse:
    mine = story.ratings.filter(user=request.user).first() if request.user.is_authenticated else None
    words = sum(chapter.words for chapter in chapters)
    numbers = {number for chapter in chapters for number in chapter.event_numbers}
    deeds = Event.objects.filter(world=story.world_id, number__in=numbers).values_list("act", "accepted")
    context = {
        "story": story,
        "chapters": chapters,
        "version": version,
        "words": words,
        "minutes": max(1, round(words / WORDS_A_MINUTE)),
        "notes": story.content_notes or notes.of(deeds),
        "ratings": story.ratings.aggregate(mean=Avg("stars"), count=Count("pk")),
        "mine": mine,
        "may": story.world.may(request.user, Role.WRITER) and version is None,
        "sees_world": sees_world(request, story),
        "by_model": any(chapter.model for chapter in chapters),
        "stars": range(1, 6),
    }
    return render(request, "storytelling/reader.html", context)


def sees_world(request: HttpRequest, story: Story) -> bool:
    """Whether a way leads from the story to its world: for its members, and where the world is public."""
    return bool(story.world.role_of(request.user)) or story.world.visibility == World.Visibility.PUBLIC


@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, token: str, version: int) -> HttpResponse:
    """An earlier telling, for those who write; posted, readers get it again."""
    story = readable(request, token)
    if not story.world.may(request.user, Role.WRITER):
        raise Http404
    if request.method == "POST":
        if not versions.restore(story, version):
            raise Http404
        messages.success(request, f"Readers have version {version} again.")
        return redirect("stories:board", slug=story.world.slug, number=story.number)
    chapters = chapters_of(story, version)
    if not chapters:
        raise Http404
    return page(request, story, chapters, version)


@require_safe
def source(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """The event behind a sentence, for a reader who need not see the world."""
    story = readable(request, token)
    event = get_object_or_404(Event, world=story.world_id, number=number)
    if not Passage.objects.filter(chapter__story=story, event_numbers__contains=[number]).exists():
        raise Http404
    context = {
        "story": story,
        "event": event,
        "moment": moments.moment_of(event, {}),
        # What is narrated has no doer: its lines say it all.
        "told": said(event, moments.people_of(story)) if event.initiator_id else "",
        "clock": f"{event.minute // 60 % 24:02d}:{event.minute % 60:02d}",
        "lines": _lines(story, event),
        "sees_world": sees_world(request, story),
    }
    part = request.headers.get("HX-Request-Type") == "partial"
    return render(request, f"storytelling/{'_source' if part else 'source'}.html", context)


def _lines(story: Story, event: Event) -> list[tuple[str, str]]:
    people = moments.people_of(story)
    return [
        (people[line["speaker"]].name if line.get("speaker") in people else "", str(line["text"]))
        for line in event.lines
    ]


@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    story = readable(request, token)
    stars = request.POST.get("stars", "")
    if not request.user.is_authenticated:
        return redirect(f"/accounts/login/?next=/read/{token}/")
    if stars in {"1", "2", "3", "4", "5"}:
        Rating.objects.update_or_create(story=story, user=request.user, defaults={"stars": int(stars)})
    return redirect("stories:read", token=token)


@require_http_methods(["GET", "POST"])
def passage(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """One passage: as it reads, or with `edit` as a form; what is saved stays when the chapter is told anew."""
    story = readable(request, token)
    row = get_object_or_404(Passage.objects.select_related("chapter"), pk=pk, chapter__story=story)
    if not story.world.may(request.user, Role.WRITER):
        raise Http404
    error = ""
    if request.method == "POST":
        text = "\n\n".join(filter(None, (clean(part) for part in request.POST.get("text", "").split("\n"))))
        if not text:
            error = "A passage can't be empty; cancel to keep it as it was."
        elif len(text) > LONGEST_PASSAGE:
            error = f"Keep it within {LONGEST_PASSAGE:,} characters; it has {len(text):,}."
        else:
            assert request.user.pk is not None
            writing.edit(row, text, request.user.pk)
            if not request.headers.get("HX-Request"):
                return redirect("stories:read", token=token)
    editing = bool(error) or (request.method == "GET" and "edit" in request.GET)
    context = {"story": story, "passage": row, "may": True, "editing": editing, "error": error}
    part = bool(request.headers.get("HX-Request"))
    name = "_passage" if part else "passage"
    return render(request, f"storytelling/{name}.html", context, status=422 if error else 200)


@require_safe
def book(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """The story as a file, with the sources of every passage."""
    story = readable(request, token)
    if form not in FORMS:
        raise Http404
    bound = bind(story)
    if not bound.chapters:
        raise Http404
    made = {"epub": books.epub, "md": books.markdown, "html": books.html, "json": books.as_json}[form](bound)
    answer = HttpResponse(made, content_type=FORMS[form])
    name = slugify(story.title)[:60] or "story"
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def bind(story: Story) -> books.Book:
    chapters = chapters_of(story)
    numbers = {number for chapter in chapters for one in chapter.passages.all() for number in one.event_numbers}
    people = moments.people_of(story)
    events = Event.objects.filter(world=story.world_id, number__in=numbers).order_by("number")
    return books.Book(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"story:{story.token}").urn,
        title=story.title,
        summary=story.summary,
        genre=story.genre,
        world=story.world.title,
        chapters=tuple(
            books.BookChapter(
                chapter.number,
                chapter.title,
                tuple(books.Part(one.text, tuple(one.event_numbers), one.told_by) for one in chapter.passages.all()),
                chapter.previously,
            )
            for chapter in chapters
        ),
        sources=tuple(
            books.Source(
                event.number,
                event.minute // 1440 + 1,
                f"{event.minute // 60 % 24:02d}:{event.minute % 60:02d}",
                said(event, people),
            )
            for event in events
        ),
        changed=max((one.written_at for one in chapters if one.written_at), default=timezone.now()),
        notes=tuple(story.content_notes),
    )


def said(event: Event, people: dict[int, narrator.Person]) -> str:
    moment = moments.moment_of(event, {})
    text = narrator.in_words(moment, people) or next((line.text for line in moment.lines), "")
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."
