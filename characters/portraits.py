"""Portraits: small SVGs drawn from a seed, whose face follows the mood.

The seed fixes the person: head, hair, clothes and palette are dealt from its hash. Its first words may dress the part:
`tragedy-he-hamlet` is a man in the clothes of a Renaissance court. The mood moves only brows, eyes and mouth, so one
character stays recognisable in every mood. The drawing is ours; its colours are mixed in OKLCH (Björn Ottosson, "A
perceptual color space for image processing", 2020), so that every palette is equally light and nobody shouts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

from characters import wardrobe

T = TypeVar("T")

INK = "#1c2331"
LINEN = "#fbf7ef"
SKINS = ("#f3d9c4", "#ecc7a6", "#dcae86", "#c08a61", "#96643f", "#6b4530")
HAIRS = ("#26222b", "#4a3026", "#6b4226", "#8f5a30", "#b58a4e", "#7d2f2a", "#8d8f97", "#dcd8cf")
HUES = (25, 60, 85, 130, 165, 200, 235, 265, 310, 345)
# Half width and half height of the head.
HEADS = ((14.5, 17.5), (15.5, 17.0), (14.0, 18.5), (16.0, 16.5))
# Hair closer to the skin than this in OKLab lightness would lose the hairline.
HAIRLINE = 0.16

# (valence, arousal) of the faces for the seven steps of `mood.step`, from anguished to elated.
MOODS = ((-0.95, 0.35), (-0.75, 0.85), (-0.35, 0.6), (0.1, 0.4), (0.4, 0.4), (0.65, 0.45), (0.95, 0.85))
# One more than the moods: eyes closed, at peace.
ASLEEP = len(MOODS)
# What sets the address of an uploaded picture apart from the seed of a drawn one.
UPLOADED = "picture-"


def seed(name: str, pronouns: str = "", genre: str = "", look: str = "") -> str:
    """The seed of a person: `seed("Hamlet", "he", "tragedy", "fair sandy")` is "tragedy-he-hamlet--fair-sandy".

    Safe in an address. The words of a look are those of `wardrobe.LOOK_WORDS`; others are left out.
    """
    words = [genre if genre in wardrobe.ERAS else "", pronouns if pronouns in wardrobe.PRONOUNS else "", name.lower()]
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in "-".join(filter(None, words)))
    who = "-".join(filter(None, kept.split("-")))[:40]
    if not name.isascii():
        # Names that ASCII cannot spell must not all share one face.
        who = f"{who}-{blake2b(name.encode(), digest_size=4).hexdigest()}".strip("-")
    asked = [word for word in look.split() if word in wardrobe.LOOK_WORDS]
    return wardrobe.LOOK_MARK.join(filter(None, (who, "-".join(asked))))[:80]


def portrait(who: str, step: int) -> str:
    """An SVG of about 2 kB: the person `who` (a seed) in mood `step` (0 anguished to 6 elated, or `ASLEEP`)."""
    look = _look(who)
    valence, arousal = MOODS[step] if step < ASLEEP else (0.3, 0.0)
    rx, ry = look.head
    parts = (
        f'<rect width="80" height="80" fill="{look.ground}"/>',
        look.backdrop,
        look.hair_behind,
        f'<path d="M9 80C9 64 23 57 40 57s31 7 31 23Z" fill="{look.cloth}"/>',
        f'<path d="M34 47h12v10q-6 6-12 0Z" fill="{look.skin}"/><path d="M34 52q6 4 12 0v3q-6 4-12 0Z" opacity=".13"/>',
        look.collar,
        f'<g fill="{look.skin}"><circle cx="{40 - rx}" cy="38.5" r="3"/><circle cx="{40 + rx}" cy="38.5" r="3"/>'
        f'<ellipse cx="40" cy="36.5" rx="{rx}" ry="{ry}"/></g>',
        '<g fill="#d2503c" opacity=".13"><circle cx="30.5" cy="42" r="3"/><circle cx="49.5" cy="42" r="3"/></g>',
        f'<path d="M40 {36.5 - ry}a{rx} {ry} 0 0 1 0 {2 * ry}q5-{ry} 0-{2 * ry}" opacity=".05"/>',
        look.beard,
        look.hair_before,
        _face(valence, arousal, look.eyes),
        look.extra,
    )
    return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80">' + "".join(parts) + "</svg>"


@dataclass(frozen=True, slots=True)
class _Look:
    ground: str
    backdrop: str
    skin: str
    cloth: str
    head: tuple[float, float]
    eyes: int
    hair_behind: str
    hair_before: str
    beard: str
    collar: str
    extra: str


def _look(who: str) -> _Look:
    era, pronouns = wardrobe.dress_code(who)
    asked = wardrobe.look(who)
    # The look must not change the hand that is dealt: a character given a hat keeps everything else.
    dealt = iter(blake2b(who.partition(wardrobe.LOOK_MARK)[0].encode(), digest_size=32).digest())
    hue, cloth_hue = _deal(dealt, HUES), _deal(dealt, HUES)
    skin = _asked(asked, dict(zip(wardrobe.SKIN_WORDS, SKINS, strict=True)), _deal(dealt, SKINS))
    hair = _asked(asked, dict(zip(wardrobe.HAIR_WORDS, HAIRS, strict=True)), _deal(dealt, HAIRS))
    if abs(_lightness(skin) - _lightness(hair)) < HAIRLINE:
        wanted = _lightness(hair)
        far = [other for other in HAIRS if abs(_lightness(skin) - _lightness(other)) >= HAIRLINE]
        hair = min(far, key=lambda other: abs(wanted - _lightness(other)))
    colours = _palette(skin, hair, hue, cloth_hue)
    style = _asked(asked, wardrobe.CUT_WORDS, _deal(dealt, wardrobe.HAIR_OF[pronouns]))
    extra = _deal(dealt, wardrobe.EXTRAS[era][pronouns])
    worn = [wardrobe.EXTRA_WORDS[word] for word in asked if word in wardrobe.EXTRA_WORDS]
    return _Look(
        ground=_oklch(0.875, 0.036, hue),
        backdrop=_deal(dealt, wardrobe.BACKDROPS).format(**colours),
        skin=skin,
        cloth=colours["cloth"],
        head=_deal(dealt, HEADS),
        eyes=_deal(dealt, (0, 1)),
        hair_behind=style.behind.format(**colours),
        hair_before=style.before.format(**colours),
        beard=_asked(asked, wardrobe.BEARD_WORDS, _deal(dealt, wardrobe.BEARDS_OF[pronouns])).format(**colours),
        collar=_asked(asked, wardrobe.COLLAR_WORDS, _deal(dealt, wardrobe.COLLARS[era][pronouns])).format(**colours),
        extra=("".join(worn) if worn else extra).format(**colours),
    )


def _palette(skin: str, hair: str, hue: int, cloth_hue: int) -> dict[str, str]:
    return {
        "skin": skin,
        "hair": hair,
        "cloth": _oklch(0.44, 0.075, cloth_hue),
        "dark": _oklch(0.33, 0.05, cloth_hue),
        "pale": _oklch(0.8, 0.05, cloth_hue),
        "accent": _oklch(0.83, 0.10, (cloth_hue + 150) % 360),
        "tint": _oklch(0.79, 0.055, hue),
        "gold": "#d9b04a",
        "linen": LINEN,
        "ink": INK,
    }


def _asked(asked: Sequence[str], known: Mapping[str, T], otherwise: T) -> T:
    """The last thing asked for that is known, else what was dealt."""
    return next((known[word] for word in reversed(asked) if word in known), otherwise)


def _deal(dealt: Iterator[int], options: Sequence[T]) -> T:
    return options[next(dealt) % len(options)]


def _face(valence: float, arousal: float, eyes: int) -> str:
    return (
        f'<g fill="none" stroke="{INK}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">'
        f"{_brows(valence, arousal)}{_eyes(arousal, eyes)}"
        '<path d="M40 38.5l-1.2 4q.6.9 2.2.5" stroke-opacity=".5" stroke-width="1.3"/>'
        f"{_mouth(valence, arousal)}</g>"
    )


def _brows(valence: float, arousal: float) -> str:
    # Anger lowers the inner ends, grief lifts them.
    inner = 0.0 if valence >= 0 else -2.2 * valence if arousal > 0.5 else 2.4 * valence
    y = 31.4 - 1.4 * arousal - 0.6 * max(valence, 0)
    return (
        f'<path d="M30 {y + 0.5:.1f}Q33 {y - 0.9:.1f} 36.5 {y + inner:.1f}'
        f'M50 {y + 0.5:.1f}Q47 {y - 0.9:.1f} 43.5 {y + inner:.1f}"/>'
    )


def _eyes(arousal: float, kind: int) -> str:
    if arousal < 0.25:
        return '<path d="M31 37.5q2.5 1.8 5 0M44 37.5q2.5 1.8 5 0"/>'
    rx = 1.5 + 0.7 * arousal if kind == 0 else 1.3 + 0.5 * arousal
    ry = rx + 0.6 * kind
    return (
        f'<g fill="{INK}" stroke="none"><ellipse cx="33.5" cy="37" rx="{rx:.1f}" ry="{ry:.1f}"/>'
        f'<ellipse cx="46.5" cy="37" rx="{rx:.1f}" ry="{ry:.1f}"/>'
        '<g fill="#fff"><circle cx="34.1" cy="36.3" r=".5"/><circle cx="47.1" cy="36.3" r=".5"/></g></g>'
    )


def _mouth(valence: float, arousal: float) -> str:
    y = 46.5 - 1.2 * valence
    if valence > 0.6 and arousal > 0.45:
        return f'<path d="M34.5 {y:.1f}h11q-1 5-5.5 5t-5.5-5Z" fill="{INK}"/>'
    return f'<path d="M36 {y:.1f}Q40.4 {y + 1 + 5 * valence:.1f} 44.5 {y:.1f}"/>'


def _oklch(lightness: float, chroma: float, hue: float) -> str:
    """The sRGB colour closest to the wanted one: chroma gives way until it fits."""
    while chroma > 0 and not all(-0.0005 <= channel <= 1.0005 for channel in _linear_rgb(lightness, chroma, hue)):
        chroma -= 0.002
    return "#" + "".join(f"{round(_gamma(channel) * 255):02x}" for channel in _linear_rgb(lightness, chroma, hue))


def _linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741 - the paper's own letters
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    )


def _gamma(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return 12.92 * channel if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


def _lightness(colour: str) -> float:
    """OKLab lightness of `#rrggbb`, 0 black to 1 white."""
    r, g, b = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    l = 0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b  # noqa: E741 - the paper's own letters
    m = 0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b
    s = 0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b
    return float(0.2104542553 * l ** (1 / 3) + 0.7936177850 * m ** (1 / 3) - 0.0040720468 * s ** (1 / 3))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
