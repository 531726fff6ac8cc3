"""Measures how true to life worlds are: `python -m benchmarks.realism [planted ablation worlds]`.

No database, no voice. --seeds and --turns shrink the played worlds, --pairs the ablation.
"""

from __future__ import annotations

import argparse
import os
import sys

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    django.setup()
    from benchmarks import report
    from benchmarks.realism import rows

    parser = argparse.ArgumentParser(prog="python -m benchmarks.realism", description=__doc__)
    parser.add_argument("chapters", nargs="*", choices=[*rows.CHAPTERS, []], help="which to measure (all)")
    parser.add_argument("--seeds", type=int, default=20, help="seeds of each starter")
    parser.add_argument("--turns", type=int, default=500, help="turns of each played world")
    parser.add_argument("--pairs", type=int, default=8, help="seeds that each ablation is paired on")
    parser.add_argument("--processes", type=int, default=0, help="worlds played at once (a processor each)")
    options = parser.parse_args()
    return report.told(options.chapters or rows.CHAPTERS, lambda chapter: rows.CHAPTERS[chapter](options))


if __name__ == "__main__":
    sys.exit(main())
