from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import browser, install
from deploy.console import Fault
from deploy.home import ROOT


def setup(**env: str) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", "deploy/setup.sh", "run"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True)


def test_a_python_that_is_too_old_is_named_with_the_remedy(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\nexit 1\n')
    old.chmod(0o755)
    refused = setup(PATH=str(tmp_path), PYTHON="")
    assert refused.returncode == 1
    assert "found: Python 3.9.2" in refused.stderr
    assert "apt install python3.11" in refused.stderr


def test_a_chosen_python_that_is_none_is_not_passed_over() -> None:
    refused = setup(PYTHON="/nowhere/python")
    assert refused.returncode == 1
    assert "/nowhere/python is not a Python 3.11 or newer" in refused.stderr


def test_what_is_installed_is_told_by_the_requirements_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "ROOT", tmp_path)
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-nodeps.txt"):
        (tmp_path / name).write_text("django==5.2\n")
    before = install.fingerprint("run"), install.fingerprint("dev")
    (tmp_path / "requirements-dev.txt").write_text("pytest\n")
    assert install.fingerprint("run") == before[0]
    assert install.fingerprint("dev") != before[1]
    (tmp_path / "requirements-nodeps.txt").write_text("neo4j\n")
    assert install.fingerprint("run") != before[0]


def test_an_environment_whose_python_is_gone_does_not_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "PYTHON", Path(sys.executable))
    assert install.works()
    dangling = tmp_path / "python"
    dangling.symlink_to(tmp_path / "upgraded away")
    monkeypatch.setattr(install, "PYTHON", dangling)
    assert not install.works()


def test_a_python_without_its_venv_package_is_told_which(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(Fault, match=r"sudo apt install python3\.\d+-venv"):
        install.make_environment()


def test_without_a_network_it_says_what_the_network_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "PYTHON", Path(sys.executable))
    with pytest.raises(Fault, match="The network is needed for this first install only"):
        install.install("--index-url", "http://127.0.0.1:9/", "--no-cache-dir", "--retries=1", "no-such-package-here")


def test_a_browser_that_was_set_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert browser.find() == (sys.executable, "set by CHROMIUM")
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(Fault, match="does not run"):
        browser.find()


def test_a_script_that_only_points_to_a_browser_is_none(tmp_path: Path) -> None:
    pointer = tmp_path / "chromium-browser"
    pointer.write_text("#!/bin/sh\necho 'snap install chromium' >&2\nexit 10\n")
    pointer.chmod(0o755)
    assert not browser.runs(str(pointer))
