from __future__ import annotations

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from ecosystem import clock

log = logging.getLogger("ecosystem.clock")

# Seconds between two looks at which worlds are due, and between two looks at what lags behind.
BEAT = 0.4
MAINTENANCE = 5.0


class Command(BaseCommand):
    help = "Hand out turns to the workers, for ever."

    # The checks would import every view, and with them the graph's driver: a second and 36 MB that it never needs.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--beats", type=int, default=0, help="stop after so many beats (0: never)")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        beats, since = 0, MAINTENANCE
        while not stop.is_set() and (not options["beats"] or beats < options["beats"]):
            try:
                clock.beat(timezone.now(), maintenance=since >= MAINTENANCE)
            except (OperationalError, InterfaceError) as error:
                log.warning("the database does not answer, trying again: %s", error)
                connection.close()
            since = 0.0 if since >= MAINTENANCE else since + BEAT
            beats += 1
            close_old_connections()
            stop.wait(BEAT)
