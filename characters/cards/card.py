"""A card's text, read leniently from V1, V2 or V3 (and their forerunners) into one frozen value.

The raw object stays as it was: what is read here is what this house understands of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from characters.cards import lore
from characters.cards.fields import Fields
from characters.cards.limits import CardFault
from characters.cards.report import Report, shown, unused
from characters.cards.text import line, plain

V2, V3, LOREBOOK = "chara_card_v2", "chara_card_v3", "lorebook_v3"
NEWEST = 3.0
V1_TEXTS = ("name", "description", "personality", "scenario", "first_mes", "mes_example")
V2_TEXTS = (*V1_TEXTS, "creator_notes", "system_prompt", "post_history_instructions", "creator", "character_version")
KNOWN = frozenset(
    {
        *V2_TEXTS, "alternate_greetings", "character_book", "tags", "extensions", "group_only_greetings", "assets",
        "nickname", "creator_notes_multilingual", "source", "creation_date", "modification_date",
    }
)  # fmt: skip
# What the first tools of all called the six fields of V1.
FORERUNNERS = {
    "char_name": "name", "char_persona": "description", "world_scenario": "scenario", "char_greeting": "first_mes",
    "example_dialogue": "mes_example",
}  # fmt: skip
# Put before the notes of a V2 object that was made from a V3 one, and taken off again.
NOTICE = "[This card was made from a newer one (Character Card V3); some of it may not work in this program.]\n\n"
REMOTE = re.compile(r"(?:!\[[^\]\n]{0,200}\]\(|<img\b[^>\n]{0,300}?src\s*=\s*[\"']?)\s*https?:", re.I)


@dataclass(frozen=True, slots=True)
class Asset:
    kind: str
    uri: str
    name: str
    ext: str


@dataclass(frozen=True, slots=True)
class CardData:
    spec: str
    version: str
    name: str
    nickname: str = ""
    description: str = ""
    personality: str = ""
    scenario: str = ""
    first_mes: str = ""
    mes_example: str = ""
    creator_notes: str = ""
    creator: str = ""
    character_version: str = ""
    greetings: tuple[str, ...] = ()
    # First words for a company of several.
    group_greetings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    talkativeness: float | None = None
    assets: tuple[Asset, ...] = ()
    book: lore.Book | None = None
    extensions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def openings(self) -> tuple[str, ...]:
        """Every way in which the character may begin, the first one first."""
        return tuple(text for text in (self.first_mes, *self.greetings) if text.strip())


def spec_of(given: Mapping[str, Any]) -> str:
    """V3, V2, `lorebook_v3`, or "" for a bare object of V1."""
    spec = given.get("spec")
    if isinstance(spec, str) and spec:
        return spec
    return V2 if isinstance(given.get("data"), dict) and "name" in given["data"] else ""


def data_of(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The object that holds the fields: `data`, or of V1 the whole."""
    data = given.get("data")
    return data if isinstance(data, dict) and (spec_of(given) or "name" in data) else given


def is_book(given: Mapping[str, Any]) -> bool:
    """Whether it is a lorebook that belongs to nobody: of V3, or world info."""
    if spec_of(given) == LOREBOOK:
        return True
    return isinstance(given.get("entries"), dict | list) and not any(name in given for name in ("data", *V1_TEXTS[2:]))


def read(given: Any, report: Report) -> CardData:
    """The card; `CardFault` where the object is none."""
    if not isinstance(given, dict):
        raise CardFault("The JSON holds no card: it is not an object. Export the card once more.")
    spec, version = spec_of(given), str(given.get("spec_version") or "")
    data = dict(_data(given, spec, report))
    if not isinstance(data.get("name"), str) or not data["name"].strip():
        data["name"] = _named(data, spec, report)
    fields = Fields(data, report, "data" if data_of(given) is not given else "")
    _check_version(spec, version, report)
    if spec and (missing := [name for name in V2_TEXTS if data.get(name) is None]):
        report.repaired(fields.at, f"Missing, taken as empty: {', '.join(missing)}.")
    if spec and data.get("extensions") is None:
        report.repaired(f"{fields.at}.extensions", "extensions was missing; taken as empty.")
    texts = {name: fields.text(name) for name in V2_TEXTS}
    extensions = fields.object("extensions")
    card = CardData(
        spec=spec or "v1",
        version=version,
        name=line(texts["name"], 200),
        nickname=line(fields.text("nickname"), 200),
        description=texts["description"],
        personality=texts["personality"],
        scenario=texts["scenario"],
        first_mes=texts["first_mes"],
        mes_example=texts["mes_example"],
        creator_notes=_notes(texts["creator_notes"], fields.object("creator_notes_multilingual")),
        creator=line(texts["creator"], 200),
        character_version=line(texts["character_version"], 60),
        greetings=fields.texts("alternate_greetings"),
        group_greetings=fields.texts("group_only_greetings"),
        tags=tuple(line(tag, 60) for tag in fields.texts("tags", split=True)),
        talkativeness=Fields(extensions, report, "extensions").number("talkativeness"),
        assets=_assets(data.get("assets"), report),
        book=lore.book(_book(data, report), f"{fields.at}.character_book".lstrip("."), report),
        extensions=extensions,
    )
    _keep(card, fields, report)
    return card


def _data(given: Mapping[str, Any], spec: str, report: Report) -> Mapping[str, Any]:
    data = data_of(given)
    if spec and data is given:
        report.repaired("data", "data was missing; the fields beside it were read instead.")
    if old := {name: value for name, value in given.items() if name in FORERUNNERS and value}:
        report.repaired("", f"An older form of card: {', '.join(sorted(old))} read by their later names.")
        return {**{FORERUNNERS[name]: value for name, value in old.items()}, **data}
    return data


def _named(data: Mapping[str, Any], spec: str, report: Report) -> str:
    # A blank card that says it is one is a card all the same.
    is_blank = bool(spec) and isinstance(data.get("name"), str)
    if not is_blank and not any(
        isinstance(data.get(name), str) and data[name].strip() for name in V1_TEXTS if name != "name"
    ):
        raise CardFault("The JSON holds no card: it has neither a name nor a description. Export the card once more.")
    nickname = data.get("nickname")
    name = nickname if isinstance(nickname, str) and nickname.strip() else "Somebody"
    report.repaired("name", f"The card names nobody; called {name} for now.")
    return name


def _notes(notes: str, by_language: Mapping[str, Any]) -> str:
    """The author's words to whoever plays it, in English: `creator_notes` are, where nothing else is said to be."""
    english = by_language.get("en")
    return plain(english) if isinstance(english, str) and english.strip() else notes.removeprefix(NOTICE)


def _check_version(spec: str, version: str, report: Report) -> None:
    if spec not in {"", V2, V3}:
        report.noticed("spec", f"“{shown(spec)}” is a kind of card not known here; read as V3.")
    try:
        number = float(version or 0)
    except ValueError:
        report.repaired("spec_version", f"“{shown(version)}” is no version; read as the newest known.")
        return
    if number > NEWEST:
        report.noticed("spec_version", f"Version {shown(version)} is newer than {NEWEST}; read as far as it is known.")


def _book(data: Mapping[str, Any], report: Report) -> Any:
    book = data.get("character_book")
    if book is None and "character_book" in data:
        report.repaired("data.character_book", "The lorebook was null; taken as none.")
    return book


def _assets(given: Any, report: Report) -> tuple[Asset, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        report.repaired("data.assets", "The assets were no list; taken as none.")
        return ()
    rows = [Fields(row, report, "data.assets", many=True) for row in given if isinstance(row, dict)]
    return tuple(
        Asset(row.text("type"), str(row.data.get("uri") or ""), line(row.text("name"), 80), row.text("ext").lower())
        for row in rows
    )


def _keep(card: CardData, fields: Fields, report: Report) -> None:
    """Tell what is in the card that nothing here uses, and that it comes out again."""
    named = {
        "system_prompt": "the author's own instructions to a model",
        "post_history_instructions": "instructions after the history",
        "creator_notes_multilingual": "notes in other languages",
    }
    if idle := [f"{what} ({name})" for name, what in named.items() if fields.data.get(name)]:
        report.kept("", f"Never told to a model here: {', '.join(idle)}.")
    if others := [asset for asset in card.assets if asset.kind != "icon"]:
        report.kept("data.assets", f"{len(others)} further pictures or files.")
    used = ("literaryai/", "talkativeness")
    if extensions := [shown(name, 40) for name in card.extensions if not str(name).startswith(used)]:
        report.kept("data.extensions", f"Extensions of other programs: {', '.join(sorted(extensions)[:20])}.")
    if strangers := unused(fields.data, KNOWN | set(FORERUNNERS)):
        report.kept("", f"Fields no specification knows: {', '.join(shown(name, 40) for name in strangers[:20])}.")
    texts = [value for value in fields.data.values() if isinstance(value, str)]
    if remote := sum(len(REMOTE.findall(text)) for text in texts):
        report.noticed("", f"{remote} pictures from other sites: kept as text, never loaded.")
