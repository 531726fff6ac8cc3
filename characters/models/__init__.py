"""Who they are (sheet), how they live in one world (life), what they did (event) and what they remember (memory)."""

from __future__ import annotations

from characters.models.event import Event
from characters.models.life import EcosystemCharacter, Goal, Secret
from characters.models.memory import Memory
from characters.models.picture import Picture
from characters.models.sheet import Character, CharacterVersion, Draft

__all__ = [
    "Character",
    "CharacterVersion",
    "Draft",
    "EcosystemCharacter",
    "Event",
    "Goal",
    "Memory",
    "Picture",
    "Secret",
]
