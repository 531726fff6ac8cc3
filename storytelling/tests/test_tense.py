from __future__ import annotations

import pytest

from storytelling.tense import long_past, past, recounted


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("straightens his cuffs", "straightened his cuffs"),
        ("smiles, and takes it away again", "smiled, and took it away again"),
        ("walks four paces and turns, as in a cell", "walked four paces and turned, as in a cell"),
        ("stands a little behind, as a friend does", "stood a little behind, as a friend does"),
        ("rises, then sits", "rose, then sat"),
        ("nods", "nodded"),
        ("studies the floor", "studied the floor"),
        ("presses {their} lips", "pressed {their} lips"),
        ("almost answers", "almost answered"),
        ("bows to ladies and gentlemen", "bowed to ladies and gentlemen"),
    ],
)  # fmt: skip
def test_a_gesture_is_told_in_the_past(now: str, then: str) -> None:
    assert past(now) == then


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("Jane is fond of Bingley and seeks their company", "Jane was fond of Bingley and sought their company"),
        ("Jane has not forgotten what Bingley did", "Jane had not forgotten what Bingley had done"),
        ("Jane can no longer keep silent about Bingley", "Jane could no longer keep silent about Bingley"),
        ("Jane is angry and will have it out with Bingley", "Jane was angry and would have it out with Bingley"),
        ("Jane and Bingley go back a long way", "Jane and Bingley went back a long way"),
        ("Jane gave Bingley a promise", "Jane had given Bingley a promise"),
        ("Jane owes Bingley thanks", "Jane owed Bingley thanks"),
    ],
)
def test_a_reason_is_told_in_the_past(now: str, then: str) -> None:
    assert recounted(now, ["Jane", "Bingley"], further=True) == then


def test_what_was_past_stays_so_unless_it_lies_further_back() -> None:
    assert recounted("The lamp beside Jane went out", ["Jane"]) == "The lamp beside Jane went out"
    assert long_past("Jane gave Bingley a promise", "Jane") == "Jane had given Bingley a promise"
