from __future__ import annotations

import importlib.util
import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
LOGS = VAR / "log"


def password() -> str:
    """The embedded stores' own password: they listen on loopback, which everybody on the machine shares."""
    path = VAR / "password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(18))
    return path.read_text()


def installed(package: str) -> Path | None:
    """The folder of an installed package, found and not imported: most of these do things when imported."""
    found = importlib.util.find_spec(package)
    return Path(found.origin).parent if found is not None and found.origin is not None else None


def write_private(path: Path, text: str) -> None:
    """Replace a file whole, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
