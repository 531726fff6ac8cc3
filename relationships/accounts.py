"""What readers may ask about faith kept and broken: every account in a fixed number of queries, people by their ids.

Who has left the world is still told of; those who ask for the names ask the cast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from characters.models import EcosystemCharacter, Event, Secret
from relationships import repair, reputation
from relationships.betrayals import HIDDEN, Betrayal
from relationships.bonds import DIMENSIONS, Bond
from relationships.confidences import Confidence
from relationships.models import BetrayalRow, CharacterRelationship, ConfidenceRow, PromiseRow, RumourRow
from relationships.promises import Promise
from relationships.reputation import Repute
from relationships.rumours import Rumour, Telling

Pair = tuple[int, int]
# A list on a page is no longer than this.
MOST = 60


@dataclass(frozen=True, slots=True)
class BetrayalAccount:
    """A betrayal, the events that prove it in their order, and how far it is made good of what it takes."""

    fact: Betrayal
    evidence: tuple[Event, ...]
    # The event with which the victim learned of it; nothing while it is secret.
    learned: Event | None
    mended: float
    needed: float
    # The most that the victim will trust the doer from then on.
    ceiling: float


@dataclass(frozen=True, slots=True)
class Hop:
    """One telling on a tale's path, and through how many mouths it has gone by then."""

    telling: Telling
    mouths: int


@dataclass(frozen=True, slots=True)
class RumourAccount:
    fact: Rumour
    path: tuple[Hop, ...]
    # Those who have told or heard it, the first teller first.
    knowers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Knowing:
    """Somebody who is in on a secret; `told` is nothing for whoever knew it before the world began."""

    who: int
    told: Confidence | None


@dataclass(frozen=True, slots=True)
class SecretAccount:
    id: int
    holder: int
    text: str
    about: int | None
    knowers: tuple[Knowing, ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """An edge of the web of trust: how far the one trusts the other, and how little that rests on."""

    source: int
    target: int
    trust: float
    uncertainty: float


def promises(
    world_id: int, *, between: Pair | None = None, who: int | None = None, open_only: bool = False
) -> list[Promise]:
    """Words given, the newest first."""
    rows = PromiseRow.objects.open() if open_only else PromiseRow.objects.all()
    found = _of(rows.filter(world=world_id), ("maker", "holder"), between, who)
    return [row.fact() for row in found.order_by("-number")[:MOST]]


def betrayals(
    world_id: int, minute: int, *, between: Pair | None = None, who: int | None = None, secret: bool = True
) -> list[BetrayalAccount]:
    """What was done to whom, the newest first; `minute` is the world's, `secret` whether to tell of secret ones."""
    rows = _of(BetrayalRow.objects.filter(world=world_id), ("doer", "victim"), between, who)
    if not secret:
        rows = rows.exclude(state=HIDDEN)
    found = list(rows.select_related("victim__character").order_by("-number")[:MOST])
    numbers = {number for row in found for number in (*row.evidence, row.learned)}
    events = {event.number: event for event in Event.objects.filter(world=world_id, number__in=numbers)}
    return [_account(row, events, minute) for row in found]


def rumours(world_id: int, *, about: int | None = None, number: int | None = None) -> list[RumourAccount]:
    """What is or was told, the newest first: of everybody, of one, or one rumour by its number."""
    rows = RumourRow.objects.filter(world=world_id)
    if about is not None:
        rows = rows.filter(subject=about)
    if number is not None:
        rows = rows.filter(number=number)
    facts = [row.fact() for row in rows.order_by("-number")[:MOST]]
    return [RumourAccount(fact, tuple(path(fact)), fact.knowers) for fact in facts]


def path(rumour: Rumour) -> Sequence[Hop]:
    """The tellings in their order, each with how far from its first teller the tale has come by it."""
    come: dict[int, int] = {}
    hops = []
    for one in rumour.tellings:
        mouths = come.get(one.teller, 0) + 1
        come.setdefault(one.hearer, mouths)
        hops.append(Hop(one, mouths))
    return hops


def secrets(world_id: int, *, holder: int | None = None) -> list[SecretAccount]:
    """Every secret with those who are in on it and by which way they came to be."""
    kept = Secret.objects.filter(holder__world=world_id).order_by("pk")
    if holder is not None:
        kept = kept.filter(holder=holder)
    told: dict[Pair, Confidence] = {}
    for row in ConfidenceRow.objects.filter(world=world_id).order_by("number"):
        told.setdefault((row.secret_id, row.hearer_id), row.fact())
    return [
        SecretAccount(
            secret.pk, secret.holder_id, secret.text, secret.about_id,
            tuple(Knowing(who, told.get((secret.pk, who))) for who in secret.knower_ids),
        )
        for secret in kept
    ]  # fmt: skip


def trust_web(world_id: int, least_known: float = 0.1) -> list[Trust]:
    """Who trusts whom and how surely, of those who know each other at all; the surest first."""
    rows = CharacterRelationship.objects.filter(
        world=world_id, familiarity__gte=least_known, source__departed=None, target__departed=None
    )
    bonds = [Bond(*row) for row in rows.values_list("source", "target", *DIMENSIONS)]
    edges = [Trust(bond.source, bond.target, bond.trust, bond.uncertainty) for bond in bonds]
    return sorted(edges, key=lambda edge: (edge.uncertainty, edge.source, edge.target))


def reputation_of(world_id: int, communities: Mapping[int, str] | None = None) -> dict[int, dict[str, Repute]]:
    """What each group of the world, each community given, and all together ("") make of each of the cast."""
    cast = EcosystemCharacter.objects.filter(world=world_id, departed=None).values_list("pk", "group")
    groups = {who: [group] if group else [] for who, group in cast}
    for who, community in (communities or {}).items():
        groups.setdefault(who, []).append(community)
    rows = CharacterRelationship.objects.filter(
        world=world_id, familiarity__gte=reputation.LEAST_FAMILIAR, source__departed=None, target__departed=None
    )
    return reputation.by_group((Bond(*row) for row in rows.values_list("source", "target", *DIMENSIONS)), groups)


def _of(rows: QuerySet[Any], sides: tuple[str, str], between: Pair | None, who: int | None) -> QuerySet[Any]:
    one, other = sides
    if between is not None:
        rows = rows.filter(Q(**{one: between[0], other: between[1]}) | Q(**{one: between[1], other: between[0]}))
    return rows if who is None else rows.filter(Q(**{one: who}) | Q(**{other: who}))


def _account(row: BetrayalRow, events: Mapping[int, Event], minute: int) -> BetrayalAccount:
    fact = row.fact()
    warmth = row.victim.mind().personality.agreeableness
    return BetrayalAccount(
        fact,
        tuple(events[number] for number in fact.evidence if number in events),
        events.get(fact.learned),
        repair.mended(fact, minute, warmth),
        repair.needed(fact.severity),
        repair.ceiling(fact),
    )
