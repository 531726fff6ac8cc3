from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ecosystem.models import World
from relationships import projection
from relationships.graph import GraphDown


class Command(BaseCommand):
    help = "Wipe a world's graph, write it anew from the ledger, and compare the two."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("world", nargs="?", help="the world's slug, as in its address")
        parser.add_argument("--all", action="store_true", help="every world")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["world"]) == options["all"]:
            raise CommandError("name one world, or say --all")
        worlds = World.objects.all() if options["all"] else World.objects.filter(slug=options["world"])
        chosen = worlds.order_by("pk").values_list("pk", "slug")
        if not chosen and not options["all"]:
            raise CommandError(f"no world has the slug {options['world']!r}")
        try:
            differing = [slug for pk, slug in chosen if not self.rebuilt(pk, slug)]
        except GraphDown as error:
            raise CommandError(f"the graph does not answer: {error}") from error
        if differing:
            raise CommandError(f"the graph differs from the ledger in {', '.join(differing)}")

    def rebuilt(self, world_id: int, slug: str) -> bool:
        ledger, found = projection.rebuild(world_id)
        verdict = "as in the ledger" if found == ledger else f"but the ledger has {ledger}"
        self.stdout.write(f"{slug}: {found.lives} lives, {found.ties} ties, {found.digest}, {verdict}")
        return found == ledger
