from __future__ import annotations

from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    name = "relationships"
