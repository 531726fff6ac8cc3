"""What the surroundings say: environment variables first, else the services that the supervisor started."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from deploy import running
from deploy.home import VAR

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = VAR


# Empty where none run: a record that a killed supervisor left behind is not believed.
SERVICES = running.urls()


def env(name: str, default: str = "") -> str:
    return os.environ.get(name) or SERVICES.get(name) or default


def env_bool(name: str, default: bool) -> bool:
    text = env(name, str(default)).lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {text!r}; set it to true or false")


def env_float(name: str, default: float) -> float:
    text = env(name, str(default))
    try:
        return float(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {text!r}; set it to a number") from error


def env_secret(name: str, development: str, *, debug: bool) -> str:
    value = os.environ.get(name) or (development if debug else "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set; production does not start without it")
    return value


def postgres(url: str, *, pooled: bool) -> dict[str, object]:
    """Django's DATABASES entry for a postgres:// URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"DATABASE_URL must read postgres://user:password@host:port/name, not {url!r}")
    # The statements of a turn are few and known; JIT only ever doubles the recall query.
    options: dict[str, object] = {"options": "-c jit=off"}
    if pooled:
        # Each request under ASGI has a thread of its own, so only a pool keeps connections warm.
        options["pool"] = {"min_size": 1, "max_size": 12, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or "postgres"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "127.0.0.1",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 0 if pooled else None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"NAME": f"test_{unquote(parts.path.strip('/'))}"},
    }
