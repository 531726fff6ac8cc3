"""The public shelf: whole casts that anybody may start a world with, and how they are searched."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Listed:
    """One of a cast, as the shelf shows it. `seed` draws the portrait; traits are the Big Five in 0..1."""

    key: str
    name: str
    role: str
    persona: str
    seed: str
    traits: Mapping[str, float]
    values: tuple[str, ...]
    speech: str

    @property
    def pitch(self) -> str:
        """The first sentence of the persona."""
        head, stop, _ = self.persona.partition(". ")
        return head + stop.strip()


@dataclass(frozen=True, slots=True)
class Cast:
    name: str
    title: str
    genre: str
    work: str
    author: str
    year: int
    premise: str
    opening: str
    people: tuple[Listed, ...]
    places: tuple[str, ...] = ()


def search(casts: Iterable[Cast], query: str = "", genre: str = "") -> list[Cast]:
    """The casts of a genre, each with those of its people who match every word of the query; empty ones left out.

    A word that names the book or its author stands for everybody in it.
    """
    words = plain(query).split()
    found = (replace(cast, people=_matching(cast, words)) for cast in casts if genre in ("", cast.genre))
    return [cast for cast in found if cast.people]


def _matching(cast: Cast, words: Sequence[str]) -> tuple[Listed, ...]:
    book = plain(f"{cast.title} {cast.work} {cast.author} {cast.genre}")
    rest = [word for word in words if word not in book]
    return tuple(one for one in cast.people if all(word in _text(one) for word in rest))


def _text(one: Listed) -> str:
    return plain(" ".join((one.name, one.role, one.persona, one.speech, *one.values)))


def plain(text: str) -> str:
    """Small letters without accents, so that "Brontë" is found by "bronte"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
