"""What this house knows of a character beyond a card, as an extension of it: read with care, written on request."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import isfinite
from typing import Any

from characters.cards.report import Report
from characters.cards.text import line
from characters.minds import DOMAINS
from characters.packs import SOCIAL_ACTS, SOLITARY_ACTS, VOICES
from characters.personality import DOMAIN_OF

KEY = "literaryai/state"
VERSION = 1
ACTS = frozenset({*SOCIAL_ACTS, *SOLITARY_ACTS})
PRONOUNS = frozenset({"she", "he", "they"})
# As long as the sheet allows, and as many as it shows.
TEXTS = {"address": 80, "role": 120}
LISTS = {"samples": (8, 300), "gestures": (12, 120), "topics": (12, 120), "values": (6, 80)}
WHO = 80
MOST_GOALS, MOST_SECRETS, MOST_KNOWING = 3, 3, 12
# The fields of a sheet that no field of a card holds; the others are in the card itself.
FIELDS = (
    "address", "pronouns", "role", "speech", "samples", "gestures", "topics", "traits", "facets", "values",
    "boundaries", "secrets", "goals", "initiative",
)  # fmt: skip


@cache
def speeches() -> frozenset[str]:
    return frozenset(path.stem for path in VOICES.glob("*.yaml"))


def written(sheet: Mapping[str, Any], origin: Mapping[str, Any]) -> dict[str, Any]:
    """The extension for a sheet; `origin` says which version of it this is and where the card came from."""
    return {"version": VERSION, **origin, "sheet": {name: sheet[name] for name in FIELDS if name in sheet}}


def read(given: Any, report: Report) -> dict[str, Any]:
    """The fields of a sheet in the extension, whatever is out of its range left out. Nothing where there is none."""
    if not isinstance(given, dict) or not isinstance(given.get("sheet"), dict):
        return {}
    sheet = given["sheet"]
    found: dict[str, Any] = {}
    for name, longest in TEXTS.items():
        if isinstance(sheet.get(name), str) and (text := line(sheet[name], longest)):
            found[name] = text
    for name, (most, longest) in LISTS.items():
        if texts := _texts(sheet.get(name), most, longest):
            found[name] = texts
    if sheet.get("pronouns") in PRONOUNS:
        found["pronouns"] = sheet["pronouns"]
    if sheet.get("speech") in speeches():
        found["speech"] = sheet["speech"]
    if (initiative := unit(sheet.get("initiative"))) is not None:
        found["initiative"] = initiative
    found["traits"] = _units(sheet.get("traits"), frozenset(DOMAINS))
    found["facets"] = _units(sheet.get("facets"), frozenset(DOMAIN_OF))
    found["boundaries"] = [act for act in _texts(sheet.get("boundaries"), 12, 30) if act in ACTS]
    found["goals"] = goals(sheet.get("goals"))
    found["secrets"] = secrets(sheet.get("secrets"))
    found = {name: value for name, value in found.items() if value not in ({}, [])}
    if found:
        report.mapped(f"extensions.{KEY}", f"As this studio wrote it down: {', '.join(sorted(found))}.")
    return found


def goals(given: Any) -> list[dict[str, Any]]:
    rows = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    found = []
    for row in rows[:MOST_GOALS]:
        if text := line(str(row.get("text") or ""), 200):
            priority = unit(row.get("priority"))
            acts = [act for act in _texts(row.get("acts"), 8, 30) if act in ACTS]
            wish = line(str(row.get("wish") or ""), 120).rstrip(".!?")
            priority = 0.5 if priority is None else priority
            target = line(str(row.get("target") or ""), WHO)
            found.append({"text": text, "wish": wish, "priority": priority, "acts": acts, "target": target})
    return found


def secrets(given: Any) -> list[dict[str, Any]]:
    rows = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    found: list[dict[str, Any]] = []
    for row in rows[:MOST_SECRETS]:
        text, confession = line(str(row.get("text") or ""), 120), line(str(row.get("confession") or ""), 120)
        if text and confession:
            about, known_by = line(str(row.get("about") or ""), WHO), _texts(row.get("known_by"), MOST_KNOWING, WHO)
            found.append({"text": text, "confession": confession.rstrip(".!?"), "about": about, "known_by": known_by})
    return found


def unit(given: Any) -> float | None:
    """A number of 0 to 1; none for anything else."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given) or not 0 <= given <= 1:
        return None
    return float(given)


def _units(given: Any, known: frozenset[str]) -> dict[str, float]:
    if not isinstance(given, dict):
        return {}
    return {name: value for name in sorted(known & given.keys()) if (value := unit(given[name])) is not None}


def _texts(given: Any, most: int, longest: int) -> list[str]:
    rows = [row for row in given if isinstance(row, str)] if isinstance(given, list) else []
    return [text for row in rows[:most] if (text := line(row, longest))]
