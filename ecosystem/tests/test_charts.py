from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem import charts

TRAITS = {"openness": 0.8, "conscientiousness": 0.6, "extraversion": 0.7, "agreeableness": 0.55, "neuroticism": 0.35}
ALL = [
    charts.sparkline([3, 4, 6.4], "Rising"),
    charts.sparkline([], "Nothing yet"),
    charts.sparkline([2.0], "One value"),
    charts.sparkline([5, 5, 5], "Flat"),
    charts.meter(0.4, "Energy 40 per cent"),
    charts.tie_bar(-0.5, -2, "hostile"),
    charts.mood_stack([("wary", -1, 2), ("calm", 0, 3)]),
    charts.mood_stack([]),
    charts.radar(TRAITS, "Elizabeth"),
    charts.rosette({}, "Nobody"),
    charts.tension([0.2, 0.5], [0.9, 0.1], "Rising"),
    charts.tension([], [], "Nothing yet"),
]


@pytest.mark.parametrize("drawn", ALL)
def test_every_chart_is_an_image_with_a_sentence_and_no_inline_style(drawn: str):
    root = ElementTree.fromstring(drawn)
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert "style=" not in drawn


@pytest.mark.parametrize("drawn", ALL)
def test_no_chart_holds_a_number_that_is_none(drawn: str):
    assert not re.search(r"nan|inf|None", drawn.replace("conscientiousness", ""))


def test_a_label_cannot_break_out():
    assert "<script>" not in charts.meter(0.5, '"><script>alert(1)</script>')


def test_a_meter_shows_its_share_and_never_more_than_all():
    assert 'width="40.0"' in charts.meter(0.4, "x")
    assert 'class="fill" width="100.0"' in charts.meter(7, "x")


def test_a_meter_below_its_low_mark_shows_trouble():
    assert 'class="low"' in charts.meter(0.1, "x", low=0.25)
    assert 'class="low"' not in charts.meter(0.3, "x", low=0.25)


def test_a_tie_against_grows_to_the_left():
    assert 'class="f-2" x="-0.500" width="0.500"' in charts.tie_bar(-0.5, -2, "hostile")


def test_the_mood_stack_tells_how_many_feel_how():
    drawn = charts.mood_stack([("anguished", -3, 0), ("wary", -1, 1), ("calm", 0, 3)])
    assert 'aria-label="1 wary, 3 calm"' in drawn
    assert "f-3" not in drawn


def test_the_mood_stack_fills_the_bar():
    drawn = charts.mood_stack([("wary", -1, 1), ("calm", 0, 3)])
    widths = [float(found) for found in re.findall(r'width="([\d.]+)"', drawn)]
    assert sum(widths) == pytest.approx(99.4, abs=0.2)


def test_the_wheel_tells_the_big_five():
    assert "Elizabeth: openness 80, conscientiousness 60" in charts.radar(TRAITS, "Elizabeth")


@given(st.lists(st.floats(-1e6, 1e6), max_size=40))
def test_a_sparkline_stays_inside_its_box(values: list[float]):
    drawn = charts.sparkline(values, "x")
    numbers = [float(found) for found in re.findall(r"-?\d+\.\d", drawn.split("</path>")[0])]
    assert all(-0.1 <= number <= 72.1 for number in numbers)


@given(st.lists(st.floats(0, 1), max_size=20), st.lists(st.floats(0, 1), max_size=20))
def test_a_tension_curve_is_always_well_formed(past: list[float], ahead: list[float]):
    assert ElementTree.fromstring(charts.tension(past, ahead, "x")).tag.endswith("svg")


def test_a_line_through_even_points_is_the_same_in_fewer_words():
    points = [(0.0, 4.0), (10.0, 24.0), (20.0, 14.0)]
    assert charts._stairs(points) == "M0.0 4.0C5.0 4.0 5.0 24.0 10.0 24.0C15.0 24.0 15.0 14.0 20.0 14.0"
    # S begins with the mirror image of the bend before it: 15 24.
    assert charts._even_stairs(points) == "M0.0 4.0C5.0 4.0 5.0 24.0 10.0 24.0S15.0 14.0 20.0 14.0"
