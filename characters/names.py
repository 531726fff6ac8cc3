"""Names as people write them where there is little room."""

from __future__ import annotations

# Words that are no name by themselves.
TITLES = frozenset(
    {
        "Mr", "Mrs", "Miss", "Ms", "Lady", "Lord", "Sir", "Dame", "Dr", "Doctor", "Captain", "Colonel", "Sergeant",
        "King", "Queen", "Prince", "Princess", "Master", "Father", "Brother", "Sister", "Old", "The", "Squire",
        "Goodman", "Young", "Little", "Long", "Limping", "Blind",
    }
)  # fmt: skip


def called(address: str, name: str) -> str:
    """What most call them, where that can stand alone: "Mr Darcy", but not "my lord"."""
    return address if address[:1].isupper() else short(name)


def short(name: str) -> str:
    """What a name is cut to: "Jane", "Mrs Bennet", "Long John"; "The First Player" bears no cutting."""
    words = name.split()
    if words[:1] == ["The"]:
        return name
    return " ".join(words[: 2 if words[0] in TITLES else 1]) if words else ""
