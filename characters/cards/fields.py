"""One object of a file, read leniently: whatever has the wrong type is made right, and the report says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from characters.cards.report import Report
from characters.cards.text import plain

SEPARATORS = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Fields:
    data: Mapping[str, Any]
    report: Report
    # Where the object stands in the file, for the report: "data.character_book".
    at: str = ""
    # Entries of a book share their faults, and the report counts them.
    many: bool = False

    def has(self, name: str) -> bool:
        return self.data.get(name) is not None

    def text(self, name: str) -> str:
        match self.data.get(name):
            case str(text):
                return plain(text)
            case None:
                return ""
            case list(parts) if all(isinstance(part, str) for part in parts):
                self._mended(name, "was a list; its parts stand below each other now.")
                return plain("\n".join(parts))
            case bool() | int() | float() as value:
                self._mended(name, "was no text; taken as one.")
                return plain(str(value))
        self._mended(name, "was no text; left empty.")
        return ""

    def texts(self, name: str, *, split: bool = False) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one, or of its parts where it is split at commas."""
        given = self.data.get(name)
        if isinstance(given, str):
            self._mended(name, "was one text; " + ("split at its commas." if split else "taken as a list of one."))
            parts = SEPARATORS.split(given) if split else [given]
            return tuple(text for part in parts if (text := plain(part).strip()))
        if given is None:
            return ()
        if not isinstance(given, list):
            self._mended(name, "was no list; left empty.")
            return ()
        if not all(isinstance(part, str) for part in given):
            self._mended(name, "held something that is no text; left out.")
        return tuple(plain(part) for part in given if isinstance(part, str) and part.strip())

    def number(self, name: str, default: float | None = None) -> float | None:
        given = self.data.get(name)
        if isinstance(given, str):
            try:
                given = float(given)
            except ValueError:
                given = None
            else:
                self._mended(name, "was a number written as text; read as the number.")
        if isinstance(given, int | float) and not isinstance(given, bool) and abs(given) < 1e15 and isfinite(given):
            return float(given)
        if self.data.get(name) is not None:
            self._mended(name, "was no number; left out.")
        return default

    def flag(self, name: str, default: bool) -> bool:
        given = self.data.get(name)
        if isinstance(given, bool):
            return given
        if given is None:
            return default
        self._mended(name, "was neither true nor false; taken for what it seems to mean.")
        return str(given).strip().lower() not in {"", "0", "0.0", "false", "no", "off"}

    def object(self, name: str) -> Mapping[str, Any]:
        given = self.data.get(name)
        if isinstance(given, dict):
            return given
        if given is not None:
            self._mended(name, "was no object; taken as empty.")
        return {}

    def _mended(self, name: str, text: str) -> None:
        where = f"{self.at}.{name}" if self.at else name
        if self.many:
            self.report.counted(where, f"{name} {text}")
        else:
            self.report.repaired(where, f"{name} {text}")
