from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.minds import Emotion, Mood, Personality
from characters.mood import (
    EMOTION_HALF_LIFE,
    EMOTIONS,
    MOOD_HALF_LIFE,
    MOST_EMOTIONS,
    OCTANTS,
    PLAIN,
    baseline,
    decay,
    faded,
    felt,
    intensity,
    is_negative,
    step,
    stirred,
    temper,
    word,
)

unit, signed = st.floats(0, 1, allow_nan=False), st.floats(-1, 1, allow_nan=False)
people = st.builds(Personality, unit, unit, unit, unit, unit)
moods = st.builds(Mood, signed, signed, signed)
CALM = Mood()


def axes(mood: Mood) -> tuple[float, float, float]:
    return mood.pleasure, mood.arousal, mood.dominance


def test_a_neurotic_is_less_pleased_and_more_aroused():
    # A public copy of ALMA has the sign of this trait the wrong way round.
    neurotic, stable = baseline(Personality(neuroticism=0.9)), baseline(Personality(neuroticism=0.1))
    assert neurotic.pleasure < stable.pleasure
    assert neurotic.arousal > stable.arousal


def test_the_resting_mood_is_mehrabians_sum():
    rest = baseline(Personality(0.7, 0.6, 0.9, 0.4, 0.2))
    assert rest.pleasure == pytest.approx(0.21 * 0.8 + 0.59 * -0.2 + 0.19 * 0.6)
    assert rest.arousal == pytest.approx(0.15 * 0.4 + 0.30 * -0.2 - 0.57 * 0.6)
    assert rest.dominance == pytest.approx(0.25 * 0.4 + 0.17 * 0.2 + 0.60 * 0.8 - 0.32 * -0.2)


@given(people)
def test_a_resting_mood_stays_in_range(personality):
    assert all(-1 <= axis <= 1 for axis in axes(baseline(personality)))


def test_fear_arouses():
    # One public table gives it -.60, against Mehrabian's list.
    assert EMOTIONS["fear"].arousal > 0


def test_what_pleases_lifts_and_what_hurts_lowers():
    assert felt(CALM, "joy", 1, 0.5).pleasure > 0 > felt(CALM, "distress", 1, 0.5).pleasure


def test_a_neurotic_is_hurt_more_and_pleased_no_less():
    assert felt(CALM, "distress", 1, 0.9).pleasure < felt(CALM, "distress", 1, 0.1).pleasure
    assert felt(CALM, "joy", 1, 0.9) == felt(CALM, "joy", 1, 0.1)


@given(moods, st.sampled_from(list(EMOTIONS)), unit, unit)
def test_no_feeling_drives_a_mood_out_of_range(mood, emotion, strength, neuroticism):
    assert all(-1 <= axis <= 1 for axis in axes(felt(mood, emotion, strength, neuroticism)))


def test_a_mood_is_half_way_back_after_its_half_life():
    rest = Mood(0.2, 0.0, -0.2)
    after = decay(Mood(1.0, -0.4, 0.2), rest, MOOD_HALF_LIFE)
    assert axes(after) == pytest.approx((0.6, -0.2, 0.0))


@given(moods, moods, st.floats(0, 10_000))
def test_a_mood_never_passes_its_rest(mood, rest, minutes):
    after = decay(mood, rest, minutes)
    for was, now, end in zip(axes(mood), axes(after), axes(rest), strict=True):
        assert min(was, end) - 1e-9 <= now <= max(was, end) + 1e-9


@given(moods, moods, st.floats(0, 500), st.floats(0, 500))
def test_two_waits_are_as_one(mood, rest, first, then):
    assert axes(decay(decay(mood, rest, first), rest, then)) == pytest.approx(axes(decay(mood, rest, first + then)))


def test_a_feeling_halves_and_then_is_over():
    anger = Emotion("anger", 0.8, 0, about=2)
    (left,) = faded([anger], int(EMOTION_HALF_LIFE))
    assert left.intensity == pytest.approx(0.4)
    assert left.minute == EMOTION_HALF_LIFE
    assert faded([anger], int(EMOTION_HALF_LIFE * 3)) == ()


def test_fading_in_steps_is_fading_at_once():
    anger = Emotion("anger", 0.9, 0)
    in_steps = faded(faded([anger], 7), 20)
    assert in_steps[0].intensity == pytest.approx(faded([anger], 20)[0].intensity)


def test_the_same_feeling_about_the_same_person_is_renewed_not_doubled():
    first = stirred((), Emotion("anger", 0.7, 0, about=2, event=4))
    again = stirred(first, Emotion("anger", 0.5, 10, about=2, event=9))
    assert [(e.intensity, e.minute, e.event) for e in again] == [(0.7, 10, 9)]
    assert len(stirred(again, Emotion("anger", 0.5, 10, about=3))) == 2


def test_only_the_strongest_feelings_are_held():
    held = ()
    for about in range(20):
        held = stirred(held, Emotion("anger", 0.2 + about / 40, 0, about=about))
    assert len(held) == MOST_EMOTIONS
    assert held[0].about == 19


def test_too_faint_a_feeling_is_none():
    assert stirred((), Emotion("joy", 0.1, 0)) == ()


def test_how_strongly_is_asked_about_one_or_about_any():
    held = (Emotion("anger", 0.7, 0, about=2), Emotion("anger", 0.3, 0, about=3))
    assert intensity(held, "anger") == 0.7
    assert intensity(held, "anger", 3) == 0.3
    assert intensity(held, "joy") == 0


def test_only_pains_are_negative():
    assert {name for name in EMOTIONS if is_negative(name)} == {
        "resentment", "disappointment", "remorse", "shame", "reproach", "distress", "pity", "fears-confirmed",
        "anger", "hate", "fear",
    }  # fmt: skip


def test_each_octant_has_its_temper():
    for (p, a, d), name in OCTANTS.items():
        mood = Mood(*(0.9 if above else -0.9 for above in (p, a, d)))
        assert temper(mood) == f"fully {name}"
    assert temper(Mood(0.1, 0.1, 0.1)) == "slightly exuberant"
    assert temper(CALM) == "balanced"


def test_the_plain_words_run_from_anguish_to_elation():
    assert word(Mood(-0.9, 0.6, -0.4)) == "anguished"
    assert word(Mood(0.9, 0.6, 0.4)) == "elated"
    assert word(CALM) == "calm"
    assert len({name for row in PLAIN.values() for name in row}) == 21


@given(moods)
def test_a_word_stands_on_the_step_of_its_mood(mood):
    assert word(mood) in PLAIN[step(mood)]
    assert step(mood) * mood.pleasure >= 0
