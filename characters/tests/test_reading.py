from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from characters import reading
from characters.minds import DOMAINS
from characters.personality import DOMAIN_OF

READINGS = Path(__file__).parent / "readings"
STARTERS = Path(__file__).parents[2] / "ecosystem" / "starters"
# A trait this far from the middle is a strong one.
STRONG = 0.2
Row = tuple[str, str, dict[str, int]]


def read(text: str) -> dict[str, float]:
    return {one.trait: one.value for one in reading.read(text)}


def starters() -> Iterator[Row]:
    """The well-known characters of the starters: what a card would say of each, and our own reading of them."""
    for file in sorted(STARTERS.glob("*.yaml")):
        for member in yaml.safe_load(file.read_text())["cast"]:
            gestures = ". ".join(member["gestures"])
            text = f"{member['role']}. {member['persona']} {gestures}. {', '.join(member['values'])}."
            traits = member["traits"].items()
            yield member["key"], text, {name: 1 if v > 0.5 else -1 for name, v in traits if abs(v - 0.5) >= STRONG}


def written(name: str) -> Iterator[Row]:
    for one in yaml.safe_load((READINGS / f"{name}.yaml").read_text()):
        yield one["name"], one["text"], one["signs"]


def agreement(rows: Iterator[Row]) -> tuple[float, float]:
    """The share of strong traits read with the right sign, of all and of those that anything was read of."""
    right = wrong = silent = 0
    for _, text, signs in rows:
        found = read(text)
        for trait, sign in signs.items():
            value = found.get(trait)
            right += value is not None and (value - 0.5) * sign > 0
            wrong += value is not None and (value - 0.5) * sign < 0
            silent += value is None
    return right / (right + wrong + silent), right / (right + wrong)


def test_four_fifths_of_the_strong_traits_of_well_known_characters_are_read() -> None:
    overall, where_read = agreement(starters())
    assert overall >= 0.8
    assert where_read >= 0.9


def test_characters_that_the_lexicon_was_not_made_for_are_read_as_well() -> None:
    overall, where_read = agreement(written("strangers"))
    assert overall >= 0.8
    assert where_read >= 0.9


def test_what_is_shown_and_not_said_is_mostly_left_alone_and_mostly_right_where_not() -> None:
    overall, where_read = agreement(written("newcomers"))
    assert overall >= 0.4
    assert where_read >= 0.8


def test_published_readings_are_agreed_with() -> None:
    published = {one["name"] for one in yaml.safe_load((READINGS / "strangers.yaml").read_text()) if "published" in one}
    assert len(published) == 3
    overall, _ = agreement(row for row in written("strangers") if row[0] in published)
    assert overall >= 0.8


@pytest.mark.parametrize(
    ("high", "low", "trait"),
    [
        ("She is curious about everything.", "She is set in her ways.", "openness"),
        ("He is reliable and hard-working.", "He is lazy and careless.", "conscientiousness"),
        ("They are outgoing and talkative.", "They are reserved and quiet.", "extraversion"),
        ("She is kind and generous.", "She is cruel and selfish.", "agreeableness"),
        ("He is anxious and moody.", "He is calm and composed.", "neuroticism"),
    ],
)
def test_both_ends_of_each_domain_are_told_apart(high: str, low: str, trait: str) -> None:
    assert read(high)[trait] > 0.6 > 0.4 > read(low)[trait]


@pytest.mark.parametrize(
    "text",
    ["She is not kind.", "She was never kind to anybody.", "There is no kindness in her.", "She hates kindness."],
)
def test_a_negation_turns_a_word_round(text: str) -> None:
    assert read(text)["agreeableness"] < 0.5


def test_a_negated_word_counts_for_less_than_its_opposite() -> None:
    assert read("He is cruel.")["agreeableness"] < read("He is not kind.")["agreeableness"] < 0.5


def test_a_negation_does_not_reach_beyond_its_clause() -> None:
    assert read("He is not rich, and kind.")["agreeableness"] > 0.5


def test_a_little_shy_is_shy_and_little_patience_is_none() -> None:
    assert read("A little shy.")["extraversion"] < 0.5
    assert read("He has little kindness in him.")["agreeableness"] < 0.5


def test_very_says_more_than_rather() -> None:
    very, plainly, rather = (read(f"She is {word} generous.")["altruism"] for word in ("very", "a", "rather"))
    assert very > plainly > rather > 0.5


def test_more_evidence_leads_further_and_never_beyond_the_range() -> None:
    once, often = read("Kind.")["agreeableness"], read("Kind. Gentle. Generous. Sweet. " * 50)["agreeableness"]
    assert 0.5 < once < often < 1


def test_every_finding_shows_where_it_was_read() -> None:
    found = {one.trait: one for one in reading.read("She was born in Kent. She is cruel to her horse! He is tall.")}
    assert found["agreeableness"].sentences == ("She is cruel to her horse!",)
    assert found["agreeableness"].words == ("cruel",)


def test_nothing_is_read_from_nothing() -> None:
    assert reading.read("") == reading.read("The door stood open; rain fell on the road.") == ()


def test_every_entry_of_the_lexicon_belongs_to_a_trait_and_is_weighed() -> None:
    exact, stems = reading.lexicon()
    rows = [row for table in (exact, stems) for rows in table.values() for row in rows]
    entries = [entry for _, found in rows for entry in found]
    assert len(entries) > 700
    assert {entry.trait for entry in entries} == {*DOMAINS, *DOMAIN_OF}
    assert all(0 < abs(entry.weight) <= 2 for entry in entries)
