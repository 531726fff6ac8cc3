from __future__ import annotations

import pytest

from benchmarks.casts import starter_of, world_of


@pytest.mark.parametrize("size", [5, 13, 25, 100])
def test_a_cast_of_any_size_holds_together(size: int) -> None:
    starter = starter_of(size)
    here = {member.key for member in starter.cast}
    assert len(here) == len({member.name for member in starter.cast}) == size
    for member in starter.cast:
        assert {goal.target for goal in member.goals} <= here | {None}
        assert {one for secret in member.secrets for one in (secret.about, *secret.known_by)} <= here | {None}
    assert all({tie.source, tie.target} <= here for tie in starter.relationships)


@pytest.mark.django_db
def test_a_large_cast_lives() -> None:
    assert world_of(30).cast.count() == 30
