"""The only door to the graph: a projection of the ledger for paths, circles and neighbourhoods.

Postgres is the truth. What is here was written from the ledger by event number, so that writing it twice changes
nothing, and it may be wiped and rebuilt at any time. All but schema commands run in explicit transactions: in
auto-commit the embedded server commits a statement step by step, and trips over other writers half-way.

Statements keep to what Neo4j and the embedded server both mean alike. That leaves out procedures, the servers' own
ids, and `shortestPath` with a condition on its ties: one server searches under it, the other filters what it found
without it.

`django_neomodel` is deliberately not among the installed apps: that would load the driver (0.6 s of CPU, 36 MB) into
processes that never ask the graph. Whoever imports this module pays for it, and nobody else.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django_neomodel import DjangoNode
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import (
    ConstraintError,
    DriverError,
    Neo4jError,
    ResultFailedError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)
from neomodel import FloatProperty, IntegerProperty, RelationshipTo, StringProperty, StructuredRel, db
from neomodel.exceptions import ConstraintValidationFailed

# Writers that clashed try again; neomodel has a name of its own for a violated constraint.
CLASHES = (TransientError, ConstraintError, ConstraintValidationFailed, ResultFailedError)
CLASH_TRIES = 8
# A broken line is tried once more, as the server may just have been restarted, unless it took this long to break.
BROKEN = (SessionExpired, ServiceUnavailable)
LINE_TRIES, LINE_SECONDS = 2, 1.0
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0
# Seconds for a connection to open, and to be had from the pool; a page waits for it.
OPENING, WAITING = 1.5, 2.5
# A pooled connection left alone for longer than these seconds is asked whether it still lives.
TRUSTED_FOR = 2.0
# Rows a statement.
BATCH = 1000

Result = TypeVar("Result")
Statement = tuple[str, Mapping[str, Any]]
# Life and name.
Named = tuple[int, str]


class GraphDown(Exception):
    """The graph does not answer. Only the pages that need it say so; the projection catches up by itself."""


class Tie(StructuredRel):  # type: ignore[misc]
    """How one stands to another."""

    regard = FloatProperty(required=True)
    trust = FloatProperty(required=True)
    familiarity = FloatProperty(required=True)
    stage = StringProperty(required=True)
    # Number of the last event that changed anything between the two.
    event = IntegerProperty(required=True)


class Life(DjangoNode):  # type: ignore[misc]
    """A character living in a world, under its row's id."""

    life = IntegerProperty(unique_index=True, required=True)
    world = IntegerProperty(index=True, required=True)
    name = StringProperty(required=True)
    stands = RelationshipTo("Life", "STANDS", model=Tie)

    class Meta:
        app_label = "relationships"


class Mark(DjangoNode):  # type: ignore[misc]
    """How far this graph has been brought up to one world's ledger. It is lost or restored together with the rest."""

    world = IntegerProperty(unique_index=True, required=True)
    event = IntegerProperty(required=True)

    class Meta:
        app_label = "relationships"


def read(text: str, **values: Any) -> list[list[Any]]:
    def ask() -> list[list[Any]]:
        rows, _ = db.cypher_query(text, values)
        return list(rows)

    return _tried(lambda: _in_transaction(ask, "READ"))


def write(statements: Sequence[Statement]) -> None:
    """All of them in one transaction."""

    def tell() -> None:
        for text, values in statements:
            db.cypher_query(text, dict(values))

    _tried(lambda: _in_transaction(tell, "WRITE"))


def prepare() -> None:
    """The constraints and indexes that the nodes above declare; safe to repeat, and wanted before the first node."""
    for node in (Life, Mark):
        label = node.__label__
        for name, kind in node.defined_properties(aliases=False, rels=False).items():
            if kind.unique_index:
                text = f"CREATE CONSTRAINT {label}_{name}_once IF NOT EXISTS FOR (n:{label}) REQUIRE n.{name} IS UNIQUE"
            elif kind.index:
                text = f"CREATE INDEX {label}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})"
            else:
                continue
            # Schema commands are the one thing that both servers want outside a transaction.
            _tried(partial(_bound().cypher_query, text))


def mark(world_id: int) -> int | None:
    """Number of the event up to which the graph holds the world's ledger; None where it holds nothing of it."""
    rows = read("MATCH (m:Mark {world: $world}) RETURN m.event", world=world_id)
    return rows[0][0] if rows else None


def put(world_id: int, lives: Iterable[Named], ties: Iterable[Mapping[str, Any]], event: int) -> None:
    """Bring lives and ties up to `event`, whole or not at all; a tie that is already further on is left alone.

    Each tie has `source`, `target` and what `Tie` declares.
    """
    cast = [Life.deflate({"life": life, "world": world_id, "name": name}) for life, name in lives]
    rows = [{"source": tie["source"], "target": tie["target"], "tie": Tie.deflate(tie)} for tie in ties]
    write(
        [
            *_batched("UNWIND $rows AS row MERGE (n:Life {life: row.life}) SET n += row", cast),
            *_batched(
                "UNWIND $rows AS row MATCH (a:Life {life: row.source}) MATCH (b:Life {life: row.target}) "
                "MERGE (a)-[t:STANDS]->(b) "
                "WITH t, row WHERE t.event IS NULL OR t.event <= row.tie.event SET t += row.tie",
                rows,
            ),
            (
                "MERGE (m:Mark {world: $world}) SET m.event = CASE WHEN m.event > $event THEN m.event ELSE $event END",
                {"world": world_id, "event": event},
            ),
        ]
    )


def wipe(world_id: int) -> None:
    write(
        [
            ("MATCH (n:Life {world: $world}) DETACH DELETE n", {"world": world_id}),
            ("MATCH (m:Mark {world: $world}) DELETE m", {"world": world_id}),
        ]
    )


def lives(world_id: int) -> dict[int, str]:
    return dict(read("MATCH (n:Life {world: $world}) RETURN n.life, n.name", world=world_id))


def ties(world_id: int) -> list[dict[str, Any]]:
    """Every tie of a world as `put` takes them."""
    rows = read("MATCH (a:Life {world: $world})-[t:STANDS]->(b:Life) RETURN a.life, b.life, t", world=world_id)
    return [{"source": source, "target": target, **tie} for source, target, tie in rows]


@lru_cache
def _line(url: str) -> tuple[Driver, str]:
    """One driver a process and server, and the database's name; no socket opens before the first query."""
    parts = urlsplit(url)
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    driver = GraphDatabase.driver(
        f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", auth=login, max_connection_pool_size=20,
        connection_timeout=OPENING, connection_acquisition_timeout=WAITING, liveness_check_timeout=TRUSTED_FOR,
        notifications_min_severity="OFF",
    )  # fmt: skip
    return driver, parts.path.strip("/") or "neo4j"


def _bound() -> Any:
    """neomodel's database of this thread, on the driver that all threads share.

    Not by its `set_connection()`: that asks for the server's version, in auto-commit, once for every thread, and under
    ASGI every request is a thread.
    """
    driver, database = _line(settings.NEO4J_URL)
    if db.driver is not driver:
        db.driver, db._database_name = driver, database
    return db


def _in_transaction(work: Callable[[], Result], mode: str) -> Result:
    _bound().begin(access_mode=mode)
    try:
        result = work()
    except BaseException:
        db.rollback()
        raise
    db.commit()
    return result


def _tried(work: Callable[[], Result]) -> Result:
    """Run a whole transaction; again, after a jittered pause, where writers clashed or the line broke."""
    begun, pause, attempt = time.monotonic(), FIRST_PAUSE, 1
    while True:
        try:
            return work()
        except CLASHES as error:
            if attempt >= CLASH_TRIES:
                raise GraphDown(str(error)) from error
        except BROKEN as error:
            if attempt >= LINE_TRIES or time.monotonic() - begun > LINE_SECONDS:
                raise GraphDown(str(error)) from error
        except (DriverError, Neo4jError, OSError) as error:
            raise GraphDown(str(error)) from error
        time.sleep(random.uniform(pause / 2, pause))
        pause, attempt = min(LONGEST_PAUSE, pause * 2), attempt + 1


def _batched(text: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Statement]:
    for start in range(0, len(rows), BATCH):
        yield text, {"rows": rows[start : start + BATCH]}
