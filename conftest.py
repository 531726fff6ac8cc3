"""Fixtures that every app's tests may use: Alice owns the world, Bob is a member of it, Charlie is not."""

from __future__ import annotations

from inspect import iscoroutinefunction

import pytest
from django.conf import settings
from django.utils import timezone

from ecosystem import starters
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role

settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


# What tests share whichever process they run in: ports, the graph, the queues, a browser.
SHARING = frozenset({"slow", "graph", "local_llm"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever shares something runs one after the other in one process, the rest beside it in the other."""
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        waits = iscoroutinefunction(getattr(item, "function", None))
        if marks & SHARING or waits or "browser" in item.path.parts or item.path.name == "test_clock.py":
            item.add_marker(pytest.mark.xdist_group("sharing"))


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
