"""What the palette finds: worlds, the people in them, and things to do, by name."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse

from characters.models import EcosystemCharacter
from ecosystem.models import Membership, User, World, WorldQuerySet
from ecosystem.moments import face_of
from storytelling.models import Story

MOST = 6


@dataclass(frozen=True, slots=True)
class Find:
    label: str
    url: str
    detail: str = ""
    icon: str = ""
    seed: str = ""


def find(user: User | AnonymousUser, query: str) -> list[tuple[str, list[Find]]]:
    """Groups of finds with their headings, empty groups left out."""
    worlds = _worlds(user)
    named = worlds.filter(title__icontains=query).order_by("-is_running", "-pk")[:MOST]
    lives = (
        EcosystemCharacter.objects.present()
        .filter(world__in=worlds)
        .select_related("character", "world")
        .order_by("name")
    )
    found = lives.filter(Q(name__icontains=query) | Q(character__role__icontains=query))[:MOST] if query else []
    groups = [
        ("Worlds", [Find(world.title, reverse("world", args=[world.slug]), _state(world), "globe") for world in named]),
        ("People", [_person(one) for one in found]),
        ("Stories", _stories(worlds, query) if query else []),
        ("Actions", [action for action in _actions(user) if query.lower() in action.label.lower()]),
    ]
    return [(heading, finds) for heading, finds in groups if finds]


def _worlds(user: User | AnonymousUser) -> WorldQuerySet:
    """The demo world, and one's own."""
    shown = Q(is_demo=True)
    if isinstance(user, User):
        shown |= Q(pk__in=Membership.objects.filter(user=user).values("world"))
    return World.objects.filter(shown)


def _state(world: World) -> str:
    return f"Day {world.day}, {world.clock}"


def _person(one: EcosystemCharacter) -> Find:
    url = reverse("character", args=[one.world.slug, one.pk])
    return Find(one.name, url, f"in {one.world.title}", seed=face_of(one))


def _stories(worlds: WorldQuerySet, query: str) -> list[Find]:
    found = Story.objects.filter(world__in=worlds, title__icontains=query).exclude(status=Story.Status.ABANDONED)
    return [
        Find(
            one.title, reverse("stories:board", args=[one.world.slug, one.number]), f"in {one.world.title}", "book-open"
        )
        for one in found.select_related("world").order_by("-pk")[:MOST]
    ]


def _actions(user: User | AnonymousUser) -> list[Find]:
    if not user.is_authenticated:
        return [
            Find("Create an account", reverse("account_signup"), icon="user"),
            Find("Sign in", reverse("account_login"), icon="log-out"),
            Find("Browse the casts", reverse("casts"), icon="users"),
        ]
    return [
        Find("Start a new world", reverse("create"), icon="plus"),
        Find("Your worlds", reverse("worlds"), icon="globe"),
        Find("Browse the casts", reverse("casts"), icon="users"),
        Find("Your settings", reverse("settings"), icon="settings"),
        Find("Change password", reverse("account_change_password"), icon="lock"),
    ]
