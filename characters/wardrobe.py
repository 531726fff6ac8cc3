"""What a portrait can wear, as SVG paths on an 80 by 80 ground: hair, beards, collars, hats, by era and by pronouns.

Slots in braces are colours: skin, hair, cloth, dark and pale (of the cloth), accent, tint, gold, linen, ink.
"""

from __future__ import annotations

from typing import NamedTuple

# The clothes of the starters' books, by their genre: Regency, Victorian, the Spanish Main, a Renaissance court.
ERAS = ("romance", "mystery", "adventure", "tragedy")
PRONOUNS = ("she", "he", "they")


class Hair(NamedTuple):
    behind: str
    before: str


BACKDROPS = (
    '<circle cx="40" cy="34" r="27" fill="{tint}"/>',
    '<path d="M0 58Q22 40 44 54T80 46V80H0Z" fill="{tint}"/>',
    '<path d="M16 80V36a24 24 0 0 1 48 0V80Z" fill="{tint}"/>',
    '<circle cx="58" cy="22" r="13" fill="{tint}"/><path d="M0 66H80V80H0Z" fill="{tint}"/>',
    '<path d="M0 0H40V80H0Z" fill="{tint}"/>',
    '<path d="M40 4 76 40 40 76 4 40Z" fill="{tint}"/>',
)

SIDE_PARTED = Hair(
    "", '<path d="M24 35C22 19 31 14 41 14s18 6 15 21c-2-8-6-11-9-12-6 4-15 4-18 3-3 2-4 5-5 9Z" fill="{hair}"/>'
)
LONG = Hair(
    '<path d="M22 66V34a18 19 0 0 1 36 0V66c-5 3-9 0-9-4H31c0 4-4 7-9 4Z" fill="{hair}"/>',
    '<path d="M25 36c0-12 6-18 15-18s15 6 15 18c-3-4-5-9-6-11-7 5-15 6-21 5-1 2-2 4-3 6Z" fill="{hair}"/>',
)
BUN = Hair(
    '<circle cx="40" cy="13" r="7.5" fill="{hair}"/>',
    '<path d="M24.5 34c0-11 6-17 15.5-17s15.5 6 15.5 17c-4-6-9-9-15.5-9s-11.5 3-15.5 9Z" fill="{hair}"/>',
)
CURLS = Hair(
    '<circle cx="40" cy="31" r="22" fill="{hair}"/>',
    '<path d="M25 33c1-9 6-14 15-14s14 5 15 14c-5-5-9-6-15-6s-10 1-15 6Z" fill="{hair}"/>',
)
BOB = Hair(
    '<path d="M21 52C18 26 28 14 40 14s22 12 19 38c-4 2-7 1-9-1H30c-2 2-5 3-9 1Z" fill="{hair}"/>',
    '<path d="M25 38V30c3-9 8-12 15-12s12 3 15 12v8c-2-5-3-8-3-11H28c0 3-1 6-3 11Z" fill="{hair}"/>',
)
TOUSLED = Hair(
    "",
    '<path d="M25 31c0-5 1-9 4-12l2 3 3-6 4 4 4-6 3 6 5-3 1 5c3 3 4 6 4 9-4-4-9-6-15-6s-11 2-15 6Z" fill="{hair}"/>',
)
PONYTAIL = Hair(
    '<path d="M50 20c12 4 14 22 9 44-3 3-7 2-8-1 3-12 2-22-3-30Z" fill="{hair}"/>',
    '<path d="M25 35c-1-12 6-18 15-18s16 6 15 18c-2-7-6-11-11-13-5 5-13 6-16 6-1 2-2 4-3 7Z" fill="{hair}"/>',
)
RINGLETS = Hair(
    '<path d="M33 15q7-9 14 0l-1 5H34Z" fill="{hair}"/>',
    '<path d="M24.6 36c-.6-12 6-19 15.4-19s16 7 15.4 19c-2-8-7-12-15.4-14-8.4 2-13.4 6-15.4 14Z" fill="{hair}"/>'
    '<g fill="{hair}"><circle cx="25" cy="38" r="3"/><circle cx="24.3" cy="43" r="2.6"/>'
    '<circle cx="55" cy="38" r="3"/><circle cx="55.7" cy="43" r="2.6"/></g>',
)
TIED_BACK = Hair(
    '<path d="M52 40c6 4 7 14 4 22-3 2-5 1-6-1 2-7 1-13-2-17Z" fill="{hair}"/>'
    '<path d="M50 44l8-2 1 4-8 2Z" fill="{accent}"/>',
    '<path d="M24.5 35c-.5-12 6-18.5 15.5-18.5S56 23 55.5 35c-2-5-3-8-6-10-6-3-13-3-19 0-3 2-4 5-6 10Z" '
    'fill="{hair}"/>',
)
RECEDING = Hair(
    "",
    '<path d="M24.6 41c-3-7-2-14 3-19 1 6-.5 12-.6 18ZM55.4 41c3-7 2-14-3-19-1 6 .5 12 .6 18Z" fill="{hair}"/>',
)
SHOULDER = Hair(
    '<path d="M22 58C18 30 26 15 40 15s22 15 18 43c-3 3-6 2-8-2H30c-2 4-5 5-8 2Z" fill="{hair}"/>',
    '<path d="M25 37c-1-12 5-19 15-19s16 7 15 19c-2-7-5-11-9-13-3 2-8 2-11 0-5 2-8 6-10 13Z" fill="{hair}"/>',
)
BALD = Hair("", "")

HAIR_OF: dict[str, tuple[Hair, ...]] = {
    "she": (LONG, BUN, CURLS, BOB, PONYTAIL, RINGLETS, RINGLETS, BUN),
    "he": (SIDE_PARTED, SIDE_PARTED, TOUSLED, TIED_BACK, RECEDING, SHOULDER, TOUSLED, BALD),
    "they": (SIDE_PARTED, LONG, BUN, CURLS, BOB, TOUSLED, SHOULDER, PONYTAIL),
}

FULL_BEARD = '<path d="M26 43c1 12 7 17 14 17s13-5 14-17c-3 4-6 4.5-8 4-2-2-10-2-12 0-2 .5-5 0-8-4Z" fill="{hair}"/>'
MOUSTACHE = '<path d="M33 45.2q3.5-3 7-.8 3.5-2.2 7 .8-3.5 1-7-.4-3.5 1.4-7 .4Z" fill="{hair}"/>'
SIDEBURNS = '<path d="M25 35q-1 9 3 14l2-3.5q-2.5-5-2.5-10ZM55 35q1 9-3 14l-2-3.5q2.5-5 2.5-10Z" fill="{hair}"/>'
GOATEE = '<path d="M36.5 50.5q3.5 1.5 7 0-.5 6-3.5 7.5-3-1.5-3.5-7.5Z" fill="{hair}"/>'
BEARDS_OF: dict[str, tuple[str, ...]] = {
    "she": ("",),
    "he": ("", "", "", SIDEBURNS, MOUSTACHE, FULL_BEARD, GOATEE),
    "they": ("",),
}

VEE = '<path d="M31 57l9 9 9-9" fill="none" stroke="{accent}" stroke-width="2.5"/>'
SHAWL = '<path d="M28 58q12 9 24 0l2 3q-14 10-28 0Z" fill="{accent}"/>'
PLACKET = '<path d="M40 62V80" stroke="{accent}" stroke-width="2"/>'
SCOOP = (
    '<path d="M31 57Q33 69 40 69t9-12l-3-2H34Z" fill="{skin}"/>'
    '<path d="M33 58q7 5 14 0" fill="none" stroke="{accent}" stroke-width="1.4"/>'
)
FICHU = (
    '<path d="M27 60Q32 56 34 55l6 13 6-13q2 1 7 5L40 78Z" fill="{linen}"/><path d="M34 55l6 13 6-13Z" fill="{skin}"/>'
)
CRAVAT = (
    '<path d="M25 61l12 19H19ZM55 61 43 80h18Z" fill="{dark}"/>'
    '<path d="M32 54q8 6 16 0l2 7q-10 6-20 0Z" fill="{linen}"/>'
    '<path d="M36 62q4 3 8 0l2 11-6 5-6-5Z" fill="{linen}"/>'
)
TIE = (
    '<path d="M26 60l13 20H20ZM54 60 41 80h19Z" fill="{dark}"/>'
    '<path d="M32 55l8 7 8-7 2 6-7 5h-6l-7-5Z" fill="{linen}"/><path d="M38 64h4l2 11-4 5-4-5Z" fill="{accent}"/>'
)
HIGH_COLLAR = (
    '<path d="M33 51q7 4 14 0l2 10q-9 5-18 0Z" fill="{dark}"/><circle cx="40" cy="61" r="2.3" fill="{accent}"/>'
)
OPEN_SHIRT = '<path d="M30 57l10 16 10-16 4 2-14 21-14-21Z" fill="{linen}"/><path d="M32 56l8 15 8-15Z" fill="{skin}"/>'
NECKERCHIEF = '<path d="M28 57q12 8 24 0l2 4-10 6 3 9-7-4-7 4 3-9-10-6Z" fill="{accent}"/>'
STRIPES = '<path d="M17 67q23-9 46 0M13 73q27-9 54 0" fill="none" stroke="{pale}" stroke-width="2.2"/>'
RUFF = (
    '<path d="M25 58q2-4 5-1 2-3 5 0 2-3 5 0 3-3 5 0 3-3 5 0 3-3 5 1 2 5-3 6-12 5-24 0-5-1-3-6Z" fill="{linen}"/>'
    '<path d="M30 58l-1 4M35 58v5M40 58v6M45 58v5M50 58l1 4" stroke="{ink}" stroke-opacity=".18"/>'
)
CHAIN = '<path d="M26 61q14 18 28 0" fill="none" stroke="{gold}" stroke-width="2" stroke-dasharray="2.5 1.5"/>'
COLLARS: dict[str, dict[str, tuple[str, ...]]] = {
    "": {"she": (VEE, SHAWL, SCOOP, ""), "he": (VEE, SHAWL, PLACKET, ""), "they": (VEE, SHAWL, PLACKET, "")},
    "romance": {"she": (SCOOP, SCOOP, FICHU, SHAWL), "he": (CRAVAT,), "they": (CRAVAT, FICHU)},
    "mystery": {"she": (HIGH_COLLAR, HIGH_COLLAR, FICHU), "he": (TIE, TIE, CRAVAT), "they": (TIE, HIGH_COLLAR)},
    "adventure": {"she": (FICHU, NECKERCHIEF), "he": (OPEN_SHIRT, NECKERCHIEF, STRIPES, CRAVAT), "they": (OPEN_SHIRT,)},
    "tragedy": {"she": (RUFF, SCOOP), "he": (RUFF, CHAIN, RUFF, VEE), "they": (RUFF, CHAIN)},
}

GLASSES = (
    '<g fill="none" stroke="{ink}" stroke-width="1.3">'
    '<circle cx="33.5" cy="37" r="5"/><circle cx="46.5" cy="37" r="5"/>'
    '<path d="M38.5 36.5q1.5-1.2 3 0"/></g>'
)
EARRINGS = '<g fill="{accent}"><circle cx="24.5" cy="44" r="1.7"/><circle cx="55.5" cy="44" r="1.7"/></g>'
HAIRBAND = '<path d="M25.5 27q14.5-8 29 0" fill="none" stroke="{accent}" stroke-width="2.4"/>'
BRIMMED = (
    '<path d="M20 27Q40 17 60 27L56 22Q55 7 40 7T24 22Z" fill="{cloth}"/>'
    '<path d="M15 27.5Q40 15 65 27.5 40 22 15 27.5Z" fill="{cloth}"/>'
    '<path d="M24.3 22Q40 15 55.7 22" fill="none" stroke="{accent}" stroke-width="2.2"/>'
)
BONNET = (
    '<path d="M20 44C14 19 26 8 40 8s26 11 20 36l-4 2c3-19-4-27-16-27S21 27 24 46Z" fill="{pale}"/>'
    '<path d="M22 44q5 15 15 14M58 44q-5 15-15 14" fill="none" stroke="{accent}" stroke-width="2.2"/>'
    '<path d="M36 57l4 2 4-2 1 5-5-2-5 2Z" fill="{accent}"/>'
)
BOWLER = (
    '<path d="M25.5 25C25 11 31 7 40 7s15 4 14.5 18Z" fill="{dark}"/>'
    '<path d="M18 26q22-6 44 0-5 4-22 3.5T18 26Z" fill="{dark}"/>'
    '<path d="M25.3 22.5q14.7-4 29.4 0" fill="none" stroke="{accent}" stroke-width="2.2"/>'
)
LACE_CAP = (
    '<path d="M23 33C22 17 30 10 40 10s18 7 17 23q-2-3-4-2-2-4-4-3-2-4-4-2-3-3-5-1-2-2-5 1-2-2-4 2-2-1-4 3-2-1-4 2Z" '
    'fill="{linen}"/><path d="M25 25q15-7 30 0" fill="none" stroke="{accent}" stroke-width="1.8"/>'
)
TRICORN = (
    '<path d="M14 26Q22 8 40 10t26 16q-12-5-26-5t-26 5Z" fill="{dark}"/>'
    '<path d="M14 26q12-6 26-6t26 6" fill="none" stroke="{gold}" stroke-width="1.6"/>'
)
BANDANA = (
    '<path d="M24.5 30c0-10 6-14 15.5-14s15.5 4 15.5 14q-15.5-7-31 0Z" fill="{accent}"/>'
    '<path d="M54 27l9 4-4 2 2 6-8-8Z" fill="{accent}"/>'
)
EYE_PATCH = (
    '<path d="M25 29 55 41" stroke="{ink}" stroke-width="1.3"/><path d="M41.5 33.5h10q0 7.5-5 7.5t-5-7.5Z" '
    'fill="{ink}"/>'
)
CROWN = (
    '<path d="M25.5 26l-2-12 7 6 4-9 5.5 8 5.5-8 4 9 7-6-2 12q-14.5-6-29 0Z" fill="{gold}"/>'
    '<circle cx="40" cy="21" r="1.8" fill="{cloth}"/>'
)
HOOD = '<path d="M19 70C13 34 22 11 40 11s27 23 21 59l-8-4c5-24 1-42-13-42S22 42 27 66Z" fill="{cloth}"/>'
FLAT_CAP = (
    '<path d="M21 25q-1-13 19-14t20 12q0 4-5 3-15-6-30 1-4 1-4-2Z" fill="{dark}"/>'
    '<path d="M54 15q9-6 11-13-8 2-14 11Z" fill="{accent}"/>'
)
FLOWERS = (
    '<g fill="{accent}"><circle cx="27" cy="26" r="2.6"/><circle cx="31.5" cy="22" r="2.9"/>'
    '<circle cx="37" cy="20" r="2.4"/></g>'
)
EXTRAS: dict[str, dict[str, tuple[str, ...]]] = {
    "": {
        "she": ("", "", "", GLASSES, BRIMMED, HAIRBAND, EARRINGS, HOOD),
        "he": ("", "", "", GLASSES, BRIMMED, HOOD),
        "they": ("", "", "", GLASSES, BRIMMED, HAIRBAND, EARRINGS, HOOD),
    },
    "romance": {
        "she": ("", "", BONNET, HAIRBAND, EARRINGS, FLOWERS),
        "he": ("", "", "", "", GLASSES),
        "they": ("", HAIRBAND),
    },
    "mystery": {
        "she": ("", "", LACE_CAP, EARRINGS, GLASSES),
        "he": ("", "", "", GLASSES, BOWLER),
        "they": ("", GLASSES),
    },
    "adventure": {
        "she": ("", BANDANA, EARRINGS),
        "he": ("", TRICORN, BANDANA, EYE_PATCH, TRICORN, ""),
        "they": ("", BANDANA),
    },
    "tragedy": {
        "she": ("", HOOD, FLOWERS, CROWN, EARRINGS),
        "he": ("", "", FLAT_CAP, "", CROWN, FLAT_CAP),
        "they": ("", HOOD),
    },
}

LINES = (
    '<path d="M29.5 41.8q2.4 1.3 4.8 0M45.7 41.8q2.4 1.3 4.8 0M34 26.5q6-1.3 12 0" fill="none" stroke="{ink}" '
    'stroke-opacity=".28" stroke-linecap="round"/>'
)
FRECKLES = (
    '<g fill="{ink}" fill-opacity=".3"><circle cx="30" cy="42" r=".7"/><circle cx="33" cy="43.5" r=".7"/>'
    '<circle cx="47" cy="43.5" r=".7"/><circle cx="50" cy="42" r=".7"/></g>'
)

# What a look may ask for by name: "fair chestnut bun bonnet". Whatever is not said is dealt from the seed.
SKIN_WORDS = ("fair", "rosy", "olive", "tan", "brown", "dark")
HAIR_WORDS = ("black", "umber", "chestnut", "tawny", "sandy", "red", "grey", "white")
CUT_WORDS = {
    "parted": SIDE_PARTED, "long": LONG, "bun": BUN, "curls": CURLS, "bob": BOB, "tousled": TOUSLED,
    "ponytail": PONYTAIL, "ringlets": RINGLETS, "tied": TIED_BACK, "receding": RECEDING, "shoulder": SHOULDER,
    "bald": BALD,
}  # fmt: skip
BEARD_WORDS = {
    "shaven": "", "whiskers": SIDEBURNS, "moustache": MOUSTACHE, "beard": FULL_BEARD, "goatee": GOATEE,
}  # fmt: skip
COLLAR_WORDS = {
    "vee": VEE, "shawl": SHAWL, "scoop": SCOOP, "fichu": FICHU, "cravat": CRAVAT, "tie": TIE, "brooch": HIGH_COLLAR,
    "shirt": OPEN_SHIRT, "kerchief": NECKERCHIEF, "stripes": STRIPES, "ruff": RUFF, "chain": CHAIN,
}  # fmt: skip
EXTRA_WORDS = {
    "plain": "", "spectacles": GLASSES, "earrings": EARRINGS, "band": HAIRBAND, "brim": BRIMMED, "bonnet": BONNET,
    "bowler": BOWLER, "lace": LACE_CAP, "tricorn": TRICORN, "bandana": BANDANA, "patch": EYE_PATCH, "crown": CROWN,
    "hood": HOOD, "beret": FLAT_CAP, "flowers": FLOWERS, "lined": LINES, "freckled": FRECKLES,
}  # fmt: skip
LOOK_WORDS = frozenset((*SKIN_WORDS, *HAIR_WORDS, *CUT_WORDS, *BEARD_WORDS, *COLLAR_WORDS, *EXTRA_WORDS))
# Between the name and the look in a seed.
LOOK_MARK = "--"


def look(seed: str) -> list[str]:
    """The words of the look that a seed asks for, in their order."""
    return [word for word in seed.partition(LOOK_MARK)[2].split("-") if word in LOOK_WORDS]


def dress_code(seed: str) -> tuple[str, str]:
    """Era and pronouns that the seed's first words ask for; ("", "they") where they ask for nothing."""
    words = seed.split("-")[:2]
    era = next((word for word in words if word in ERAS), "")
    return era, next((word for word in words if word in PRONOUNS), "they")
