from __future__ import annotations

from django.apps import AppConfig


class EcosystemConfig(AppConfig):
    name = "ecosystem"
