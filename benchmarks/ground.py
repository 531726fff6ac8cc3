"""Where the benchmarks stand: a database of their own beside the studio's, and world ids that nobody else uses."""

from __future__ import annotations

import os
from urllib.parse import urlsplit, urlunsplit

import django

# Redis' publish-and-subscribe channels are one namespace whatever database a client chose, and a feed's group goes by
# its world's id. From here on no watcher of a real world hears a benchmark's.
FIRST_WORLD = 900_000_000


def prepare(name: str = "bench") -> None:
    """Set Django up on a database of our own, made if need be and emptied of what an earlier run left."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    from ecosystem.environment import env

    url = urlsplit(env("DATABASE_URL"))
    own = f"{url.path.strip('/').removesuffix(f'_{name}')}_{name}"
    _create(urlunsplit(url), own)
    os.environ["DATABASE_URL"] = urlunsplit(url._replace(path=f"/{own}"))
    django.setup()
    empty()


def _create(url: str, database: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            connection.execute(f'CREATE DATABASE "{database}"')


def empty() -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE ecosystem_world, characters_character RESTART IDENTITY CASCADE")
        cursor.execute(f"ALTER SEQUENCE ecosystem_world_id_seq RESTART WITH {FIRST_WORLD}")
