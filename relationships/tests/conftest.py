from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from django.conf import settings as configured

from characters.models import Character, EcosystemCharacter
from ecosystem.models import World
from relationships import graph, jobs, ledger
from relationships.bonds import Bond, Change, applied
from relationships.tests.wire import Wire


class Society:
    """A world in both stores, whose numbers no other world in the same graph has."""

    def __init__(self, count: int) -> None:
        # The graph may be a developer's own: worlds of the test database would have the numbers of theirs.
        self.world_id = random.SystemRandom().randrange(10**9, 10**12) * 1000
        self.world = World.objects.create(pk=self.world_id, slug=f"society-{self.world_id}", title="Society", seed=5)
        sheet = Character.objects.create(name="Anybody")
        sheets = [sheet, *(Character.objects.create(name="Anybody") for _ in range(count - 1))]
        self.ids = [self.world_id + 1 + i for i in range(count)]
        EcosystemCharacter.objects.bulk_create(
            EcosystemCharacter(pk=pk, world=self.world, character=one, name=f"Person {pk % 1000}")
            for pk, one in zip(self.ids, sheets, strict=True)
        )
        self.bonds: dict[tuple[int, int], Bond] = {}

    def happens(self, number: int, one: int, other: int, dimension: str = "affection", delta: float = 0.5) -> None:
        """Event `number` of the log changes how the cast's `one`th stands to its `other`th."""
        pair = self.ids[one], self.ids[other]
        bond = self.bonds.get(pair) or Bond(*pair)
        after, held = applied(bond, [Change(*pair, dimension, delta, "so it was told", "test")])
        ledger.write(self.world_id, self.bonds, {pair: after}, [(number, held)])
        self.bonds[pair] = after
        World.objects.filter(pk=self.world_id).update(log_position=number)

    def know(self, one: int, other: int, affection: float, back: float | None = None) -> None:
        """How two stood before anything happened; 0.2 is no more than neutral, 0.5 is cordial."""
        for source, target, warmth in ((one, other, affection), (other, one, affection if back is None else back)):
            self.happens(0, source, target, "familiarity", 0.5)
            self.happens(0, source, target, "affection", warmth)


@pytest.fixture
def society(db: None, monkeypatch) -> Iterator[Society]:
    """Eight people who do not know each other."""
    # As Django's own test client does: it would close the transaction that the test is in.
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    made = Society(8)
    yield made
    graph.wipe(made.world_id)


@pytest.fixture
def wire(settings) -> Iterator[Wire]:
    """The line on which this test's graph is reached."""
    line = Wire(configured.NEO4J_URL)
    settings.NEO4J_URL = line.url
    yield line
    graph._line(line.url)[0].close()
    line.flowing.set()
    line.cut()
