"""The page of groups: who belongs together, what each is within it, what it holds; and how the cast suits itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ecosystem import moments, outlook
from ecosystem.keeping import kept
from ecosystem.models import World
from ecosystem.moments import Person
from ecosystem.observatory import visible
from relationships import company, compatibility, layers
from relationships.compatibility import Pairing
from relationships.groups import Group
from relationships.matches import Figures

People = Mapping[int, Person]
# Groups on a page, the largest of each kind first.
MOST = 24
# People among whom pairs are compared: those something happened to last; among more it would take seconds.
COMPARED = 60
# Turns that the figures of kept matches look back on.
TURNS = 40
# What somebody is to a group, with the sign for it and what makes them that.
ROLES = (
    ("leader", "crown", "is looked up to"),
    ("broker", "waypoints", "holds together those who have no tie"),
    ("go_between", "share-2", "has most ties to others"),
    ("outsider", "user", "is least liked of them"),
)


@dataclass(frozen=True, slots=True)
class Party:
    """A group by name: those in it, what some of them are to it, and how warm it is."""

    group: Group
    name: str
    members: tuple[Person, ...]
    roles: tuple[tuple[str, str, Person], ...]

    @property
    def warmth_step(self) -> int:
        return layers.step(self.group.norms.warmth)


@dataclass(frozen=True, slots=True)
class Match:
    one: Person
    other: Person
    value: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How a cast suits itself, and out of how many it was compared."""

    mean: float
    best: tuple[Match, ...]
    worst: tuple[Match, ...]
    lacks: tuple[str, ...]
    compared: int
    among: int


@require_safe
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    found = visible(request, slug)
    people = moments.people(outlook.living(found))
    parties = parties_of(found, people)
    context = {
        "world": found, "slug": slug, "tab": "groups", "matched": matched(found), "fit": fit_of(found, people),
        "named": [one for one in parties if one.name][:MOST],
        "grown": [one for one in parties if not one.name][:MOST],
    }  # fmt: skip
    return render(request, "relationships/groups.html", context)


def parties_of(world: World, people: People) -> list[Party]:
    found = kept(f"groups:{world.pk}:{world.log_position}", lambda: company.groups_of(world.pk))
    names = outlook.group_names(world)
    return [_party(group, names, people) for group in found]


def _party(group: Group, names: Mapping[str, str], people: People) -> Party:
    held = [(icon, told, getattr(group.roles, role)) for role, icon, told in ROLES]
    return Party(
        group=group,
        name=outlook.named_group(names, group.name),
        members=tuple(people[who] for who in group.members if who in people),
        roles=tuple((icon, told, people[who]) for icon, told, who in held if who in people),
    )


def fit_of(world: World, people: People) -> Fit:
    lives = world.cast.filter(departed=None).select_related("character").order_by("-last_event", "pk")
    found = compatibility.cast([life.mind() for life in lives[:COMPARED]])
    among = len(outlook.present_ids(world))
    best, worst = (_matches(pairs, people) for pairs in (found.best, found.worst))
    return Fit(found.mean, best, worst, found.lacks, min(COMPARED, among), among)


def _matches(pairs: tuple[Pairing, ...], people: People) -> tuple[Match, ...]:
    return tuple(Match(people[pair.one], people[pair.other], pair.value) for pair in pairs)


def matched(world: World) -> Figures:
    """How often the latest turns asked how well two suit each other, and how often it was known."""
    rows = world.turns.order_by("-generation").values_list("matches_asked", "matches_known")[:TURNS]
    return Figures(sum(asked for asked, _ in rows), sum(known for _, known in rows))
