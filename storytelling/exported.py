"""An exported log, read back: its cast and opening line, then its events, with no database anywhere near."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from storytelling.happenings import Happening, Person, from_line

# A log longer than this is read in pieces, or is no log.
MOST_LINES = 2_000_000


class Unreadable(ValueError):
    """A line that is no event; the text names it."""


@dataclass
class ExportedLog:
    people: dict[int, Person] = field(default_factory=dict)
    genre: str = ""
    # The opening first, as an event numbered 0, where the log has one; numbers may leave gaps.
    happenings: list[Happening] = field(default_factory=list)


def read(lines: Iterable[str]) -> ExportedLog:
    """The log in lines of JSON; without an opening line its people are whoever the events name."""
    found, ids = ExportedLog(), dict[str, int]()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if number > MOST_LINES:
            raise Unreadable(f"line {number}: the log is longer than {MOST_LINES:,} lines")
        try:
            event = json.loads(line)
            if not isinstance(event, dict):
                raise TypeError("it is not an object")
            if "cast" in event:
                _open(found, event, ids)
            found.happenings.append(from_line(event, ids))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Unreadable(f"line {number} is not an event: {error}") from error
    for name, who in ids.items():
        found.people.setdefault(who, Person(who, name, name))
    found.happenings.sort(key=lambda one: one.number)
    return found


def _open(found: ExportedLog, event: dict[str, object], ids: dict[str, int]) -> None:
    found.genre = str(event.get("genre") or "")
    cast = event["cast"]
    if not isinstance(cast, list):
        raise TypeError("its cast is not a list")
    for one in cast:
        who = ids.setdefault(str(one["key"]), len(ids) + 1)
        found.people[who] = Person(
            who, str(one["name"]), str(one["key"]), str(one.get("group") or ""),
            frozenset(str(value) for value in one.get("values", ())), str(one.get("pronouns") or "they"),
        )  # fmt: skip
