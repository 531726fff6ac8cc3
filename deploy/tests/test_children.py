from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.children import Child, Family
from deploy.home import ROOT
from deploy.tests.processes import eventually, exists

SLEEPER = ["sleep", "60"]
STUBBORN = ["sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done"]


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    family = Family(tmp_path / "log")
    yield family
    family.stop(family.children, within=0)


def tend_until(family: Family, holds: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        family.tend(0.02)
    return holds()


def toy(command: list[str], name: str = "toy") -> Child:
    return Child(name, command, cwd=ROOT)


def pid_of(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def test_what_a_child_says_is_shown_with_its_name_and_kept(family: Family, capsys: pytest.CaptureFixture[str]) -> None:
    assert family.run(toy(["sh", "-c", "echo one; echo two >&2; printf three"], "choir")) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split("|")[1].strip() for line in shown] == ["one", "two", "three"]
    assert all("choir" in line for line in shown)
    assert (family.logs / "choir.log").read_text() == "one\ntwo\nthree"


def test_a_quiet_child_speaks_to_its_log_only(family: Family, capsys: pytest.CaptureFixture[str]) -> None:
    family.run(Child("monk", ["echo", "hm"], cwd=ROOT, quiet=True))
    assert capsys.readouterr().out == ""
    assert (family.logs / "monk.log").read_text() == "hm\n"


def test_a_long_log_is_put_aside(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.children.LOG_BYTES", 3)
    for word in ("first", "second"):
        family.run(Child("diary", ["echo", word], cwd=ROOT, quiet=True))
    assert (family.logs / "diary.log").read_text() == "second\n"
    assert (family.logs / "diary.log.old").read_text() == "first\n"


def test_a_killed_child_is_back_at_once_and_it_is_said(family: Family, capsys: pytest.CaptureFixture[str]) -> None:
    births: list[int] = []
    child = toy(SLEEPER)
    family.on_birth = lambda: births.append(pid_of(child))
    family.start(child)
    first = pid_of(child)
    os.kill(first, signal.SIGKILL)
    assert tend_until(family, lambda: child.is_alive and pid_of(child) != first, seconds=10)
    assert births == [pid_of(child)]
    assert "was killed by SIGKILL" in capsys.readouterr().out


def test_a_child_that_keeps_dying_is_restarted_ever_more_slowly(family: Family) -> None:
    child = toy(["false"])
    family.start(child)
    delays = []
    for crashes in range(1, 4):
        assert tend_until(family, lambda crashes=crashes: child.crashes == crashes)
        delays.append(round((child.restart_at or 0) - time.monotonic(), 1))
    assert delays == [0.0, 0.5, 1.0]


def test_a_child_that_lived_long_is_forgiven(family: Family) -> None:
    child = toy(SLEEPER)
    family.start(child)
    child.crashes, child.started_at = 5, time.monotonic() - 3600
    os.kill(pid_of(child), signal.SIGKILL)
    assert tend_until(family, lambda: child.crashes == 1)


def test_stopping_asks_first_and_then_insists(family: Family, capsys: pytest.CaptureFixture[str]) -> None:
    polite, stubborn = toy(SLEEPER, "polite"), toy(STUBBORN, "stubborn")
    family.start(polite)
    family.start(stubborn)
    tend_until(family, lambda: "up" in (family.logs / "stubborn.log").read_text())
    started = time.monotonic()
    family.stop(family.children, within=0.5)
    assert time.monotonic() - started < 1.5
    assert not polite.is_alive
    assert not stubborn.is_alive
    shown = capsys.readouterr().out
    assert "stubborn | did not stop in time; killed" in shown
    assert "polite | did not" not in shown


def test_a_stopped_child_stays_stopped(family: Family) -> None:
    child = toy(SLEEPER)
    family.start(child)
    family.stop([child], within=1.0)
    assert not tend_until(family, lambda: child.is_alive, seconds=0.3)


def test_what_a_child_started_goes_with_it(family: Family) -> None:
    child = toy(["sh", "-c", "sleep 60 & echo $!; wait"], "parent")
    family.start(child)
    log = family.logs / "parent.log"
    assert tend_until(family, lambda: log.read_text().strip().isdecimal())
    grandchild = int(log.read_text())
    family.stop([child], within=0.2)
    assert tend_until(family, lambda: not exists(grandchild))


@pytest.mark.parametrize("disguise", [[], ["unshare", "--user", "--map-user=65534", "--map-group=65534"]])
def test_a_killed_supervisor_takes_its_children_along(tmp_path: Path, disguise: list[str]) -> None:
    if disguise and subprocess.run([*disguise, "true"], capture_output=True).returncode:
        pytest.skip("no user namespaces here")
    program = (
        "import sys; from pathlib import Path; from deploy.children import Child, Family\n"
        "family = Family(Path(sys.argv[1])); child = Child('toy', sys.argv[2:], cwd=Path('/'))\n"
        "family.start(child); print(child.process.pid, flush=True)\n"
        "while True: family.tend()\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path), *disguise, *SLEEPER]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        # unshare becomes the command it was given; the signal must survive that.
        time.sleep(0.2)
        assert exists(child)
        supervisor.kill()
    assert eventually(lambda: not exists(child), seconds=10)
