"""What columns are called elsewhere, and what values look like: names by likeness, traits and scales by their numbers.

Likeness of names is Ratcliff and Metzener's ("Pattern Matching: The Gestalt Approach", 1988), as difflib has it.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# What a field of a character is called elsewhere, the likeliest first.
NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "fullname", "displayname", "charname", "label"),
    "description": (
        "description", "bio", "biography", "about", "background", "backstory", "history", "summary", "profile",
    ),
    "personality": ("personality", "persona", "temperament", "traittext", "character"),
    "role": ("role", "occupation", "job", "profession", "archetype", "title", "class"),
    "pronouns": ("pronouns", "gender", "sex"),
    "scenario": ("scenario", "setting", "situation", "context"),
    "first_mes": ("firstmes", "firstmessage", "greeting", "opening", "intro", "welcome"),
    "mes_example": ("mesexample", "exampledialogue", "examples", "sampledialogue", "dialogue", "samples", "speech"),
    "nickname": ("nickname", "alias", "shortname"),
    "tags": ("tags", "keywords", "labels", "categories", "genre"),
    "values": ("values", "corevalues", "beliefs", "principles"),
    "goals": ("goals", "goal", "motivation", "motivations", "desires", "objectives", "wants"),
    "secrets": ("secrets", "secret", "hidden"),
    "traits": (
        "traits", "personalitytraits", "bigfive", "big5", "ocean", "traitscores", "traitsjson", "personalityjson",
    ),
    "creator": ("creator", "author", "createdby"),
    "creator_notes": ("creatornotes", "notes", "comment", "comments"),
}  # fmt: skip
TRAITS: Mapping[str, tuple[str, ...]] = {
    "openness": ("openness", "opennesstoexperience", "o"),
    "conscientiousness": ("conscientiousness", "conscientious", "c"),
    "extraversion": ("extraversion", "extroversion", "e"),
    "agreeableness": ("agreeableness", "agreeable", "a"),
    "neuroticism": ("neuroticism", "neurotic", "n"),
}
# Said of the same trait from its other end.
TURNED: Mapping[str, tuple[str, ...]] = {
    "neuroticism": ("emotionalstability", "stability", "calmness"),
    "extraversion": ("introversion",),
}
# A name this like a known one is taken for it.
LIKE = 0.84
# So many of the five are a temperament.
ENOUGH = 3
# Rows that values are judged by.
SAMPLE = 200


def plain(name: str) -> str:
    """A column's name without what tables put around it."""
    bare = re.sub(r"[^a-z0-9]", "", name.rpartition(".")[2].lower())
    for prefix in ("character", "char", "npc", "agent", "persona"):
        if bare.startswith(prefix) and len(bare) > len(prefix) + 2:
            return bare.removeprefix(prefix)
    return bare


def alike(columns: Iterable[str], names: Sequence[str]) -> str:
    """The column that is most like one of the names; "" where none is."""
    best, found = 0.0, ""
    for column in columns:
        bare = plain(column)
        for place, name in enumerate(names):
            likeness = (
                1.0 if bare == name else difflib.SequenceMatcher(None, bare, name).ratio() if len(name) > 3 else 0
            )
            # Among equals the name that stands first in the list.
            if likeness >= LIKE and likeness - place / 100 > best:
                best, found = likeness - place / 100, column
    return found


def traits_in(value: Any) -> dict[str, float]:
    """The Big Five in a JSON text, by whatever names; nothing where there are fewer than three."""
    if not isinstance(value, str) or "{" not in value:
        return {}
    try:
        given = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    for inner in [given, *(given.values() if isinstance(given, dict) else ())]:
        if isinstance(inner, dict) and len(found := named_traits(inner)) >= ENOUGH:
            return found
    return {}


def named_traits(given: Mapping[Any, Any]) -> dict[str, float]:
    bare = {plain(str(name)): value for name, value in given.items() if is_number(value)}
    return {domain: float(bare[name]) for domain, names in TRAITS.items() for name in names if name in bare}


def scale(values: Iterable[Any]) -> tuple[float, float]:
    """The scale that numbers were most likely given on, by their extremes."""
    numbers = [float(value) for value in values if is_number(value)]
    if not numbers:
        return 0.0, 1.0
    most, least = max(numbers), min(numbers)
    highest = next((top for top in (1.0, 5.0, 10.0, 100.0) if max(most, -least) <= top), max(most, -least))
    if least < 0:
        return -highest, highest
    return (1.0 if highest == 5 and least >= 1 else 0.0), highest


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value
