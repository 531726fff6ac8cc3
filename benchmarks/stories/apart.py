"""What a process of its own needs before it may import a world: nothing here imports one."""

from __future__ import annotations

import os

import django


def ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    django.setup()
