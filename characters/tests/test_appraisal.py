from __future__ import annotations

import pytest

from characters import appraisal
from characters.minds import Emotion, Mind, Personality


def name(stirred: appraisal.Stirred | None) -> str:
    return stirred.emotion if stirred else ""


@pytest.mark.parametrize(
    ("praise", "own", "felt"),
    [(0.6, False, "admiration"), (-0.6, False, "reproach"), (0.6, True, "pride"), (-0.6, True, "shame")],
)
def test_an_act_is_admired_or_blamed_by_whose_it_is(praise: float, own: bool, felt: str) -> None:
    assert name(appraisal.of_deed(praise, own=own)) == felt


@pytest.mark.parametrize(
    ("fortune", "liking", "felt"),
    [(0.7, 0.6, "happy-for"), (-0.7, 0.6, "pity"), (0.7, -0.6, "resentment"), (-0.7, -0.6, "gloating")],
)
def test_the_fortune_of_others_is_shared_or_turned_round_by_liking(fortune: float, liking: float, felt: str) -> None:
    assert name(appraisal.of_others_fortune(fortune, liking)) == felt


@pytest.mark.parametrize(
    ("prospect", "fortune", "felt"),
    [
        ("hope", 0.7, "satisfaction"),
        ("hope", -0.7, "disappointment"),
        ("fear", 0.7, "relief"),
        ("fear", -0.7, "fears-confirmed"),
    ],
)
def test_what_was_hoped_or_feared_ends_in_something_else(prospect: str, fortune: float, felt: str) -> None:
    assert name(appraisal.of_outcome(prospect, 0.5, fortune)) == felt


def test_what_decides_nothing_ends_no_hope() -> None:
    assert appraisal.of_outcome("hope", 0.9, 0.1) is None


def test_what_comes_of_something_and_what_may_come() -> None:
    assert [name(appraisal.of_fortune(d)) for d in (0.5, -0.5)] == ["joy", "distress"]
    assert [name(appraisal.of_prospect(d, 0.8)) for d in (0.5, -0.5)] == ["hope", "fear"]


def test_a_likelier_threat_is_feared_more() -> None:
    likely, unlikely = (appraisal.of_prospect(-0.8, chance) for chance in (0.9, 0.4))
    assert likely
    assert unlikely
    assert likely.intensity > unlikely.intensity


def test_blame_with_harm_is_anger_and_praise_with_gain_gratitude() -> None:
    both = [appraisal.of_deed_and_fortune(p, p, own=own) for p in (-0.6, 0.6) for own in (False, True)]
    assert [name(one) for one in both] == ["anger", "remorse", "gratitude", "gratification"]
    assert appraisal.of_deed_and_fortune(0.6, -0.6, own=False) is None


def test_nobody_cares_for_what_befalls_strangers_but_the_warm_do() -> None:
    assert appraisal.of_others_fortune(-0.9, appraisal.sympathy(0.0, 0.5)) is None
    assert name(appraisal.of_others_fortune(-0.9, appraisal.sympathy(0.0, 0.95))) == "pity"
    assert name(appraisal.of_others_fortune(-0.9, appraisal.sympathy(0.0, 0.05))) == "gloating"


def test_a_low_mood_makes_hurt_worse_and_gladness_less() -> None:
    hurt, glad = appraisal.Stirred("pity", 0.5), appraisal.Stirred("joy", 0.5)
    low_hurt = appraisal.coloured(hurt, -0.8, pleasant=False)
    low_glad = appraisal.coloured(glad, -0.8, pleasant=True)
    assert low_hurt
    assert low_glad
    assert low_hurt.intensity > 0.5 > low_glad.intensity


def test_nothing_is_felt_beyond_the_full_strength() -> None:
    for strength in (-1.0, 1.0):
        stirred = appraisal.coloured(appraisal.of_deed(strength, own=False), strength, pleasant=strength > 0)
        assert stirred
        assert stirred.intensity <= 1


def mind(*emotions: Emotion) -> Mind:
    return Mind(1, "Ada", "she", Personality(), emotions=emotions)


def test_a_decided_hope_is_gone_and_other_hopes_stay() -> None:
    of_ivo, of_noor = Emotion("hope", 0.6, 10, 2), Emotion("hope", 0.6, 10, 3)
    found = appraisal.prospects((of_ivo, of_noor), 2)
    assert found == [of_ivo]
    assert appraisal.settled(mind(of_ivo, of_noor), found).emotions == (of_noor,)


def test_amends_ease_what_is_held_against_that_person_only() -> None:
    angry = mind(Emotion("anger", 0.8, 10, 2), Emotion("anger", 0.8, 10, 3), Emotion("joy", 0.5, 10, 2))
    assert [one.intensity for one in appraisal.soothed(angry, 2).emotions] == [0.4, 0.8, 0.5]
