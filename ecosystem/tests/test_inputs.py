from __future__ import annotations

import pytest

from ecosystem import inputs

PLACES = frozenset({"hall"})


def test_a_happening_in_plain_words_has_no_fault() -> None:
    assert inputs.fault_of({"text": "A storm  breaks.\r\n", "topic": "", "place": "hall"}, PLACES) == ""


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "\x07"])
def test_a_happening_without_anything_to_see_is_refused(text: str) -> None:
    assert "empty" in inputs.fault_of({"text": text}, PLACES)


@pytest.mark.parametrize("field", ["text", "topic"])
def test_what_the_log_could_not_store_is_refused_before_it_is_queued(field: str) -> None:
    asked = {"text": "A storm breaks.", "topic": "the storm"}
    assert inputs.fault_of({**asked, field: "A storm\x00 breaks."}, PLACES)


def test_blanks_count_towards_the_length_of_what_is_kept() -> None:
    assert "within 280" in inputs.fault_of({"text": f"A storm{' ' * 100_000}breaks."}, PLACES)
