"""Stores of one's own, to be killed at will: the studio's supervisor keeps them, in a folder that is thrown away."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks.servers import eventually
from deploy.children import die_with_parent
from deploy.home import ROOT, VAR

# Where one of these is set, that service is not ours and stays alone.
EMBEDDED = ("DATABASE_URL", "REDIS_URL", "NEO4J_URL")


class Stores:
    """What the supervisor keeps in `folder`; it starts again whatever is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def record(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.folder / "services.json").read_text())
        except FileNotFoundError:
            return {}
        return found

    def urls(self) -> dict[str, str]:
        return {key: value for key, value in self.record().items() if isinstance(value, str)}

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """The server itself; one that is just being started again counts as killed."""
        with suppress(ProcessLookupError, KeyError):
            os.kill(self.record()["pids"][name], number)


@contextmanager
def stores(**given: str) -> Iterator[Stores]:
    """Postgres, Redis and the graph under a supervisor, those aside that `given` settings point elsewhere."""
    VAR.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="private-", dir=VAR))
    parent = os.getpid()
    env = {**{key: value for key, value in os.environ.items() if key not in EMBEDDED}, **given}
    with (folder / "keep.log").open("w") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "deploy", "keep"],
            cwd=ROOT,
            env={**env, "VAR_DIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM, parent),
        )
    try:
        found = Stores(folder)
        eventually(lambda: bool(found.urls()) or keeper.poll() is not None, 120)
        if keeper.poll() is not None:
            raise RuntimeError((folder / "keep.log").read_text())
        yield found
    finally:
        keeper.terminate()
        keeper.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def settled(settings: Mapping[str, str]) -> None:
    """Set Django up on those stores and bring the database up to date."""
    os.environ.update(settings)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def patiently(work: Any, seconds: float = 60) -> Any:
    """The result of `work`, tried again while Postgres is away."""
    from django.db import Error, InterfaceError, OperationalError, connection

    deadline = time.monotonic() + seconds
    while True:
        try:
            return work()
        except (OperationalError, InterfaceError):
            with suppress(Error):
                connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
