from __future__ import annotations

from django.apps import AppConfig


class StorytellingConfig(AppConfig):
    name = "storytelling"
