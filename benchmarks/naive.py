"""The control: the same engine without its claim and its conditional update. It must fail where ours does not.

python -m benchmarks.naive work --count 3
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from typing import Any

import django
from django.core.management import execute_from_command_line


def forget_the_fences() -> None:
    """Take a turn whoever else takes it, write it wherever the world stands."""
    from django.db.models import F

    from ecosystem import commit
    from ecosystem.models import SECONDS_PER_TURN, World, WorldQuerySet

    def advance(world: World, seen: Any, decided: Any, count: int, now: Any) -> int:
        World.objects.filter(pk=world.pk).update(
            generation=F("generation") + 1,
            log_position=F("log_position") + count,
            minute=decided.minute,
            next_turn_at=now + timedelta(seconds=SECONDS_PER_TURN / world.speed),
            lease_until=None,
        )
        return world.log_position + 1

    WorldQuerySet.claim = lambda worlds, pk, *_: worlds.filter(pk=pk).first()  # type: ignore[method-assign]
    World.renew_lease = lambda *_: True  # type: ignore[method-assign]
    commit._advance = advance


def let_rows_double() -> None:
    """The constraints that would still catch it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE characters_event DROP CONSTRAINT IF EXISTS one_event_a_number")
        cursor.execute("ALTER TABLE ecosystem_turn DROP CONSTRAINT IF EXISTS one_turn_a_generation")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    django.setup()
    forget_the_fences()
    execute_from_command_line(["manage.py", *sys.argv[1:]])
