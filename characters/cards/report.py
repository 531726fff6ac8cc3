"""The report of an import: every repair, what became what, and what is kept though nothing here uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from characters.cards.text import line

REPAIRED, MAPPED, KEPT, NOTICED = "repaired", "mapped", "kept", "noticed"


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the report: what was found at `field` of the file, and what was made of it."""

    kind: str
    field: str
    text: str


@dataclass
class Report:
    """The notes of one file in the order in which they were made. The same fault of many entries is one note."""

    notes: list[Note] = field(default_factory=list)
    _counted: dict[tuple[str, str], int] = field(default_factory=dict)

    def repaired(self, where: str, text: str) -> None:
        self._note(REPAIRED, where, text)

    def mapped(self, where: str, text: str) -> None:
        self._note(MAPPED, where, text)

    def kept(self, where: str, text: str) -> None:
        self._note(KEPT, where, text)

    def noticed(self, where: str, text: str) -> None:
        self._note(NOTICED, where, text)

    def _note(self, kind: str, where: str, text: str) -> None:
        self.notes.append(Note(kind, line(where, 120), line(text, 600)))

    def counted(self, where: str, text: str) -> None:
        """A repair that a book may need a thousand times."""
        self._counted[where, text] = self._counted.get((where, text), 0) + 1

    def closed(self) -> tuple[Note, ...]:
        """All notes, those of entries counted up."""
        for (where, text), count in self._counted.items():
            self.repaired(where, f"{text} ({count:,} times)" if count > 1 else text)
        self._counted.clear()
        return tuple(self.notes)


def as_json(notes: tuple[Note, ...]) -> list[dict[str, str]]:
    return [asdict(note) for note in notes]


def shown(value: Any, longest: int = 60) -> str:
    """A value of the file as the report quotes it."""
    return line(str(value), longest)


def unused(given: Mapping[str, Any], known: frozenset[str]) -> list[str]:
    """The keys of the file that no specification knows."""
    return sorted(str(key) for key in given if key not in known)
