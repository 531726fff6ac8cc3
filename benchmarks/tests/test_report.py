from __future__ import annotations

from math import nan

import pytest

from benchmarks.report import Row, figure, median, p95


def test_a_row_is_met_up_to_its_bound() -> None:
    assert Row("calls", 1.05, 1.05).is_met
    assert not Row("calls", 1.06, 1.05).is_met
    assert Row("pace", 40, 40, at_least=True).is_met
    assert not Row("pace", 39.9, 40, at_least=True).is_met


def test_what_could_not_be_measured_falls_short() -> None:
    assert not Row("delay", p95([]), 300).is_met
    assert not Row("tokens", median([]), 700).is_met
    assert "no figure" in str(Row("delay", nan, 300))


def test_a_row_says_what_it_is_held_to() -> None:
    assert str(Row("delay", 62.04, 300, "ms")).split() == ["delay", "62.0", "ms", "≤", "300", "ms", "ok"]
    assert str(Row("share", 0.44, 0.5, at_least=True)).endswith("SHORT")
    assert str(Row("seconds", 3, unit="s")).split() == ["seconds", "3", "s"]


@pytest.mark.parametrize(("value", "text"), [(0.0, "0"), (1.0512, "1.051"), (23.456, "23.5"), (12345.6, "12,346")])
def test_figures_keep_the_digits_that_matter(value: float, text: str) -> None:
    assert figure(value) == text


def test_the_95th_percentile_leaves_out_the_worst_twentieth() -> None:
    assert p95(range(100)) == 95
    assert p95([1, 2, 900]) == 900
