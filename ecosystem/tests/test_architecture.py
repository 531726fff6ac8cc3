"""What keeps the house as its page says it is."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import ForeignKey

# From the ground up; a model may point at models of its own floor and below.
FLOORS = ["contenttypes", "auth", "ecosystem", "billing", "characters", "relationships", "storytelling", "marketplace"]


def test_foreign_keys_point_down() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in FLOORS[2:]]
    assert ours
    for model in ours:
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey):
                target = field.related_model._meta.app_label
                assert FLOORS.index(target) <= FLOORS.index(model._meta.app_label), f"{model.__name__}.{field.name}"


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md"])
def test_every_path_a_page_names_exists(page: str) -> None:
    text = (settings.BASE_DIR / page).read_text()
    paths = re.findall(r"`((?:[\w.-]+/)+[\w.*-]*|[\w-]+\.(?:py|md|txt|toml|yaml))`", text)
    assert paths
    missing = [
        path for path in paths if not path.startswith("var/") and not list(settings.BASE_DIR.glob(path.rstrip("/")))
    ]
    assert missing == []


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_setting_of_ours_is_read() -> None:
    text = (settings.BASE_DIR / "ecosystem/settings.py").read_text()
    ours = set(re.findall(r"^((?:LLM|EMBED|LEASE|FREEZE|VOICE|NEO4J|REDIS)\w*) =", text, re.M))
    assert ours
    sources = [
        path.read_text()
        for path in settings.BASE_DIR.rglob("*.py")
        if path.relative_to(settings.BASE_DIR).parts[0] in FLOORS and path.name != "settings.py"
    ]
    for name in ours:
        assert any(f"settings.{name}" in source for source in sources) or text.count(name) > 1, name
