"""Charts as SVG text: small, printable, themed by class names, and readable as one sentence each.

Geometry only. Colours come from `static/css/charts.css`; every chart is an image with a sentence for its label, because
the numbers it shows always stand beside it or in a table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

# The order of the Big Five on every wheel, clockwise from the top.
SPOKES = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")

Point = tuple[float, float]


def sparkline(values: Sequence[float], label: str) -> str:
    """A line of the last values with the present one as a dot; flat where there is nothing to compare."""
    points = _scaled(values or [0.0], 72, (4, 24))
    line = _even_stairs(points)
    x, y = points[-1]
    return _svg(
        "chart spark",
        "0 0 72 26",
        label,
        f'<path class="area" d="{line}L{_n(x)} 26L{_n(points[0][0])} 26Z"/><path d="{line}"/>'
        f'<circle class="now" cx="{_n(x)}" cy="{_n(y)}" r="2.2"/>',
    )


def meter(value: float, label: str, low: float = 0.0) -> str:
    """A filled bar for a share of 0..1; below `low` it takes the colour of trouble."""
    share = _clamp(value, 0, 1)
    kind = "low" if share < low else "fill"
    bar = f'<rect class="track" width="100" height="6"/><rect class="{kind}" width="{_n(share * 100)}" height="6"/>'
    return _svg("chart meter", "0 0 100 6", label, bar, stretch=True)


def tie_bar(value: float, step: int, label: str) -> str:
    """A bar from the middle to the left (against) or to the right (for); `value` in -1..1, `step` in -3..3."""
    value = _clamp(value, -1, 1)
    bar = (
        '<rect class="track" x="-1" width="2" height="6"/>'
        f'<rect class="f{step}" x="{min(0, value):.3f}" width="{abs(value):.3f}" height="6"/>'
        '<rect class="zero" x="-.012" width=".024" height="6"/>'
    )
    return _svg("chart tie-bar", "-1 0 2 6", label, bar, stretch=True)


def mood_stack(counts: Sequence[tuple[str, int, int]]) -> str:
    """How many feel how: (word, step -3..3, count) from the worst mood to the best, as one stacked bar."""
    total = sum(count for _, _, count in counts)
    told = ", ".join(f"{count} {word}" for word, _, count in counts if count) or "Nobody is here yet"
    shown = [(step, count) for _, step, count in counts if count]
    gaps = 0.6 * max(0, len(shown) - 1)
    bars, x = [], 0.0
    for step, count in shown:
        width = count / total * (100 - gaps)
        bars.append(f'<rect class="f{step}" x="{_n(x)}" width="{_n(width)}" height="12"/>')
        x += width + 0.6
    empty = '<rect class="track" width="100" height="12"/>'
    return _svg("chart mood-stack", "0 0 100 12", told, "".join(bars) or empty, stretch=True)


def radar(traits: Mapping[str, float], name: str) -> str:
    """The Big Five as a labelled wheel."""
    rings = "".join(f'<polygon class="grid" points="{_wheel([ring] * 5, 74)}"/>' for ring in (0.25, 0.5, 0.75, 1.0))
    spokes = "".join(f'<path class="axis" d="M0 0L{_n(x)} {_n(y)}"/>' for x, y in _rim([1.0] * 5, 74))
    values = [_clamp(traits.get(spoke, 0.5), 0, 1) for spoke in SPOKES]
    words = "".join(
        f'<text x="{_n(x)}" y="{_n(y + 4)}" font-size="14" text-anchor="{_anchor(x)}">{spoke}</text>'
        for spoke, (x, y) in zip(SPOKES, _rim([1.0] * 5, 88), strict=True)
    )
    marks = "".join(f'<circle class="now" cx="{_n(x)}" cy="{_n(y)}" r="2.6"/>' for x, y in _rim(values, 74))
    petals = f'<polygon class="petals" points="{_wheel(values, 74)}"/>'
    return _svg(
        "chart radar", "-196 -106 392 200", f"{name}: {in_words(traits)}", rings + spokes + petals + marks + words
    )


def rosette(traits: Mapping[str, float], name: str) -> str:
    """The Big Five as a mark of 30 pixels: a shape to tell people apart by."""
    values = [0.12 + 0.88 * _clamp(traits.get(spoke, 0.5), 0, 1) for spoke in SPOKES]
    drawn = (
        '<circle class="grid" r="15"/><circle class="grid" r="8"/>'
        f'<polygon class="petals" points="{_wheel(values, 15)}"/>'
    )
    return _svg("chart rosette", "-16 -16 32 32", f"{name}: {in_words(traits)}", drawn)


def tension(past: Sequence[float], ahead: Sequence[float], label: str) -> str:
    """A story's tension of 0..1: solid as it was, dashed as it is planned, with the act borders."""
    whole = [*past, *ahead]
    points = [(200 * i / max(1, len(whole) - 1), 40 - 36 * _clamp(value, 0, 1)) for i, value in enumerate(whole)]
    lived, planned = points[: len(past)], points[max(0, len(past) - 1) :]
    drawn = '<path class="axis" d="M50 2V42M150 2V42"/>'
    if lived:
        line = _stairs(lived)
        drawn += f'<path class="area" d="{line}L{_n(lived[-1][0])} 44L{_n(lived[0][0])} 44Z"/><path d="{line}"/>'
    if len(planned) > 1:
        drawn += f'<path class="ahead" d="{_stairs(planned)}"/>'
    return _svg("chart tension", "0 0 200 44", label, drawn, stretch=True)


def course(planned: Sequence[float], actual: Sequence[float | None], label: str) -> str:
    """A story's beats: dashed as tense as they were planned, solid as they were, with a dot for each that has come."""
    step = 600 / max(1, len(planned))
    places = [step * (i + 0.5) for i in range(len(planned))]
    hoped = [(x, 132 - 120 * _clamp(level, 0, 1)) for x, level in zip(places, planned, strict=True)]
    lived = [(x, 132 - 120 * _clamp(level, 0, 1)) for x, level in zip(places, actual, strict=True) if level is not None]
    drawn = "".join(f'<path class="axis" d="M0 {y}H600"/>' for y in (12, 72, 132))
    line = _stairs(lived) if lived else ""
    if lived:
        drawn += f'<path class="area" d="{line}L{_n(lived[-1][0])} 140L{_n(lived[0][0])} 140Z"/>'
    if hoped:
        drawn += f'<path class="ahead" d="{_stairs(hoped)}"/>'
    if lived:
        drawn += f'<path d="{line}"/>'
        # A stretched circle would be an oval: a dot is a stroke of no length with a round cap.
        drawn += "".join(f'<path class="mark" d="M{_n(x)} {_n(y)}h.01"/>' for x, y in lived)
    return _svg("chart course", "0 0 600 144", label, drawn, stretch=True)


def in_words(traits: Mapping[str, float]) -> str:
    """The Big Five as percentages: "openness 80, conscientiousness 60, …"."""
    return ", ".join(f"{spoke} {round(_clamp(traits.get(spoke, 0.5), 0, 1) * 100)}" for spoke in SPOKES)


def _svg(kind: str, box: str, label: str, drawn: str, *, stretch: bool = False) -> str:
    ratio = ' preserveAspectRatio="none"' if stretch else ""
    return f'<svg class="{kind}" viewBox="{box}"{ratio} role="img" aria-label="{escape(label)}">{drawn}</svg>'


def _scaled(values: Sequence[float], width: float, height: tuple[float, float]) -> list[Point]:
    top, bottom = height
    low, high = min(values), max(values)
    reach = high - low
    step = width / max(1, len(values) - 1)
    if len(values) == 1:
        return [(0.0, (top + bottom) / 2), (width, (top + bottom) / 2)]
    level = (top + bottom) / 2
    return [(i * step, bottom - (v - low) / reach * (bottom - top) if reach else level) for i, v in enumerate(values)]


def _stairs(points: Sequence[Point]) -> str:
    """A smooth line through the points that never swings beyond them."""
    x, y = points[0]
    line = f"M{_n(x)} {_n(y)}"
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = (x1 + x2) / 2
        line += f"C{_n(middle)} {_n(y1)} {_n(middle)} {_n(y2)} {_n(x2)} {_n(y2)}"
    return line


def _even_stairs(points: Sequence[Point]) -> str:
    """The same through points that are equally far apart, in fewer words: each bend leaves as it was entered."""
    (x, y), second = points[0], points[1]
    half = (second[0] - x) / 2
    bends = "".join(f"S{_n(x - half)} {_n(y)} {_n(x)} {_n(y)}" for x, y in points[1:])
    return f"M{_n(x)} {_n(y)}C{_n(x + half)} {_n(y)} {bends[1:]}"


def _rim(values: Sequence[float], radius: float) -> list[Point]:
    turn = math.tau / len(values)
    return [
        (radius * value * math.sin(i * turn), -radius * value * math.cos(i * turn)) for i, value in enumerate(values)
    ]


def _wheel(values: Sequence[float], radius: float) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in _rim(values, radius))


def _anchor(x: float) -> str:
    return "middle" if abs(x) < 1 else "start" if x > 0 else "end"


def _clamp(value: float, low: float, high: float) -> float:
    return low if math.isnan(value) else min(high, max(low, value))


def _n(number: float) -> str:
    return f"{number:.1f}"
