"""Blocs: who stands with whom where everybody is for or against somebody.

A partition is the better the less it is frustrated: ties for somebody across blocs, and ties against somebody within
one (Doreian & Mrvar 1996, "A partitioning approach to structural balance"). With two blocs that is Harary's line index
of balance; with any number it is Davis' clusterability (1967), which is correlation clustering. Of partitions equally
frustrated the one of fewest blocs is taken, and of those the one that parts fewest friends. Found exactly in small
networks, by Kernighan & Lin's (1970) chains of moves from many starts in larger ones.

A further bloc must be worth an eighth of what an average member feels: in a large network there is always somebody who
by mere chance would be a hair better off alone. The eighth is ours.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Generic

from relationships.balance import Node, Tie, net

# Up to so many connected nodes every partition is weighed.
EXACT = 10
# Starts of the search, as many as leave a network of this many nodes and more with the fewest.
MOST_STARTS, FEWEST_STARTS, CROWD = 60, 6, 400
# So many starts that end as well as any are enough.
AGREED = 8
# Chains of moves pay only as long as the network is no larger.
CHAINED = 120
# Weights closer than this are the same.
NEAR = 1e-9
SEED = 1996
# What a further bloc must spare, in what the average node's ties weigh together.
WORTH = 0.125

Labels = list[int]
# Frustration with what the blocs cost, their number, friendship parted: the less, the better, in this order.
Cost = tuple[float, int, float]


@dataclass(frozen=True, slots=True)
class Partition(Generic[Node]):
    """The blocs, largest first; who is tied to nobody is in none."""

    blocs: tuple[tuple[Node, ...], ...]
    unattached: tuple[Node, ...]
    # The weight of all ties that fit ill, and those ties, one a pair.
    frustration: float
    frustrated: tuple[Tie[Node], ...]
    # Who might as well stand in another bloc, by its place among the blocs.
    undecided: tuple[tuple[Node, tuple[int, ...]], ...]

    def bloc_of(self, who: Node) -> int | None:
        return next((place for place, bloc in enumerate(self.blocs) if who in bloc), None)


@dataclass(frozen=True, slots=True)
class Web:
    """A connected network by the places of its nodes; what a further bloc costs, and how many there may be."""

    near: Sequence[Mapping[int, float]]
    price: float
    most: int

    @property
    def size(self) -> int:
        return len(self.near)


def partition(ties: Iterable[Tie[Node]], nodes: Iterable[Node] = (), most: int | None = None) -> Partition[Node]:
    """The least frustrated blocs, at most `most` of them among those who are connected at all.

    Those whom no tie connects are never put together: a bloc is friends, or foes of the same foes.
    """
    rows: list[Tie[Node]] = list(ties)
    between = {pair: weight for pair, weight in net(rows).items() if abs(weight) > NEAR}
    everybody: list[Node] = sorted(dict.fromkeys(chain(nodes, *((one, other) for one, other, _ in rows))))
    found: list[list[Node]] = []
    loose: dict[Node, list[Node]] = {}
    unattached = []
    for members in _components(everybody, between):
        if len(members) == 1:
            unattached += members
            continue
        web = _web(members, between, most)
        labels = _best(web)
        found += [[members[i] for i in range(len(members)) if labels[i] == label] for label in sorted(set(labels))]
        for i, others in _elsewhere(web, labels):
            loose[members[i]] = [members[j] for j in others]
    blocs = tuple(sorted((tuple(bloc) for bloc in found), key=lambda bloc: (-len(bloc), bloc[0])))
    home = {who: place for place, bloc in enumerate(blocs) for who in bloc}
    ill = tuple(
        (one, other, weight)
        for (one, other), weight in sorted(between.items())
        if (weight > 0) != (home[one] == home[other])
    )
    undecided = tuple((who, tuple(sorted({home[other] for other in others}))) for who, others in sorted(loose.items()))
    return Partition(blocs, tuple(unattached), _frustration(rows, home), ill, undecided)


def _frustration(rows: Iterable[Tie[Node]], home: Mapping[Node, int]) -> float:
    """Each telling for itself: where one likes and the other dislikes, one of the two is always ill at ease."""
    total = 0.0
    for one, other, weight in rows:
        if one != other and weight:
            together = one in home and other in home and home[one] == home[other]
            if (weight > 0) != together:
                total += abs(weight)
    return round(total, 6)


def _components(everybody: Sequence[Node], between: Mapping[tuple[Node, Node], float]) -> Iterator[list[Node]]:
    near: dict[Node, list[Node]] = {who: [] for who in everybody}
    for one, other in between:
        near[one].append(other)
        near[other].append(one)
    seen: set[Node] = set()
    for who in everybody:
        if who in seen:
            continue
        seen.add(who)
        members = [who]
        # It grows while it is read: whoever is found brings those they are tied to.
        for one in members:
            new = [other for other in near[one] if other not in seen]
            seen.update(new)
            members += new
        yield sorted(members)


def _web(members: Sequence[Node], between: Mapping[tuple[Node, Node], float], most: int | None) -> Web:
    index = {who: i for i, who in enumerate(members)}
    near: list[dict[int, float]] = [{} for _ in members]
    felt = 0.0
    for (one, other), weight in between.items():
        if one in index:
            near[index[one]][index[other]] = near[index[other]][index[one]] = weight
            felt += abs(weight)
    return Web(near, WORTH * 2 * felt / len(members), most or len(members))


def _cost(web: Web, labels: Labels) -> Cost:
    ill = parted = 0.0
    for i, others in enumerate(web.near):
        for j, weight in others.items():
            if i < j and (weight > 0) != (labels[i] == labels[j]):
                ill += abs(weight)
                parted += max(0.0, weight)
    count = len(set(labels))
    return round(ill + web.price * count, 9), count, round(parted, 9)


def _best(web: Web) -> Labels:
    found = _exact(web) if web.size <= EXACT else _searched(web)
    # Numbered in the order of their first members, whichever way they were found.
    order = {label: place for place, label in enumerate(dict.fromkeys(found))}
    return [order[label] for label in found]


def _searched(web: Web) -> Labels:
    """The best of many starts; where several come to the same there is hardly a better one."""
    best, least, agreed = list[int](), None, 0
    for start in _starts(web):
        found = _settled(web, start)
        cost = _cost(web, found)
        if least is None or cost < least:
            best, least, agreed = found, cost, 1
        elif cost == least:
            agreed += 1
        if agreed == AGREED:
            break
    return best


def _exact(web: Web) -> Labels:
    """Every partition, passing over those that are worse already."""
    best = [0] * web.size
    least = _cost(web, best)
    labels: Labels = []

    def extend(ill: float, blocs: int) -> None:
        nonlocal best, least
        if ill + web.price * blocs > least[0] + NEAR:
            return
        node = len(labels)
        if node == web.size:
            if (cost := _cost(web, labels)) < least:
                best, least = list(labels), cost
            return
        behind = [(other, weight) for other, weight in web.near[node].items() if other < node]
        for label in range(min(blocs + 1, web.most)):
            more = sum(abs(weight) for other, weight in behind if (weight > 0) != (labels[other] == label))
            labels.append(label)
            extend(ill + more, max(blocs, label + 1))
            labels.pop()

    extend(0.0, 0)
    return best


def _starts(web: Web) -> Iterator[Labels]:
    rng = random.Random(SEED)
    yield [0] * web.size
    if web.most >= web.size:
        yield list(range(web.size))
    for number in range(max(FEWEST_STARTS, round(MOST_STARTS * (1 - web.size / CROWD)))):
        blocs = min(2 + number % 5, web.most)
        yield [rng.randrange(blocs) for _ in range(web.size)]


def _settled(web: Web, labels: Labels) -> Labels:
    """Moves, mergers and chains of moves until none makes it better."""
    cost = _cost(web, labels)
    steps = [_moved, _merged, _chained] if web.size <= CHAINED else [_moved, _merged]
    while True:
        for step in steps:
            tried = step(web, list(labels))
            if (found := _cost(web, tried)) < cost:
                labels, cost = tried, found
                break
        else:
            return labels


def _choices(web: Web, labels: Labels, sizes: Mapping[int, int], node: int) -> dict[int, float]:
    """The blocs that the node might move to, a new one among them, by how much better all would be for it."""
    drawn: dict[int, float] = {}
    for other, weight in web.near[node].items():
        drawn[labels[other]] = drawn.get(labels[other], 0.0) + weight
    here = drawn.get(labels[node], 0.0)
    # Who leaves a bloc that was theirs alone spares its price.
    alone = sizes[labels[node]] == 1
    gains = {
        label: drawn.get(label, 0.0) - here + web.price * alone
        for label, size in sizes.items()
        if size and label != labels[node]
    }
    if not alone and sum(size > 0 for size in sizes.values()) < web.most:
        gains[max(sizes) + 1] = -here - web.price
    return gains


def _moved(web: Web, labels: Labels) -> Labels:
    """One after the other moves to where it fits best, as long as anybody gains."""
    sizes = Counter(labels)
    moving = True
    while moving:
        moving = False
        for node in range(web.size):
            gain, label = _best_move(web, labels, sizes, node)
            if label is not None and gain > NEAR:
                _move(labels, sizes, node, label)
                moving = True
    return labels


def _move(labels: Labels, sizes: Counter[int], node: int, label: int) -> None:
    sizes[labels[node]] -= 1
    sizes[label] += 1
    labels[node] = label


def _merged(web: Web, labels: Labels) -> Labels:
    """Blocs that lose less by it than a bloc costs become one, the most gainful first."""
    while True:
        between = dict.fromkeys(combinations(sorted(set(labels)), 2), 0.0)
        for i, others in enumerate(web.near):
            for j, weight in others.items():
                if i < j and labels[i] != labels[j]:
                    between[min(labels[i], labels[j]), max(labels[i], labels[j])] += weight
        pair = max(between, key=lambda one: (between[one], one), default=None)
        if pair is None or between[pair] + web.price < -NEAR:
            return labels
        labels = [pair[0] if label == pair[1] else label for label in labels]


def _chained(web: Web, labels: Labels) -> Labels:
    """Everybody moves once, the best move first even if it costs; kept up to where it stood best (Kernighan & Lin)."""
    best, most, gained = list(labels), 0.0, 0.0
    sizes = Counter(labels)
    choices = {node: _best_move(web, labels, sizes, node) for node in range(web.size)}
    while choices:
        node = max(choices, key=lambda one: (choices[one][0], -one))
        gain, label = choices.pop(node)
        if label is None:
            break
        gained += gain
        _move(labels, sizes, node, label)
        if gained > most + NEAR:
            best, most = list(labels), gained
        # A bloc that came to be or ceased changes what everybody may do, any other move only what its neighbours may.
        stale = choices if 0 in sizes.values() or sizes[label] == 1 else web.near[node].keys() & choices.keys()
        for other in list(stale):
            choices[other] = _best_move(web, labels, sizes, other)
    return best


def _best_move(web: Web, labels: Labels, sizes: Mapping[int, int], node: int) -> tuple[float, int | None]:
    gains = _choices(web, labels, sizes, node)
    label = max(gains, key=lambda one: (gains[one], -one), default=None)
    return (gains[label], label) if label is not None else (0.0, None)


def _elsewhere(web: Web, labels: Labels) -> Iterator[tuple[int, list[int]]]:
    """Who would be as well placed in another bloc, with one member of each such bloc."""
    sizes = Counter(labels)
    first = {label: labels.index(label) for label in sizes}
    for node in range(web.size):
        gains = _choices(web, labels, sizes, node)
        equal = [first[label] for label, gain in gains.items() if label in first and abs(gain) <= NEAR]
        if equal:
            yield node, sorted(equal)
