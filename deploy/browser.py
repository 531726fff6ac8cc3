"""Which Chromium the browser tests drive: the one set, the system's, Debian's if it may be installed, Playwright's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from deploy.console import Fault
from deploy.home import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> tuple[str, str]:
    """The program and where it comes from."""
    if chosen := os.environ.get("CHROMIUM"):
        if not runs(chosen):
            raise Fault(f"CHROMIUM={chosen} does not run.")
        return chosen, "set by CHROMIUM"
    if path := _on_path():
        return path, "the system's"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _log("no Chromium found; installing Debian's package")
        install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation")
        if _quietly("apt-get", "update", "-qq") and _quietly(*install) and (path := _on_path()):
            return path, "Debian's package, just installed"
    _log("no Chromium found; fetching Playwright's")
    # Its libraries come from the system's packages, which only root may add.
    extra = ["--with-deps"] if os.geteuid() == 0 else []
    _quietly(sys.executable, "-m", "playwright", "install", *extra, "chromium")
    path = _playwrights()
    if not runs(path):
        raise Fault("No browser for the tests. Debian, Ubuntu: sudo apt install chromium. Or: CHROMIUM=/path make test")
    return path, "Playwright's"


def runs(path: str) -> bool:
    """Ubuntu's chromium-browser, for one, may be a script that only says where to get the real one."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _on_path() -> str | None:
    found = filter(None, map(shutil.which, NAMES))
    return next(filter(runs, found), None)


def _playwrights() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _quietly(*command: str) -> bool:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        _log(f"{' '.join(command)} failed: {done.stdout.strip()[-300:]}")
    return done.returncode == 0


def _log(text: str) -> None:
    # Standard output is the answer, for the Makefile to read.
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        program, origin = find()
    except Fault as fault:
        sys.exit(str(fault))
    _log(f"browser: {program} ({origin})")
    print(program)
