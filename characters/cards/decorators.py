"""Decorators: lines at the head of a lore entry that tell a reader how to use it (specification of V3, "Decorators").

Everything that starts with @@ is taken off what anybody gets to read. Those that make sense where nobody types are
followed; the rest are accepted and kept with the raw entry.
"""

from __future__ import annotations

from dataclasses import dataclass

FOLLOWED = frozenset({"activate", "dont_activate", "additional_keys", "exclude_keys", "is_greeting"})
REPEATABLE = frozenset({"additional_keys", "exclude_keys"})
# More lines than this are no head any more.
MOST = 64


@dataclass(frozen=True, slots=True)
class Decorated:
    """An entry's text without its head, and what the head said: the first of each name counts."""

    text: str
    said: tuple[tuple[str, str], ...] = ()

    def has(self, name: str) -> bool:
        return any(one == name for one, _ in self.said)

    def values(self, name: str) -> tuple[str, ...]:
        given = (part.strip() for one, value in self.said if one == name for part in value.split(","))
        return tuple(part for part in given if part)


def undecorated(content: str) -> Decorated:
    """A line @@name is used if its name is followed here, else the first followed @@@name below it."""
    if not content.lstrip().startswith("@@"):
        return Decorated(content)
    lines = content.lstrip().split("\n")
    head = next((number for number, line in enumerate(lines) if not line.lstrip().startswith("@@")), len(lines))
    said, names = list[tuple[str, str]](), set[str]()
    settled = True
    for line in lines[: min(head, MOST)]:
        fallback = line.lstrip().startswith("@@@")
        if fallback and settled:
            continue
        name, _, value = line.lstrip().lstrip("@").strip().partition(" ")
        settled = name in FOLLOWED
        if settled and (name in REPEATABLE or name not in names):
            names.add(name)
            said.append((name, value.strip()))
    return Decorated("\n".join(lines[head:]).lstrip("\n"), tuple(said))
