"""Cards brought in: a file read, mapped and kept in one transaction, or, should anything be wrong with it, nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q

from characters import artwork, pictures, portraits
from characters.artwork import Redrawn
from characters.cards import mapping, reading
from characters.cards.limits import CardFault as CardFault
from characters.cards.reading import Reading
from characters.cards.report import Note, Report, as_json
from characters.cards.text import line
from characters.models import Attachment, Card, Character
from characters.pictures import PictureFault

if TYPE_CHECKING:
    from ecosystem.models import User


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file ready to be kept: what was read, the sheet made of it, its picture drawn anew."""

    read: Reading
    sheet: Mapping[str, Any]
    notes: tuple[Note, ...]
    picture: Redrawn | None
    filename: str
    origin: str = ""
    # Of an old database, the rows that it was made of.
    source_rows: bytes | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.read.raw).hexdigest()


@dataclass(frozen=True, slots=True)
class Brought:
    card: Card
    # False where the same card was here already.
    is_new: bool = True


def prepare(data: bytes, filename: str) -> Prepared:
    """All that can be done without the database; `CardFault` tells why a file can't be taken."""
    return prepared(reading.read(data, filename), filename)


def prepared(read: Reading, filename: str, origin: str = "", source_rows: bytes | None = None) -> Prepared:
    report = Report()
    picture = _picture(read, report)
    sheet: dict[str, Any] = {}
    if read.card is not None:
        sheet = mapping.sheet(read.card, report)
    elif read.book is not None:
        report.mapped("entries", f"{len(read.book.entries):,} entries of lore, for any world of yours.")
    return Prepared(read, sheet, (*read.notes, *report.closed()), picture, line(filename, 200), origin, source_rows)


def _picture(read: Reading, report: Report) -> Redrawn | None:
    if read.picture is None:
        return None
    try:
        picture = artwork.redrawn(read.picture)
    except PictureFault as fault:
        report.repaired("picture", f"The picture was left out, a portrait is drawn instead. {fault}")
        return None
    report.mapped("picture", "The portrait.")
    if read.carrier == reading.APNG:
        report.noticed("picture", "Of the moving picture the first frame is shown.")
    return picture


def keep(owner: User, made: Prepared) -> Brought:
    """Write a prepared card for its owner; the same file twice is one card."""
    with transaction.atomic():
        # Two uploads of one file wait for each other here.
        get_user_model().objects.select_for_update().get(pk=owner.pk)
        mine = Card.objects.of(owner).in_use()
        there = mine.filter(_same(made)).order_by("-pk").first()
        if there is not None:
            return Brought(there, is_new=False)
        sheet = dict(made.sheet)
        character = _character(owner, sheet, made.picture) if made.read.card is not None else None
        card = Card.objects.create(
            owner=owner,
            character=character,
            is_book=character is None,
            name=line(made.read.name, 200) or made.filename or "Lorebook",
            filename=made.filename,
            carrier=made.read.carrier,
            spec=line(made.read.spec, 40),
            raw=made.read.raw,
            beside=made.read.beside,
            sha256=made.sha256,
            origin=made.origin,
            source_rows=made.source_rows,
            picture=made.picture.shown if made.picture else None,
            report=as_json(made.notes),
            imported=sheet,
            entry_count=len(made.read.book.entries) if made.read.book else 0,
        )
        Attachment.objects.bulk_create(
            Attachment(card=card, path=line(file.path, 1000), data=file.data) for file in made.read.files
        )
    return Brought(card)


def _same(made: Prepared) -> Q:
    """The card that is this one already. A row of an old database is known by its table and key as well: of two
    rows that say the same each is somebody, and a later copy of the database brings nobody twice."""
    if not made.origin:
        return Q(sha256=made.sha256, origin="")
    row = made.origin.partition("/")[2]
    return Q(origin=made.origin) | Q(origin__endswith=f"/{row}", sha256=made.sha256)


def _character(owner: User, sheet: dict[str, Any], picture: Redrawn | None) -> Character:
    """The sheet as a row; what it lacks is added to `sheet`, so that exports know what it began with."""
    if picture is not None:
        sheet["portrait_seed"] = pictures.kept(picture.portrait).seed
    else:
        sheet["portrait_seed"] = portraits.seed(sheet["name"], sheet.get("pronouns", ""))
    character = Character(owner=owner, **sheet)
    character.save()
    sheet |= character.sheet()
    return character


def bring_in(owner: User, data: bytes, filename: str) -> Brought:
    return keep(owner, prepare(data, filename))
