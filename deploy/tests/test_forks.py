from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from deploy.home import ROOT
from deploy.tests.processes import eventually, exists

PROGRAM = (
    "import os, signal, sys, time\n"
    "from deploy import forks\n"
    "def work():\n"
    "    if sys.argv[1] == 'stubborn': signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "    os.write(1, b'%d\\n' % os.getpid())\n"
    "    if sys.argv[1] == 'hopeless': sys.exit(3)\n"
    "    time.sleep(60)\n"
    "forks.STOP_SECONDS = 0.3\n"
    "forks.keep([work, work])\n"
)


@contextmanager
def keeper(kind: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM, kind]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def steady() -> Iterator[subprocess.Popen[str]]:
    with keeper("steady") as process:
        yield process


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_killed_worker_is_back_within_seconds(steady: subprocess.Popen[str]) -> None:
    first, second = int(line(steady)), int(line(steady))
    time.sleep(1.0)
    started = time.monotonic()
    os.kill(first, signal.SIGKILL)
    assert line(steady) == f"worker {first} was killed by SIGKILL; a new one in 0 s"
    third = int(line(steady))
    assert time.monotonic() - started < 10
    assert third not in (first, second)
    assert exists(second)


def test_a_killed_keeper_takes_its_workers_along(steady: subprocess.Popen[str]) -> None:
    workers = [int(line(steady)), int(line(steady))]
    steady.kill()
    steady.wait()
    assert eventually(lambda: not any(map(exists, workers)), seconds=10)


@pytest.mark.parametrize("kind", ["steady", "stubborn"])
def test_told_to_stop_it_leaves_no_worker(kind: str) -> None:
    with keeper(kind) as process:
        workers = [int(line(process)), int(line(process))]
        process.terminate()
        assert process.wait(3) == 0
    assert not any(map(exists, workers))


def test_workers_that_cannot_begin_are_tried_ever_more_slowly() -> None:
    waits: list[str] = []
    with keeper("hopeless") as process:
        # What two processes say at once may stand on one line.
        for said in (line(process) for _ in range(12)):
            waits += re.findall(r"a new one.* in ([\d.]+ s)", said)
            if len(waits) >= 2:
                break
        process.terminate()
    assert waits == ["0.5 s", "1 s"]
