"""The choices behind a drawn portrait: a seed taken apart for a form, and put together again from what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from characters import portraits, wardrobe
from characters.portraits import UPLOADED

# What may be chosen of a look, and the words of the wardrobe for it; nothing chosen is left to chance.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "skin": wardrobe.SKIN_WORDS,
    "hair": wardrobe.HAIR_WORDS,
    "cut": tuple(wardrobe.CUT_WORDS),
    "beard": tuple(wardrobe.BEARD_WORDS),
    "collar": tuple(wardrobe.COLLAR_WORDS),
    "wears": tuple(wardrobe.EXTRA_WORDS),
}
LABELS = {
    "skin": "Complexion", "hair": "Hair", "cut": "Cut", "beard": "Beard", "collar": "At the neck", "wears": "Wears",
}  # fmt: skip
# The clothes of each era, as one would ask for them.
ERAS = {"": "Of no age", "romance": "Regency", "mystery": "Victorian", "adventure": "Spanish Main", "tragedy": "Court"}


@dataclass(frozen=True, slots=True)
class Face:
    """A drawn portrait by its parts; `who` is the word from which everything is dealt that nobody chose."""

    who: str
    era: str = ""
    look: Mapping[str, str] = field(default_factory=dict)

    def seed(self, pronouns: str) -> str:
        words = " ".join(self.look[choice] for choice in CHOICES if self.look.get(choice))
        return portraits.seed(self.who, pronouns, self.era, words)

    def another(self) -> Face:
        """The same choices on another face."""
        stem, _, number = self.who.rpartition("-")
        known = stem and number.isdecimal()
        who = f"{stem}-{int(number) + 1}" if known else f"{self.who or 'somebody'}-2"
        return Face(who, self.era, self.look)


def of(seed: str, name: str) -> Face:
    """The parts of a seed; those of the name where there is no drawn portrait yet."""
    if not seed or seed.startswith(UPLOADED):
        return Face(portraits.seed(name))
    era, pronouns = wardrobe.dress_code(seed)
    words = seed.partition(wardrobe.LOOK_MARK)[0].split("-")
    for said in (era, pronouns):
        if words and words[0] == said:
            words.pop(0)
    asked = wardrobe.look(seed)
    chosen = {
        choice: next((word for word in reversed(asked) if word in known), "") for choice, known in CHOICES.items()
    }
    return Face("-".join(words), era, {choice: word for choice, word in chosen.items() if word})


def chosen(before: str, name: str, pronouns: str, asked: Mapping[str, str]) -> str:
    """The seed after a form's choices: as it was where nothing was chosen anew."""
    was = of(before, name)
    look = {choice: asked.get(f"face-{choice}", "") for choice in CHOICES}
    era = asked.get("face-era", "")
    face = Face(
        # A form that was opened before there was a name sends none.
        portraits.seed(asked.get("face-who", "") or name)[:40],
        era if era in ERAS else was.era,
        {choice: word for choice, word in look.items() if word in CHOICES[choice]},
    )
    if before and face == was and wardrobe.dress_code(before)[1] == pronouns:
        return before
    return face.seed(pronouns)
