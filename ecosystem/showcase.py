"""What is shown to whoever comes by: the casts one can start with, and the demo world as it really is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from characters import portraits
from characters.minds import DOMAINS, NEEDS
from characters.models import EcosystemCharacter, Event
from ecosystem import moments, starters
from ecosystem.models import World
from ecosystem.moments import Moment, Person
from ecosystem.starterfile import Member, Starter
from marketplace.casts import Cast, Listed
from relationships import stages
from relationships.models import CharacterRelationship

FEED = 12
TIES = 5
GENRES = ("romance", "mystery", "adventure", "tragedy")
# How far back a moment with enough reasons is looked for.
SEARCHED = 60


@dataclass(frozen=True, slots=True)
class Tie:
    name: str
    value: float
    step: int
    word: str


@dataclass(frozen=True, slots=True)
class Showcase:
    world: World
    people: dict[int, Person]
    feed: list[Moment]
    explained: Moment | None
    mind: EcosystemCharacter | None
    face: Person | None
    needs: list[tuple[str, float]]
    ties: list[Tie]


def of_the_demo() -> Showcase | None:
    """None where the studio has no demo world yet."""
    world = World.objects.filter(is_demo=True).first()
    if world is None:
        return None
    cast = list(world.cast.select_related("character").order_by("-last_event", "pk"))
    people = moments.people(cast)
    recent = moments.of(people, Event.objects.filter(world=world).latest_first()[:SEARCHED])
    explicable = [moment for moment in recent if moment.reasons]
    mind = cast[0] if cast else None
    return Showcase(
        world=world,
        people=people,
        feed=recent[:FEED],
        explained=max(explicable, key=lambda moment: len(moment.reasons) * len(moment.lines), default=None),
        mind=mind,
        face=people[mind.pk] if mind else None,
        needs=[(need, mind.needs.get(need, 0.5)) for need in NEEDS] if mind else [],
        ties=_ties(mind, people) if mind else [],
    )


def _ties(who: EcosystemCharacter, people: dict[int, Person]) -> list[Tie]:
    """Towards whom somebody feels most, warmest first."""
    rows = CharacterRelationship.objects.filter(source=who).exclude(familiarity=0)
    felt = [(stages.regard(bond), bond) for bond in (row.bond() for row in rows)]
    strongest = sorted(felt, key=lambda pair: -abs(pair[0]))[:TIES]
    ties = [Tie(people[bond.target].name, value, stages.step(bond), stages.word(bond)) for value, bond in strongest]
    return sorted(ties, key=lambda tie: -tie.value)


@lru_cache
def casts() -> tuple[Cast, ...]:
    """The starters as the shelf and the tiles show them."""
    found = [starters.read(name) for name in starters.names()]
    return tuple(_cast(starter) for starter in sorted(found, key=lambda one: GENRES.index(one.genre)))


def _cast(starter: Starter) -> Cast:
    return Cast(
        name=starter.name,
        title=starter.title,
        genre=starter.genre,
        work=starter.work,
        author=starter.author,
        year=starter.year,
        premise=starter.premise,
        opening=starter.opening,
        people=tuple(_listed(starter.genre, member) for member in starter.cast),
        places=tuple(place.name for place in starter.places),
    )


def _listed(genre: str, member: Member) -> Listed:
    return Listed(
        key=member.key,
        name=member.name,
        role=member.role,
        persona=member.persona,
        seed=portraits.seed(member.key, member.pronouns, genre, member.look),
        traits={domain: getattr(member.traits, domain) for domain in DOMAINS},
        values=member.values,
        speech=member.speech,
    )
