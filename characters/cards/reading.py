"""A stranger's file, read: which carrier it is, which of its cards counts, what came with it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from characters.cards import card, charx, jsontext, lore, png
from characters.cards.card import CardData
from characters.cards.charx import File
from characters.cards.limits import CardFault, check_size
from characters.cards.report import Note, Report

JSON, PNG, APNG, CHARX = "json", "png", "apng", "charx"
DEFAULT_ICON = "assets/icon/images/main."
# Both spellings are about; the specification has the first.
EMBEDDED = ("embeded://", "embedded://")
KINDLY_REFUSED = {
    b"GIF8": "A GIF has no place for a card. Export it as PNG, JSON or CHARX.",
    b"SQLite format 3\0": "That is a database, no card. Whoever runs the studio can read it: manage.py importstudio.",
    b"%PDF": "That is a PDF, not a card. Export the card as PNG, JSON or CHARX.",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: a character's card, or a lorebook that belongs to nobody."""

    carrier: str
    # The JSON that counts, as it stood: what is given back where nothing was changed.
    raw: bytes
    value: Mapping[str, Any]
    card: CardData | None
    book: lore.Book | None
    # The V2 object beside a V3 one, where the file held both.
    beside: bytes | None = None
    # The picture as it came, not to be shown before it is drawn anew.
    picture: bytes | None = None
    files: tuple[File, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def name(self) -> str:
        return self.card.name if self.card else (self.book.name if self.book else "")

    @property
    def spec(self) -> str:
        return self.card.spec if self.card else card.LOREBOOK


def read(data: bytes, filename: str = "") -> Reading:
    """The card or lorebook in a file; `CardFault` tells whoever brought it why there is none."""
    check_size(len(data))
    report = Report()
    if data.startswith(png.SIGNATURE):
        return _from_png(data, report)
    if data.startswith(b"PK\x03\x04"):
        return _from_charx(data, report)
    if data.startswith(b"\xff\xd8\xff"):
        return _from_jpeg(data, report)
    _refuse_kindly(data, filename)
    value, raw = jsontext.parsed(data, "file", report)
    return _reading(JSON, value, raw, report)


def _refuse_kindly(data: bytes, filename: str) -> None:
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise CardFault("Nobody has agreed where a card goes in a WEBP. Export it as PNG, JSON or CHARX.")
    for start, told in KINDLY_REFUSED.items():
        if data.startswith(start):
            raise CardFault(told)
    kind = filename.lower().rpartition(".")[2]
    if kind in {"png", "apng"}:
        png.take_apart(data)
    if kind in {"charx", "zip"}:
        raise CardFault("It is not a CHARX archive, whatever its name says. Export the card once more.")


def _from_png(data: bytes, report: Report) -> Reading:
    picture = png.take_apart(data)
    if picture.tail:
        report.repaired("file", f"{picture.tail:,} bytes after the picture's end were left out.")
    texts, files = dict[str, bytes](), list[File]()
    for keyword, text in picture.texts():
        if keyword.lower() in png.CARD_KEYWORDS:
            texts.setdefault(keyword.lower(), text)
        elif keyword.startswith(png.ASSET_PREFIX):
            files += _asset(keyword.removeprefix(png.ASSET_PREFIX).lstrip(":"), text, report)
    if not texts:
        raise CardFault("It is a picture without a character in it. Export the card as PNG where it was made.")
    value, raw, beside = _both(texts, report)
    carrier = APNG if picture.animated else PNG
    return _reading(carrier, value, raw, report, beside, picture.bare(), tuple(files))


def _both(texts: Mapping[str, bytes], report: Report) -> tuple[Any, bytes, bytes | None]:
    """The object that counts, its text, and the other one's: V3 wins over V2 unless it can't be read."""
    found: dict[str, tuple[Any, bytes]] = {}
    fault: CardFault | None = None
    for keyword in ("ccv3", "chara"):
        if keyword in texts:
            try:
                found[keyword] = jsontext.parsed(jsontext.from_base64(texts[keyword], keyword, report), keyword, report)
            except CardFault as error:
                fault = fault or error
    if not found:
        assert fault is not None
        raise fault
    if fault is not None:
        report.repaired("file", f"One of its two cards can't be read ({fault}) The other one was taken.")
    if len(found) == 2 and found["ccv3"][0] != found["chara"][0]:
        report.noticed("file", "It holds two cards, of V2 and of V3: the V3 one (ccv3) counts, the other is kept.")
    value, raw = found.get("ccv3") or found["chara"]
    beside = found["chara"][1] if len(found) == 2 else None
    return value, raw, beside


def _asset(path: str, text: bytes, report: Report) -> list[File]:
    try:
        return [File(path, base64.b64decode(text, validate=True))] if charx.is_safe(path) else []
    except binascii.Error:
        report.repaired("file", f"The file “{path[:60]}” in the picture is garbled; left out.")
        return []


def _from_charx(data: bytes, report: Report) -> Reading:
    archive = charx.unpack(data)
    value, raw = jsontext.parsed(archive.card, charx.CARD, report)
    return _reading(CHARX, value, raw, report, None, None, archive.files)


def _from_jpeg(data: bytes, report: Report) -> Reading:
    """RisuAI hides a CHARX behind a JPEG, so that it can be looked at."""
    if b"PK\x05\x06" not in data[-66_000:]:
        raise CardFault("A JPEG has no place for a card. Export it as PNG, JSON or CHARX.")
    report.noticed("file", "A CHARX behind a picture: read as the CHARX it is.")
    return _from_charx(data, report)


def _reading(
    carrier: str,
    value: Any,
    raw: bytes,
    report: Report,
    beside: bytes | None = None,
    picture: bytes | None = None,
    files: tuple[File, ...] = (),
) -> Reading:
    if isinstance(value, dict) and card.is_book(value):
        book = lore.book(card.data_of(value) if card.spec_of(value) else value, "data", report)
        assert book is not None
        if not book.entries:
            raise CardFault("The lorebook has no entry with a text. There is nothing to bring in.")
        return Reading(carrier, raw, value, None, book, beside, picture, files, report.closed())
    found = card.read(value, report)
    if picture is None:
        picture = _icon(found, files, report)
    return Reading(carrier, raw, value, found, found.book, beside, picture, files, report.closed())


def _icon(found: CardData, files: tuple[File, ...], report: Report) -> bytes | None:
    """The card's own picture among its assets, never one from elsewhere."""
    icons = sorted((asset for asset in found.assets if asset.kind == "icon"), key=lambda asset: asset.name != "main")
    at = {file.path: file.data for file in files}
    for asset in icons:
        uri = asset.uri
        for scheme in (*EMBEDDED, "__asset:"):
            if uri.startswith(scheme) and uri.removeprefix(scheme) in at:
                return at[uri.removeprefix(scheme)]
        if uri.startswith("data:image/"):
            return _inline(uri, report)
        if uri.startswith(("http:", "https:")):
            report.noticed("data.assets", "Its picture is on another site; nothing is ever loaded from there.")
        elif uri.startswith(EMBEDDED):
            report.repaired("data.assets", f"Its picture “{uri[:60]}” is not in the file; a portrait is drawn instead.")
    return next((data for path, data in at.items() if path.startswith(DEFAULT_ICON)), None)


def _inline(uri: str, report: Report) -> bytes | None:
    try:
        return base64.b64decode(uri.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        report.repaired("data.assets", "The picture within the card is garbled; a portrait is drawn instead.")
        return None
