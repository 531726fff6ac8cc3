"""Measures the house against its targets: `python -m benchmarks [turns crowds fanout pages cards browser]`, or all."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

from benchmarks import ground, report
from deploy import running

CHAPTERS = ("turns", "crowds", "fanout", "pages", "cards", "browser")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("chapters", nargs="*", choices=[*CHAPTERS, []], help="which to measure (all)")
    chosen = parser.parse_args().chapters or CHAPTERS
    with running.borrowed() as settings:
        os.environ.update({key: value for key, value in settings.items() if not os.environ.get(key)})
        ground.prepare()
        return report.told(chosen, lambda chapter: importlib.import_module(f"benchmarks.{chapter}").measure())


if __name__ == "__main__":
    sys.exit(main())
