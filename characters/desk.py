"""The editor's page: a sheet laid out for a form, and what stands beside it while somebody types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from characters import faces, personality, portraits, sheets, suggestions
from characters.minds import DOMAINS
from characters.personality import FACETS_OF, WORDS
from characters.portraits import UPLOADED
from characters.sheets import Sheet

SAID = {
    "ask_help": "ask for help", "declare_love": "declare love", "break_off": "break off",
    "break_promise": "break a promise", "reveal_secret": "tell secrets", "make_amends": "make amends",
    "ally": "take sides", "give": "give things away",
}  # fmt: skip
SPEECHES = {
    "plain": "Plain: says what is so", "courtly": "Courtly: turns a compliment", "wry": "Wry: a joke with an edge",
    "ardent": "Ardent: everything at once", "blunt": "Blunt: short and to the point",
    "learned": "Learned: with a reference", "homely": "Homely: a proverb for it",
    "sly": "Sly: never quite an answer", "mournful": "Mournful: sighs first", "stern": "Stern: few words, no smile",
}  # fmt: skip
# Steps of the mood at which a portrait is shown beside the form: worst, calm, best.
MOODS_SHOWN = (0, 1, 3, 5, 6)


@dataclass(frozen=True, slots=True)
class Dial:
    name: str
    label: str
    percent: int
    low: str
    high: str
    # A facet that is set apart from its domain.
    own: bool = False


@dataclass(frozen=True, slots=True)
class DomainDials:
    dial: Dial
    facets: tuple[Dial, ...]

    @property
    def own(self) -> int:
        return sum(facet.own for facet in self.facets)


def form(sheet: Sheet) -> dict[str, Any]:
    """The sheet as the template of the form wants it."""
    face = faces.of(sheet["portrait_seed"], sheet["name"])
    return {
        "sheet": sheet,
        "texts": {name: "\n".join(sheet[name]) for name in ("samples", "gestures", "topics")}
        | {name: ", ".join(sheet[name]) for name in ("values", "tags")},
        "dials": [_dials(sheet, domain) for domain in DOMAINS],
        "initiative": sheets.percent(sheet["initiative"]),
        "goals": _padded([_goal(goal) for goal in sheet["goals"]], {"priority": 60, "number": 0}, sheets.MOST["goals"]),
        "secrets": _padded(
            [{**one, "known_by": ", ".join(one.get("known_by", ()))} for one in sheet["secrets"]],
            {},
            sheets.MOST["secrets"],
        ),
        "ways": list(suggestions.ways()),
        "refusals": [
            (group, [(act, SAID.get(act, act), act in sheet["boundaries"]) for act in acts])
            for group, acts in sheets.REFUSALS.items()
        ],
        "refused": len(sheet["boundaries"]),
        "speeches": SPEECHES.items(),
        "pronouns": (("she", "she/her"), ("he", "he/him"), ("they", "they/them")),
        "uploaded": sheet["portrait_seed"].startswith(UPLOADED),
        "face": face,
        "eras": faces.ERAS.items(),
        "looks": [
            (choice, faces.LABELS[choice], words, face.look.get(choice, "")) for choice, words in faces.CHOICES.items()
        ],
        **aside(sheet),
    }


def aside(sheet: Sheet) -> dict[str, Any]:
    """What follows the form as it is filled in: the face, the reading, the wheel."""
    person = personality.from_mapping(sheet["traits"], sheet["facets"])
    return {
        "sheet": sheet,
        "seed": seed_of(sheet),
        "reading": personality.reading(person),
        "by_domain": [
            (dial.label, "; ".join((_said_of(dial), *_sides(sheet, dial.name))))
            for dial in (_domain(sheet, domain) for domain in DOMAINS)
        ],
        "moods": [step - 3 for step in MOODS_SHOWN],
    }


def seed_of(sheet: Mapping[str, Any]) -> str:
    return sheet["portrait_seed"] or portraits.seed(sheet["name"] or "somebody", sheet["pronouns"])


def _dials(sheet: Sheet, domain: str) -> DomainDials:
    facets = tuple(
        Dial(
            facet,
            facet.replace("_", " ").capitalize(),
            sheets.percent(sheet["facets"].get(facet, sheet["traits"][domain])),
            WORDS[facet][1],
            WORDS[facet][0],
            facet in sheet["facets"],
        )
        for facet in FACETS_OF[domain]
    )
    return DomainDials(_domain(sheet, domain), facets)


def _domain(sheet: Sheet, domain: str) -> Dial:
    high, low = WORDS[domain]
    return Dial(domain, domain.capitalize(), sheets.percent(sheet["traits"][domain]), low, high)


def _said_of(dial: Dial) -> str:
    """A dial's place in words: "very curious", "a little reserved", "neither"."""
    apart = abs(dial.percent - 50)
    word = dial.high if dial.percent > 50 else dial.low
    if apart < 8:
        return f"neither {dial.low} nor {dial.high}"
    return f"a little {word}" if apart < 18 else word if apart < 35 else f"very much {word}"


def _sides(sheet: Sheet, domain: str) -> list[str]:
    """The sides of a domain that are their own and say something: "down to earth", "rash"."""
    own = [(facet, sheet["facets"][facet] - 0.5) for facet in FACETS_OF[domain] if facet in sheet["facets"]]
    return [WORDS[facet][0 if apart > 0 else 1] for facet, apart in own if abs(apart) >= personality.TELLING]


def _goal(goal: Mapping[str, Any]) -> dict[str, Any]:
    """A goal's row: the way it is gone about by name, where it is one of the ways; else its acts in words."""
    acts = tuple(goal.get("acts", ()))
    way = next((name for name, way in suggestions.ways().items() if way.acts == acts), "")
    by = "" if way else ", ".join(SAID.get(act, act.replace("_", " ")) for act in acts)
    return {**goal, "priority": sheets.percent(goal.get("priority", 0.6)), "way": way, "by": by}


def _padded(rows: Sequence[dict[str, Any]], empty: dict[str, Any], most: int) -> list[dict[str, Any]]:
    """The rows there are and one to write into, each with its number."""
    shown = [*rows, empty][:most]
    return [{**row, "number": number} for number, row in enumerate(shown)]
