"""The other processes of a benchmark, each gone when its block ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.children import die_with_parent
from deploy.home import ROOT
from deploy.ports import HOST, any_free
from deploy.up import BACKLOG

Process = subprocess.Popen[str]


def start(*arguments: str, log: Path | None = None, **env: str) -> Process:
    """A Python process of ours that does not outlive us; speaks on its standard output, or all into a log."""
    parent = os.getpid()
    heard = log.open("a") if log else None
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **env},
        stdin=subprocess.PIPE,
        stdout=heard or subprocess.PIPE,
        stderr=heard,
        text=True,
        preexec_fn=lambda: die_with_parent(9, parent),
    )


def said(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@contextmanager
def running(*arguments: str, **env: str) -> Iterator[Process]:
    process = start(*arguments, log=None, **env)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def endpoint(latency_ms: float = 0, faults: dict[str, float] | None = None) -> Iterator[str]:
    """The model double in a process of its own: its CPU is not the engine's."""
    options = ["--latency-ms", str(latency_ms), "--faults", json.dumps(faults or {})]
    with running("-m", "benchmarks.endpoint", *options) as process:
        yield said(process)


def daphne(port: int, **env: str) -> Process:
    """The web server as `make run` starts it."""
    listen = f"tcp:port={port}:interface={HOST}:backlog={BACKLOG}"
    command = ("-m", "ecosystem.web", "-v", "0", "-e", listen, "ecosystem.asgi:application")
    return start(*command, log=None, DATABASE_POOL="1", **env)


@contextmanager
def pages(**env: str) -> Iterator[tuple[str, Process]]:
    """A web server that answers, by its address."""
    port = any_free()
    process = daphne(port, **env)
    try:
        url = f"http://{HOST}:{port}"
        eventually(lambda: answers(f"{url}/health/"), 60)
        yield url, process
    finally:
        process.kill()
        process.communicate()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except OSError:
        return False


def eventually(holds: Callable[[], bool], seconds: float, every: float = 0.05) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s in vain")
        time.sleep(every)


def told(process: Process) -> dict[str, Any]:
    """The next line of a process, which speaks JSON; an error where it died instead."""
    line = said(process)
    if not line:
        raise RuntimeError(f"{process.args!r} ended with status {process.wait()}")
    answer: dict[str, Any] = json.loads(line)
    return answer


def stats(url: str) -> dict[str, Any]:
    """What the model double has been asked so far."""
    with urllib.request.urlopen(f"{url.removesuffix('/v1')}/_stats") as response:
        answer: dict[str, Any] = json.load(response)
    return answer
