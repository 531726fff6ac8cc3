"""Coherence of prose: each passage held against the events it cites, and against the log up to them.

Deterministic, and only of what can be read without doubt; findings carry the sentence and the event that proves it. The
sorts of error are those that ConStory-Bench (ACL 2026) counts, as far as a log can decide them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from characters.checks import META
from relationships.stages import regard
from storytelling import claims
from storytelling.claims import Names
from storytelling.facts import Facts
from storytelling.findings import Checked
from storytelling.lexicon import (
    ACCEPTED,
    BACK,
    CAPITAL,
    COMMON,
    DAY,
    DAYS,
    HOURS,
    MODERN,
    REFUSED,
    STARTING,
    TIME,
    WISHED,
)
from storytelling.stances import stances


@dataclass(frozen=True, slots=True)
class Passage:
    text: str
    events: tuple[int, ...]


@dataclass(frozen=True)
class Reading:
    """What checking prose needs beside the passage: the ledger, the names, and the words that may be capitalised."""

    facts: Facts
    names: Names
    known: frozenset[str]
    # The world's own texts speak as people do today.
    is_modern: bool = False


def reading(facts: Facts, words: Sequence[str] = ()) -> Reading:
    """`words` is whatever else the world's texts hold: its premise, its topics, its titles."""
    texts = [*facts.places.values(), *words, *(f"{person.name} {person.called}" for person in facts.people.values())]
    texts += [line.text for said in facts.said.values() for line in said]
    texts += [happening.news for happening in facts.events.values()]
    known = {word for text in texts for word in re.findall(r"[A-Z][a-z]+", text)}
    is_modern = any(MODERN.search(text) for text in texts)
    return Reading(facts, claims.names_of(facts.people), frozenset(known) | COMMON, is_modern)


def check(passages: Sequence[Passage], read: Reading) -> Checked:
    """Everything in the passages, in the order of telling, that the log can confirm or deny."""
    checked = Checked()
    last: Passage | None = None
    for index, passage in enumerate(passages):
        missing = [number for number in passage.events if number not in read.facts.events]
        checked.facts += 1
        if missing or not passage.events:
            number = missing[0] if missing else None
            checked.find("unsourced", passage.text[:120], "No event of the log bears it out.", number, index)
            continue
        for look in LOOKS:
            look(passage, read, checked, index)
        _order(passage, last, read, checked, index)
        last = passage
    return checked


def _deeds(passage: Passage, read: Reading, checked: Checked, index: int) -> None:
    """Who did what to whom, and how it went."""
    latest = max(passage.events)
    for sentence in claims.sentences(passage.text):
        for deed in claims.deeds(sentence, read.names):
            checked.facts += 1
            cited = [n for n in passage.events if _is(read.facts, n, deed.act, deed.doer, deed.other)]
            number = cited[0] if cited else read.facts.done(deed.act, deed.doer, deed.other, latest)
            if number is None:
                _never(deed, passage, read, checked, index)
            elif len(cited) == 1 and _contradicts(read.facts, number, deed):
                went = "was taken well" if read.facts.events[number].accepted else "was not taken well"
                checked.find("outcome", sentence, f"In event {number} it {went}.", number, index)


def _is(facts: Facts, number: int, act: str, doer: int, other: int) -> bool:
    return number in facts.deeds.get((act, doer, other), ())


def _contradicts(facts: Facts, number: int, deed: claims.Deed) -> bool:
    accepted = facts.events[number].accepted
    if deed.tried:
        return accepted is True
    return accepted is False and claims.claims_success(deed.act)


def _never(deed: claims.Deed, passage: Passage, read: Reading, checked: Checked, index: int) -> None:
    latest = max(passage.events)
    turned = [n for n in passage.events if _is(read.facts, n, deed.act, deed.other, deed.doer)]
    other = turned[0] if turned else read.facts.done(deed.act, deed.other, deed.doer, latest)
    if other is not None:
        checked.find("swapped", deed.text, f"In event {other} it was done the other way round.", other, index)
    elif deed.past:
        checked.find(
            "cause", deed.text, "It is given as a reason, and never happened before.", passage.events[0], index
        )
    else:
        checked.find("deed", deed.text, "No event up to then says so.", passage.events[0], index)


def _outcomes(passage: Passage, read: Reading, checked: Checked, index: int) -> None:
    """Refused or accepted, said outright, of a passage about one event."""
    event = read.facts.events[passage.events[0]]
    if event.accepted is None:
        return
    for sentence in claims.sentences(passage.text):
        if any(claims.deeds(sentence, read.names)):
            # Then it says of which deed, and that has been looked at.
            continue
        for pattern, accepted in ((REFUSED, False), (ACCEPTED, True)):
            if pattern.search(sentence):
                checked.facts += 1
                if event.accepted is not accepted:
                    went = "taken well" if event.accepted else "not taken well"
                    checked.find("outcome", sentence, f"Event {event.number} was {went}.", event.number, index)


def _speakers(passage: Passage, read: Reading, checked: Checked, index: int) -> None:
    """Whoever speaks is there, has not left, and says what is theirs."""
    facts, latest = read.facts, max(passage.events)
    for who, words in claims.speakers(passage.text, read.names):
        checked.facts += 1
        checked.voices += 1
        name = facts.people[who].name
        if facts.is_gone(who, latest):
            checked.find("gone_speaker", words, f"{name} had left with event {facts.departed[who]}.",
                         facts.departed[who], index)  # fmt: skip
        elif not any(facts.was_there(who, number) for number in passage.events):
            checked.find("absent_speaker", words, f"{name} was not there.", passage.events[0], index)
        elif (owner := _owner(passage, read, words)) not in (None, who):
            told = f"In event {passage.events[0]} it is {facts.people[owner].name} who says so." if owner else ""
            checked.find("misquoted", words, told, passage.events[0], index)
        if META.search(words):
            checked.find("voice", words, "Nobody here would speak of the telling itself.", passage.events[0], index)
        elif (found := MODERN.search(words)) and not read.is_modern:
            checked.find("voice", words, f"Nobody here has the word “{found[0]}”.", passage.events[0], index)


def _owner(passage: Passage, read: Reading, words: str) -> int | None:
    """Whose line it is in the log, to the letter."""
    plain = _letters(words)
    for number in passage.events:
        for line in read.facts.said.get(number, ()):
            if plain and _letters(line.text) == plain and line.speaker in read.facts.people:
                return line.speaker
    return None


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _knowledge(passage: Passage, read: Reading, checked: Checked, index: int) -> None:
    """Nobody knows of what they have not learnt."""
    facts, latest = read.facts, max(passage.events)
    for sentence in claims.sentences(passage.text):
        for who, deed in claims.knowledge(sentence, read.names):
            checked.facts += 1
            numbers = [n for n in facts.deeds.get((deed.act, deed.doer, deed.other), ()) if n <= latest]
            if not any(facts.knew(who, number, latest) for number in numbers):
                proof = numbers[-1] if numbers else None
                told = f"{facts.people[who].name} had not learnt of it by event {latest}."
                checked.find("knowledge", sentence, told, proof, index)


def _relations(passage: Passage, read: Reading, checked: Checked, index: int) -> None:
    """Words for how people stand to each other, against the numbers."""
    latest = max(passage.events)
    for sentence in _stated(passage):
        if any(claims.deeds(sentence, read.names)):
            continue
        for stance in stances(sentence, read.names):
            checked.facts += 1
            pairs = [(stance.source, stance.target)] + [(stance.target, stance.source)] * stance.mutual
            for pair in pairs:
                before, after = read.facts.stood(*pair, latest - 1), read.facts.stood(*pair, latest)
                if not (stance.holds(before) or stance.holds(after)):
                    names = read.facts.people[pair[0]].name, read.facts.people[pair[1]].name
                    told = f"{names[0]}'s regard for {names[1]} was {regard(after):+.2f}, trust {after.trust:.2f}."
                    checked.find("relation", sentence, f"“{stance.word}”: {told}", latest, index)
                    break


def _times(passage: Passage, read: Reading, checked: Checked, index: int) -> None:
    """Hours and days."""
    for sentence in _stated(passage):
        for found in TIME.finditer(sentence):
            checked.facts += 1
            first, last = HOURS[(found[1] or found[2] or found[3]).lower()]
            if not any(_within(read.facts.hour(number), first, last) for number in passage.events):
                number = passage.events[0]
                minute = read.facts.events[number].minute
                told = f"Event {number} was at {minute // 60 % 24:02d}:{minute % 60:02d}."
                checked.find("time", sentence, told, number, index)
        for found in DAY.finditer(sentence):
            checked.facts += 1
            day = DAYS.index(found[1].lower()) + 1 if found[1] else int(found[2])
            if not any(read.facts.day(number) == day for number in passage.events):
                number = passage.events[0]
                checked.find("time", sentence, f"Event {number} was on day {read.facts.day(number)}.", number, index)


def _stated(passage: Passage) -> list[str]:
    """Sentences that say how things are, not how somebody would have them."""
    return [sentence for sentence in claims.sentences(passage.text) if not WISHED.search(sentence)]


def _within(hour: float, first: float, last: float) -> bool:
    return first <= hour <= last or first <= hour + 24 <= last


def _places(passage: Passage, read: Reading, checked: Checked, index: int) -> None:
    """Where it was."""
    here = {read.facts.where(number).lower() for number in passage.events} - {""}
    if not here:
        # What the world opens with is nowhere in particular.
        return
    for sentence in _stated(passage):
        for name in read.facts.places.values():
            if re.search(rf"\b(?:in|at|on|inside|across|within) {re.escape(name)}\b", sentence, re.I):
                checked.facts += 1
                if name.lower() not in here:
                    number = passage.events[0]
                    told = f"Event {number} was in {read.facts.where(number)}."
                    checked.find("place", sentence, told, number, index)


def _gifts(passage: Passage, read: Reading, checked: Checked, index: int) -> None:
    """Nobody has from another what that other never gave."""
    latest = max(passage.events)
    for sentence in _stated(passage):
        for giver, taker in _given(sentence, read.names):
            checked.facts += 1
            if not read.facts.had_gift(giver, taker, latest):
                names = read.facts.people[giver].name, read.facts.people[taker].name
                checked.find("possession", sentence, f"{names[0]} had given {names[1]} nothing.", latest, index)


def _given(sentence: str, names: Names) -> Iterator[tuple[int, int]]:
    """(giver, taker): "Jane wore the ring that Bingley had given her", "Jane kept Bingley's present"."""
    for (taker, _, end), (giver, start, after) in pairwise(names.found(sentence)):
        between, tail = sentence[end:start], sentence[after : after + 40]
        if taker == giver or any(claims.deeds(sentence, names)):
            continue
        if (
            re.match(r" (?:had (?:once )?given|gave)(?: (?:her|him|them))?\s*[.,;!?]?$", tail.rstrip())
            or re.match(r"['’]s? (?:gift|present|keepsake)\b", tail)
            or re.search(r"\b(?:gift|present|keepsake) from $", between)
        ):
            yield giver, taker


def _strangers(passage: Passage, read: Reading, checked: Checked, index: int) -> None:
    """Names that nobody bears, and names put together from two."""
    for sentence in claims.sentences(passage.text):
        candidates = [found[1] for found in CAPITAL.finditer(sentence)]
        if found := STARTING.match(sentence):
            candidates.append(found[1].strip())
        for name in candidates:
            checked.facts += 1
            _name(name, sentence, passage, read, checked, index)


def _name(name: str, sentence: str, passage: Passage, read: Reading, checked: Checked, index: int) -> None:
    words = [re.sub(r"['’]s?$", "", word) for word in name.split()]
    # A family is called by its name in the plural.
    strange = [word for word in words if word not in read.known and word.removesuffix("s") not in read.known]
    full = " ".join(words)
    if strange:
        near = next((alias for alias in read.names.aliases for word in strange if _is_like(word, alias)), None)
        told = f"Did it mean {near}?" if near else "Nobody here is called so."
        checked.find("name" if near else "unknown_name", sentence, f"“{full}”: {told}", passage.events[0], index)
        return
    bearers = {read.names.aliases[word] for word in words if word in read.names.aliases}
    if len(words) > 1 and len(bearers) > 1 and not any(full in person.name for person in read.facts.people.values()):
        checked.find("name", sentence, f"“{full}” is two people's names.", passage.events[0], index)


def _is_like(word: str, alias: str) -> bool:
    """Whether one is the other but for a letter or two."""
    return any(
        abs(len(word) - len(part)) <= 2 and len(part) >= 4 and _distance(word.lower(), part.lower()) <= 2
        for part in alias.split()
    )


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def _order(passage: Passage, last: Passage | None, read: Reading, checked: Checked, index: int) -> None:
    """What is told later happened later, unless the telling says that it goes back."""
    if last is None:
        return
    checked.facts += 1
    before, now = read.facts.events[last.events[0]], read.facts.events[passage.events[0]]
    if now.number < before.number and not BACK.search(passage.text):
        told = f"Event {now.number} came before event {before.number}."
        checked.find("time_order", passage.text[:160], told, now.number, index)
    text = " ".join(claims.sentences(passage.text)[:1])
    if re.match(r"(The next (?:day|morning)|The day after|A day later|Next morning)\b", text):
        checked.facts += 1
        if read.facts.day(now.number) == read.facts.day(before.number):
            checked.find("time", text, f"Event {now.number} was on the same day.", now.number, index)


LOOKS = (_deeds, _outcomes, _speakers, _knowledge, _relations, _times, _places, _gifts, _strangers)
