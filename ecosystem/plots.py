"""Lines over the world's days as SVG text, with marks that lead to the moments behind them.

Geometry only, as in `charts`; colours come from `static/css/plots.css`. Lines stretch with the page and keep their
width; words stand beside the drawing, never in it, so that they stay readable on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 600, 140
# A mark is a target: as wide as a finger on a phone, and never upon another.
TARGET = 46
# Levels lie in -1..1; the line keeps this far from the edges.
MARGIN = 10
DAY = 1440
# Corners of a line: a screen has no room for more.
CORNERS = 240


@dataclass(frozen=True, slots=True)
class Line:
    """A value of -1..1 that holds from each (minute, value) to the next; `kind` is its class."""

    kind: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment on the drawing: where, what it was, and the page that tells of it. The weightiest win the room."""

    minute: float
    value: float
    label: str
    url: str
    weight: float = 1.0


def plot(lines: Sequence[Line], marks: Iterable[Mark], span: tuple[float, float], label: str) -> SafeString:
    """The lines over the minutes of `span`, a rule for each day that begins in it, and the marks that find room."""
    first, last = span
    stretch = WIDTH / (last - first) if last > first else 0.0

    def x(minute: float) -> float:
        return min(WIDTH, max(0.0, (minute - first) * stretch)) if stretch else WIDTH / 2

    days = range(int(first // DAY) + 1, int(last // DAY) + 1)
    # Past two weeks a rule a day would be a fence.
    every = 1 + len(days) // 14
    rules = "".join(f'<path class="axis" d="M{_n(x(day * DAY))} 0V{HEIGHT}"/>' for day in days[::every])
    drawn = "".join(_line(line, x) for line in lines if line.points)
    dots = "".join(_mark(mark, x(mark.minute)) for mark in chosen(marks, x))
    return mark_safe(
        f'<svg class="chart plot" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="group" '
        f'aria-label="{escape(label)}"><g aria-hidden="true">{rules}<path class="grid" d="M0 {_n(_y(0))}H{WIDTH}"/>'
        f"{drawn}</g>{dots}</svg>"
    )


def chosen(marks: Iterable[Mark], x: Callable[[float], float]) -> list[Mark]:
    """The marks that have room, the weightiest first, returned in the order of time."""
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda one: -one.weight):
        if all(abs(_left(x(mark.minute)) - _left(x(other.minute))) >= TARGET for other in found):
            found.append(mark)
    return sorted(found, key=lambda one: one.minute)


def _line(line: Line, x: Callable[[float], float]) -> str:
    points = [(x(minute), _y(value)) for minute, value in thinned(line.points)]
    path = f"M{_n(points[0][0])} {_n(points[0][1])}"
    # A value holds until something changes it: stairs, not slopes.
    for (_, before), (at, after) in pairwise(points):
        path += f"H{_n(at)}" if before == after else f"H{_n(at)}V{_n(after)}"
    return f'<path class="{line.kind}" d="{path}"/>'


def thinned(points: Sequence[tuple[float, float]], most: int = CORNERS) -> Sequence[tuple[float, float]]:
    """At most so many points, the first and the last among them."""
    if len(points) <= most:
        return points
    step = (len(points) - 1) / (most - 1)
    return [points[round(i * step)] for i in range(most)]


def _mark(mark: Mark, x: float) -> str:
    # A stretched circle would be an oval: a dot is a stroke of no length with a round cap.
    label = escape(mark.label)
    return (
        f'<a href="{escape(mark.url)}" aria-label="{label}"><title>{label}</title>'
        f'<rect class="hit" x="{_n(_left(x))}" width="{TARGET}" height="{HEIGHT}"/>'
        f'<path class="mark" d="M{_n(x)} {_n(_y(mark.value))}h.01"/></a>'
    )


def _left(x: float) -> float:
    """Where the target of a mark begins: within the drawing, wherever the mark is."""
    return min(WIDTH - TARGET, max(0.0, x - TARGET / 2))


def _y(value: float) -> float:
    half = HEIGHT / 2
    return half - (half - MARGIN) * min(1.0, max(-1.0, value))


def _n(number: float) -> str:
    return f"{number:.1f}"
