"""Who stands with whom in a world and who against: alliances, conflicts and who could mend them, occasions, blocs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from characters.models import Event
from ecosystem import moments, outlook
from ecosystem.keeping import kept
from ecosystem.models import World
from ecosystem.moments import Moment, Person, in_a_row
from ecosystem.observatory import visible, wants_part
from relationships import balance, conflicts, factions, occasions
from relationships.alliances import Alliance
from relationships.bonds import Bond
from relationships.conflicts import LEVELS, Conflict
from relationships.models import AllianceRow, CharacterRelationship, ConflictRow, OccasionRow
from relationships.occasions import Occasion

People = Mapping[int, Person]
# Blocs, those in none, the share of balanced triangles, what chance would make it, how many, ill ties, who is left out.
Reckoned = tuple[list[list[int]], list[int], float | None, float | None, int, list[balance.Tie[int]], int]
# Of each kind of fact so many, the newest first.
MOST = 40
# People among whom blocs are looked for: the most strongly tied; among more it would take seconds.
IN_BLOCS = 60
# Ties that blocs are made of, strongest first.
TIES = 4000
ENDINGS = {conflicts.RESOLVED: "settled", conflicts.WON: "won", conflicts.COOLED: "cooled"}
OUTCOMES = {
    occasions.HELD: "held", occasions.FAILED: "came to nothing", occasions.PASSED: "passed",
    occasions.REJECTED: "voted down", occasions.GUILTY: "found guilty", occasions.CLEARED: "cleared",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class League:
    """An alliance by name: who is in it, who leads, what for, and how well it holds."""

    fact: Alliance
    members: tuple[Person, ...]
    leader: Person | None
    day: int
    ended_day: int | None


@dataclass(frozen=True, slots=True)
class Quarrel:
    """A conflict by name: the rung it stands on, what it began with, and who could make peace."""

    fact: Conflict
    one: Person
    other: Person
    rungs: tuple[tuple[str, bool, bool], ...]
    heat: float
    began: Moment | None
    mediators: tuple[tuple[Person, float], ...]
    winner: Person | None
    ending: str
    day: int

    @property
    def rung(self) -> str:
        """The rung it stands on; of one that is over, which has come down from all, the highest it reached."""
        return LEVELS[self.fact.level or self.fact.highest]


@dataclass(frozen=True, slots=True)
class Called:
    """An occasion by name, and how the votes fell."""

    fact: Occasion
    place: str
    host: Person | None
    subject: Person | None
    against: Person | None
    there: tuple[Person, ...]
    ayes: str
    noes: str
    outcome: str
    day: int
    clock: str


@dataclass(frozen=True, slots=True)
class Sides:
    """The blocs of a world, those who are in none, and how well its triangles balance."""

    blocs: list[list[Person]]
    alone: list[Person]
    share: float | None
    chance: float | None
    triangles: int
    # Ties that fit ill: friends across blocs, foes within one.
    misfits: list[tuple[Person, Person, bool]]
    left_out: int


@require_safe
def camps(request: HttpRequest, slug: str) -> HttpResponse:
    found = visible(request, slug)
    people = moments.people(outlook.living(found))
    if wants_part(request):
        return render(request, "relationships/camps.html#sides", {"slug": slug, "sides": sides(found, people)})
    leagues, quarrels, called = leagues_of(found, people), quarrels_of(found, people), called_of(found, people)
    context = {
        "world": found, "slug": slug, "tab": "camps",
        "leagues": [one for one in leagues if one.fact.is_open],
        "past_leagues": [one for one in leagues if not one.fact.is_open],
        "quarrels": [one for one in quarrels if one.fact.is_open],
        "past_quarrels": [one for one in quarrels if not one.fact.is_open],
        "called": called,
        # Looking for blocs takes its time: without a script only who asks for them waits.
        "sides": sides(found, people) if "blocs" in request.GET else None,
    }  # fmt: skip
    return render(request, "relationships/camps.html", context)


def leagues_of(world: World, people: People, between: Sequence[int] = ()) -> list[League]:
    """The alliances of a world, or those in which both of two are."""
    rows = AllianceRow.objects.filter(world=world, members__contains=list(between)).order_by("-number")
    return [_league(row.fact(), people) for row in rows[:MOST]]


def _league(fact: Alliance, people: People) -> League:
    return League(
        fact=fact,
        members=tuple(people[who] for who in fact.members if who in people),
        leader=people.get(fact.leader or 0),
        day=_day(fact.made),
        ended_day=_day(fact.closed) if fact.closed else None,
    )


def quarrels_of(world: World, people: People, between: Sequence[int] = ()) -> list[Quarrel]:
    """The quarrels of a world, or those between two; open ones first, the hottest before the others. Three queries."""
    rows = ConflictRow.objects.filter(world=world).order_by("-number")
    if between:
        rows = rows.filter(one=min(between), other=max(between))
    facts = [row.fact() for row in rows[:MOST]]
    facts = [fact for fact in facts if set(fact.people) <= people.keys()]
    sides_of = {who for fact in facts if fact.is_open for who in fact.people}
    known = CharacterRelationship.objects.filter(world=world, source__in=sides_of).select_related(None)
    bonds = {(row.source_id, row.target_id): row.bond() for row in known}
    events = Event.objects.filter(world=world, number__in={fact.cause for fact in facts})
    told = {moment.number: moment for moment in moments.of(people, events)}
    here = list(outlook.present_ids(world)) if bonds else []
    found = [_quarrel(fact, people, bonds, here, told, world.minute) for fact in facts]
    return sorted(found, key=lambda one: (not one.fact.is_open, -one.heat))


def _quarrel(
    fact: Conflict,
    people: People,
    bonds: Mapping[tuple[int, int], Bond],
    here: Sequence[int],
    told: Mapping[int, Moment],
    minute: int,
) -> Quarrel:
    peace = conflicts.mediators(fact, here, bonds) if fact.is_open else []
    return Quarrel(
        fact=fact,
        one=people[fact.one],
        other=people[fact.other],
        rungs=tuple((name, fact.level >= rung, fact.highest >= rung) for rung, name in LEVELS.items()),
        heat=conflicts.cooled(fact, minute) / conflicts.HOTTEST if fact.is_open else 0.0,
        began=told.get(fact.cause),
        mediators=tuple((people[one.who], one.trust) for one in peace if one.who in people),
        winner=people.get(fact.winner or 0),
        ending=ENDINGS.get(fact.state, ""),
        day=_day(fact.opened),
    )


def called_of(world: World, people: People) -> list[Called]:
    places = outlook.place_names(world)
    rows = OccasionRow.objects.filter(world=world).order_by("-number")[:MOST]
    return [_called(row.fact(), people, places) for row in rows]


def _called(fact: Occasion, people: People, places: Mapping[str, str]) -> Called:
    return Called(
        fact=fact,
        place=places.get(fact.place, ""),
        host=people.get(fact.host or 0),
        subject=people.get(fact.subject or 0),
        against=people.get(fact.against or 0),
        there=tuple(people[who] for who in (fact.came or fact.coming) if who in people),
        ayes=_voters(fact, people, 1),
        noes=_voters(fact, people, -1),
        outcome=OUTCOMES.get(fact.result, "") if fact.closed else "",
        day=_day(fact.starts),
        clock=f"{fact.starts // 60 % 24:02d}:{fact.starts % 60:02d}",
    )


def _voters(fact: Occasion, people: People, which: int) -> str:
    return in_a_row([people[who].name for who, vote in fact.votes if vote == which and who in people])


def sides(world: World, people: People) -> Sides:
    """The blocs as ids are kept for as long as nothing happens; names and faces are of now."""
    found = kept(f"sides:{world.pk}:{world.log_position}", lambda: _reckoned(world))
    blocs, alone, share, chance, triangles, misfits, left_out = found
    return Sides(
        blocs=[[people[who] for who in bloc if who in people] for bloc in blocs if len(bloc) > 1],
        alone=[people[who] for bloc in blocs if len(bloc) == 1 for who in bloc if who in people]
        + [people[who] for who in alone if who in people],
        share=share,
        chance=chance,
        triangles=triangles,
        misfits=[(people[a], people[b], weight > 0) for a, b, weight in misfits if a in people and b in people],
        left_out=left_out,
    )


def _reckoned(world: World) -> Reckoned:
    here = outlook.present_ids(world)
    bonds = CharacterRelationship.objects.filter(world=world).strongest("affinity", TIES)
    ties = [tie for tie in balance.ties_of(bonds) if tie[0] in here and tie[1] in here]
    chosen = _most_tied(ties)
    inside = [tie for tie in ties if tie[0] in chosen and tie[1] in chosen]
    found = factions.factions(inside, chosen)
    whole = balance.triangles(ties)
    return (
        [list(bloc) for bloc in found.partition.blocs],
        list(found.partition.unattached),
        whole.share,
        balance.chance(ties),
        whole.total,
        list(found.partition.frustrated),
        len(here) - len(chosen),
    )


def _most_tied(ties: Iterable[balance.Tie[int]]) -> list[int]:
    count: dict[int, float] = {}
    for one, other, weight in ties:
        for who in (one, other):
            count[who] = count.get(who, 0.0) + abs(weight)
    return sorted(count, key=lambda who: (-count[who], who))[:IN_BLOCS]


def _day(minute: int) -> int:
    return minute // 1440 + 1
