"""The quality of a story: its figure and what that is made of, each finding with its proof, what readers say."""

from __future__ import annotations

from dataclasses import dataclass

import django_rq
from django.contrib import messages
from django.db.models import Avg, Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from redis.exceptions import RedisError

from characters.models import Event
from ecosystem.models import User
from storytelling import findings, moments, reading, revising, views
from storytelling.models import ReviewItem, Story

# The four shares of the figure: its key, its weight, what it is called, and what is counted.
SHARES = (
    ("facts", findings.FACTS, "Facts", "who was where, did what to whom, and when"),
    ("causes", findings.CAUSES, "Causes", "whatever is given as a reason happened, and before"),
    ("threads", findings.THREADS, "Threads", "what is begun is brought to an end, or said to be let go"),
    ("voice", findings.VOICE, "Voices", "everybody speaks their own lines, and in their own way"),
)
FINDINGS_SHOWN = 60
# A story is held to this.
WANTED = 95.0
STARS = (5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Share:
    name: str
    weight: float
    value: float
    counts: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding on the page: what is wrong, and the event that proves it in words."""

    row: ReviewItem
    kind: str
    proof: str


@require_safe
def quality_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    world = views.visible(request, slug)
    story = get_object_or_404(Story, world=world, number=number)
    rows = list(story.review_items.select_related("chapter", "resolved_by").order_by("-status", "pk")[:FINDINGS_SHOWN])
    people = moments.people_in(world.pk)
    events = Event.objects.filter(world=world, number__in={row.event for row in rows if row.event})
    proofs = {event.number: reading.said(event, people) for event in events}
    found = [Found(row, findings.KINDS.get(row.kind, row.kind), proofs.get(row.event or 0, "")) for row in rows]
    told = views.chapters(story)
    rated = dict(story.ratings.values_list("stars").annotate(count=Count("pk")).order_by())
    context = {
        **views.frame(request, world, "stories"),
        "story": story,
        "shares": [
            Share(name, weight, float(story.shares.get(key, 1.0)), counts) for key, weight, name, counts in SHARES
        ],
        "open": [one for one in found if one.row.status == ReviewItem.Status.OPEN],
        "settled": [one for one in found if one.row.status != ReviewItem.Status.OPEN],
        "wanted": WANTED,
        "words": told["words"],
        "told": bool(told["chapters"]),
        "ratings": story.ratings.aggregate(mean=Avg("stars"), count=Count("pk")),
        "stars": [(star, rated.get(star, 0), rated.get(star, 0) / max(1, sum(rated.values()))) for star in STARS],
    }
    return render(request, "storytelling/quality.html", context)


@require_POST
def check(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Hold the story against the log once more, as after a passage was written by hand."""
    story = get_object_or_404(Story, world=views.steered(request, slug), number=number)
    try:
        django_rq.get_queue("default").enqueue("ecosystem.jobs.check", story.pk, result_ttl=0, job_timeout=600)
        messages.success(request, "It is being held against the log. Come back in a moment.")
    except RedisError:
        messages.warning(request, "The queue does not answer just now. Try again in a moment.")
    return redirect("stories:quality", slug=slug, number=number)


@require_POST
def settle(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """What a writer says of a finding: it is mended, or may stand."""
    story = get_object_or_404(Story, world=views.steered(request, slug), number=number)
    item = get_object_or_404(ReviewItem, story=story, pk=pk)
    status = request.POST.get("status", "")
    if status in {ReviewItem.Status.MENDED, ReviewItem.Status.ACCEPTED} and isinstance(request.user, User):
        revising.settle([item], status, request.user)
    return redirect("stories:quality", slug=slug, number=number)
