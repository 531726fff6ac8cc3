"""The supervisor of the embedded stores: start them together, hear a real answer of each, tend them."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from deploy import running, stores
from deploy.children import Child, Family
from deploy.console import Fault, say
from deploy.home import LOGS, VAR
from deploy.ports import await_predecessors
from deploy.stores import Store

READY_SECONDS = 120.0
# A child that dies this often before it ever answered will not answer.
HOPELESS_AFTER = 3
# Seconds for pages and workers to stop, and for stores, where Java takes the longest. A kill loses nothing of either:
# unfinished turns are taken again, and stores only start more slowly.
STOP_SECONDS = (1.5, 2.4)


def main(*, borrowed: bool) -> None:
    """`make services`, the part that stays."""
    held = running.lock(running.STORES)
    if held is None:
        return
    interrupt_on_signals()
    family = Family(LOGS)
    lent = threading.Event()
    if borrowed:
        lent.set()

    def stay(*_: Any) -> None:
        lent.clear()
        family.on_birth()

    # Said by `make services`: what was started for one command is now to stay.
    signal.signal(signal.SIGUSR1, stay)
    try:
        bring_up(family, lent.is_set)
        # The guests' lock, had alone: all have left, and until we are gone nobody comes in.
        closed = None
        while closed is None:
            family.tend()
            closed = running.lock(running.GUESTS, patience=0) if lent.is_set() else None
    except KeyboardInterrupt:
        pass
    finally:
        shut_down(family, family.children)


def bring_up(family: Family, is_lent: Callable[[], bool] = lambda: False) -> dict[str, str]:
    """Start what is to be embedded and wait until it answers; returns the settings that lead to it."""
    started = time.monotonic()
    running.forget(running.STORES)
    await_predecessors(VAR, Path(sys.prefix).resolve())
    waiting = [(name, _start(family, name)) for name in stores.wanted()]
    settings: dict[str, str] = {}
    for name, begun in waiting:
        store = _settle(family, name, begun)
        if store is not None:
            store.prepare()
            settings |= store.settings
            say(f"answers after {time.monotonic() - started:.1f} s", store.child.name)

    def record() -> None:
        facts = {"pid": os.getpid(), "borrowed": is_lent(), "pids": pids(family)}
        running.write(running.STORES, facts | settings)

    family.on_birth = record
    family.on_birth()
    return settings


def _start(family: Family, name: str) -> Store | None:
    store = stores.embed(name)
    if store is not None:
        family.start(store.child)
    return store


def _settle(family: Family, name: str, store: Store | None) -> Store | None:
    """Wait until it answers, if need be on another port; None where it is to be done without."""
    while store is not None:
        answered_or_lost = partial(_answered_or_lost, store)
        if not await_ready(family, store.child, answered_or_lost, required=store.required):
            return None
        if not store.lost_its_port:
            return store
        family.stop([store.child], within=0)
        family.children.remove(store.child)
        store = _start(family, name)
    return None


def _answered_or_lost(store: Store) -> bool:
    return store.lost_its_port or store.is_ready()


def await_ready(family: Family, child: Child, is_ready: Callable[[], bool], *, required: bool = True) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while not is_ready():
        if child.crashes >= HOPELESS_AFTER or time.monotonic() > deadline:
            trouble = "keeps dying" if child.crashes >= HOPELESS_AFTER else f"gave no answer in {READY_SECONDS:.0f} s"
            path = LOGS / f"{child.name}.log"
            if required:
                raise Fault(f"{child.name} {trouble}:\n{running.tail(path)}\nAll of it: {path}")
            say(f"{trouble}; going on without it (log: {path})", child.name)
            family.stop([child], within=1.0)
            return False
        family.tend(0.05)
    return True


def pids(family: Family) -> dict[str, int]:
    return {child.name: child.process.pid for child in family.children if child.process is not None}


def shut_down(family: Family, stores: list[Child]) -> None:
    """Stop what needs the stores, then these; a second Ctrl-C kills what is left."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    family.stop([child for child in family.children if child not in stores], STOP_SECONDS[0])
    family.stop(stores, STOP_SECONDS[1])
    running.forget(running.STORES)


def interrupt_on_signals() -> None:
    """Said outright: a shell's & starts us with SIGINT ignored."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    # What `make services` tells borrowed stores; others are not meant.
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
