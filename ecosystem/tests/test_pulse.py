from __future__ import annotations

import pytest

from characters.minds import Mind, Mood
from ecosystem import pulse
from ecosystem.pulse import Beat
from relationships.bonds import Bond


def person(who: int, pleasure: float) -> Mind:
    from characters.minds import Personality

    return Mind(id=who, name=str(who), pronouns="they", personality=Personality(), mood=Mood(pleasure))


def beats(*values: float, every: float = 4.0, events: int = 2) -> list[Beat]:
    return [
        Beat(i * every, events, {"trust": value, "strained": 0, "moods": [0] * 7}) for i, value in enumerate(values)
    ]


def test_the_pulse_of_nobody_is_even():
    assert pulse.of({}, {}) == {"trust": 0.5, "strained": 0, "moods": [0] * 7}


def test_trust_is_the_mean_among_those_who_know_each_other():
    bonds = [
        Bond(1, 2, trust_good=2, familiarity=0.5),
        Bond(2, 1, trust_bad=2, familiarity=0.5),
        Bond(1, 3, trust_good=9),
    ]
    found = pulse.of({}, {(bond.source, bond.target): bond for bond in bonds})
    assert found["trust"] == 0.5


def test_a_tie_is_strained_below_a_quarter_of_dislike():
    bonds = [Bond(1, 2, affection=-0.26, familiarity=0.1), Bond(2, 1, affection=-0.25, familiarity=0.1)]
    assert pulse.of({}, {(bond.source, bond.target): bond for bond in bonds})["strained"] == 1


def test_everybody_is_counted_in_one_mood():
    minds = {1: person(1, -0.9), 2: person(2, 0.0), 3: person(3, 0.9)}
    assert pulse.of(minds, {})["moods"] == [1, 0, 0, 1, 0, 0, 1]


def test_the_pace_counts_moments_a_minute():
    assert pulse.pace(beats(0.5, 0.5, 0.5, every=4, events=2)).value == "30.0"


def test_a_pause_is_no_part_of_the_pace():
    paused = [Beat(0, 2, {}), Beat(4, 2, {}), Beat(4000, 2, {}), Beat(4004, 2, {})]
    assert pulse.pace(paused).value == "30.0"


@pytest.mark.parametrize("found", [[], beats(0.5)])
def test_one_turn_has_no_pace(found: list[Beat]):
    assert pulse.pace(found).value == "–"


def test_a_quickening_pace_is_said():
    slow = [Beat(i * 10.0, 2, {}) for i in range(15)]
    quick = [Beat(140 + i * 2.0, 2, {}) for i in range(1, 12)]
    reading = pulse.pace([*slow, *quick])
    assert (reading.trend, reading.value) == (1, "60.0")


def test_falling_trust_is_told_in_words():
    reading = pulse.trust(beats(0.6, 0.5, 0.44))
    assert (reading.value, reading.trend, reading.change) == ("0.44", -1, "0.16")
    assert reading.label == "Falling from 0.60 to 0.44"


def test_trust_that_barely_moves_is_steady():
    assert pulse.trust(beats(0.5, 0.503)).label == "Steady at 0.50"


def test_before_the_first_turn_the_present_stands_for_the_past():
    assert pulse.trust([], 0.7).value == "0.70"
    assert pulse.strain([], 3).value == "3"


def test_new_strains_are_counted():
    found = [Beat(0, 1, {"strained": 2}), Beat(4, 1, {"strained": 5})]
    assert pulse.strain(found).change == "3 more"
    assert pulse.strain(found[::-1]).change == "3 fewer"


def test_the_mood_of_a_world_says_where_it_is_going():
    sad, glad = [0, 4, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 4, 0]
    assert pulse.world_mood(glad, sad) == "happy, lifting"
    assert pulse.world_mood(sad, glad) == "gloomy, sinking"
    assert pulse.world_mood(sad, sad) == "gloomy"
    assert pulse.world_mood([0] * 7) == "nobody is here"


def test_thinning_keeps_the_last_value_and_the_count_down():
    thin = pulse.thinned([float(i) for i in range(40)])
    assert len(thin) == pulse.POINTS
    assert thin[-1] == 39.0
    assert list(thin) == sorted(thin)


def test_a_turn_without_a_pulse_is_read_all_the_same():
    assert pulse.moods_of(Beat(0, 0, {})) == []
    assert pulse.trust([Beat(0, 0, {})]).value == "0.50"
