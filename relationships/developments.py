"""What may come of things by rule, and how a reader is told: the kinds of developments."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Kind(NamedTuple):
    # After the name of the one it begins with: "broke a promise to".
    past: str
    # One of the themes by which readers filter: warmth, romance, strife, amends, inward, directed.
    theme: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "promise_lapsed": Kind("let a promise lapse to", "strife"),
    }
)
