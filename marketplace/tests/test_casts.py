from __future__ import annotations

from marketplace.casts import Cast, Listed, search

EMMA = Listed("emma", "Emma Vane", "matchmaker", "She means well. She rarely asks.", "x", {}, ("kindness",), "wry")
RENE = Listed("rene", "René Gault", "smuggler", "A smuggler with a conscience.", "y", {}, ("liberty",), "blunt")
HILL = Cast("hill", "Hill House", "romance", "The Hill", "A. Author", 1850, "p", "o", (EMMA,))
COAST = Cast("coast", "The Coast", "adventure", "Tides", "B. Brontë", 1860, "p", "o", (RENE,))


def names(found: list[Cast]) -> list[str]:
    return [one.name for cast in found for one in cast.people]


def test_an_empty_search_finds_everybody():
    assert names(search([HILL, COAST])) == ["Emma Vane", "René Gault"]


def test_a_genre_keeps_its_casts_only():
    assert names(search([HILL, COAST], genre="adventure")) == ["René Gault"]


def test_every_word_must_match_somewhere_in_the_person():
    assert names(search([HILL, COAST], "smuggler conscience")) == ["René Gault"]
    assert search([HILL, COAST], "smuggler kindness") == []


def test_accents_and_capitals_do_not_hide_anybody():
    assert names(search([HILL, COAST], "RENE")) == ["René Gault"]


def test_a_book_or_author_stands_for_its_whole_cast():
    assert names(search([HILL, COAST], "bronte")) == ["René Gault"]
    assert names(search([HILL, COAST], "bronte smuggler")) == ["René Gault"]


def test_a_pitch_is_the_first_sentence():
    assert EMMA.pitch == "She means well."
    assert RENE.pitch == "A smuggler with a conscience."
