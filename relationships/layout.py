"""Where everybody stands on the map of relationships: those who matter to each other near, groups together.

Force-directed (Fruchterman & Reingold 1991) by igraph, with one unseen node a group that holds its members together.
It starts from where people stood, so that the map drifts and never jumps, and from a seed, so that it can be tested.
Communities are Leiden's (Traag, Waltman & van Eck 2019), by modularity.
"""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import igraph

Point = tuple[float, float]

# A regard of this much pulls as hard as any.
FULL_PULL = 1 / 1.2

# Rounds from nothing, and rounds that let a known map drift.
FRESH_ROUNDS, DRIFT_ROUNDS = 400, 40
# How far a step may take anybody in the first of the rounds that drift, in the forces' own unit.
DRIFT_STEP = 0.03
# How hard a group holds its members, against ties of strength 0..1.
GROUP_PULL = 0.8
# A tie's pull is never nought: whoever knows somebody is not pushed off the map.
LEAST_PULL = 0.05
# The map is this many times as wide as it is high.
ASPECT = 1.35
# Two faces keep at least this share of the map's height between their middles.
ELBOW_ROOM = 0.13
# How far from somebody in focus the others sit, as shares of the map: in one row up to so many, else in two.
INNER, OUTER, ONE_ROW = 0.24, 0.46, 8
# Rounds of elbowing after the forces have settled, and the size of a cast past which faces are mere dots.
ELBOWING, CROWD = 30, 150


def layout(
    nodes: Sequence[tuple[int, str]],
    ties: Iterable[tuple[int, int, float]],
    start: Mapping[int, Point] | None = None,
    seed: int = 0,
) -> dict[int, Point]:
    """A place within 0..1, 0..1 for each of `nodes` (id, group); `ties` are (id, id, strength 0..1).

    `start` gives known places: those who have one drift from it, newcomers are set beside their group.
    """
    if not nodes:
        return {}
    start = start or {}
    rng = random.Random(seed)
    index = {who: i for i, (who, _) in enumerate(nodes)}
    groups = sorted({group for _, group in nodes if group})
    hubs = {group: len(nodes) + i for i, group in enumerate(groups)}
    pulls: dict[tuple[int, int], float] = {}
    for a, b, strength in ties:
        if a in index and b in index and a != b:
            pair = min(index[a], index[b]), max(index[a], index[b])
            pulls[pair] = max(pulls.get(pair, 0.0), LEAST_PULL + strength)
    pulls |= {(index[who], hubs[group]): GROUP_PULL for who, group in nodes if group}
    graph = igraph.Graph(n=len(nodes) + len(hubs), edges=list(pulls))
    begin = _beginnings(nodes, hubs, start, rng)
    drifts = len(start.keys() & index.keys()) * 2 > len(nodes)
    with _drawing_from(rng):
        found = graph.layout_fruchterman_reingold(
            weights=list(pulls.values()),
            seed=begin,
            niter=DRIFT_ROUNDS if drifts else FRESH_ROUNDS,
            start_temp=DRIFT_STEP if drifts else math.sqrt(len(nodes)),
            # igraph turns a free map to its principal axes; a bounded one, however wide the bound, stays as it stood.
            minx=[-1e6] * graph.vcount(),
            grid="nogrid",
        )
    points = _fitted([(x, y) for x, y in found.coords[: len(nodes)]])
    return {who: point for (who, _), point in zip(nodes, _elbowed(points, rng), strict=True)}


def pull(regard: float) -> float:
    """How hard a regard of -1..1 draws two together, 0..1: dislike no less than liking, foes meet all the time."""
    return round(min(1.0, abs(regard) / FULL_PULL), 3)


def communities(ties: Iterable[tuple[int, int, float]], seed: int = 0) -> list[frozenset[int]]:
    """Groups whose members are closer to each other than to the rest, largest first; ties are (id, id, weight > 0)."""
    rows = list(ties)
    if not rows:
        return []
    graph = igraph.Graph.TupleList(rows, weights=True)
    with _drawing_from(random.Random(seed)):
        # Below nought it goes on until nothing improves.
        found = graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=-1)
    groups = [frozenset(graph.vs[member]["name"] for member in members) for members in found]
    return sorted(groups, key=lambda group: (-len(group), min(group)))


def ring(nodes: Sequence[tuple[int, str]]) -> dict[int, Point]:
    """Everybody on an oval, groups side by side: a map for a world that has not been laid out yet."""
    seated = sorted(nodes, key=lambda node: (node[1], node[0]))
    turn = math.tau / max(1, len(seated))
    return {
        who: (0.5 + 0.42 * math.sin(i * turn), 0.5 - 0.42 * math.cos(i * turn)) for i, (who, _) in enumerate(seated)
    }


def around(who: int, others: Sequence[int], places: Mapping[int, Point]) -> dict[int, Point]:
    """Somebody in the middle and the others about them, each in the direction where they stood; `others` nearest first.

    Many sit in two rows, the nearest within.
    """
    if len(others) > ONE_ROW:
        rows = [(INNER, others[: len(others) // 3]), (OUTER, others[len(others) // 3 :])]
    else:
        rows = [((INNER + OUTER) / 2, others)]
    x, y = places[who]
    found = {who: (0.5, 0.5)}
    for radius, row in rows:
        seated = sorted((math.atan2(places[one][1] - y, places[one][0] - x), one) for one in row)
        for seat, (_, one) in enumerate(seated):
            turn = seated[0][0] + math.tau * seat / len(seated)
            found[one] = (0.5 + radius * math.cos(turn), 0.5 + radius * math.sin(turn))
    return found


# igraph draws from one generator for the whole process.
_DRAWING = threading.Lock()


@contextmanager
def _drawing_from(rng: random.Random) -> Iterator[None]:
    with _DRAWING:
        igraph.set_random_number_generator(rng)
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)


def _beginnings(
    nodes: Sequence[tuple[int, str]], hubs: Mapping[str, int], start: Mapping[int, Point], rng: random.Random
) -> list[Point]:
    """Where the forces begin, in a square as large as igraph likes its maps."""
    side = math.sqrt(len(nodes)) * 2
    oval = ring(nodes)
    members: dict[str, list[Point]] = {group: [] for group in hubs}
    for who, group in nodes:
        if group and who in start:
            members[group].append(start[who])
    places = []
    for who, group in nodes:
        x, y = start.get(who) or _middle(members.get(group) or []) or oval[who]
        # Two newcomers must not stand on one spot: forces between them would have no direction.
        shake = 0.0 if who in start else 0.02
        places.append(((x + rng.uniform(-shake, shake)) * side, (y + rng.uniform(-shake, shake)) * side))
    for group in hubs:
        own = [places[i] for i, (_, of) in enumerate(nodes) if of == group]
        places.append(_middle(own) or (side / 2, side / 2))
    return places


def _middle(points: Sequence[Point]) -> Point | None:
    if not points:
        return None
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _fitted(points: Sequence[Point]) -> list[Point]:
    """The points stretched to fill 0.05..0.95 either way."""
    lows, highs = [min(axis) for axis in zip(*points, strict=True)], [max(axis) for axis in zip(*points, strict=True)]

    def fit(value: float, axis: int) -> float:
        reach = highs[axis] - lows[axis]
        return 0.05 + 0.9 * (value - lows[axis]) / reach if reach else 0.5

    return [(fit(x, 0), fit(y, 1)) for x, y in points]


def _elbowed(points: Sequence[Point], rng: random.Random) -> list[Point]:
    """The points pushed apart until no face hides another; a crowd is left as it stands."""
    at = [[x * ASPECT, y] for x, y in points]
    if len(at) > CROWD:
        return list(points)
    room = min(ELBOW_ROOM, 0.9 * math.sqrt(ASPECT / len(at)))
    for _ in range(ELBOWING):
        for i, one in enumerate(at):
            for other in at[:i]:
                dx, dy = one[0] - other[0], one[1] - other[1]
                apart = math.hypot(dx, dy)
                if apart >= room:
                    continue
                if apart < 1e-6:
                    dx, dy = rng.uniform(-1, 1), rng.uniform(-1, 1)
                    apart = math.hypot(dx, dy) or 1.0
                push = (room - apart) / 2 / apart
                one[0], one[1] = one[0] + dx * push, one[1] + dy * push
                other[0], other[1] = other[0] - dx * push, other[1] - dy * push
        for one in at:
            one[0], one[1] = min(ASPECT, max(0.0, one[0])), min(1.0, max(0.0, one[1]))
    return [(round(x / ASPECT, 4), round(y, 4)) for x, y in at]
