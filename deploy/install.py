"""The virtual environment and what is in it: made once, and again when a requirements file changes. Stdlib only."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from deploy.console import Fault, say
from deploy.home import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# Installed after the others, without what they ask for; the file says why.
WITHOUT_DEPENDENCIES = "requirements-nodeps.txt"
FILES = {"run": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}
# Seconds between two lines about a step that says nothing itself
PATIENCE = 10.0
# Downloads worth a line of their own, in pip's words: "(33.8 MB)" with two digits or more before the point
LARGE = re.compile(r"Downloading (\S+?)-\d\S* \((\d\d+\.\d MB)\)")


def main(purpose: str) -> None:
    stamp, digest = VENV / f"installed-{purpose}", fingerprint(purpose)
    sound = works()
    if sound and stamp.exists() and stamp.read_text() == digest:
        return
    if not sound:
        make_environment()
    started = time.monotonic()
    say("installing packages; the first time this takes a minute or two and about 1 GB in .venv")
    install("-r", FILES[purpose][-1])
    install("--no-deps", "-r", WITHOUT_DEPENDENCIES)
    for name in FILES if purpose == "dev" else [purpose]:
        (VENV / f"installed-{name}").write_text(fingerprint(name))
    say(f"installed in {time.monotonic() - started:.0f} s")


def fingerprint(purpose: str) -> str:
    texts = [(ROOT / name).read_bytes() for name in (*FILES[purpose], WITHOUT_DEPENDENCIES)]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def works() -> bool:
    """Whether the environment's Python still runs: it is a link to one that an upgrade may have taken away."""
    try:
        return subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    say(f"making .venv with Python {version} ({sys.executable})")
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") is None:
        # Debian keeps it in a package of its own.
        package = f"python{version}-venv"
        if importlib.util.find_spec("pip") is not None:
            _run(sys.executable, "-m", "venv", "--without-pip", str(VENV))
            _run(sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", "pip")
            return
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise Fault(f"This Python cannot make virtual environments. Debian, Ubuntu: sudo apt install {package}")
        say(f"installing {package}, which this Python lacks")
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package)
    _run(sys.executable, "-m", "venv", str(VENV))


def install(*arguments: str) -> None:
    """pip, with a line now and then so that nobody thinks it hangs."""
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
    ]
    process = subprocess.Popen(
        [*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    lines: list[str] = []
    done = threading.Event()
    threading.Thread(target=_reassure, args=(lines, done), daemon=True).start()
    for line in process.stdout:
        lines.append(line.rstrip())
        if large := LARGE.search(line):
            say(f"  {large[1]}, {large[2]}")
    done.set()
    if process.wait():
        raise Fault(_explained(lines))


def _reassure(lines: list[str], done: threading.Event) -> None:
    started = time.monotonic()
    while not done.wait(PATIENCE):
        found = sum(line.startswith(("Collecting", "Requirement already satisfied")) for line in lines)
        unpacking = any(line.startswith("Installing collected") for line in lines)
        step = "unpacking them" if unpacking else "fetching"
        say(f"  {found} packages looked up, {step}, {time.monotonic() - started:.0f} s")


def _explained(lines: Sequence[str]) -> str:
    said, last = "\n".join(lines), "\n".join(lines[-12:])
    if re.search(r"NewConnectionError|NameResolutionError|ConnectTimeout|ProxyError", said):
        return f"{last}\nPyPI is out of reach. The network is needed for this first install only."
    if "No space left on device" in said:
        return f"{last}\nThe disk is full: .venv needs about 1 GB."
    return f"{last}\npip could not install the packages; its last words are above."


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise Fault(f"{' '.join(command)} failed:\n{done.stdout.strip()}")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Fault as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit(130)
