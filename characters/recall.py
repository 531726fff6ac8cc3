"""Recall: which memories come to mind, and in which order.

After the retrieval score of Generative Agents (Park et al. 2023): recency, importance and relevance, to which ours
adds mood congruence (Bower 1981) and whether somebody present is remembered. What was felt strongly is kept as
important (flashbulb memories, Brown & Kulik 1977). Each part has a fixed range, so nothing is divided by a spread that
may be nought; recency counts from the last retrieval, so that what was forgotten longest comes last. Of several
memories that say the same, one comes to mind: maximal marginal relevance (Carbonell & Goldstein 1998).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, sqrt
from operator import mul
from typing import NamedTuple

from characters import mood

# What is left of a memory's freshness after an hour without recalling it.
HOURLY = 0.995
# How much each part counts; importance is given on a scale to 10.
RECENCY, IMPORTANCE, RELEVANCE, CONGRUENCE, PRESENCE = 0.5, 1.0, 1.5, 0.5, 0.5
IMPORTANCE_SCALE = 10.0
# The highest score there is; it brings scores and likeness on one scale.
HIGHEST = RECENCY + IMPORTANCE + RELEVANCE + CONGRUENCE + PRESENCE
# How much the score counts against being unlike what came to mind already.
LAMBDA = 0.7
# Likeness is weighed among so many times the wanted number of the best; further down nothing would be chosen.
POOL = 3

# A feeling of full strength makes an event matter this much of the way to the most that anything can.
FLASHBULB = 0.35
# Feelings whose pleasures add up to this, either way, colour a memory through and through.
FULL_COLOUR = 0.6

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A memory that might come to mind. `cosine` is its nearness to the cue, where both have been embedded."""

    id: int
    text: str
    importance: float
    recalled_minute: int
    valence: float = 0.0
    about: frozenset[int] = frozenset()
    cosine: float | None = None
    vector: Sequence[float] | None = None


class Impression(NamedTuple):
    """What an event leaves in one mind: how much it matters to them, 1..10, and its colour, -1..1."""

    importance: float
    valence: float


@dataclass(frozen=True, slots=True)
class Cue:
    """What calls memories up: the world minute, the mood's pleasure, who is there, what it is about."""

    minute: int
    pleasure: float = 0.0
    present: frozenset[int] = frozenset()
    text: str = ""


def impression(importance: float, sentiment: float, felt: Iterable[tuple[str, float]]) -> Impression:
    """What an event of such importance (1..10) leaves in somebody who felt this about it: (emotion, intensity).

    The stronger the feeling, the longer it is kept, and in its own colour; who felt nothing remembers how it went.
    """
    feelings = list(felt)
    if not feelings:
        return Impression(importance, sentiment)
    strongest = max(intensity for _, intensity in feelings)
    colour = sum(intensity * mood.EMOTIONS[name].pleasure for name, intensity in feelings) / FULL_COLOUR
    kept = importance + FLASHBULB * strongest * (IMPORTANCE_SCALE - importance)
    return Impression(kept, max(-1.0, min(1.0, colour)))


# What came to mind once comes up again, turn after turn.
@lru_cache(maxsize=8192)
def words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


@lru_cache(maxsize=8192)
def wording(text: str) -> str:
    """The words in their order: texts that differ in points and capitals alone are one."""
    return " ".join(_WORD.findall(text.casefold()))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words by all words (Jaccard), 0..1."""
    return len(one & other) / len(one | other) if one and other else 0.0


def recency(candidate: Candidate, minute: int) -> float:
    """Freshness in 0..1: 1 for what was recalled just now."""
    hours: float = max(0, minute - candidate.recalled_minute) / 60
    return float(HOURLY**hours)


def congruence(valence: float, pleasure: float) -> float:
    """How well a memory's colour fits the mood, 0..1: the glad remember glad things."""
    return 1 - abs(valence - pleasure) / 2


def score(candidate: Candidate, cue: Cue) -> float:
    """How strongly a memory comes to mind, 0..`HIGHEST` (below 0 only where the cosine is)."""
    relevance = candidate.cosine
    if relevance is None or not isfinite(relevance):
        relevance = overlap(words(candidate.text), words(cue.text))
    return (
        RECENCY * recency(candidate, cue.minute)
        + IMPORTANCE * candidate.importance / IMPORTANCE_SCALE
        + RELEVANCE * relevance
        + CONGRUENCE * congruence(candidate.valence, cue.pleasure)
        + (PRESENCE if candidate.about & cue.present else 0.0)
    )


def ranked(candidates: Iterable[Candidate], cue: Cue) -> list[tuple[float, Candidate]]:
    """All candidates with their scores, strongest first, the newest first among equals; a text only once."""
    scored = [(score(candidate, cue), candidate) for candidate in candidates]
    scored.sort(key=lambda row: (-row[0], -row[1].id))
    seen: set[str] = set()
    found = []
    for value, candidate in scored:
        text = wording(candidate.text)
        if text not in seen:
            seen.add(text)
            found.append((value, candidate))
    return found


def recall(candidates: Iterable[Candidate], cue: Cue, limit: int) -> tuple[Candidate, ...]:
    """Up to `limit` memories that come to mind: strong, and not all the same."""
    pool = ranked(candidates, cue)[: POOL * limit]
    likeness = [0.0] * len(pool)
    chosen: list[Candidate] = []
    left = list(range(len(pool)))
    while left and len(chosen) < limit:
        best = max(left, key=lambda at: (LAMBDA * pool[at][0] / HIGHEST - (1 - LAMBDA) * likeness[at], -at))
        left.remove(best)
        chosen.append(pool[best][1])
        for at in left:
            likeness[at] = max(likeness[at], alike(pool[at][1], pool[best][1]))
    return tuple(chosen)


def alike(one: Candidate, other: Candidate) -> float:
    """How much two memories say the same, 0..1: by their vectors, or by their words where one has none."""
    if one.vector is None or other.vector is None or len(one.vector) != len(other.vector):
        return overlap(words(one.text), words(other.text))
    product = sum(map(mul, one.vector, other.vector))
    length = sqrt(sum(map(mul, one.vector, one.vector)) * sum(map(mul, other.vector, other.vector)))
    return float(max(0.0, product / length)) if length else 0.0
