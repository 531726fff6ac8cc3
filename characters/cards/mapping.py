"""What of a card becomes what of a sheet, told line by line in the report."""

from __future__ import annotations

import random
import re
import zlib
from typing import Any

from characters.cards import macros, state
from characters.cards.card import CardData
from characters.cards.macros import Names
from characters.cards.report import Report
from characters.cards.text import line, passage, plain

NAME, ROLE, TAG, SAMPLE, GESTURE = 80, 120, 40, 300, 60
PERSONA = 16_000
MOST_TAGS, MOST_SAMPLES, MOST_GESTURES = 12, 6, 8
# Shorter ones say nothing about how somebody talks.
SAMPLE_WORDS = 4
# So clearly must one pronoun lead before it is believed.
LEAD, TOLD_OFTEN = 2, 2

SHE = re.compile(r"\b(she|her|hers|herself)\b", re.I)
HE = re.compile(r"\b(he|him|his|himself)\b", re.I)
START = re.compile(r"<start>", re.I)
TURN = re.compile(r"^[ \t]*([^\n:]{1,80}):[ \t]*", re.M)
STARRED = re.compile(r"\*{1,3}([^*\n]{2,200})\*{1,3}")
QUOTED = re.compile(r"[\"“]([^\"“”\n]{2,600})[\"”]")
IS_A = re.compile(r"\b(?:is|was) ((?:an?|the) [^.;:!?\n()\[\]{}]{3,110})")
VERB = re.compile(r"(?:she |he |they )?([a-z]+s)\b", re.I)
# Words in s that open no gesture.
_NO_VERBS = "his hers its this is was has does as thus yes us always perhaps besides towards"
NO_VERBS = frozenset(_NO_VERBS.split())


def sheet(card: CardData, report: Report) -> dict[str, Any]:
    """The fields of a sheet that the card says something about, each small and plain enough to be stored."""
    rng = random.Random(zlib.crc32(card.name.encode("utf-8", "replace")))
    names = Names(line(card.nickname or card.name, NAME))
    found: dict[str, Any] = {"name": _name(card, report)}
    if card.nickname and line(card.nickname, NAME) != found["name"]:
        found["address"] = line(card.nickname, NAME)
        report.mapped("nickname", f"How others address them: {found['address']}.")
    found["persona"] = _persona(card, names, rng, report)
    found["pronouns"] = _pronouns(card, report)
    if role := _role(found["persona"]):
        found["role"] = role
        report.mapped("description", f"The line under the name, from its first sentence that says so: “{role}”.")
    found |= _manner(card, names, rng, report)
    if tags := _tags(card):
        found["tags"] = tags
        report.mapped("tags", f"Tags: {', '.join(tags)}.")
    if card.talkativeness is not None:
        found["initiative"] = max(0.0, min(1.0, card.talkativeness))
        report.mapped("extensions.talkativeness", f"How much they begin of themselves: {found['initiative']:.0%}.")
    _tell_rest(card, report)
    return found | state.read(card.extensions.get(state.KEY), report)


def opening(card: CardData, which: int = 0, *, of_many: bool = False) -> str:
    """A greeting as a passage of a story, its macros filled in; for a company of several, one meant for such."""
    texts = (of_many and card.group_greetings) or card.openings
    if not texts:
        return ""
    rng, char = random.Random(0), line(card.nickname or card.name, NAME)
    text = plain(texts[min(which, len(texts) - 1)])
    # Inside quotes somebody is spoken to; outside they are spoken of.
    text = QUOTED.sub(lambda said: _filled(said[0], Names(char, macros.SPOKEN_TO), rng), text)
    text = STARRED.sub(lambda done: done[1] if done[1][-1] in ".,!?…—:;" else f"{done[1]}.", text)
    text = _filled(text, Names(char), rng).replace("*", "").strip()
    return f"{char} {text}" if text[:1].islower() else text


def scenario(card: CardData) -> str:
    return _filled(card.scenario, Names(line(card.nickname or card.name, NAME)), random.Random(0)).strip()


def _filled(text: str, names: Names, rng: random.Random) -> str:
    return plain(macros.filled(text, names, rng))


def _name(card: CardData, report: Report) -> str:
    name = line(card.name, NAME) or "Somebody"
    if name != card.name:
        report.repaired("name", f"A name has {NAME} characters at most; shortened to “{name}”.")
    report.mapped("name", f"The name: {name}.")
    return name


def persona_of(description: str, personality: str) -> str:
    """How the two texts of a card stand in one sheet."""
    return "\n\n".join(text for text in (description.strip(), personality.strip()) if text)


def _persona(card: CardData, names: Names, rng: random.Random, report: Report) -> str:
    whole = persona_of(card.description, card.personality)
    text = passage(_filled(whole, names, rng))
    if strange := macros.unknown(whole):
        known = ", ".join(line(name, 40) for name in sorted(strange)[:8])
        report.noticed("description", f"Macros not known here are left as they stand: {known}.")
    fields = [name for name in ("description", "personality") if getattr(card, name).strip()]
    if fields:
        report.mapped(" + ".join(fields), f"Who they are: {len(text):,} characters.")
    if len(text) <= PERSONA:
        return text
    report.noticed("description", f"A sheet has room for {PERSONA:,} characters; the rest stays in the card.")
    return text[:PERSONA].rsplit("\n", 1)[0].rsplit(". ", 1)[0].rstrip()


def _pronouns(card: CardData, report: Report) -> str:
    told = "\n".join((card.description, card.personality, card.scenario))
    she, he = len(SHE.findall(told)), len(HE.findall(told))
    if max(she, he) < TOLD_OFTEN or max(she, he) < LEAD * min(she, he):
        report.noticed("description", "Which pronouns they have is not clear from the text; they/them until you say.")
        return "they"
    found = "she" if she > he else "he"
    report.mapped("description", f"Pronouns: {found}, used {max(she, he)} times.")
    return found


def _role(persona: str) -> str:
    found = IS_A.search(persona[:2_000])
    return line(found[1], ROLE).rstrip(",") if found else ""


def _manner(card: CardData, names: Names, rng: random.Random, report: Report) -> dict[str, Any]:
    """How they speak and move, from the dialogue that the card gives as an example, else from its greetings."""
    spoken = Names(names.char, macros.SPOKEN_TO)
    said = [_filled(text, spoken, rng) for text in _own_turns(card, names.char)]
    source = "mes_example" if said else "first_mes"
    said = said or [_filled(text, spoken, rng) for text in card.openings]
    found: dict[str, Any] = {}
    if samples := _samples(said, told_by_others=source == "first_mes"):
        found["samples"] = samples
        report.mapped(source, f"How they speak: “{samples[0]}”" + _more(samples))
    if gestures := _gestures(said, names.char):
        found["gestures"] = gestures
        report.mapped(source, f"How they move: {', '.join(gestures[:3])}.")
    return found


def _more(found: list[str]) -> str:
    return f" and {len(found) - 1} more." if len(found) > 1 else ""


def _own_turns(card: CardData, called: str) -> list[str]:
    """What the character says in the examples, turn by turn."""
    own = {"{{char}}", "<bot>", called.lower(), card.name.lower(), *(word.lower() for word in card.name.split()[:1])}
    turns = []
    for block in START.split(card.mes_example[:32_000]):
        marks = list(TURN.finditer(block))
        ends = [*(mark.start() for mark in marks), len(block)][1:]
        turns += [
            block[mark.end() : end].strip()
            for mark, end in zip(marks, ends, strict=True)
            if mark[1].strip().lower() in own
        ]
    return turns


def _samples(said: list[str], *, told_by_others: bool) -> list[str]:
    found = dict[str, None]()
    for text in said:
        spoken = QUOTED.findall(text)
        if not spoken and not told_by_others:
            spoken = [STARRED.sub(" ", text)]
        for one in spoken:
            sample = line(one.replace("*", " "), SAMPLE)
            if len(sample.split()) >= SAMPLE_WORDS:
                found[sample] = None
    return list(found)[:MOST_SAMPLES]


def _gestures(said: list[str], name: str) -> list[str]:
    found = dict[str, None]()
    for text in said:
        for starred in STARRED.findall(text):
            first = re.split(r"[.,;!?…—]", starred.removeprefix(name).strip(), maxsplit=1)[0].strip()
            verb = VERB.match(first)
            if verb and verb[1].lower() not in NO_VERBS and len(first) <= GESTURE and len(first.split()) <= 8:
                gesture = first[verb.start(1) :]
                found[gesture[0].lower() + gesture[1:]] = None
    return list(found)[:MOST_GESTURES]


def _tags(card: CardData) -> list[str]:
    given = (part for tag in card.tags for part in tag.split(","))
    return list(dict.fromkeys(tag for part in given if (tag := line(part, TAG).lower())))[:MOST_TAGS]


def _tell_rest(card: CardData, report: Report) -> None:
    if card.openings:
        report.mapped("first_mes", f"{len(card.openings)} ways to begin, offered when they come into a world.")
    if card.group_greetings:
        report.mapped("group_only_greetings", "The way to begin where they come into a new world with others.")
    if card.creator_notes.strip():
        report.mapped("creator_notes", "Its author's notes, to be read below; never told to a model.")
    if card.scenario.strip():
        report.mapped("scenario", "The premise of a world made for them.")
    if card.book is not None and card.book.entries:
        report.mapped("character_book", f"{len(card.book.entries):,} entries of lore for the world they come into.")
