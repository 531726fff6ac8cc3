from __future__ import annotations

import pytest

from characters import sketching


@pytest.mark.parametrize(
    ("text", "name", "pronouns", "role", "speech"),
    [
        ("Mara Holt is the barkeep of the Rat, a blunt widow who is kind to strays.",
         "Mara Holt", "she", "barkeep of the Rat", "blunt"),
        ("Sir Edmund Vance is a vain, generous old knight who loves his hounds.",
         "Sir Edmund Vance", "he", "vain, generous old knight", "plain"),
        ("A shy lighthouse keeper who talks to the sea.", "", "they", "shy lighthouse keeper", "plain"),
        ("a cheerful thief called Pip with a debt", "Pip", "they", "cheerful thief", "plain"),
        ("Grumpy retired detective. Hates crowds.", "", "they", "grumpy retired detective", "plain"),
        ("Vesper: smuggler queen of the docks", "Vesper", "she", "smuggler queen of the docks", "plain"),
        ("Ada Lovelace, mathematician, wants to build an engine.", "Ada Lovelace", "they", "mathematician", "plain"),
        ("Tomas loves his sister and his mother.", "Tomas", "he", "", "plain"),
        ("", "", "they", "", "plain"),
    ],
)  # fmt: skip
def test_a_sentence_is_read_for_who_it_is(text: str, name: str, pronouns: str, role: str, speech: str) -> None:
    sheet = sketching.from_text(text)
    assert (sheet["name"], sheet["pronouns"], sheet["role"], sheet["speech"]) == (name, pronouns, role, speech)


def test_what_is_said_of_a_person_is_said_of_oneself() -> None:
    assert sketching.as_oneself("sells her letters") == "sell my letters"
    assert sketching.as_oneself("is fond of Rook") == "am fond of Rook"
