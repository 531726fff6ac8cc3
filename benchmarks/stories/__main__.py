"""Measures the stories against their targets: `python -m benchmarks.stories [planted contradictions worlds speed]`.

--seeds and --turns shrink the played worlds, --logs the planted ones.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.stories.apart import ready


def main() -> int:
    ready()
    from benchmarks import report
    from benchmarks.stories import rows

    parser = argparse.ArgumentParser(prog="python -m benchmarks.stories", description=__doc__)
    parser.add_argument("chapters", nargs="*", choices=[*rows.CHAPTERS, []], help="which to measure (all)")
    parser.add_argument("--seeds", type=int, default=10, help="seeds of each starter")
    parser.add_argument("--turns", type=int, default=300, help="turns of each played world")
    parser.add_argument("--logs", type=int, default=4, help="planted logs of each pattern")
    parser.add_argument("--processes", type=int, default=1, help="worlds played at once")
    parser.add_argument("--events", type=int, default=100_000, help="events replayed for growth")
    options = parser.parse_args()
    return report.told(options.chapters or rows.CHAPTERS, lambda chapter: rows.CHAPTERS[chapter](options))


if __name__ == "__main__":
    sys.exit(main())
