from __future__ import annotations

import re
from itertools import pairwise

from ecosystem import plots
from ecosystem.heatmap import heatmap
from ecosystem.moments import Person
from ecosystem.plots import Line, Mark


def drawn(*marks: Mark, points: list[tuple[float, float]] | None = None, span: tuple[float, float] = (0, 2880)) -> str:
    return plots.plot([Line("trust", points or [(0, 0.0), (1440, 1.0), (2880, -1.0)])], marks, span, "Trust, by day")


def test_a_line_is_stairs_because_a_value_holds_until_something_changes_it():
    assert 'class="trust" d="M0.0 70.0H300.0V10.0H600.0V130.0"' in drawn()


def test_every_day_that_begins_has_its_rule():
    assert drawn().count('class="axis"') == 2


def test_a_fortnight_is_no_fence_of_rules():
    assert drawn(span=(0, 1440 * 300)).count('class="axis"') <= 15


def test_a_mark_is_a_link_that_says_what_it_is():
    html = drawn(Mark(1440, 0.5, "She <lied>", "/worlds/x/events/3/"))
    assert '<a href="/worlds/x/events/3/" aria-label="She &lt;lied&gt;">' in html


def test_of_marks_that_crowd_each_other_the_weightiest_stays():
    html = drawn(Mark(1400, 0, "light", "/1", 0.1), Mark(1420, 0, "heavy", "/2", 0.9), Mark(100, 0, "far", "/3", 0.2))
    assert re.findall(r'href="(/\d)"', html) == ["/3", "/2"]


def test_targets_never_lie_on_each_other_even_at_the_edge():
    html = drawn(*(Mark(minute, 0, "a", f"/{minute}", 1) for minute in range(0, 2881, 60)))
    lefts = [float(x) for x in re.findall(r'class="hit" x="([\d.]+)"', html)]
    assert len(lefts) > 5
    assert all(b - a >= plots.TARGET - 0.1 for a, b in pairwise(lefts))
    assert max(lefts) + plots.TARGET <= plots.WIDTH


def test_a_single_moment_and_nothing_at_all_can_be_drawn():
    assert "NaN" not in drawn(points=[(5, 0.5)], span=(5, 5))
    assert plots.plot([Line("trust", [])], [], (0, 0), "Nothing").startswith("<svg")


def test_a_long_history_has_no_more_corners_than_a_screen():
    points = [(float(i), (i % 3) / 3) for i in range(5000)]
    assert len(plots.thinned(points)) == plots.CORNERS
    assert plots.thinned(points)[-1] == points[-1]


def test_a_name_in_the_matrix_is_only_ever_text():
    people = [Person(1, '"><script>', "seed", 0), Person(2, "B", "seed", 0)]
    html = heatmap(people, {(1, 2): (2, "fond")}, lambda a, b: f"/{a}/{b}/", lambda a: f"/{a}/", "Who & whom")
    assert "<script>" not in html
    assert '<a class="m2 s2" href="/1/2/"' in html
