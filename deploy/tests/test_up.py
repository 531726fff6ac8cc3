"""The one command, end to end: real stores, real pages, in a folder with a space and on ports that may be taken."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import ports
from deploy.home import ROOT
from deploy.tests.processes import eventually, exists, stat

pytestmark = pytest.mark.slow

URLS = ("DATABASE_URL", "REDIS_URL", "NEO4J_URL", "NEO4J_TEST_URL", "EMBED_BASE_URL", "LLM_BASE_URL", "VOICE")


class Studio:
    """One `make run` in a home of its own, which outlives its stops and deaths."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = ports.any_free()
        self.env = {key: value for key, value in os.environ.items() if key not in URLS}
        self.env |= {"VAR_DIR": str(var), "PORT": str(self.port)}
        self.process: subprocess.Popen[bytes] | None = None
        self.said = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def deploy(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "deploy", *words]
        return subprocess.run(command, cwd=ROOT, env=self.env | env, capture_output=True, text=True, timeout=120)

    def start(self) -> None:
        """Until it has printed its address."""
        output = self.var.parent / "output.txt"
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy", "run"], cwd=ROOT, env=self.env, stdout=file, stderr=file
            )
        eventually(lambda: "ready after" in output.read_text() or self.process_ended(), seconds=120)
        self.said = output.read_text()
        assert self.address in self.said, self.said

    def process_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def work(self) -> float:
        """CPU seconds spent so far by all who live; on a quiet machine a start takes no longer than that."""
        # Its own time and that of the children it has outlived, in ticks
        return sum(int(ticks) for pid in self.pids() for ticks in stat(pid)[11:15]) / os.sysconf("SC_CLK_TCK")

    def heard(self) -> str:
        return (self.var.parent / "output.txt").read_text()

    def end(self, number: int) -> float:
        """Seconds until the supervisor was gone."""
        assert self.process is not None
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        return time.monotonic() - started

    def record(self) -> dict[str, dict[str, int]]:
        record: dict[str, dict[str, int]] = json.loads((self.var / "services.json").read_text())
        return record

    def pids(self) -> list[int]:
        """Whoever works for this home, by its folder in their environment, command line or current folder."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                texts = [(process / name).read_bytes() for name in ("environ", "cmdline")]
                texts.append(os.fsencode(os.readlink(process / "cwd")))
            except OSError:
                continue
            if any(os.fsencode(self.var) in text for text in texts) and exists(int(process.name)):
                found.append(int(process.name))
        return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    studio = Studio(tmp_path_factory.mktemp("a home") / "var of a studio")
    yield studio
    if not studio.process_ended():
        studio.end(signal.SIGTERM)


@pytest.fixture
def studio(home: Studio) -> Studio:
    if home.process_ended():
        home.start()
    return home


def test_it_prints_one_address_and_the_page_is_there(studio: Studio) -> None:
    assert studio.said.count("http://") == 1
    with urllib.request.urlopen(studio.address, timeout=10) as response:
        assert response.status == 200


def test_a_second_run_gives_the_address_of_the_first(studio: Studio) -> None:
    second = studio.deploy("run")
    assert second.returncode == 0
    assert f"already running: {studio.address}" in second.stdout


def test_a_taken_port_is_named_with_its_owner_and_the_remedy(studio: Studio, tmp_path: Path) -> None:
    other = studio.deploy("run", VAR_DIR=str(tmp_path / "var"))
    assert other.returncode == 1
    assert f"Port {studio.port} is taken by " in other.stdout
    assert f"in {ROOT}" in other.stdout
    assert "PORT=" in other.stdout


def test_what_is_no_port_is_refused(home: Studio, tmp_path: Path) -> None:
    refused = home.deploy("run", VAR_DIR=str(tmp_path), PORT="eight thousand")
    assert refused.returncode == 1
    assert "PORT is 'eight thousand'" in refused.stdout


def test_commands_find_the_stores_of_a_run_and_leave_them_running(studio: Studio) -> None:
    asked = studio.deploy("borrow", sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])")
    assert asked.stdout.strip() == studio.record()["DATABASE_URL"]
    assert studio.deploy("services").returncode == 0
    assert not studio.process_ended()


def test_a_killed_store_is_back_with_its_data(studio: Studio) -> None:
    first = studio.record()["pids"]["postgres"]
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: studio.record()["pids"]["postgres"] != first, seconds=20)
    assert "postgres | was killed by SIGKILL" in studio.heard()
    assert eventually(lambda: _worlds(studio) > 0, seconds=30)


def test_a_killed_worker_is_back_within_seconds(studio: Studio) -> None:
    keeper = studio.record()["pids"]["workers"]

    def workers() -> set[int]:
        return {int(pid) for pid in Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()}

    # Two, and the one that writes the graph.
    assert eventually(lambda: len(workers()) == 3, seconds=60)
    # Younger than a second it would count as one that cannot begin.
    time.sleep(1.0)
    victim = min(workers())
    os.kill(victim, signal.SIGKILL)
    assert eventually(lambda: len(workers() - {victim}) == 3, seconds=10)


def test_it_stops_cleanly_and_starts_again_with_everything(studio: Studio) -> None:
    worlds = _worlds(studio)
    assert studio.end(signal.SIGINT) < 5
    assert eventually(lambda: studio.pids() == [], seconds=5)
    assert not (studio.var / "services.json").exists()
    studio.start()
    assert studio.work() < 15
    assert "migrate" not in studio.said
    assert _worlds(studio) == worlds > 0


def test_killed_outright_it_leaves_nothing_behind(studio: Studio) -> None:
    assert len(studio.pids()) > 6
    studio.end(signal.SIGKILL)
    assert eventually(lambda: studio.pids() == [], seconds=5)


def _worlds(studio: Studio) -> int:
    import psycopg

    try:
        with psycopg.connect(str(studio.record()["DATABASE_URL"]), connect_timeout=5) as connection:
            row = connection.execute("SELECT count(*) FROM ecosystem_world").fetchone()
    except psycopg.OperationalError:
        return 0
    return row[0] if row else 0
