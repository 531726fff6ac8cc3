"""Who stands where in a world: rank by contests and by respect, who leads, and what each group makes of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum

from characters.models import Event
from ecosystem import outlook
from ecosystem.models import World
from ecosystem.moments import Person
from relationships import accounts, layers, rank, reputation
from relationships.models import CharacterRelationship, LeadershipRow
from relationships.rank import Leadership, Prestige
from relationships.reputation import Repute

People = Mapping[int, Person]
# Contests that David's score looks back on.
CONTESTS = 600
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
        return firmness(self.rating)

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
    among: int
    rating: float
    prestige: float
    judges: int
    leads: bool
    opinions: tuple[Opinion, ...]

    @property
    def firm(self) -> float:
        return firmness(self.rating)

    @property
    def steps(self) -> tuple[int, int]:
        return layers.step(self.firm), layers.step(self.prestige)


def firmness(rating: float) -> float:
    """The rating as a bar of -1..1."""
    return max(-1.0, min(1.0, (rating - rank.START) / (2 * rank.HIGH_RATING)))


def groups_of(world: World) -> dict[str, str]:
    """The largest groups that anybody living here is of, by key, and all together."""
    names = outlook.group_names(world)
    here = world.cast.filter(departed=None).exclude(group="").values_list("group", flat=True)
    count: dict[str, int] = {}
    for group in here:
        count[group] = count.get(group, 0) + 1
    largest = sorted(count, key=lambda group: (-count[group], group))[:COLUMNS]
    return {"": "Everybody", **{group: outlook.named_group(names, group) for group in largest}}


def ranks_of(world: World, people: People, groups: Mapping[str, str], most: int) -> list[Rank]:
    """Those who live here, the highest first, at most so many. Six queries."""
    order = _order(world, people)
    fought = _contests(world)
    davids = {one.who: one.score for one in rank.davids_scores(fought, [who for who, _, _ in order])} if fought else {}
    reputes, leader = accounts.reputation_of(world.pk), _leader(world)
    return [
        Rank(
            place=place,
            person=people[who],
            rating=rating,
            prestige=respected.value,
            judges=respected.judges,
            david=davids.get(who),
            won=sum(winner == who for winner, _ in fought),
            lost=sum(loser == who for _, loser in fought),
            leads=who == leader,
            opinions=tuple(Opinion(name, reputes.get(who, {}).get(group)) for group, name in groups.items()),
        )
        for place, (who, rating, respected) in enumerate(order[:most], 1)
    ]


def of(world: World, people: People, who: int) -> Standing | None:
    """Where one stands, and what each group that knows them thinks; nothing where they have left. Six queries."""
    order = _order(world, people)
    place = next((at for at, one in enumerate(order, 1) if one[0] == who), None)
    if place is None:
        return None
    _, rating, respected = order[place - 1]
    names = groups_of(world)
    members = dict(world.cast.filter(departed=None).values_list("pk", "group"))
    rows = CharacterRelationship.objects.filter(world=world, target=who, source__in=members)
    reputes = reputation.by_group((row.bond() for row in rows), {one: [of] for one, of in members.items() if of})
    opinions = tuple(Opinion(name, reputes.get(who, {}).get(group)) for group, name in names.items())
    return Standing(
        place=place,
        among=len(order),
        rating=rating,
        prestige=respected.value,
        judges=respected.judges,
        leads=_leader(world) == who,
        opinions=tuple(one for one in opinions if one.repute),
    )


def _order(world: World, people: People) -> list[tuple[int, float, Prestige]]:
    """Everybody who lives here with rating and prestige, the highest first."""
    ratings = dict(world.cast.filter(departed=None).values_list("pk", "rating"))
    known = CharacterRelationship.objects.filter(world=world, familiarity__gte=rank.KNOWN).values("target").order_by()
    sums = known.annotate(total=Sum("respect"), judges=Count("pk")).values_list("target", "total", "judges")
    respected = {who: rank.granted(total, judges) for who, total, judges in sums}
    order = [(who, rating, respected.get(who, rank.granted(0.0, 0))) for who, rating in ratings.items()]
    return sorted(order, key=lambda one: (-rank.standing(one[1], one[2].value), people[one[0]].name))


def _leader(world: World) -> int | None:
    return LeadershipRow.objects.open().filter(world=world).values_list("leader", flat=True).first()


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
