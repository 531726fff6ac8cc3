"""Confidences: by which way a secret came to somebody, one telling after the other; what was overheard counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

# So many tellings stay in mind, the newest; readers ask the rows for the rest.
KEPT = 300


@dataclass(frozen=True, slots=True)
class Confidence:
    """That `hearer` has had the secret of `holder` from `teller`, who may be nobody any more."""

    secret: int
    holder: int
    teller: int | None
    hearer: int
    # Number and world minute of the event at which it was told.
    event: int
    minute: int
    overheard: bool = False
    number: int = 0

    @property
    def is_open(self) -> bool:
        """Nothing is ever left to be done about it."""
        return False

    @property
    def people(self) -> tuple[int, ...]:
        return self.holder, self.hearer

    def among(self, cast: frozenset[int]) -> Confidence | None:
        if self.holder not in cast or self.hearer not in cast:
            return None
        return self if self.teller is None or self.teller in cast else replace(self, teller=None)


def way_to(confidences: Iterable[Confidence], secret: int, hearer: int) -> Confidence | None:
    """How the secret first came to somebody; None for whoever knew it before the world began, or does not."""
    return next((one for one in confidences if one.secret == secret and one.hearer == hearer), None)
