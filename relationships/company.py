"""What there is to tell of a world's company: alliances, conflicts, rank, blocs, groups and occasions, for readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from characters.models import EcosystemCharacter, Event
from relationships import balance, conflicts, groups, rank
from relationships.alliances import Alliance
from relationships.bonds import DIMENSIONS, Bond
from relationships.conflicts import Conflict, Mediator
from relationships.factions import Factions, factions
from relationships.groups import Group
from relationships.models import AllianceRow, CharacterRelationship, ConflictRow, LeadershipRow, OccasionRow
from relationships.occasions import Occasion
from relationships.rank import Leadership

Bonds = Mapping[tuple[int, int], Bond]
# Of what is long over readers are shown so much.
MOST_OVER = 30
# What a group puts up with is judged by so many of the latest deeds.
DEEDS_READ = 3_000


@dataclass(frozen=True, slots=True)
class Step:
    """Something that came of it, by the number of its event."""

    number: int
    minute: int
    kind: str
    text: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllianceAccount:
    alliance: Alliance
    history: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ConflictAccount:
    conflict: Conflict
    ladder: tuple[Step, ...]
    # Who could make peace, the best first; nobody where it is over.
    mediators: tuple[Mediator, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    who: int
    dominance: float
    # Mean respect of those who know them, -1..1, and how many they are.
    prestige: float
    judges: int
    # David's score and its normalised form, and the contests it rests on.
    score: float
    norm: float
    won: int
    lost: int
    # Dominance and prestige in one, as it decides who leads.
    standing: float


@dataclass(frozen=True, slots=True)
class RankTable:
    """Everybody, the highest standing first, and who leads and led."""

    rows: tuple[Ranked, ...]
    leader: Leadership | None
    before: tuple[Leadership, ...]


@dataclass(frozen=True, slots=True)
class BalanceAccount:
    factions: Factions[int]
    # The share of balanced triangles to expect if the same signs were dealt at random.
    chance: float | None


@dataclass(frozen=True, slots=True)
class OccasionAccount:
    occasion: Occasion
    called: Step | None
    outcome: Step | None


def bonds_of(world_id: int) -> Bonds:
    """How everybody in the world stands to everybody."""
    rows = CharacterRelationship.objects.filter(world=world_id, source__departed=None, target__departed=None)
    columns = rows.order_by("source", "target").values_list("source", "target", *DIMENSIONS, "stage", "minute")
    return {(row[0], row[1]): Bond(*row) for row in columns}


def alliances_of(world_id: int) -> list[AllianceAccount]:
    """Those that hold, the newest first, then those that are over; without whoever has left the world."""
    cast = _cast(world_id)
    rows = AllianceRow.objects.filter(world=world_id).order_by("-number")
    held = [fact for row in rows if (fact := row.fact().among(cast)) is not None]
    shown = [*(one for one in held if one.is_open), *[one for one in held if not one.is_open][:MOST_OVER]]
    steps = _steps(world_id, "alliance_", "league:")
    return [AllianceAccount(one, steps.get(one.number, ())) for one in shown]


def conflicts_of(world_id: int, bonds: Bonds | None = None) -> list[ConflictAccount]:
    """Those that are open, the worst first, then those that are over, the newest first."""
    cast = _cast(world_id)
    known = bonds_of(world_id) if bonds is None else bonds
    rows = ConflictRow.objects.filter(world=world_id, one__departed=None, other__departed=None).order_by("-number")
    held = [row.fact() for row in rows]
    still = sorted((one for one in held if one.is_open), key=lambda one: (-one.level, -one.heat, one.number))
    over = [one for one in held if not one.is_open][:MOST_OVER]
    steps = _steps(world_id, "conflict_", "quarrel:")
    return [
        ConflictAccount(
            one,
            steps.get(one.number, ()),
            tuple(conflicts.mediators(one, sorted(cast), known)) if one.is_open else (),
        )
        for one in (*still, *over)
    ]


def rank_of(world_id: int, bonds: Bonds | None = None) -> RankTable:
    ratings = dict(EcosystemCharacter.objects.filter(world=world_id, departed=None).values_list("pk", "rating"))
    cast = sorted(ratings)
    esteem = rank.prestige((bonds_of(world_id) if bonds is None else bonds).values())
    deeds = Event.objects.filter(world=world_id, act__in=list(rank.CONTESTS), kind=Event.Kind.INTERACTION)
    fought = rank.contests(
        (act, initiator, responders[0], accepted)
        for act, initiator, responders, accepted in deeds.order_by("number").values_list(
            "act", "initiator", "responder_ids", "accepted"
        )
        if initiator in ratings and responders and responders[0] in ratings
    )
    scores = {one.who: one for one in rank.davids_scores(fought, cast)}
    rows = []
    for who in cast:
        respect = esteem.get(who, rank.Prestige(0.0, 0))
        rows.append(
            Ranked(
                who, ratings[who], respect.value, respect.judges, scores[who].score, scores[who].norm,
                sum(winner == who for winner, _ in fought), sum(loser == who for _, loser in fought),
                rank.standing(ratings[who], respect.value),
            )
        )  # fmt: skip
    rows.sort(key=lambda one: (-one.standing, -one.score, one.who))
    led = [row.fact() for row in LeadershipRow.objects.filter(world=world_id).order_by("-number")[:MOST_OVER]]
    now = next((one for one in led if one.is_open and one.leader in ratings), None)
    return RankTable(tuple(rows), now, tuple(one for one in led if one is not now))


def balance_of(world_id: int, bonds: Bonds | None = None) -> BalanceAccount:
    """Who stands with whom in the world, and how balanced it is."""
    ties = balance.ties_of((bonds_of(world_id) if bonds is None else bonds).values())
    return BalanceAccount(factions(ties, _cast(world_id)), balance.chance(ties))


def groups_of(world_id: int, bonds: Bonds | None = None) -> list[Group]:
    """Groups that people belong to by name, then those found among them; largest first."""
    known = bonds_of(world_id) if bonds is None else bonds
    lives = EcosystemCharacter.objects.filter(world=world_id, departed=None).order_by("pk")
    named: dict[str, list[int]] = {}
    values, ratings = {}, {}
    for who, group, held, rating in lives.values_list("pk", "group", "character__values", "rating"):
        values[who], ratings[who] = frozenset(held), rating
        if group:
            named.setdefault(group, []).append(who)
    deeds = _deeds(world_id)
    told = [(name, tuple(members)) for name, members in named.items()]
    seen = {frozenset(members) for _, members in told}
    told.sort(key=lambda one: (-len(one[1]), one[0]))
    told += [("", tuple(sorted(group))) for group in groups.found(known) if group not in seen]
    return [
        Group(name, members, groups.roles(members, known, ratings), groups.norms(members, known, values, deeds))
        for name, members in told
    ]


def occasions_of(world_id: int) -> list[OccasionAccount]:
    """The one under way, if any, then those that are over; the newest first."""
    rows = OccasionRow.objects.filter(world=world_id).order_by("-number")[:MOST_OVER]
    held = [row.fact() for row in rows]
    numbers = {number for one in held for number in (one.event, one.ended) if number}
    events = {step.number: step for step in _told(Event.objects.filter(world=world_id, number__in=numbers))}
    return [OccasionAccount(one, events.get(one.event), events.get(one.ended)) for one in held]


def _cast(world_id: int) -> frozenset[int]:
    return frozenset(EcosystemCharacter.objects.filter(world=world_id, departed=None).values_list("pk", flat=True))


def _deeds(world_id: int) -> list[groups.Deed]:
    rows = Event.objects.filter(world=world_id, kind=Event.Kind.INTERACTION).exclude(initiator=None)
    columns = rows.order_by("-number").values_list("act", "initiator", "responder_ids", "accepted")[:DEEDS_READ]
    return [
        (act, initiator, responders[0], bool(accepted))
        for act, initiator, responders, accepted in columns
        if responders
    ]


def _steps(world_id: int, kinds: str, tag: str) -> dict[int, tuple[Step, ...]]:
    """What came of each fact of a kind, by its number, in order."""
    found: dict[int, list[Step]] = {}
    events = Event.objects.filter(world=world_id, kind=Event.Kind.DEVELOPMENT, act__startswith=kinds)
    for step in _told(events.order_by("number")):
        for one in step.tags:
            if one.startswith(tag):
                found.setdefault(int(one.removeprefix(tag)), []).append(step)
    return {number: tuple(steps) for number, steps in found.items()}


def _told(events: Iterable[Event]) -> list[Step]:
    return [
        Step(one.number, one.minute, one.act, one.lines[0]["text"] if one.lines else "", tuple(one.tags))
        for one in events
    ]
