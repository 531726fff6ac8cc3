"""A sheet as a form sends it: every field within its limits, every fault in words; and a blank one to begin with.

Pure: takes what was typed, gives a sheet (the fields of `Character.SHEET`) and what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from characters import faces, suggestions
from characters.cards.text import passage, shows
from characters.minds import DOMAINS
from characters.packs import SOCIAL_ACTS, SOLITARY_ACTS
from characters.personality import DOMAIN_OF
from characters.portraits import UPLOADED

Sheet = dict[str, Any]
# What a form sent, as `dict(QueryDict.lists())` gives it.
Posted = Mapping[str, Sequence[str]]

PRONOUNS = ("she", "he", "they")
SPEECHES = ("plain", "courtly", "wry", "ardent", "blunt", "learned", "homely", "sly", "mournful", "stern")
ACTS = (*SOCIAL_ACTS, *SOLITARY_ACTS)
# Characters of a text, by field; of each item, where the field is a list.
LONGEST = {
    "name": 80, "address": 80, "role": 120, "persona": 16_000, "samples": 300, "gestures": 120, "topics": 120,
    "values": 80, "tags": 40, "goal": 200, "wish": 120, "secret": 120, "who": 80,
}  # fmt: skip
# Items of a list.
MOST = {"samples": 8, "gestures": 12, "topics": 12, "values": 6, "tags": 12, "goals": 3, "secrets": 3}
FACE_FIELDS = tuple(f"face-{choice}" for choice in faces.CHOICES)
LISTS = ("samples", "gestures", "topics", "values", "tags")
# A goal is as pressing as one says; halfway where one does not.
PRIORITY = 0.6

# What people may never do, as a form groups it.
REFUSALS: Mapping[str, tuple[str, ...]] = {
    "Company": ("confide", "celebrate", "tease", "give", "joke"),
    "Care": ("comfort", "help", "ask_help", "teach", "advise", "warn"),
    "Romance": ("flirt", "court", "declare_love", "embrace", "reject", "break_off"),
    "Bonds": ("promise", "negotiate", "ally", "mediate"),
    "Hostility": ("criticise", "insult", "mock", "snub", "provoke", "accuse", "confront", "demand",
                  "challenge", "threaten"),
    "Treachery": ("lie", "gossip", "reveal_secret", "break_promise", "betray"),
    "Amends": ("apologise", "make_amends", "confess", "forgive"),
}  # fmt: skip

BLANK: Mapping[str, Any] = {
    "name": "", "address": "", "pronouns": "they", "role": "", "persona": "", "speech": "plain", "samples": [],
    "gestures": [], "topics": [], "traits": dict.fromkeys(DOMAINS, 0.5), "facets": {}, "values": [], "boundaries": [],
    "secrets": [], "goals": [], "tags": [], "initiative": 0.5, "portrait_seed": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sheet as far as it could be understood, and what is wrong with it by field."""

    sheet: Sheet
    faults: Mapping[str, str] = field(default_factory=dict)


def blank() -> Sheet:
    return {name: value.copy() if isinstance(value, (list, dict)) else value for name, value in BLANK.items()}


def complete(sheet: Mapping[str, Any]) -> Sheet:
    """A sheet from another time or hand: what it lacks is blank, what it has too much is left out."""
    whole = blank() | {name: value for name, value in sheet.items() if name in BLANK}
    # A sheet that came in with a card says nothing of its temperament yet.
    return whole | {"traits": BLANK["traits"] | whole["traits"]}


def parsed(posted: Posted, before: Mapping[str, Any]) -> Parsed:
    """What a form sent, laid over the sheet as it was: fields that it did not send stay."""
    faults: dict[str, str] = {}
    sheet = complete(before)
    _take_words(posted, sheet, faults)
    _take_dials(posted, sheet)
    if "boundaries" in posted:
        sheet["boundaries"] = _refused(set(posted["boundaries"]), sheet["boundaries"])
    if "goals" in posted:
        sheet["goals"] = list(_goals(posted, sheet["goals"], faults))
    if "secrets" in posted:
        sheet["secrets"] = list(_secrets(posted, faults))
    if "face-who" in posted and not sheet["portrait_seed"].startswith(UPLOADED):
        asked = {name: _sent(posted, name) for name in (*FACE_FIELDS, "face-who", "face-era")}
        sheet["portrait_seed"] = faces.chosen(sheet["portrait_seed"], sheet["name"], sheet["pronouns"], asked)
    return Parsed(sheet, faults)


def _take_words(posted: Posted, sheet: Sheet, faults: dict[str, str]) -> None:
    for name in ("name", "address", "role"):
        if name in posted:
            sheet[name] = _line(_sent(posted, name), LONGEST[name], name, faults)
    if not sheet["name"]:
        faults["name"] = "Give them a name."
    if "persona" in posted:
        sheet["persona"] = _passage(_sent(posted, "persona"), faults)
    for name, known in (("pronouns", PRONOUNS), ("speech", SPEECHES)):
        if _sent(posted, name) in known:
            sheet[name] = _sent(posted, name)
    for name in LISTS:
        if name in posted:
            sheet[name] = _items(_sent(posted, name), name, faults)


def _take_dials(posted: Posted, sheet: Sheet) -> None:
    sheet["traits"] = {
        domain: _share(posted, f"trait-{domain}", sheet["traits"].get(domain, 0.5)) for domain in DOMAINS
    }
    sheet["initiative"] = _share(posted, "initiative", sheet["initiative"])
    if "facets" in posted:
        own, given = set(posted.get("own", ())), sheet["facets"]
        sheet["facets"] = {
            facet: _share(posted, f"facet-{facet}", given.get(facet, sheet["traits"][DOMAIN_OF[facet]]))
            for facet in DOMAIN_OF
            if facet in own
        }


def _refused(chosen: set[str], before: Sequence[str]) -> list[str]:
    """What was ticked, in the order it had; what the form does not offer stays as it was."""
    offered = [act for acts in REFUSALS.values() for act in acts]
    kept = [act for act in before if act in chosen or act not in offered]
    return [*kept, *(act for act in offered if act in chosen and act not in kept)]


def _sent(posted: Posted, name: str) -> str:
    return posted[name][-1] if posted.get(name) else ""


def percent(share: float) -> int:
    return round(share * 100)


def _share(posted: Posted, name: str, before: float) -> float:
    """A dial of 0 to 100 as a share; what was not moved keeps the decimals that the dial does not show."""
    typed = _sent(posted, name)
    if not typed.isdecimal() or len(typed) > 3:
        return before
    wanted = min(100, int(typed))
    return before if percent(before) == wanted else wanted / 100


def _goals(posted: Posted, before: Sequence[Mapping[str, Any]], faults: dict[str, str]) -> Iterator[Sheet]:
    for number in range(MOST["goals"]):
        wish = _line(_sent(posted, f"goal-{number}-text"), LONGEST["goal"], "goals", faults)
        if not wish:
            continue
        was = before[number] if number < len(before) else {}
        text = wish if wish.startswith("to ") else f"to {wish[:1].lower()}{wish[1:]}"
        made = suggestions.goal(text)
        same = was.get("text") in (wish, text)
        acts = was.get("acts") if same else None
        if way := suggestions.ways().get(str(_sent(posted, f"goal-{number}-way"))):
            acts = list(way.acts)
        yield {
            "text": was["text"] if same else text[: LONGEST["goal"]],
            "wish": was.get("wish") if same and was.get("wish") else made["wish"][: LONGEST["wish"]],
            "priority": _share(posted, f"goal-{number}-priority", was.get("priority", PRIORITY)),
            "target": _line(_sent(posted, f"goal-{number}-target"), LONGEST["who"], "goals", faults),
            "acts": acts or made["acts"],
        }


def _secrets(posted: Posted, faults: dict[str, str]) -> Iterator[Sheet]:
    for number in range(MOST["secrets"]):
        text = _line(_sent(posted, f"secret-{number}-text"), LONGEST["secret"], "secrets", faults)
        confession = _line(_sent(posted, f"secret-{number}-confession"), LONGEST["secret"], "secrets", faults)
        if not (text or confession):
            continue
        if not (text and confession):
            faults["secrets"] = "Say each secret twice: as others would tell it, and as they would own up to it."
        known_by = _split(_sent(posted, f"secret-{number}-known_by"))
        yield {
            "text": text,
            "confession": confession.rstrip(".!"),
            "about": _line(_sent(posted, f"secret-{number}-about"), LONGEST["who"], "secrets", faults),
            "known_by": [_line(name, LONGEST["who"], "secrets", faults) for name in known_by[:12]],
        }


def _items(typed: Any, name: str, faults: dict[str, str]) -> list[str]:
    """One item a line; short ones may as well stand side by side with commas."""
    found = _split(typed) if name in ("values", "tags") else str(typed).splitlines()
    items = list(dict.fromkeys(filter(None, (_line(item, LONGEST[name], name, faults) for item in found))))
    if len(items) > MOST[name]:
        faults[name] = f"Keep to {MOST[name]} at most; there are {len(items)}."
    return items[: MOST[name]]


def _split(typed: Any) -> list[str]:
    return [part.strip() for line in str(typed).splitlines() for part in line.split(",") if part.strip()]


def _line(typed: Any, longest: int, name: str, faults: dict[str, str]) -> str:
    text = "".join(letter for letter in " ".join(str(typed).split()) if shows(letter))
    if len(text) > longest:
        faults[name] = f"Keep it within {longest} characters; it has {len(text)}."
    return text[:longest]


def _passage(typed: Any, faults: dict[str, str]) -> str:
    text = passage(str(typed))
    if len(text) > LONGEST["persona"]:
        faults["persona"] = f"Keep it within {LONGEST['persona']:,} characters; it has {len(text):,}."
    return text[: LONGEST["persona"]]


def named(name: str, taken: Iterable[str]) -> str:
    """A name for a copy that nothing of one's own has yet: "Mara (2)"."""
    used = {other.casefold() for other in taken}
    wanted, number = name, 2
    while wanted.casefold() in used:
        tail = f" ({number})"
        wanted, number = f"{name[: LONGEST['name'] - len(tail)]}{tail}", number + 1
    return wanted
