"""The RQ jobs of relationships. Arguments are ids; everything else is read from Postgres."""

from __future__ import annotations

import logging

from django.db import close_old_connections

from relationships.mapping import lay_out as lay_out

log = logging.getLogger(__name__)


def project(world_id: int) -> None:
    """Bring one world's graph up to its ledger, and its map up to date. Without a graph it waits for the next time."""
    # The graph's driver is 39 MB, most of it tables of days and small numbers, and no other job needs it.
    from relationships import graph, projection

    close_old_connections()
    try:
        projection.catch_up(world_id)
    except graph.GraphDown as error:
        log.warning("the graph does not answer; world %s waits: %s", world_id, " ".join(str(error).split())[:200])
    lay_out(world_id)
