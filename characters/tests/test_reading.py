from __future__ import annotations

import pytest

from characters import reading
from characters.minds import DOMAINS
from characters.personality import DOMAIN_OF

# The hundred markers of Goldberg 1992, by trait: its high end, its low end.
MARKERS = {
    "extraversion": (
        "active assertive bold daring energetic extraverted talkative unrestrained verbal vigorous",
        "bashful inhibited introverted quiet reserved shy timid unadventurous untalkative withdrawn",
    ),
    "agreeableness": (
        "agreeable considerate cooperative generous helpful kind pleasant sympathetic trustful warm",
        "cold demanding distrustful harsh rude selfish uncharitable uncooperative unkind unsympathetic",
    ),
    "conscientiousness": (
        "careful conscientious efficient neat organized practical prompt steady systematic thorough",
        "careless disorganized haphazard impractical inconsistent inefficient negligent sloppy undependable "
        "unsystematic",
    ),
    "neuroticism": (
        "anxious emotional envious fearful fretful high-strung insecure irritable jealous moody nervous self-pitying "
        "temperamental touchy",
        "imperturbable relaxed undemanding unemotional unenvious unexcitable",
    ),
    "openness": (
        "artistic bright complex creative deep imaginative innovative intellectual introspective philosophical",
        "imperceptive shallow simple uncreative unimaginative uninquisitive unintelligent unintellectual unreflective "
        "unsophisticated",
    ),
}


def read(text: str) -> dict[str, float]:
    return {one.trait: one.value for one in reading.read(text)}


@pytest.mark.parametrize("trait", DOMAINS)
def test_every_published_marker_of_a_trait_is_read_at_its_end(trait: str) -> None:
    high, low = MARKERS[trait]
    assert [word for word in high.split() if read(f"She is {word}.").get(trait, 0) <= 0.5] == []
    assert [word for word in low.split() if read(f"She is {word}.").get(trait, 1) >= 0.5] == []


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
