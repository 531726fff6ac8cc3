"""Who may do what in a world. A role includes everything the roles before it may."""

from __future__ import annotations

from django.db.models import TextChoices


class Role(TextChoices):
    VIEWER = "viewer", "Viewer"
    WRITER = "writer", "Writer"
    DIRECTOR = "director", "Director"
    OWNER = "owner", "Owner"


ORDER = [Role.VIEWER, Role.WRITER, Role.DIRECTOR, Role.OWNER]


def at_least(role: str, wanted: Role) -> bool:
    return role in ORDER and ORDER.index(Role(role)) >= ORDER.index(wanted)
