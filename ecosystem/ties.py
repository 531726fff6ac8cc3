"""The ties of a world as pages show them: a layer, a day, around somebody or all; as a map, a matrix or a table.

What is drawn is capped, strongest first, and the database does the choosing, so that a world of five hundred is read
as fast as one of twelve. The past is the ledger's sum up to the last event of a day.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from characters.models import Event
from ecosystem import outlook
from ecosystem.keeping import kept
from ecosystem.models import World
from ecosystem.moments import Living, Person
from relationships import layers, layout, stages
from relationships.bonds import Bond
from relationships.conflicts import LEVELS
from relationships.layers import LAYERS, Layer
from relationships.models import AllianceRow, CharacterRelationship, ConflictRow, LedgerEntry

VIEWS = {"map": "Map", "matrix": "Matrix", "table": "Table"}
# Ties told in words beside the map.
IN_WORDS = 30
SHOWN = {"strong": "Strong", "against": "Against", "all": "All"}
# Directed ties that a map, a table and a matrix hold at the most.
ON_MAP, IN_TABLE = 900, 200
# People in a matrix: beyond that its squares are too small to hit, and nobody reads it.
IN_MATRIX = 40
# People around whoever is in focus.
AROUND = 24
# From this strength a tie counts as strong.
STRONG = stages.STEPS[1]
DAY = 1440
QUARREL = ("one", "other", "level", "highest")

People = Mapping[int, Person]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lens:
    """How a reader looks at the ties of a world; `day` is None for today, 0 for before anything happened."""

    view: str = "map"
    layer: str = "affinity"
    shown: str = "strong"
    who: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, asked: QueryDict, people: People, today: int) -> Lens:
        """What was asked for in an address; what makes no sense there is left out."""
        plain = cls()
        who, day = outlook.number_in(asked.get("who", "")), outlook.number_in(asked.get("day", ""))
        return cls(
            view=_one_of(VIEWS, asked.get("view", ""), plain.view),
            layer=_one_of(LAYERS, asked.get("layer", ""), plain.layer),
            shown=_one_of(SHOWN, asked.get("shown", ""), plain.shown),
            who=who if who in people else None,
            day=day if day is not None and day < today else None,
        )

    @property
    def what(self) -> Layer:
        return LAYERS[self.layer]

    @property
    def today_query(self) -> str:
        return self.query(day=None)

    @property
    def table_query(self) -> str:
        return self.query(view="table")

    def query(self, **changes: object) -> str:
        """The lens as an address holds it, plain parts left out."""
        asked = {name: changes.get(name, getattr(self, name)) for name in ("view", "layer", "shown", "who", "day")}
        told = {name: value for name, value in asked.items() if value not in (None, getattr(Lens(), name))}
        return f"?{urlencode(told)}" if told else "?"


@dataclass(frozen=True, slots=True)
class Tie:
    """One direction as a layer has it: its value of -1..1, the step of the scale and the word for it."""

    source: Person
    target: Person
    value: float
    step: int
    word: str
    bond: Bond

    @property
    def drawn(self) -> outlook.Drawn:
        return self.source.id, self.target.id, self.step, round(min(1.0, abs(self.value) * 1.2), 3)

    @property
    def pair(self) -> Pair:
        return self.source.id, self.target.id

    @property
    def sure(self) -> str:
        return "sure" if self.bond.uncertainty < 0.25 else "fairly sure" if self.bond.uncertainty < 0.5 else "a guess"


def _one_of(known: Mapping[str, object], asked: str, otherwise: str) -> str:
    return asked if asked in known else otherwise


def day_of(minute: int) -> int:
    return minute // DAY + 1


def last_event_of(world: World, day: int) -> int:
    """Number of the last event of a day; 0 for before the first day."""
    found = Event.objects.filter(world=world, minute__lt=day * DAY) if day else Event.objects.none()
    return found.order_by("-number").values_list("number", flat=True).first() or 0


def seen(world: World, lens: Lens, people: People) -> list[Tie]:
    """The ties that a lens shows, strongest first; in focus only those around somebody."""
    cap = IN_TABLE if lens.view == "table" else ON_MAP
    if lens.what.of is None:
        return _made(world, lens, people)[:cap]
    bonds = _now(world, lens, cap) if lens.day is None else _then(world, lens)
    if lens.who is not None:
        near = _around(bonds, lens)
        bonds = [bond for bond in bonds if bond.source in near and bond.target in near]
    ties = [tie for bond in bonds if (tie := _tie(bond, lens, people)) and _wanted(tie, lens)]
    return ties[:cap]


def _made(world: World, lens: Lens, people: People) -> list[Tie]:
    """Alliances and conflicts, that held at the end of the day, as ties: each the same both ways."""
    until = world.minute if lens.day is None else lens.day * DAY
    find = _leagues if lens.layer == "alliance" else _quarrels
    found = {pair: told for pair, told in find(world, until).items() if set(pair) <= people.keys()}
    if lens.who is not None:
        near = {lens.who, *(who for pair in found if lens.who in pair for who in pair)}
        found = {pair: told for pair, told in found.items() if set(pair) <= near}
    rows = CharacterRelationship.objects.filter(world=world).among(sorted({who for pair in found for who in pair}))
    bonds = {(row.source_id, row.target_id): row.bond() for row in rows}
    ties = [
        Tie(people[a], people[b], value, layers.step(value), word, bonds.get((a, b), Bond(a, b)))
        for (one, other), (value, word) in found.items()
        for a, b in ((one, other), (other, one))
    ]
    return sorted(ties, key=lambda tie: -abs(tie.value))


def _leagues(world: World, until: int) -> dict[Pair, tuple[float, str]]:
    found: dict[Pair, tuple[float, str]] = {}
    rows = AllianceRow.objects.filter(Q(closed=0) | Q(closed__gt=until), world=world, made__lte=until)
    for members, cohesion, purpose in rows.values_list("members", "cohesion", "purpose"):
        value = max(stages.STEPS[0], cohesion)
        found |= dict.fromkeys(combinations(sorted(members), 2), (value, f"allied to {purpose}"))
    return found


def _quarrels(world: World, until: int) -> dict[Pair, tuple[float, str]]:
    """What is over since has come down from every rung: of the past it is told how high it climbed."""
    rows = ConflictRow.objects.filter(Q(closed=0) | Q(closed__gt=until), world=world, opened__lte=until)
    rungs = {(one, other): level or highest for one, other, level, highest in rows.values_list(*QUARREL)}
    return {pair: (-rung / len(LEVELS), LEVELS[rung]) for pair, rung in rungs.items()}


def _now(world: World, lens: Lens, cap: int) -> list[Bond]:
    rows = CharacterRelationship.objects.filter(world=world)
    if lens.who is None:
        return rows.strongest(lens.layer, cap if lens.shown != "against" else cap * 4, outlook.KNOWN)
    own = rows.touching(lens.who).strongest(lens.layer, 4 * AROUND, outlook.KNOWN)
    near = _around(own, lens)
    return rows.among(sorted(near)).strongest(lens.layer, cap, outlook.KNOWN)


def _then(world: World, lens: Lens) -> list[Bond]:
    """The same from the ledger, as of the end of a day."""
    assert lens.day is not None
    assert lens.what.of is not None
    value = lens.what.of
    bonds = _past(world.pk, last_event_of(world, lens.day))
    sized = [(abs(value(bond)), bond) for bond in bonds]
    told = [one for one in sized if one[0] >= stages.STEPS[0] or one[1].familiarity >= outlook.KNOWN]
    return [bond for _, bond in sorted(told, key=lambda one: (-one[0], one[1].source, one[1].target))]


def _past(world_id: int, event: int) -> list[Bond]:
    """What the ledger adds up to, kept for a while: the past does not change, and a long one takes its time."""
    return kept(f"past:{world_id}:{event}", lambda: _told(LedgerEntry.objects.sums(world_id, event)))


def _told(bonds: Sequence[Bond]) -> list[Bond]:
    """Those that any layer has something to tell of."""
    measures = [layer.of for layer in LAYERS.values() if layer.of]
    return [
        bond
        for bond in bonds
        if bond.familiarity >= outlook.KNOWN or any(abs(of(bond)) >= stages.STEPS[0] for of in measures)
    ]


def _around(bonds: Iterable[Bond], lens: Lens) -> set[int]:
    """Whoever is in focus, and those to whom the strongest ties lead, whichever way."""
    near: dict[int, None] = {}
    for bond in bonds:
        if lens.who in (bond.source, bond.target) and len(near) < AROUND:
            near[bond.target if bond.source == lens.who else bond.source] = None
    return {*near, lens.who or 0}


def _tie(bond: Bond, lens: Lens, people: People) -> Tie | None:
    if bond.source not in people or bond.target not in people or lens.what.of is None:
        return None
    value = lens.what.of(bond)
    step = layers.step(value)
    return Tie(people[bond.source], people[bond.target], value, step, lens.what.words[step], bond)


def _wanted(tie: Tie, lens: Lens) -> bool:
    # The map ranks strong ties itself, so that nobody stands on it alone.
    if lens.shown == "against":
        return tie.step < 0
    return lens.shown == "all" or lens.view == "map" or abs(tie.value) >= STRONG


def told(ties: Sequence[Tie], lens: Lens) -> list[Tie]:
    """The strongest in words, for beside the map; in focus only those of whoever is in it."""
    own = [tie for tie in ties if lens.who in (None, tie.source.id, tie.target.id) and tie.step]
    if lens.what.is_mutual:
        own = [tie for tie in own if tie.source.id < tie.target.id]
    return own[:IN_WORDS]


def staged(ties: Sequence[Tie], lens: Lens) -> list[Tie]:
    """With what they were to each other then: the ledger does not hold it, and a table shows it."""
    if lens.day is None:
        return list(ties)
    found = {(tie.bond.source, tie.bond.target): tie.bond for tie in ties}
    return [
        replace(
            tie,
            bond=replace(tie.bond, stage=stages.stage(tie.bond, "", found.get((tie.bond.target, tie.bond.source)))),
        )
        for tie in ties
    ]


def chart(world: World, lens: Lens, lives: Sequence[Living], people: People, ties: Sequence[Tie]) -> dict[str, object]:
    """The map's data; of a day that is past faces are plain, because moods are not told of it."""
    here = {lens.who, *(tie.source.id for tie in ties), *(tie.target.id for tie in ties)} if lens.who else people
    shown = [one for one in lives if one.pk in here]
    found = outlook.chart(world, shown, people, [tie.drawn for tie in ties])
    if lens.who is not None:
        _gather(found["nodes"], lens.who, ties)  # type: ignore[arg-type]
    if lens.day is not None:
        for node in found["nodes"]:  # type: ignore[attr-defined]
            node |= {"mood": 0, "src": outlook.face_of(replace(people[node["id"]], step=0))}
    return found | {"shown": {"against": "strained"}.get(lens.shown, lens.shown)}


def _gather(nodes: list[dict[str, Any]], who: int, ties: Sequence[Tie]) -> None:
    """Whoever is in focus comes to the middle, the others around them: on the map of all they stand too close."""
    places = {node["id"]: (node["x"], node["y"]) for node in nodes}
    if who not in places:
        return
    near = dict.fromkeys(one for tie in ties if who in tie.pair for one in tie.pair)
    order = [one for one in dict.fromkeys((*near, *places)) if one in places and one != who]
    gathered = layout.around(who, order, places)
    for node in nodes:
        x, y = gathered[node["id"]]
        # A group's ground would lie across others who have been seated between its people.
        node |= {"x": round(x, 3), "y": round(y, 3), "group": -1}


def squares(ties: Sequence[Tie], people: People, lens: Lens) -> tuple[list[Person], dict[tuple[int, int], Tie]]:
    """Who is in the matrix, and the tie of each square: those who matter most, in the order of the cast."""
    weight: dict[int, float] = {}
    for tie in ties:
        for one in (tie.source.id, tie.target.id):
            weight[one] = weight.get(one, 0.0) + abs(tie.value)
    if lens.who is None and len(people) <= IN_MATRIX:
        chosen = set(people)
    else:
        if lens.who is not None:
            weight[lens.who] = math.inf
        chosen = set(sorted(weight, key=lambda one: -weight[one])[:IN_MATRIX])
    order = [person for person in people.values() if person.id in chosen]
    return order, {(tie.source.id, tie.target.id): tie for tie in ties}
