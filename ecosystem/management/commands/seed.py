from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ecosystem import starters
from ecosystem.models import World
from relationships import mapping

DEMO = "pemberley"


class Command(BaseCommand):
    help = "Put the starters' casts and the demo world in place. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        if World.objects.filter(is_demo=True).exists():
            return
        world = starters.create_world(starters.read(DEMO), None, seed=1813)
        World.objects.filter(pk=world.pk).update(
            slug=f"{DEMO}-live", is_demo=True, is_running=True, visibility=World.Visibility.PUBLIC,
            watched_at=timezone.now(),
        )  # fmt: skip
        mapping.lay_out(world.pk)
        self.stdout.write(f"The demo world “{world.title}” is ready.")
