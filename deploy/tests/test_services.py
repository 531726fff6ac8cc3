from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.home import ROOT
from deploy.tests.processes import eventually, exists
from deploy.tests.test_up import Studio

pytestmark = pytest.mark.slow

ASK = "import os; print(os.environ['REDIS_URL'])"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    studio = Studio(tmp_path_factory.mktemp("services") / "v a r")
    # Elsewhere, as far as these tests go: turning its weights into a file takes seconds.
    studio.env["EMBED_BASE_URL"] = "http://127.0.0.1:9/v1"
    yield studio
    studio.deploy("stop")


@pytest.fixture
def idle(home: Studio) -> Studio:
    home.deploy("stop")
    return home


def test_services_start_are_found_and_stop(idle: Studio) -> None:
    started = idle.deploy("services")
    assert started.returncode == 0, started.stdout
    assert f"REDIS_URL={idle.record()['REDIS_URL']}" in started.stdout
    assert "already run" in idle.deploy("services").stdout
    begun = time.monotonic()
    assert "stopped services" in idle.deploy("stop").stdout
    assert time.monotonic() - begun < 5
    assert eventually(lambda: idle.pids() == [], seconds=5)
    assert "nothing runs here" in idle.deploy("stop").stdout


def test_a_command_that_needs_them_brings_them_and_takes_them_away(idle: Studio) -> None:
    asked = idle.deploy("borrow", sys.executable, "-c", f"{ASK}; raise SystemExit(7)")
    assert asked.stdout.startswith("redis://")
    assert asked.returncode == 7
    assert eventually(lambda: idle.pids() == [], seconds=5)


def test_borrowed_stores_stay_until_the_last_guest_has_left(idle: Studio, tmp_path: Path) -> None:
    leave = tmp_path / "leave"
    waiting = f"import pathlib, time\nwhile not pathlib.Path({str(leave)!r}).exists(): time.sleep(0.05)"
    command = [sys.executable, "-m", "deploy", "borrow", sys.executable, "-c", waiting]
    with subprocess.Popen(command, cwd=ROOT, env=idle.env, stderr=subprocess.DEVNULL) as first:
        assert eventually((idle.var / "services.json").exists, seconds=30)
        second = idle.deploy("borrow", sys.executable, "-c", ASK)
        assert second.stdout.strip() == idle.record()["REDIS_URL"]
        time.sleep(1.0)
        assert first.poll() is None
        assert all(exists(pid) for pid in idle.record()["pids"].values())
        leave.touch()
        first.wait(15)
    assert eventually(lambda: idle.pids() == [], seconds=5)


def test_services_makes_borrowed_stores_stay(idle: Studio) -> None:
    promote = f"{sys.executable!r} -m deploy services"
    idle.deploy("borrow", "sh", "-c", promote)
    time.sleep(1.0)
    assert "already run" in idle.deploy("services").stdout
