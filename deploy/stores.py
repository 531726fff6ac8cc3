"""What `make run` and `make services` embed: whatever no URL in the environment points to."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from deploy import graph, llama, ports, postgres, valkey
from deploy.children import Child
from deploy.console import say

# Fixed, so that a psql or a browser finds them again, and far from the ones these servers usually take.
PORTS = {"postgres": 21532, "redis": 21579, "graph": 21587, "graph http": 21580, "embed": 21590, "voice": 21591}
# A server that has only begun may have bound its port and not listen on it yet.
SETTLING_SECONDS = 1.0


@dataclass
class Store:
    # What the settings read to find it
    settings: Mapping[str, str]
    child: Child
    ports: tuple[int, ...]
    is_ready: Callable[[], bool]
    # Done once, when it has become ready
    prepare: Callable[[], None] = field(default=lambda: None)
    # The models are not: the studio finds its memories by words and speaks by phrases where they are missing.
    required: bool = True

    @property
    def lost_its_port(self) -> bool:
        """Whether somebody else took it between our look and its start. Not all of them die of that."""
        process = self.child.process
        if process is None or (self.child.is_alive and time.monotonic() - self.child.started_at < SETTLING_SECONDS):
            return False
        return any(not ports.is_free(port) and not ports.listens(process.pid, port) for port in self.ports)


def wanted() -> list[str]:
    keys = {"graph": "NEO4J_URL", "redis": "REDIS_URL", "postgres": "DATABASE_URL", "embed": "EMBED_BASE_URL"}
    if os.environ.get("VOICE") == "local":
        keys["voice"] = "LLM_BASE_URL"
    return [name for name, key in keys.items() if not os.environ.get(key)]


def embed(name: str) -> Store | None:
    """A store ready to be started; None where its wheel is missing and it can be done without."""
    port = _port(name)
    if name == "graph":
        settings = {"NEO4J_URL": graph.url(port), "NEO4J_TEST_URL": graph.url(port, f"test_{graph.DATABASE}")}
        both = (port, _port("graph http"))
        return Store(settings, graph.child(*both), both, lambda: graph.is_ready(settings["NEO4J_URL"]))
    if name == "redis":
        return Store({"REDIS_URL": valkey.url(port)}, valkey.child(port), (port,), lambda: valkey.is_ready(port))
    if name == "postgres":
        return Store(
            {"DATABASE_URL": postgres.url(port)},
            postgres.child(port),
            (port,),
            lambda: postgres.is_ready(port),
            lambda: postgres.prepare(port),
        )
    if llama.missing(name):
        say(f"the {name} model is not installed (requirements-nodeps.txt); going on without it", name)
        return None
    settings = {"EMBED_BASE_URL": llama.url(port)}
    if name == "voice":
        settings = {"LLM_BASE_URL": llama.url(port), "LLM_MODEL": llama.VOICE_MODEL}
    return Store(settings, llama.child(name, port), (port,), lambda: llama.is_ready(name, port), required=False)


def _port(name: str) -> int:
    port = PORTS[name]
    if ports.is_free(port):
        return port
    other = ports.any_free()
    say(f"port {port} belongs to {ports.owner(port)}; {name} takes {other}")
    return other
