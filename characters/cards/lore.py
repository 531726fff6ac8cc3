"""Lorebooks: what a world knows, entry by entry, each brought up by its keys.

Reads `character_book` of V2 and V3, standalone books (`lorebook_v3`), and the world-info files of SillyTavern, whose
entries are numbered objects with `key` for `keys`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from characters.cards.decorators import undecorated
from characters.cards.fields import Fields
from characters.cards.limits import MOST_ENTRIES, CardFault
from characters.cards.regexes import is_safe
from characters.cards.report import Report
from characters.cards.text import line, plain

NAME, KEY, MOST_KEYS = 120, 120, 40
# What entries come in where the file does not say: SillyTavern's default.
ORDER = 100
# SillyTavern's own names for the same things.
WORLD_INFO = {
    "key": "keys",
    "keysecondary": "secondary_keys",
    "order": "insertion_order",
    "caseSensitive": "case_sensitive",
    "uid": "id",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to know. Its text has no decorators; its macros are filled in when it is used."""

    name: str
    keys: tuple[str, ...]
    content: str
    order: int = ORDER
    priority: int = 0
    enabled: bool = True
    constant: bool = False
    # Needs a key of both lists.
    selective: bool = False
    secondary_keys: tuple[str, ...] = ()
    # Any of these keeps it out.
    excluded_keys: tuple[str, ...] = ()
    case_sensitive: bool = False
    use_regex: bool = False
    # As it stood in the file, for giving it back.
    raw: str = field(default="{}", repr=False)


@dataclass(frozen=True, slots=True)
class Book:
    name: str = ""
    description: str = ""
    scan_depth: int | None = None
    token_budget: int | None = None
    entries: tuple[Entry, ...] = ()


def book(given: Any, where: str, report: Report) -> Book | None:
    """The book in a card or file; none where there is none. Raises `CardFault` for one too large to be read."""
    if given is None:
        return None
    if isinstance(given, list):
        report.repaired(where, "The book was a bare list of entries; taken as one.")
        given = {"entries": given}
    if not isinstance(given, dict):
        report.repaired(where, "The book was no object; taken as none.")
        return None
    fields = Fields(given, report, where)
    rows = list(_rows(given.get("entries"), where, report))
    if len(rows) > MOST_ENTRIES:
        raise CardFault(f"The lorebook has {len(rows):,} entries; a book may have {MOST_ENTRIES:,}. Split it in two.")
    depth, budget = fields.number("scan_depth"), fields.number("token_budget")
    entries = tuple(entry for row in rows if (entry := _entry(row, where, report)) is not None)
    if given.get("recursive_scanning"):
        report.noticed(where, "Entries do not bring up further entries here (recursive_scanning).")
    if depth is not None or budget is not None:
        report.kept(where, "How far back to look and how much to tell (scan_depth, token_budget); scenes decide here.")
    return Book(
        line(fields.text("name"), NAME),
        fields.text("description"),
        int(depth) if depth is not None else None,
        int(budget) if budget is not None and budget > 0 else None,
        entries,
    )


def _rows(given: Any, where: str, report: Report) -> Iterator[Mapping[str, Any]]:
    if isinstance(given, dict):
        # SillyTavern numbers its entries.
        given = list(given.values())
    elif not isinstance(given, list):
        if given is not None:
            report.repaired(f"{where}.entries", "The entries were no list; taken as none.")
        return
    for row in given:
        if isinstance(row, dict):
            yield row
        else:
            report.counted(f"{where}.entries", "An entry was no object; left out.")


def _entry(row: Mapping[str, Any], where: str, report: Report) -> Entry | None:
    raw = json.dumps(row)
    if "key" in row and "keys" not in row:
        row = {WORLD_INFO.get(name, name): value for name, value in row.items()}
        row["enabled"] = not row.get("disable", False)
    fields = Fields(row, report, f"{where}.entries", many=True)
    decorated = undecorated(fields.text("content"))
    if "enabled" not in row:
        report.counted(f"{where}.entries", "enabled was missing; taken as on.")
    keys = _keys(fields.texts("keys", split=True))
    secondary = _keys(fields.texts("secondary_keys", split=True))
    constant = fields.flag("constant", False) or decorated.has("activate")
    order, priority = fields.number("insertion_order", ORDER), fields.number("priority", 0)
    text = decorated.text.strip()
    if not text:
        return None
    return Entry(
        name=line(fields.text("name") or fields.text("comment"), NAME) or (keys[0] if keys else line(text, 40)),
        keys=keys,
        content=text,
        order=_whole(order),
        priority=_whole(priority),
        enabled=fields.flag("enabled", True)
        and not decorated.has("dont_activate")
        and not decorated.has("is_greeting"),
        constant=constant,
        selective=(fields.flag("selective", False) and bool(secondary)) or decorated.has("additional_keys"),
        secondary_keys=(*secondary, *_keys(decorated.values("additional_keys"))),
        excluded_keys=_keys(decorated.values("exclude_keys")),
        case_sensitive=fields.flag("case_sensitive", False),
        use_regex=_use_regex(fields, keys, where, report),
        raw=raw,
    )


def _use_regex(fields: Fields, keys: tuple[str, ...], where: str, report: Report) -> bool:
    wanted = fields.flag("use_regex", False)
    if wanted and not all(is_safe(key) for key in keys):
        report.counted(f"{where}.entries", "A key is a pattern that can't be used safely; it never matches.")
    return wanted


def _keys(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key for one in given[:MOST_KEYS] if (key := plain(one).strip()[:KEY]))


def _whole(number: float | None) -> int:
    return max(-1_000_000, min(1_000_000, round(number or 0)))
