"""A few workers forked from one warm parent: a killed one is back as fast as a fork."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess

from deploy.children import die_with_parent, ending

# A worker that lived this many seconds was able to work: whatever ended it, the next one comes at once.
ABLE_SECONDS = 1.0
# Seconds before the next try after one, two, ... that were not. Short, as they may only be waiting for a store.
DELAYS = (0.0, 0.5, 1.0, 2.0, 5.0)
# Seconds they get to finish what they are doing; what they leave undone, the world's lease hands to another.
STOP_SECONDS = 1.2

FORK = multiprocessing.get_context("fork")


def keep(works: Sequence[Callable[[], None]]) -> None:
    """Keep a process doing each of `works` until SIGTERM or SIGINT. Nothing that fork cannot carry may be open yet."""
    told, tell = os.pipe()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Said through a pipe: an exception could fall between a fork and our taking note of it.
        signal.signal(number, lambda *_: os.write(tell, b"."))
    running: dict[ForkProcess, tuple[Callable[[], None], float]] = {}
    undone, failures = list(works), 0
    while True:
        while undone:
            work = undone.pop()
            process = FORK.Process(target=_begin, args=(work, os.getpid()))
            process.start()
            running[process] = work, time.monotonic()
        if told in wait([told, *(process.sentinel for process in running)]):
            break
        for process in [process for process in running if process.exitcode is not None]:
            work, since = running.pop(process)
            undone.append(work)
            able = time.monotonic() - since >= ABLE_SECONDS
            failures = 0 if able else failures + 1
            delay = DELAYS[min(failures, len(DELAYS) - 1)]
            print(f"worker {process.pid} {ending(process.exitcode or 0)}; a new one in {delay:g} s", flush=True)
            wait([told], delay)
    _stop(list(running))


def _begin(work: Callable[[], None], parent: int) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    die_with_parent(signal.SIGKILL, parent)
    work()


def _stop(processes: list[ForkProcess]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        process.join(max(0.0, deadline - time.monotonic()))
        process.kill()
        process.join()
