"""Claims: what a sentence of prose says that the log can confirm or deny. Reads plain English as our narrators write.

Deeds are found by the acts' own forms ("Jane confided in Elizabeth"), people by their names and what they are called.
What is not understood claims nothing: a checker that guesses is worse than one that keeps silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from characters.names import TITLES, short
from relationships.acts import ACTS
from storytelling.happenings import Person

QUOTE = re.compile(r"“([^”]*)”|\"([^\"]*)\"")
SENTENCE = re.compile(r"[^.!?…]+[.!?…]*[”\"’']?", re.S)
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
# Verbs with which a line is given to its speaker.
SPEECH = (
    r"(?:said|says|asked|replied|answered|returned|whispered|cried|murmured|muttered|added|went on|began|told|remarked"
    r"|observed|declared|exclaimed|continued|insisted|protested|admitted|agreed|repeated|called|shouted|sneered)"
)
# What puts somebody in the know of what follows; "that" or "how" is left out as often as not.
KNOWING = (
    r"\s+(?:already |long |well |still )*(?:had )?(?:already |long |since |well )*"
    r"(?:knew|heard|learnt|learned|been told|remembered|(?:was|been) aware|found out|discovered|understood|guessed"
    r"|could not forget|never forgot)(?: of it)?(?: (?:how|that))?\s+"
)
# The same, said of what it is to somebody: "It was no secret to Jane that".
NO_SECRET = re.compile(r"\bno secret (?:to|from) $")
# What makes a clause the reason of another.
LEADS_BACK = re.compile(r"\b(because|after|since|for)\b[^,;:]*$")
# What stands between a doer and a deed that is looked back on.
HAD = r"(?:had |once |already |now |then |at last |again )*"


class Deed(NamedTuple):
    """`doer` did `act` to `other`; `tried` where it says that it was not taken well."""

    act: str
    doer: int
    other: int
    tried: bool
    # It is looked back on, or said to be the reason of something.
    past: bool
    text: str


@dataclass(frozen=True)
class Names:
    """Every way in which the cast may be named, the longest first."""

    aliases: Mapping[str, int]
    pattern: re.Pattern[str]

    def found(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Who is named where: (id, start, end)."""
        for match in self.pattern.finditer(text):
            yield self.aliases[match[0]], match.start(), match.end()


def names_of(people: Mapping[int, Person]) -> Names:
    """Full names, short names, and single words of names that nobody else bears."""
    aliases: dict[str, int | None] = {}

    def call(alias: str, who: int) -> None:
        aliases[alias] = who if aliases.get(alias, who) == who else None

    for who, person in people.items():
        call(person.name, who)
        call(short(person.name), who)
        if person.called:
            call(person.called, who)
        for word in person.name.split():
            if word not in TITLES and word[:1].isupper() and len(word) > 2:
                call(word, who)
    # A full name is somebody's even where it is also the short of another.
    aliases |= {person.name: who for who, person in people.items()}
    aliases |= {f"the {name[4:]}": who for name, who in aliases.items() if name.startswith("The ")}
    unique = {alias: who for alias, who in aliases.items() if who is not None}
    longest = sorted(unique, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b" if longest else r"(?!)")
    return Names(unique, pattern)


def unquoted(text: str) -> str:
    """The narrator's own words: what is said by others may be wrong without the story's being so."""
    return QUOTE.sub(lambda found: "“" + " " * (len(found[0]) - 2) + "”", text)


def sentences(text: str) -> list[str]:
    """The narrator's sentences, quotes blanked."""
    found = []
    for paragraph in unquoted(text).split("\n"):
        found += [sentence.strip() for sentence in SENTENCE.findall(paragraph) if sentence.strip()]
    return found


class Form(NamedTuple):
    """One way of saying an act: what stands before the other's name, and what must follow it."""

    act: str
    before: re.Pattern[str]
    after: str
    tried: bool


@cache
def _forms() -> tuple[Form, ...]:
    """Every act's forms; those that must be followed by something first, for they say more."""
    found: list[Form] = []
    for key, act in ACTS.items():
        if act.arity == "solo":
            continue
        plain = [act.deed.third.replace("{a} ", ""), f"{act.past} {{b}}"]
        tried = [f"tried to {act.label} {{b}}"] + ([act.refused] if act.refused else [])
        for text, failed in ((text, failed) for texts, failed in ((plain, False), (tried, True)) for text in texts):
            head, _, tail = text.partition("{b}")
            if "{c}" not in head:
                # Whom it was about is not always said.
                after = "" if "{c}" in tail else tail
                found.append(Form(key, re.compile(rf"^\s*({HAD}){re.escape(head.strip())}\s+$"), after, failed))
    return tuple(sorted(found, key=lambda form: -len(form.after)))


def claims_success(act: str) -> bool:
    """Whether the plain form of an act says that it was taken well: it has another for when it was not."""
    refused = ACTS[act].refused
    return not refused or not refused.startswith(ACTS[act].past)


def deeds(sentence: str, names: Names) -> Iterator[Deed]:
    """What a sentence says that somebody did to somebody."""
    for (doer, first, end), (other, start, after) in pairwise(names.found(sentence)):
        between, tail = sentence[end:start], sentence[after:]
        if doer == other or len(between) > 60:
            continue
        for form in _forms():
            found = form.before.match(between)
            if found and tail.startswith(form.after):
                back = "had " in found[1] or bool(LEADS_BACK.search(sentence[:first]))
                yield Deed(form.act, doer, other, form.tried, back, sentence[first:after] + form.after)
                break


def speakers(text: str, names: Names) -> Iterator[tuple[int, str]]:
    """Who is given which words: “...” X said, X said “...”, “...” X turned away, X turned away. “...”."""
    for match in QUOTE.finditer(text):
        words = match[1] if match[1] is not None else match[2]
        after = text[match.end() : match.end() + 80].split("\n")[0]
        before = text[max(0, match.start() - 160) : match.start()].split("\n")[-1]
        speaker = _after(after, names)
        if speaker is None:
            speaker = _before(before, names)
        if speaker is not None:
            yield speaker, words


def _after(text: str, names: Names) -> int | None:
    for who, start, _ in names.found(text):
        lead = text[:start].strip(" ,")
        return who if not lead or re.fullmatch(SPEECH, lead) else None
    return None


def _before(text: str, names: Names) -> int | None:
    found = list(names.found(text))
    if not found:
        return None
    if re.fullmatch(rf"\s*{SPEECH}(?: \w+)?[,:]?\s*", text[found[-1][2] :]):
        return found[-1][0]
    # A gesture and then the words: the sentence before is its speaker's, if it is about nobody else.
    sentence = unquoted(text).rstrip().rstrip(".").rpartition(". ")[2]
    own = list(names.found(sentence))
    return own[0][0] if text.rstrip().endswith(".") and len(own) == 1 and own[0][1] == 0 else None


def knowledge(sentence: str, names: Names) -> Iterator[tuple[int, Deed]]:
    """Who is said to know of which deed: "Jane knew that Wickham had betrayed Elizabeth"."""
    for who, start, end in names.found(sentence):
        rest = sentence[end:]
        found = re.match(KNOWING, rest)
        if found is None and NO_SECRET.search(sentence[:start]):
            found = re.match(r" (?:how|that) ", rest)
        if found:
            yield from ((who, deed) for deed in deeds(rest[found.end() :], names))
