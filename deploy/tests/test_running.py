from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy import running
from deploy.console import Fault
from deploy.home import ROOT


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "a folder"
    monkeypatch.setattr(running, "VAR", folder)
    return folder


def holder(var: Path) -> subprocess.Popen[str]:
    """Another process that holds the stores' lock and has written its record."""
    program = (
        "import time; from deploy import running\n"
        "held = running.lock(running.STORES); running.write(running.STORES, {'pid': 1, 'REDIS_URL': 'redis://x'})\n"
        "print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env={"VAR_DIR": str(var)}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.stdout.close()
    return process


def test_only_one_holds_a_lock() -> None:
    first = running.lock("thing")
    assert first is not None
    assert running.is_held("thing")
    assert running.lock("thing", patience=0) is None
    first.close()
    assert not running.is_held("thing")


def test_guests_share_theirs() -> None:
    first, second = (running.lock("guests", shared=True) for _ in range(2))
    assert first is not None
    assert second is not None
    assert running.lock("guests", patience=0) is None
    first.close()
    assert running.is_held("guests")


def test_the_record_of_a_dead_supervisor_is_not_believed(var: Path) -> None:
    process = holder(var)
    assert running.urls() == {"REDIS_URL": "redis://x"}
    process.kill()
    process.wait()
    assert (var / "services.json").exists()
    assert running.urls() == {}


def test_stopping_waits_until_it_is_gone(var: Path) -> None:
    process = holder(var)
    assert running.stop(running.STORES)
    assert not running.is_held(running.STORES)
    assert process.wait(1) != 0
    assert not running.stop(running.STORES)


def test_what_does_not_stop_is_named_with_the_remedy(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "STOP_SECONDS", 0.2)
    process = holder(var)
    monkeypatch.setattr("os.kill", lambda *_: time.sleep(0))
    with pytest.raises(Fault, match=f"kill -9 {process.pid}"):
        running.stop(running.STORES)
    monkeypatch.undo()
    process.kill()
    process.wait()


def test_a_record_is_for_its_owner_only(var: Path) -> None:
    running.write("services", {"REDIS_URL": "redis://:secret@x"})
    assert (var / "services.json").stat().st_mode & 0o777 == 0o600


def test_stores_elsewhere_are_not_started_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("DATABASE_URL", "REDIS_URL", "NEO4J_URL"):
        monkeypatch.setenv(key, "somewhere")
    with running.borrowed() as settings:
        assert settings == {}
    assert not running.is_held(running.GUESTS)
