"""Plot lines: a story's arcs as lanes of a board, its tension planned and actual on one axis, and where arcs meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storytelling.models import Arc, Beat

# Motives told of an arc.
MOST_MOTIVES = 8
ACT_OF = {"setup": 1, "inciting": 1, "rising": 2, "crisis": 2, "climax": 3, "resolution": 3}
ACTS = ("One", "Two", "Three")


@dataclass(frozen=True, slots=True)
class Act:
    """Beats of one act, side by side."""

    name: str
    beats: list[Beat]


@dataclass(frozen=True, slots=True)
class Lane:
    arc: Arc
    acts: list[Act]
    motives: list[dict[str, Any]]
    met: int
    total: int


@dataclass(frozen=True, slots=True)
class Point:
    """A beat on the chart: where along it, how tense as planned and as it was."""

    beat: Beat
    planned: float
    actual: float | None


def lane(arc: Arc, cast: Mapping[int, Any]) -> Lane:
    beats = list(arc.beats.all())
    acts: list[Act] = []
    for beat in beats:
        name = ACTS[ACT_OF[beat.kind] - 1]
        if not acts or acts[-1].name != name:
            acts.append(Act(name, []))
        acts[-1].beats.append(beat)
    motives = [{**motive, "person": cast.get(motive["who"])} for motive in arc.motives[:MOST_MOTIVES]]
    wanted = [beat for beat in beats if beat.status != Beat.Status.MISSED]
    return Lane(arc, acts, motives, sum(beat.status == Beat.Status.MET for beat in beats), len(wanted))


def said(points: Sequence[Point]) -> str:
    """The curve as a sentence for whoever does not see it."""
    came = [point for point in points if point.actual is not None]
    if not came:
        return f"Tension as planned over {len(points)} beats; none has come yet"
    tensest = max(came, key=lambda point: point.actual or 0.0)
    share = round((tensest.actual or 0.0) * 100)
    return f"Tension over {len(points)} beats, {len(came)} of which have come; highest at {share} of 100"


def curve(arcs: Sequence[Arc]) -> list[Point]:
    """The main arc's beats that have come or are still to come, for a chart of planned against actual."""
    main = next((arc for arc in arcs if arc.role == Arc.Role.MAIN), None)
    beats = [beat for beat in main.beats.all() if beat.status != Beat.Status.MISSED] if main else []
    return [Point(beat, beat.planned, beat.actual) for beat in beats]


def shared(arcs: Sequence[Arc], cast: Mapping[int, Any]) -> list[tuple[Any, list[Arc]]]:
    """Those who are in more than one arc: where they are woven together."""
    found: dict[int, list[Arc]] = {}
    for arc in arcs:
        for who in dict.fromkeys(arc.bindings.values()):
            found.setdefault(who, []).append(arc)
    return [(cast[who], several) for who, several in found.items() if len(several) > 1 and who in cast]
