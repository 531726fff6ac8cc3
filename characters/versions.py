"""Versions of a sheet held against each other: what differs, and what two editors' changes come to together. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from characters import wording
from characters.minds import DOMAINS
from characters.personality import DOMAIN_OF
from characters.portraits import UPLOADED

# How each field of a sheet is called where versions are compared, in the order of the editor.
LABELS = {
    "name": "Name", "address": "Spoken to as", "pronouns": "Pronouns", "role": "In a line", "persona": "Description",
    "tags": "Tags", "traits": "Temperament", "facets": "Facets", "initiative": "Initiative",
    "speech": "Manner of speech", "samples": "In their own words", "gestures": "Gestures", "topics": "Topics",
    "values": "Holds dear", "goals": "Wants", "secrets": "Secrets", "boundaries": "Never does",
    "portrait_seed": "Portrait",
}  # fmt: skip
# What stands for the side that has no lines.
NOTHING = "Nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs: its lines as they were and as they are, each list without what both have."""

    field: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def told(self) -> tuple[wording.Line, ...]:
        """Both together, word by word: what there was nothing of before only came."""
        was, now = (tuple(line for line in lines if line != NOTHING) for lines in (self.before, self.after))
        return wording.told(was, now)


@dataclass(frozen=True, slots=True)
class Merged:
    """Two editors' changes together; `conflicts` are the fields that both changed, and differently."""

    sheet: dict[str, Any]
    conflicts: tuple[Difference, ...]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    return tuple(
        difference(field, before.get(field), after.get(field))
        for field in LABELS
        if (before.get(field) or None) != (after.get(field) or None)
    )


def difference(field: str, before: Any, after: Any) -> Difference:
    was, now = lines(field, before), lines(field, after)
    return Difference(
        field,
        LABELS[field],
        tuple(line for line in was if line not in now) or ((NOTHING,) if not was else ("In another order",)),
        tuple(line for line in now if line not in was) or ((NOTHING,) if not now else ("In another order",)),
    )


def merged(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merged:
    """Mine where only I have changed a field, theirs where only they have, or both; the last are conflicts."""
    sheet, conflicts = dict(theirs), []
    for field in LABELS:
        if mine.get(field) == base.get(field) or mine.get(field) == theirs.get(field):
            continue
        if theirs.get(field) == base.get(field):
            sheet[field] = mine.get(field)
        else:
            conflicts.append(difference(field, theirs.get(field), mine.get(field)))
    return Merged(sheet, tuple(conflicts))


def lines(field: str, value: Any) -> tuple[str, ...]:
    """A field's value as lines to read."""
    if field in ("traits", "facets"):
        names = DOMAINS if field == "traits" else tuple(DOMAIN_OF)
        return tuple(f"{_words(name)} {round(value[name] * 100)}" for name in names if name in (value or {}))
    if field == "initiative":
        return (str(round((value or 0.0) * 100)),)
    if field == "portrait_seed":
        return ("An uploaded picture",) if str(value).startswith(UPLOADED) else (str(value or "Drawn by name"),)
    if field == "goals":
        return tuple(_goal(goal) for goal in value or ())
    if field == "secrets":
        return tuple(_secret(secret) for secret in value or ())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_words(str(item)) if field == "boundaries" else str(item) for item in value)
    return tuple(line for line in str(value or "").splitlines() if line.strip())


def _goal(goal: Mapping[str, Any]) -> str:
    acts = ", ".join(_words(act) for act in goal.get("acts", ()))
    whom = f", with {goal['target']} in mind" if goal.get("target") else ""
    return f"{goal.get('text', '')} ({round(goal.get('priority', 0) * 100)}){whom}; {acts}"


def _secret(secret: Mapping[str, Any]) -> str:
    about = f", about {secret['about']}" if secret.get("about") else ""
    known = f"; known to {', '.join(secret['known_by'])}" if secret.get("known_by") else ""
    return f"{secret.get('text', '')}{about}{known}"


def _words(name: str) -> str:
    return name.replace("_", " ")
