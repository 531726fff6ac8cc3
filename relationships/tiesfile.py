"""Signed networks as people keep them: a line a tie, who, whom, and whether for or against.

Forgiving about how it is written (headers, order of columns, separators, words or numbers for the sign), strict about
what it says: a line that cannot be understood is refused by its number.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from characters.datafile import DataFault
from relationships.balance import Tie

MAX_BYTES = 20_000_000
# A name longer than this is not one.
LONGEST_NAME = 120

SOURCES = ("source", "from", "a", "node1", "node_1", "u", "i", "x", "person1", "ego", "sender", "src", "id1", "who")
TARGETS = ("target", "to", "b", "node2", "node_2", "v", "j", "y", "person2", "alter", "receiver", "dst", "id2", "whom")
SIGNS = ("sign", "weight", "value", "sentiment", "relation", "tie", "polarity", "w", "s", "rating", "type", "attitude")
WORDS: Mapping[str, float] = MappingProxyType(
    dict.fromkeys(("+", "positive", "pos", "p", "plus", "for", "friend", "friends", "friendly", "ally", "allies",
                   "allied", "alliance", "like", "likes", "liking", "love", "trust", "support"), 1.0)
    | dict.fromkeys(("-", "negative", "neg", "n", "minus", "against", "enemy", "enemies", "foe", "foes", "hostile",
                     "rival", "rivals", "dislike", "dislikes", "disliking", "hate", "distrust", "oppose", "war"), -1.0)
    | dict.fromkeys(("neutral", "none", ""), 0.0)
)  # fmt: skip
# How a minus may look once a text has been through a word processor.
MINUSES = str.maketrans("−–—﹣－", "-----")


@dataclass(frozen=True, slots=True)
class TiesFile:
    ties: tuple[Tie[str], ...]
    nodes: tuple[str, ...]
    # Lines that say that there is nothing between two.
    neutral: int = 0


def read(path: Path) -> TiesFile:
    """The ties of a file, or the first `DataFault` in it."""
    if path.stat().st_size > MAX_BYTES:
        raise DataFault(path.name, 1, "", f"is larger than {MAX_BYTES:,} bytes; split it")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataFault(path.name, 1, "", "is not UTF-8 text; save it as UTF-8") from error
    return parse(text, path.name)


def parse(text: str, name: str = "the network") -> TiesFile:
    rows = list(_rows(text, name))
    if not rows:
        raise DataFault(name, 1, "", "holds no ties; write a line “source,target,sign” and one tie a line")
    columns = _header(rows[0][1], [row for _, row in rows[1:]])
    rows = rows[1:] if columns else rows
    if not rows:
        raise DataFault(name, 1, "", "names its columns, and then holds no ties")
    ties, nodes, neutral = [], dict[str, None](), 0
    for line, row in rows:
        source, target, weight = _tie(line, row, columns or (0, 1, 2), name)
        nodes |= dict.fromkeys((source, target))
        if weight and source != target:
            ties.append((source, target, weight))
        else:
            neutral += 1
    return TiesFile(tuple(ties), tuple(nodes), neutral)


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.splitlines()
    first = next((line for line in lines if line.strip() and not _is_comment(line)), "")
    separator = next((one for one in (";", "\t", ",", "|") if one in first), None)
    for number, line in enumerate(lines, 1):
        if not line.strip() or _is_comment(line):
            continue
        if "\x00" in line:
            raise DataFault(name, number, "", "has a null character in it; it is no text")
        if separator is None:
            yield number, line.split()
            continue
        try:
            row = next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True))
        except csv.Error as error:
            raise DataFault(name, number, "", f"cannot be read: {error}") from error
        yield number, [cell.strip() for cell in row]


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(("#", "%", "//"))


def _header(row: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[int, int, int] | None:
    """Where the three columns stand, if the row names them; names of its own are taken to be in the usual order."""
    words = [cell.strip('"').lower().replace(" ", "_") for cell in row]
    found = [next((words.index(one) for one in names if one in words), None) for names in (SOURCES, TARGETS, SIGNS)]
    source, target, sign = found
    if source is not None and target is not None and len(words) > 2:
        spare = [place for place in range(len(words)) if place not in (source, target)]
        # Networks have nodes called a and b, too: their third column is a sign and no name.
        if sign is not None or (len(words[source]) > 1 and _weight(row[spare[0]]) in (None, 1.0, -1.0)):
            column = sign if sign is not None else spare[0]
            return None if _number(row[column]) else (source, target, column)
    if len(row) > 2 and _weight(row[2]) is None:
        known = {cell for other in below for cell in other[:2]}
        return None if known & set(row[:2]) else (0, 1, 2)
    return None


def _number(text: str) -> bool:
    return any(letter.isdigit() for letter in text) and _weight(text) is not None


def _tie(line: int, row: Sequence[str], columns: tuple[int, int, int], name: str) -> Tie[str]:
    if len(row) <= max(columns):
        raise DataFault(name, line, "", f"has {len(row)} of the three values source, target and sign")
    source, target, sign = (row[place] for place in columns)
    for field, value in (("source", source), ("target", target)):
        if not value:
            raise DataFault(name, line, field, "is empty; say who")
        if len(value) > LONGEST_NAME:
            raise DataFault(name, line, field, f"is longer than {LONGEST_NAME} characters")
    weight = _weight(sign)
    if weight is None:
        raise DataFault(name, line, "sign", f"“{sign[:40]}” is no sign; write 1 or -1, + or -, or a weight")
    return source, target, weight


def _weight(text: str) -> float | None:
    word = text.strip().translate(MINUSES).lower()
    if word in WORDS:
        return WORDS[word]
    try:
        weight = float(word.replace(",", "."))
    except ValueError:
        return None
    return weight if math.isfinite(weight) else None
