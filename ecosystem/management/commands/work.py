from __future__ import annotations

import gc
import os
from argparse import ArgumentParser
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from deploy import forks

# The most urgent first: a turn that somebody watches, then what may wait. The graph has a worker to itself: its driver
# is a quarter of a worker's memory, and who waits for a graph that is down takes no turn.
QUEUES = ("live", "default", "low", GRAPH := "graph")


class Command(BaseCommand):
    help = (
        "Keep a few job workers going, each for many jobs. RQ's usual one forks, and imports everything, for every job."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=int(os.environ.get("WORKERS") or 2))
        parser.add_argument("--queues", nargs="+", choices=QUEUES, default=QUEUES, help="the most urgent first")

    def handle(self, *args: Any, **options: Any) -> None:
        # Imported before the fork, so that no worker has to.
        import ecosystem.jobs  # noqa: F401
        import relationships.jobs  # noqa: F401
        from characters.packs import house_packs

        # A second's reading that the first scene without a model would wait for, while its world's lease runs out.
        house_packs()
        settle()
        # Two processes on one connection would read each other's rows.
        connections.close_all()
        queues = [name for name in options["queues"] if name != GRAPH]
        workers = [partial(work, queues)] * options["count"] if queues else []
        forks.keep([*workers, *[partial(work, [GRAPH])] * (GRAPH in options["queues"])])


def settle() -> None:
    """What is alive by now stays so: workers need not search it for garbage, nor copy its pages by doing so."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def work(queues: Sequence[str]) -> None:
    call_command(
        "rqworker",
        *queues,
        worker_class="rq.worker.SimpleWorker",
        serializer="rq.serializers.JSONSerializer",
        verbosity=0,
    )
