"""Contradictions planted in true prose, each against one fact, and whether they are caught.

The prose is the house narrator's over a played world, so that what is left alone is as good as what readers get. Each
corruption says which findings would be right; one is caught if such a finding stands that did not stand before.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.stories.played import Played
from characters.names import short
from relationships import stages
from relationships.acts import ACTS
from storytelling import claims, coherence, lexicon, narrator, telling
from storytelling.coherence import Passage, Reading
from storytelling.findings import Finding

# Passages of a stretch of prose that is checked as one.
STRETCH = 12
# What part of a story a passage may be.
PARTS = ("", "", "inciting", "crisis", "climax")


@dataclass(frozen=True)
class Prose:
    passages: tuple[Passage, ...]
    reading: Reading
    world: Played


# A corruption gives the prose with one lie in it, the passage it stands in, and the kinds that name it; or nothing.
Lie = tuple[Prose, int, frozenset[str]]
Corruption = Callable[[Prose, random.Random], Lie | None]


def stretches(world: Played, rng: random.Random, count: int) -> Iterator[Prose]:
    """True prose of stretches of a played world."""
    people = {who: world.person(who) for who in world.people}
    moments = {one.number: moment(one.number, world) for one in world.happenings if one.news}
    numbers = sorted(moments)
    read = coherence.reading(world.facts, world.texts)
    for _ in range(count):
        first = rng.randrange(max(1, len(numbers) - STRETCH))
        teller = telling.Teller(people, moments, seed=str(rng.random()))
        before: list[narrator.Moment] = []
        passages = []
        for number in numbers[first : first + STRETCH]:
            told = teller.tell(moments[number], before, rng.choice(PARTS))
            before.append(moments[number])
            passages.append(Passage(told.text, told.events))
        yield Prose(tuple(passages), read, world)


def moment(number: int, world: Played) -> narrator.Moment:
    event = world.facts.events[number]
    lines = tuple(narrator.Line(one.speaker, one.text, "") for one in world.facts.said.get(number, ()))
    return narrator.Moment(
        number=event.number, minute=event.minute, kind=event.kind, act=event.act, place=world.facts.where(number),
        initiator=event.initiator, responders=event.responders, witnesses=event.witnesses, accepted=event.accepted,
        tone="even", deed=event.news, lines=lines, changes=tuple(narrator.Change(*one) for one in event.shifts),
        cause=event.cause, importance=event.importance, motives=world.motives.get(number, ()),
        feelings=tuple(narrator.Felt(*one) for one in event.feelings), about=world.abouts.get(event.place, ""),
    )  # fmt: skip


def _with(prose: Prose, index: int, text: str) -> Prose:
    passages = list(prose.passages)
    passages[index] = replace(passages[index], text=text)
    return replace(prose, passages=tuple(passages))


def _added(prose: Prose, rng: random.Random, sentence: str, index: int, *kinds: str) -> Lie:
    """With one more sentence at the end of a passage's first paragraph."""
    first, *rest = prose.passages[index].text.split("\n\n")
    return _with(prose, index, "\n\n".join([f"{first} {sentence}", *rest])), index, frozenset(kinds)


def _scene(prose: Prose, rng: random.Random) -> int | None:
    """A passage about something between two."""
    events = prose.world.facts.events
    fitting = [
        index
        for index, passage in enumerate(prose.passages)
        if events[passage.events[0]].kind == "interaction" and len(events[passage.events[0]].responders) == 1
    ]
    return rng.choice(fitting) if fitting else None


def _name(prose: Prose, who: int) -> str:
    return prose.world.people[who].name


def _absent(prose: Prose, index: int, rng: random.Random) -> int | None:
    there = {who for number in prose.passages[index].events for who in _there(prose, number)}
    others = [who for who in prose.world.people if who not in there]
    return rng.choice(others) if others else None


def _there(prose: Prose, number: int) -> tuple[int, ...]:
    event = prose.world.facts.events[number]
    return (*event.involved, *event.witnesses)


def gone(prose: Prose, rng: random.Random) -> Lie | None:
    index = _scene(prose, rng)
    if index is None:
        return None
    who = _absent(prose, index, rng)
    if who is None:
        return None
    facts = replace(prose.world.facts, departed={who: prose.passages[index].events[0] - 1})
    left = replace(prose, reading=replace(prose.reading, facts=facts))
    return _added(left, rng, _spoken(prose, who, rng), index, "gone_speaker")


def absent(prose: Prose, rng: random.Random) -> Lie | None:
    index = _scene(prose, rng)
    who = _absent(prose, index, rng) if index is not None else None
    if index is None or who is None:
        return None
    return _added(prose, rng, _spoken(prose, who, rng), index, "absent_speaker")


def _spoken(prose: Prose, who: int, rng: random.Random) -> str:
    name, familiar = _name(prose, who), short(_name(prose, who))
    return rng.choice(
        [
            f"“I saw it coming,” said {name}.",
            f"“Nobody asked me,” {familiar} said quietly.",
            f"{name} said, “There will be more of this.”",
            f"“So that is how it stands,” {name} remarked.",
            f"{familiar} turned to the window. “I expected no less.”",
            f"“Enough,” cried {familiar}, and the room fell silent.",
        ]
    )


def unlearnt(prose: Prose, rng: random.Random) -> Lie | None:
    index = _scene(prose, rng)
    if index is None:
        return None
    facts, latest = prose.world.facts, max(prose.passages[index].events)
    for (act, doer, other), numbers in rng.sample(sorted(facts.deeds.items()), min(60, len(facts.deeds))):
        known = [number for number in numbers if number <= latest]
        strangers = [
            who
            for who in prose.world.people
            if who not in (doer, other) and known and not any(facts.knew(who, number, latest) for number in known)
        ]
        if strangers and act in ACTS and "{c}" not in ACTS[act].deed.third:
            told = ACTS[act].told(_name(prose, doer), _name(prose, other))
            name = _name(prose, rng.choice(strangers))
            said = rng.choice(
                [
                    f"{name} knew that {told}.",
                    f"{name} had heard that {told}.",
                    f"{name} had long been aware that {told}.",
                    f"It was no secret to {name} that {told}.",
                    f"By then {name} had found out that {told}.",
                    f"{name} could not forget how {told}.",
                ]
            )
            return _added(prose, rng, said, index, "knowledge")
    return None


def misrelated(prose: Prose, rng: random.Random) -> Lie | None:
    index = _scene(prose, rng)
    if index is None:
        return None
    facts, latest = prose.world.facts, max(prose.passages[index].events)
    pairs = [
        (pair, stages.regard(facts.stood(*pair, latest)))
        for pair in facts.shifts
        if all(who in prose.world.people for who in pair)
    ]
    fond = [pair for pair, regard in pairs if regard > 0.2]
    cold = [pair for pair, regard in pairs if regard < -0.15]
    if fond and (not cold or rng.random() < 0.5):
        one, other = rng.choice(fond)
        said = rng.choice(
            [
                "{a} hated {b}.",
                "{a} and {b} had always been sworn enemies.",
                "{a} could not stand {b}.",
                "{a} met the eye of an enemy, {b}.",
                "There was nothing but hatred between {a} and {b}.",
            ]
        )
    elif cold:
        one, other = rng.choice(cold)
        said = rng.choice(
            [
                "{a} adored {b}.",
                "{a} and {b} were the best of friends.",
                "{a} was devoted to {b}.",
                "{a} looked upon {b} as a dear friend.",
            ]
        )
    else:
        return None
    return _added(prose, rng, said.format(a=_name(prose, one), b=_name(prose, other)), index, "relation")


def disordered(prose: Prose, rng: random.Random) -> Lie | None:
    index = rng.randrange(1, len(prose.passages))
    passages = list(prose.passages)
    plain = [re.sub(r"^(It had begun before that\. |To understand it [^:]*: )", "", one.text) for one in passages]
    passages[index - 1], passages[index] = (
        replace(passages[index], text=plain[index]), replace(passages[index - 1], text=plain[index - 1]),
    )  # fmt: skip
    if lexicon.BACK.search(passages[index].text):
        return None
    return replace(prose, passages=tuple(passages)), index, frozenset({"time_order"})


def misplaced(prose: Prose, rng: random.Random) -> Lie | None:
    places = list(prose.world.facts.places.values())
    for index in rng.sample(range(len(prose.passages)), len(prose.passages)):
        here = prose.world.facts.where(prose.passages[index].events[0])
        text = prose.passages[index].text
        if here and (f"in {here}" in text or f"In {here}" in text):
            there = {prose.world.facts.where(number) for number in prose.passages[index].events}
            other = rng.choice([place for place in places if place not in there])
            return _with(prose, index, text.replace(f"n {here}", f"n {other}", 1)), index, frozenset({"place"})
    return None


def mistimed(prose: Prose, rng: random.Random) -> Lie | None:
    index = rng.randrange(len(prose.passages))
    hour = prose.world.facts.hour(prose.passages[index].events[0])
    if hour < 9:
        return None
    late = [
        "At midnight, when all the others were asleep, it was told in whispers.",
        "It was the dead of night.",
        "The clock had just struck midnight.",
        "Dawn was breaking as they spoke.",
    ]
    early = [
        "It was in the morning, and the light was new.",
        "The morning sun lay upon the floor.",
        "Noon had just struck.",
        "Dawn was breaking as they spoke.",
    ]
    return _added(prose, rng, rng.choice(late if hour <= 15 else early if hour > 18 else late[:3]), index, "time")


def misdated(prose: Prose, rng: random.Random) -> Lie | None:
    index = rng.randrange(len(prose.passages))
    days = {prose.world.facts.day(number) for number in prose.passages[index].events}
    wrong = next(day for day in range(5, 10) if day not in days)
    day = lexicon.DAYS[wrong - 1]
    said = [f"It was on the {day} day.", f"The {day} day had come.", f"All this was on day {wrong}."]
    return _added(prose, rng, rng.choice(said), index, "time")


def misspelt(prose: Prose, rng: random.Random) -> Lie | None:
    for index in rng.sample(range(len(prose.passages)), len(prose.passages)):
        named = [who for who, _, _ in prose.reading.names.found(claims.unquoted(prose.passages[index].text))]
        long = [who for who in named if max(len(word) for word in short(_name(prose, who)).split()) >= 6]
        if long:
            word = max(short(_name(prose, long[0])).split(), key=len)
            broken = word[:2] + word[3] + word[2] + word[4:]
            if broken != word:
                said = [
                    f"That, at least, was what {broken} thought.",
                    f"{broken} looked away.",
                    f"Nothing more was said to {broken}.",
                ]
                return _added(prose, rng, rng.choice(said), index, "name", "unknown_name")
    return None


def unheard_of(prose: Prose, rng: random.Random) -> Lie | None:
    index = rng.randrange(len(prose.passages))
    name = rng.choice(["Barnaby Thripp", "Wilhelmina", "Old Quillon", "Zebedee"])
    said = [
        f"It was {name} who had arranged it so.",
        f"{name} watched from the door.",
        f"Nobody had thought of {name}.",
        f"{name}, of all people, laughed.",
    ]
    return _added(prose, rng, rng.choice(said), index, "unknown_name", "name")


def swapped(prose: Prose, rng: random.Random) -> Lie | None:
    for index in rng.sample(range(len(prose.passages)), len(prose.passages)):
        for sentence in claims.sentences(prose.passages[index].text):
            for deed in claims.deeds(sentence, prose.reading.names):
                if prose.world.facts.done(deed.act, deed.other, deed.doer, max(prose.passages[index].events)):
                    continue
                found = list(prose.reading.names.found(sentence))
                one = next(sentence[start:end] for who, start, end in found if who == deed.doer)
                other = next(sentence[start:end] for who, start, end in found if who == deed.other)
                turned = sentence.replace(one, "\0").replace(other, one).replace("\0", other)
                text = prose.passages[index].text
                if sentence in text and turned != sentence:
                    return _with(prose, index, text.replace(sentence, turned, 1)), index, frozenset({"swapped"})
    return None


def turned_out(prose: Prose, rng: random.Random) -> Lie | None:
    for index in rng.sample(range(len(prose.passages)), len(prose.passages)):
        event = prose.world.facts.events[prose.passages[index].events[0]]
        if event.accepted is None or event.initiator is None:
            continue
        other = _name(prose, event.responders[0])
        well = [
            "It was gladly accepted.",
            f"{other} took it gladly.",
            f"{other} agreed at once.",
            "It was well received.",
        ]
        ill = [
            f"{other} refused.",
            f"{other} would have none of it.",
            "It was refused.",
            f"{other} turned away in anger.",
        ]
        return _added(prose, rng, rng.choice(ill if event.accepted else well), index, "outcome")
    return None


def undone(prose: Prose, rng: random.Random) -> Lie | None:
    pair = _strange_pair(prose, rng, "betray")
    index = _scene(prose, rng)
    if index is None or pair is None:
        return None
    a, b = _name(prose, pair[0]), _name(prose, pair[1])
    said = rng.choice(
        [f"{a} betrayed {b}.", f"And so {a} betrayed {b} before them all.", f"Then, at last, {a} betrayed {b}."]
    )
    return _added(prose, rng, said, index, "deed")


def groundless(prose: Prose, rng: random.Random) -> Lie | None:
    pair = _strange_pair(prose, rng, "threaten")
    index = _scene(prose, rng)
    if index is None or pair is None:
        return None
    said = f"It was all because {_name(prose, pair[0])} had threatened {_name(prose, pair[1])}."
    return _added(prose, rng, said, index, "cause")


def _strange_pair(prose: Prose, rng: random.Random, act: str) -> tuple[int, int] | None:
    deeds = prose.world.facts.deeds
    pairs = [
        (one, other)
        for one in prose.world.people
        for other in prose.world.people
        if one != other and (act, one, other) not in deeds and (act, other, one) not in deeds
    ]
    return rng.choice(pairs) if pairs else None


def ungiven(prose: Prose, rng: random.Random) -> Lie | None:
    gifts = prose.world.facts.gifts
    index = _scene(prose, rng)
    pairs = [
        (one, other) for one in prose.world.people for other in prose.world.people
        if one != other and (other, one) not in gifts
    ]  # fmt: skip
    if index is None:
        return None
    one, other = rng.choice(pairs)
    a, b = _name(prose, one), _name(prose, other)
    said = rng.choice(
        [
            f"{a} kept the present that {b} had given.",
            f"{a} wore the ring that {b} had given her.",
            f"In {a}'s hand was {b}'s gift.",
            f"{a} still had the book {b} gave him.",
        ]
    )
    return _added(prose, rng, said, index, "possession")


def out_of_voice(prose: Prose, rng: random.Random) -> Lie | None:
    index = _scene(prose, rng)
    if index is None:
        return None
    who = prose.world.facts.events[prose.passages[index].events[0]].initiator
    words = rng.choice(
        [
            "As an AI language model I cannot speak of that",
            "Okay guys, that is awesome",
            "Text me later",
            "Let us put that on the internet",
        ]
    )
    return _added(prose, rng, f"“{words},” said {_name(prose, who or 0)}.", index, "voice")


def misquoted(prose: Prose, rng: random.Random) -> Lie | None:
    index = _scene(prose, rng)
    if index is None:
        return None
    number = prose.passages[index].events[0]
    event, said = prose.world.facts.events[number], prose.world.facts.said[number]
    other = next(who for who in event.involved if who != said[0].speaker)
    return _added(prose, rng, f"“{said[0].text}” said {_name(prose, other)}.", index, "misquoted")


def sourceless(prose: Prose, rng: random.Random) -> Lie | None:
    index = rng.randrange(len(prose.passages))
    passages = list(prose.passages)
    passages[index] = replace(passages[index], events=rng.choice([(), (10**6,)]))
    return replace(prose, passages=tuple(passages)), index, frozenset({"unsourced"})


PROSE: dict[str, Corruption] = {
    "gone speaker": gone, "absent speaker": absent, "knowledge before learning": unlearnt, "relation": misrelated,
    "time order": disordered, "place": misplaced, "hour": mistimed, "day": misdated, "misspelt name": misspelt,
    "unknown name": unheard_of, "swapped": swapped, "outcome": turned_out, "never done": undone,
    "groundless cause": groundless, "never given": ungiven, "out of character": out_of_voice,
    "misquoted": misquoted, "no source": sourceless,
}  # fmt: skip


def caught(prose: Prose, lie: Lie) -> bool:
    """Whether the lie is named, at its passage or at the next."""
    told, index, kinds = lie
    before = kinds_of(coherence.check(prose.passages, prose.reading).findings)
    after = coherence.check(told.passages, told.reading).findings
    return any(found.kind in kinds and abs(found.at - index) <= 1 and key(found) not in before for found in after)


def kinds_of(findings: Sequence[Finding]) -> set[tuple[str, str, int]]:
    return {key(found) for found in findings}


def key(found: Finding) -> tuple[str, str, int]:
    return found.kind, found.quote, found.at
