"""What of a world's lore one scene brings up: entries whose keys are named in it, within a budget.

The idea is that of SillyTavern's world info (keys, constants, order, budget); the code is not. Keys of letters match
whole words, so that "art" does not stand in "start"; a plural or a genitive s may follow. Scripts without spaces match
anywhere.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from characters.cards import macros, regexes
from characters.cards.lore import Entry
from characters.cards.macros import Names

# Characters of lore in one prompt, some 150 tokens: a fifth of what a scene may have.
BUDGET = 600
# Characters of one entry: what is longer crowds out the others.
LONGEST = 280
# What is read for keys; a scene names what it is about in far less.
SCANNED = 4_000
# Patterns cost more than words: a world has so many at most.
MOST_PATTERNS = 200


@dataclass(frozen=True, slots=True)
class Known:
    """An entry as one world has it, and whose book it came with: that one's life, if any."""

    entry: Entry
    names: Names
    holder: int | None = None


def brought_up(
    lore: Iterable[Known], told: str, present: Collection[int], rng: random.Random, budget: int = BUDGET
) -> tuple[str, ...]:
    """The texts that a scene's material brings up, in their books' order, together at most `budget` characters.

    What is always known comes first, somebody's own only where they are present; then what is named, the entries of
    the highest priority before the others. Whatever no longer fits is left out whole.
    """
    told = told[:SCANNED]
    low = told.casefold()
    patterns = 0
    found: list[Known] = []
    for one in lore:
        entry = one.entry
        if entry.use_regex:
            patterns += len(entry.keys)
            if patterns > MOST_PATTERNS:
                continue
        if entry.enabled and _is_wanted(one, told, low, present):
            found.append(one)
    found.sort(key=lambda one: (not one.entry.constant, -one.entry.priority, one.entry.order))
    kept = list(_within(found, rng, budget))
    return tuple(text for _, text in sorted(kept, key=lambda pair: pair[0].entry.order))


def _is_wanted(one: Known, told: str, low: str, present: Collection[int]) -> bool:
    entry = one.entry
    if entry.excluded_keys and _any(entry, entry.excluded_keys, told, low):
        return False
    if entry.constant:
        return one.holder is None or one.holder in present
    if not _any(entry, entry.keys, told, low):
        return False
    return not entry.selective or _any(entry, entry.secondary_keys, told, low)


def _any(entry: Entry, keys: Sequence[str], told: str, low: str) -> bool:
    if entry.use_regex:
        patterns = (regexes.compiled(key, entry.case_sensitive) for key in keys)
        return any(pattern is not None and pattern.search(told) for pattern in patterns)
    if entry.case_sensitive:
        return any(named(key, told) for key in keys)
    return any(named(key.casefold(), low) for key in keys)


def named(key: str, told: str) -> bool:
    """Whether the key stands in the text as words of their own."""
    at = told.find(key) if key else -1
    while at >= 0:
        end = at + len(key)
        if not _joined(told[at - 1 : at], key[0]) and not _goes_on(told[end : end + 2], key[-1]):
            return True
        at = told.find(key, at + 1)
    return False


def _joined(before: str, first: str) -> bool:
    return before.isalnum() and first.isalnum() and before.isascii() and first.isascii()


def _goes_on(after: str, last: str) -> bool:
    if not _joined(after[:1], last):
        return False
    return after[0] not in "sS" or after[1:].isalnum()


def _within(found: Iterable[Known], rng: random.Random, budget: int) -> Iterator[tuple[Known, str]]:
    for one in found:
        text = " ".join(macros.filled(one.entry.content[: 8 * LONGEST], one.names, rng).split())
        if len(text) > LONGEST:
            text = text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
        if text and len(text) <= budget:
            budget -= len(text)
            yield one, text
