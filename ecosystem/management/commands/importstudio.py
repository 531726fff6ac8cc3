from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from characters import datafile, importing
from characters.datafile import DataFault
from characters.legacy import rows, shapes, tables
from characters.legacy.mapped import Mapped, People
from characters.legacy.rows import Found
from characters.legacy.tables import Database, LegacyFault
from characters.management.commands.importcards import owner_named
from characters.models import Card
from ecosystem import founding, joining, oldlives
from ecosystem.models import User, World
from relationships import mapping as maps

# Of the name of a row: table and key; the rest of the column is the file's fingerprint.
LONGEST_ROW = 130


class Command(BaseCommand):
    help = "Bring in the characters of an old studio's SQLite file, found by the shape of its tables. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="whose characters they become")
        parser.add_argument("--dry-run", action="store_true", help="show the mapping and every row; keep nothing")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="read by this mapping, not by a guess")
        parser.add_argument("--world", metavar="TITLE", help="let them live in this world, with memories and bonds")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = owner_named(options["owner"])
        try:
            with tables.opened(options["file"]) as database:
                people = _mapping(database, options["mapping"])
                self._show(people, database, given=options["mapping"] is not None)
                cards = self._bring(owner, database, people, options["file"], dry_run=options["dry_run"])
        except LegacyFault as fault:
            raise CommandError(f"{options['file']}: {fault}") from fault
        except DataFault as fault:
            raise CommandError(str(fault)) from fault
        if options["world"] and not options["dry_run"]:
            self._settle(owner, options["world"], cards)

    def _show(self, people: Sequence[People], database: Database, *, given: bool) -> None:
        whose = "The mapping that was given" if given else "The mapping as it was guessed; save it, correct it, pass it"
        self.stdout.write(f"# {whose} as --mapping:")
        shown = [one.model_dump(mode="json", exclude_defaults=True) for one in people]
        self.stdout.write(yaml.safe_dump({"people": shown}, sort_keys=False, allow_unicode=True))
        used = {name for one in people for name in _tables(one)}
        left = [f"{table.name} ({table.count:,})" for table in database.tables if table.name not in used]
        if left:
            self.stdout.write(f"Tables left alone: {', '.join(left)}.")
        strays = [f"{name} ({count:,})" for one in people for name, count in rows.unowned(database, one).items()]
        if strays:
            self.stdout.write(f"Rows of nobody who is known, left alone: {', '.join(strays)}.")

    def _bring(
        self, owner: User, database: Database, people: Sequence[People], file: Path, *, dry_run: bool
    ) -> list[Card]:
        fingerprint = tables.digest(file)
        kept, count, new, faulty = list[Card](), 0, 0, 0
        for one in people:
            for found in rows.found(database, one):
                count += 1
                if not isinstance(found, Found):
                    faulty += 1
                    self.stderr.write(f"{found.table} {found.key}: not taken. {found.fault}")
                    continue
                row = f"{found.table}/{found.key}"[:LONGEST_ROW]
                made = importing.prepared(found.reading, file.name, f"{fingerprint}/{row}", found.rows)
                brought = None if dry_run else importing.keep(owner, made)
                if brought is not None:
                    kept.append(brought.card)
                    new += brought.is_new
                self._tell(found, made, brought)
        did = "would come in" if dry_run else f"characters: {new} new, {len(kept) - new} here already"
        self.stdout.write(f"{count} rows: {count - faulty} {did}, {faulty} not taken.")
        return kept

    def _tell(self, found: Found, made: importing.Prepared, brought: importing.Brought | None) -> None:
        became = f" is character {brought.card.character_id}" if brought else ""
        again = "; it was here already" if brought and not brought.is_new else ""
        self.stdout.write(f"{found.table} {found.key}: {made.sheet['name']}{became}{again}")
        for note in made.notes:
            self.stdout.write(f"  {note.kind:8} {note.field + ': ' if note.field else ''}{note.text}")

    def _settle(self, owner: User, title: str, cards: Sequence[Card]) -> None:
        characters = [card.character for card in cards if card.character is not None]
        if not characters:
            return
        with transaction.atomic():
            world = World.objects.filter(owner=owner, title=title).order_by("pk").first() or founding.found(
                owner, title
            )
            lives = joining.join(world, characters, told=False)
            memories, ties = oldlives.restore(world, lives)
        maps.lay_out(world.pk)
        self.stdout.write(f"{world.title} ({world.slug}): {len(lives)} live there; {memories} memories, {ties} bonds.")


def _mapping(database: Database, given: Path | None) -> Sequence[People]:
    if given is not None:
        try:
            return datafile.load(given, Mapped).people
        except OSError as error:
            raise CommandError(f"{given} can't be opened: {error.strerror}") from error
    found = shapes.proposed(database)
    if not found:
        held = ", ".join(table.name for table in database.tables) or "no table at all"
        raise LegacyFault(
            f"No table looks like one of characters (there is: {held}). If one is, say which by --mapping: "
            "people: [{table: NAME, key: id, fields: {name: COLUMN, description: COLUMN}}]"
        )
    return found


def _tables(people: People) -> list[str]:
    parts = (people.memories, people.relationships, people.trait_rows, *people.lists.values())
    return [
        people.table,
        *people.satellites,
        *people.belongings,
        *people.nested,
        *(part.table for part in parts if part),
    ]
