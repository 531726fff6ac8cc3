from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from characters.datafile import DataFault
from storytelling import exported, trials
from storytelling.patterns import Pattern, catalogue, read_file


class Command(BaseCommand):
    help = "Sift an exported log (- is standard input) and print its matches as JSON. No database is asked."

    # The checks would import every view, and no page is shown here.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("log", metavar="LOG.jsonl")
        parser.add_argument("--patterns", metavar="FILE", help="patterns of your own, beside the house's")
        parser.add_argument("--only", nargs="+", metavar="KEY", help="only these patterns")
        parser.add_argument("--partial", action="store_true", help="also those still under way, with what is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        patterns = self.patterns(options["patterns"], options["only"])
        try:
            if options["log"] == "-":
                log = exported.read(sys.stdin)
            else:
                with Path(options["log"]).open(encoding="utf-8") as lines:
                    log = exported.read(lines)
        except (exported.Unreadable, OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['log']}: {error}") from error
        report = trials.report(log, patterns, partial=options["partial"])
        self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))

    def patterns(self, file: str | None, only: list[str] | None) -> dict[str, Pattern]:
        found = dict(catalogue())
        if file:
            try:
                found |= {pattern.key: pattern for pattern in read_file(Path(file))}
            except (DataFault, OSError) as fault:
                raise CommandError(str(fault)) from fault
        if unknown := set(only or ()) - set(found):
            raise CommandError(f"no pattern is called {', '.join(sorted(unknown))}; there are {', '.join(found)}")
        return {key: pattern for key, pattern in found.items() if not only or key in only}
