"""Who they are (sheet), how they live in one world (life), what they did (event) and what they remember (memory)."""

from __future__ import annotations

from characters.models.card import Attachment, Card
from characters.models.event import Event
from characters.models.life import EcosystemCharacter, Goal, Secret
from characters.models.lore import LoreEntry
from characters.models.memory import Memory
from characters.models.moodpoint import MoodPoint
from characters.models.picture import Picture
from characters.models.sheet import Character, CharacterVersion, Draft
from characters.models.wound import Wound

__all__ = [
    "Attachment",
    "Card",
    "Character",
    "CharacterVersion",
    "Draft",
    "EcosystemCharacter",
    "Event",
    "Goal",
    "LoreEntry",
    "Memory",
    "MoodPoint",
    "Picture",
    "Secret",
    "Wound",
]
