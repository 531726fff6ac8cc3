"""Who stands where in a world: rank by contests and by respect, who leads, and what each group makes of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from characters.models import Event
from ecosystem import moments, outlook
from ecosystem.models import World
from ecosystem.moments import Person
from ecosystem.observatory import visible
from relationships import accounts, layers, rank
from relationships.models import CharacterRelationship, LeadershipRow
from relationships.rank import Leadership
from relationships.reputation import Repute

People = Mapping[int, Person]
# Contests that David's score looks back on.
CONTESTS = 600
# Rows of the table.
MOST = 50
# Groups whose opinion gets a column of its own, the largest.
COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a group makes of somebody; nothing (no voices) where nobody in it knows them."""

    group: str
    repute: Repute | None

    @property
    def step(self) -> int:
        return layers.step(self.repute.value) if self.repute else 0


@dataclass(frozen=True, slots=True)
class Rank:
    """One row: the two ways up, David's score where there were contests, and opinions group by group."""

    place: int
    person: Person
    rating: float
    prestige: float
    judges: int
    david: float | None
    won: int
    lost: int
    leads: bool
    opinions: tuple[Opinion, ...]

    @property
    def firm(self) -> float:
        """The rating as a bar of -1..1."""
        return max(-1.0, min(1.0, (self.rating - rank.START) / (2 * rank.HIGH_RATING)))

    @property
    def firm_step(self) -> int:
        return layers.step(self.firm)

    @property
    def esteem_step(self) -> int:
        return layers.step(self.prestige)


@dataclass(frozen=True, slots=True)
class Reign:
    """Who everybody followed, from which day to which, and from whom they took it."""

    fact: Leadership
    person: Person
    toppled: Person | None
    day: int
    ended_day: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One character's place among the others, for their own page."""

    place: int
    of: int
    rank: Rank


@require_safe
def standing(request: HttpRequest, slug: str) -> HttpResponse:
    found = visible(request, slug)
    lives = outlook.living(found)
    people = moments.people(lives)
    groups = groups_of(found)
    ranks = ranks_of(found, people, groups)
    context = {
        "world": found, "slug": slug, "tab": "standing", "ranks": ranks[:MOST], "more": len(ranks) - MOST,
        "groups": list(groups.values()), "reigns": reigns_of(found, people),
    }  # fmt: skip
    return render(request, "relationships/standing.html", context)


def groups_of(world: World) -> dict[str, str]:
    """The largest groups that anybody living here is of, by key, and all together."""
    names = outlook.group_names(world)
    here = world.cast.filter(departed=None).exclude(group="").values_list("group", flat=True)
    count: dict[str, int] = {}
    for group in here:
        count[group] = count.get(group, 0) + 1
    largest = sorted(count, key=lambda group: (-count[group], group))[:COLUMNS]
    return {"": "Everybody", **{group: names.get(group, group.replace("_", " ").capitalize()) for group in largest}}


def ranks_of(world: World, people: People, groups: Mapping[str, str]) -> list[Rank]:
    """Everybody who lives here, the highest first. Five queries."""
    ratings = dict(world.cast.filter(departed=None).values_list("pk", "rating"))
    respected = rank.prestige(
        row.bond() for row in CharacterRelationship.objects.filter(world=world, familiarity__gte=rank.KNOWN)
    )
    fought = _contests(world)
    davids = {one.who: one.score for one in rank.davids_scores(fought, list(ratings))} if fought else {}
    reputes = accounts.reputation_of(world.pk)
    leader = LeadershipRow.objects.open().filter(world=world).values_list("leader", flat=True).first()
    nobody = rank.Prestige(0.0, 0)
    order = sorted(
        ratings, key=lambda who: (-rank.standing(ratings[who], respected.get(who, nobody).value), people[who].name)
    )
    return [
        Rank(
            place=place,
            person=people[who],
            rating=ratings[who],
            prestige=respected.get(who, nobody).value,
            judges=respected.get(who, nobody).judges,
            david=davids.get(who),
            won=sum(winner == who for winner, _ in fought),
            lost=sum(loser == who for _, loser in fought),
            leads=who == leader,
            opinions=tuple(Opinion(name, reputes.get(who, {}).get(group)) for group, name in groups.items()),
        )
        for place, who in enumerate(order, 1)
    ]


def of(world: World, people: People, who: int) -> Standing | None:
    """Where one stands; nothing where they have left."""
    ranks = ranks_of(world, people, groups_of(world))
    found = next((one for one in ranks if one.person.id == who), None)
    return Standing(found.place, len(ranks), found) if found else None


def reigns_of(world: World, people: People) -> list[Reign]:
    rows = LeadershipRow.objects.filter(world=world).order_by("-number")[:CONTESTS]
    facts = [row.fact() for row in rows]
    return [
        Reign(
            fact, people[fact.leader], people.get(fact.toppled or 0), fact.since // 1440 + 1,
            fact.closed // 1440 + 1 if fact.closed else None,
        )
        for fact in facts
        if fact.leader in people
    ]  # fmt: skip


def _contests(world: World) -> list[tuple[int, int]]:
    """(winner, loser) of the latest contests, in no order."""
    events = Event.objects.filter(world=world, act__in=rank.CONTESTS, initiator__isnull=False).order_by("-number")
    rows = events.values_list("act", "initiator", "responder_ids", "accepted")[:CONTESTS]
    return rank.contests((act, initiator, who, accepted) for act, initiator, ids, accepted in rows for who in ids)
