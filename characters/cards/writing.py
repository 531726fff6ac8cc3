"""Cards out: what came in comes out as it was, and only what its owner changed is written over it."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Mapping, Sequence
from typing import Any

from characters.cards import charx, png, state
from characters.cards.card import NOTICE, V2, V2_TEXTS, V3, data_of, spec_of
from characters.cards.charx import File
from characters.cards.decorators import undecorated
from characters.cards.mapping import PERSONA, persona_of

# What V3 has and V2 does not.
_ONLY_V3 = "group_only_greetings assets nickname creator_notes_multilingual source creation_date modification_date"
ONLY_V3 = frozenset(_ONLY_V3.split())
ICON = "assets/icon/images/main.png"
DEFAULT_ICON = "ccdefault:"

Sheet = Mapping[str, Any]


def fresh(sheet: Sheet, creator: str, now: int) -> dict[str, Any]:
    """A V3 card of a character that never had one."""
    data: dict[str, Any] = dict.fromkeys(V2_TEXTS, "")
    data |= {
        "name": sheet["name"], "description": sheet["persona"], "creator": creator, "tags": list(sheet["tags"]),
        "mes_example": example(sheet["samples"]), "alternate_greetings": [], "group_only_greetings": [],
        "creation_date": now, "modification_date": now,
        "extensions": {"talkativeness": sheet["initiative"]},
        "assets": [{"type": "icon", "uri": DEFAULT_ICON, "name": "main", "ext": "png"}],
    }  # fmt: skip
    if sheet["address"] and sheet["address"] != sheet["name"]:
        data["nickname"] = sheet["address"]
    return {"spec": V3, "spec_version": "3.0", "data": data}


def overwritten(value: Mapping[str, Any], before: Sheet, now: Sheet, when: int, source: str) -> dict[str, Any]:
    """The card with the fields of the sheet that differ from what was once imported; the same where none does."""
    changed = {name: now[name] for name in before if name in now and now[name] != before[name]}
    fields = _fields(data_of(value), before, changed)
    if not fields:
        return dict(value)
    card = copy.deepcopy(dict(value))
    data = data_of(card)
    assert isinstance(data, dict)
    for name, new in fields.items():
        if data is not card and card.get(name, ...) == data.get(name):
            # Some programs write the fields of V1 a second time beside `data`.
            card[name] = new
        data[name] = new
    if spec_of(card) == V3:
        data["modification_date"] = when
        sources = _list(data.get("source"))
        data["source"] = sources if source in sources else [*sources, source]
    return card


def _fields(data: Mapping[str, Any], before: Sheet, changed: Sheet) -> dict[str, Any]:
    """The fields of the card that the changed fields of the sheet have a home in."""
    fields: dict[str, Any] = {}
    if "name" in changed:
        fields["name"] = changed["name"]
    if "address" in changed:
        fields["nickname"] = changed["address"]
    if "tags" in changed:
        fields["tags"] = list(changed["tags"])
    if "samples" in changed:
        fields["mes_example"] = example(changed["samples"])
    if "initiative" in changed:
        fields["extensions"] = {**_object(data.get("extensions")), "talkativeness": changed["initiative"]}
    if "persona" in changed:
        fields |= _described(data, before["persona"], changed["persona"])
    return fields


def _described(data: Mapping[str, Any], before: str, persona: str) -> dict[str, str]:
    """The new text as description and personality: the latter stays its own where it was not touched."""
    personality = data.get("personality")
    personality = personality if isinstance(personality, str) else ""
    tail = personality.strip()
    whole = persona_of(str(data.get("description") or ""), personality)
    if len(whole) > PERSONA:
        # The sheet had no room for the rest, and nobody has seen it: it stays.
        return {"description": persona + whole[len(before) :], "personality": ""}
    if tail and persona.endswith(f"\n\n{tail}"):
        return {"description": persona.removesuffix(tail).rstrip(), "personality": personality}
    return {"description": persona, "personality": ""}


def example(samples: Sequence[str]) -> str:
    return "\n".join(f"<START>\n{{{{char}}}}: {sample}" for sample in samples)


def with_state(value: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    card = copy.deepcopy(dict(value))
    data = data_of(card)
    assert isinstance(data, dict)
    data["extensions"] = {**_object(data.get("extensions")), state.KEY: dict(written)}
    return card


def v3_of(value: Mapping[str, Any]) -> dict[str, Any]:
    """The card as a true V3 object: itself where it is one, else with what V3 wants filled in."""
    if spec_of(value) not in {"", V2}:
        return dict(value)
    card = copy.deepcopy(dict(value))
    data = data_of(card)
    # What stood beside the fields of V1 stays beside them, as programs that write both have it.
    filled: dict[str, Any] = dict.fromkeys(V2_TEXTS, "")
    filled |= {"alternate_greetings": [], "tags": [], "extensions": {}}
    filled |= {name: given for name, given in data.items() if given is not None}
    filled.setdefault("group_only_greetings", [])
    if isinstance(book := filled.get("character_book"), dict) and isinstance(rows := book.get("entries"), list):
        filled["character_book"] = {
            **book, "entries": [{"use_regex": False, **row} if isinstance(row, dict) else row for row in rows]
        }  # fmt: skip
    outside = {name: given for name, given in card.items() if name != "data"} if data is not card else {}
    return {**outside, "spec": V3, "spec_version": "3.0", "data": filled}


def v2_of(value: Mapping[str, Any]) -> dict[str, Any]:
    """A V2 object for programs that know no V3: decorators taken off, and a notice of it in the notes."""
    if spec_of(value) == V2:
        return dict(value)
    data = {name: given for name, given in data_of(v3_of(value)).items() if name not in ONLY_V3}
    notes = data.get("creator_notes")
    data["creator_notes"] = NOTICE + (notes if isinstance(notes, str) else "").removeprefix(NOTICE)
    if isinstance(book := data.get("character_book"), dict) and isinstance(rows := book.get("entries"), list):
        data["character_book"] = {**book, "entries": [_v2_entry(row) for row in rows if isinstance(row, dict)]}
    return {"spec": V2, "spec_version": "2.0", "data": data}


def _v2_entry(row: Mapping[str, Any]) -> dict[str, Any]:
    entry = dict(row)
    if isinstance(entry.get("content"), str):
        entry["content"] = undecorated(entry["content"]).text
    if isinstance(number := entry.get("id"), str):
        entry.pop("id")
        if number.isdecimal():
            entry["id"] = int(number)
    return {"extensions": {}, **entry}


def with_icon(value: Mapping[str, Any]) -> dict[str, Any]:
    """The card with its portrait among its assets, unless it has one of its own there."""
    card = copy.deepcopy(dict(value))
    data = data_of(card)
    assert isinstance(data, dict)
    assets = _list(data.get("assets"))
    icons = [asset for asset in assets if isinstance(asset, dict) and asset.get("type") == "icon"]
    if any(asset.get("uri") != DEFAULT_ICON for asset in icons):
        return card
    main = {"type": "icon", "uri": f"embeded://{ICON}", "name": "main", "ext": "png"}
    data["assets"] = [main, *(asset for asset in assets if asset not in icons)]
    return card


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _object(given: Any) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}


def as_json(value: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, indent=2).encode()
    except UnicodeEncodeError:
        # Half a letter, which only an escape can write.
        return json.dumps(value, indent=2).encode()


def as_png(picture: bytes, newer: bytes, older: bytes, files: Sequence[File] = ()) -> bytes:
    """The picture with the V3 object, the V2 one for older programs, and whatever files the card came with."""
    texts = {"chara": base64.b64encode(older), "ccv3": base64.b64encode(newer)}
    for file in files:
        if file.path.isascii() and len(file.path) <= 60:
            texts[f"{png.ASSET_PREFIX}:{file.path}"] = base64.b64encode(file.data)
    return png.with_texts(picture, texts)


def as_charx(card: bytes, picture: bytes, files: Sequence[File]) -> bytes:
    own = [] if any(file.path.startswith(ICON.removesuffix("png")) for file in files) else [File(ICON, picture)]
    return charx.pack(card, [*files, *own])
