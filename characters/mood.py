"""Mood and emotion: where a temper rests, what a feeling does to it, how both fade, and the words for them.

Mood is Mehrabian's pleasure, arousal, dominance (PAD), each in -1..1. Its resting point follows from the Big Five by
Mehrabian 1996 ("Analysis of the Big-Five Personality Factors in Terms of the PAD Temperament Model"), as ALMA uses it
(Gebhard 2005); there stability is the reverse of neuroticism. Emotions are OCC's (Ortony, Clore, Collins 1988) at
Gebhard's PAD points; those of fear and hate are Mehrabian's. Step, decay and half-lives are ours, after FAtiMA-Toolkit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import sqrt
from types import MappingProxyType

from characters.minds import Emotion, Mood, Personality
from characters.personality import centred

# A mood is half way back to rest after this many world minutes.
MOOD_HALF_LIFE = 60.0
# A feeling is half as strong after this many world minutes.
EMOTION_HALF_LIFE = 30.0
# A feeling this weak is over.
FAINTEST = 0.1
# A feeling of full strength moves the mood this share of its PAD point.
PULL = 0.3
# A feeling about the same thing may not be held more often than this at once; the weakest go first.
MOST_EMOTIONS = 8

EMOTIONS: Mapping[str, Mood] = MappingProxyType(
    {
        "gratification": Mood(0.6, 0.5, 0.4),
        "admiration": Mood(0.5, 0.3, -0.2),
        "pride": Mood(0.4, 0.3, 0.3),
        "happy-for": Mood(0.4, 0.2, 0.2),
        "joy": Mood(0.4, 0.2, 0.1),
        "gratitude": Mood(0.4, 0.2, -0.3),
        "love": Mood(0.3, 0.1, 0.2),
        "satisfaction": Mood(0.3, -0.2, 0.4),
        "gloating": Mood(0.3, -0.3, -0.1),
        "hope": Mood(0.2, 0.2, -0.1),
        "relief": Mood(0.2, -0.3, 0.4),
        "resentment": Mood(-0.2, -0.3, -0.2),
        "disappointment": Mood(-0.3, 0.1, -0.4),
        "remorse": Mood(-0.3, 0.1, -0.6),
        "shame": Mood(-0.3, 0.1, -0.6),
        "reproach": Mood(-0.3, -0.1, 0.4),
        "distress": Mood(-0.4, -0.2, -0.5),
        "pity": Mood(-0.4, -0.2, -0.5),
        "fears-confirmed": Mood(-0.5, -0.3, -0.7),
        "anger": Mood(-0.51, 0.59, 0.25),
        "hate": Mood(-0.6, 0.6, 0.3),
        "fear": Mood(-0.64, 0.6, -0.43),
    }
)

# Mehrabian's eight tempers by the signs of P, A, D (True is above 0).
OCTANTS = {
    (True, True, True): "exuberant",
    (True, True, False): "dependent",
    (True, False, True): "relaxed",
    (True, False, False): "docile",
    (False, False, False): "bored",
    (False, False, True): "disdainful",
    (False, True, False): "anxious",
    (False, True, True): "hostile",
}
STRENGTHS = ("slightly", "moderately", "fully")

# Pleasure from which a mood counts as one step better (or, below 0, worse) than even.
STEPS = (0.12, 0.32, 0.56)
# Three words a step: restless and sure of oneself, restless and unsure, still.
PLAIN: Mapping[int, tuple[str, str, str]] = MappingProxyType(
    {
        -3: ("furious", "anguished", "desolate"),
        -2: ("angry", "distressed", "gloomy"),
        -1: ("irritable", "wary", "downcast"),
        0: ("restless", "uneasy", "calm"),
        1: ("cheerful", "hopeful", "content"),
        2: ("high-spirited", "eager", "happy"),
        3: ("elated", "enraptured", "serene"),
    }
)
# Arousal above which a mood shows as restless rather than still.
RESTLESS = 0.15


def clamped(pleasure: float, arousal: float, dominance: float) -> Mood:
    return Mood(_clamped(pleasure), _clamped(arousal), _clamped(dominance))


def _clamped(axis: float) -> float:
    return max(-1.0, min(1.0, axis))


def baseline(personality: Personality) -> Mood:
    """The mood a person comes to rest at, each axis in -1..1 (Mehrabian 1996)."""
    o, c, e, a = (
        centred(personality.openness),
        centred(personality.conscientiousness),
        centred(personality.extraversion),
        centred(personality.agreeableness),
    )
    # Mehrabian's fifth factor is emotional stability: the sign of neuroticism is turned.
    stability = -centred(personality.neuroticism)
    return clamped(
        0.21 * e + 0.59 * a + 0.19 * stability,
        0.15 * o + 0.30 * a - 0.57 * stability,
        0.25 * o + 0.17 * c + 0.60 * e - 0.32 * a,
    )


def is_negative(emotion: str) -> bool:
    return EMOTIONS[emotion].pleasure < 0


def felt(mood: Mood, emotion: str, intensity: float, neuroticism: float) -> Mood:
    """The mood after feeling `emotion`; a neurotic is moved more by what hurts and no less by what does not."""
    step = PULL * intensity
    if is_negative(emotion):
        step *= 0.6 + 0.8 * neuroticism
    point = EMOTIONS[emotion]
    return clamped(
        mood.pleasure + step * point.pleasure,
        mood.arousal + step * point.arousal,
        mood.dominance + step * point.dominance,
    )


def decay(mood: Mood, rest: Mood, minutes: float) -> Mood:
    """The mood after `minutes` in which nothing happened: half way to `rest` every `MOOD_HALF_LIFE`."""
    kept = 0.5 ** (max(0.0, minutes) / MOOD_HALF_LIFE)
    return Mood(
        rest.pleasure + (mood.pleasure - rest.pleasure) * kept,
        rest.arousal + (mood.arousal - rest.arousal) * kept,
        rest.dominance + (mood.dominance - rest.dominance) * kept,
    )


def faded(emotions: Iterable[Emotion], minute: int) -> tuple[Emotion, ...]:
    """What is left of feelings at `minute`, weak ones dropped; each is restated as of that minute."""
    left = []
    for emotion in emotions:
        passed = minute - emotion.minute
        if passed > 0:
            intensity = emotion.intensity * 0.5 ** (passed / EMOTION_HALF_LIFE)
            emotion = Emotion(emotion.name, intensity, minute, emotion.about, emotion.event)
        if emotion.intensity > FAINTEST:
            left.append(emotion)
    return tuple(left)


def stirred(emotions: Iterable[Emotion], new: Emotion) -> tuple[Emotion, ...]:
    """Feelings with `new` among them: the same feeling about the same person is renewed, never doubled."""
    kept = []
    for emotion in emotions:
        if (emotion.name, emotion.about) == (new.name, new.about):
            new = replace(new, intensity=max(new.intensity, emotion.intensity))
        else:
            kept.append(emotion)
    if new.intensity > FAINTEST:
        kept.append(new)
    kept.sort(key=lambda emotion: (-emotion.intensity, emotion.name, emotion.about or 0))
    return tuple(kept[:MOST_EMOTIONS])


def intensity(emotions: Iterable[Emotion], name: str, about: int | None = None) -> float:
    """How strongly `name` is felt, about one person or (None) at all; 0 where it is not."""
    return max((e.intensity for e in emotions if e.name == name and about in (None, e.about)), default=0.0)


def temper(mood: Mood) -> str:
    """The scientific word: "moderately anxious"; "balanced" at the very middle."""
    length = sqrt(mood.pleasure**2 + mood.arousal**2 + mood.dominance**2)
    if length < 0.05:
        return "balanced"
    strength = STRENGTHS[min(2, int(length / (sqrt(3) / 3)))]
    return f"{strength} {OCTANTS[(mood.pleasure > 0, mood.arousal > 0, mood.dominance > 0)]}"


def step(mood: Mood) -> int:
    """How good or bad it is, from -3 (anguished) to 3 (elated); the step of portraits and colours."""
    size = sum(abs(mood.pleasure) >= bound for bound in STEPS)
    return size if mood.pleasure > 0 else -size


def word(mood: Mood) -> str:
    """The plain word that people read: "wary", "content", "elated"."""
    restless_sure, restless_unsure, still = PLAIN[step(mood)]
    if mood.arousal <= RESTLESS:
        return still
    return restless_sure if mood.dominance > 0 else restless_unsure
