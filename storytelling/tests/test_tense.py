from __future__ import annotations

import pytest

from storytelling.tense import past


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
