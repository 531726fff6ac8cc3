from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone

from characters import exporting
from characters.models import Character


class Command(BaseCommand):
    help = "Hand out a character as a card; of a card that was brought in and not changed, the same card."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("character", help="the character's number, or its name")
        parser.add_argument("--format", choices=sorted(exporting.FORMATS), required=True)
        parser.add_argument("--out", type=Path, help="file or folder to write to; a dash is standard output")
        parser.add_argument("--owner", metavar="EMAIL", default="", help="whose, where several bear the name")
        parser.add_argument(
            "--with-state", action="store_true", help="all that is on the sheet goes along, secrets too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        character = _found(options["character"], options["owner"])
        card = exporting.export(character, options["format"], timezone.now(), with_state=options["with_state"])
        out: Path = options["out"] or Path(card.filename)
        if str(out) == "-":
            sys.stdout.buffer.write(card.data)
            return
        if out.is_dir():
            out /= card.filename
        try:
            out.write_bytes(card.data)
        except OSError as error:
            raise CommandError(f"{out} can't be written: {error.strerror}") from error
        self.stdout.write(f"{character.name}: {out} ({len(card.data):,} bytes)")


def _found(wanted: str, email: str) -> Character:
    """The character with that number or name; more than one of the name is told apart by number or owner."""
    mine: QuerySet[Character] = (
        Character.objects.filter(owner__email__iexact=email) if email else Character.objects.all()
    )
    found = list(mine.filter(pk=int(wanted))) if wanted.isdecimal() and len(wanted) < 19 else []
    found = found or list(mine.filter(name__iexact=wanted, put_away=False).order_by("pk"))
    if not found:
        raise CommandError(f"no character has the number or name {wanted!r}")
    if len(found) > 1:
        listed = "; ".join(f"{one.pk} of {one.owner.email if one.owner else 'the house'}" for one in found[:10])
        raise CommandError(f"several are called {wanted!r}: say which by its number ({listed})")
    return found[0]
