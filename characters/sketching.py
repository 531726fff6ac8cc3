"""A draft sheet from a few words: what was read of a description, or of the answers to five questions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from characters import reading, sheets, suggestions
from characters.minds import DOMAINS
from characters.personality import DOMAIN_OF
from characters.sheets import LONGEST, MOST, Sheet

# The five questions of somebody who asks about a stranger, each with what an answer might look like.
QUESTIONS: Mapping[str, tuple[str, str]] = {
    "temper": ("What are they like?", "stubborn and kind, laughs easily, worries at night"),
    "want": ("What do they want?", "to win back her father’s ship"),
    "secret": ("What does nobody know?", "he cannot read"),
    "speech": ("How do they talk?", "in short sentences, never about themselves"),
    "heart": ("Whom do they love, or hate?", "hates the captain who left her behind"),
}
# Manners of speech by words that describe them; the temperament decides where none is told.
MANNERS: Mapping[str, str] = {
    "courtly": r"polite|courtl|formal|compliment|flowery|elegan",
    "wry": r"wry|dry|irony|ironic|joke|sarcas|witty|teas",
    "ardent": r"passion|fast|excited|exclam|ardent|breathless|loud",
    "blunt": r"blunt|short|curt|direct|swear|rough|gruff|bark",
    "learned": r"learned|quote|long words|academic|lectur|precise",
    "homely": r"homely|proverb|folk|dialect|warm|slow|country",
    "sly": r"sly|half.truth|hint|riddl|evas|whisper|smooth",
    "mournful": r"sigh|mourn|sad|soft|quiet|lament",
    "stern": r"stern|command|strict|cold|few words|order",
}

# The same of a description, where only words that are said of people may count.
BEARINGS: Mapping[str, re.Pattern[str]] = {
    manner: re.compile(rf"\b(?:{words})\b", re.I)
    for manner, words in {
        "courtly": "courtly|gallant|courteous|ceremonious", "wry": "wry|sarcastic|sardonic|witty|ironic",
        "ardent": "passionate|ardent|effusive|breathless|fervent", "blunt": "blunt|gruff|curt|brusque|plain-spoken",
        "learned": "learned|scholarly|pedantic|bookish|erudite", "homely": "homely|motherly|folksy|grandmotherly",
        "sly": "sly|evasive|silver-tongued|smooth-talking", "mournful": "mournful|melancholy|melancholic|doleful",
        "stern": "stern|severe|strict|taciturn|austere",
    }.items()
}  # fmt: skip
# What somebody is called who is spoken of by no pronoun.
_CALLED_BY = {
    "she": re.compile(
        r"\b(?:widow|mother|woman|girl|daughter|wife|sister|queen|princess|lady|aunt|grandmother|barmaid|nun|actress|"
        r"duchess|countess|governess|mistress|matron|mrs|miss|heiress|priestess|maid)\b", re.I,
    ),
    "he": re.compile(
        r"\b(?:widower|father|man|boy|son|husband|brother|king|prince|lord|uncle|grandfather|barman|monk|duke|sir|mr|"
        r"gentleman|priest|fisherman|nobleman)\b", re.I,
    ),
}  # fmt: skip
_NAME = re.compile(
    r"^(?:the )?((?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Lord|Captain|Old|Young|Sister|Brother|Father|Professor)\.? )?"
    r"[A-Z][\w'’-]+(?: (?:[A-Z][\w'’-]+|of|the|de|van|von))*)(?=[ ,:])"
)
# A single word with a capital is a name where something is said of it; else it may be how a sentence begins.
_SAID_OF = re.compile(
    r"[,:]| (?:is|was|has|had|wants?|lives?|works?|loves?|hates?|keeps?|runs?|comes?|knows|grew|never)\b"
)
# Where the words for what somebody is end and what is told of them begins.
_ENDS = re.compile(
    r" (?:who|whom|whose|that|which|called|named|with|known as|and (?:is|was|has|had|wants|fears|loves|hates|cannot))\b"
    r"|, (?:an?|the|who|whose|and|but)\b|[:;(]", re.I,
)  # fmt: skip
_CALLED = re.compile(r"\b(?:called|named|name is) ((?:[A-Z][\w'’-]+ ?)+)")
# Words of what stands beside a name, or instead of one; more would be a sentence.
LONGEST_APPOSITION = 8
# What a first sentence begins with that is no name.
_BEGINNINGS = "A An The She He They It In On At Once Born When After Before This That Their Her His"
_NO_NAME = frozenset(_BEGINNINGS.split())
_IS = re.compile(r"\b(?:is|was|are) (?:an? |the )?([^.;:!?]+)|^(?:an? |the )([^.;:!?]+)", re.I)
_HATES = re.compile(r"\b(?:hate|despise|loathe|resent|detest|enem|cannot stand|can't stand)", re.I)


def from_text(text: str) -> Sheet:
    """Everything that can be read of a description, as a sheet to be looked over."""
    text = text.strip()[: LONGEST["persona"]]
    found = suggestions.suggest(text)
    sheet = taken(sheets.blank() | {"persona": text}, [(one.key, one.shown) for one in found])
    kinds = {one.kind for one in found}
    if "pronouns" not in kinds:
        sheet["pronouns"] = pronouns_in(text) or sheet["pronouns"]
    if "speech" not in kinds:
        sheet["speech"] = next((manner for manner, words in BEARINGS.items() if words.search(text)), sheet["speech"])
    return sheet | {"name": name_in(text), "role": role_in(text)}


def from_answers(answers: Mapping[str, str], name: str = "") -> Sheet:
    """A sheet from the five answers, the empty ones left out."""
    told = {key: " ".join(answers.get(key, "").split())[:400] for key in QUESTIONS}
    sentences = [_sentence(told[key]) for key in ("temper", "heart") if told[key]]
    sheet = from_text(" ".join(sentences))
    sheet["name"] = name.strip()[: LONGEST["name"]] or sheet["name"]
    if told["want"]:
        sheet["goals"] = [suggestions.goal(told["want"], 0.8)]
    if told["heart"]:
        sheet["goals"] = [*sheet["goals"], _of_the_heart(told["heart"])][: MOST["goals"]]
    if told["secret"]:
        sheet["secrets"] = [_secret(told["secret"], sheet["name"])]
    manner = next((speech for speech, words in MANNERS.items() if re.search(words, told["speech"], re.I)), "")
    sheet["speech"] = manner or sheet["speech"]
    return sheet | {"role": ""}


def taken(sheet: Sheet, chosen: Iterable[tuple[str, str]]) -> Sheet:
    """The sheet with suggestions taken, each as (key, what stands there by now); what makes no sense is left out."""
    after = sheets.complete(sheet)
    after |= {"traits": dict(after["traits"]), "facets": dict(after["facets"])}
    for key, text in chosen:
        kind, _, what = key.removeprefix("model-").partition("-")
        _take(after, kind, what, " ".join(text.split()))
    return after


def _take(sheet: Sheet, kind: str, what: str, text: str) -> None:
    share = int(text) / 100 if text.isdecimal() and len(text) <= 3 and int(text) <= 100 else None
    if kind == "trait" and what in DOMAINS and share is not None:
        sheet["traits"][what] = share
    elif kind == "facet" and what in DOMAIN_OF and share is not None:
        sheet["facets"][what] = share
    elif kind == "initiative" and share is not None:
        sheet["initiative"] = share
    elif kind == "speech" and text in sheets.SPEECHES:
        sheet["speech"] = text
    elif kind == "pronouns" and text in sheets.PRONOUNS:
        sheet["pronouns"] = text
    elif kind == "goal" and text:
        _add(sheet, "goals", suggestions.goal(text[: LONGEST["wish"]]))
    elif kind in ("value", "sample") and text:
        _add(sheet, f"{kind}s", text[: LONGEST[f"{kind}s"]])


def _add(sheet: Sheet, field: str, item: Any) -> None:
    """One more of a list that has room for it and does not hold it."""
    texts = [one["text"] if isinstance(one, dict) else one for one in sheet[field]]
    text = item["text"] if isinstance(item, dict) else item
    if text not in texts and len(texts) < MOST[field]:
        sheet[field] = [*sheet[field], item]


def name_in(text: str) -> str:
    """The name that a description begins with, or says; empty where it does neither."""
    if match := _CALLED.search(text):
        return match[1].strip()[: LONGEST["name"]]
    match = _NAME.match(text)
    if match is None or match[1].split()[0] in _NO_NAME:
        return ""
    if " " not in match[1] and not _SAID_OF.match(text, match.end(1)):
        return ""
    return match[1][: LONGEST["name"]]


def pronouns_in(text: str) -> str:
    """By what the first sentence calls somebody: "a blunt, tired widow"; empty where it calls them neither or both."""
    first = next(iter(reading.sentences(text)), "")
    said = [pronouns for pronouns, words in _CALLED_BY.items() if words.search(first)]
    return said[0] if len(said) == 1 else ""


def role_in(text: str) -> str:
    """What somebody is, in the words of the first sentence: "the barkeep of the Drowned Rat"."""
    first = next(iter(reading.sentences(text)), "")
    match = _IS.search(first)
    if match is None:
        name = name_in(text)
        # As in: Vesper, queen of the docks, wants … Or a sentence without a name or a verb.
        rest = first.removeprefix(name).lstrip(" ,:").rstrip(" .!").split(",")[0]
        beside = not name or first.removeprefix(name)[:1] in (",", ":")
        return rest[:1].lower() + rest[1:] if beside and len(rest.split()) <= LONGEST_APPOSITION else ""
    told = _ENDS.split(match[1] or match[2])[0]
    return told.strip(" ,")[: LONGEST["role"]]


def as_oneself(clause: str) -> str:
    """ "sells her letters" as one says it of oneself: "sell my letters"."""
    verb, _, rest = clause.partition(" ")
    verb = {"is": "am", "was": "was", "has": "have", "does": "do", "are": "am"}.get(verb, verb)
    if len(verb) > 3 and verb.endswith("s") and not verb.endswith(("ss", "us", "was")):
        verb = re.sub(r"(?<=[sxz]|ch|sh)es$", "", verb) if re.search(r"(?:s|x|z|ch|sh)es$", verb) else verb[:-1]
    return f"{verb} {suggestions.in_first_person(rest)}".strip()


def _of_the_heart(told: str) -> dict[str, Any]:
    whom = re.sub(r"^(?:she |he |they )?(?:loves?|hates?|adores?|despises?|loathes?|resents?)\s+", "", told, flags=re.I)
    whom = re.split(r",| who | because | for ", whom)[0].strip(" .")[:60]
    if _HATES.search(told):
        return suggestions.goal(f"get even with {whom}", 0.6) | {
            "acts": ["accuse", "confront", "reveal_secret", "snub"]
        }
    return suggestions.goal(f"keep {whom} close", 0.6) | {"acts": ["confide", "help", "comfort", "invite"]}


def _secret(told: str, name: str) -> dict[str, Any]:
    """Said twice, as sheets say secrets: by others, who name its holder, and by whoever owns up to it."""
    clause = told.strip(" .")
    bare = re.sub(r"^(?:that )?(?:she|he|they|i)\b\s*", "", clause, flags=re.I)
    had_subject = bare != clause
    who = name.split()[0] if name else "Somebody"
    text = f"{who} {bare}" if had_subject else clause
    confession = f"I {as_oneself(bare)}" if had_subject else clause[:1].lower() + clause[1:]
    return {
        "text": text[: LONGEST["secret"]],
        "confession": confession[: LONGEST["secret"]],
        "about": "",
        "known_by": [],
    }


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")
