from __future__ import annotations

import hashlib
import os
import sys
import time
from pathlib import Path

from deploy.children import Child, Family
from deploy.console import Fault, say
from deploy.home import LOGS, ROOT, VAR
from deploy.running import tail

STAMP = VAR / "schema.txt"
# What decides the schema and the demo world: migrations, the packages that bring their own, the starters.
SOURCES = (
    "*/migrations/*.py",
    "requirements*.txt",
    "ecosystem/starters/*.yaml",
    "ecosystem/management/commands/seed.py",
)


def bring_up_to_date(family: Family) -> None:
    """Migrate and seed, unless this database already has exactly this schema."""
    before = _fingerprint()
    if STAMP.exists() and STAMP.read_text() == before:
        return
    for command in ("migrate", "seed"):
        started = time.monotonic()
        _run(family, command)
        say(f"{command} took {time.monotonic() - started:.1f} s")
    STAMP.write_text(_fingerprint())


def _run(family: Family, command: str) -> None:
    child = Child(command, [sys.executable, "manage.py", command, "-v", "0"], cwd=ROOT, quiet=True)
    if family.run(child):
        path = LOGS / f"{command}.log"
        raise Fault(f"manage.py {command} failed:\n{tail(path)}\nAll of it: {path}")


def _fingerprint() -> str:
    digest = hashlib.sha256(_applied().encode())
    for pattern in SOURCES:
        for path in sorted(Path(ROOT).glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _applied() -> str:
    """How far this very database has been migrated, to the microsecond, so that no other looks the same to us."""
    import psycopg

    try:
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=10) as connection:
            row = connection.execute("SELECT count(*), max(id), max(applied) FROM django_migrations").fetchone()
    except psycopg.errors.UndefinedTable:
        return "never"
    return str(row)
