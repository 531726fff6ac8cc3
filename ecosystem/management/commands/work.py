from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from deploy import forks


class Command(BaseCommand):
    help = (
        "Keep a few job workers going, each for many jobs. RQ's usual one forks, and imports everything, for every job."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=int(os.environ.get("WORKERS") or 2))

    def handle(self, *args: Any, **options: Any) -> None:
        # Imported before the fork, so that no worker has to.
        import ecosystem.jobs  # noqa: F401
        import relationships.jobs  # noqa: F401

        # Two processes on one connection would read each other's rows.
        connections.close_all()
        forks.keep(options["count"], work)


def work() -> None:
    call_command(
        "rqworker",
        *("live", "default", "low"),
        worker_class="rq.worker.SimpleWorker",
        serializer="rq.serializers.JSONSerializer",
        verbosity=0,
    )
