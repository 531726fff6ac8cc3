from __future__ import annotations

import pytest
from django.core.cache import cache

from ecosystem import presence


@pytest.fixture(autouse=True)
def nobody() -> None:
    cache.clear()


def test_names_are_counted_once_and_visitors_stay_nameless() -> None:
    presence.report(1, ["Alice", "Alice", "", "Bob"])
    assert presence.watching(1) == (4, ["Alice", "Bob"])


def test_processes_add_up_and_a_closed_one_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    presence.report(1, ["Alice"])
    monkeypatch.setattr(presence, "PROCESS", "another")
    presence.report(1, ["Bob"])
    assert presence.watching(1) == (2, ["Alice", "Bob"])
    presence.report(1, [])
    assert presence.watching(1) == (1, ["Alice"])


def test_worlds_are_apart() -> None:
    presence.report(1, ["Alice"])
    assert presence.watching(2) == (0, [])
