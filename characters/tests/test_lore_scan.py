"""Which lore a scene brings up: by keys, by presence, within a budget, and in time in proportion to the text."""

from __future__ import annotations

import random
import time

import pytest

from characters.cards import scan
from characters.cards.lore import Entry
from characters.cards.macros import Names
from characters.cards.scan import Known, brought_up, named


def known(content: str, *keys: str, holder: int | None = None, **fields: object) -> Known:
    return Known(Entry(keys[0] if keys else "always", keys, content, **fields), Names("Mara"), holder)  # type: ignore[arg-type]


def found(told: str, *lore: Known, present: tuple[int, ...] = (), budget: int = scan.BUDGET) -> tuple[str, ...]:
    return brought_up(lore, told, present, random.Random(1), budget)


@pytest.mark.parametrize(
    ("key", "told", "there"),
    [
        ("bell", "the bell rings", True),
        ("bell", "the bells ring", True),
        ("bell", "the bell's rope", True),
        ("bell", "a bellicose man", False),
        ("art", "they start", False),
        ("drowned bell", "of the drowned bell, they said", True),
        ("C++", "she writes c++ at night", False),
        ("bell", "belly; bell", True),
        ("鐘", "古い鐘楼", True),
        ("", "anything", False),
    ],
)
def test_keys_match_whole_words(key: str, told: str, there: bool) -> None:
    assert named(key, told) is there


def test_an_entry_comes_up_where_its_key_is_named() -> None:
    bell = known("It rings before storms.", "bell")
    assert found("They speak of the BELL.", bell) == ("It rings before storms.",)
    assert found("They speak of the tide.", bell) == ()
    assert found("They speak of the BELL.", known("x", "bell", case_sensitive=True)) == ()
    assert found("They speak of the bell.", known("x", "bell", enabled=False)) == ()


def test_a_selective_entry_needs_a_key_of_both_lists_and_an_excluded_key_keeps_it_out() -> None:
    both = known("x", "bell", selective=True, secondary_keys=("storm",))
    assert found("the bell in the storm", both) == ("x",)
    assert found("the bell at noon", both) == ()
    assert found("the bell of gold", known("x", "bell", excluded_keys=("gold",))) == ()


def test_what_is_always_known_needs_its_holder_present() -> None:
    assert found("", known("Of the world.", constant=True)) == ("Of the world.",)
    assert found("", known("Of Mara.", constant=True, holder=7), present=(7, 8)) == ("Of Mara.",)
    assert found("", known("Of Mara.", constant=True, holder=7), present=(8,)) == ()


def test_the_budget_drops_what_matters_least_and_keeps_the_order_of_the_book() -> None:
    lore = [
        known("c" * 100, "key", order=3),
        known("a" * 100, "key", order=1, priority=5),
        known("b" * 100, order=2, constant=True),
    ]
    assert found("key", *lore, budget=220) == ("a" * 100, "b" * 100)
    assert found("key", *lore) == ("a" * 100, "b" * 100, "c" * 100)
    assert sum(map(len, found("key", *[known("word " * 200, "key")] * 10))) <= scan.BUDGET


def test_macros_of_an_entry_are_filled_in_where_it_is_used() -> None:
    assert found("debt", known("{{char}} owes {{user}} nine crowns.", "debt")) == (
        "Mara owes the visitor nine crowns.",
    )


def test_patterns_match_and_those_that_cannot_be_run_safely_never_do() -> None:
    told = "On the 14th of March she paid."
    assert found(told, known("x", r"\b\d+th of march\b", use_regex=True)) == ("x",)
    assert found(told, known("x", "/MARCH/i", use_regex=True)) == ("x",)
    assert found(told, known("x", "/MARCH/", use_regex=True)) == ()
    for unsafe in (r"(a)\1", "(?=x)", "(", "a{1000}{1000}"):
        assert found(told, known("x", unsafe, use_regex=True)) == ()


def test_no_pattern_takes_longer_than_the_text_is_long() -> None:
    evil = [known("x", pattern, use_regex=True) for pattern in ("(a+)+$", "(a|a)*$", "(.*a){20}", "([a-z]+)*x")]
    started = time.perf_counter()
    assert found("a" * 100_000 + "!", *evil * 10) is not None
    assert time.perf_counter() - started < 1


def test_a_large_book_is_scanned_quickly() -> None:
    lore = tuple(known(f"Fact {number}.", f"name {number}", f"alias {number}") for number in range(2_000))
    told = "They speak of name 17 and of alias 1999. " * 10
    started = time.perf_counter()
    assert found(told, *lore) == ("Fact 17.", "Fact 1999.")
    assert time.perf_counter() - started < 0.1
