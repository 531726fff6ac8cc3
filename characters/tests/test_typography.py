from __future__ import annotations

import pytest

from characters.typography import typeset


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("I won't go.", "I won’t go."),
        ("'Tis late, and the dogs' bowls are empty.", "’Tis late, and the dogs’ bowls are empty."),
        ("Give 'em rock 'n' roll from the '90s.", "Give ’em rock ’n’ roll from the ’90s."),
        ('He said "no" (and "never").', "He said “no” (and “never”)."),
        ("\"'Never,' he said.\"", "“‘Never,’ he said.”"),
        ("Nothing to turn.", "Nothing to turn."),
    ],
)
def test_marks_turn_as_a_printer_sets_them(typed: str, printed: str) -> None:
    assert typeset(typed) == printed


def test_what_is_set_stays_as_it_is() -> None:
    once = typeset("\"It's 'yours'\", she said.")
    assert typeset(once) == once
