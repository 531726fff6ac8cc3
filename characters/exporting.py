"""Cards handed out: as they came in where nothing was changed, with what their owner changed where something was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from characters import artwork
from characters.cards import card as cards
from characters.cards import reading, state, writing
from characters.lorebooks import newest_card
from characters.models import Card, Character

FORMATS = {
    "json": "application/json",
    "png": "image/png",
    "charx": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Exported:
    data: bytes
    filename: str
    content_type: str


@dataclass(frozen=True, slots=True)
class _Text:
    """The object to be written, and its text where it is the one that came in."""

    value: Mapping[str, Any]
    raw: bytes | None = None

    @property
    def data(self) -> bytes:
        return writing.as_json(self.value) if self.raw is None else self.raw

    @property
    def is_newer(self) -> bool:
        return cards.spec_of(self.value) not in {"", cards.V2}


def export(character: Character, kind: str, now: datetime, *, with_state: bool = False) -> Exported:
    """The character as a card in one of `FORMATS`; with its state, everything on its sheet goes along."""
    card = newest_card(character)
    text = _text(character, card, now, with_state=with_state)
    if kind == "json":
        data = text.data
    elif kind == "png":
        newer = text if text.is_newer else _Text(writing.v3_of(text.value))
        older = _older(character, card, text, now, with_state=with_state)
        data = writing.as_png(_picture(character, card), newer.data, older.data, card.files() if card else ())
    else:
        data = _archive(character, card, text)
    return Exported(data, f"{slugify(character.name) or 'character'}.{kind}", FORMATS[kind])


def _text(character: Character, card: Card | None, now: datetime, *, with_state: bool) -> _Text:
    if card is None:
        owner = character.owner
        value = writing.fresh(character.sheet(), owner.name if owner else "", int(now.timestamp()))
        return _Text(_stated(value, character) if with_state else value)
    return _changed(card.value, bytes(card.raw), character, card, now, with_state=with_state)


def _changed(
    value: Mapping[str, Any], raw: bytes, character: Character, card: Card, now: datetime, *, with_state: bool
) -> _Text:
    sheet, source = character.sheet(), f"literaryai:{card.sha256[:16]}"
    when = int(now.timestamp())
    written = writing.overwritten(value, card.imported, sheet, when, source)
    if written == value and not with_state:
        return _Text(value, raw)
    if not cards.spec_of(value):
        # What V1 has no field for would be lost in it.
        written = writing.overwritten(writing.v3_of(value), card.imported, sheet, when, source)
    return _Text(_stated(written, character) if with_state else written)


def _stated(value: Mapping[str, Any], character: Character) -> dict[str, Any]:
    return writing.with_state(value, state.written(character.sheet(), {"sheet_version": character.version}))


def _older(character: Character, card: Card | None, text: _Text, now: datetime, *, with_state: bool) -> _Text:
    """The V2 object for older programs: the one that came along, or one made of the newer."""
    if card is not None and card.beside is not None:
        beside = bytes(card.beside)
        value = json.loads(beside)
        if isinstance(value, dict):
            return _changed(value, beside, character, card, now, with_state=with_state)
    return text if cards.spec_of(text.value) == cards.V2 else _Text(writing.v2_of(text.value))


def _archive(character: Character, card: Card | None, text: _Text) -> bytes:
    files = card.files() if card else ()
    as_it_came = text.raw is not None and card is not None and (text.is_newer or card.carrier == reading.CHARX)
    # Where nothing was changed nothing is added: the portrait lies beside the card without being named in it.
    data = text.data if as_it_came else writing.as_json(writing.with_icon(writing.v3_of(text.value)))
    return writing.as_charx(data, _picture(character, card), files)


def _picture(character: Character, card: Card | None) -> bytes:
    """The card's own picture at its full size, unless its owner chose another portrait since."""
    if card is not None and card.picture and character.portrait_seed == card.imported.get("portrait_seed"):
        return artwork.as_png(bytes(card.picture))
    return artwork.portrait(character.portrait_seed)
