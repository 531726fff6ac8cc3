"""How long a page and the machine-read answers take while the demo world runs, and what the observatory weighs."""

from __future__ import annotations

import gzip
import http.client
import re
import time
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import brotli

from benchmarks import servers
from benchmarks.casts import world_of
from benchmarks.playing import played
from benchmarks.report import Row, p95
from deploy.home import VAR
from ecosystem import turns
from relationships import mapping

REQUESTS = 120
# People of the world whose relationships are shown, and the turns it has behind it.
CROWD, CROWD_TURNS = 500, 40
# Asked for by hand every second or so, by a handful of people: what a page takes, not what a crowd waits.
PAUSE = 0.05
ASSET = re.compile(r'(?:src|href)="(/static/[^"]+)"')
IMPORT = re.compile(r'(?:from|import)\s*\(?"(\.?/[^"]+\.js)"|url\("?([^")]+)"?\)')


def measure() -> Iterator[Row]:
    world = world_of(13, voice="house", is_running=True, runs_unwatched=True)
    with servers.pages() as (url, _), played(world.pk):
        paths = [f"/worlds/{world.slug}/", "/"]
        yield Row("page, p95 (observatory and landing)", p95(timed(url, lambda at: paths[at % 2])), 200, "ms")
        home = paths[0]
        parts = [f"{home}since/{{}}/", f"{home}events/2/", f"{home}map/"]
        found = timed(url, lambda at: parts[at % 3].format(at))
        yield Row("part of a page (since, why, map), p95", p95(found), 200, "ms")
        yield from _of_a_crowd(url)
    yield from _weight(world.slug)


def _of_a_crowd(url: str) -> Iterator[Row]:
    """The pages of relationships where five hundred live, after enough turns for them to have some."""
    crowd = world_of(CROWD, voice="none")
    for generation in range(CROWD_TURNS):
        turns.take(crowd.pk, generation)
    mapping.lay_out(crowd.pk)
    one, other = crowd.cast.order_by("-last_event").values_list("pk", flat=True)[:2]
    home = f"/worlds/{crowd.slug}/"
    views = [f"{home}map/", f"{home}map/?view=matrix", f"{home}map/?view=table", f"{home}map/?who={one}"]
    yield Row(
        f"relationships of {CROWD}, p95 (map, matrix, table, focus)",
        p95(timed(url, lambda at: views[at % 4])),
        200,
        "ms",
    )
    parts = (f"map/{one}/{other}/", "camps/", "groups/", "standing/", f"characters/{one}/")
    more = [f"{home}{part}" for part in parts]
    yield Row(
        f"two of {CROWD}, camps, groups, standing, a character, p95",
        p95(timed(url, lambda at: more[at % 5])),
        200,
        "ms",
    )
    past = f"{home}map/?day=0"
    yield Row(f"relationships of {CROWD} on a day past, p95", p95(timed(url, lambda at: past)), 200, "ms")


def timed(url: str, path: Callable[[int], str]) -> list[float]:
    """Milliseconds from asking to the last byte, on a kept connection, the first ten left out."""
    at = urlsplit(url)
    connection = http.client.HTTPConnection(at.hostname or "", at.port)
    found = []
    for number in range(REQUESTS + 10):
        started = time.perf_counter()
        connection.request("GET", path(number), headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{path(number)} answered {answer.status}"
        found.append((time.perf_counter() - started) * 1000)
        time.sleep(PAUSE)
    return found[10:]


def _weight(slug: str) -> Iterator[Row]:
    """Everything that a first visit fetches, as production serves it: compressed once, with hashes in the names."""
    production = {
        "DEBUG": "0",
        "SECRET_KEY": "a benchmark's own",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "0",
        "VAR_DIR": str(VAR / "bench"),
    }
    collected = servers.start("manage.py", "collectstatic", "--noinput", "-v", "0", log=None, **production)
    collected.communicate()
    with servers.pages(**production) as (url, _):
        total, seen, waiting = 0, set(), [f"/worlds/{slug}/"]
        while waiting:
            path = waiting.pop()
            if path not in seen:
                seen.add(path)
                weight, text = fetched(url, path)
                total += weight
                waiting += mentioned(path, text)
    yield Row(f"the observatory on the wire, {len(seen)} files", total / 1000, 250, "kB")


def fetched(url: str, path: str) -> tuple[int, str]:
    at = urlsplit(url)
    connection = http.client.HTTPConnection(at.hostname or "", at.port)
    connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
    answer = connection.getresponse()
    body = answer.read()
    unfold: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}
    plain = unfold.get(answer.headers.get("Content-Encoding", ""), bytes)(body)
    is_text = answer.headers.get_content_type().split("/")[-1] in {"html", "css", "javascript"}
    return len(body), plain.decode() if is_text else ""


def mentioned(path: str, text: str) -> Iterator[str]:
    """What a page or style or script fetches; a fragment's name is no other file."""
    found = ASSET.findall(text) if not path.startswith("/static/") else ["".join(one) for one in IMPORT.findall(text)]
    for one in found:
        if not one.startswith("data:"):
            yield urlsplit(urljoin(path, one)).path
