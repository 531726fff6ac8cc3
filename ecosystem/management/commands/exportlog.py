from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ecosystem.export import log_lines
from ecosystem.models import World


class Command(BaseCommand):
    help = "Stream a world's event log to standard output, one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("world", help="the world's slug, as in its address")
        parser.add_argument("--format", choices=["jsonl"], default="jsonl")
        parser.add_argument("--after", type=int, default=0, metavar="NUMBER", help="only events after this number")

    def handle(self, *args: Any, **options: Any) -> None:
        world = World.objects.filter(slug=options["world"]).first()
        if world is None:
            known = ", ".join(World.objects.order_by("-pk").values_list("slug", flat=True)[:5]) or "none"
            raise CommandError(f"no world has the slug {options['world']!r}; the newest are: {known}")
        for line in log_lines(world, options["after"]):
            self.stdout.write(line, ending="")
