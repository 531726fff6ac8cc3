"""Who they are (sheet), how they live in one world (life), what they did (event) and what they remember (memory)."""

from __future__ import annotations

from characters.models.event import Event
from characters.models.life import EcosystemCharacter, Goal, Secret
from characters.models.memory import Memory
from characters.models.sheet import Character, CharacterVersion

__all__ = ["Character", "CharacterVersion", "EcosystemCharacter", "Event", "Goal", "Memory", "Secret"]
