from __future__ import annotations

import os
import sys

COLOURS = {
    "studio": 37,
    "postgres": 34,
    "redis": 35,
    "graph": 36,
    "embed": 90,
    "voice": 90,
    "web": 32,
    "workers": 33,
    "clock": 31,
}
WIDTH = max(map(len, COLOURS))


class Fault(Exception):
    """Something only the person at the keyboard can put right; the text says how."""


_aside = False


def leave_stdout_alone() -> None:
    """Standard output belongs to the command that we run for somebody, who may want to read it as JSON."""
    global _aside
    _aside = True


def say(text: str, name: str = "studio") -> None:
    stream = sys.stderr if _aside else sys.stdout
    coloured = stream.isatty() and "NO_COLOR" not in os.environ
    label = f"{name:>{WIDTH}} |"
    if coloured:
        label = f"\x1b[{COLOURS.get(name, 37)}m{label}\x1b[0m"
    try:
        print(label, text, file=stream, flush=True)
    except BrokenPipeError:
        # Whoever read our output (`make run | tee x`, a closed terminal) is gone; the log files still listen.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
