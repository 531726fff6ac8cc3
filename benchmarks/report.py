"""What a benchmark found: a row a figure, with the bound it is held to."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

NAME_WIDTH = 62


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; without a bound it is told only, and never falls short."""

    name: str
    measured: float
    bound: float | None = None
    unit: str = ""
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        if self.bound is None:
            return True
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        bound = f"{sign} {figure(self.bound)} {self.unit}".rstrip() if self.bound is not None else ""
        verdict = "" if self.bound is None else "ok" if self.is_met else "SHORT"
        return (
            f"{self.name:<{NAME_WIDTH}} {f'{figure(self.measured)} {self.unit}'.rstrip():>14}   {bound:<14} {verdict}"
        )


def figure(value: float) -> str:
    """Three digits that matter, as people write them."""
    if value != value:
        return "no figure"
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"


def p95(values: Sequence[float]) -> float:
    """The 95th percentile; not a number where nothing was measured, which no bound admits."""
    if not values:
        return float("nan")
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else float("nan")


def surroundings() -> str:
    """What a reader must know to compare two tables."""
    load, _, _ = os.getloadavg()
    return f"{os.cpu_count()} cores, load {load:.1f} at the start; ratios travel between machines, milliseconds do not"


def told(chapters: Iterable[str], measure: Callable[[str], Iterable[Row]]) -> int:
    """Print each chapter's rows as they are measured; the exit status, 1 where one falls short."""
    print(surroundings(), flush=True)
    short = 0
    for chapter in chapters:
        started = time.monotonic()
        for row in measure(chapter):
            short += not row.is_met
            print(row, flush=True)
        print(f"  ({chapter}: {time.monotonic() - started:.0f} s)", flush=True)
    print(f"{short} short" if short else "all met")
    return min(short, 1)
