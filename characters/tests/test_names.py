from __future__ import annotations

import pytest

from characters.names import short


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("Jane Bennet", "Jane"), ("Mrs Bennet", "Mrs Bennet"), ("Lady Catherine de Bourgh", "Lady Catherine"),
        ("Long John Silver", "Long John"), ("Limping Lucy Yolland", "Limping Lucy"),
        ("Squire Trelawney", "Squire Trelawney"),
        ("The First Player", "The First Player"), ("Hamlet", "Hamlet"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_cut_to_what_one_would_say(name: str, cut: str) -> None:
    assert short(name) == cut
