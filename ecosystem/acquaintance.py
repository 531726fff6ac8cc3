"""Who is near whom in a world: its circles, ways to be introduced, and whoever is near somebody. Asked of the graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ecosystem import moments, outlook
from ecosystem.models import World
from ecosystem.moments import Person
from ecosystem.observatory import wants_part
from relationships import acquaintance, graph, stages
from relationships.acquaintance import FURTHEST

# How somebody stands to whom they bring on, by the steps of the scale from "cordial".
FEELS = ("is cordial to", "is fond of", "is devoted to")

People = Mapping[int, Person]


@dataclass(frozen=True, slots=True)
class Way:
    """How one could be introduced to another: who speaks for whom, as (who, what they feel, for whom)."""

    source: Person
    target: Person
    links: list[tuple[Person, str, Person]]


@dataclass(frozen=True, slots=True)
class Near:
    """Who is near somebody, those one step away first."""

    who: Person
    steps: int
    rings: list[list[Person]]


def answer(request: HttpRequest, world: World, part: str) -> HttpResponse:
    """The page of all three, or one part of it."""
    people = moments.people(outlook.living(world))
    asked = {name: _asked(request, name, people) for name in ("from", "to", "who")}
    steps = _steps(request.GET.get("steps", ""))
    context: dict[str, object] = {
        "world": world, "slug": world.slug, "people": people, "asked": asked, "steps": steps,
        "all_steps": range(1, FURTHEST + 1), "tab": "circles",
    }  # fmt: skip
    part = part if part and wants_part(request) else ""
    try:
        if part != "#near":
            context["way"] = _way(people, asked["from"], asked["to"])
        if part != "#way":
            context["near"] = _near(people, asked["who"], steps)
        if not part:
            context |= _circles(world, people)
    except graph.GraphDown:
        context["down"] = True
    return render(request, f"ecosystem/circles.html{part}", context)


def _asked(request: HttpRequest, name: str, people: People) -> Person | None:
    return people.get(outlook.number_in(request.GET.get(name, "")) or 0)


def _steps(text: str) -> int:
    return min(max(1, outlook.number_in(text) or 1), FURTHEST)


def _circles(world: World, people: People) -> dict[str, object]:
    found = acquaintance.circles(world.pk)
    known = [[people[life] for life in sorted(circle) if life in people] for circle in found]
    # The graph follows the log within seconds; where it has not yet, the page says how far it is.
    return {"circles": known, "reached": graph.mark(world.pk)}


def _way(people: People, source: Person | None, target: Person | None) -> Way | None:
    if source is None or target is None or source is target:
        return None
    links, before = [], source
    for link in acquaintance.introduction(source.id, target.id):
        if link.by not in people:
            break
        step = sum(link.regard >= bound for bound in stages.STEPS)
        links.append((people[link.by], FEELS[step - 1], before))
        before = people[link.by]
    return Way(source, target, links)


def _near(people: People, who: Person | None, steps: int) -> Near | None:
    if who is None:
        return None
    found = acquaintance.neighbourhood(who.id, stages.STEPS[1], steps)
    rings = [
        sorted((people[life] for life, away in found.steps.items() if away == step and life in people), key=_by_name)
        for step in range(1, steps + 1)
    ]
    return Near(who, steps, [ring for ring in rings if ring])


def _by_name(person: Person) -> str:
    return person.name
