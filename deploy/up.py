"""`make run`: the stores, the database brought up to date, the pages, then the workers and the clock."""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from http.client import HTTPException

from deploy import keep, models, ports, running, schema
from deploy.children import Child, Family
from deploy.console import Fault, say
from deploy.home import LOGS, ROOT

WEB_PORT = 8000
# Twisted would queue 50 connections; a thousand watchers come back at once after a restart.
BACKLOG = 4096


def main() -> None:
    port = _web_port()
    held = running.lock(running.PAGES)
    if held is None:
        address = running.read(running.PAGES).get("url")
        say(f"already running: {address}" if address else "already starting, in another terminal")
        return
    if not ports.is_free(port):
        another = f"PORT={ports.next_free(port)} make run"
        raise Fault(f"Port {port} is taken by {ports.owner(port)}. Stop it, or choose another: {another}")
    keep.interrupt_on_signals()
    started = time.monotonic()
    family = Family(LOGS)
    stores: list[Child] = []
    with ExitStack() as stack:
        try:
            os.environ.update(_stores(family, stack))
            stores = list(family.children)
            schema.bring_up_to_date(family)
            _serve(family, port)
            address = f"http://{ports.HOST}:{port}/"
            running.write(running.PAGES, {"pid": os.getpid(), "url": address})
            family.on_birth()
            for hint in models.hints():
                say(hint)
            say(f"ready after {time.monotonic() - started:.0f} s: {address}   (Ctrl-C stops everything)")
            while True:
                family.tend()
        except KeyboardInterrupt:
            say("stopping")
        finally:
            running.forget(running.PAGES)
            keep.shut_down(family, stores or family.children)
    say(f"stopped; data and logs stay in {LOGS.parent}")


def _stores(family: Family, stack: ExitStack) -> dict[str, str]:
    """Our own, or those that `make services` or a test run already keeps: then we are a guest."""
    held = running.lock(running.STORES)
    if held is not None:
        stack.enter_context(held)
        return keep.bring_up(family)
    say("using the stores that already run")
    return stack.enter_context(running.borrowed())


def _serve(family: Family, port: int) -> None:
    """Pages first: on two cores, workers that start at the same time would make the first page wait for them."""
    endpoint = f"tcp:port={port}:interface={ports.HOST}:backlog={BACKLOG}"
    daphne = ("-m", "ecosystem.web", "-v", "0", "--access-log", str(LOGS / "access.log"), "-e", endpoint)
    web = _python("web", *daphne, "ecosystem.asgi:application", DATABASE_POOL="1")
    family.start(web)
    keep.await_ready(family, web, lambda: _answers(port))
    family.start(_python("workers", "manage.py", "work"))
    family.start(_python("clock", "manage.py", "clock"))


def _python(name: str, *arguments: str, **env: str) -> Child:
    return Child(name, [sys.executable, *arguments], cwd=ROOT, env={"PYTHONUNBUFFERED": "1", **env})


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{ports.HOST}:{port}/", timeout=10):
            return True
    except urllib.error.HTTPError as error:
        # It answers, if not well: the page and the log say what is wrong, and waiting would not mend it.
        say(f"the first page answered {error.code}; see {LOGS / 'web.log'}", "web")
        return True
    except (OSError, HTTPException):
        return False


def _web_port() -> int:
    text = os.environ.get("PORT") or str(WEB_PORT)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Fault(f"PORT is {text!r}; it must be a number from 1 to 65535, as in: PORT=8001 make run")
    return int(text)
