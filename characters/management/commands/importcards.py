from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from characters import importing
from characters.cards.limits import CardFault, check_size
from characters.importing import Prepared
from ecosystem.models import User

KINDS = frozenset({".png", ".apng", ".json", ".charx"})


def owner_named(email: str) -> User:
    owner = User.objects.filter(email__iexact=email).first()
    if owner is None:
        raise CommandError(f"nobody here has the address {email!r}; create the account first")
    return owner


class Command(BaseCommand):
    help = "Bring in character cards and lorebooks: PNG, APNG, JSON or CHARX; of a folder, all that are in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="whose characters they become")
        parser.add_argument("--dry-run", action="store_true", help="report only; keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = owner_named(options["owner"])
        count = failed = 0
        for path in _files(options["files"]):
            count += 1
            try:
                made = _prepared(path)
            except CardFault as fault:
                failed += 1
                self.stderr.write(f"{path}: not taken. {fault}")
                continue
            self._tell(path, made, owner, dry_run=options["dry_run"])
        if not count:
            raise CommandError(f"found no file to read; cards end in {', '.join(sorted(KINDS))}")
        if failed:
            raise CommandError(f"{failed} of {count} files could not be taken; the others are untouched by that")

    def _tell(self, path: Path, made: Prepared, owner: User, *, dry_run: bool) -> None:
        what = made.sheet.get("name") or f"lorebook {made.read.name}"
        if dry_run:
            self.stdout.write(f"{path}: {what} ({made.read.spec}, {made.read.carrier}); not kept, as asked")
        else:
            brought = importing.keep(owner, made)
            card = brought.card
            number = f"character {card.character_id}" if card.character_id else f"lorebook {card.pk}"
            here = "" if brought.is_new else "; it was here already"
            self.stdout.write(f"{path}: {what} ({made.read.spec}, {made.read.carrier}), {number}{here}")
        for note in made.notes:
            where = f"{note.field}: " if note.field else ""
            self.stdout.write(f"  {note.kind:8} {where}{note.text}")


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(inner for inner in path.iterdir() if inner.suffix.lower() in KINDS)
        else:
            yield path


def _prepared(path: Path) -> Prepared:
    try:
        check_size(path.stat().st_size)
        return importing.prepare(path.read_bytes(), path.name)
    except OSError as error:
        raise CardFault(f"The file can't be opened: {error.strerror}.") from error
