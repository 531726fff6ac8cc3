"""Fixtures that every app's tests may use: Alice owns the world, Bob is a member of it, Charlie is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from xdist.scheduler import LoadScopeScheduling

from ecosystem import starters
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role

settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


# Tests of what there is one of, whichever process they run in: a port, the graph, the queues, the machine itself.
SHARING = (
    "benchmarks/tests/test_survival.py", "characters/tests/test_local_models.py", "deploy/tests/",
    "ecosystem/tests/browser/", "ecosystem/tests/test_acquaintance.py", "ecosystem/tests/test_clock.py",
    "relationships/tests/test_acquaintance.py", "relationships/tests/test_graph.py",
    "relationships/tests/test_mapping.py", "relationships/tests/test_projection.py",
)  # fmt: skip


class OneBesideTheOther(LoadScopeScheduling):
    """Whatever shares something runs one after the other in one process, other files beside it."""

    def _split_scope(self, nodeid: str) -> str:
        return "sharing" if nodeid.startswith(SHARING) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return OneBesideTheOther(config, log)


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice@example.org", "a long password", name="Alice")


@pytest.fixture
def bob(db: None) -> User:
    return User.objects.create_user("bob@example.org", "a long password", name="Bob")


@pytest.fixture
def charlie(db: None) -> User:
    return User.objects.create_user("charlie@example.org", "a long password", name="Charlie")


@pytest.fixture
def world(alice: User, bob: User) -> World:
    """An empty world of Alice's, in which Bob writes."""
    world = World.objects.create(slug="saltmarsh", title="Saltmarsh Hollow", owner=alice, seed=7)
    Membership.objects.create(world=world, user=alice, role=Role.OWNER)
    Membership.objects.create(world=world, user=bob, role=Role.WRITER)
    return world


@pytest.fixture
def pemberley(alice: User) -> World:
    """A running world of thirteen, Alice's."""
    world = starters.create_world(starters.read("pemberley"), alice, seed=7)
    world.is_running = True
    world.watched_at = timezone.now()
    world.save()
    return world
